"""Approving an edition: a second person signs these very words; the record lapses when a word of either changes."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ..content import Content
from ..errors import CallerError
from ..law.library import Law
from ..messages import _
from .approvals import FILE, Approval, Hashes, Signature
from .check import check_content


def approve(
    content: Content,
    folder: Path,
    wording: str,
    start: date,
    *,
    drafted_by: str,
    approved_by: str,
    on: date,
    basis: str,
) -> Approval:
    """Adds the record to `legal_texts/approvals.yaml` of the folder and gives it back.

    `wording` is `<procedure>/<kind>`. Raises `CallerError` where there is no such edition, where `qauly check` finds
    an error in it, where it is approved already, or where author and approver are one person.
    """
    law = Law.load(content)
    procedure, _slash, kind = wording.partition("/")
    file = law.editions.starts.get((procedure, kind), {}).get(start)
    if file is None:
        known = ", ".join(day.isoformat() for day in sorted(law.editions.starts.get((procedure, kind), {})))
        raise CallerError(
            _("has no edition of {start}.", start=start.isoformat()),
            field=wording,
            fix=_("Known editions: {known}.", known=known or "–"),
        )
    if drafted_by.strip().casefold() == approved_by.strip().casefold():
        raise CallerError(_("drafted it; a second person must approve."), field="--by")
    edition = law.editions.read(file)
    errors = [each for each in check_content(content).findings if each.severity == "error" and each.file == file]
    if errors:
        raise CallerError(
            _("has errors: {place} {rule}.", place=errors[0].place, rule=errors[0].rule),
            field=wording,
            fix=_("Mend what qauly check says first."),
        )
    if not law.editions.is_draft(procedure, edition):
        raise CallerError(_("is approved already, in these very words."), field=wording)
    record = Approval(
        wording=wording,
        start=start,
        sha256=Hashes(**edition.hashes),
        drafted=Signature(by=drafted_by, on=on),
        approved=Signature(by=approved_by, on=on, basis=basis or None),
    )
    _write(content, folder / FILE, record)
    return record


def _write(content: Content, place: Path, record: Approval) -> None:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    data: dict[str, Any] = (
        yaml.load(content.read_text(FILE)) if content.exists(FILE) else {"schema": "approvals/1", "approvals": []}
    )
    known = (record.wording, record.start)
    kept = [each for each in data.get("approvals") or [] if (each["wording"], each["start"]) != known]
    data["approvals"] = [*kept, record.model_dump(exclude_none=True)]
    out = StringIO()
    yaml.dump(data, out)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(out.getvalue(), "utf-8")
