"""`qauly check`: every fault of the content folders in one run, sorted by file and line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from ..catalogs import catalog_findings
from ..content import Content
from ..courses.clock import load_lives
from ..courses.coverage import Coverage, course_findings, cover
from ..courses.story import load_courses
from ..errors import ContentError, Finding
from ..law.acts import load_acts
from ..law.audit import ProcedureAudit
from ..law.library import Law
from ..law.parameters import load_parameters
from ..law.service import FOLDER, load_service
from ..law.service_audit import ServiceAudit
from ..law.workdays import load_calendar
from ..messages import _
from .audit import edition_findings
from .bot import bot_findings
from .editions import Editions
from .standing import unknown_records
from .strays import stray_files

T = TypeVar("T")


# what no rule sees, and the second person must read for
NOT_CHECKED = (
    _("whether a sentence has its subject and all its parts, in either language"),
    _("whether words that are no official terms mean the same in both languages"),
    _("whether the order of words and the style are good Kazakh and Russian"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings sorted by place, and how much of the wording the example courses speak."""

    findings: list[Finding]
    coverage: Coverage | None


def check_content(content: Content, *, deep: bool = False) -> Report:
    """Errors and warnings (drafts, values nobody has checked). `deep` walks every day of every regime."""
    coverage: Coverage | None = None
    found: list[Finding] = []
    readable = all([_try(found, lambda: load_acts(content)), _try(found, lambda: load_parameters(content)),
                    _try(found, lambda: load_calendar(content))])  # fmt: skip
    _try(found, lambda: load_lives(content))
    editions = Editions(content)
    named = _try(found, lambda: editions.starts)
    if named:
        for file in sorted(file for starts in editions.starts.values() for file in starts.values()):
            _try(found, partial(editions.read, file))
    readable = _try(found, lambda: editions.approvals) and readable and named
    law = _got(found, lambda: replace(Law.load(content), editions=editions)) if readable else None
    if law is not None:
        audits = {name: ProcedureAudit(procedure, law, content) for name, procedure in law.procedures.items()}
        for audit in audits.values():
            found += list(_guarded(audit.walk(deep=deep)))
        service = _got(found, lambda: ServiceAudit(load_service(content), content))
        if service is not None:
            found += list(_guarded(service.walk(law)))
            found += list(_guarded(edition_findings(law, {**audits, FOLDER: service})))
        courses = _got(found, lambda: load_courses(content))
        wrong = [each for each in found if each.severity == "error"]
        if courses is not None and not wrong:
            coverage = cover(law, courses)
            found += coverage.findings
        elif courses is not None and all(each.rule.startswith("W-") for each in wrong):  # the rules themselves stand
            found += course_findings(law, courses)
        found += list(_guarded(bot_findings(law.editions)))
        found += list(unknown_records(law.editions))
        found += list(_homeless(law))
        found += list(_unchecked(law))
    found += [*stray_files(content), *catalog_findings(content)]
    unique = {(each.file, each.line, each.rule, each.clause, each.message.text("en")): each for each in found}
    findings = sorted(unique.values(), key=lambda each: (each.file, each.line, each.rule, each.clause))
    return Report(findings, coverage)


def _homeless(law: Law) -> Iterator[Finding]:
    """Wording of a procedure that has no rules: nothing would ever issue it."""
    for (folder, _kind), starts in sorted(law.editions.starts.items()):
        if folder not in law.procedures and folder != FOLDER:
            yield Finding(
                sorted(starts.values())[0],
                0,
                "C-027",
                _("{folder} has no procedure.yaml, so nothing issues this wording.", folder=folder),
                _("Move the file to the folder of its procedure: {known}.", known=", ".join(sorted(law.procedures))),
            )


def _try(found: list[Finding], read: Callable[[], object]) -> bool:
    return _got(found, read) is not None


def _got(found: list[Finding], read: Callable[[], T]) -> T | None:
    """What was read; None where it cannot be, with its findings added."""
    try:
        return read()
    except ContentError as error:
        found.extend(error.findings)
        return None


def _guarded(findings: Iterator[Finding]) -> Iterator[Finding]:
    # a file that cannot be read has been reported already; what rests on it is not reported again
    try:
        yield from findings
    except ContentError as error:
        yield from error.findings


_CHECK = _("Who compares an entry with the official text writes name and day under `checked`.")


def _unchecked(law: Law) -> Iterator[Finding]:
    acts = [name for name, act in law.acts.items() if act.checked is None]
    if acts:
        yield Finding(
            "legal_texts/acts.yaml",
            0,
            "Q-001",
            _("{count} acts are not checked by a person.", count=len(acts)),
            _CHECK,
            severity="warning",
        )
    for file in sorted(set(law.parameters.homes.values())):
        values = [
            start
            for name, entry in law.parameters.entries.items()
            if law.parameters.homes[name] == file
            for start in entry.values.values()
            if start is not None and start.checked is None
        ]
        if values:
            yield Finding(
                file,
                0,
                "Q-002",
                _("{count} values are not checked by a person.", count=len(values)),
                _CHECK,
                severity="warning",
            )
