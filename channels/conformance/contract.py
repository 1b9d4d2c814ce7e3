"""The contract: what every channel does, whatever it speaks. Each test says in its name what is promised."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar, get_args

from ...engine.errors import ChannelError
from ...engine.ports import (
    Callback,
    CalledBack,
    Capabilities,
    Channel,
    Closing,
    DispatchOrder,
    Hearing,
    Polling,
    Receipt,
    ReceiptState,
    Resolving,
    SendResult,
    SendStatus,
    Waiting,
)
from .desk import RecordingDesk
from .faults import Fault, FaultServer, closed_port
from .peer import Peer, Taken, order

T = TypeVar("T")
MEDIA = {"sms", "egov", "email", "telegram", "system"}
WENT = ("accepted", "delivered")
LONG = "Мерзімі өткен құжаттың көшірмесі 😀 ₸ {[копия]} документа с истекшим сроком. " * 6


class ChannelContract:
    """Subclass it, name `channel_class` and `medium`, and define a fixture `peer` that yields a `Peer`."""

    channel_class: ClassVar[type[Channel]]
    medium: ClassVar[str]

    # settings

    def test_an_unknown_setting_is_refused_by_name(self, peer: Peer) -> None:
        fault = self._refusal({**peer.settings(peer.port), "no_such_setting": 1})
        assert isinstance(fault, ValueError), f"an unknown setting gave {fault!r}, not a ValueError"
        assert "no_such_setting" in str(fault), f"the refusal does not name the setting: {fault}"

    def test_a_missing_setting_is_refused_by_name(self, peer: Peer) -> None:
        for name in peer.required:
            settings = peer.settings(peer.port)
            del settings[name]
            fault = self._refusal(settings)
            assert isinstance(fault, KeyError | ValueError), f"without {name}: {fault!r}"
            assert name in str(fault), f"without {name} the refusal says only {fault}"

    def test_it_says_what_it_can_do(self, peer: Peer) -> None:
        with self._channel(peer) as channel:
            able = channel.capabilities
            assert isinstance(able, Capabilities) and able.media and set(able.media) <= MEDIA
            assert self.medium in able.media and (able.rate is None or able.rate > 0)
            assert not any(secret in repr(channel) + str(vars(channel)) for secret in peer.secrets), "it shows a secret"

    # what arrives

    def test_both_languages_arrive_whole_and_kazakh_first(self, peer: Peer) -> None:
        with self._channel(peer) as channel:
            for number, extra in ((1, ""), (2, LONG)):
                sent = order(self.medium, peer.good, number, extra=extra)
                result = self._send(peer, channel, sent)
                assert result.status in WENT, f"a good dispatch was not taken: {result}"
                assert result.provider_id, "the result does not say under which id the provider knows it"
                self._arrived(peer, sent)

    def test_the_same_dispatch_bears_the_same_reference_again(self, peer: Peer) -> None:
        if not peer.shared_reference:
            return
        first = order(self.medium, peer.good, extra=LONG)
        for _attempt in range(2):  # and in a process of its own: nothing of it is held in memory alone
            with self._channel(peer) as channel:
                assert self._send(peer, channel, first).status in WENT
                first = replace(first, attempt=2)
        second = order(self.medium, peer.good, 2, extra=LONG)
        with self._channel(peer) as channel:
            assert self._send(peer, channel, second).status in WENT
        one, other = ({each.reference for each in self._arrived(peer, sent)} for sent in (first, second))
        assert len(one) == 1, f"a retry bears another reference: {one}"
        assert not one & other, f"another dispatch bears the same reference: {other}"

    def test_many_threads_send_at_once(self, peer: Peer) -> None:
        orders = [order(self.medium, peer.good, number) for number in range(1, 25)]
        results: dict[str, SendResult] = {}
        with self._channel(peer) as channel:

            def work(some: Sequence[DispatchOrder]) -> None:
                for each in some:
                    results[each.reference] = self._send(peer, channel, each)

            threads = [threading.Thread(target=work, args=(orders[start::8],)) for start in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert [results[each.reference].status in WENT for each in orders] == [True] * len(orders), results
        for each in orders:
            self._arrived(peer, each)

    def test_a_term_that_is_near_or_over_is_no_accident(self, peer: Peer) -> None:
        now = datetime.now(UTC)
        with self._channel(peer) as channel:
            for number, hours in enumerate((-1, 0, 1, 24 * 400), 1):
                self._send(peer, channel, order(self.medium, peer.good, number, expires=now + timedelta(hours=hours)))

    # refusals

    def test_a_refused_address_is_a_result(self, peer: Peer) -> None:
        for address, status in ((peer.refused, "rejected"), (peer.later, "transient")):
            if address is None:
                continue
            with self._channel(peer) as channel:
                result = self._send(peer, channel, order(self.medium, address))
                assert result.status == status, f"{address} gave {result}"
                assert result.reason, "a refusal without a reason"
                after = self._send(peer, channel, order(self.medium, peer.good, 2))
                assert after.status in WENT, f"one refusal stopped the next dispatch: {after}"

    def test_nobody_there_is_tried_later(self, peer: Peer) -> None:
        if peer.port is None:
            return
        with closed_port() as port, self._channel(peer, port) as channel:
            result = self._send(peer, channel, order(self.medium, peer.good))
            assert result.status == "transient", f"a refused connection gave {result}"
            assert not peer.taken()

    def test_a_broken_connection_is_never_taken_for_an_answer(self, peer: Peer) -> None:
        faults: tuple[Fault, ...] = ("reset", "garbage", "stall")
        for fault in faults:
            with self._proxy(peer) as proxy:
                if proxy is None:
                    return
                proxy.break_connections(fault)
                with self._channel(peer, proxy.port) as channel:
                    result = self._send(peer, channel, order(self.medium, peer.good))
                    assert result.status in ("transient", "unknown"), f"{fault} at the door gave {result}"
                assert not peer.taken()

    # what may have gone out

    def test_a_lost_answer_is_unknown_and_the_next_dispatch_goes(self, peer: Peer) -> None:
        breaks: tuple[tuple[Fault, int], ...] = (("reset", 0), ("truncate", 1), ("truncate", -1), ("garbage", 0))
        for fault, keep in breaks:
            self._lose_the_answer(peer, fault, keep)

    def test_silence_after_the_text_is_unknown(self, peer: Peer) -> None:
        self._lose_the_answer(peer, "stall", 0)

    def test_an_answer_that_drips_is_waited_for_as_a_whole(self, peer: Peer) -> None:
        for behind in (b"", b"\r\n\r\n"):  # from its first byte, and with HTTP from the first one of its body
            self._lose_the_answer(peer, "drip", behind=behind)

    def test_what_arrived_is_never_resolved_as_not_sent(self, peer: Peer) -> None:
        with self._proxy(peer) as proxy:
            if proxy is None:
                return
            with self._channel(peer, proxy.port) as channel:
                if not isinstance(channel, Resolving):
                    return
                proxy.break_answers("reset", lambda: bool(peer.taken()))
                sent = order(self.medium, peer.good)
                assert self._send(peer, channel, sent).status == "unknown"
                for condition in ("broken", "healed"):
                    if condition == "healed":
                        proxy.heal()
                    found = self._within(peer, lambda: channel.resolve(replace(sent, attempt=2)))
                    assert found is None or found.status in (*WENT, "unknown"), f"it had arrived, resolved as {found}"

    # what comes back

    def test_listening_does_not_block(self, peer: Peer) -> None:
        with self._channel(peer) as channel:
            if isinstance(channel, Hearing):
                start = time.monotonic()
                channel.listen(RecordingDesk())
                assert time.monotonic() - start < 1.0, "listen() waits for something"

    def test_asking_for_receipts_survives_an_unreachable_provider(self, peer: Peer) -> None:
        waiting = Waiting("00000000-0000-5000-8000-000000000001", peer.good, ("1",), datetime.now(UTC))
        with closed_port() as port, self._channel(peer, peer.port and port) as channel:
            if not isinstance(channel, Polling):
                return
            for asked in ((), (waiting,)):
                try:
                    receipts = list(channel.poll(asked))
                except ChannelError as error:
                    assert error.kind == "transient", f"an unreachable provider is {error.kind}"
                else:
                    assert all(each.state in get_args(ReceiptState) for each in receipts)

    def test_a_forged_call_changes_nothing(self, peer: Peer) -> None:
        calls = [
            Callback("POST", "/", body=b"garbage"),
            Callback("GET", "/"),
            Callback("POST", "/x", {"content-type": "application/json"}, {"id": "1"}, {"status": "1"}, b"{}"),
        ]
        with self._channel(peer) as channel:
            if not isinstance(channel, CalledBack):
                return
            for call in calls:
                believed: Sequence[Receipt] = ()
                try:
                    believed = channel.parse_receipt(call)
                except ChannelError as error:
                    assert error.kind == "permanent", f"a forged call is {error.kind}"
                assert not believed, f"a forged call was believed: {believed}"

    # the end

    def test_closing_leaves_nothing_behind(self, peer: Peer) -> None:
        before = set(threading.enumerate())
        with self._proxy(peer) as proxy, self._channel(peer, proxy.port if proxy else None) as channel:
            self._send(peer, channel, order(self.medium, peer.good))
            if isinstance(channel, Closing):
                channel.close()
                channel.close()
            if proxy:
                assert _soon(lambda: proxy.connections == 0), "connections stay open after close()"
        left = [thread.name for thread in set(threading.enumerate()) - before if not thread.daemon]
        assert not left, f"threads stay after close(): {left}"

    # helpers

    def _refusal(self, settings: dict[str, Any]) -> Exception | None:
        try:
            channel = type(self).channel_class(settings)
        except Exception as error:
            return error
        if isinstance(channel, Closing):
            channel.close()
        return None

    @contextmanager
    def _channel(self, peer: Peer, port: int | None = None) -> Iterator[Channel]:
        channel = type(self).channel_class(peer.settings(port or peer.port))
        try:
            yield channel
        finally:
            if isinstance(channel, Closing):
                channel.close()

    @contextmanager
    def _proxy(self, peer: Peer) -> Iterator[FaultServer | None]:
        if peer.port is None:
            yield None
            return
        with FaultServer(peer.port) as proxy:
            yield proxy

    def _lose_the_answer(self, peer: Peer, fault: Fault, keep: int = 0, behind: bytes = b"") -> None:
        with self._proxy(peer) as proxy:
            if proxy is None:
                return
            with self._channel(peer, proxy.port) as channel:
                known = len(peer.taken())
                proxy.break_answers(fault, lambda: len(peer.taken()) > known, keep, behind)
                result = self._send(peer, channel, order(self.medium, peer.good))
                assert len(peer.taken()) > known, "nothing reached the peer, so nothing was tried"
                assert result.status == "unknown", f"{fault} (keeping {keep}) instead of an answer gave {result}"
                proxy.heal()
                after = self._send(peer, channel, order(self.medium, peer.good, 2))
                if after.status == "transient":  # it may need a moment to connect again
                    after = self._send(peer, channel, order(self.medium, peer.good, 2, attempt=2))
                assert after.status in WENT, f"after {fault} the next dispatch did not go: {after}"

    def _send(self, peer: Peer, channel: Channel, sent: DispatchOrder) -> SendResult:
        """Sends within the peer's seconds, and holds what is true of every result."""
        result = self._within(peer, lambda: channel.send(sent))
        assert isinstance(result, SendResult), f"send gave {result!r}"
        assert result.status in get_args(SendStatus), f"{result.status!r} is no status"
        assert all(isinstance(each, str) for each in (result.reason, result.provider_id, result.evidence))
        assert result.retry_after is None or result.retry_after >= 0
        assert result.status in WENT or result.reason, "whatever did not go has a reason"
        shown = f"{result.reason} {result.provider_id} {result.evidence}"
        assert not any(secret in shown for secret in peer.secrets), "a result shows a secret"
        return result

    def _within(self, peer: Peer, call: Callable[[], T]) -> T:
        done: list[T | BaseException] = []

        def run() -> None:
            try:
                done.append(call())
            except BaseException as error:
                done.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(peer.seconds)
        assert done, f"no result within {peer.seconds} seconds"
        (outcome,) = done
        if isinstance(outcome, BaseException):
            raise AssertionError(f"an expected failure was an exception: {outcome!r}") from outcome
        return outcome

    def _arrived(self, peer: Peer, sent: DispatchOrder) -> Sequence[Taken]:
        """What arrived of an order; every piece of it is there, in its place."""
        wanted = peer.shown(sent)
        _soon(lambda: any(wanted[-1] in each.text for each in peer.taken()))
        arrived = [each for each in peer.taken() if wanted[-1] in each.text]
        assert arrived, f"{wanted[-1]!r} did not arrive"
        for each in arrived:
            place = 0
            for piece in wanted:
                found = each.text.find(piece, place)
                assert found >= 0, f"{piece!r} is missing or out of order in {each.text!r}"
                place = found + len(piece)
        return arrived


def _soon(condition: Callable[[], bool], seconds: float = 3.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
