"""Providers call the door of the running site in their own form: what the gateway confirms moves the notice."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from qauly.engine.ledger import tables as t
from qauly.engine.ledger import telegram_links as links
from qauly.engine.web.asgi import make_site

from ..api.server import served
from ..channels import bot_api
from ..channels.http_sms import SECRET, Stand, standing
from ..channels.test_mobizon import FIRST, KEY, MobizonStand
from ..channels.test_smsc_kz import PASSWORD, SmscKzStand
from ..channels.test_telegram import press, written
from ..delivery.installation import Installation, installed
from .conftest import Opening

DELIVERED: Mapping[str, Any] = {"smsc_kz": 1, "mobizon": "DELIVRD"}
UNDELIVERABLE: Mapping[str, Any] = {"smsc_kz": 25, "mobizon": "UNDELIV"}
STANDS: Mapping[str, type[Stand]] = {"smsc_kz": SmscKzStand, "mobizon": MobizonStand}


@dataclass
class Place:
    """An installation that is called: its notice went out as a text message, and the provider holds it."""

    here: Installation
    stand: Stand
    channel: str
    door: str  # the address of the site

    @property
    def provider_id(self) -> str:
        form = self.stand.forms[0]
        return f"{form['phones']}:{form['id']}" if self.channel == "smsc_kz" else str(FIRST + 1)

    def call(
        self, status: Any, provider_id: str = "", secret: str = SECRET, sign: str = SECRET, **more: str
    ) -> httpx.Response:
        """Posts what the provider posts: smsc.kz a form, Mobizon JSON with numbers in it."""
        made = self.stand.call(provider_id or self.provider_id, status, sign)
        url = f"{self.door}/callbacks/{self.channel}/{secret}"
        if self.channel == "smsc_kz":
            sent = {**made.form, "time": "24.01.2024 13:05:00", "err": "0", "cost": "45", "sender": "QAULY", **more}
            return httpx.post(url, data=sent)
        return httpx.post(url, content=made.body, headers={"Content-Type": "application/json"})


@contextmanager
def served_on(here: Installation) -> Iterator[str]:
    with served(make_site(here.engine, here.engine.config)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=["smsc_kz", "mobizon"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    name: str = request.param
    monkeypatch.setenv("QAULY_SMSC_KZ_PASSWORD", PASSWORD)
    monkeypatch.setenv("QAULY_MOBIZON_KEY", KEY)
    monkeypatch.setenv(f"QAULY_{name.upper()}_CALLBACK_SECRET", SECRET)
    with standing(STANDS[name]()) as stand:
        channels = {name: stand.settings(stand.port)}
        with installed(tmp_path, channels, {"sms": name}) as here, served_on(here) as door:
            here.open_case(opening())
            assert here.ladder() == [("sms", "accepted")]
            yield Place(here, stand, name, door)


def test_a_delivery_that_is_confirmed_raises_the_state(place: Place) -> None:
    place.stand.status = DELIVERED[place.channel]
    answer = place.call(DELIVERED[place.channel])
    assert (answer.status_code, answer.json()) == (200, {"verdicts": ["recorded"]})
    assert place.here.ladder() == [("sms", "delivered")]
    again = place.call(DELIVERED[place.channel])
    assert (again.status_code, again.json()) == (200, {"verdicts": ["repeated"]})
    place.here.deliver(2 * 24 * 60)
    assert place.here.ladder() == [("sms", "delivered")] and place.here.tasks() == []


def test_a_failure_that_is_confirmed_goes_on_to_the_next_rung(place: Place) -> None:
    place.stand.status = UNDELIVERABLE[place.channel]
    assert place.call(UNDELIVERABLE[place.channel]).json() == {"verdicts": ["recorded"]}
    place.here.deliver()
    assert place.here.ladder() == [("sms", "undeliverable"), ("egov", "accepted")]
    assert place.call(UNDELIVERABLE[place.channel]).json() == {"verdicts": ["repeated"]}
    place.here.deliver()
    assert place.here.ladder() == [("sms", "undeliverable"), ("egov", "accepted")]


def test_what_the_gateway_does_not_confirm_is_not_believed(place: Place) -> None:
    """Fault 13: the form says that it was delivered, the gateway that it still tries; and then that it failed."""
    assert place.call(DELIVERED[place.channel]).status_code == 200
    assert place.here.ladder() == [("sms", "accepted")]
    place.stand.status = UNDELIVERABLE[place.channel]
    assert place.call(DELIVERED[place.channel]).status_code == 200
    assert place.here.ladder()[0] == ("sms", "undeliverable")


def test_who_does_not_know_the_word_finds_no_door(place: Place) -> None:
    place.stand.status = DELIVERED[place.channel]
    for secret in ("guess", "%D2%9B", SECRET + "/"):
        answer = place.call(DELIVERED[place.channel], secret=secret)
        assert answer.status_code == 404 and SECRET not in answer.text
    assert place.here.ladder() == [("sms", "accepted")] and place.here.tasks() == []


def test_an_id_that_the_gateway_never_gave_is_refused_and_a_person_is_told(place: Place) -> None:
    place.stand.status = DELIVERED[place.channel]
    unknown = place.provider_id[:-1] + ("2" if place.provider_id[-1] != "2" else "3")
    answer = place.call(DELIVERED[place.channel], unknown)
    assert answer.status_code == 403 and answer.headers["content-type"].startswith("application/problem+json")
    assert place.here.ladder() == [("sms", "accepted")] and place.here.tasks() == ["forged"]


def test_an_id_of_somebody_else_on_the_same_account_is_kept_apart(place: Place) -> None:
    place.stand.forms.append({**place.stand.forms[0], "id": "77", "phones": "77011230077"})
    place.stand.status = DELIVERED[place.channel]
    answer = place.call(DELIVERED[place.channel], "77011230077:77" if place.channel == "smsc_kz" else str(FIRST + 2))
    assert (answer.status_code, answer.json()) == (200, {"verdicts": ["quarantined"]})
    assert place.here.ladder() == [("sms", "accepted")]


def test_where_the_gateway_cannot_be_asked_it_is_to_call_again(place: Place) -> None:
    place.stand.status = DELIVERED[place.channel]
    place.stand.silent = True
    assert place.call(DELIVERED[place.channel]).status_code == 503
    assert place.here.ladder() == [("sms", "accepted")] and place.here.tasks() == []
    place.stand.silent = False
    assert place.call(DELIVERED[place.channel]).json() == {"verdicts": ["recorded"]}


@pytest.mark.parametrize("place", ["mobizon"], indirect=True)  # smsc.kz signs nothing
def test_a_call_signed_by_another_is_refused(place: Place) -> None:
    place.stand.status = "DELIVRD"
    assert place.call("DELIVRD", sign="guess").status_code == 403
    assert place.here.ladder() == [("sms", "accepted")] and place.here.tasks() == ["forged"]


def test_an_update_of_telegram_gives_consent_and_ends_it(
    tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are no receipts: what a person presses in the chat decides whether notices come there."""
    monkeypatch.setenv("QAULY_TELEGRAM_TOKEN", bot_api.TOKEN)
    monkeypatch.setenv("QAULY_TELEGRAM_SECRET", "between us")
    monkeypatch.setenv("QAULY_TELEGRAM_CALLBACK_SECRET", SECRET)
    contacts = {"debtor": {"contacts": {"egov": False, "email": None}}}
    with bot_api.serving() as api:
        settings = {"base_url": f"http://127.0.0.1:{api.port}/bot", "timeout": 5, "updates": "webhook"}
        media = {"sms": "memory", "telegram": "telegram"}
        channels: dict[str, dict[str, Any]] = {
            "telegram": settings,
            "memory": {"answers": {"+77011234567": "rejected"}},
        }
        with installed(tmp_path, channels, media) as here, served_on(here) as door:

            def call(update: dict[str, Any], secret: str = SECRET, header: str = "between us") -> int:
                headers = {"X-Telegram-Bot-Api-Secret-Token": header, "Content-Type": "application/json"}
                url = f"{door}/callbacks/telegram/{secret}"
                return httpx.post(url, content=json.dumps(update), headers=headers).status_code

            with here.engine.store.writing() as connection:
                person = {"iin": "010315100120", "case": "2024-000700", "recipient": "debtor"}
                token = links.offer(connection, **person, now=datetime.now(UTC))
            start = written(f"/start {token}")
            assert (call(start, secret="guess"), call(start, header="guess")) == (404, 403) and not api.sent
            assert call(start) == 200
            (_agree, yes), _refuse = api.buttons()
            for _again in range(2):
                assert call(press(yes)) == 200
            assert here.tasks() == ["forged"]
            here.open_case(opening(change=contacts))
            assert here.ladder() == [("sms", "rejected"), ("telegram", "accepted")]
            assert api.sent[-1][0] == 7
            assert call(written("/stop", number=4)) == 200
            here.open_case(opening("2024-000701", change=contacts))
            assert here.ladder() == [("sms", "rejected")] and sorted(here.tasks()) == ["forged", "not_delivered"]


