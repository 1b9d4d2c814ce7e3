"""Filters of the wording: how a value is said in Kazakh or Russian. No quotes stand in them, Word would bend those."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from ..language import iin, kk, money, ru
from ..law.almaty import local
from ..law.terms import Term
from .citation import Citable, cited
from .document import Lang
from .grammar import RU_CASES, Declined, declined

CASES = {"gen": "GEN", "dat": "DAT", "acc": "ACC", "loc": "LOC", "abl": "ABL", "ins": "INS"}
TENGE = {"kk": "теңге", "ru": "тенге"}

# style of the filter -> style of each language's date function
DATE_STYLES = {
    "date": ("nom", "long"),
    "date_attr": ("attr", "act"),
    "date_dat": ("dat", "long"),
    "date_abl": ("abl", "long"),
    "date_loc": ("loc", "long"),
    "date_gen": ("gen", "long"),
    "date_numeric": ("numeric", "numeric"),
    "date_quoted": ("quoted", "quoted"),
    "date_act": ("act", "act"),
}

# a term's unit: what stands before the figure and after it in Kazakh; one, few, many of adjective and noun in Russian
UNITS_KK = {"calendar_day": ("күнтізбелік ", "күн"), "working_day": ("", "жұмыс күні")}
UNITS_RU = {
    "calendar_day": {
        "nomn": ("календарный день", "календарных дня", "календарных дней"),
        "gent": ("календарного дня", "календарных дней", "календарных дней"),
        "datv": ("календарному дню", "календарным дням", "календарным дням"),
        "accs": ("календарный день", "календарных дня", "календарных дней"),
        "ablt": ("календарным днём", "календарными днями", "календарными днями"),
        "loct": ("календарном дне", "календарных днях", "календарных днях"),
    },
    "working_day": {
        "nomn": ("рабочий день", "рабочих дня", "рабочих дней"),
        "gent": ("рабочего дня", "рабочих дней", "рабочих дней"),
        "datv": ("рабочему дню", "рабочим дням", "рабочим дням"),
        "accs": ("рабочий день", "рабочих дня", "рабочих дней"),
        "ablt": ("рабочим днём", "рабочими днями", "рабочими днями"),
        "loct": ("рабочем дне", "рабочих днях", "рабочих днях"),
    },
}

# filter -> the Kazakh noun, and one, few, many of the Russian one: 3 құжат, 3 документа
COUNTED = {
    "documents": ("құжат", ("документ", "документа", "документов")),
    "payments": ("төлем", ("платёж", "платежа", "платежей")),
    "copies": ("дана", ("экземпляр", "экземпляра", "экземпляров")),
    "months": ("ай", ("месяц", "месяца", "месяцев")),
}


def filters_of(lang: Lang) -> dict[str, Callable[..., Any]]:
    """All filters that wording may call, speaking the language."""
    made: dict[str, Callable[..., Any]] = {
        "money": partial(_money, lang=lang),
        "money_short": _money_short,
        "words": partial(_words, lang=lang),
        "count": partial(_count, lang=lang),
        "number": _number,
        "time": partial(_time, lang=lang),
        "cite": partial(_cite, lang=lang),
        "mask": iin.mask,
        "mrp": partial(_mrp, lang=lang),
        "ordinal": partial(_ordinal, lang=lang),
        "possessive": partial(_possessive, lang=lang),
        "quoted": _quoted,
    }
    for name, case in CASES.items():
        made[name] = partial(_in_case, lang=lang, case=case)
    for name, noun in COUNTED.items():
        made[name] = partial(_counted, lang=lang, noun=noun)
    for name, styles in DATE_STYLES.items():
        made[name] = partial(_date, lang=lang, style=styles[0] if lang == "kk" else styles[1])
    return made


def _in_case(value: Any, lang: Lang, case: str) -> str:
    return declined(value, lang, case)


def _money(amount: Decimal | int, lang: Lang) -> str:
    return f"{money.figures(amount)} {TENGE[lang]}"


def _money_short(amount: Decimal | int) -> str:
    # for text messages, where every letter counts: whole tenge without their zeros, the unit as people write it
    return f"{money.figures(amount).removesuffix(',00')} тг"


def _words(amount: Decimal | int, lang: Lang) -> str:
    tenge, tiyn = money.split(amount)
    return kk.amount(tenge, tiyn) if lang == "kk" else ru.amount(tenge, tiyn)


def _number(value: int) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("`number` says whole numbers only")
    return str(value)


def _mrp(value: int, lang: Lang) -> Declined:
    # 10 АЕК, 10 АЕК-ке; the Russian abbreviation never changes
    figures = _number(value)
    return Declined(lambda case: kk.inflect(f"{figures} АЕК", case, "abbr") if lang == "kk" else f"{figures} МРП")


def _ordinal(value: int, lang: Lang) -> Declined:
    if lang == "kk":
        return Declined(lambda case: kk.inflect(kk.ordinal(value), case))
    return Declined(lambda case: ru.ordinal(value, "m", RU_CASES[case]))


def _possessive(value: str, lang: Lang) -> Declined:
    # бап, бабы, бабына; Russian says this with the genitive of what follows, so the word stays to be declined
    if lang == "kk":
        return Declined(lambda case: kk.inflect(kk.possessive(value), case, "px3"))
    return Declined(lambda case: ru.phrase(value, RU_CASES[case]))


def _counted(value: int, lang: Lang, noun: tuple[str, tuple[str, str, str]]) -> str:
    figures = _number(value)
    return f"{figures} {noun[0]}" if lang == "kk" else f"{figures} {ru.plural(value, *noun[1])}"


def _quoted(text: str) -> str:
    return f"«{text}»"


def _time(moment: datetime, lang: Lang) -> Declined:
    # 09:41, 09:41-де: in Kazakh the ending of the minutes, which are said last; in Russian figures do not change
    clock = f"{local(moment):%H:%M}"
    minutes = str(local(moment).minute)

    def said(case: str) -> str:
        if lang == "ru" or case == "NOM":
            return clock
        return clock + kk.inflect(minutes, case, "digits").removeprefix(minutes)

    return Declined(said)


def _date(day: date, lang: Lang, style: str) -> str:
    if isinstance(day, datetime):
        day = local(day).date()
    return kk.date(day, style) if lang == "kk" else ru.date(day, style)


def _cite(source: Citable, lang: Lang) -> Declined:
    return cited(source.citation, lang)


def _count(term: Term, lang: Lang) -> Declined:
    if lang == "kk":
        before, unit = UNITS_KK[term.kind]
        spelled = f"{before}{term.days} ({kk.number(term.days)}) "
        kind = "px3" if term.kind == "working_day" else "noun"
        return Declined(lambda case: spelled + kk.inflect(unit, case, kind))

    def russian(case: str) -> str:
        code = RU_CASES[case]
        unit = ru.plural(term.days, *UNITS_RU[term.kind][code])
        return f"{term.days} ({ru.number(term.days, 'm', code)}) {unit}"

    return Declined(russian)
