"""The other end of the channel under test, as the contract needs it, and the orders it is sent."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ...engine.ports import Attachment, DispatchOrder

LINK = "https://example.kz/n/0123456789abcdef"
KK = "№ {number} қаулы шығарылды, ғимаратқа құжат әкеліңіз. Соңғы күн: 24.01.2024."
RU = "Вынесено постановление № {number}, принесите документ. Последний день: 24.01.2024."


@dataclass(frozen=True, slots=True)
class Taken:
    """One message as it came out at the far end, put together again."""

    text: str  # all that the recipient reads, in the order it stands in
    reference: str  # what stays the same when the same dispatch is sent again
    address: str = ""


class Peer(ABC):
    """Subclass it beside your tests: start the far end in a fixture, and tell the contract what arrived there.

    `port` is where the far end listens on 127.0.0.1; None for a channel without a network. `good` is an address it
    takes, `refused` one it refuses for good, `later` one it refuses for now; None where there is no such thing.
    `secrets` are words that must never turn up in a reason or in evidence. `seconds` is the longest that `send` may
    take with the settings given, the connection included. `required` are settings without which nothing goes.
    """

    port: int | None = None
    good: str = "+77011234567"
    refused: str | None = None
    later: str | None = None
    secrets: Sequence[str] = ()
    seconds: float = 10.0
    required: Sequence[str] = ()
    shared_reference: bool = True  # False: the protocol has no room for a reference of ours

    @abstractmethod
    def settings(self, port: int | None) -> dict[str, Any]:
        """Settings by which the channel reaches its peer through `port`; waiting times are to be short."""

    @abstractmethod
    def taken(self) -> Sequence[Taken]:
        """What has arrived whole so far; it must be listed before the far end answers."""

    def shown(self, order: DispatchOrder) -> Sequence[str]:
        """What of an order the recipient must find in the text, in order; by default all of both languages."""
        return [piece for lang in ("kk", "ru") for piece in pieces(order.body[lang])]


def pieces(text: str | Mapping[str, str]) -> list[str]:
    """The texts of one language of a body: a text, or a letter's subject and body."""
    return [text] if isinstance(text, str) else [str(text["subject"]), str(text["body"])]


def order(
    medium: str, address: str, number: int = 1, *, extra: str = "", attempt: int = 1, **more: Any
) -> DispatchOrder:
    """A dispatch as the ledger gives it, with the number in its reference and in both texts."""
    kk, ru = (f"{text.format(number=number)} {extra}{LINK}" for text in (KK, RU))
    body: dict[str, Any] = {"kk": kk, "ru": ru}
    if medium == "email":
        body = {
            "kk": {"subject": f"№ {number} қаулы шығарылды", "body": kk},
            "ru": {"subject": f"Вынесено постановление № {number}", "body": ru},
        }
    files = [Attachment("қаулы.pdf", "application/pdf", b"%PDF-1.7 act")] if medium == "email" else []
    return DispatchOrder(
        reference=str(uuid5(NAMESPACE_URL, f"qauly:conformance:{number}")),
        medium=medium,
        address=address,
        case="2024-000101",
        kind="notice.example",
        body=body,
        attachments=files,
        attempt=attempt,
        **more,
    )
