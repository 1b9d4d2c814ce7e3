"""Checking an event's facts against the schema of its type, and giving them types.

JSON Schema with formats of our own (money, iin, phone, name, words …); `x-type` says what a value is.
"""

import hashlib
import re
import unicodedata
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from pydantic import Field

from ..errors import CallerError
from ..language import iin as iin_number
from ..language.typography import cyrillic
from ..messages import _
from .almaty import local
from .damaged import WHOLE, Damaged
from .fact_faults import caller_error, deepest
from .parameters import Strict
from .values import Facts, Person, Words

MONEY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?", re.ASCII)
PHONE = re.compile(r"\+(7[0-9]{10}|[1-689][0-9]{7,14})", re.ASCII)
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]+")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LINE_BREAKS = "\n\r\t"
# control, surrogate, private and unassigned characters, and the format characters that reorder or hide text
_UNPRINTABLE = ("Cc", "Cs", "Co", "Cn", "Cf")


class FactsFile(Strict):
    """legal_texts/facts.yaml: shapes that the facts of many events share."""

    schema_: str = Field(alias="schema", pattern="^facts/1$")
    defs: dict[str, dict[str, Any]]


def read_money(value: Any) -> Decimal | None:
    """An amount of tenge from a Decimal, an int or text with at most two decimals; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if not MONEY.fullmatch(text):
        return None
    amount = Decimal(text)
    return amount.quantize(Decimal("0.01")) if amount > 0 else None


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 1 < moment.year < 9999 else None  # the ends have no time in Almaty


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if DATE.fullmatch(value) else None
    except ValueError:
        return None


def _whole(check: Callable[[str], None]) -> Callable[[object], bool]:
    def checked(value: object) -> bool:
        if isinstance(value, str):
            check(value)
        return True

    return checked


FORMATS = FormatChecker(formats=())
FORMATS.checks("money")(lambda value: read_money(value) is not None)
FORMATS.checks("iin")(lambda value: not isinstance(value, str) or iin_number.problem(value) is None)
FORMATS.checks("phone")(lambda value: not isinstance(value, str) or PHONE.fullmatch(value) is not None)
FORMATS.checks("email")(lambda value: not isinstance(value, str) or EMAIL.fullmatch(value) is not None)
for _name, _check in WHOLE.items():
    FORMATS.checks(_name, Damaged)(_whole(_check))
FORMATS.checks("date")(lambda value: not isinstance(value, str) or _day(value) is not None)
FORMATS.checks("day")(lambda value: not isinstance(value, str) or bool(_day(value) or _moment(value)))
FORMATS.checks("offset-date-time")(lambda value: not isinstance(value, str) or _moment(value) is not None)


class FactSchema:
    """The facts of one event type: `check` refuses what is wrong, `typed` gives rules and wording their values."""

    def __init__(self, schema: Mapping[str, Any], defs: Mapping[str, Any]) -> None:
        self.schema = {"type": "object", "properties": {}, "additionalProperties": False, **schema}
        self.defs = defs

    @cached_property
    def validator(self) -> Draft202012Validator:
        return Draft202012Validator({**self.schema, "$defs": dict(self.defs)}, format_checker=FORMATS)

    def check(self, facts: Mapping[str, Any]) -> None:
        """Raises `CallerError` that names the first wrong field and how to mend it."""
        _check_text(facts, "facts")
        _check_copies(facts.get("attachments"))
        said = self._said(self.schema, facts)
        errors = sorted(self.validator.iter_errors(said), key=lambda error: (len(error.path), str(error.path)))
        if errors:
            raise caller_error(deepest(errors[0]))

    def _said(self, schema: Mapping[str, Any], raw: Any) -> Any:
        """The facts less those that may be left out and are null, unless null says something there."""
        schema = self._resolved(schema)
        if isinstance(raw, list):
            return [self._said(schema.get("items", {}), item) for item in raw]
        if not isinstance(raw, Mapping):
            return raw
        fields, required = schema.get("properties", {}), schema.get("required", ())
        return {
            name: self._said(fields.get(name, {}), value)
            for name, value in raw.items()
            if value is not None or name in required or name not in fields or self._takes_null(fields[name])
        }

    def _takes_null(self, schema: Mapping[str, Any]) -> bool:
        schema = self._resolved(schema)
        return "null" in schema.get("type", ()) or None in schema.get("enum", ())

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in schema:
            return schema
        return {**self.defs[schema["$ref"].removeprefix("#/$defs/")], **_without(schema, "$ref")}

    def typed(self, facts: Mapping[str, Any]) -> Facts:
        """The facts with their types; optional ones that were not given are None."""
        value = self._typed(self.schema, facts)
        assert isinstance(value, Facts)
        return value

    def typed_field(self, name: str, raw: Any) -> Any:
        """One field of the facts, typed: what a case keeps from an earlier event."""
        return self._typed(self.schema["properties"][name], raw)

    def _typed(self, schema: Mapping[str, Any], raw: Any) -> Any:
        schema = self._resolved(schema)
        if raw is None:
            return None
        kind = schema.get("x-type")
        if kind == "money":
            return read_money(raw)
        if kind == "date":
            return _day(raw)
        if kind == "time":
            return local(datetime.fromisoformat(raw))
        if kind == "day":
            return _day(raw) or local(datetime.fromisoformat(raw)).date()
        if isinstance(raw, Mapping) and "properties" in schema:
            fields = {name: self._typed(sub, raw.get(name)) for name, sub in schema["properties"].items()}
            if kind == "words":  # people typed it: Latin letters that pass for Cyrillic ones are put right
                fields |= {lang: cyrillic(fields[lang]) for lang in ("kk", "ru")}
            return {"words": Words, "person": Person}.get(str(kind), Facts)(fields, given=raw.keys())
        if isinstance(raw, list):
            return tuple(self._typed(schema.get("items", {}), item) for item in raw)
        if not isinstance(raw, str):
            return raw
        text = unicodedata.normalize("NFC", raw.strip())
        return cyrillic(" ".join(text.split())) if schema.get("format") == "name" else text


def _without(schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != key}


def _check_text(value: Any, path: str) -> None:
    if isinstance(value, str):
        for letter in value:
            if letter not in _LINE_BREAKS and unicodedata.category(letter) in _UNPRINTABLE:
                raise CallerError(
                    _("holds the character U+{code}, which cannot be printed.", code=f"{ord(letter):04X}"),
                    field=path,
                    fix=_("Remove it."),
                )
        if value and not value.strip():
            raise CallerError(_("holds nothing but spaces."), field=path, fix=_("Give it a value."))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _check_text(key, path)
            _check_text(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check_text(item, f"{path}.{index}")


def _check_copies(attachments: Any) -> None:
    """Bytes that came with the event must be those whose SHA-256 the documents will name."""
    for index, copy in enumerate(attachments if isinstance(attachments, list) else ()):
        if not isinstance(copy, Mapping) or not isinstance(copy.get("data_base64"), str):
            continue  # the schema says what is wrong with it
        field = f"facts.attachments.{index}"
        try:
            digest = hashlib.sha256(b64decode(copy["data_base64"], validate=True)).hexdigest()
        except ValueError:
            raise CallerError(
                _("is not Base64."), field=f"{field}.data_base64", fix=_("Send the data again.")
            ) from None
        if isinstance(copy.get("sha256"), str) and copy["sha256"] != digest:
            raise CallerError(
                _("is not the SHA-256 of the data beside it."), field=f"{field}.sha256", fix=_("Send the data again.")
            )
