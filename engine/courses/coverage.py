"""Which clauses the example courses reach: a clause that no example speaks has never been heard by anybody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..errors import ContentError, Finding
from ..law.library import Law
from ..links import EXAMPLE
from ..messages import _
from ..wording.compose import Issue, compose
from ..wording.document import LANGS
from ..wording.editions import Clause, Edition, clauses_of
from ..yamlfile import line_of
from .course_faults import step_findings
from .pages import Pages
from .play import play_steps
from .story import Course


@dataclass(frozen=True, slots=True)
class Coverage:
    """Clauses of all editions, how many of them the courses reach, and what went wrong on the way."""

    clauses: int
    reached: int
    findings: tuple[Finding, ...]


def cover(law: Law, courses: Iterable[Course]) -> Coverage:
    """Plays every course in memory, compares what comes with what it says, and composes it in its edition."""
    spoken: set[int] = set()

    def heard(_edition: Edition, clause: Clause) -> None:
        spoken.add(id(clause))

    findings: dict[tuple[str, str, str], Finding] = {}

    def failed(error: ContentError) -> None:
        findings.update({(each.file, each.rule, f"{each.clause} {each.quote}"): each for each in error.findings})

    pages = Pages(law, heard, failed)
    for course in courses:
        if course.procedure not in law.procedures:
            continue
        try:
            for done in play_steps(course, law):
                findings |= {_key(found): found for found in step_findings(course, done, law)}
                for played in done.played:
                    issue = compose(
                        played.decision, played.event, law, link=lambda purpose: EXAMPLE, heard=heard, failed=failed
                    )
                    pages.after(played)
                    for found in _too_long(law, course.procedure, issue):
                        findings[found.file, found.rule, ""] = found
        except ContentError as error:
            failed(error)
    total = unreached = 0
    broken = any(each.severity == "error" for each in findings.values())
    for file, clause, line in _all(law):
        total += 1
        unreached += id(clause) not in spoken
        if broken:  # what a course cannot say for its fault is not what no course would say
            findings.update(_placed(findings, file, clause, line))
        elif id(clause) not in spoken:
            findings[file, "Q-004", f"{clause.id}:{line}"] = Finding(
                file,
                line,
                "Q-004",
                _("no example course reaches the clause {name}.", name=clause.id),
                _("Add a course in which it is spoken, or remove it."),
                clause=clause.id,
                severity="warning",
            )
    return Coverage(total, total - unreached, tuple(findings.values()))


def course_findings(law: Law, courses: Iterable[Course]) -> Iterator[Finding]:
    """Where courses do not go as written, found without composing a word: for wording that has faults of its own."""
    findings: dict[tuple[str, str, str], Finding] = {}
    for course in courses:
        try:
            for done in play_steps(course, law) if course.procedure in law.procedures else ():
                findings |= {_key(found): found for found in step_findings(course, done, law)}
        except ContentError as error:
            findings |= {_key(found): found for found in error.findings}
    yield from findings.values()


def _key(found: Finding) -> tuple[str, str, str]:
    """Facts that many courses take from one sample are told of once."""
    return found.file, found.rule, f"{found.line} {found.message.text('en') if found.rule == 'C-032' else ''}"


def _placed(
    findings: dict[tuple[str, str, str], Finding], file: str, clause: Clause, line: int
) -> dict[tuple[str, str, str], Finding]:
    """The clause's own findings with its line and both its texts."""
    texts: dict[str, str] = {lang: " ".join(clause[lang].split()) for lang in LANGS}
    return {
        key: replace(each, line=line, texts=texts)
        for key, each in findings.items()
        if each.file == file and each.clause == clause.id and not each.line
        and (each.quote in (clause.when, clause.each) or any(each.quote in text for text in texts.values()))
    }  # fmt: skip


def _too_long(law: Law, procedure: str, issue: Issue) -> Iterator[Finding]:
    for notice in issue.notices:
        parts, budget = notice.texts.sms_segments, notice.texts.sms_budget
        if budget is not None and parts > budget:
            file = f"legal_texts/{procedure}/{notice.kind}/{notice.edition.isoformat()}.yaml"
            yield Finding(
                file,
                line_of(law.editions.content.read_text(file), ("blocks", "sms")),
                "W-012",
                _("the text message takes {parts} parts, {budget} are allowed.", parts=parts, budget=budget),
                _("Shorten it in both languages."),
                quote=f"{notice.texts.sms.kk} {notice.texts.sms.ru}" if notice.texts.sms else "",
                severity="warning",
            )


def _all(law: Law) -> Iterator[tuple[str, Clause, int]]:
    for (folder, _kind), starts in sorted(law.editions.starts.items()):
        if folder not in law.procedures:
            continue
        for file in starts.values():
            text = law.editions.content.read_text(file)
            for path, clause in clauses_of(law.editions.read(file)):
                yield file, clause, line_of(text, path)
