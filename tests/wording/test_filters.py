"""The filters of the wording: what each says in both languages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qauly.engine.language.typography import NBSP
from qauly.engine.law.terms import Term
from qauly.engine.law.values import Facts, Person, Words
from qauly.engine.wording.sentence import WordingError, spoken

NAMES: dict[str, Any] = {
    "debt": Decimal("184600.00"),
    "day": date(2024, 1, 17),
    "at": datetime.fromisoformat("2024-01-18T09:41:00+06:00"),
    "term": Term(5, "calendar_day"),
    "work": Term(7, "working_day"),
    "n": 22,
    "ceiling": 10,
    "firm": Words({"kk": "«Нұр» ЖШС", "ru": "ТОО «Нур»"}),
    "strange": Words({"kk": "«Нұр» ҚЫЗПУ", "ru": "ООО «Нур»"}),
    "post": Words({"kk": "аудан прокуроры", "ru": "исполняющий обязанности прокурора района"}),
    "bap": Words({"kk": "бап", "ru": "статья"}),
    "who": Person(
        {
            "iin": "900101100014", "sex": None, "forms": None,
            "name": Facts({
                "kk": Facts({"last": "Әлиева", "first": "Айгүл", "patronymic": "Серікқызы"}),
                "ru": Facts({"last": "Алиева", "first": "Айгуль", "patronymic": "Сериковна"}),
            }),
        }
    ),
}  # fmt: skip

SAID = [
    ("{{ debt | money }}", "184 600,00 теңге", "184 600,00 тенге"),
    ("{{ debt | words }}", "бір жүз сексен төрт мың алты жүз теңге 00 тиын",
     "сто восемьдесят четыре тысячи шестьсот тенге 00 тиын"),
    ("{{ term | count }}", "күнтізбелік 5 (бес) күн", "5 (пять) календарных дней"),
    ("{{ term | count | gen }}", "күнтізбелік 5 (бес) күннің", "5 (пяти) календарных дней"),
    ("{{ work | count | dat }}", "7 (жеті) жұмыс күніне", "7 (семи) рабочим дням"),
    ("{{ day | date }}", "2024 жылғы 17 қаңтар", "17 января 2024 года"),
    ("{{ day | date_abl }}", "2024 жылғы 17 қаңтардан", "17 января 2024 года"),
    ("{{ day | date_act }}", "2024 жылғы 17 қаңтардағы", "от 17 января 2024 года"),
    ("{{ day | date_quoted }}", "2024 жылғы «17» қаңтар", "«17» января 2024 года"),
    ("{{ day | date_numeric }}", "17.01.2024", "17.01.2024"),
    ("{{ at | time | loc }}", "09:41-де", "09:41"),
    ("{{ ceiling | mrp | dat }}", "10 АЕК-ке", "10 МРП"),
    ("{{ n | ordinal }}", "жиырма екінші", "двадцать второй"),
    ("{{ n | ordinal | gen }}", "жиырма екіншінің", "двадцать второго"),
    ("{{ n | documents }}", "22 құжат", "22 документа"),
    ("{{ firm | gen }}", "«Нұр» ЖШС-нің", "ТОО «Нур»"),
    ("{{ post | dat }}", "аудан прокурорына", "исполняющему обязанности прокурора района"),
    ("{{ bap | possessive | dat }}", "бабына", "статье"),
    ("{{ who.name | dat }}", "Әлиева Айгүл Серікқызына", "Алиевой Айгуль Сериковне"),
    ("{{ who.name | abl }}", "Әлиева Айгүл Серікқызынан", "Алиевой Айгуль Сериковны"),
    ("{{ who.iin | mask }}", "9001********", "9001********"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kk", "ru"), SAID)
def test_filters(text: str, kk: str, ru: str) -> None:
    assert spoken(text, "kk", NAMES).replace(NBSP, " ") == kk
    assert spoken(text, "ru", NAMES).replace(NBSP, " ") == ru


WRONG = (
    "{{ debt }}; {{ day }}; {{ who }}; {{ strange | gen }}; {{ nobody }}; {{ debt | upper }}; {% if n %}x{% endif %}"
)


@pytest.mark.parametrize("text", WRONG.split("; "))
def test_what_cannot_be_spoken_is_told(text: str) -> None:
    with pytest.raises(WordingError):
        spoken(text, "kk", NAMES)
