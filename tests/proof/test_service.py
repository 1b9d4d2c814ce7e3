"""When a notice counts as served: a fact of law worked out from entries and rules, table by table."""

from datetime import datetime, timedelta

import pytest

from qauly.engine.content import Content
from qauly.engine.law.service import NotServed, Served, ServiceRules, Step, Way, load_service, service_of

SENT = datetime.fromisoformat("2024-01-18T10:20:00+06:00")
HEARD = SENT + timedelta(minutes=3)
HAPPENED = SENT + timedelta(minutes=1)
PROCEDURE = "simplified_proceeding"


def step(state: str, at: datetime = HEARD, **fields: object) -> Step:
    return Step(state, at, **fields)  # type: ignore[arg-type]  # the fields of Step, as the test names them


def way(medium: str, *steps: Step, parts: int = 1) -> Way:
    return Way(medium, (step("accepted", SENT), *steps), parts)


PROVEN = step("delivered", happened=HAPPENED, evidence=True)
BARE = step("delivered", happened=HAPPENED)
TABLE = {
    "nothing was sent": ([], "not_sent"),
    "queued and never tried": ([Way("sms", ())], "not_sent"),
    "taken by the provider": ([way("sms")], "not_proven"),
    "delivered by text message": ([way("sms", BARE)], HEARD),
    "read counts as delivered": ([way("sms", step("read"))], HEARD),
    "tried again, then delivered": ([way("sms", step("transient", SENT), BARE)], HEARD),
    "undeliverable": ([way("sms", step("undeliverable"))], "not_proven"),
    "delivered, and denied": ([way("sms", BARE, step("undeliverable", conflict=True))], "contradicted"),
    "denied by one way, delivered by another": (
        [way("sms", BARE, step("undeliverable", conflict=True)), way("email", BARE)], HEARD,
    ),
    "push with the answer kept": ([way("egov", PROVEN)], HEARD),
    "push without the answer": ([way("egov", BARE)], "no_evidence"),
    "Telegram alone": ([way("telegram", PROVEN)], "alone"),
    "Telegram after a text message": ([way("sms", step("undeliverable")), way("telegram", PROVEN)], HEARD),
    "by carrier pigeon": ([way("pigeon", PROVEN)], "medium"),
    "one part of two": ([way("sms", step("delivered", part=1), parts=2)], "not_proven"),
    "the same part twice": ([way("sms", step("delivered", part=1), step("delivered", part=1), parts=2)], "not_proven"),
    "both parts, the last one counts": (
        [way("sms", step("delivered", SENT, part=2), step("delivered", HEARD, part=1), parts=2)], HEARD,
    ),
    "the earliest way counts": ([way("email", step("delivered", HEARD + timedelta(days=1))), way("sms", BARE)], HEARD),
}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> ServiceRules:
    return load_service(Content.open())


@pytest.mark.parametrize("name", TABLE)
def test_served_or_not(name: str, rules: ServiceRules) -> None:
    ways, expected = TABLE[name]
    found = service_of(PROCEDURE, "notice.initiate", ways, rules)
    if isinstance(expected, str):
        assert isinstance(found, NotServed) and found.why == expected
    else:
        assert isinstance(found, Served) and found.moment == expected
        assert (found.rule.source.act, found.rule.source.article) == ("law-261-iv", "27")


def test_no_rule_is_no_answer_and_never_the_nearest(rules: ServiceRules) -> None:
    early = SENT.replace(year=2019)
    before = [Way("sms", (step("accepted", early), step("delivered", early)))]
    assert service_of(PROCEDURE, "notice.initiate", before, rules) == NotServed("no_rule")
    assert service_of("ecase", "notice.summons_issued", [way("sms", BARE)], rules) == NotServed("no_rule")


def test_rules_have_dates(rules: ServiceRules) -> None:
    """The eGov cabinet serves an e-protocol from 1 April 2023 on."""

    def on(day: str) -> Served | NotServed:
        moment = datetime.fromisoformat(f"{day}T12:00:00+06:00")
        steps = (step("accepted", moment), step("delivered", moment, evidence=True))
        return service_of("eprotocol", "notice.penalty_imposed", [Way("egov", steps)], rules)

    assert on("2023-03-31") == NotServed("medium", rules.at("eprotocol", "notice.x", datetime(2023, 3, 31).date()))
    assert isinstance(on("2023-04-01"), Served)


def changed(rules: ServiceRules, **terms: object) -> ServiceRules:
    data = rules.model_dump(by_alias=True)
    (start,) = data["procedures"][PROCEDURE][0]["starts"].values()
    start["media"]["sms"] |= terms
    return ServiceRules.model_validate(data)


def test_another_rule_gives_another_moment(rules: ServiceRules) -> None:
    found = {
        moment: service_of(PROCEDURE, "notice.initiate", [way("sms", BARE)], changed(rules, moment=moment))
        for moment in ("sent", "recorded", "happened")
    }
    assert {moment: each.moment for moment, each in found.items() if isinstance(each, Served)} == {
        "sent": SENT, "recorded": HEARD, "happened": HAPPENED,
    }  # fmt: skip
    by_sending = changed(rules, by=["sent"])
    assert isinstance(service_of(PROCEDURE, "notice.initiate", [way("sms")], by_sending), Served)
    first = changed(rules, parts="first")
    one = [way("sms", step("delivered", part=1), parts=3)]
    assert isinstance(service_of(PROCEDURE, "notice.initiate", one, first), Served)
