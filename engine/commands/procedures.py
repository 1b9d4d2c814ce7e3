"""qauly procedures: what the rules of a procedure say, as tables and as a picture."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ..content import Content
from ..law.library import Law
from ..law.procedure import Procedure, Rule, Source
from ..messages import _
from .options import ConfigFile, ContentFolders, Ui, UiLang
from .picture import draw
from .screen import Screen, WrongUse
from .tables import place


def procedures(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A procedure; without it, all of them in a list.")
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw its states and transitions into this file.")
    ] = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Show the rules: on which event, in which state, what is issued and where the law says so."""
    with Screen(ui) as screen:
        law = Law.load(Content.open(content or ()))
        if name is None:
            if svg is not None:
                raise WrongUse(
                    _("draws one procedure."), field="--svg", fix=_("Name it: qauly procedures NAME --svg FILE.")
                )
            screen.show(_overview(screen, law.procedures.values()))
            return
        if name not in law.procedures:
            raise WrongUse(
                _("is no procedure we have rules for."),
                field=name,
                fix=_("Write one of: {values}.", values=", ".join(sorted(law.procedures))),
            )
        procedure = law.procedures[name]
        if svg is not None:
            svg.parent.mkdir(parents=True, exist_ok=True)
            svg.write_text(draw(procedure, screen.ui), "utf-8")
            screen.say(_("The picture is in {file}.", file=svg))
            return
        _show(screen, procedure, law)


def _overview(screen: Screen, known: Iterable[Procedure]) -> Table:
    table = screen.table(_("Procedure"), _("Title"), _("Covers"), _("Regimes"), _("Events"), _("Rules"))
    for procedure in known:
        covers = f"{procedure.covers.from_} – {procedure.covers.until}"
        regimes = "\n".join(f"{regime.id}: {regime.from_} – {regime.until or '…'}" for regime in procedure.regimes)
        title = (
            f"{procedure.title.kk}\n{procedure.title.ru}" if screen.ui == "en" else getattr(procedure.title, screen.ui)
        )
        table.add_row(procedure.id, title, covers, regimes, str(len(procedure.events)), str(len(procedure.rules)))
    return table


def _show(screen: Screen, procedure: Procedure, law: Law) -> None:
    for state in ("new", *procedure.statuses):
        rules = [rule for rule in procedure.rules if state in rule.from_]
        if not rules:
            continue
        title = screen.text(_("State: {state}", state=_state(screen, procedure, state)))
        table = screen.table(_("Event"), _("Condition"), _("Transition"), _("What follows"), _("Rests on"), title=title)
        for rule in rules:
            for event in rule.on:
                spec = procedure.events[event]
                table.add_row(
                    Text(screen.words(spec.title.model_dump(), event)),
                    Text(_condition(screen, rule), style="dim"),
                    _transition(screen, procedure, rule),
                    Text("\n".join(_requires(rule))),
                    Text("\n".join(_sources(rule, screen.ui))),
                )
        screen.show(table)
    screen.say(_("Acts"), style="bold")
    for act in sorted({source.act for rule in procedure.rules for __, source in _by_regime(rule) if source}):
        names = law.acts[act].name
        full = f"{names.ru.head} {names.ru.tail}" if screen.ui == "ru" else names.kk
        screen.say(_("{act}: {name}", act=act, name=full))


def _state(screen: Screen, procedure: Procedure, state: str) -> str:
    words = procedure.statuses.get(state)
    if words is None:
        return screen.text(_("no case yet"))
    return screen.words({"kk": words.kk, "ru": words.ru}, state)


def _condition(screen: Screen, rule: Rule) -> str:
    parts = [screen.text(_("regime: {names}", names=", ".join(rule.regime)))] if rule.regime else []
    if rule.in_words is not None:
        parts.append(screen.words(rule.in_words.model_dump(), rule.when or ""))
    return "\n".join(parts)


def _transition(screen: Screen, procedure: Procedure, rule: Rule) -> Text:
    words = procedure.transitions[rule.transition].model_dump()
    cell = Text(screen.words(words, rule.transition), style="bold" if rule.accepted else "yellow")
    if rule.to is not None:
        cell.append(f"\n→ {_state(screen, procedure, rule.to)}", style="not bold")
    return cell


def _requires(rule: Rule) -> Iterable[str]:
    """Documents, notices, messages and timers of a row, one a line, a condition in brackets behind its own."""
    for document in rule.documents:
        yield f"{document.kind}{_only(document.when)}"
    for notice in rule.notices:
        yield f"{notice.kind} → {notice.to}{_only(notice.when)}"
    for message in rule.messages:
        yield f"⇒ {message.to}{_only(message.when)}"
    for timer in rule.timers:
        yield f"⏱ {timer.type}{_only(timer.when)}"
    for opened in rule.opens:
        yield f"+ {opened.procedure}: {opened.type}{_only(opened.when)}"


def _only(when: str | None) -> str:
    return f" [{when}]" if when else ""


def _by_regime(rule: Rule) -> list[tuple[str, Source | None]]:
    sources = rule.source if isinstance(rule.source, dict) else {"": rule.source}
    return [(regime, source if isinstance(source, Source) else None) for regime, source in sources.items()]


def _sources(rule: Rule, ui: UiLang) -> Iterable[str]:
    for regime, source in _by_regime(rule):
        yield (f"{regime}: " if regime else "") + place(source).text(ui)
