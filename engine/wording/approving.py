"""The way of an edition: its author puts it to review, a second person approves these very words or withdraws them.

Every step is a record of `legal_texts/approvals.yaml`; nothing else writes there. Steps raise `CallerError` where the
edition is not known, is not in the state the step starts from, or one person would do both.
"""

from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ..content import Content
from ..errors import CallerError
from ..law.library import Law
from ..messages import _
from .approvals import FILE, Approval, Hashes, Signature, State, same_person
from .check import check_content


@dataclass(frozen=True, slots=True)
class Desk:
    """One edition on the desk: `wording` is `<procedure>/<kind>`, `folder` takes the record."""

    content: Content
    folder: Path
    wording: str
    start: date

    def review(self, by: str, on: date) -> Approval:
        """The author asks for approval; words with errors are not put to review."""
        state, hashes, _record = self._seen()
        if state in ("approved", "changed"):
            raise CallerError(_("is approved already."), field=self.wording, fix=_("Withdraw the approval first."))
        self._refuse_errors()
        return self._write(
            Approval(wording=self.wording, start=self.start, sha256=hashes, drafted=Signature(by=by, on=on))
        )

    def approve(self, by: str, on: date, *, basis: str = "", drafted_by: str | None = None) -> Approval:
        """A second person signs. The author is that of the review, or named here."""
        state, hashes, record = self._seen()
        if state == "approved":
            raise CallerError(
                _("is approved already, in these very words."), field=self.wording, fix=_("There is nothing to do.")
            )
        if state == "changed":
            raise CallerError(
                _("was changed after its approval."),
                field=self.wording,
                fix=_("Restore it, make a new edition, or withdraw the approval first."),
            )
        if state == "review" and record is not None and drafted_by is None:
            drafted = record.drafted
        elif drafted_by is not None:
            drafted = Signature(by=drafted_by, on=on)
        else:
            raise CallerError(
                _("is not in review."), field=self.wording, fix=_("Its author runs qauly review, or name --drafted-by.")
            )
        if same_person(drafted.by, by):
            raise CallerError(
                _("drafted it; a second person must approve."), field="--by", fix=_("Let another person approve.")
            )
        _refuse_before(drafted, on)
        self._refuse_errors()
        self._refuse_questions()
        signed = Signature(by=by, on=on, basis=basis or None)
        return self._write(
            Approval(wording=self.wording, start=self.start, sha256=hashes, drafted=drafted, approved=signed)
        )

    def withdraw(self, by: str, on: date, *, basis: str = "") -> Approval:
        """Takes the approval back; the record stays, and these words are in force no more."""
        state, _hashes, record = self._seen()
        if state not in ("approved", "changed") or record is None:
            raise CallerError(_("is not approved."), field=self.wording, fix=_("There is nothing to take back."))
        _refuse_before(record.approved or record.drafted, on)
        return self._write(record.model_copy(update={"withdrawn": Signature(by=by, on=on, basis=basis or None)}))

    def _seen(self) -> tuple[State, Hashes, Approval | None]:
        law = Law.load(self.content)
        procedure, _slash, kind = self.wording.partition("/")
        file = law.editions.starts.get((procedure, kind), {}).get(self.start)
        if file is None:
            known = ", ".join(day.isoformat() for day in sorted(law.editions.starts.get((procedure, kind), {})))
            raise CallerError(
                _("has no edition of {start}.", start=self.start.isoformat()),
                field=self.wording,
                fix=_("Known editions: {known}.", known=known or "–"),
            )
        edition = law.editions.read(file)
        record = law.editions.approvals.records.get((self.wording, self.start))
        return law.editions.state(procedure, edition), Hashes(**edition.hashes), record

    def _refuse_errors(self) -> None:
        file = f"legal_texts/{self.wording}/{self.start.isoformat()}.yaml"
        errors = [each for each in check_content(self.content).findings if each.severity == "error"]
        for each in errors:
            if each.file == file:
                raise CallerError(
                    _("has errors: {place} {rule}.", place=each.place, rule=each.rule),
                    field=self.wording,
                    fix=_("Mend what qauly check says first."),
                )

    def _refuse_questions(self) -> None:
        edition = Law.load(self.content).editions.read(f"legal_texts/{self.wording}/{self.start.isoformat()}.yaml")
        for note in edition.review:
            raise CallerError(
                _("{name} asks: {text}", name=note.by, text=note.text),
                field=note.at,
                fix=_("Settle it, then take the comment out in Word or here."),
            )

    def _write(self, record: Approval) -> Approval:
        yaml = YAML()
        yaml.preserve_quotes = True
        yaml.width = 4096
        data: dict[str, Any] = (
            yaml.load(self.content.read_text(FILE))
            if self.content.exists(FILE)
            else {"schema": "approvals/1", "approvals": []}
        )
        entry = record.model_dump(exclude_none=True)
        kept = [each for each in data.get("approvals") or [] if _stays(each, entry)]
        data["approvals"] = [*kept, entry]
        out = StringIO()
        yaml.dump(data, out)
        place = self.folder / FILE
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(out.getvalue(), "utf-8")
        return record


def _stays(old: Any, new: dict[str, Any]) -> bool:
    """Records of other editions stay, and so do withdrawn ones of this edition: what was signed is not forgotten."""
    if (old["wording"], old["start"]) != (new["wording"], new["start"]):
        return True
    return "withdrawn" in old


def _refuse_before(signed: Signature, on: date) -> None:
    """Raises `CallerError` for a signature of a day before the one that it answers."""
    if on < signed.on:
        raise CallerError(
            _("lies before the signature of {name} on {day}.", day=signed.on.isoformat(), name=signed.by),
            field="--on",
            fix=_("Correct the date."),
        )
