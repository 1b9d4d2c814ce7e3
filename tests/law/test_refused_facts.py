"""Malformed events are refused in the reader's language, with the field and the fix, whatever is wrong with them."""

import json
import re
import unicodedata
from typing import Any

import pytest

from qauly.engine import CallerError, Event
from qauly.engine.content import Content
from qauly.engine.courses.story import load_courses
from qauly.engine.law.decide import decide
from qauly.engine.law.library import Law

CONTENT = Content.open()
LAW = Law.load(CONTENT)
COURSE = next(each for each in load_courses(CONTENT, "simplified_proceeding") if each.name == "01-pilot-paid")
TERMS = {"JSON", "UTC", "UTF", "SHA", "Base", "null", "true", "false", "xFF", "NaN", "KAZ", "KZT", "image", "png",
         "pdf", "application", "debtor", "writ", "office", "attachments", "last", "first", "patronymic"}  # fmt: skip


def with_value(path: str, value: Any) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(COURSE.event(COURSE.steps[0]).model_dump_json())
    target = payload
    *parents, name = path.split(".")
    for part in parents:
        target = target[part]
    target[name] = value
    return payload


def refusal(payload: dict[str, Any] | str | bytes) -> CallerError:
    with pytest.raises(CallerError) as caught:
        text = json.dumps(payload) if isinstance(payload, dict) else payload
        decide(None, Event.from_json(text), LAW)
    return caught.value


def told_well(error: CallerError) -> None:
    assert error.field
    assert error.fix is not None, error
    for lang in ("kk", "ru"):
        said = f"{error.message.text(lang)} {error.fix.text(lang)}"
        assert set(re.findall("[A-Za-z]{3,}", said)) <= TERMS, said


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "x" * 201), ("id", " x"), ("id", ""), ("id", 7), ("case", "y" * 201), ("case", "a\nb"),
        ("at", 0), ("at", "now"), ("at", "9999-12-31T23:59:59+00:00"), ("at", "2024-01-18T10:15:00+99:00"),
        ("at", "2024-01-18"), ("facts", None), ("facts", []), ("facts.writ", []), ("facts.writ.number", "  "),
        ("facts.writ.number", 5), ("facts.writ.issuer", "x"), ("facts.debtor.citizenship", "kaz"),
        ("facts.debtor.name.ru.last", " \t"), ("facts.debtor.name.kk.first", ""),
        ("facts.debtor.name.kk.last", "я" * 201),
        ("facts.debtor.contacts.egov", "yes"), ("facts.debtor.contacts.telegram", 1.5),
        ("facts.attachments", "x"), ("facts.attachments", [{"name": "a", "media_type": "PNG"}]),
        ("facts.attachments", [{"name": "a", "media_type": "image/png", "sha256": "0", "data_base64": "!"}]),
    ],
)  # fmt: skip
def test_a_malformed_value_names_its_field_and_the_fix(path: str, value: Any) -> None:
    error = refusal(with_value(path, value))
    assert error.field.startswith(path)
    told_well(error)


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe{}", "{", "[]", "null", '{"id": 1,}', "[" * 100_000, '{"a":' * 70 + "1" + "}" * 70, '{"id": NaN}',
        '{"id": "a", "id": "b"}', '{"id": ' + "9" * 5000 + "}", '{"id": "a"} {"id": "b"}',
    ],
)  # fmt: skip
def test_what_is_no_event_at_all_is_refused_without_foreign_words(text: str | bytes) -> None:
    told_well(refusal(text))


@pytest.mark.parametrize(
    ("lang", "sent", "printed"),
    [
        ("ru", "Ибpаев", "Ибраев"),  # a Latin p
        ("kk", "Ыбырайымовa", "Ыбырайымова"),  # a Latin a
        ("ru", "  Али   Ахмет ", "Али Ахмет"),
        ("ru", "O'Brien", "O'Brien"),
    ],
)
def test_names_are_read_as_they_were_meant(lang: str, sent: str, printed: str) -> None:
    payload = with_value(f"facts.debtor.name.{lang}.last", sent)
    decision = decide(None, Event.from_json(json.dumps(payload)), LAW)
    assert decision.names["debtor"].name[lang].last == printed


def test_a_name_of_two_alphabets_is_refused() -> None:
    error = refusal(with_value("facts.debtor.name.ru.last", "Ибраevs"))
    assert error.field == "facts.debtor.name.ru.last"
    told_well(error)


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("debtor.name.kk.patronymic", "Мара?ұлы", "lost letters"),
        ("debtor.name.kk.last", "?теп", "lost letters"),
        ("debtor.name.ru.first", "Асха\ufffd", "lost letters"),
        ("debtor.name.ru.last", "Ибраев".encode().decode("cp1252"), "«Ибраев»"),
        ("debtor.name.ru.last", "Ахметов".encode().decode("latin-1"), "U+0090"),  # a control character comes first
        ("debtor.name.ru.last", "Цветаев".encode().decode("cp1251"), "«Цветаев»"),
        ("debtor.name.ru.last", "Ибраев?", "lost letters"),
        ("debtor.name.kk.last", "Нұрғали ?", "lost letters"),
        ("office.kk", "Жамбыл облысыны? ?ділет департаменті", "lost letters"),
        ("office.locality.kk", "Тараз ?аласы", "lost letters"),
        ("writ.offence.ru", "часть".encode().decode("cp1251"), "«часть»"),
        ("debtor.forms", {"ru": {"gent": "Ибра?ва Асхата"}}, "lost letters"),
    ],
)
def test_letters_lost_on_the_way_are_not_printed(path: str, sent: Any, told: str) -> None:
    error = refusal(with_value(f"facts.{path}", sent))
    assert error.field.startswith(f"facts.{path}") and told in str(error)
    told_well(error)


@pytest.mark.parametrize(
    "name",
    ["О’Коннор", "Жан-Поль", "Салтыков–Щедрин", "Ким (Пак)", "д’Артуа", "Құнанбайұлы", "Kowalski", "İbrahim", "Ли",
     "Тё", "Ви", unicodedata.normalize("NFD", "Цой Ёлкин")],
)  # fmt: skip
def test_whole_names_are_taken(name: str) -> None:
    payload = with_value("facts.debtor.name.ru.last", name)
    decision = decide(None, Event.from_json(json.dumps(payload)), LAW)
    assert decision.names["debtor"].name.ru.last == unicodedata.normalize("NFC", name)


def test_a_question_in_a_text_is_no_damage() -> None:
    payload = with_value("facts.writ.offence", {"kk": "Неге? Себебі бар.", "ru": "Почему? Есть причина."})
    assert decide(None, Event.from_json(json.dumps(payload)), LAW).transition == "initiate"


def test_a_town_typed_with_a_latin_letter_is_still_that_town() -> None:
    payload = with_value("facts.office.locality", {"kk": "Тapаз қаласы", "ru": "город Тapаз"})
    assert decide(None, Event.from_json(json.dumps(payload)), LAW).case.regime == "pilot"


def test_null_says_that_an_optional_fact_is_not_there() -> None:
    payload = with_value("facts.writ.offence", None)
    payload["facts"]["attachments"] = None
    decision = decide(None, Event.from_json(json.dumps(payload)), LAW)
    assert decision.names["has_offence"] is False
