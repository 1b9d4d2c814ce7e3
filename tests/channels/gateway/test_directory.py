"""Phones by IIN: what the base answers becomes a number, no number, or an error that changes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.engine.conftest import Opening, opening

from qauly.channels.shep.directory import mobile
from qauly.engine import Engine
from qauly.engine.errors import CallerError, ChannelError, ContentError

from .conftest import Made
from .standin import Reply, StandIn, answer, fault

__all__ = ["opening"]
IIN = "900101000007"
TOKEN = answer(data="<x><code>T-1</code><public-key>K-1</public-key></x>")


def base(told: Reply) -> Callable[[bytes], Reply]:
    return lambda raw: TOKEN if b"KDP_SERVICE" in raw else told


def number(text: str) -> bytes:
    return answer(data=f"<phone><number>{text}</number></phone>")


@pytest.mark.parametrize(
    ("told", "phone"),
    [
        (number("87011234567"), "+77011234567"),
        (number("7771234567"), "+77771234567"),
        (number(""), None),
        (answer(data="<phone/>"), None),
        (answer("SCSE001"), None),
        (number("7172123456"), None),  # a landline
        (number("+74951234567"), None),
        (number("1414"), None),
        (number("abc"), None),
    ],
)
def test_a_number_or_none(stand_in: StandIn, egov: Made, told: bytes, phone: str | None) -> None:
    stand_in.reply = base(told)
    assert egov().directory("bmg-phone").phone(IIN) == phone
    first, second = stand_in.requests
    assert IIN.encode() in first and b"T-1" in second and b"K-1" in second


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ((502, b"<html/>"), "transient"),
        (fault("Server"), "transient"),
        (fault("Client"), "permanent"),
        (answer("SBF-AD-1"), "permanent"),
        (answer(data="<phone><number>87011234567</number><number>87011234568</number></phone>"), "permanent"),
        (b"<a", "transient"),
    ],
)
def test_a_failure_is_told_by_its_kind(stand_in: StandIn, egov: Made, told: Reply, kind: str) -> None:
    stand_in.reply = base(told)
    with pytest.raises(ChannelError) as failed:
        egov().directory("bmg-phone").phone(IIN)
    assert failed.value.kind == kind and IIN not in str(failed.value)


def test_a_profile_that_takes_no_phone_is_refused(egov: Made) -> None:
    with pytest.raises(ValueError, match="phone"):
        egov().directory("erap")


@pytest.mark.parametrize("text", ["8 (701) 123-45-67", "+7 701 123 45 67", "701 123 45 67"])
def test_numbers_are_brought_to_one_form(text: str) -> None:
    assert mobile(text) == "+77011234567"


def settings(folder: Path, stand_in: StandIn, mode: str = "team", channel: str = "egov") -> Path:
    place = folder / "qauly.toml"
    place.write_text(
        f'mode = "{mode}"\ndatabase = "sqlite:///q.db"\ndirectory = {{channel = "{channel}", profile = "bmg-phone"}}\n'
        f'[channels.egov]\nurl = "http://127.0.0.1:{stand_in.port}/"\nsender = "Q"\nsigner = "none"\nanswers = "any"\n'
        f'[channels.folder]\npath = "{folder}/outbox"\n'
    )
    return place


def without_phone(opening: Opening) -> Any:
    event = opening()
    facts = {**event.facts, "debtor": {**event.facts["debtor"], "contacts": {}}}
    return event.model_copy(update={"facts": facts})


def test_the_engine_asks_the_directory_of_its_settings(tmp_path: Path, stand_in: StandIn, opening: Opening) -> None:
    stand_in.reply = base(number("87011234567"))
    with Engine.open(config=settings(tmp_path, stand_in), secret=b"s") as engine:
        assert engine.handle(without_phone(opening)).transition == "initiate"
    stand_in.reply = base(answer("SCSE001"))
    with Engine.open(
        "sqlite:///" + str(tmp_path / "other.db"), config=settings(tmp_path, stand_in), secret=b"s"
    ) as one:
        assert one.handle(without_phone(opening)).transition == "not_initiated"


def test_a_directory_that_fails_changes_nothing(tmp_path: Path, stand_in: StandIn, opening: Opening) -> None:
    stand_in.reply = base((502, b"<html/>"))
    with Engine.open(config=settings(tmp_path, stand_in), secret=b"s") as engine:
        with pytest.raises(ChannelError):
            engine.handle(without_phone(opening))
        with pytest.raises(CallerError):
            engine.show("2024-000700")
        stand_in.reply = base(number("87011234567"))
        assert engine.handle(without_phone(opening)).transition == "initiate"


def test_a_sandbox_asks_nobody(tmp_path: Path, stand_in: StandIn, opening: Opening) -> None:
    with Engine.open(config=settings(tmp_path, stand_in, "sandbox")) as engine, pytest.raises(CallerError):
        engine.handle(without_phone(opening))
    assert not stand_in.requests


def test_a_channel_that_looks_nothing_up_is_refused(tmp_path: Path, stand_in: StandIn, opening: Opening) -> None:
    config = settings(tmp_path, stand_in, channel="folder")
    with Engine.open(config=config, secret=b"s") as engine, pytest.raises(ContentError, match="folder"):
        engine.handle(without_phone(opening))
