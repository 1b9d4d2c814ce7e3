"""A worker process of the tests: delivers by the channel `wire` until it is stopped or killed.

Arguments: address of the ledger, archive, port of the peer, kind of jobs, workers, seconds of the lease, its machine.
"""

import signal
import sys

from tests.delivery.load import Wire

from qauly.engine import Engine
from qauly.engine.config import Config, JobSettings, Media
from qauly.engine.delivery import owners, ways


def main(url: str, archive: str, port: str, kind: str, count: str, lease: str, machine: str) -> None:
    owners._machine = lambda: machine
    known = ways._found
    ways._found = lambda name: Wire if name == "wire" else known(name)  # type: ignore[assignment]  # the test's channel
    config = Config(
        mode="team",
        recipients=("*",),
        media=Media(sms="memory", egov="memory", email="memory", telegram="memory", system="memory"),
        channels={"wire": {"port": int(port), "pid": machine}},
        jobs=JobSettings(kind=kind, lease=float(lease)),  # type: ignore[arg-type]  # checked by pydantic
    )
    with Engine.open(url, archive=archive, config=config, secret=b"of a test") as engine:
        running = engine.workers(int(count), lambda each: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: running.stop())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        running.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
