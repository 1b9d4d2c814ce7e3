"""SMS over SMPP against a real SMSC: what each answer becomes, what comes back, what is never lost."""

import asyncio
import hashlib
import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qauly.channels.conformance import ChannelContract, Peer, RecordingDesk, order
from qauly.channels.smpp import Smpp
from qauly.channels.smpp34 import pdu
from qauly.channels.smpp34.connection import Connection, Way
from qauly.channels.smpp34.pdu import Pdu
from qauly.channels.smpp34.receipts import notations
from qauly.engine.language import sms
from qauly.engine.ports import Receipt, Verdict

from .smsc import PASSWORD, Smsc, smsc

GOOD = "+77011234567"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAULY_SMPP_PASSWORD", PASSWORD)


@pytest.fixture(scope="module")
def peer() -> Iterator[Smsc]:
    with smsc() as one:
        yield one


@contextmanager
def opened(peer: Smsc, desk: Any = None, **more: Any) -> Iterator[Smpp]:
    channel = Smpp({**peer.settings(peer.port), **more})
    if desk is not None:
        channel.listen(desk)
    try:
        yield channel
    finally:
        channel.close()


class TestSmpp(ChannelContract):
    channel_class = Smpp
    medium = "sms"

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with smsc() as one:
            yield one


@pytest.mark.parametrize(
    ("end", "status", "paused", "halt"),
    [
        ("9999", "transient", True, False),
        ("9998", "transient", True, False),
        ("8888", "rejected", False, False),
        ("8887", "transient", False, True),
        ("7777", "unknown", False, False),
        ("6666", "unknown", False, False),
    ],
)
def test_each_answer_has_its_meaning(peer: Smsc, end: str, status: str, paused: bool, halt: bool) -> None:
    with opened(peer) as channel:
        result = channel.send(order("sms", f"+7701123{end}"))
        assert (result.status, result.retry_after is not None, result.halt) == (status, paused, halt)
        assert channel.send(order("sms", GOOD, 2)).status == "accepted"  # and the window slot is free


def test_silence_frees_every_slot_of_the_window(peer: Smsc) -> None:
    with opened(peer, window=1) as channel:
        assert [channel.send(order("sms", "+77011236666", n)).status for n in range(3)] == ["unknown"] * 3
        assert channel.send(order("sms", GOOD)).status == "accepted"


def test_throttling_loses_nothing(peer: Smsc) -> None:
    with opened(peer) as channel:
        for _time in range(20):
            assert channel.send(order("sms", "+77011239999")).status == "transient"
        assert channel.send(order("sms", GOOD)).status == "accepted"


