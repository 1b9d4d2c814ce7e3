"""Templates of a contract profile: `{text.kk}` is filled from the order; `{link?}` may be missing; `{{` is a brace."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...engine.ports import DispatchOrder

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACE = re.compile(r"([a-z_][\w-]*(?:\.[\w-]+)*)(\?)?(?:\|(\w+))?")
_URL = re.compile(r"https?://\S+")
FILTERS = ("json", "day")
KNOWN = frozenset(
    "reference address iin phone receiver medium case kind attempt now expires text body link sender".split()
)


class Unfit(ValueError):
    """The order lacks what the profile needs, or holds what XML cannot carry."""


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    optional: bool
    filter: str


@dataclass(frozen=True, slots=True)
class Template:
    """Text with places."""

    pieces: tuple[str | Place, ...]

    @classmethod
    def parse(cls, text: str, known: Iterable[str]) -> "Template":
        """Raises ValueError for a place that no order has, an unknown filter, a brace without its pair."""
        pieces: list[str | Place] = []
        end = 0
        heads = frozenset(known)
        for found in _PIECE.finditer(text):
            pieces.append(text[end : found.start()])
            end = found.end()
            if found.group() in ("{{", "}}"):
                pieces.append(found.group()[0])
                continue
            place = _PLACE.fullmatch(found.group(1) or "")
            if place is None:
                raise ValueError(f"{found.group()!r} in {text!r} is no place; write {{name}}, {{name?}} or {{{{")
            name, optional, used = place.group(1), place.group(2) is not None, place.group(3) or ""
            if name.partition(".")[0] not in heads:
                raise ValueError(f"{{{name}}} is not known; there are {', '.join(sorted(heads))}")
            if used and used not in FILTERS:
                raise ValueError(f"{used} is no filter; there are {', '.join(FILTERS)}")
            pieces.append(Place(name, optional, used))
        pieces.append(text[end:])
        return cls(tuple(piece for piece in pieces if piece != ""))

    def fill(self, values: Mapping[str, Any]) -> list[str]:
        """The texts it makes: none where an optional place is missing, several where its one place is a list.

        Raises `Unfit` naming the place that is missing or is no text.
        """
        if len(self.pieces) == 1 and isinstance(self.pieces[0], Place):
            found = _found(self.pieces[0], values)
            if isinstance(found, list | tuple):
                return [_text(self.pieces[0].name, each) for each in found]
            return [] if found is None else [_text(self.pieces[0].name, found)]
        out = []
        for piece in self.pieces:
            if isinstance(piece, str):
                out.append(piece)
                continue
            found = _found(piece, values)
            if found is None:
                return []
            out.append(_text(piece.name, found))
        return ["".join(out)]


def _found(place: Place, values: Mapping[str, Any]) -> Any:
    value: Any = values
    for step in place.name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None or value == "":
        if place.optional:
            return None
        raise Unfit(f"{{{place.name}}} is missing; if the profile can do without it, write {{{place.name}?}}")
    if place.filter == "json":
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if place.filter == "day":
        return str(value)[:10]
    return value


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list | tuple):
        raise Unfit(f"{{{name}}} is no text; name one of its parts, or write {{{name}|json}}")
    return str(value)


def order_values(order: DispatchOrder, now: datetime, sender: str) -> dict[str, Any]:
    """What a profile's places stand for."""
    body = dict(order.body)
    texts = {lang: body.get(lang) for lang in ("kk", "ru")}
    links = (_URL.search(str(text or "")) for text in texts.values())
    link = next((found.group().rstrip(".,;") for found in links if found), None)
    return {
        "reference": order.reference,
        "address": order.address,
        "iin": order.address if order.medium == "egov" else body.get("iin"),
        "phone": order.address if order.medium == "sms" else body.get("phone"),
        "receiver": order.address if order.medium == "system" else None,
        "medium": order.medium,
        "case": order.case,
        "kind": order.kind,
        "attempt": order.attempt,
        "now": wire_time(now),
        "expires": wire_time(order.expires.astimezone(now.tzinfo)) if order.expires else None,
        "text": texts,
        "body": body,
        "link": body.get("link") or link,
        "sender": sender,
    }


def wire_time(moment: datetime) -> str:
    """A moment as the gateway writes it: milliseconds and the offset."""
    return moment.isoformat(timespec="milliseconds")
