"""The page in every state of a case, in both languages: what it says, and what it lets a person do."""

import re
from base64 import b64decode

import pytest

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
    (f"{E}/07-instalments-paid", 5, "кейінге қалдырылды", "отсрочена", {"pay"}),
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
