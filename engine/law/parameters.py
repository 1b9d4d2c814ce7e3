"""Numbers the law sets, by date: the value in force, or an error that names the value and the date."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from ..content import Content
from ..errors import CallerError, ContentError, Finding
from ..messages import _
from ..yamlfile import line_of, load
from .decision import LegalValue
from .terms import Term

Unit = Literal["KZT", "mrp", "calendar_day", "working_day", "count", "percent", "time", "list", "flag", "month", "date"]
_TERM_UNITS = ("calendar_day", "working_day")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Strict):
    kk: str
    ru: str


class Count(Strict):
    """How the days of a term are counted."""

    first_day: Literal["next", "same"]
    last_day: Literal["inclusive"]
    shift_on_holiday: bool


class Start(Strict):
    value: int | bool | str | date | list[str]
    source: str
    checked: str | None

    @field_validator("value", mode="before")
    @classmethod
    def _no_float(cls, value: Any) -> Any:
        if isinstance(value, float):
            raise ValueError(_("a number with a point must be written in quotes"), _("Put it in quotes."))
        return value


class Parameter(Strict):
    unit: Unit
    label: Label
    count: Count | None = None
    note: str | None = None
    values: dict[date, Start | None] = Field(min_length=1)

    @field_validator("values")
    @classmethod
    def _fit_the_unit(cls, values: dict[date, Start | None], info: ValidationInfo) -> dict[date, Start | None]:
        unit = info.data.get("unit", "")
        for start, entry in values.items():
            if entry is not None and not fits(entry.value, unit):
                raise ValueError(
                    _("the value of {start} is no {unit}", start=start.isoformat(), unit=unit),
                    _("Days are whole numbers, sums and percents numbers, flags true or false, lists […]."),
                    (start.isoformat(),),
                )
        return values


def fits(value: Any, unit: str) -> bool:
    """Whether a value can be of the unit: days and counts are whole and not negative, flags are true or false."""
    if unit == "flag":
        return isinstance(value, bool)
    if unit in (*_TERM_UNITS, "mrp", "count", "month"):
        return (
            not isinstance(value, bool)
            and re.fullmatch(r"\d+(?:\.\d+)?", str(value)) is not None
            and (unit not in _TERM_UNITS or str(value).isdigit())
        )
    if unit in ("KZT", "percent"):
        return not isinstance(value, bool) and re.fullmatch(r"\d+(?:\.\d{1,2})?", str(value)) is not None
    if unit == "list":
        return isinstance(value, list)
    if unit == "time":
        return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)) is not None
    if unit == "date":
        return isinstance(value, date)
    return True


class ParameterFile(Strict):
    schema_: Literal["parameters/1"] = Field(alias="schema")
    parameters: dict[str, Parameter]


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters of the content, with the file each one stands in."""

    entries: Mapping[str, Parameter]
    homes: Mapping[str, str]

    def at(self, name: str, on: date) -> LegalValue:
        """The value in force on the day.

        Raises `CallerError` (field `at`) where nothing is in force: never the nearest, never the last.
        """
        parameter = self.entries[name]
        starts = [start for start in parameter.values if start <= on]
        entry = parameter.values[max(starts)] if starts else None
        if entry is None:
            raise CallerError(
                _("no value of {name} is in force on {date}.", name=name, date=on.isoformat()),
                field="at",
                fix=_("Enter the value with its start in {file}, or correct the date.", file=self.homes[name]),
            )
        return LegalValue(
            name, _typed(parameter, entry.value), parameter.unit, max(starts), entry.source, entry.checked is not None
        )


def _typed(parameter: Parameter, value: Any) -> Any:
    if parameter.unit in _TERM_UNITS:
        count = parameter.count
        kind: Any = parameter.unit
        return Term(int(value), kind, count.first_day, count.shift_on_holiday) if count else Term(int(value), kind)
    if isinstance(value, list):
        return tuple(value)
    if parameter.unit in ("KZT", "percent") and isinstance(value, str):
        return Decimal(value)
    return value


def load_parameters(content: Content) -> Parameters:
    """Every file of legal_texts/parameters; a name that stands in two files is a `ContentError`."""
    entries: dict[str, Parameter] = {}
    homes: dict[str, str] = {}
    for file in content.files("legal_texts/parameters", "*.yaml"):
        for name, parameter in load(content, file, ParameterFile).parameters.items():
            if name in entries:
                line = line_of(content.read_text(file), ("parameters", name))
                raise ContentError(
                    Finding(
                        file,
                        line,
                        "C-003",
                        _("{name} stands in {other} too.", name=name, other=homes[name]),
                        _("Keep one of the two."),
                        name,
                    )
                )
            entries[name], homes[name] = parameter, file
    return Parameters(entries, homes)
