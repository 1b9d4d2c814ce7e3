"""qauly check: every fault in the content folders at once."""

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ..content import Content
from ..errors import Finding
from ..messages import _
from .options import AsJson, ConfigFile, ContentFolders, Ui
from .screen import FAILED, Screen

_AROUND = 48  # letters of the quote shown on either side of the spot


def check(
    deep: Annotated[
        bool, typer.Option("--deep", help="Walk every date of every regime, not its boundaries only.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Put signs and look-alike letters right in the drafts of the last folder.")
    ] = False,
    sarif: Annotated[
        Path | None, typer.Option("--sarif", metavar="FILE", help="Write the findings for code review tools too.")
    ] = None,
    comments: Annotated[
        Path | None,
        typer.Option("--comments", metavar="DIR", help="Write copies of faulty Word layouts with Word comments."),
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Check laws, rules, wording and layouts; errors end with code 1, warnings with 0."""
    from ..render.font_files import font_findings
    from ..render.layout_lint import layout_findings
    from ..wording.check import NOT_CHECKED, check_content

    with Screen(ui, as_json=as_json) as screen, _without_collector():
        opened = Content.open(content or ())
        if fix:
            from ..wording.fixing import mend

            for file, count in mend(opened, opened.layers[-1]):
                screen.say(_("{file}: texts put right: {count}.", file=file, count=count))
        report = check_content(opened, deep=deep)
        findings = sorted(
            [*report.findings, *layout_findings(opened), *font_findings()],
            key=lambda each: (each.file, each.line, each.rule, each.clause),
        )
        if sarif is not None:
            from .sarif import sarif as as_sarif

            sarif.parent.mkdir(parents=True, exist_ok=True)
            sarif.write_text(as_sarif(findings, opened, screen.ui), "utf-8")
        if comments is not None:
            for place in _commented(findings, opened, comments, screen.ui):
                screen.say(_("Written: {file}", file=place))
        for finding in findings:
            if as_json:
                screen.give(finding.as_json())
            else:
                screen.show(lines_of(screen, finding))
        total = Counter(finding.severity for finding in findings)
        if report.coverage is not None:
            reached, clauses = report.coverage.reached, report.coverage.clauses
            screen.say(_("Clauses that the example courses reach: {reached} of {all}.", reached=reached, all=clauses))
        unread = "; ".join(screen.text(each) for each in NOT_CHECKED)
        screen.say(_("Not checked by a machine: {list}.", list=unread), "dim")
        screen.say(_("Errors: {errors}. Warnings: {warnings}.", errors=total["error"], warnings=total["warning"]))
        if total["error"]:
            raise typer.Exit(FAILED)


@contextmanager
def _without_collector() -> Iterator[None]:
    """What a check makes lives to its end: looking for garbage among it takes a tenth of the time and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def lines_of(screen: Screen, finding: Finding) -> Text:
    """Place, rule and sentence on one line; the quote and both wordings below it."""
    style = "red" if finding.severity == "error" else "yellow"
    severity = screen.text(_("error") if finding.severity == "error" else _("warning"))
    text = Text.assemble((finding.place, "bold"), ": ", (f"{severity} {finding.rule}", style), ": ")
    text.append(" ".join(part.text(screen.ui) for part in (finding.message, finding.fix) if part))
    if finding.quote:
        text.append(_marked(finding))
    for lang, words in finding.texts.items():
        if words != finding.quote:  # the other language is read beside the one that is quoted
            text.append(f"\n    {lang}: {words}", style="dim")
    return text


def _marked(finding: Finding) -> Text:
    """The quote on a line of its own, the spot underlined by carets on the next."""
    if finding.span is None:
        return Text(f"\n    {finding.quote}", style="dim")
    start, end = finding.span
    first, last = max(0, start - _AROUND), min(len(finding.quote), end + _AROUND)
    before = ("… " if first else "") + finding.quote[first:start]
    after = finding.quote[end:last] + (" …" if last < len(finding.quote) else "")
    text = Text.assemble(f"\n    {before}", (finding.spot, "bold red"), after, style="dim")
    text.append(f"\n    {' ' * len(before)}{'^' * len(finding.spot)}", style="red")
    return text


def _commented(findings: Iterable[Finding], content: Content, folder: Path, ui: str) -> Iterable[Path]:
    """Copies of the Word layouts that have findings, one Word comment each; those outside the body at its start."""
    from ..render.word_comments import with_comments
    from ..wording.exchange import AUTHOR

    by_file: dict[str, list[tuple[int, str, str]]] = {}
    for each in findings:
        if each.file.endswith(".docx") and each.rule != "R-001":
            body = re.fullmatch(r"(?:body|document) ¶(\d+)", each.clause)
            words = " ".join(part.text(ui) for part in (each.message, each.fix) if part)
            where = "" if body else f"{each.clause}: "
            by_file.setdefault(each.file, []).append(
                (int(body[1]) if body else 1, AUTHOR, f"{each.rule} {where}{words}")
            )
    for file, notes in by_file.items():
        place = folder / Path(file).name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(with_comments(content.read_bytes(file), notes))
        yield place
