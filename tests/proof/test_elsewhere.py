"""The certificate on PostgreSQL, signed, and in a preview; every clause of its wording is spoken by some case."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.commands.conftest import Qauly
from tests.engine.conftest import paid
from tests.proof.conftest import MakeOffice, Opening, Provider
from tests.seal.conftest import PASSWORD, Pki, pki

from qauly.engine import Engine
from qauly.engine.config import Config
from qauly.engine.law.library import Law
from qauly.engine.law.service import FOLDER
from qauly.engine.ports import SendResult
from qauly.engine.verify import verify

from ..profiles import findings

__all__ = ["pki"]


def test_both_databases_certify_alike(office: MakeOffice, opening: Opening) -> None:
    here = office()
    here.engine.handle(opening("2024-001550"))
    here.deliver()
    here.sms.hear("delivered", here.sms.sent[0], evidence="DELIVRD")
    proof = here.engine.proof("2024-001550")
    assert proof.record["notices"][0]["service"]["served"]
    assert verify(proof.pdf, engine=here.engine).good
    assert here.engine.status().broken == {}


def test_it_is_signed_where_a_signer_is_set(
    pki: Pki, opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QAULY_SIGNER_PASSWORD", PASSWORD)
    config = Config(database=f"sqlite:///{tmp_path / 'q.db'}", signer=pki.settings(visible=True))
    with Engine.open(config=config) as engine:
        engine.handle(opening("2024-001560"))
        proof = engine.proof("2024-001560")
        assert findings(proof.pdf) == []
        found = verify(proof.pdf, engine=engine, roots=[pki.root])
        answers = {each.rule: each.verdict for each in found.answers}
        assert found.good and (answers["V-012"], answers["V-023"]) == ("good", "good")
        assert not verify(proof.pdf + b"% more\n", engine=engine, roots=[pki.root]).good


def test_every_clause_is_spoken(office: MakeOffice, opening: Opening, law: Law) -> None:
    from qauly.engine.courses.story import load_courses

    here = office(Provider(answer=lambda order: SendResult("accepted", provider_id=f"P-{order.reference[:8]}")))
    spoken: set[str] = set()

    def certified(case: str, at: datetime) -> None:
        document = here.engine.proof(case, at).document
        assert [block.clause for block in document.kk.blocks] == [block.clause for block in document.ru.blocks]
        spoken.update(block.clause for block in document.kk.blocks)

    first, silent = opening("2024-001570"), opening("2024-001571", change={"debtor": {"citizenship": "RUS"}})
    for event in (first, silent):
        here.engine.handle(event)
        certified(event.case, here.clock.now())
    here.deliver()
    here.sms.hear("delivered", here.sms.sent[0])
    here.engine.handle(paid(first, "2024-01-20T18:40:00+06:00"))
    certified(first.case, datetime.fromisoformat("2024-01-20T19:00:00+06:00"))
    course = next(each for each in load_courses(law.editions.content, "ecase") if each.name.startswith("01"))
    here.engine.handle(course.event(course.steps[0]))
    here.clock.reach(datetime.fromisoformat("2026-12-01T12:00:00+05:00"))
    here.deliver()
    certified(course.case, here.clock.now() + timedelta(days=1))
    (file,) = law.editions.starts[FOLDER, law_kind(law)].values()
    assert {clause.id for _group, clause in law.editions.read(file).walk()} == spoken


def law_kind(law: Law) -> str:
    return next(kind for folder, kind in law.editions.starts if folder == FOLDER)


def test_preview(qauly: Qauly) -> None:
    runs = [
        qauly("preview", "certificate.service", "--on", "2024-09-02", "--lang", lang, "--format", "txt").out
        for lang in ("kk", "ru", "kk")
    ]
    assert "АНЫҚТАМА" in runs[0] and "СПРАВКА" in runs[1] and "2024 жылғы 2 қыркүйек" in runs[0].replace("\u00a0", " ")
    assert runs[0] == runs[2], "the example is the same every time"
    assert "считается доставленным" in runs[1]
