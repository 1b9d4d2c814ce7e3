"""What a deliver_sm says of a message we sent: its ids in every way they are written, its state, its time."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from ...engine.ports import Receipt, ReceiptState
from .pdu import MESSAGE_STATE, RECEIPTED_MESSAGE_ID, Deliver, text_of

STATES: dict[int, ReceiptState] = {
    1: "accepted",  # under way
    2: "delivered",
    3: "expired",
    4: "undeliverable",  # deleted
    5: "undeliverable",
    6: "accepted",
    7: "undeliverable",  # unknown: the SMSC has lost it and will tell nothing more
    8: "rejected",
}
_WORDS: dict[str, ReceiptState] = {
    "ENROUTE": "accepted",
    "DELIVRD": "delivered",
    "EXPIRED": "expired",
    "DELETED": "undeliverable",
    "UNDELIV": "undeliverable",
    "ACCEPTD": "accepted",
    "UNKNOWN": "undeliverable",
    "REJECTD": "rejected",
}
_FIELD = re.compile(r"\b(id|stat|err|done date):\s*([^\s:]+)", re.IGNORECASE)
_RECEIPTS = (0x04, 0x20)  # a final receipt, a notice on the way
_TYPE = 0x3C


def is_receipt(deliver: Deliver) -> bool:
    """Whether it speaks of a message of ours; else a person has written to us."""
    return deliver.esm_class & _TYPE in _RECEIPTS


def receipt_of(deliver: Deliver, zone: ZoneInfo, *, both_notations: bool) -> Receipt:
    """What it says; where TLV and text disagree on the state, it is not taken for delivered."""
    text = _words(deliver)
    fields = {name.lower(): value for name, value in _FIELD.findall(text)}
    told = text_of(deliver.tlvs.get(RECEIPTED_MESSAGE_ID, b"")) or fields.get("id", "")
    number = deliver.tlvs.get(MESSAGE_STATE, b"\0")[:1]
    by_tlv = STATES.get(number[0]) if number else None
    by_text = _WORDS.get(fields.get("stat", "").upper()[:7])
    states = [state for state in (by_tlv, by_text) if state is not None]
    state = next((each for each in states if each != "delivered"), states[0] if states else "accepted")
    tlvs = {f"{tag:#06x}": value.hex() for tag, value in deliver.tlvs.items()}
    return Receipt(
        state=state,
        provider_ids=notations(told) if both_notations else (told,) if told else (),
        at=_moment(fields.get("done date", ""), zone),
        reason=_reason(state, fields),
        evidence=json.dumps({"text": text, "tlvs": tlvs}, ensure_ascii=False),
    )


def notations(told: str) -> tuple[str, ...]:
    """An id in every way it may have been written in the answer to submit_sm: as it is, decimal, hexadecimal."""
    found = [told] if told else []
    bare = told.lower().removeprefix("0x")
    if re.fullmatch(r"\d{1,20}", told):
        found += [*_hexadecimal(int(told)), str(int(told))]
    if re.fullmatch(r"[0-9a-f]{1,16}", bare):
        found += [str(int(bare, 16)), *_hexadecimal(int(bare, 16))]
    return tuple(dict.fromkeys(found))


def _hexadecimal(number: int) -> list[str]:
    return [f"{number:x}", f"{number:X}", f"{number:08x}", f"{number:08X}"]


def _words(deliver: Deliver) -> str:
    return deliver.message.decode("utf-16-be" if deliver.data_coding == 8 else "latin-1", "replace")


def _reason(state: ReceiptState, fields: dict[str, str]) -> str:
    if state in ("accepted", "delivered"):
        return ""
    return " ".join(filter(None, (fields.get("stat", ""), f"err:{fields['err']}" if "err" in fields else "")))


def _moment(told: str, zone: ZoneInfo) -> datetime | None:
    for pattern in ("%y%m%d%H%M%S", "%y%m%d%H%M"):
        try:
            if len(told) == (12 if pattern.endswith("S") else 10):
                return datetime.strptime(told, pattern).replace(tzinfo=zone)
        except ValueError:
            return None
    return None
