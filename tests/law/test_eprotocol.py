"""The electronic protocol on facts of its own: discounts to the day, schedules, and the way to enforcement."""

import copy
from typing import Any

import pytest

from qauly.engine import CallerError, Engine
from qauly.engine.content import Content
from qauly.engine.courses.story import load_samples
from qauly.engine.law.decide import decide
from qauly.engine.law.decision import Case, Decision
from qauly.engine.law.library import Law
from qauly.engine.model import Event


@pytest.fixture
def protocol(content: Content) -> dict[str, Any]:
    return copy.deepcopy(load_samples(content, "eprotocol")["traffic"])


class Story:
    """Events of one case, one after the other."""

    def __init__(self, law: Law, case: str = "2025-555") -> None:
        self.law, self.name = law, case
        self.case: Case | None = None

    def event(self, name: str, at: str, /, **facts: Any) -> Event:
        return Event.model_validate(
            {
                "id": f"{self.name}-{name}-{at}",
                "procedure": "eprotocol",
                "case": self.name,
                "type": name,
                "at": at,
                "facts": facts,
            }
        )

    def on(self, name: str, at: str, /, **facts: Any) -> Decision:
        decision = decide(self.case, self.event(name, at, **facts), self.law)
        self.case = decision.case
        return decision

    def paid(self, at: str, amount: str) -> Decision:
        return self.on("payment_received", at, amount=amount, paid_at=at, reference=at)


FINE = {"kind": "fine", "half_allowed": True, "imposed_at": "2025-03-05", "decision": {"number": "7"}}


@pytest.mark.parametrize(
    ("paid_at", "amount", "transition"),
    [
        # 7 working days after Wednesday 5 March 2025; 8 March falls on a Saturday and is moved to Monday the 10th
        ("2025-03-17T23:59:59+05:00", "10000.01", "payment_confirmed"),
        ("2025-03-17T23:59:59+05:00", "10000.00", "partial_payment"),
        ("2025-03-18T00:00:00+05:00", "10000.01", "partial_payment"),
        ("2025-03-18T00:00:00+05:00", "20000.01", "payment_confirmed"),
    ],
)
def test_half_to_the_last_second(
    law: Law, protocol: dict[str, Any], paid_at: str, amount: str, transition: str
) -> None:
    story = Story(law)
    story.on("protocol_drawn", "2025-03-04T10:00:00+05:00", **protocol)
    story.on("penalty_imposed", "2025-03-05T10:00:00+05:00", amount="20000.01", **FINE)
    assert story.paid(paid_at, amount).transition == transition


def test_a_fine_needs_its_amount_and_a_warning_does_not(law: Law, protocol: dict[str, Any]) -> None:
    story = Story(law)
    story.on("protocol_drawn", "2025-03-04T10:00:00+05:00", **protocol)
    with pytest.raises(CallerError) as refused:
        story.on("penalty_imposed", "2025-03-05T10:00:00+05:00", **FINE)
    assert refused.value.field == "facts.amount"
    assert (
        story.on("penalty_imposed", "2025-03-05T10:00:00+05:00", **{**FINE, "kind": "warning"}).case.status == "warned"
    )


def test_no_discount_where_it_is_not_allowed(law: Law, protocol: dict[str, Any]) -> None:
    story = Story(law)
    story.on("protocol_drawn", "2025-03-04T10:00:00+05:00", **protocol)
    story.on("penalty_imposed", "2025-03-05T10:00:00+05:00", amount="20000.00", **{**FINE, "half_allowed": False})
    assert story.paid("2025-03-06T10:00:00+05:00", "10000.00").transition == "partial_payment"


@pytest.mark.parametrize(
    ("kind", "due", "transition"),
    [
        ("deferral", "2025-04-10", "payment_deferred"), ("deferral", "2025-04-11", "refused"),
        ("instalments", "2025-06-10", "payment_deferred"), ("instalments", "2025-06-11", "refused"),
        ("deferral", "2025-03-09", "refused"),
    ],
)  # fmt: skip
def test_schedules_have_a_limit(law: Law, protocol: dict[str, Any], kind: str, due: str, transition: str) -> None:
    story = Story(law)
    story.on("protocol_drawn", "2025-03-04T10:00:00+05:00", **protocol)
    story.on("penalty_imposed", "2025-03-05T10:00:00+05:00", amount="20000.00", **FINE)
    schedule = [{"due": due, "amount": "20000.00"}]
    assert (
        story.on("payment_deferred", "2025-03-10T10:00:00+05:00", kind=kind, schedule=schedule).transition == transition
    )


def test_a_paid_fine_never_reaches_a_bailiff_and_an_unpaid_one_opens_a_case(
    law: Law, protocol: dict[str, Any], tmp_path: Any
) -> None:
    protocol["offender"]["contacts"] = {
        "phone": "+77015556677",
        "email": "x@example.kz",
        "egov": True,
        "telegram": 12345,
    }
    protocol["offender"]["forms"] = {"ru": {"gent": "Ибраева Асхата М."}}
    with Engine.open(f"sqlite:///{tmp_path / 'q.db'}", archive=tmp_path / "a") as engine:
        for case, pays in (("2025-601", True), ("2025-602", False)):
            story = Story(law, case)
            engine.handle(story.event("protocol_drawn", "2025-03-04T10:00:00+05:00", **protocol))
            engine.handle(story.event("penalty_imposed", "2025-03-05T10:00:00+05:00", amount="20000.00", **FINE))
            if pays:
                at = "2025-03-06T10:00:00+05:00"
                engine.handle(story.event("payment_received", at, amount="10000.00", paid_at=at, reference="1"))
            sent = engine.handle(story.event("sent_to_enforcement", "2025-05-05T10:00:00+05:00"))
            assert sent.transition == ("refused" if pays else "sent_to_enforcement")
        (opened,) = sent.opened
        assert (opened.procedure, opened.transition, opened.regime) == ("simplified_proceeding", "initiate", "national")
        assert engine.show(opened.case).status.code == "initiated"
        text = next(each for each in opened.documents[0].renditions if (each.lang, each.format) == ("ru", "txt"))
        words = engine.archive.get(text.sha256).decode()
        assert "в отношении должника Ибраева Асхата М." in words, "the stored form of the name travels along"
        paid = story.event(
            "payment_received",
            "2025-05-06T10:00:00+05:00",
            amount="20000.00",
            paid_at="2025-05-06T09:59:00+05:00",
            reference="2",
        )
        late = engine.handle(paid)
        assert [message.to for message in late.messages] == ["erap", "distribution", "bailiff"]
        assert late.opened[0].transition == "terminate"
        assert engine.show(opened.case).status.code == "terminated"
