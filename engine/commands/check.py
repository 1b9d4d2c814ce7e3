"""qauly check: every fault in the content folders at once."""

from collections import Counter
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
    as_json: AsJson = False,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Check laws, rules, wording and layouts; errors end with code 1, warnings with 0."""
    from ..wording.check import check_content

    with Screen(ui, as_json=as_json) as screen:
        report = check_content(Content.open(content or ()), deep=deep)
        for finding in report.findings:
            if as_json:
                screen.give(finding.as_json())
            else:
                screen.show(_lines(screen, finding))
        count = Counter(finding.severity for finding in report.findings)
        if report.coverage is not None:
            reached, clauses = report.coverage.reached, report.coverage.clauses
            screen.say(_("Clauses that the example courses reach: {reached} of {all}.", reached=reached, all=clauses))
        screen.say(_("Errors: {errors}. Warnings: {warnings}.", errors=count["error"], warnings=count["warning"]))
        if count["error"]:
            raise typer.Exit(FAILED)


def _lines(screen: Screen, finding: Finding) -> Text:
    """Place, rule and sentence on one line; the quote and both wordings below it."""
    style = "red" if finding.severity == "error" else "yellow"
    severity = screen.text(_("error") if finding.severity == "error" else _("warning"))
    text = Text.assemble((finding.place, "bold"), ": ", (f"{severity} {finding.rule}", style), ": ")
    text.append(" ".join(part.text(screen.ui) for part in (finding.message, finding.fix) if part))
    if finding.quote:
        text.append(_marked(finding))
    for lang, words in () if finding.quote else finding.texts.items():
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
