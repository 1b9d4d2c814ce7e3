"""Typed facts: what rules and wording see instead of raw JSON."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..wording.document import Bilingual, Lang
from .terms import Term


class Facts:
    """A frozen record whose fields are read as attributes; an optional fact that was not given is None.

    `given` names the fields that were told: as JSON the record is what it was, without the absent ones.
    """

    __slots__ = ("_fields", "_given")

    def __init__(self, fields: Mapping[str, Any], given: Collection[str] | None = None) -> None:
        object.__setattr__(self, "_fields", dict(fields))
        object.__setattr__(self, "_given", frozenset(fields if given is None else given))

    def __getattr__(self, name: str) -> Any:
        try:
            return object.__getattribute__(self, "_fields")[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("facts do not change")

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and bool(self._fields == other._fields)

    def __hash__(self) -> int:
        return hash(tuple(self._fields))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._fields!r})"


class Words(Facts):
    """One text in both languages (`kk`, `ru`), with further facts beside it where the schema has them."""

    def pair(self) -> Bilingual:
        return Bilingual(self.kk, self.ru)


class Person(Facts):
    """A person: names in both spellings, IIN, sex, language, contacts, stored inflected forms."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as one language writes it, with what its inflection needs."""

    lang: Lang
    last: str
    first: str
    patronymic: str | None
    gender: str | None
    forms: tuple[tuple[str, str], ...] = ()  # case code of the language -> whole inflected name

    def __str__(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.patronymic) if part)


class Spoken(str):
    """A text in one language that still answers for the facts beside it (`office.locality`)."""

    fields: Mapping[str, Any]

    def __new__(cls, text: str, fields: Mapping[str, Any]) -> "Spoken":
        self = super().__new__(cls, text)
        self.fields = fields
        return self

    def __getattr__(self, name: str) -> Any:
        try:
            return self.fields[name]
        except KeyError:
            raise AttributeError(name) from None


def in_language(value: Any, lang: Lang) -> Any:
    """The value as the wording of one language sees it: words become that language's text, persons get a name."""
    if isinstance(value, Words):
        rest = {key: in_language(value[key], lang) for key in value if key not in ("kk", "ru")}
        return Spoken(value[lang], rest) if rest else value[lang]
    if isinstance(value, Person):
        fields = {key: value[key] for key in value}
        fields["name"] = _name(value, lang)
        return Facts(fields)
    if isinstance(value, Facts):
        return Facts({key: in_language(value[key], lang) for key in value})
    if isinstance(value, Bilingual):
        return value[lang]
    if isinstance(value, tuple):
        return tuple(in_language(item, lang) for item in value)
    return value


def _name(person: Person, lang: Lang) -> Name:
    from ..language import names

    spelling = person.name[lang]
    patronymics = {each: person.name[each].patronymic for each in ("kk", "ru")}
    gender = names.gender(person.sex, patronymics["ru"], patronymics["kk"], person.iin)
    forms = person.forms[lang] if person.forms else None
    stored = tuple((case, forms[case]) for case in forms if forms[case]) if forms else ()
    return Name(lang, spelling.last, spelling.first, spelling.patronymic, gender, stored)


def as_json(value: Any) -> Any:
    """The value as JSON: money with two decimals, dates and times in ISO 8601, terms as their days."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Term):
        return value.days
    if isinstance(value, Facts):
        return {key: as_json(value[key]) for key in value if key in value._given}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    return value
