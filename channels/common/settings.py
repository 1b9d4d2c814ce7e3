"""A channel's settings as a model: what is unknown or wrong is refused by name, before anything is sent."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo

Price = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


def folder_of(settings: Mapping[str, Any]) -> Path:
    """Where relative paths of a channel's settings start: the folder of qauly.toml, else the working folder."""
    found = getattr(settings, "folder", None)
    return found if isinstance(found, Path) else Path()


def _placed(path: Path, info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    return folder / path


Place = Annotated[Path, AfterValidator(_placed)]  # a path of qauly.toml, also inside of nested tables


class ChannelSettings(BaseModel):
    """One table `[channels.<name>]` of qauly.toml; a channel adds its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    def read(cls, channel: str, settings: Mapping[str, Any]) -> Self:
        """The settings of `channel`. Raises KeyError for one that is missing, ValueError for a wrong or unknown one."""
        try:
            return cls.model_validate(dict(settings), context={"folder": folder_of(settings)})
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
        unknown = sorted(_place(fault["loc"]) for fault in faults if fault["type"] == "extra_forbidden")
        if unknown:
            known = ", ".join(sorted(cls.model_fields))
            raise ValueError(f"channels.{channel}: {', '.join(unknown)} is no setting; there are {known}")
        missing = next((_place(fault["loc"]) for fault in faults if fault["type"] == "missing"), None)
        if missing is not None:
            raise KeyError(missing)
        raise ValueError(f"channels.{channel}.{_place(faults[0]['loc'])}: {faults[0]['msg']}")


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in path)
