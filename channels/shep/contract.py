"""A contract profile: how one service behind the gateway is spoken to. It is data, since most contracts are not public.

A profile is a YAML file, shipped in `channels/profiles` or written by the installation.
"""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from lxml import etree
from pydantic import AfterValidator, Field, field_validator, model_validator

from ...engine.config import Strict
from ...engine.content import Content
from ...engine.errors import ContentError, Finding
from ...engine.messages import _
from ...engine.ports import ReceiptState
from ...engine.yamlfile import load
from .places import KNOWN, Template

SHIPPED = Path(__file__).resolve().parent.parent / "profiles"

# What a code means for the dispatch. `halt`: nothing went out and the channel stops until a person has looked;
# `none`: the one asked for is not there (look-ups only).
Meaning = Literal["accepted", "delivered", "rejected", "transient", "unknown", "halt", "none"]

# Codes of the gateway itself that public clients know; a profile's own come first. Patterns as in a shell.
GATEWAY: dict[str, Meaning] = {
    "SCSS001": "accepted",
    "SCSE001": "rejected",
    "FAULT015": "rejected",
    "FAULT-015": "rejected",
    "SBF-VE-*": "rejected",
    "SBF-AD-*": "rejected",
    "VAL-*": "rejected",
}
STATES: dict[str, ReceiptState] = {
    "ON_DELIVERY": "accepted",
    "DELIVERED": "delivered",
    "NOT_DELIVERED": "undeliverable",
    "DELIVERY_STOPPED": "expired",
}

_NAME = r"[A-Za-z_][\w.\-]*"
_FIELD_PATH = re.compile(rf"(?:{_NAME}(?:\[[1-9]\d?\])?/)*(?:@?{_NAME}(?:\[[1-9]\d?\])?)")
_READ_PATH = rf"{_NAME}(?:/{_NAME})*"


def _path(text: str) -> str:
    if not _FIELD_PATH.fullmatch(text):
        raise ValueError(f"{text!r} is no path; write a/b, a[2]/b or a/@b")
    return text


def _template(text: str) -> str:
    Template.parse(text, KNOWN | {"first"})
    return text


class Wrapper(Strict):
    """Another name of the outermost element, where a service has its own."""

    name: str = Field(pattern=rf"^{_NAME}$")
    namespace: str = Field(min_length=1)


