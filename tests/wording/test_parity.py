"""The two languages against each other: terms at check time, numbers and months when the words are composed."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.events import event, walk

from qauly.engine import ContentError
from qauly.engine.content import Content
from qauly.engine.language import kk, ru
from qauly.engine.law.library import Law
from qauly.engine.messages import _
from qauly.engine.wording.agreement import differences, sentences
from qauly.engine.wording.check import NOT_CHECKED, check_content
from qauly.engine.wording.compose import compose
from qauly.engine.wording.editions import Clause
from qauly.engine.wording.glossary import bare, load_glossary
from qauly.engine.wording.parity import meaning

ACT = "legal_texts/simplified_proceeding/resolution.initiation/2024-01-18.yaml"


@given(st.dates(), st.integers(1, 9999))
def test_a_date_means_the_same_in_every_style(day: Any, number: int) -> None:
    said = meaning(ru.date(day, "long"), "ru")
    assert meaning(kk.date(day), "kk") == meaning(kk.date(day, "abl"), "kk") == said
    assert meaning(kk.date(day, "act", str(number)), "kk") == meaning(ru.date(day, "act", str(number)), "ru")


def overlay(content: Content, tmp_path: Path, *changes: tuple[str, str]) -> Content:
    text = content.read_text(ACT)
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    place = tmp_path / ACT
    place.parent.mkdir(parents=True)
    place.write_text(text, "utf-8")
    return Content.open([tmp_path])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Последний день: {{ last_day | date }}", "Последний день: {{ opened_on | date }}"),
        ("Задолженность {{ debt | money }} оплачивается", "Задолженность {{ ceiling_amount | money }} оплачивается"),
        ("в течение {{ law.pay_days | count | gen }}", "в течение 6 (шести) дней"),
        ("Возбудить упрощенное", "Возбудить с 1 мая упрощенное"),
    ],
)
def test_another_number_in_one_language_is_not_issued(
    content: Content, tmp_path: Path, fine: dict[str, Any], right: str, wrong: str
) -> None:
    law = Law.load(overlay(content, tmp_path, (right, wrong)))
    fine["writ"]["amount"] = "18460.00"
    happened = event("writ_received", "2024-01-18T10:15:00+06:00", fine)
    with pytest.raises(ContentError) as stopped:
        compose(walk(law, happened), happened, law, link=lambda purpose: "https://example.kz/n/x")
    assert stopped.value.findings[0].rule == "C-025"


def test_words_of_the_event_itself_may_differ(law: Law, fine: dict[str, Any]) -> None:
    fine["writ"]["issuer"] = {"kk": "№ 2 аудандық сот", "ru": "районный суд"}
    happened = event("writ_received", "2024-01-18T10:15:00+06:00", fine)
    assert compose(walk(law, happened), happened, law, link=lambda purpose: "https://example.kz/n/x").documents


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("kk: Онлайн төлем түскен кезде оңайлатылған іс жүргізу тоқтатылады.",
         "kk: Онлайн төлем түскен кезде оңтайландырылған іс жүргізу тоқтатылады.", "W-006"),
        ("упрощенное производство прекращается.", "исполнительное производство прекращается.", "W-006"),
        ("кнопку «Не согласен»", "кнопку «Возражаю»", "W-013"),
        ("Задолженность {{ debt | money }} оплачивается", "Долг {{ debt | money }} оплачивается", "W-006"),
    ],
)  # fmt: skip
def test_terms_have_their_counterpart(content: Content, tmp_path: Path, right: str, wrong: str, rule: str) -> None:
    found = check_content(overlay(content, tmp_path, (right, wrong))).findings
    assert rule in {each.rule for each in found if each.severity == "error" and each.file == ACT}


def rules(content: Content, kk: str, ru: str) -> set[str]:
    """What the comparison says of a clause with these two texts."""
    clause = Clause(id="x", source="drafting", kk=kk, ru=ru)
    return {each.rule for each in differences(clause, load_glossary(content), lambda places: _("Alike."))}


def test_false_friends(content: Content) -> None:
    assert "W-006" in rules(content, "Іс тоқтатылады.", "Дело приостанавливается.")
    assert "W-006" in rules(content, "Қаулының күші жойылады.", "Постановление прекращается.")
    assert not rules(content, "Іс тоқтата тұрылады.", "Дело приостанавливается.")
    assert not rules(content, "Қаулының күші жойылады.", "Постановление отменяется.")
    assert bare("Төлем {{ debt | money }} түсті") == "Төлем түсті"


@pytest.mark.parametrize(
    ("kk", "ru", "rule"),
    [
        ("Төлем {{ a | money }}, қалғаны {{ b | money }}.", "Плата {{ b | money }}, остаток {{ a | money }}.", "W-001"),
        ("{{ a | date }} алынды. {{ b | date }} берілді.", "{{ b | date }} дано. {{ a | date }} взято.", "W-001"),
        ("Бұл берілмейді. Ол алынады.", "Это даётся. То не берётся.", "W-001"),
        ("Бұл берілсін.", "Это не давать.", "W-014"),
        ("Бұл берілмесін.", "Это давать.", "W-014"),
        ("Ол рұқсатсыз кірді.", "Он вошёл с разрешения.", "W-014"),
        ("Осы күннен кешіктірілмей төленеді.", "Уплачивается позднее этого дня.", "W-014"),
        ("Хабар eGov арқылы жіберіледі.", "Сообщение направляется через Kaspi.", "W-001"),
        ("Хабар ЭҮП арқылы жіберіледі.", "Сообщение направляется почтой.", "W-001"),
        ("«Иә» түймесін басыңыз.", "Нажмите.", "W-001"),
        ("Бұл бірінші. Бұл соңғысы.", "Это первое и последнее.", "W-001"),
        ("Жаңа протокол жасалды.", "Составлен новый протокол.", "W-005"),
        ("Борышкер мен кредитор келді.", "Пришли борышкер и заимодавец.", "W-005"),
        ("Құжат берілді; көшірмесі, көшірмесі қалды.", "Документ выдан; копия осталась.", "W-006"),
    ],
)  # fmt: skip
def test_what_one_language_says_differently_is_found(content: Content, kk: str, ru: str, rule: str) -> None:
    assert rule in rules(content, kk, ru)


@pytest.mark.parametrize(
    ("kk", "ru"),
    [
        ("Сомасын көрсетіңіз, көшірмесін қосыңыз.", "Укажите размер, приложите копию."),  # nouns in -ма, no denials
        ("Сіз бересіз, біз аламыз.", "Вы даёте, мы берём."),  # "you", no "without"
        ("Осы күнді қоса алғанда төленеді.", "Уплачивается не позднее этого дня."),
        ("Ол үшін негізсіз.", "Это для него без оснований."),  # него is no denial
        ("Хабар банк арқылы келді.", "Известие пришло через банк."),
    ],
)
def test_what_is_said_alike_is_no_finding(content: Content, kk: str, ru: str) -> None:
    assert not rules(content, kk, ru)


def test_abbreviations_and_places_end_no_sentence() -> None:
    assert sentences("2024 ж. берілді {{ a.b | date }}. Келді.") == ["2024 ж. берілді {{ a.b | date }}", "Келді"]
    assert sentences("Келісесіз бе? Иә! Жоқ.") == ["Келісесіз бе", "Иә", "Жоқ"]  # short words do end a question


DRIFTS = [  # what the pilot order says in one language and not in the other, put into a clause of ours
    ("оңтайландырылған іс жүргізу шеңберінде", "в рамках упрощенного производства", "W-006"),
    ("ұялы телефон номерін алу үшін", "для получения номера мобильного телефона", "W-006"),
    ("оңайлатылған іс жүргізу қозғалады", "автоматически возбуждается упрощенное производство", "W-006"),
    ("желтоқсанға дейін қолданылады", "действует по последний день декабря", "W-015"),
    # a sentence that lost its subject, one that ends in a dangling word: for the second person to read
    ("бес күн ішінде ақы төленбей төлейді", "должник уплачивает сумму без оплаты деятельности в пять дней", ""),
    ("борышкерге хабарланады", "сообщается должнику должнику", "W-011"),
    ("хабарлама борышкерге жіберіледі", "направляется уведомление, должнику", ""),
]


@pytest.mark.parametrize(("kk", "ru", "rule"), DRIFTS)
def test_the_drifts_of_the_pilot_order_are_found_or_named_as_unchecked(
    content: Content, tmp_path: Path, kk: str, ru: str, rule: str
) -> None:
    old_kk = "kk: Қабылданған шешім туралы атқарушылық іс жүргізу тараптарына хабарлансын."
    old_ru = "ru: О принятом решении сообщить сторонам исполнительного производства."
    assert old_kk in content.read_text(ACT) and old_ru in content.read_text(ACT)
    changed = overlay(content, tmp_path, (old_kk, f"kk: {kk}."), (old_ru, f"ru: {ru}."))
    found = {each.rule for each in check_content(changed).findings if each.file == ACT and each.severity == "error"}
    if rule:
        assert rule in found
    else:
        assert "subject" in NOT_CHECKED[0].text("en"), "not found, so it is told that nobody looked"