def test_a_wrong_password_stops_the_channel_and_a_right_one_starts_it(
    peer: Smsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QAULY_SMPP_PASSWORD", "wrong")
    with opened(peer) as channel:
        result = channel.send(order("sms", GOOD))
        assert (result.status, result.halt) == ("transient", True) and "0x0e" in result.reason
        monkeypatch.setenv("QAULY_SMPP_PASSWORD", PASSWORD)
        assert channel.send(order("sms", GOOD)).status == "accepted"


@pytest.mark.parametrize("status", [0x05, 0x0D])
def test_a_refused_bind_stops_the_channel(status: int) -> None:
    with smsc(bind=status) as peer, opened(peer) as channel:
        result = channel.send(order("sms", GOOD))
        assert (result.status, result.halt) == ("transient", True)


def test_each_part_is_told_to_the_desk_with_its_id(peer: Smsc) -> None:
    desk, sent = RecordingDesk(), order("sms", "+77010010001", extra="қосымша " * 20)
    with opened(peer, desk, price="12.50") as channel:
        result = channel.send(sent)
    parts = [part for part in peer.parts() if part.to == "77010010001"]
    assert {(each.provider_id, each.part, each.of) for each in desk.parts} == {
        (part.id, part.number, len(parts)) for part in parts
    }
    assert len(parts) == sms.segments(f"{sent.body['kk']}\n{sent.body['ru']}") > 2
    assert all(len(part.text.encode("utf-16-be")) <= 134 for part in parts)
    assert [part.text for part in parts if "https://" in part.text] and result.provider_id == parts[0].id
    assert f'"cost": "{len(parts) * 12.5:.2f}"' in result.evidence
    assert all(part.entry["registered"] & 1 for part in parts)
    assert {(part.entry["source"], part.entry["ton"]) for part in parts} == {("1414", 3)}


def test_a_wide_reference_takes_its_room(peer: Smsc) -> None:
    with opened(peer, reference_bits=16, registered_delivery="first") as channel:
        assert channel.send(order("sms", "+77010010002", extra="😀" * 60)).status == "accepted"
    parts = [part for part in peer.parts() if part.to == "77010010002"]
    assert {len(part.reference) for part in parts} == {4} and "😀" * 60 in "".join(part.text for part in parts)
    assert [part.entry["registered"] & 1 for part in parts] == [1] + [0] * (len(parts) - 1)


@pytest.mark.parametrize(("script", "coding"), [("cyrillic", 8), ("latin", 8), ("ascii", 0)])
def test_three_scripts(peer: Smsc, script: Any, coding: int) -> None:
    number = f"+7701002000{coding}" if script != "latin" else "+77010020007"
    with opened(peer, script=script) as channel:
        assert channel.send(order("sms", number)).status == "accepted"
    parts = [part for part in peer.parts() if part.to == number[1:]]
    text = "".join(part.text for part in parts)
    kk, ru = {
        "cyrillic": ("Соңғы күн", "Последний день"),
        "latin": ("Soñğy kün", "Posledniy den"),
        "ascii": ("Songy kun", "Posledniy den"),
    }[script]
    assert text.index(kk) < text.index(ru) and text.count("https://example.kz/n/0123456789abcdef") == 2
    assert {part.entry["coding"] for part in parts} == {coding}


def test_the_term_limits_how_long_the_smsc_tries(peer: Smsc) -> None:
    ends = {"+77010030001": 5, "+77010030002": 24 * 30, "+77010030003": -5}
    with opened(peer) as channel:
        for number, hours in ends.items():
            due = datetime.now(UTC) + timedelta(hours=hours)
            assert channel.send(order("sms", number, expires=due)).status == "accepted"
    said = {part.to: part.entry["validity"] for part in peer.parts() if part.to.startswith("7701003")}
    moments = {to: datetime.fromisoformat(value) for to, value in said.items() if value}
    now = datetime.now(UTC)
    assert abs(moments["77010030001"] - now - timedelta(hours=5)) < timedelta(minutes=1)
    assert abs(moments["77010030002"] - now - timedelta(hours=72)) < timedelta(minutes=1)
    assert "77010030003" not in moments


def test_what_was_throttled_half_way_goes_on_after_the_parts_that_went(peer: Smsc) -> None:
    desk, sent = RecordingDesk(), order("sms", "+77010019991")
    with opened(peer, desk) as channel:
        first = channel.send(sent)
        assert first.status == "transient" and first.reason.startswith("part 2")
        again = replace(sent, attempt=2, provider_ids=tuple(each.provider_id for each in desk.parts))
        assert channel.send(again).status == "accepted"
    (whole,) = [each for each in peer.taken() if each.address == "77010019991"]
    assert whole.text == f"{sent.body['kk']}\n{sent.body['ru']}"


@pytest.mark.parametrize(
    ("end", "state"),
    [
        ("0000", "delivered"),
        ("5555", "undeliverable"),
        ("5554", "expired"),
        ("5553", "delivered"),
        ("5552", "delivered"),
    ],
)
def test_receipts_as_tlvs_and_as_text(peer: Smsc, end: str, state: str) -> None:
    desk = RecordingDesk()
    with opened(peer, desk) as channel:
        assert channel.send(order("sms", f"+7701123{end}")).status == "accepted"
        assert desk.wait(lambda told: len(told.receipts) == len(told.parts) > 0)
    assert {each.state for each in desk.receipts} == {state}
    known = {each.provider_id for each in desk.parts}
    assert all(known & set(each.provider_ids) for each in desk.receipts)
    if end != "5552":
        assert desk.receipts[0].at is not None and desk.receipts[0].at.isoformat() == "2024-01-24T13:05:00+06:00"


def test_a_receipt_may_come_before_the_answer(peer: Smsc) -> None:
    desk = RecordingDesk()
    with opened(peer, desk) as channel:
        assert channel.send(order("sms", "+77011234444")).status == "accepted"
        assert desk.wait(lambda told: len(told.receipts) == len(told.parts))
    assert {each.provider_id for each in desk.parts} == {each.provider_ids[0] for each in desk.receipts}


def test_repeated_and_contradictory_receipts_all_reach_the_desk(peer: Smsc) -> None:
    desk = RecordingDesk()
    with opened(peer, desk) as channel:
        assert channel.send(order("sms", "+77011233333")).status == "accepted"
        assert desk.wait(lambda told: len(told.receipts) == 4 * len(told.parts))
    states = {state: sum(each.state == state for each in desk.receipts) for state in ("delivered", "undeliverable")}
    assert states["delivered"] == 2 * len(desk.parts) and states["undeliverable"] == len(desk.parts)


def test_a_receipt_for_an_unknown_id_reaches_the_desk_and_stops_nothing(peer: Smsc) -> None:
    desk = RecordingDesk(answer="quarantined")
    with opened(peer, desk) as channel:
        assert channel.send(order("sms", "+77011232222")).status == "accepted"
        assert desk.wait(lambda told: bool(told.receipts))
        assert desk.receipts[0].provider_ids == ("no-such-id",)
        assert channel.send(order("sms", GOOD)).status == "accepted"


@pytest.mark.parametrize("ids", ["hex_then_decimal", "decimal_then_hex"])
def test_decimal_and_hexadecimal_ids_meet(ids: str) -> None:
    desk = RecordingDesk()
    with smsc(ids=ids, first=3735928559) as peer, opened(peer, desk) as channel:
        assert channel.send(order("sms", GOOD)).status == "accepted"
        assert desk.wait(lambda told: len(told.receipts) == len(told.parts) > 0)
    for part in desk.parts:
        (receipt,) = (each for each in desk.receipts if part.provider_id in each.provider_ids)
        assert part.provider_id != receipt.provider_ids[0]


def test_two_messages_to_one_telephone_never_mix() -> None:
    """Their parts bear the same number, as those of any two messages may: one goes after the other."""
    texts = [replace(order("sms", GOOD, number), reference=name) for number, name in enumerate(_alike(), 1)]
    with smsc(takes=20) as peer, opened(peer) as channel, ThreadPoolExecutor(2) as pool:
        assert {each.status for each in pool.map(channel.send, texts)} == {"accepted"}
        numbers = [part.number for part in peer.parts()]
    assert numbers == [*range(1, max(numbers) + 1)] * 2


def _alike() -> tuple[str, str]:
    """Two references whose parts are numbered alike."""
    seen: dict[int, str] = {}
    for number in itertools.count():
        name = f"reference-{number}"
        first = hashlib.sha256(name.encode()).digest()[0]
        if first in seen:
            return seen[first], name
        seen[first] = name
    raise AssertionError


def test_what_comes_after_an_unbind_is_not_heard() -> None:
    """Even where it comes in the same breath: the SMSC holds it for the next connection."""
    heard: list[Pdu] = []

    async def deliver(got: Pdu) -> int:
        heard.append(got)
        return 0

    async def talk() -> None:
        connection = Connection(Way("127.0.0.1", 1, "qauly", "", None, 1, 5.0, 60.0), deliver)
        receipt = Pdu(pdu.DELIVER_SM, 0, 2, bytes(20))
        connection._line.data_received(Pdu(pdu.UNBIND, 0, 1).encode() + receipt.encode())
        for _turn in range(3):
            await asyncio.sleep(0)
        assert connection.lost.is_set()

    asyncio.run(talk())
    assert not heard


def test_an_id_is_told_as_it_came_first() -> None:
    assert notations("0x1F")[0] == "0x1F" and "31" in notations("0x1F")
    assert notations("31")[0] == "31" and "1f" in notations("31") and notations("") == ()
    assert notations("a0b1-77") == ("a0b1-77",)


def test_an_answer_that_comes_too_late_is_told_after_all(peer: Smsc) -> None:
    desk, sent = RecordingDesk(), order("sms", "+77011236665")
    with opened(peer, desk) as channel:
        assert channel.send(sent).status == "unknown" and not desk.parts
        assert desk.wait(lambda told: bool(told.parts))
    assert (desk.parts[0].reference, desk.parts[0].part) == (sent.reference, 1)


def test_what_the_desk_cannot_keep_is_asked_for_again(peer: Smsc) -> None:
    class Locked(RecordingDesk):
        def receive(self, receipt: Receipt) -> Verdict:
            super().receive(receipt)
            raise OSError("the database is locked")

    desk = Locked()
    with opened(peer, desk) as channel:
        assert channel.send(order("sms", GOOD)).status == "accepted"
        assert desk.wait(lambda told: bool(told.receipts))
        assert channel.send(order("sms", "+77011231111")).status == "accepted"


def test_query_sm_resolves_where_every_part_has_an_id(peer: Smsc) -> None:
    desk, sent = RecordingDesk(), order("sms", "+77011235555")
    with opened(peer, desk) as channel:
        channel.send(sent)
        assert desk.wait(lambda told: len(told.receipts) == len(told.parts))
        desk.receipts.clear()
        ids = tuple(each.provider_id for each in desk.parts)
        assert channel.resolve(sent) is None and channel.resolve(replace(sent, provider_ids=ids[:1])) is None
        found = channel.resolve(replace(sent, provider_ids=ids))
        assert found is not None and found.status == "accepted"
        assert {each.state for each in desk.receipts} == {"undeliverable"}  # the final state is a receipt of its own
        assert channel.resolve(replace(sent, provider_ids=("1",) * len(ids))) is None


def test_the_link_comes_back_by_itself(peer: Smsc) -> None:
    desk = RecordingDesk()
    with opened(peer, desk) as channel:
        assert channel.send(order("sms", GOOD)).status == "accepted"
        peer.ask("drop")
        ended = threading.Event()
        assert not ended.wait(0.1)
        assert channel.send(order("sms", GOOD, 2)).status == "accepted"
        desk.receipts.clear()
        peer.ask("drop")
        assert _soon(lambda: peer.ask("")["sessions"] == 1, 3.0)  # though nobody sends


def _soon(condition: Callable[[], bool], seconds: float) -> bool:
    waiting = threading.Event()
    for _time in range(int(seconds / 0.05)):
        if condition():
            return True
        waiting.wait(0.05)
    return False


@pytest.mark.parametrize("address", ["1414x", "", "asel@example.kz", "+7 701"])
def test_what_is_no_number_is_refused_before_it_goes(peer: Smsc, address: str) -> None:
    with opened(peer) as channel:
        assert channel.send(order("sms", address)).status == "rejected"


def test_one_language_alone_is_not_sent(peer: Smsc) -> None:
    with opened(peer) as channel:
        for body in ({"kk": "Құжат"}, {"kk": "Құжат", "ru": " "}):
            result = channel.send(replace(order("sms", "+77010040001"), body=body))
            assert result.status == "rejected" and "ru" in result.reason
    assert not [part for part in peer.parts() if part.to == "77010040001"]
