"""What an answer means for the dispatch: the gateway's code, then the service's own inside the payload."""

from typing import get_args

from ...engine.ports import ReceiptState, SendStatus
from .answer import Answer, Contradiction
from .contract import STATES, Meaning, Profile, look_up

_ORDER: tuple[Meaning, ...] = ("halt", "rejected", "none", "transient", "unknown", "accepted", "delivered")


def meaning_of(answer: Answer, profile: Profile) -> tuple[Meaning, str]:
    """The meaning, and the reason as a sentence without personal data: codes and the gateway's message to a code."""
    if answer.fault is not None:
        return _fault(answer, profile)
    try:
        code = answer.value(profile.answer.code)
        second = profile.answer.second
        inner = answer.business(second.path) if second is not None else ""
    except (Contradiction, ValueError, SyntaxError) as error:
        return "unknown", f"the answer contradicts itself: {error}"
    if not code:
        return "unknown", f"the answer has no {profile.answer.code}"
    found = profile.meaning(code)
    if found is None:
        return "unknown", f"{code} is not in the profile's codes"
    said = f"{code} {answer.value('status/message') if len(answer.values('status/message')) == 1 else ''}".strip()
    if second is None or found not in ("accepted", "delivered"):
        return found, said
    if not inner:
        return "unknown", f"{said}, but the payload has no {second.path}"
    below = look_up(inner, second.codes)
    if below is None:
        return "unknown", f"{said}, but {inner} of the payload is not in the profile's codes"
    return min(found, below, key=_ORDER.index), f"{said}; {second.path} {inner}"


def _fault(answer: Answer, profile: Profile) -> tuple[Meaning, str]:
    fault = answer.fault
    assert fault is not None
    said = " ".join(filter(None, (fault.code, fault.error, fault.text)))
    known = profile.meaning(fault.error) if fault.error else None
    if known is not None:
        return known, said
    return ("rejected" if fault.code.split(".")[0] in ("Client", "Sender", "VersionMismatch", "MustUnderstand")
            else "transient"), said  # fmt: skip


def send_status(meaning: Meaning) -> tuple[SendStatus, bool]:
    """Status and whether the channel stops."""
    if meaning == "halt":
        return "transient", True
    if meaning == "none":
        return "rejected", False
    assert meaning in get_args(SendStatus)
    return meaning, False


def receipt_state(state: str, profile: Profile) -> ReceiptState | None:
    """What AsyncChannel's state of a message is worth under this profile; None for a state nobody knows."""
    return profile.receipts.get(state) or STATES.get(state)


def tells_delivery(profile: Profile) -> bool:
    """Whether AsyncChannel tells under this profile of a delivery, so that its silence says something."""
    states = (receipt_state(state, profile) for state in STATES)
    return profile.channel == "async" and any(state in ("delivered", "read") for state in states)
