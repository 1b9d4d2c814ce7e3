"""The button: two steps, one event, a receipt; afterwards and elsewhere an explanation."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from qauly.engine import Event
from qauly.engine.ledger import tables as t
from tests.web.conftest import COURSES, OURS, Person, Town, form_of, who

PILOT = "simplified_proceeding/03-pilot-objection"


def objections(town: Town, case: str) -> list[str]:
    query = select(t.event.c.transition, t.event.c.body).where(t.event.c.case_id == case).order_by(t.event.c.seq)
    with town.engine.store.reading() as connection:
        return [row.transition for row in connection.execute(query) if '"objection_filed"' in row.body]


def test_the_consequence_is_told_before_anything_happens(town: Town, debtor: Person) -> None:
    debtor.enter()
    page = debtor.get("/objection", lang="ru").text.replace("\u00a0", " ")
    assert "будет отменено" in page
    assert "от 3 до 25 процентов" in page
    assert "от 1 107,60 тенге до 9 230,00 тенге" in page
    assert "Подтверждаю: «Не согласен»" in page
    assert objections(town, debtor.case) == []


def test_the_second_step_cancels_and_gives_a_receipt(town: Town, debtor: Person) -> None:
    debtor.enter()
    filed = debtor.post("/objection?lang=ru", "/objection")
    assert (filed.status_code, filed.headers["Location"]) == (303, f"{debtor.path}/objection?lang=ru")
    assert objections(town, debtor.case) == ["cancel"]
    page = debtor.get("/objection", lang="ru").text
    assert "Вы не согласились с постановлением" in page
    assert "Подтверждаю" not in page
    receipt = next(each for each in town.engine.show(debtor.case).documents if each.kind == "receipt.objection")
    file = debtor.post("/file", file=f"{receipt.number}|both.pdf")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    assert [visit[0] for visit in town.visits(debtor.case)] == ["read", "objection", "download"]
    objection = town.visits(debtor.case)[1]
    assert objection[2:] == ("page.objection", "2024-01-18", "ru")


def test_a_second_press_shows_the_same(town: Town, debtor: Person) -> None:
    debtor.enter()
    form = form_of(debtor.get("/objection").text)
    first = debtor.post("/objection", form=form)
    before = town.ledger()
    second = debtor.post("/objection", form=form)
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert town.ledger() == before


def test_two_presses_at_once_are_one_objection(town: Town, debtor: Person) -> None:
    cookie = debtor.enter().headers["Set-Cookie"].partition(";")[0]
    form = form_of(debtor.get("/objection").text)

    def press(number: int) -> tuple[int, str]:
        town.clock.sleep(1)  # each press tells another moment
        answer = town.visitor(f"203.0.113.{number}").post(
            f"{debtor.path}/objection", data={"form": form}, headers={**OURS, "Cookie": cookie}
        )
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, range(4)))
    assert set(answers) == {(303, f"{debtor.path}/objection?lang=kk")}
    assert objections(town, debtor.case) == ["cancel"]
    assert [visit[0] for visit in town.visits(debtor.case)] == ["read", "objection"]


def test_after_payment_and_after_the_term_the_press_explains_itself(town: Town) -> None:
    for name, words in (
        ("simplified_proceeding/01-pilot-paid", "Задолженность оплачена"),
        ("simplified_proceeding/02-pilot-term", "Срок оплаты истёк"),
        ("simplified_proceeding/14-pilot-withdrawal", "Исполнительный документ отозван"),
    ):
        town.clock.reset()
        opened = next(each for each in town.play(name) if each.notices)
        person = Person(town, opened, who(name)["iin"])
        person.enter()
        before = town.ledger()
        answer = person.post("/objection?lang=ru", "")
        assert answer.status_code == 303
        page = person.browser.get(answer.headers["Location"])
        assert page.status_code == 200
        assert words in page.text
        assert "больше не действует" in page.text
        assert town.ledger() == before


def test_after_the_last_day_the_press_explains_itself_before_the_term_is_cancelled(town: Town, debtor: Person) -> None:
    """The event of the term comes within seconds of midnight; the page does not wait for it."""
    town.clock.sleep(6 * 24 * 3600)
    debtor.enter()
    assert "Срок оплаты истёк" in debtor.get(lang="ru").text
    before = town.ledger()
    answer = debtor.post("/objection?lang=ru", "")
    assert "больше не действует" in debtor.browser.get(answer.headers["Location"]).text
    assert town.ledger() == before


def test_a_payment_between_the_two_steps_wins(town: Town, debtor: Person) -> None:
    debtor.enter()
    form = form_of(debtor.get("/objection").text)
    opening = COURSES[PILOT].steps[0]
    assert opening.at is not None
    at = opening.at.isoformat()
    payment = {
        "id": f"pay {debtor.case}",
        "procedure": "simplified_proceeding",
        "case": debtor.case,
        "type": "payment_received",
        "at": at,
        "facts": {"amount": "36920.00", "paid_at": at, "reference": "KZ-1"},
    }
    town.handle(Event.model_validate(payment))
    debtor.post("/objection", form=form)
    assert objections(town, debtor.case) == []
    assert "Берешек төленген" in debtor.get("/objection").text


def test_where_the_regime_has_no_button_the_appeal_is_told(town: Town) -> None:
    name = "simplified_proceeding/24-national-no-objection"
    town.clock.reset()
    person = Person(town, town.play(name, 1)[0], who(name)["iin"])
    person.enter()
    page = person.get(lang="ru").text
    assert "не предусмотрена" in page
    assert "обжаловать в суд" in page
    before = town.ledger()
    person.post("/objection", "")
    assert town.ledger() == before


def test_without_the_second_check_nothing_is_taken(town: Town, debtor: Person) -> None:
    before = town.ledger()
    for place in ("/objection", "/pay", "/file"):
        answer = debtor.post(place, "")
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(f"{debtor.path}?")
    assert town.ledger() == before


def test_a_download_is_recorded_once_for_each_file(town: Town, debtor: Person) -> None:
    debtor.enter()
    for kind in ("both.pdf", "kk.docx", "both.pdf"):
        assert debtor.post("/file", file=f"{debtor.case}/1|{kind}").status_code == 200
    assert debtor.post("/file", file="2024-000103/1|../../etc").status_code == 404
    assert debtor.post("/file", file="2024-000999/1|both.pdf").status_code == 404
    subjects = [visit[1] for visit in town.visits(debtor.case) if visit[0] == "download"]
    assert subjects == [f"{debtor.case}/1 both.pdf", f"{debtor.case}/1 kk.docx"]
