"""What the simplified proceeding requires, on events nobody wrote into the content."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qauly.engine.errors import CallerError
from qauly.engine.law.library import Law

from .events import event, payment, walk

OPEN = "2024-01-18T10:15:00+06:00"
NATIONAL = "2025-03-03T10:15:00+05:00"


@pytest.mark.parametrize(
    ("opened", "expires"),
    [
        ("2024-01-18T00:00:00+06:00", "2024-01-24T00:00:00+06:00"),  # Thursday, the example of the contract
        ("2024-01-18T23:59:59+06:00", "2024-01-24T00:00:00+06:00"),
        ("2024-01-17T18:30:00+00:00", "2024-01-24T00:00:00+06:00"),  # already the 18th in Almaty
        ("2024-02-23T12:00:00+06:00", "2024-02-29T00:00:00+06:00"),  # Friday, leap year
        ("2024-02-24T12:00:00+06:00", "2024-03-01T00:00:00+05:00"),  # the clock changes with that midnight
        ("2024-02-25T12:00:00+06:00", "2024-03-02T00:00:00+05:00"),
        ("2024-03-01T00:00:00+05:00", "2024-03-07T00:00:00+05:00"),  # Friday, +05:00 from here on
    ],
)
def test_pilot_term_ends_at_midnight_in_almaty(law: Law, fine: dict[str, Any], opened: str, expires: str) -> None:
    decision = walk(law, event("writ_received", opened, fine))
    assert [(timer.type, timer.at.isoformat()) for timer in decision.timers] == [("term_expired", expires)]


def test_national_timers(law: Law, fine: dict[str, Any]) -> None:
    decision = walk(law, event("writ_received", NATIONAL, fine))
    assert {timer.type: timer.at.isoformat() for timer in decision.timers} == {
        "reminder_due": "2025-03-06T10:00:00+05:00",
        "measure_due": "2025-03-09T00:00:00+05:00",
        "term_expired": "2025-04-03T00:00:00+05:00",
    }


@pytest.mark.parametrize(
    ("at", "ceiling"),
    [
        ("2024-02-01T10:00:00+06:00", "36920.00"),
        ("2024-08-19T23:59:59+05:00", "36920.00"),
        ("2024-08-20T00:00:00+05:00", "73840.00"),
        ("2024-12-31T23:59:59+05:00", "73840.00"),
        ("2025-01-01T00:00:00+05:00", "78640.00"),
        ("2026-01-01T00:00:00+05:00", "86500.00"),
        ("2026-12-31T23:00:00+05:00", "86500.00"),
    ],
)
def test_ceiling_is_that_of_the_day_and_inclusive(law: Law, fine: dict[str, Any], at: str, ceiling: str) -> None:
    fine["writ"]["amount"] = ceiling
    taken = walk(law, event("writ_received", at, fine))
    assert (taken.transition, taken.trace[0].values["ceiling"]) == ("initiate", ceiling)
    fine["writ"]["amount"] = str(Decimal(ceiling) + Decimal("0.01"))
    over = walk(law, event("writ_received", at, fine))
    assert (over.transition, over.case.status) == ("not_initiated", "not_initiated")
    assert over.reason and "МРП" in over.reason.ru and "АЕК" in over.reason.kk


def _change(facts: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        facts = facts[parent]
    if value is ...:
        del facts[last]
    else:
        facts[last] = value


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("writ.amount", 36920.0, "facts.writ.amount"),
        ("writ.amount", "36920.001", "facts.writ.amount"),
        ("writ.amount", "-5", "facts.writ.amount"),
        ("writ.amount", "0.00", "facts.writ.amount"),
        ("writ.amount", True, "facts.writ.amount"),
        ("writ.amount", "1e3", "facts.writ.amount"),
        ("writ.amount", "36 920", "facts.writ.amount"),
        ("writ.amount", None, "facts.writ.amount"),
        ("writ.currency", "USD", "facts.writ.currency"),
        ("writ.kind", "loan", "facts.writ.kind"),
        ("writ.issued_on", "2023-02-30", "facts.writ.issued_on"),
        ("writ.issued_on", "2024-01-19", "facts.writ.issued_on"),  # after the event itself
        ("writ.issuer", "суд", "facts.writ.issuer"),
        ("writ.issuer", {"kk": "сот"}, "facts.writ.issuer.ru"),
        ("writ.number", ..., "facts.writ.number"),
        ("debtor.iin", "010315100121", "facts.debtor.iin"),
        ("debtor.iin", "01031510012", "facts.debtor.iin"),
        ("debtor.iin", 10315100120, "facts.debtor.iin"),
        ("debtor.sex", "male", "facts.debtor.sex"),
        ("debtor.language", "en", "facts.debtor.language"),
        ("debtor.name.ru", ..., "facts.debtor.name.ru"),
        ("debtor.name.kk.last", "", "facts.debtor.name.kk.last"),
        ("debtor.name.kk.last", "Ибра\u202eев", "facts.debtor.name.kk.last"),
        ("debtor.name.ru.first", "Ас\x00хат", "facts.debtor.name.ru.first"),
        ("debtor.contacts.phone", "8 701 123 45 67", "facts.debtor.contacts.phone"),
        ("debtor.contacts.email", "no at sign", "facts.debtor.contacts.email"),
        ("debtor.patronymic", "Маратович", "facts.debtor.patronymic"),
        ("office", ..., "facts.office"),
    ],
)
def test_broken_facts_name_the_field(law: Law, fine: dict[str, Any], path: str, value: Any, field: str) -> None:
    _change(fine, path, value)
    with pytest.raises(CallerError) as caught:
        walk(law, event("writ_received", OPEN, fine))
    assert caught.value.field == field
    assert caught.value.text("ru")


@pytest.mark.parametrize("at", ["2023-12-31T23:59:59+06:00", "2027-01-01T00:00:00+05:00", "1999-01-01T00:00:00+06:00"])
def test_a_day_outside_the_law_we_know_is_refused_by_name(law: Law, fine: dict[str, Any], at: str) -> None:
    fine["writ"]["issued_on"] = "1998-01-01"
    with pytest.raises(CallerError) as caught:
        walk(law, event("writ_received", at, fine))
    assert caught.value.field == "at"


def test_wrong_place_in_the_case(law: Law, fine: dict[str, Any]) -> None:
    opened = walk(law, event("writ_received", OPEN, fine)).case
    with pytest.raises(CallerError, match="exists already"):
        walk(law, event("writ_received", OPEN, fine), case=opened)
    with pytest.raises(CallerError, match="last event"):
        walk(law, payment("2024-01-18T10:14:59+06:00", "1"), case=opened)
    with pytest.raises(CallerError, match="not known"):
        walk(law, payment(OPEN, "1"))
    with pytest.raises(CallerError, match="no event of this procedure"):
        walk(law, event("payment", OPEN, {}), case=opened)


def test_an_explicit_expiry_waits_for_midnight(law: Law, fine: dict[str, Any]) -> None:
    opened = event("writ_received", OPEN, fine)
    early = walk(law, opened, event("term_expired", "2024-01-23T23:59:59+06:00"))
    assert (early.transition, early.case.status, len(early.case.timers)) == ("refused", "initiated", 1)
    exact = walk(law, opened, event("term_expired", "2024-01-24T00:00:00+06:00"))
    assert (exact.transition, exact.case.status, exact.case.timers) == ("cancel", "cancelled", ())


def test_payment_ends_an_initiated_case_whatever_the_hour(law: Law, fine: dict[str, Any]) -> None:
    paid = walk(law, event("writ_received", OPEN, fine), payment("2024-02-20T10:00:00+06:00", "36920"))
    assert (paid.transition, [message.to for message in paid.messages]) == ("terminate", ["erap"])
    assert paid.messages[0].body["statuses"] == ["initiated", "terminated"]


def test_payment_in_time_that_arrives_late_is_told_to_the_distribution(law: Law, fine: dict[str, Any]) -> None:
    cancelled = walk(law, event("writ_received", OPEN, fine), event("term_expired", "2024-01-24T00:00:00+06:00")).case
    late = walk(
        law,
        payment("2024-01-25T09:00:00+06:00", "36920.00", paid_at="2024-01-23T23:59:59+06:00"),
        case=cancelled,
    )
    assert (late.transition, late.case.status) == ("late_payment", "cancelled")
    body = next(message.body for message in late.messages if message.to == "distribution")
    assert (body["in_time"], body["amount"], body["remaining"]) == (True, "36920.00", "0.00")
    after = walk(
        law,
        payment("2024-01-25T09:00:00+06:00", "36920.00", paid_at="2024-01-24T00:00:00+06:00"),
        case=cancelled,
    )
    assert next(message.body for message in after.messages if message.to == "distribution")["in_time"] is False


@pytest.mark.parametrize(
    ("kk", "ru", "regime"),
    [
        ("Тараз қаласы", "город Тараз", "pilot"),
        ("Тараз қ.", "г. Тараз", "pilot"),
        ("Жамбыл облысы, Тараз қаласы", "Жамбылская область, г.Тараз", "pilot"),
        ("Шу қаласы", "город Шу", None),
        ("Алматы қаласы", "город Алматы", None),
    ],
)
def test_the_pilot_lives_in_taraz_only(law: Law, fine: dict[str, Any], kk: str, ru: str, regime: str | None) -> None:
    fine["office"]["locality"] = {"kk": kk, "ru": ru}
    decision = walk(law, event("writ_received", OPEN, fine))
    assert (decision.case.regime, decision.transition) == (regime, "initiate" if regime else "not_initiated")


@settings(deadline=None, max_examples=60)
@given(parts=st.lists(st.integers(1, 3_692_000), min_size=1, max_size=6))
def test_payments_add_up(law: Law, parts: list[int]) -> None:
    """However the debt is paid, the case ends with the payment that covers it and never before."""
    from qauly.engine.content import Content
    from qauly.engine.courses.story import load_samples

    facts = load_samples(Content.open(), "simplified_proceeding")["taraz_fine"]
    case = walk(law, event("writ_received", OPEN, facts)).case
    paid = Decimal(0)
    for tiyn in parts:
        amount = Decimal(tiyn) / 100
        before, paid = paid, paid + amount
        decision = walk(law, payment("2024-01-19T10:00:00+06:00", str(amount)), case=case)
        case = decision.case
        if before >= Decimal("36920"):
            assert decision.transition == "refused"
            paid = before
        elif paid >= Decimal("36920"):
            assert (decision.transition, case.status) == ("terminate", "terminated")
        else:
            assert (decision.transition, case.status) == ("partial_payment", "initiated")
        assert Decimal(case.memory["paid"]) == paid