def test_consent_is_heard_before_anything_was_sent(
    tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where updates are asked for: while nothing waits at Telegram, delivery asks all the same."""
    monkeypatch.setenv("QAULY_TELEGRAM_TOKEN", bot_api.TOKEN)
    change = {"debtor": {"contacts": {"egov": False, "email": None}}}
    with bot_api.serving() as api:
        settings = {"base_url": f"http://127.0.0.1:{api.port}/bot", "timeout": 5, "updates": "poll"}
        refusing: dict[str, Any] = {"answers": {"+77011234567": "rejected"}}
        with installed(tmp_path, {"telegram": settings, "memory": refusing}, {"telegram": "telegram"}) as here:
            with here.engine.store.writing() as connection:
                token = links.offer(
                    connection, iin="010315100120", case="2024-000700", recipient="debtor", now=datetime.now(UTC)
                )
            api.updates = [written(f"/start {token}")]
            here.deliver()
            (_agree, yes), _refuse = api.buttons()
            api.updates = [press(yes)]
            here.deliver(2)
            here.open_case(opening(change=change))
            assert here.ladder() == [("sms", "rejected"), ("telegram", "accepted")]


def test_asking_leaves_nothing_behind_until_something_is_new(place: Place) -> None:
    """The gateway is asked every minute for hours: what is kept is what it tells, once."""
    for _minute in range(3):
        place.here.deliver(2)
    with place.here.engine.store.reading() as connection:
        assert connection.execute(select(t.receipt)).all() == []
    place.stand.status = DELIVERED[place.channel]
    place.here.deliver(2)
    assert place.here.ladder() == [("sms", "delivered")]
    with place.here.engine.store.reading() as connection:
        (receipt,) = connection.execute(select(t.receipt)).all()
    assert (receipt.state, receipt.verdict) == ("delivered", "recorded")
