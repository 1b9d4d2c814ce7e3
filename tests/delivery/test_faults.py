"""What goes wrong between us and a provider, each with the end it must have; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from tests.engine.conftest import Opening, paid

from qauly.engine.ports import Capabilities, DispatchOrder, Receipt, SendResult

from .conftest import PHONE, MakeOffice, Provider


def answering(*results: SendResult) -> Provider:
    """Gives the results one after another, the last one for ever."""
    left = list(results)
    return Provider(answer=lambda _order: left.pop(0) if len(left) > 1 else left[0])


def test_an_answer_lost_is_unknown_and_never_sent_blindly_again(office: MakeOffice, opening: Opening) -> None:
    """Faults 4 and 5: the SMS centre closes, or never answers, after it was given the message."""
    desk = office(answering(SendResult("unknown", "connection closed after submit_sm")))
    desk.engine.handle(opening())
    assert ("sms", "unknown") in desk.deliver()
    for _minute in range(50):
        desk.clock.sleep(60)
        assert desk.deliver() == []
    assert len(desk.sms.sent) == 1
    desk.clock.sleep(15 * 60)
    assert ("egov", "accepted") in desk.deliver(), "nobody can say: the next rung, not a second text message"
    assert len(desk.sms.sent) == 1


def test_an_unknown_outcome_is_asked_for(office: MakeOffice, opening: Opening) -> None:
    provider = answering(SendResult("unknown", "no answer"))
    desk = office(provider)
    desk.engine.handle(opening())
    desk.deliver()
    provider.resolved = lambda _order: SendResult("delivered", "query_sm says so")
    desk.clock.sleep(61)
    desk.deliver()
    assert desk.state() == "delivered"
    assert ("delivered", "query_sm says so") in desk.attempts()


def test_what_did_not_go_out_is_sent_after_asking(office: MakeOffice, opening: Opening) -> None:
    provider = answering(SendResult("unknown", "no answer"), SendResult("accepted"))
    provider.resolved = lambda _order: SendResult("transient", "never heard of it")
    desk = office(provider)
    desk.engine.handle(opening())
    desk.deliver()
    desk.clock.sleep(61)
    assert ("sms", "accepted") in desk.deliver()
    assert len({order.reference for order in provider.sent}) == 1


def test_a_resend_under_the_same_reference_where_the_channel_is_safe(office: MakeOffice, opening: Opening) -> None:
    provider = answering(SendResult("unknown", "timeout"), SendResult("accepted"))
    provider.capabilities = Capabilities(("sms",), resend_is_safe=True)
    desk = office(provider)
    desk.engine.handle(opening())
    desk.deliver()
    desk.clock.sleep(61)
    assert ("sms", "accepted") in desk.deliver()
    assert len({order.reference for order in provider.sent}) == 1 and len(provider.sent) == 2


def test_what_each_try_cost_is_shown_with_the_case(office: MakeOffice, opening: Opening) -> None:
    answers = SendResult("unknown", "timeout"), SendResult("accepted", evidence='{"id": 7, "cost": "37.5"}')
    provider = answering(*answers)
    provider.capabilities = Capabilities(("sms",), resend_is_safe=True)
    desk = office(provider)
    event = opening()
    desk.engine.handle(event)
    desk.deliver()
    desk.clock.sleep(61)
    desk.deliver()
    (sms,) = (each for each in desk.engine.show(event.case).dispatches if each.medium == "sms")
    assert [each.cost for each in sms.attempts] == [None, "37.50"]


def test_told_to_slow_down_nothing_is_lost_and_nothing_fails(office: MakeOffice, opening: Opening) -> None:
    """Fault 6: throttled again and again; the rate falls, the state is no failure."""
    throttled = SendResult("transient", "ESME_RTHROTTLED", retry_after=2)
    desk = office(answering(*[throttled] * 12, SendResult("accepted")), channels={"provider": {"rate": 10}})
    desk.engine.handle(opening())
    for _second in range(60):
        desk.deliver()
        assert desk.state() in ("queued", "accepted")
        desk.clock.sleep(2.1)
    assert desk.state() == "accepted"
    assert len(desk.sms.sent) == 13


def test_an_address_that_is_none_goes_to_the_next_rung_at_once(office: MakeOffice, opening: Opening) -> None:
    """Fault 7."""
    desk = office(answering(SendResult("rejected", "ESME_RINVDSTADR")))
    desk.engine.handle(opening())
    states = desk.deliver()
    assert ("sms", "rejected") in states and ("egov", "accepted") in states


def test_a_receipt_that_is_faster_than_the_answer(office: MakeOffice, opening: Opening) -> None:
    """Fault 8."""
    provider = Provider()

    def early(order: DispatchOrder) -> SendResult:
        assert provider.hear("delivered", order) == "quarantined"
        return SendResult("accepted", provider_id=f"P-{order.reference[:8]}")

    provider.answer = early
    desk = office(provider)
    desk.engine.handle(opening())
    desk.deliver()
    assert desk.state() == "delivered"


@pytest.mark.parametrize(("rule", "state"), [("first", "delivered"), ("all", "accepted")])
def test_a_receipt_for_the_first_part_alone(office: MakeOffice, opening: Opening, rule: str, state: str) -> None:
    """Fault 9: the profile of the operator says whether that is enough."""
    provider = Provider()

    def in_parts(order: DispatchOrder) -> SendResult:
        assert provider.desk is not None
        for number in (1, 2, 3):
            provider.desk.sent(order.reference, f"{order.reference[:8]}-{number}", number, 3)
        return SendResult("accepted")

    provider.answer = in_parts
    desk = office(provider, channels={"provider": {"receipts": rule}})
    desk.engine.handle(opening())
    desk.deliver()
    assert provider.desk is not None
    name = provider.sent[0].reference[:8]
    assert provider.desk.receive(Receipt("delivered", (f"{name}-1",))) == "recorded"
    assert desk.state() == state
    for number in (2, 3):
        provider.desk.receive(Receipt("delivered", (f"{name}-{number}",)))
    assert desk.state() == "delivered"


def test_receipts_twice_out_of_order_and_against_each_other(office: MakeOffice, opening: Opening) -> None:
    """Fault 10: the state only goes forward; a contradiction is kept and shown to a person."""
    desk = office()
    desk.engine.handle(opening())
    desk.deliver()
    (order,) = desk.sms.sent
    assert desk.sms.hear("delivered", order) == "recorded"
    assert desk.sms.hear("accepted", order) == "late"
    assert desk.sms.hear("delivered", order) == "repeated"
    assert desk.state() == "delivered"
    assert desk.sms.hear("undeliverable", order, reason="UNDELIV") == "conflict"
    assert desk.state() == "delivered"
    assert desk.tasks() == [("conflict", "delivered, then undeliverable: UNDELIV")]


def test_a_receipt_for_nothing_we_know(office: MakeOffice, opening: Opening) -> None:
    """Fault 11."""
    desk = office()
    desk.engine.handle(opening())
    desk.deliver()
    assert desk.sms.desk is not None
    assert desk.sms.desk.receive(Receipt("delivered", ("nobody",))) == "quarantined"
    assert desk.state() == "accepted"


def test_an_id_in_decimal_here_and_in_hexadecimal_there(office: MakeOffice, opening: Opening) -> None:
    """Fault 12: the channel offers both ways of writing it."""
    desk = office(answering(SendResult("accepted", provider_id="255")))
    desk.engine.handle(opening())
    desk.deliver()
    assert desk.sms.desk is not None
    assert desk.sms.desk.receive(Receipt("delivered", ("ff", "255"))) == "recorded"
    assert desk.state() == "delivered"


def test_no_receipt_in_time_starts_the_next_rung_and_a_late_one_undoes_nothing(
    office: MakeOffice, opening: Opening
) -> None:
    desk = office(channels={"provider": {"receipt_within": 60}})
    desk.engine.handle(opening())
    desk.deliver()
    desk.clock.sleep(59 * 60)
    assert desk.deliver() == []
    desk.clock.sleep(2 * 60)
    assert ("egov", "accepted") in desk.deliver()
    assert desk.sms.hear("delivered", desk.sms.sent[0]) == "recorded"
    assert desk.state() == "delivered" and desk.state("egov") == "accepted"
    desk.clock.sleep(3600)
    assert desk.deliver() == []


def test_a_bounce_hours_later_starts_the_next_rung(office: MakeOffice, opening: Opening) -> None:
    """Fault 17."""
    desk = office()
    desk.engine.handle(opening())
    desk.deliver()
    desk.clock.sleep(5 * 3600)
    assert desk.sms.hear("undeliverable", desk.sms.sent[0], reason="5.1.1") == "recorded"
    assert ("egov", "accepted") in desk.deliver()


def test_the_end_of_the_ladder_is_a_persons(office: MakeOffice, opening: Opening) -> None:
    desk = office(answering(SendResult("rejected", "no")), channels={"memory": {"answers": {}}})
    nowhere = {"debtor": {"contacts": {"phone": PHONE, "egov": False, "email": None, "telegram": None}}}
    desk.engine.handle(opening(change=nowhere))
    desk.deliver()
    ((kind, reason),) = desk.tasks()
    assert kind == "not_delivered" and "sms: no" in reason


def test_the_addressee_moved(office: MakeOffice, opening: Opening) -> None:
    """Fault 20: a chat that became another one; also what was told to be the new address is kept to."""
    desk = office(answering(SendResult("transient", "moved", address="+77010000099"), SendResult("accepted")))
    desk.engine.handle(opening())
    assert ("sms", "accepted") in desk.deliver()
    assert [order.address for order in desk.sms.sent] == [PHONE, "+77010000099"]


def test_a_password_that_is_refused_halts_the_channel_alone(office: MakeOffice, opening: Opening) -> None:
    """Faults 15 and 20: nothing fails, nothing is lost, the other channels go on; a person starts it again."""
    desk = office(answering(SendResult("transient", "ESME_RINVPASWD", halt=True), SendResult("accepted")))
    desk.engine.handle(opening())
    assert ("system", "accepted") in desk.deliver()
    assert desk.state() == "queued" and desk.tasks() == [("channel_halted", "ESME_RINVPASWD")]
    desk.clock.sleep(3600)
    assert desk.deliver() == [] and len(desk.sms.sent) == 1
    desk.engine.task_done(desk.engine.tasks()[0].id, by="an operator")
    assert ("sms", "accepted") in desk.deliver()


def test_five_failures_in_a_row_open_the_circuit(office: MakeOffice, opening: Opening) -> None:
    desk = office(answering(SendResult("transient", "refused")))
    for number in range(12):
        desk.engine.handle(opening(f"2024-00080{number:02d}"))
    desk.deliver()
    tried = len(desk.sms.sent)
    assert tried < 12, "the rest waits for the circuit to close"
    desk.sms.answer = lambda _order: SendResult("accepted")
    for _minute in range(20):
        desk.clock.sleep(60)
        desk.deliver()
    assert {order.case for order in desk.sms.sent} == {f"2024-00080{number:02d}" for number in range(12)}


def test_a_payment_between_queue_and_call(office: MakeOffice, opening: Opening) -> None:
    """Fault 25: the notice that is no longer true is not sent; what ended the case is."""
    desk = office()
    first = opening()
    desk.engine.handle(first)
    desk.engine.handle(paid(first, "2024-01-18T10:16:00+06:00"))
    states = desk.deliver()
    assert states.count(("sms", "cancelled")) == 1 and states.count(("sms", "accepted")) == 1


class Register:
    """A register that knows of payments."""

    def __init__(self, owed: Any) -> None:
        self.answer = owed

    def owed(self, case: str) -> bool | None:
        if isinstance(self.answer, Exception):
            raise self.answer
        return bool(self.answer) if self.answer is not None else None


def test_nothing_is_demanded_of_who_has_paid_elsewhere(office: MakeOffice, opening: Opening) -> None:
    register = Register(False)
    desk = office(debts=register)
    first = opening()
    desk.engine.handle(first)
    assert ("sms", "cancelled") in desk.deliver() and desk.sms.sent == []
    desk.clock.reach(desk.clock.now() + timedelta(days=7))
    assert desk.engine.deliver().outcomes == (), "the term waits for the event of the payment"
    assert desk.tasks()[0][0] == "settled_elsewhere"
    desk.engine.handle(paid(first, "2024-01-25T10:00:00+06:00"))
    assert ("sms", "accepted") in desk.deliver()


@pytest.mark.parametrize("answer", [True, None, ConnectionError("away")])
def test_a_register_that_cannot_say_stops_nothing(office: MakeOffice, opening: Opening, answer: Any) -> None:
    desk = office(debts=Register(answer))
    desk.engine.handle(opening())
    assert ("sms", "accepted") in desk.deliver()


def test_no_telephone_rings_at_night(office: MakeOffice, opening: Opening) -> None:
    hours = {"from": "22:00", "to": "08:00"}
    desk = office(quiet_hours=hours)
    desk.engine.handle(opening(at="2024-01-18T23:10:00+06:00"))
    desk.clock.reach(desk.clock.now().replace(hour=23, minute=30))
    assert desk.deliver() == [("system", "accepted")]
    desk.clock.sleep(9 * 3600)
    assert ("sms", "accepted") in desk.deliver()


def test_reading_ends_the_ladder(office: MakeOffice, opening: Opening) -> None:
    desk = office(channels={"provider": {"receipt_within": 60}})
    desk.engine.handle(opening())
    desk.deliver()
    assert desk.sms.hear("read", desk.sms.sent[0]) == "recorded"
    desk.clock.sleep(7200)
    assert desk.deliver() == []
    assert desk.state() == "read"
