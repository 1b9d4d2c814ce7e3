"""Log lines on standard error: JSON for machines, text for people; off until asked for."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from .masks import masked

Format = Literal["json", "text"]
LOGGER = logging.getLogger("qauly")
LOGGER.addHandler(logging.NullHandler())


def start(form: Format) -> None:
    """Writes the lines of this process to standard error; libraries' own lines, which we cannot mask, stay out."""
    LOGGER.handlers = [handler := logging.StreamHandler(sys.stderr)]
    handler.setFormatter(_Json() if form == "json" else _Text())
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def line(stage: str, seconds: float, facts: Mapping[str, Any], *, inner: bool = False) -> None:
    """One line; `facts` have been masked."""
    level = logging.WARNING if "error" in facts else logging.DEBUG if inner else logging.INFO
    LOGGER.log(level, stage, extra={"qauly": {"seconds": round(seconds, 6), **facts}})


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_told(record), ensure_ascii=False)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        head = f"{told.pop('at')} {told.pop('level')} {told.pop('stage')}"
        return " ".join([head, *(f"{name}={value}" for name, value in told.items())])


def _told(record: logging.LogRecord) -> dict[str, Any]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    head = {"at": at, "level": record.levelname.lower()}
    facts: dict[str, Any] | None = getattr(record, "qauly", None)
    if facts is None:  # a line that a channel or the site writes by itself
        return {**head, "stage": record.name, "message": masked(record.getMessage())}
    return {**head, "stage": record.msg, **facts}
