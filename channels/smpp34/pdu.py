"""The bytes of SMPP 3.4: what we send and what an SMSC sends us."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

RESPONSE = 0x80000000
GENERIC_NACK = RESPONSE
QUERY_SM = 0x03
SUBMIT_SM = 0x04
DELIVER_SM = 0x05
UNBIND = 0x06
BIND_TRANSCEIVER = 0x09
ENQUIRE_LINK = 0x15

OK = 0x00
INVALID_COMMAND = 0x03
TEMPORARY_AT_OUR_END = 0x64  # ESME_RX_T_APPN: say it again later

RECEIPTED_MESSAGE_ID = 0x001E
MESSAGE_STATE = 0x0427
MESSAGE_PAYLOAD = 0x0424

_HEADER = struct.Struct(">IIII")
LONGEST = 70_000  # a PDU with the largest message_payload; whoever announces more speaks another protocol


class NotSmpp(Exception):
    """What came is no SMPP."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """One unit: its command, status and sequence number, and the body as it came."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def encode(self) -> bytes:
        return _HEADER.pack(16 + len(self.body), self.command, self.status, self.sequence) + self.body

    @property
    def message_id(self) -> str:
        """The id in a submit_sm_resp; empty where the SMSC gave none."""
        return _text(self.body, 0)[0]


@dataclass(frozen=True, slots=True)
class Submit:
    """One submit_sm: a whole short message or one part of a longer one."""

    source: str
    source_ton: int
    source_npi: int
    destination: str
    message: bytes
    data_coding: int
    user_header: bool
    receipt: bool
    validity: str = ""
    service_type: str = ""
    destination_ton: int = 1
    destination_npi: int = 1

    def encode(self) -> bytes:
        return b"".join(
            (
                _z(self.service_type),
                bytes((self.source_ton, self.source_npi)),
                _z(self.source),
                bytes((self.destination_ton, self.destination_npi)),
                _z(self.destination),
                bytes((0x40 if self.user_header else 0, 0, 0)),  # esm_class, protocol, priority
                _z(""),
                _z(self.validity),
                bytes((1 if self.receipt else 0, 0, self.data_coding, 0, len(self.message))),
                self.message,
            )
        )


@dataclass(frozen=True, slots=True)
class Deliver:
    """One deliver_sm, as far as a receipt needs it."""

    source: str
    esm_class: int
    data_coding: int
    message: bytes
    tlvs: Mapping[int, bytes] = field(default_factory=dict)

    @classmethod
    def decode(cls, body: bytes) -> "Deliver":
        """Raises `NotSmpp` where the body is cut off."""
        try:
            _service, at = _text(body, 0)
            source, at = _text(body, at + 2)
            _destination, at = _text(body, at + 2)
            esm_class = body[at]
            _scheduled, at = _text(body, at + 3)
            _validity, at = _text(body, at)
            data_coding, length = body[at + 2], body[at + 4]
            message, rest = body[at + 5 : at + 5 + length], body[at + 5 + length :]
        except IndexError:
            raise NotSmpp("a deliver_sm is cut off") from None
        if len(message) < length:
            raise NotSmpp("the message of a deliver_sm is cut off")
        tlvs = _tlvs(rest)
        return cls(source, esm_class, data_coding, message or tlvs.get(MESSAGE_PAYLOAD, b""), tlvs)


def bind(system_id: str, password: str, system_type: str) -> bytes:
    """The body of bind_transceiver."""
    return _z(system_id) + _z(password) + _z(system_type) + bytes((0x34, 0, 0)) + _z("")


def query(message_id: str, source: str, ton: int, npi: int) -> bytes:
    """The body of query_sm."""
    return _z(message_id) + bytes((ton, npi)) + _z(source)


def queried_state(body: bytes) -> int:
    """The message_state in a query_sm_resp. Raises `NotSmpp` where it is cut off."""
    try:
        _message_id, at = _text(body, 0)
        _final_date, at = _text(body, at)
        return body[at]
    except IndexError:
        raise NotSmpp("a query_sm_resp is cut off") from None


def length_of(header: bytes) -> int:
    """The length that the first four bytes announce. Raises `NotSmpp` for one that no PDU has."""
    (length,) = struct.unpack(">I", header)
    if not 16 <= length <= LONGEST:
        raise NotSmpp(f"a length of {length} bytes is announced")
    return int(length)


def decode(rest: bytes) -> Pdu:
    """A PDU from what follows its length."""
    command, status, sequence = struct.unpack(">III", rest[:12])
    return Pdu(command, status, sequence, rest[12:])


def text_of(value: bytes) -> str:
    """A C string in a TLV."""
    return value.split(b"\0", 1)[0].decode("latin-1")


def _z(text: str) -> bytes:
    return text.encode("latin-1") + b"\0"


def _text(body: bytes, start: int) -> tuple[str, int]:
    """A C string and where the next field begins; a missing end is the end of the body."""
    end = body.find(b"\0", start)
    if end < 0:
        return body[start:].decode("latin-1"), len(body)
    return body[start:end].decode("latin-1"), end + 1


def _tlvs(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        tag, length = struct.unpack_from(">HH", data, at)
        found[tag] = data[at + 4 : at + 4 + length]
        at += 4 + length
    return found
