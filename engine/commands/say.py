"""qauly say: tries the language layer: sums, numbers, dates, names and cases in both languages."""

from collections.abc import Callable, Iterable
from datetime import date as Date
from typing import Annotated

import typer

from ..language import kk, money, names, ru, sms
from .screen import WRONG_USE

app = typer.Typer(no_args_is_help=True, help="Say a sum, a number, a date or a name in Kazakh and Russian.")

Rows = Iterable[tuple[str, str]]
Case = Annotated[str, typer.Option("--case", help="NOM GEN DAT ACC LOC ABL INS, or nomn gent datv accs ablt loct.")]


@app.command("money")
def say_money(amount: str) -> None:
    """A sum of tenge in figures and words."""

    def rows() -> Rows:
        tenge, tiyn = money.split(amount.replace(" ", "").replace(",", "."))
        figures = money.figures(amount.replace(" ", "").replace(",", "."))
        yield "kk", f"{figures} теңге ({kk.amount(tenge, tiyn)})"
        yield "ru", f"{figures} тенге ({ru.amount(tenge, tiyn)})"

    _print(rows)


@app.command("number")
def say_number(number: str) -> None:
    """A whole number in words."""
    _print(lambda: (("kk", kk.number(int(number))), ("ru", ru.number(int(number)))))


@app.command("ordinal")
def say_ordinal(number: str) -> None:
    """An ordinal in words and in digits."""
    _print(
        lambda: (
            ("kk", f"{kk.ordinal(int(number))}, {kk.ordinal_digits(int(number))}"),
            ("ru", ru.ordinal(int(number), "m", "nomn")),
        )
    )


@app.command("date")
def say_date(day: Annotated[str, typer.Argument(metavar="YYYY-MM-DD")]) -> None:
    """A date in every legal style."""

    def rows() -> Rows:
        value = Date.fromisoformat(day)
        yield from (("kk", kk.date(value, style)) for style in ("nom", "attr", "dat", "abl", "quoted", "numeric"))
        yield from (("ru", ru.date(value, style)) for style in ("long", "long_g", "act", "quoted", "numeric"))

    _print(rows)


@app.command("name")
def say_name(
    name: Annotated[str, typer.Argument(metavar='"LAST FIRST PATRONYMIC"')],
    case: Case = "GEN",
    sex: Annotated[str | None, typer.Option("--sex", help="m or f, where the patronymic does not tell.")] = None,
) -> None:
    """A whole name in a case of its language: Kazakh codes in capitals, Russian ones in small letters."""

    def rows() -> Rows:
        last, *rest = name.split()
        if not rest:
            raise ValueError("write last name, first name and, where there is one, patronymic")
        person = names.PersonName(last, rest[0], " ".join(rest[1:]) or None)
        lang = "kk" if case in kk.CASES else "ru"
        if case not in (*kk.CASES, *ru.CASES):
            raise ValueError(f"{case} is no case")
        gender = names.gender(sex, person.patronymic, person.patronymic, None)
        if lang == "ru" and gender is None:
            raise ValueError(
                "the patronymic does not tell whether it is a man's or a woman's name; add --sex m or --sex f"
            )
        yield lang, names.inflect_person(person, lang, case, gender)

    _print(rows)


@app.command("case")
def say_case(
    text: str,
    case: Case = "GEN",
    kind: Annotated[str, typer.Option("--kind", help="noun name full px3 abbr digits ref attr (Kazakh).")] = "noun",
) -> None:
    """A word or phrase in a case of its language."""
    _print(
        lambda: [("kk", kk.inflect(text, case, kind)) if case in kk.CASES else ("ru", ru.phrase(text, case))],
    )


@app.command("sms")
def say_sms(
    text: str,
    lang: Annotated[str, typer.Option("--lang", help="kk or ru.")] = "kk",
) -> None:
    """A text message in its three forms, with its parts: Cyrillic, the Kazakh Latin alphabet, plain ASCII."""

    def rows() -> Rows:
        for form in sms.FORMS if lang == "kk" else ("cyrillic", "ascii"):
            message = sms.render(text, lang, form)
            law = "" if message.official else ", no legal force"
            yield form, f"{message.encoding}, {message.units} units, parts: {len(message.parts)}{law}"
            yield from (("", part) for part in message.parts)

    _print(rows)


def _print(rows: Callable[[], Rows]) -> None:
    try:
        lines = list(rows())
    except ValueError as error:
        typer.echo(f"qauly say: {error}", err=True)
        raise typer.Exit(WRONG_USE) from None
    for lang, text in lines:
        typer.echo(f"{lang}  {text}")
