"""qauly say: tries the language layer: sums, numbers, dates, names and cases in both languages."""

from collections.abc import Callable, Iterable
from datetime import date as Date
from typing import Annotated

import typer

from ..language import kk, money, names, ru, sms
from ..law.fact_faults import FORMAT_TROUBLE
from ..messages import Message, _
from .options import ConfigFile, ContentFolders, Ui
from .screen import Screen, WrongUse

app = typer.Typer(no_args_is_help=True, help="Say a sum, a number, a date or a name in Kazakh and Russian.")

Rows = Iterable[tuple[str, str]]
Case = Annotated[str, typer.Option("--case", help="NOM GEN DAT ACC LOC ABL INS, or nomn gent datv accs ablt loct.")]


@app.command("money")
def say_money(
    amount: str,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """A sum of tenge in figures and words."""

    def rows() -> Rows:
        tenge, tiyn = money.split(amount.replace(" ", "").replace(",", "."))
        figures = money.figures(amount.replace(" ", "").replace(",", "."))
        yield "kk", f"{figures} теңге ({kk.amount(tenge, tiyn)})"
        yield "ru", f"{figures} тенге ({ru.amount(tenge, tiyn)})"

    _print(rows, ui, "AMOUNT", *FORMAT_TROUBLE["money"])


@app.command("number")
def say_number(
    number: str,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """A whole number in words."""
    _print(lambda: (("kk", kk.number(int(number))), ("ru", ru.number(int(number)))), ui, "NUMBER", _NUMBER, _DIGITS)


@app.command("ordinal")
def say_ordinal(
    number: str,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """An ordinal in words and in digits."""
    _print(
        lambda: (
            ("kk", f"{kk.ordinal(int(number))}, {kk.ordinal_digits(int(number))}"),
            ("ru", ru.ordinal(int(number), "m", "nomn")),
        ),
        ui,
        "NUMBER",
        _NUMBER,
        _DIGITS,
    )


@app.command("date")
def say_date(
    day: Annotated[str, typer.Argument(metavar="YYYY-MM-DD")],
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """A date in every legal style."""

    def rows() -> Rows:
        value = Date.fromisoformat(day)
        yield from (("kk", kk.date(value, style)) for style in ("nom", "attr", "dat", "abl", "quoted", "numeric"))
        yield from (("ru", ru.date(value, style)) for style in ("long", "long_g", "act", "quoted", "numeric"))

    _print(rows, ui, "YYYY-MM-DD", *FORMAT_TROUBLE["date"])


@app.command("name")
def say_name(
    name: Annotated[str, typer.Argument(metavar='"LAST FIRST PATRONYMIC"')],
    case: Case = "GEN",
    sex: Annotated[str | None, typer.Option("--sex", help="m or f, where the patronymic does not tell.")] = None,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """A whole name in a case of its language: Kazakh codes in capitals, Russian ones in small letters."""

    def rows() -> Rows:
        last, *rest = name.split()
        if not rest:
            raise WrongUse(
                _("is no whole name."), field="NAME", fix=_("Write last name, first name, patronymic if any.")
            )
        person = names.PersonName(last, rest[0], " ".join(rest[1:]) or None)
        lang = "kk" if case in kk.CASES else "ru"
        _check_case(case)
        gender = names.gender(sex, person.patronymic, person.patronymic, None)
        if lang == "ru" and gender is None:
            message = _("the patronymic does not tell whether it is a man's or a woman's name.")
            raise WrongUse(message, field="--sex", fix=_("Add --sex m or --sex f."))
        yield lang, names.inflect_person(person, lang, case, gender)

    _print(rows, ui, "NAME", _("cannot be bent."), _("Write the name in the nominative."))


@app.command("case")
def say_case(
    text: str,
    case: Case = "GEN",
    kind: Annotated[str, typer.Option("--kind", help="noun name full px3 abbr digits ref attr (Kazakh).")] = "noun",
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """A word or phrase in a case of its language."""

    def rows() -> Rows:
        _check_case(case)
        if kind not in kk.KINDS:
            fix = _("Write one of: {values}.", values=", ".join(kk.KINDS))
            raise WrongUse(_("is none of the allowed values."), field="--kind", fix=fix)
        try:
            yield ("kk", kk.inflect(text, case, kind)) if case in kk.CASES else ("ru", ru.phrase(text, case))
        except kk.UnknownAbbreviation:
            raise WrongUse(
                _("the abbreviation {text} is not known: its ending depends on how it is read.", text=text),
                field="TEXT",
                fix=_("Write the full word, or enter it in engine/language/kk_lexicon.py."),
            ) from None

    _print(
        rows,
        ui,
        "TEXT",
        _("is no text of the kind {kind}.", kind=kind),
        _("Write it in the nominative, or name --kind."),
    )


@app.command("sms")
def say_sms(
    text: str,
    lang: Annotated[str, typer.Option("--lang", help="kk or ru.")] = "kk",
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """A text message in its three forms, with its parts: Cyrillic, the Kazakh Latin alphabet, plain ASCII."""

    screen = Screen(ui)

    def rows() -> Rows:
        for form in sms.FORMS if lang == "kk" else ("cyrillic", "ascii"):
            message = sms.render(text, lang, form)
            said = _("{encoding}, units: {units}, parts: {parts}",
                     encoding=message.encoding, units=message.units, parts=len(message.parts))  # fmt: skip
            law = "" if message.official else ", " + screen.text(_("no legal force"))
            yield form, screen.text(said) + law
            yield from (("", part) for part in message.parts)

    _print(rows, ui, "TEXT", _("has no text."), _("Give it a value."))


_NUMBER = _("is no whole number that can be said.")
_DIGITS = _("Write digits alone, fewer than sixteen.")


def _check_case(case: str) -> None:
    if case not in (*kk.CASES, *ru.CASES):
        fix = _("Write one of: {values}.", values=" ".join((*kk.CASES, *ru.CASES)))
        raise WrongUse(_("is no case of either language."), field="--case", fix=fix)


def _print(rows: Callable[[], Rows], ui: Ui, field: str, wrong: Message, fix: Message) -> None:
    """The rows on standard output; where the language layer refuses the input, `wrong` and `fix` say so."""
    with Screen(ui):
        try:
            lines = list(rows())
        except WrongUse:
            raise
        except ValueError:
            raise WrongUse(wrong, field=field, fix=fix) from None
        for lang, text in lines:
            typer.echo(f"{lang}  {text}")
