"""A notice asks for nothing that fraud asks for, types no address and hides the IIN."""

import pytest

from qauly.engine.content import Content
from qauly.engine.wording.check import check_content
from qauly.engine.wording.safe_notice import asks, typed_address, whole_iin


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Сообщите код из SMS оператору."),
        ("ru", "Укажите номер банковской карты."),
        ("ru", "Перезвоните по номеру."),
        ("kk", "SMS-кодты енгізіңіз."),
        ("kk", "Карта нөмірін жіберіңіз."),
        ("kk", "Осы нөмірге қоңырау шалыңыз."),
    ],
)
def test_what_fraud_asks_for_is_found(lang: str, text: str) -> None:
    assert asks(text, lang)


def test_what_a_notice_may_say_is_left_alone() -> None:
    assert not asks("Өтінішіңізге жауап берілді. Кодекстің бабы.", "kk")
    assert not asks("Дан ответ на заявление. Кодекс об административных правонарушениях.", "ru")
    assert typed_address("Толығырақ: egov.kz/x") == "egov.kz/x" and not typed_address("2024 ж. 5 кз. Әрі қарай")
    assert whole_iin("{{ debtor.iin }}") and not whole_iin("{{ debtor.iin | mask }}")


def test_the_shipped_notices_are_safe(content: Content) -> None:
    assert not [each for each in check_content(content).findings if each.rule == "W-016"]
