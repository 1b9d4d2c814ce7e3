"""The certificate of service: what it tells, that it is the same every time, and that it refuses a broken ledger."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from syrupy.assertion import SnapshotAssertion
from tests.commands.conftest import Qauly
from tests.engine.conftest import later, paid
from tests.legal_text import LegalText
from tests.profiles import findings
from tests.proof.conftest import MakeOffice, Office, Opening, Provider

from qauly.engine import CallerError, ContentError, Event
from qauly.engine.ledger import tables as t
from qauly.engine.pdf_content import content_of
from qauly.engine.ports import SendResult
from qauly.engine.proof import ServiceProof
from qauly.engine.verify import verify

CASE = "2024-001500"
DAY = timedelta(days=1)
PERSON = "010315100120"


@pytest.fixture
def ledger_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'q.db'}"  # what is told here does not depend on the database


def sent_and_heard(office: MakeOffice, opening: Opening) -> Office:
    """Initiated and delivered; then paid, the second notice undeliverable by text message and taken by eGov."""
    here = office()
    first = opening(CASE)
    here.engine.handle(first)
    here.deliver()
    here.clock.reach(here.clock.now() + timedelta(minutes=2))
    here.sms.hear("delivered", here.sms.sent[0], at=here.clock.now() - timedelta(seconds=50), evidence="DELIVRD")
    here.clock.reach(datetime.fromisoformat("2024-01-20T18:40:00+06:00"))
    here.engine.handle(paid(first, "2024-01-20T18:40:00+06:00"))
    here.deliver()
    here.sms.hear("undeliverable", here.sms.sent[1], evidence="UNDELIV")
    here.clock.reach(here.clock.now() + timedelta(hours=20))
    here.deliver()
    return here


def lines(proof: ServiceProof, lang: Any = "ru") -> list[str]:
    return list(proof.document.version(lang).lines())


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_told(office: MakeOffice, opening: Opening, snapshot: SnapshotAssertion, lang: str) -> None:
    here = sent_and_heard(office, opening)
    proof = here.engine.proof(CASE, datetime.fromisoformat("2024-01-22T09:00:00+06:00"))
    # hashes of files and entries change with every version of a library
    told = [
        " ".join("#" * len(word) if is_hash(word) else word for word in line.split()) for line in lines(proof, lang)
    ]
    assert "\n".join(told) == snapshot.use_extension(LegalText)


def is_hash(word: str) -> bool:
    bare = word.strip(".,;")
    return len(bare) in (8, 16) and set(bare) <= set("0123456789abcdef") and not bare.isdigit()


def test_it_is_a_pdf_like_all_others_and_verifies(office: MakeOffice, opening: Opening) -> None:
    here = sent_and_heard(office, opening)
    at = datetime.fromisoformat("2024-01-22T09:00:00+06:00")
    proof = here.engine.proof(CASE, at)
    assert findings(proof.pdf) == []
    content = content_of(proof.pdf)
    assert content.first_difference() is None
    assert content.data["event"] == json.loads(json.dumps(proof.record))
    found = verify(proof.pdf, engine=here.engine, number=proof.document.number)
    assert found.good and {each.rule: each.verdict for each in found.answers}["V-023"] == "good"
    assert here.engine.proof(CASE, at).pdf == proof.pdf, "the same moment gives the same bytes"
    here.clock.reach(here.clock.now() + 30 * DAY)
    here.sms.hear("delivered", here.sms.sent[1], evidence="late")
    assert here.engine.proof(CASE, at).pdf == proof.pdf, "what comes later does not change it"


def test_it_takes_no_number_from_the_documents_of_the_case(office: MakeOffice, opening: Opening) -> None:
    here = office()
    first = opening(CASE)
    assert here.engine.handle(first).documents[0].number == f"{CASE}/1"
    assert here.engine.proof(CASE).document.number.startswith(f"{CASE}/S-20240118-102000")
    assert here.engine.handle(paid(first, "2024-01-20T18:40:00+06:00")).documents[0].number == f"{CASE}/2"


def test_it_tells_of_its_moment_and_of_nothing_later(office: MakeOffice, opening: Opening) -> None:
    here = office()
    here.engine.handle(opening(CASE))
    before = here.engine.proof(CASE, here.clock.now() - timedelta(minutes=1))
    here.deliver()
    sent = here.clock.now()
    here.clock.reach(sent + timedelta(minutes=5))
    here.sms.hear("delivered", here.sms.sent[0])
    whys = [here.engine.proof(CASE, at).record["notices"][0]["service"] for at in (sent, here.clock.now())]
    assert before.record["notices"][0]["service"] == {"served": False, "why": "not_sent"}
    assert whys[0] == {"served": False, "why": "not_proven"}
    assert (whys[1]["served"], whys[1]["moment"]) == (True, "2024-01-18T10:25:00+06:00")
    assert whys[1]["checked"] is None and "салыстырған жоқ" in "\n".join(
        lines(here.engine.proof(CASE, here.clock.now()), "kk")
    )


def test_addresses_are_masked_in_text_and_data(office: MakeOffice, opening: Opening) -> None:
    here = sent_and_heard(office, opening)
    proof = here.engine.proof(CASE)
    told = json.dumps(proof.record, ensure_ascii=False) + "\n".join([*lines(proof), *lines(proof, "kk")])
    assert "+77011234567" not in told and PERSON not in told
    assert "+7701*****67" in told and f"{PERSON[:4]}********" in told


def test_a_notice_that_was_opened_is_served(office: MakeOffice, opening: Opening) -> None:
    from sqlalchemy import select

    from qauly.engine.delivery.reading import note_read

    here = office()
    here.engine.handle(opening(CASE))
    here.deliver()
    with here.engine.store.writing() as connection:
        notice = connection.execute(select(t.notice.c.id)).scalar_one()
        note_read(connection, notice, here.clock.now() + timedelta(minutes=9), "the page, after the second check")
    (service,) = (each["service"] for each in here.engine.proof(CASE, here.clock.now() + DAY).record["notices"])
    assert (service["served"], service["proof"], service["moment"]) == (True, "delivered", "2024-01-18T10:29:00+06:00")


def test_a_provider_that_contradicts_itself_proves_nothing(office: MakeOffice, opening: Opening) -> None:
    here = office()
    here.engine.handle(opening(CASE))
    here.deliver()
    here.sms.hear("delivered", here.sms.sent[0])
    assert here.sms.hear("undeliverable", here.sms.sent[0]) == "conflict"
    assert here.engine.proof(CASE).record["notices"][0]["service"]["why"] == "contradicted"


def test_a_procedure_without_a_rule_gets_the_facts_alone(office: MakeOffice, content: Any) -> None:
    from qauly.engine.courses.story import load_courses

    here = office(Provider(answer=lambda order: SendResult("delivered", evidence="ok")))
    course = next(each for each in load_courses(content, "ecase") if each.name.startswith("01"))
    for step in course.steps:
        if step.wait_until is None:
            here.engine.handle(course.event(step))
    here.clock.reach(here.clock.now() + 3000 * DAY)
    proof = here.engine.proof(course.case)
    services = [each["service"] for each in proof.record["notices"]]
    assert services and all(not each["served"] for each in services)
    here.deliver()
    proof = here.engine.proof(course.case, here.clock.now() + DAY)
    assert {each["service"]["why"] for each in proof.record["notices"]} <= {"no_rule", "not_sent"}
    assert "вывод не делается" in "\n".join(lines(proof))


def test_an_event_between_leaves_a_case_without_notices(office: MakeOffice, opening: Opening) -> None:
    here = office()
    here.engine.handle(opening(CASE, change={"debtor": {"citizenship": "RUS"}}))
    assert any("основания направлять уведомления не возникало" in line for line in lines(here.engine.proof(CASE)))


@pytest.mark.parametrize("table", [t.attempt, t.receipt], ids=["attempt", "receipt"])
def test_a_broken_chain_certifies_nothing(office: MakeOffice, opening: Opening, table: Any) -> None:
    here = office()
    here.engine.handle(opening(CASE))
    here.deliver()
    here.sms.hear("delivered", here.sms.sent[0])
    proof = here.engine.proof(CASE)
    with here.engine.store.writing() as connection:
        connection.execute(update(table).values(at="2024-01-18T03:00:00.000000+00:00"))
    with pytest.raises(ContentError) as refused:
        here.engine.proof(CASE)
    assert refused.value.findings[0].rule == "P-001" and table.name in str(refused.value)
    assert not verify(proof.pdf, engine=here.engine).good
    assert table.name in here.engine.status().broken


def test_a_certificate_of_another_ledger_is_not_believed(office: MakeOffice, opening: Opening, tmp_path: Path) -> None:
    here = office()
    here.engine.handle(opening(CASE))
    here.deliver()
    here.sms.hear("delivered", here.sms.sent[0])
    proof = here.engine.proof(CASE)
    from qauly.engine import Engine

    with Engine.open(f"sqlite:///{tmp_path / 'other.db'}", archive=tmp_path / "other") as other:
        found = verify(proof.pdf, engine=other)
        assert {each.rule: each.verdict for each in found.answers}["V-023"] == "bad"
        other.handle(opening(CASE))
        assert not verify(proof.pdf, engine=other).good


def test_live_mode_wants_approved_words(tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    from qauly.engine import Engine
    from qauly.engine.config import Config

    url = f"sqlite:///{tmp_path / 'q.db'}"
    with Engine.open(url, secret=b"x") as engine:
        engine.handle(opening(CASE))
    with (
        Engine.open(url, secret=b"x", config=Config(mode="live")) as engine,
        pytest.raises(ContentError, match="approved"),
    ):
        engine.proof(CASE)


def test_the_command(qauly: Qauly, opening: Opening, tmp_path: Path) -> None:
    first = opening(CASE)
    qauly("handle", "-", "--json", stdin=first.model_dump_json().encode())
    qauly("deliver", "--now", "2024-01-18T12:00:00+06:00")
    run = qauly("proof", CASE, "--out", "proof.pdf", "--at", "2024-01-19T00:00:00+06:00", "--json")
    assert (run.code, run.err) == (0, "")
    (told,) = run.objects
    assert told["number"] == f"{CASE}/S-20240119-000000" and told["draft"] is True
    assert told["notices"][0]["ways"][0]["attempts"][0]["state"] == "accepted"
    assert qauly("verify", "proof.pdf", "--json").objects[0]["good"] is True
    kk, ru = (qauly("proof", CASE, "--ui", ui).out for ui in ("kk", "ru"))
    assert "АНЫҚТАМА" in kk and "СПРАВКА" in ru
    for arguments, words in (
        (("2024-999999",), "case: is not known"),
        ((CASE, "--at", "2024-01-01T00:00:00+06:00"), "--at: had not begun"),
        ((CASE, "--at", "2024-01-19T00:00:00"), "--at: is no time with an offset"),
    ):
        run = qauly("proof", *arguments)
        assert run.code in (1, 2) and words in run.err and len(run.complaints) == 1


def test_a_naive_moment_is_refused(office: MakeOffice, opening: Opening) -> None:
    here = office()
    here.engine.handle(opening(CASE))
    with pytest.raises(CallerError, match="offset"):
        here.engine.proof(CASE, datetime(2024, 1, 19))


def test_an_objection_is_shown_with_the_state_it_led_to(office: MakeOffice, opening: Opening) -> None:
    here = office()
    first: Event = opening(CASE)
    here.engine.handle(first)
    here.engine.handle(later(first, "objection_filed", "2024-01-19T09:00:00+06:00", {"via": "link"}))
    states = [
        next(line for line in lines(here.engine.proof(CASE, datetime.fromisoformat(at))) if "Статус" in line)
        for at in ("2024-01-18T23:00:00+06:00", "2024-01-19T10:00:00+06:00")
    ]
    assert ["Возбуждено" in states[0], "Отменено" in states[1]] == [True, True]
