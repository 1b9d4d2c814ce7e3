"""The states of a dispatch, as two tables; everything that moves a dispatch goes through this file.

    queued ─▶ submitting ─▶ accepted ─▶ delivered ─▶ read
       │           ├─▶ unknown          what was being sent may have gone out or not; the channel's rule resolves it
       │           ├─▶ rejected         the channel will never take it
       │           └─▶ dead             it failed too often
       ├─▶ cancelled                    not owed any more, or not allowed
       └─▶ expired                      its last moment passed

A receipt moves a dispatch forward and never back. A provider that told of an end and then of another one contradicts
itself: the state stays, both are kept, a person looks. An end by time (expired, unknown, dead) is no contradiction to
a later delivery: nobody had known better.
"""

from typing import Literal

from ..ports import ReceiptState, Verdict

DispatchState = Literal[
    "queued", "submitting", "unknown", "accepted", "delivered", "read",
    "rejected", "undeliverable", "expired", "cancelled", "dead",
]  # fmt: skip

FAILED: tuple[DispatchState, ...] = (
    "rejected",
    "undeliverable",
    "expired",
    "dead",
)  # the next rung of the ladder is tried
REACHED: tuple[DispatchState, ...] = ("delivered", "read")

_FORWARD: dict[ReceiptState, tuple[DispatchState, ...]] = {
    "accepted": ("queued", "submitting", "unknown"),
    "delivered": ("queued", "submitting", "unknown", "accepted", "expired", "dead"),
    "read": ("queued", "submitting", "unknown", "accepted", "delivered", "expired", "dead"),
    "undeliverable": ("queued", "submitting", "unknown", "accepted"),
    "expired": ("queued", "submitting", "unknown", "accepted"),
    "rejected": ("queued", "submitting", "unknown", "accepted"),
}
_PASSED: dict[ReceiptState, tuple[DispatchState, ...]] = {  # true, but the dispatch is further already
    "accepted": ("accepted", "delivered", "read", *FAILED),
    "delivered": ("read",),
    "read": (),
    "undeliverable": ("expired", "dead", "rejected"),
    "expired": ("undeliverable", "dead", "rejected"),
    "rejected": ("undeliverable", "expired", "dead"),
}


def after_receipt(state: DispatchState, told: ReceiptState) -> tuple[DispatchState, Verdict]:
    """The state after a receipt, and what the receipt was to it."""
    if state in _FORWARD[told]:
        return told, "recorded"
    if state == told:
        return state, "repeated"
    if state in _PASSED[told]:
        return state, "late"
    return state, "conflict"