class Payload(Strict):
    """What stands inside `data`, element by element in this order: path ← template."""

    namespace: str = ""  # of the payload's elements; none: unqualified
    qualified: bool = True  # whether the inner elements bear the namespace too
    type: str | None = Field(None, pattern=rf"^{_NAME}$")  # xsi:type of `data`
    element: str | None = Field(None, pattern=rf"^{_NAME}$")  # an element around the fields
    form: Literal["element", "text"] = "element"  # `text`: the XML is handed over as a string
    signed: bool = False  # the element bears a signature of its own
    schema_: str | None = Field(None, alias="schema")  # XSD beside the profile, for `element`
    fields: dict[Annotated[str, AfterValidator(_path)], Annotated[str, AfterValidator(_template)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _rooted(self) -> "Payload":
        if self.element is None and (self.signed or self.form == "text" or self.schema_):
            raise ValueError("`signed`, `form: text` and `schema` need an `element` around the fields")
        return self


class Codes(Strict):
    """Where a code stands in the answer, and what it means; `*` stands for every other."""

    path: str = Field(pattern=rf"^{_READ_PATH}$")
    codes: dict[str, Meaning] = Field(min_length=1)


class Reading(Strict):
    """How an answer is read."""

    code: str = Field(default="responseInfo/status/code", pattern=rf"^{_READ_PATH}$")
    codes: dict[str, Meaning] = {}
    second: Codes | None = None  # the service's own status inside the payload: both must be good
    take: dict[str, Annotated[str, Field(pattern=rf"^{_READ_PATH}\??$")]] = {}  # name ← path; with "?" it may be absent
    echo: bool = False  # the answer must name our message, as its messageId or correlationId


class Profile(Strict):
    """The contract of one service."""

    title: str
    drafting: bool = False  # the project's own drafting: spoken with stand-ins on this machine only
    channel: Literal["sync", "async"] = "sync"
    service: str = Field(min_length=1)  # serviceId
    message_type: str = "REQUEST"  # AsyncChannel only
    route: str | None = None  # routeId
    sender: str | None = None  # senderId, where it is not the channel's
    properties: dict[str, str] = {}
    wrapper: Wrapper | None = None
    # another profile that is asked before, by its name or its path from here; its `take` fills {first.…}
    first: str | None = None
    payload: Payload
    answer: Reading = Reading()
    receipts: dict[str, ReceiptState] = {}  # AsyncChannel: what a message's state is worth here

    @field_validator("properties")
    @classmethod
    def _short(cls, given: dict[str, str]) -> dict[str, str]:
        for key, value in given.items():
            if len(key) > 30 or len(value) > 500:
                raise ValueError(f"{key}: a key has at most 30 characters, a value 500")
        return given

    @field_validator("receipts")
    @classmethod
    def _states(cls, given: dict[str, ReceiptState]) -> dict[str, ReceiptState]:
        for state in given:
            if state not in STATES:
                raise ValueError(f"{state} is none of {', '.join(STATES)}")
        return given

    @model_validator(mode="after")
    def _one_way(self) -> "Profile":
        if self.channel == "async" and self.wrapper is not None:
            raise ValueError("a `wrapper` of its own is known for the channel `sync` only")
        if self.channel == "sync" and self.receipts:
            raise ValueError("`receipts` come by the channel `async` only")
        if self.first is None and any("{first." in text for text in self.payload.fields.values()):
            raise ValueError("{first.…} is used, but `first` names no profile that is asked before")
        return self

    def templates(self) -> list[tuple[str, Template]]:
        """The payload's fields in their order."""
        return [(path, Template.parse(text, KNOWN | {"first"})) for path, text in self.payload.fields.items()]

    def meaning(self, code: str) -> Meaning | None:
        """What a code of the first layer means; the profile's word wins."""
        return look_up(code, self.answer.codes) or look_up(code, GATEWAY)


class Contract(Strict):
    """A profile with the name it is called by, the folder it lies in and the XSD of its payload, if it has one."""

    name: str
    folder: Path
    profile: Profile
    xsd: Any = None  # etree.XMLSchema


def look_up(code: str, codes: dict[str, Meaning]) -> Meaning | None:
    """The meaning by the exact code, else by the first pattern that fits."""
    if code in codes:
        return codes[code]
    return next((each for pattern, each in codes.items() if _fits(code, pattern)), None)


def _fits(code: str, pattern: str) -> bool:
    return "*" in pattern and re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), code, re.DOTALL) is not None


@cache
def _shipped(name: str) -> Profile:
    return load(Content((SHIPPED,)), name, Profile)


def open_contract(name: str, folder: Path = Path()) -> Contract:
    """The profile of this name (shipped) or path (it ends with .yaml, or has a folder in it), seen from `folder`.

    Raises `ContentError` with file and line for one that is not there or is wrong.
    """
    own = name.endswith((".yaml", ".yml")) or "/" in name
    place = folder / name if own else SHIPPED / f"{name}.yaml"
    if not place.is_file():
        shipped = ", ".join(sorted(path.stem for path in SHIPPED.glob("*.yaml")))
        raise ContentError(
            Finding(
                str(place) if own else name,
                0,
                "F-020",
                _("is no contract profile."),
                _("Name a file, or one of those that ship: {shipped}.", shipped=shipped),
            )
        )
    profile = load(Content((place.parent,)), place.name, Profile) if own else _shipped(place.name)
    xsd = None
    if profile.payload.schema_ is not None:
        try:
            xsd = etree.XMLSchema(etree.parse(place.parent / profile.payload.schema_))
        except (OSError, etree.LxmlError) as error:
            raise ContentError(
                Finding(place.name, 0, "F-021", _("`{key}`: {problem}.", key="payload.schema", problem=error))
            ) from None
    return Contract(name=name, folder=place.parent, profile=profile, xsd=xsd)
