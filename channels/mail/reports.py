"""What a mail in the bounce box says: a report on a message of ours (RFC 3464, 6533), an automatic reply, or neither.

The standard library takes `message/global-delivery-status`, the report on an address with Kazakh letters, for a
mail; so the blocks of every report are read here.
"""

import base64
import email
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import Literal

from ...engine.ports import Receipt, ReceiptState
from .envelope import verp_reference

STATUS = ("message/delivery-status", "message/global-delivery-status")
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
# RFC 3464's actions; the first that is told for any recipient stands for the mail
STATES: Mapping[str, ReceiptState] = {
    "delivered": "delivered",
    "relayed": "accepted",  # handed to a server that writes no reports
    "expanded": "accepted",  # a list of several
    "delayed": "accepted",
    "failed": "undeliverable",
}
AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-AutoReply-From", "X-Mail-Autoreply")
PRECEDENCE = ("auto_reply", "auto-reply")
DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
MAIL_ID = re.compile(rb"^[ \t>]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """`receipt`: it tells of a message of ours. `automatic`: nobody wrote it. `foreign`: a person must look."""

    kind: Literal["receipt", "automatic", "foreign"]
    receipt: Receipt | None = None


def read_report(raw: bytes, domain: str, bounce_address: str) -> Report:
    """Reads one mail. Only a report that carries an id of ours is believed: the envelope's, the message's, or VERP's.

    `domain` is that of our Message-IDs, `bounce_address` the one that VERP writes references into.
    """
    mail = email.message_from_bytes(raw, policy=compat32)
    status = next((part for part in mail.walk() if part.get_content_type() in STATUS), None)
    if status is None:
        if _automatic(mail):
            return Report("automatic")
        state, evidence = _unstructured(mail)
        blocks: list[Message] = []
    else:
        evidence = _text(status)
        blocks = _blocks(evidence)
        state = _state(blocks)
    envelope_id = _header(blocks[0], "Original-Envelope-Id") if blocks else ""
    message_id = _message_id(mail, raw, domain)
    reference = envelope_id or message_id.strip("<>").rpartition("@")[0] or _addressed(mail, bounce_address)
    if state is None or not reference:
        return Report("foreign")
    return Report(
        "receipt",
        Receipt(
            state,
            provider_ids=(message_id,) if message_id else (),
            reference=reference,
            at=_date(mail),
            reason=_reason(blocks),
            evidence=evidence.decode("utf-8", "replace").strip(),
        ),
    )


def _automatic(mail: Message) -> bool:
    """Whether no person wrote it; Exim's bounces say so too, and name whom they did not reach."""
    if "X-Failed-Recipients" in mail:
        return False
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = _header(mail, "Precedence").lower()
    return submitted not in ("", "no") or precedence in PRECEDENCE or any(name in mail for name in AUTOMATIC)


def _unstructured(mail: Message) -> tuple[ReceiptState | None, bytes]:
    """A bounce in a form of some server's own; a person's letter is none."""
    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(mail)
    except Exception:  # a detector that breaks on a mail has found nothing in it
        return None, b""
    found = permanent or temporary
    state: ReceiptState | None = ("undeliverable" if permanent else "accepted") if found else None
    return state, b"\n".join(sorted(each if isinstance(each, bytes) else each.encode() for each in found))


def _text(part: Message) -> bytes:
    """The part's own bytes, whatever the standard library made of them."""
    payload = part.get_payload()
    if isinstance(payload, str):
        return bytes(part.get_payload(decode=True) or b"")
    data = b"\n".join(block.as_bytes() for block in payload if isinstance(block, Message))
    encoding = _header(part, "Content-Transfer-Encoding").lower()
    if encoding == "base64":
        return base64.b64decode(data)
    return quopri.decodestring(data) if encoding == "quoted-printable" else data


def _blocks(text: bytes) -> list[Message]:
    """The fields of the message, then those of each recipient."""
    parts = re.split(rb"(?:\r?\n[ \t]*){2,}", text.strip())
    return [BytesHeaderParser(policy=compat32).parsebytes(part) for part in parts if part.strip()]


def _state(blocks: list[Message]) -> ReceiptState | None:
    told = {_header(block, "Action").partition(" ")[0].lower() for block in blocks}
    return next((state for action, state in STATES.items() if action in told), None)


def _message_id(mail: Message, raw: bytes, domain: str) -> str:
    """The id of the message that came back; never that of the report itself."""
    for candidate in _returned_ids(mail, raw):
        if candidate.lower().endswith(f"@{domain.lower()}>"):
            return candidate
    return ""


def _returned_ids(mail: Message, raw: bytes) -> Iterator[str]:
    for part in mail.walk():
        if part is not mail and part.get_content_type() in RETURNED:
            for found in MAIL_ID.finditer(_text(part)):
                yield found[1].decode("ascii", "replace")
    _head, _gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    for found in MAIL_ID.finditer(body):
        yield found[1].decode("ascii", "replace")


def _addressed(mail: Message, bounce_address: str) -> str:
    to = [address for name in DELIVERED_TO for address in (str(each) for each in mail.get_all(name, []))]
    found = (verp_reference(address, bounce_address) for _name, address in getaddresses(to))
    return next((reference for reference in found if reference), "")


def _date(mail: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(mail, "Date"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reason(blocks: list[Message]) -> str:
    """The code and the words of the block that tells of a recipient."""
    block = next((each for each in blocks if each["Action"]), None)
    if block is None:
        return ""
    words = _header(block, "Diagnostic-Code").partition(";")[2]
    return " ".join(f"{_header(block, 'Status')} {words}".split())


def _header(message: Message, name: str) -> str:
    # raw: the library would put letters beyond ASCII, which RFC 6533 allows here, in a form of its own
    value = next((str(text) for key, text in message.raw_items() if key.lower() == name.lower()), "")
    return " ".join(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())
