"""What stands before the page: scanners, strangers, other sites, guesses, too much of anything."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from qauly.engine.ledger import tables as t
from qauly.engine.ledger.chain import VISITS, first_fault
from qauly.engine.web.gate import Pace
from tests.web.conftest import OURS, Person, Town, form_of, pilot, who

PILOT = "simplified_proceeding/03-pilot-objection"
SCANNERS = (
    {"User-Agent": "WhatsApp/2.23.20.0"},
    {"User-Agent": "TelegramBot (like TwitterBot)", "Accept": "*/*"},
    {"User-Agent": "Mozilla/5.0", "Sec-Purpose": "prefetch"},
    {"User-Agent": "SafeLinks", "Range": "bytes=0-1023"},
    {"User-Agent": "facebookexternalhit/1.1", "Referer": "https://example.org/"},
)


def test_scanners_change_nothing(town: Town, debtor: Person) -> None:
    before = town.ledger()
    places = ("", "?lang=ru", "/objection", "/pay", "/qr.png", "/file", "/leave", "/objection?confirm=1&form=x")
    hits = 0
    for _round in range(3):
        for headers in SCANNERS:
            for place in places:
                for method in ("GET", "HEAD"):
                    answer = debtor.browser.request(method, debtor.path + place, headers=headers)
                    assert answer.status_code in (200, 303, 405)
                    assert "Set-Cookie" not in answer.headers
                    hits += 1
    assert hits >= 100
    assert town.ledger() == before


def test_reading_on_behind_the_check_changes_nothing_either(town: Town, debtor: Person) -> None:
    debtor.enter()
    before = town.ledger()
    for place in ("", "/objection", "/pay", "/qr.png"):
        assert debtor.browser.get(debtor.path + place).status_code == 200
        assert debtor.browser.head(debtor.path + place).status_code == 200
    assert town.ledger() == before


def test_every_answer_bears_the_headers(town: Town, debtor: Person) -> None:
    answers = [
        debtor.get(),
        debtor.get("/objection"),
        town.visitor().get("/n/AAAAAAAAAAAAAAAA"),
        town.visitor().get("/nowhere"),
        town.visitor().get("/v"),
        town.visitor().post(debtor.path, data={"digits": "0000"}),
        debtor.enter(),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Strict-Transport-Security" not in answer.headers
        assert "<script" not in answer.text
        assert "style=" not in answer.text
    cookie = answers[-1].headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Secure", f"Path={debtor.path}"))
    assert town.visitor().get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_transport_security_is_a_setting(tmp_path: Path) -> None:
    strict = Town(tmp_path, hsts=True)
    assert "max-age" in strict.visitor().get("/v").headers["Strict-Transport-Security"]
    strict.engine.close()


def test_wrong_and_expired_links_look_alike(town: Town, debtor: Person) -> None:
    wrong = town.visitor().get("/n/AAAAAAAAAAAAAAAA")
    town.clock.sleep(1096 * 24 * 3600)
    expired = debtor.browser.get(debtor.path)
    short = town.visitor().get("/n/A")
    assert wrong.status_code == expired.status_code == short.status_code == 404
    assert wrong.content == expired.content == short.content
    paths = (debtor.path, "/n/AAAAAAAAAAAAAAAA")
    posted = [debtor.browser.post(path, data={"digits": "1234"}, headers=OURS) for path in paths]
    assert posted[0].status_code == posted[1].status_code == 404
    assert posted[0].content == posted[1].content


def test_the_token_is_kept_as_a_hash_alone(alone: Town) -> None:
    town, debtor = alone, pilot(alone)
    debtor.enter()
    debtor.post("/objection", "/objection")
    token = debtor.path.rpartition("/")[2]
    rows = town.ledger()
    sent = ("dispatch", "notice", "event")  # the messages themselves carry the link
    assert not [name for name, table in rows.items() if name not in sent and token in str(table)]
    assert "192.0.2." not in str(rows)


def test_a_form_of_another_site_is_refused(town: Town, debtor: Person) -> None:
    debtor.enter()
    before = town.ledger()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.org"},
        {"Origin": "https://example.kz.example.org"},
        {},
    ):
        for place in ("", "/objection", "/pay", "/file", "/leave"):
            source = "/objection" if place == "/objection" else ""
            answer = debtor.post(place, source, headers=headers, digits=debtor.iin[-4:])
            assert answer.status_code == 403, (headers, place)
    assert town.ledger() == before


def test_a_form_needs_its_token(debtor: Person) -> None:
    """Our pages tell nobody where they are, so an older browser says `null`: then the token alone decides."""
    for headers in ({"Origin": "https://example.kz"}, {"Origin": "null"}, OURS):
        assert debtor.post(digits=debtor.iin[-4:], form="0" * 32, headers=headers).status_code == 403
        assert debtor.post(digits=debtor.iin[-4:], headers=headers).status_code == 303
        debtor.post("/leave")


def test_five_tries_a_link(town: Town, debtor: Person) -> None:
    wrong = f"{(int(debtor.iin[-4:]) + 1) % 10000:04}"
    for number in range(5):
        debtor.browser = town.visitor(f"203.0.113.{number}")
        assert debtor.enter(wrong).status_code == 422
    debtor.browser = town.visitor("203.0.113.9")
    closed = debtor.enter()
    assert closed.status_code == 429
    assert "Set-Cookie" not in closed.headers
    town.clock.sleep(24 * 3600 + 1)
    assert debtor.enter().status_code == 303


def test_five_tries_an_address(town: Town) -> None:
    people = [pilot(town) for _number in range(6)]
    for person in people:
        person.browser = town.visitor("198.51.100.1")
    wrong = f"{(int(people[0].iin[-4:]) + 1) % 10000:04}"
    for person in people[:5]:
        assert person.enter(wrong).status_code == 422
    assert people[5].enter().status_code == 429
    people[5].browser = town.visitor("198.51.100.7")
    assert people[5].enter().status_code == 303


def test_what_is_no_four_digits_is_no_try(debtor: Person) -> None:
    for typed in ("", "12", "abcd", "12345", "١٢٣٤", "0" * 3000):
        assert debtor.enter(typed or " ").status_code == 422
    assert debtor.enter().status_code == 303


def test_parallel_guesses_share_no_try(town: Town, debtor: Person) -> None:
    form = form_of(debtor.get().text)
    wrong = [f"{(int(debtor.iin[-4:]) + offset) % 10000:04}" for offset in range(1, 13)]

    def guess(digits: str) -> int:
        data = {"form": form, "digits": digits}
        return int(town.visitor(f"198.18.0.{digits[-2:]}").post(debtor.path, data=data, headers=OURS).status_code)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(guess, wrong))
    assert sorted(answers) == [422] * 5 + [429] * 7


def test_a_session_is_of_one_link_and_ends(town: Town, debtor: Person) -> None:
    other = pilot(town)
    cookie = debtor.enter().headers["Set-Cookie"].partition(";")[0]
    name = str(who(PILOT)["name"]["kk"]["last"])
    stranger = town.visitor()
    assert name in stranger.get(debtor.path, headers={"Cookie": cookie}).text
    assert name not in stranger.get(other.path, headers={"Cookie": cookie}).text
    for forged in (cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), "qauly=9999999999.", "qauly=x.y", "qauly="):
        assert name not in stranger.get(debtor.path, headers={"Cookie": forged}).text
    town.clock.sleep(31 * 60)
    assert name not in stranger.get(debtor.path, headers={"Cookie": cookie}).text


def test_who_leaves_is_outside(debtor: Person) -> None:
    name = str(who(PILOT)["name"]["kk"]["last"])
    debtor.enter()
    assert name in debtor.get().text
    assert debtor.post("/leave").status_code == 303
    assert name not in debtor.get().text


def test_much_is_not_read(debtor: Person) -> None:
    huge = debtor.browser.post(debtor.path, content=b"digits=" + b"1" * 100_000, headers=OURS)
    assert huge.status_code == 413
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert debtor.browser.request(method, debtor.path).status_code == 405


def test_too_many_requests_wait(tmp_path: Path) -> None:
    busy = Town(tmp_path, requests_per_minute=5)
    visitor = busy.visitor()
    answers = [visitor.get("/v").status_code for _number in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert busy.visitor("203.0.113.1").get("/v").status_code == 200
    busy.engine.close()


def test_a_bucket_fills_again_and_buckets_are_forgotten() -> None:
    now = 0.0
    pace = Pace(60, lambda: now)
    assert [pace.allows("a") for _number in range(61)] == [True] * 60 + [False]
    now = 1.0
    assert [pace.allows("a"), pace.allows("a")] == [True, False]
    for number in range(20_000):
        pace.allows(str(number))
    assert len(pace._left) == 10_000


def test_nothing_of_a_person_is_logged(town: Town, debtor: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "qauly.web")
    debtor.enter()
    debtor.get()
    debtor.get("/objection")
    token = debtor.path.rpartition("/")[2]
    lines = [record.getMessage() for record in caplog.records if record.name == "qauly.web"]
    assert any(re.search(rf"GET /n/{re.escape(token[:4])}…/objection 200", line) for line in lines)
    for secret in (token, debtor.iin, debtor.iin[-4:], "Ибраев", debtor.case):
        assert not [line for line in lines if secret in line]


def test_in_live_mode_only_approved_wording_is_shown(alone: Town) -> None:
    person = pilot(alone)
    person.enter()
    alone.engine.config = alone.engine.config.model_copy(update={"mode": "live"})
    for answer in (person.get(), person.get("/objection"), person.get("/pay")):
        assert answer.status_code == 503
        assert "Ибраев" not in answer.text


def test_visits_are_a_chain(alone: Town) -> None:
    person = pilot(alone)
    person.enter(lang="ru")
    person.post("/pay?lang=ru")
    with alone.engine.store.reading() as connection:
        assert first_fault(connection, VISITS) is None
        rows = connection.execute(select(t.visit).order_by(t.visit.c.id)).all()
    assert [(row.act, row.page, row.lang) for row in rows] == [("read", "page.case", "ru"), ("pay", "page.slip", "ru")]
    with alone.engine.store.writing() as connection:
        connection.execute(t.visit.update().where(t.visit.c.act == "read").values(act="pay"))
        assert first_fault(connection, VISITS) == rows[0].id


def test_the_ladder_stops_once_the_notice_was_read(alone: Town) -> None:
    person = pilot(alone)
    alone.engine.deliver(alone.clock.now())
    person.enter()
    of_notices = t.dispatch.c.notice_id.is_not(None)
    with alone.engine.store.reading() as connection:
        states = connection.execute(select(t.dispatch.c.state).where(of_notices)).scalars().all()
        ladders = connection.execute(select(t.notice.c.ladder)).scalars().all()
    assert "read" in states
    assert [json.loads(ladder) for ladder in ladders] == [[]]


def test_an_address_that_leads_nowhere_answers_in_the_language_asked_for(town: Town) -> None:
    for lang, words in (("kk", "Бұл сілтеме жұмыс істемейді"), ("ru", "Эта ссылка не работает")):
        page = town.visitor().get("/nowhere", params={"lang": lang}).text
        assert f'<html lang="{lang}">' in page
        assert words in page
