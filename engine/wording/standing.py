"""What `check` says of where an edition stands: drafts are warned of, a changed approved text is an error."""

from collections.abc import Iterator

from ..errors import Finding
from ..messages import _
from ..yamlfile import line_of, quoted
from .approvals import FILE
from .editions import Edition, Editions

_DRAFT = _("Its author runs qauly review, and a second person qauly approve.")
FILE_STATES = {"review": ("review", "approved"), "approved": ("approved",)}  # what a file may claim of itself


def standing(editions: Editions, procedure: str, file: str, edition: Edition) -> Iterator[Finding]:
    """Findings W-010, Q-003, Q-005 and Q-007 of one edition."""
    text = editions.content.read_text(file)
    for index, note in enumerate(edition.review):
        line = line_of(text, ("review", index))
        yield Finding(
            file,
            line,
            "Q-007",
            _("{name} asks: {text}", name=note.by, text=note.text),
            _("Settle it, then take the comment out in Word or here."),
            quoted(text, line),
            clause=note.at,
            severity="warning",
        )
    state = editions.state(procedure, edition)
    record = editions.approvals.records.get((f"{procedure}/{edition.id}", edition.start))
    if state not in FILE_STATES.get(edition.status, (state,)):
        line = line_of(text, ("status",))
        yield Finding(
            file,
            line,
            "Q-005",
            _("`status` says {status}, but approvals.yaml has no such record.", status=edition.status),
            _("Write `status: draft`; qauly review and qauly approve keep the records."),
            quoted(text, line),
        )
    if record is None or state == "draft":
        yield Finding(file, 1, "Q-003", _("this wording is a draft."), _DRAFT, severity="warning")
    elif state == "review":
        yield Finding(
            file,
            1,
            "Q-003",
            _("{author} put this wording to review on {date}; nobody has approved it.",
              author=record.drafted.by, date=record.drafted.on.isoformat()),
            _("A second person runs qauly approve."),
            severity="warning",
        )  # fmt: skip
    elif record.withdrawn is not None:
        yield Finding(
            file,
            1,
            "Q-003",
            _("{name} withdrew this wording on {date}.",
              name=record.withdrawn.by, date=record.withdrawn.on.isoformat()),
            _("Make an edition with a later start, or ask for approval again: qauly review."),
            severity="warning",
        )  # fmt: skip
    elif state == "changed" and record.approved is not None:
        yield Finding(
            file,
            1,
            "W-010",
            _("was changed ({langs}) after {name} approved it on {date}; both languages await approval again.",
              langs=", ".join(record.differing(edition.hashes)), name=record.approved.by,
              date=record.approved.on.isoformat()),
            _("Restore the approved text and make a new edition, or withdraw the approval: qauly withdraw."),
        )  # fmt: skip


def unknown_records(editions: Editions) -> Iterator[Finding]:
    """Q-006: records of editions that are not there, such as an approved file that was deleted."""
    text = editions.content.read_text(FILE)
    for index, (wording, start) in enumerate(editions.approvals.records):
        procedure, _slash, kind = wording.partition("/")
        if start not in editions.starts.get((procedure, kind), {}):
            yield Finding(
                FILE,
                line := line_of(text, ("approvals", index)),
                "Q-006",
                _("the edition {wording} of {start} is not there.", wording=wording, start=start.isoformat()),
                _(
                    "An approved edition is kept for ever: restore {file}.",
                    file=f"legal_texts/{wording}/{start.isoformat()}.yaml",
                ),
                quoted(text, line),
            )
