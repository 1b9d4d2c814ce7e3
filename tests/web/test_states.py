"""The page in every state of a case, in both languages: what it says, and what it lets a person do."""

import json
import re
from base64 import b64decode

import pytest
from sqlalchemy import select, update

from qauly.engine.ledger import tables as t
from tests.web.conftest import COURSES, Person, Town, who

P, E, C = "simplified_proceeding", "eprotocol", "ecase"
# course, steps to play, which notice's link; then what the page must say in each language
STATES = [
    (f"{P}/03-pilot-objection", 1, "Соңғы күн:", "Последний день:", {"pay", "objection"}),
    (f"{P}/01-pilot-paid", None, "«Тоқтатылды»", "«Прекращено»", set()),
    (f"{P}/02-pilot-term", None, "«Жойылды»", "«Отменено»", set()),
    (f"{P}/03-pilot-objection", None, "Сіз қаулымен келіспедіңіз", "Вы не согласились с постановлением", set()),
    (f"{P}/06-pilot-partial-and-over", 2, "Төленгені:", "Оплачено:", {"pay", "objection"}),
    (f"{P}/07-pilot-paid-in-time-known-late", None, "Берешек кейін төленді", "Задолженность оплачена позже", set()),
    (f"{P}/14-pilot-withdrawal", None, "кері қайтарып алынды", "Исполнительный документ отозван", set()),
    (f"{P}/24-national-no-objection", 1, "батырмасы көзделмеген", "не предусмотрена", {"pay"}),
    (f"{P}/21-national-arrest-and-release", 2, "тыйым салу туралы қаулы", "постановление об аресте", {"pay"}),
    (f"{P}/21-national-arrest-and-release", None, "тыйымды алып тастау", "снятии ареста", set()),
    (f"{E}/01-paid-with-the-discount", 1, "хаттама толтырылды", "составлен протокол", set()),
    (f"{E}/02-paid-at-the-terminal", 1, "Жеңілдікпен төленетін сома", "К оплате со скидкой", {"pay"}),
    (f"{E}/01-paid-with-the-discount", None, "Айыппұл төленді", "Штраф оплачен", set()),
    (f"{E}/05-warning", None, "ескерту жасалды", "вынесено предупреждение", set()),
    (f"{E}/06-other-penalty-by-another-body", None, "өзге жаза қолданылды", "наложено иное взыскание", set()),
    (f"{E}/07-instalments-paid", 5, "бөліп төлеуге рұқсат", "разрешено оплатить частями", {"pay"}),
    (f"{E}/07-instalments-paid", 7, "кейінге қалдырылды", "Уплата штрафа отсрочена", {"pay"}),
    (
        f"{E}/08-enforcement-opens-a-simplified-proceeding",
        3,
        "мәжбүрлеп орындатуға",
        "принудительное исполнение",
        set(),
    ),
    (f"{E}/08-enforcement-opens-a-simplified-proceeding", None, "берілгеннен кейін төленді", "после передачи", set()),
    (f"{C}/01-from-the-report-to-the-court", 1, "Хабарыңыз тіркелді", "Ваше сообщение зарегистрировано", set()),
]


@pytest.mark.parametrize("state", range(len(STATES)))
def test_the_page_tells_the_state(town: Town, state: int) -> None:
    course, steps, kk, ru, offers = STATES[state]
    town.clock.reset()
    told = next(outcome for outcome in town.play(course, steps, f"2024-1{state:05}") if outcome.notices)
    person = Person(town, told, who(course)["iin"], f"192.0.2.{state}")
    names = {who(course)["name"][lang]["last"] for lang in ("kk", "ru")}
    door = person.get()
    assert door.status_code == 200
    for secret in (*names, person.iin, person.iin[-4:], told.case):
        assert secret not in door.text
    assert person.enter().status_code == 303
    for lang, words in (("kk", kk), ("ru", ru)):
        page = person.get(lang=lang)
        text = page.text.replace("\u00a0", " ")
        assert page.status_code == 200
        assert f'<html lang="{lang}">' in text
        assert words in text
        assert bool(names & set(re.findall(r"[\w’-]+", text))) != course.startswith(C)  # a criminal case names nobody
        assert len(page.content) < 30_000
        assert {place for place in ("pay", "objection") if f"{person.path}/{place}" in text} == offers
        head = text.partition("<body>")[0]
        assert not any(secret in head for secret in (*names, told.case, "производство", "протокол", "уголовн"))
        assert person.iin not in text
        assert person.get("/pay", lang=lang).status_code == (200 if "pay" in offers else 303)
        assert person.get("/objection", lang=lang).status_code == (200 if course.startswith(P) else 404)


