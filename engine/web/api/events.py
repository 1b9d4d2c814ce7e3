"""Events come in: one with its outcome, many as lines, or only decided."""

from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from ...model import Event, Outcome
from ...outcomes import WORDED
from ...payments import Payment
from .door import Call, json_response, problem_of
from .problem import json_bytes

LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")


async def handle(call: Call) -> Response:
    """POST /events"""
    event = Event.from_json(await call.door.body(call.request))
    call.check_sees(event.procedure)
    outcome = await call.door.writing(lambda: call.engine.handle(event))
    return json_response(as_sent(outcome))


async def decide(call: Call) -> Response:
    """POST /decide"""
    event = Event.from_json(await call.door.body(call.request))
    call.check_sees(event.procedure)
    outcome = await call.door.reading(lambda: call.engine.decide(event))
    return json_response(outcome.model_dump(mode="json", exclude=WORDED))


async def handle_lines(call: Call) -> Response:
    """POST /events:batch: a line comes back for each line, as soon as it is done."""
    body = await call.door.body(call.request, LINES)
    return StreamingResponse(_results(call, body), media_type=LINES[0])


async def pay(call: Call) -> Response:
    """POST /payments with a key."""
    payment = Payment.from_json(await call.door.body(call.request))
    outcome = await call.door.writing(lambda: paid(call, payment))
    return json_response(as_sent(outcome))


def paid(call: Call, payment: Payment) -> Outcome:
    event = call.engine.payment(payment)
    call.check_sees(event.procedure)
    return call.engine.handle(event)


async def _results(call: Call, body: bytes) -> AsyncIterator[bytes]:
    for number, line in enumerate(body.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            event = Event.from_json(line)
            call.check_sees(event.procedure)
            outcome = await call.door.writing(lambda event=event: call.engine.handle(event))  # type: ignore[misc]  # its own event
            told: dict[str, object] = {"line": number, "status": 200, "outcome": as_sent(outcome)}
        except Exception as error:
            problem = problem_of(error)
            told = {"line": number, "status": problem.status, "problem": problem.as_json(call.lang)}
        yield json_bytes(told) + b"\n"


def as_sent(outcome: Outcome) -> dict[str, object]:
    """The outcome as `qauly handle --json` tells it."""
    return outcome.model_dump(mode="json")
