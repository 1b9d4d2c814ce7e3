"""What a gateway's message says, read leniently: by the names of its elements, whatever their namespaces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from .names import SOAP, Element, children, local
from .reading import parse

ALMATY = ZoneInfo("Asia/Almaty")


class Contradiction(ValueError):
    """The same place of an answer holds two different values."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A SOAP fault: `code` is Client, Server or another; `error` the gateway's own code, if it gave one."""

    code: str
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A message with exactly one Body, and the document in it (or its fault)."""

    root: Element
    body: Element
    fault: Fault | None

    @property
    def head(self) -> Element | None:
        """The message's own part: what stands in the Body apart from the business data."""
        return next(iter(children(self.body)), None)

    def values(self, path: str) -> list[str]:
        """The texts at `a/b` anywhere outside of the business data, without repetition."""
        return _values(self.head, path, within=False)

    def value(self, path: str) -> str:
        """The text at `a/b` outside of the business data, or "". Raises `Contradiction` for two that differ."""
        return _one(path, self.values(path))

    def business(self, path: str) -> str:
        """The same inside the business data, also where that is XML handed over as text."""
        return _one(path, self.business_values(path))

    def business_values(self, path: str) -> list[str]:
        """All texts there, without repetition; an empty element gives "". Raises what `parse` raises."""
        return list(dict.fromkeys(text for data in self._data() for text in _values(data, path, within=True)))

    def moment(self, path: str) -> datetime | None:
        """A time by the gateway's clock; without an offset it is Kazakhstan's."""
        text = next(iter(self.values(path)), "")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=ALMATY)

    def _data(self) -> Iterator[Element]:
        for spot in self.body.iter():
            if local(spot) != "data":
                continue
            text = (spot.text or "").strip()
            if children(spot) or not text.startswith("<"):
                yield spot
            else:
                yield parse(text.encode())
            return


def read_answer(raw: bytes) -> Answer:
    """Raises `Doctype`, XMLSyntaxError (cut off, no XML), ValueError (no SOAP message with one Body)."""
    root = parse(raw)
    if local(root) != "Envelope" or etree.QName(root).namespace != SOAP:
        raise ValueError("it is no SOAP message")
    bodies = [each for each in children(root) if each.tag == f"{{{SOAP}}}Body"]
    if len(bodies) != 1:
        raise ValueError(f"it has {len(bodies)} bodies")
    fault = next((each for each in children(bodies[0]) if local(each) == "Fault"), None)
    return Answer(root, bodies[0], _fault(fault) if fault is not None else None)


def _fault(element: Element) -> Fault:
    def text(name: str) -> str:
        return next(((each.text or "").strip() for each in element.iter() if local(each) == name), "")

    return Fault(text("faultcode").rpartition(":")[2], text("errorMessage") or text("faultstring"), text("errorCode"))


def _values(start: Element | None, path: str, *, within: bool) -> list[str]:
    """Texts at the end of the path, below `start` (or from it on); `within` looks into business data too."""
    if start is None:
        return []
    first, *rest = path.split("/")
    found: list[str] = []
    for spot in _outside(start) if not within else start.iter():
        if local(spot) != first:
            continue
        ends = [spot]
        for step in rest:
            ends = [child for end in ends for child in children(end) if local(child) == step]
        found += [(end.text or "").strip() for end in ends]
    return list(dict.fromkeys(found))


def _outside(element: Element) -> Iterator[Element]:
    yield element
    for child in children(element):
        if local(child) != "data":
            yield from _outside(child)


def _one(path: str, found: list[str]) -> str:
    if len(found) > 1:
        raise Contradiction(f"{path} says {' and '.join(found)}")
    return found[0] if found else ""