def test_a_document_of_a_criminal_case_is_shown_to_its_person_alone(town: Town) -> None:
    """Each link of the case opens what its own notice is about, and other participants' digits do not fit."""
    name = f"{C}/04-petitions-of-two-participants"
    town.clock.reset()
    told = [each for each in town.play(name, case="2024-200000") if each.transition == "petition_received"]
    petitions = [step.facts for step in COURSES[name].steps if step.on == "petition_received" and step.facts]
    first, second = (
        Person(town, outcome, facts["participant"]["iin"], f"198.51.100.{facts['number'][-1]}")
        for outcome, facts in zip(told, petitions, strict=False)
        if facts is petitions[0] or facts["participant"]["iin"] != petitions[0]["participant"]["iin"]
    )
    assert first.enter(second.iin[-4:]).status_code == 422
    assert first.enter().status_code == 303
    page = first.get().text
    numbers = [outcome.documents[0].number for outcome in told]
    assert numbers[0] in page
    assert not any(number in page for number in numbers[1:])
    assert first.post("/file", file=f"{numbers[1]}|both.pdf").status_code == 404
    assert first.post("/file", file=f"{numbers[0]}|both.pdf").content.startswith(b"%PDF")


def test_the_half_price_is_offered_until_its_day(town: Town) -> None:
    name = f"{E}/02-paid-at-the-terminal"
    town.clock.reset()
    person = Person(town, town.play(name, 1, "2024-300000")[0], who(name)["iin"], "198.51.100.200")
    person.enter()
    half = person.get(lang="ru").text
    town.clock.sleep(20 * 24 * 3600)
    person.enter()
    full = person.get(lang="ru").text
    assert "К оплате со скидкой" in half
    assert "К оплате со скидкой" not in full
    assert "Срок оплаты со скидкой истёк" in full
    assert "36\u00a0920,00" in person.get("/pay", lang="ru").text


