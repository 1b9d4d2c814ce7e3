"""The whole way of a change: Word, what else must change, two people, and yesterday's case in yesterday's words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qauly.engine.content import Content
from qauly.engine.courses.story import Course

from .conftest import Qauly, Run
from .course_fixes import follow
from .word_files import saved, soffice, with_part

ACT = "simplified_proceeding/resolution.initiation"
NUMBERS = "legal_texts/parameters/simplified_proceeding.yaml"
HOME = f"pilot.pay_days ({NUMBERS})"
TERM = {"kk": "{{ law.pay_days | count }} ішінде", "ru": "в течение {{ law.pay_days | count | gen }}"}
FIVE = {"kk": "күнтізбелік 5 (бес) күн", "ru": "5 (пяти) календарных дней"}
SEVEN = {"kk": "күнтізбелік 7 (жеті) күн", "ru": "7 (семи) календарных дней"}
Hand = Callable[[bytes, str, str], bytes]


@pytest.fixture(params=["by hand", pytest.param("LibreOffice", marks=pytest.mark.slow)])
def edit(request: pytest.FixtureRequest, tmp_path: Path) -> Hand:
    """Changes words of an exchange file; the second way has LibreOffice open and save it."""
    program = soffice()
    if request.param == "LibreOffice" and program is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")

    def change(data: bytes, old: str, new: str) -> bytes:
        made = with_part(data, lambda xml: xml.replace(old, new))
        assert made != with_part(data, lambda xml: xml), old
        if request.param == "by hand":
            return made
        assert program is not None
        return saved(program, made, tmp_path / "office-program")

    return change


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "office" / "legal_texts").mkdir(parents=True)
    return tmp_path / "office"


def opened(qauly: Qauly, course: Course, folder: Path, day: str, case: str, *more: str | Path) -> Run:
    """A case of the pilot that begins on the day."""
    event: dict[str, Any] = json.loads(course.event(course.steps[0]).model_dump_json())
    event.update(id=f"event-{case}", case=case, at=f"{day}T10:15:00+06:00")
    file = folder / f"{case}.jsonl"
    file.write_text(json.dumps(event, ensure_ascii=False), "utf-8")
    return qauly("handle", file, "--db", f"sqlite:///{folder}/cases.db", "--out", folder / "out", "--json", *more)


def printed(run: Run, folder: Path, lang: str) -> str:
    (file,) = [str(each["path"]) for document in run.objects[0]["documents"] for each in document["renditions"]
               if (each["lang"], each["format"]) == (lang, "txt")]  # fmt: skip
    return (folder / "out" / file).read_text("utf-8").replace("\u00a0", " ")


def test_from_five_to_seven(
    qauly: Qauly, edit: Hand, office: Path, tmp_path: Path, content: Content, courses: dict[str, Course]
) -> None:
    pilot, exchange, mine = courses["01-pilot-paid"], tmp_path / "act.docx", ("--content", office)

    yesterday = opened(qauly, pilot, tmp_path, "2024-01-18", "2024-000801")
    assert all(FIVE[lang] in printed(yesterday, tmp_path, lang) for lang in FIVE)

    # in Word, in one language alone: the lawyer is told what else must change, in both languages of the country
    assert qauly("word", "export", ACT, "--start", "2024-01-18", "--out", exchange).code == 0
    exported = exchange.read_bytes()
    exchange.write_bytes(edit(exported, "5 (бес) күн", "7 (жеті) күн"))  # the first column tells the number
    refused = qauly("word", "import", exchange, "--ui", "kk", *mine)
    assert refused.code == 1 and "legal_texts/parameters" in refused.err and "7 (жеті)" in refused.err, refused
    exchange.write_bytes(edit(exported, TERM["ru"], "в течение 7 календарных дней"))
    for ui, said in (
        ("kk", ("екі мәтінде де қалсын", "жаңа басталу күні", HOME, "7 цифры")),
        (
            "ru",
            (
                "Оставьте {{ law.pay_days | count }} в обоих текстах",
                "новая дата начала",
                HOME,
                "цифра 7",
            ),
        ),
    ):
        refused = qauly("word", "import", exchange, "--write", "--start", "2024-02-01", "--ui", ui, *mine)
        assert refused.code == 1 and "[term]" in refused.err, refused
        for words in said:
            assert words in refused.err
        for lang in TERM:
            assert f"    {lang}: " in refused.err, "both texts are shown"
    assert not list(office.rglob("*.yaml")), "nothing was written"

    # so the number changes where the law's numbers live, and the words in both languages
    numbers = office / NUMBERS
    numbers.parent.mkdir(parents=True)
    line = '      2024-01-18: {value: 5, source: "order-40-27nk-2024, п. 2", checked: null}\n'
    text = content.read_text(NUMBERS)
    assert line in text
    seven = line.replace("2024-01-18", "2024-02-01").replace("value: 5", "value: 7")
    numbers.write_text(text.replace(line, line + seven), "utf-8")
    both = edit(exported, "упрощенного производства без оплаты", "упрощенного производства, то есть без оплаты")
    exchange.write_bytes(both)
    told = qauly("word", "import", exchange, "--start", "2024-02-01", "--ui", "ru", *mine)
    assert told.code == 0 and "W-017" in told.err and "изменён только текст ru" in told.err
    exchange.write_bytes(edit(both, "жеке сот орындаушысының қызметіне ақы төленбей төленеді",
                              "яғни жеке сот орындаушысының қызметіне ақы төленбей төленеді"))  # fmt: skip
    taken = qauly("word", "import", exchange, "--write", "--start", "2024-02-01", "--ui", "kk", *mine)
    assert taken.code == 0 and "W-017" not in taken.err, taken

    # the example courses of these days end otherwise now: each is named, with the very text to write
    while stale := [each for each in qauly("check", "--json", *mine).objects if each["severity"] == "error"]:
        assert {each["rule"] for each in stale} == {"C-032"}
        follow(stale, Content.open([office]), office)
    assert qauly("check", *mine).code == 0

    # one person cannot do it alone
    step = (ACT, "2024-02-01", "--on", "2024-01-30", *mine)
    assert qauly("review", *step, "--by", "А. А.").code == 0
    assert qauly("approve", *step, "--by", "а.  а.").code in (1, 2)
    assert qauly("approve", *step, "--by", "Б. Б.").code == 0

    # tomorrow's case speaks the new words, yesterday's prints the old ones to the byte
    tomorrow = opened(qauly, pilot, tmp_path, "2024-02-01", "2024-000802", *mine)
    for lang, word in (("kk", "яғни"), ("ru", "то есть")):
        assert SEVEN[lang] in printed(tomorrow, tmp_path, lang) and word in printed(tomorrow, tmp_path, lang)
    assert tomorrow.objects[0]["documents"][0]["draft"] is False
    database = ("--db", f"sqlite:///{tmp_path}/cases.db")
    for case, edition in (("2024-000801", "2024-01-18"), ("2024-000802", "2024-02-01")):
        again = qauly("reprint", case, "--json", *database, *mine)
        assert again.code == 0 and {each["verdict"] for each in again.objects} == {"same"}, again
        assert edition in qauly("show", case, "--json", *database, *mine).out

    # and the approved words stay: an edit of one language alone awaits both people again
    file = office / f"legal_texts/{ACT}/2024-02-01.yaml"
    file.write_text(file.read_text("utf-8").replace("то есть без", "а именно без"), "utf-8")
    broken = qauly("check", "--ui", "kk", *mine)
    assert broken.code == 1 and "W-010" in broken.out
