"""SMS: our channel beside a bare SMPP loop (smpplib), both on one SMSC in one run.

The SMSC (node smpp) runs in a process of its own. The bare loop cuts and codes each message by the library's own
`make_parts`, sends part after part and waits for each answer, as a program without Qauly would; ours keeps its
reference and collects the ids besides. Rounds take turns, and the median counts.
"""

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import smpplib.client
import smpplib.gsm
from benchmarks.delivery import through_the_ledger
from tests.channels.smsc import PASSWORD, smsc

from qauly.channels.conformance import order
from qauly.channels.smpp import Smpp

MESSAGES, ROUNDS, THREADS = 150, 5, 8


@contextmanager
def bare(port: int) -> Iterator[Callable[[int], None]]:
    """One connection, one part after the other, each answer waited for."""
    client = smpplib.client.Client("127.0.0.1", port, allow_unknown_opt_params=True)
    client.set_message_sent_handler(lambda pdu: None)
    client.connect()
    client.bind_transceiver(system_id="qauly", password=PASSWORD)
    body = order("sms", "+77011231111").body
    text = f"{body['kk']}\n{body['ru']}"

    def run(messages: int) -> None:
        for _message in range(messages):
            parts, coding, kind = smpplib.gsm.make_parts(text)
            for part in parts:
                client.send_message(
                    source_addr_ton=3, source_addr="1414", dest_addr_ton=1, dest_addr_npi=1,
                    destination_addr="77011231111", short_message=part, data_coding=coding,
                    esm_class=kind, registered_delivery=True,
                )  # fmt: skip
                client.read_once()

    yield run
    client.unbind()
    client.disconnect()


@contextmanager
def ours(port: int, threads: int) -> Iterator[Callable[[int], None]]:
    """The channel, called from so many threads."""
    channel = Smpp({"host": "127.0.0.1", "port": port, "system_id": "qauly", "source": "1414", "timeout": 10})

    def run(messages: int) -> None:
        results = pool.map(channel.send, [order("sms", f"+7701{n % 1000:03}1111", n) for n in range(messages)])
        assert {result.status for result in results} == {"accepted"}

    with ThreadPoolExecutor(threads) as pool:
        yield run
    channel.close()


def _ledger(port: int) -> float:
    """Out of the queue, each intent, part and answer written down."""
    settings = {"host": "127.0.0.1", "port": port, "system_id": "qauly", "source": "1414", "timeout": 10}
    body = order("sms", "+77011231111").body
    return through_the_ledger("smpp", settings, "sms", body, THREADS, "+7701{:03}1111".format)


def main() -> None:
    os.environ["QAULY_SMPP_PASSWORD"] = PASSWORD
    print("SMS: messages a second to one SMSC (node smpp), four parts each, with and without the ledger")
    _compare("at once", 0, MESSAGES, ROUNDS)
    _compare("after 10 ms", 10, MESSAGES // 5, 1)


def _compare(answers: str, takes: int, messages: int, rounds: int) -> None:
    """Prints what goes to an SMSC that answers after so many milliseconds."""
    with smsc(takes=takes) as peer, ExitStack() as stack:
        assert peer.port is not None
        runs = {
            "smpplib, a bare loop": stack.enter_context(bare(peer.port)),
            "the channel smpp, 1 thread": stack.enter_context(ours(peer.port, 1)),
            f"the channel smpp, {THREADS} threads": stack.enter_context(ours(peer.port, THREADS)),
        }
        speeds: dict[str, list[float]] = defaultdict(list)
        for _round in range(rounds):
            for name, run in runs.items():
                start = time.perf_counter()
                run(messages)
                speeds[name].append(messages / (time.perf_counter() - start))
            speeds[f"through the ledger, {THREADS} workers"].append(_ledger(peer.port))
    medians = {name: statistics.median(found) for name, found in speeds.items()}
    base = next(iter(medians.values()))
    print(f"  an SMSC that answers {answers}")
    for name, median in medians.items():
        print(f"    {name:<32}{median:8.0f}   {median / base:5.2f}")


if __name__ == "__main__":
    main()
