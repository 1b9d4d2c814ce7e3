"""The calls that go out (`[[callbacks]]`), as `webhooks` of the OpenAPI description."""

from collections.abc import Iterator
from typing import Any

from ...callbacks.bodies import CALLS, TASK_OPENED, TOLD
from ...callbacks.calling import ANSWER_WITHIN, GONE, LATER, PAUSES
from ...callbacks.signature import FORM, ID, SIGNATURE
from ...law.library import Law

_NAMES = {"outcome": "outcomeCall", "notice": "noticeCall", "message": "messageCall", TASK_OPENED: "taskCall"}
_SUMMARIES = {
    "outcome": "What the law required of an event",
    "notice": "What became of a notice to a person",
    "message": "What became of a message to another system",
    TASK_OPENED: "Something that a person must look at",
}
_HEADERS = {
    ID: ({"type": "string", "format": "uuid"}, "Repeats `id`: a call that is made again is known by it."),
    SIGNATURE: (
        {"type": "string", "pattern": FORM},
        "`t=<unix>,v1=<hex>`: HMAC-SHA-256 with the shared secret over `<t>.<body>`, the body byte by byte as it came.",
    ),
}


def webhooks(law: Law) -> dict[str, Any]:
    """One entry a body; its types are those that this content can tell of."""
    return {name: {"post": _call(name, list(_types(name, law)))} for name in CALLS}


def _types(name: str, law: Law) -> Iterator[str]:
    if name == TASK_OPENED:
        yield TASK_OPENED
    elif name == "outcome":
        found = {transition for procedure in law.procedures.values() for transition in procedure.transitions}
        yield from (f"outcome.{transition}" for transition in sorted(found))
    else:
        yield from (f"{name}.{state}" for state in TOLD)


def _call(name: str, types: list[str]) -> dict[str, Any]:
    schema = {
        "allOf": [{"$ref": f"#/components/schemas/{CALLS[name].__name__}"}, {"properties": {"type": {"enum": types}}}]
    }
    return {
        "operationId": _NAMES[name],
        "summary": _SUMMARIES[name],
        "description": "Signed instead of a key. Take it first and work later: the same `id` may come again.",
        "security": [],
        "parameters": [
            {"in": "header", "name": header, "required": True, "schema": form, "description": note}
            for header, (form, note) in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "2XX": {"description": "The call is taken and never made again. The body of the answer is not read."},
            str(GONE): {
                "description": "Nothing is called any more until a person has done the task that is opened then."
            },
            **{
                str(status): {"description": "All calls wait; `Retry-After` is heeded, up to six hours."}
                for status in LATER
            },
            "default": {"description": _AGAIN},
        },
    }


_AGAIN = (
    f"Not taken, nor is a redirect or an answer that takes longer than {ANSWER_WITHIN:g} seconds: the call is made "
    f"again after {PAUSES[0]} seconds and then ever later, up to six hours, for `days` days; later calls of the case "
    "wait for it. After that it is a task."
)