def read(page: str) -> str:
    """The page's words, its blanks plain."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


def test_a_fine_in_parts_tells_the_next_one_and_all_that_is_left(town: Town) -> None:
    name = f"{E}/10-instalments-late-and-in-part"
    town.clock.reset()
    person = Person(town, town.play(name, 5, "2024-320000")[0], who(name)["iin"], "198.51.100.32")
    person.enter()
    case, slip = (read(person.get(place, lang="ru").text) for place in ("", "/pay"))
    assert "Следующий платёж: 6 000,00 тенге Последний день следующего платежа: 20 июня 2024 года" in case
    assert "Оплачено: 10 920,00 тенге Весь остаток: 26 000,00 тенге" in case
    assert "«Оплата отсрочена»" not in case
    assert case.index("20 июня 2024 года: 10 000,00 тенге, осталось 6 000,00 тенге") < case.index(
        "19 июля 2024 года: 10 000,00 тенге"
    )
    assert "Сумма к оплате: 6 000,00 тенге" in slip and "Последний день этого платежа: 20 июня 2024 года" in slip
    assert "Или сразу весь остаток: 26 000,00 тенге" in slip
    town.clock.sleep(60 * 24 * 3600)
    person.enter()
    late, slip = (read(person.get(place, lang="kk").text) for place in ("", "/pay"))
    assert "Кешіктірілген төлем: 16 000,00 теңге Келесі төлем: 10 000,00 теңге" in late
    assert "күні өтіп кетті, төленбегені – 6 000,00 теңге" in late
    assert "Төленетін сома: 16 000,00 теңге" in slip and "Немесе қалған барлық сома бірден: 26 000,00 теңге" in slip


def test_what_is_settled_of_a_schedule_is_told(town: Town) -> None:
    name = f"{E}/10-instalments-late-and-in-part"
    town.clock.reset()
    person = Person(town, town.play(name, 7, "2024-321000")[0], who(name)["iin"], "198.51.100.33")
    person.enter()
    case = read(person.get(lang="kk").text)
    assert "2024 жылғы 20 маусым: 10 000,00 теңге, төленді" in case
    assert "2024 жылғы 19 шілде: 10 000,00 теңге, қалғаны – 7 000,00 теңге" in case
    assert "2024 жылғы 20 тамыз: 10 000,00 теңге" in case


def test_a_deferral_tells_its_new_last_day(town: Town) -> None:
    name = f"{E}/07-instalments-paid"
    town.clock.reset()
    person = Person(town, town.play(name, 7, "2024-322000")[0], who(name)["iin"], "198.51.100.34")
    person.enter()
    case, slip = (read(person.get(place, lang="ru").text) for place in ("", "/pay"))
    assert "Последний день: 25 июля 2024 года К оплате: 16 920,00 тенге" in case
    assert "Сумма к оплате: 16 920,00 тенге" in slip and "Последний день: 25 июля 2024 года" in slip
    assert "График оплаты" not in case and "остаток" not in slip
    town.clock.sleep(60 * 24 * 3600)
    person.enter()
    assert "Последний день оплаты, 25 июля 2024 года, прошёл" in read(person.get(lang="ru").text)


def test_a_case_from_before_schedules_were_kept_still_opens(town: Town) -> None:
    """Its stored memory lacks what the procedure remembers now."""
    name = f"{E}/07-instalments-paid"
    town.clock.reset()
    told = town.play(name, 5, "2024-323000")[0]
    with town.engine.store.writing() as connection:
        row = connection.execute(select(t.case.c.state).where(t.case.c.id == told.case)).scalar_one()
        state = json.loads(row)
        for new in ("schedule", "scheduled_as", "paid_before"):
            del state["memory"][new]
        connection.execute(update(t.case).where(t.case.c.id == told.case).values(state=json.dumps(state)))
    person = Person(town, told, who(name)["iin"], "198.51.100.35")
    person.enter()
    case = read(person.get(lang="ru").text)
    assert "К оплате: 36 920,00 тенге" in case and "«Оплата отсрочена»" in case and "График" not in case


def test_a_certified_copy_is_handed_on_to_its_person(town: Town) -> None:
    """The bytes as they came with the event, as a file to keep; what came with a petition stays inside."""
    name = f"{C}/03-copy-with-a-certified-translation"
    town.clock.reset()
    told = [each for each in town.play(name, case="2024-310000") if each.transition == "document_issued"]
    with_file, without = (each for each in told[:2])
    handed = [step for step in COURSES[name].steps if step.on == "document_issued" and step.facts]
    suspect = next(step.facts for step in handed if step.facts and "attachments" in step.facts)
    person = Person(town, with_file, suspect["participant"]["iin"], "198.51.100.31")
    assert person.post("/file", attached="0").status_code == 303  # not before the second check
    assert person.enter().status_code == 303
    assert "Скачать файл" in person.get(lang="ru").text and "Файлды жүктеу" in person.get(lang="kk").text
    answer = person.post("/file", attached="0")
    (file,) = suspect["attachments"]
    assert answer.content == b64decode(file["data_base64"])
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{file['name']}"
    assert ("download", file["sha256"]) in [visit[:2] for visit in town.visits(with_file.case)]
    assert person.post("/file", attached="1").status_code == 404
    other = Person(town, without, who(name)["iin"], "198.51.100.32")
    other.enter()
    page = other.get(lang="ru").text
    assert "Сопроводительный лист к ней" in page and "Скачать файл" not in page
    assert other.post("/file", attached="0").status_code == 404


def test_what_a_person_filed_is_not_handed_back(town: Town) -> None:
    name = f"{C}/04-petitions-of-two-participants"
    town.clock.reset()
    told = next(each for each in town.play(name, case="2024-311000") if each.transition == "petition_received")
    petition = next(step.facts for step in COURSES[name].steps if step.on == "petition_received" and step.facts)
    person = Person(town, told, petition["participant"]["iin"], "198.51.100.33")
    person.enter()
    assert "Скачать файл" not in person.get(lang="ru").text
    assert person.post("/file", attached="0").status_code == 404


def test_who_owes_a_fine_without_the_discount_sees_how_much(town: Town) -> None:
    name = f"{E}/02-paid-at-the-terminal"
    town.clock.reset()
    person = Person(town, town.play(name, 1, "2024-312000")[0], who(name)["iin"], "198.51.100.34")
    town.clock.sleep(20 * 24 * 3600)
    person.enter()
    assert "К оплате: 36 920,00 тенге" in plain(person.get(lang="ru").text)
    assert "Төленетін сома: 36 920,00 теңге" in plain(person.get(lang="kk").text)


def test_the_slip_tells_the_address_for_paper(town: Town) -> None:
    name = f"{P}/03-pilot-objection"
    town.clock.reset()
    person = Person(town, town.play(name, 1, "2024-313000")[0], who(name)["iin"], "198.51.100.35")
    person.enter()
    for lang in ("kk", "ru"):
        assert '<p class="address">https://egov.kz</p>' in person.get("/pay", lang=lang).text


def plain(page: str) -> str:
    """The page's words without its marks."""
    return " ".join(re.sub(r"<[^>]+>", "", page).replace("\u00a0", " ").split())
