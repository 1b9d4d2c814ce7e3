"""Errors by whose fault they are.

QaulyError
├── CallerError    the event or the call: names the field and the fix; nothing was changed
│   └── IdUsed     its id belongs to something else
├── ContentError   a file lawyers or designers own: file, line, quote, fix
└── ChannelError   the outside world: transient, permanent or unknown, with the raw evidence

Every message is a `Message`: an English sentence with named places, translated through the catalogs in `locales/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .messages import Message, _

Severity = Literal["error", "warning"]


class QaulyError(Exception):
    """Base of all errors; `str()` is English, `text(lang)` gives kk, ru or en."""

    def __init__(self, message: Message, fix: Message | None = None) -> None:
        super().__init__(message.text("en"))
        self.message = message
        self.fix = fix

    @property
    def place(self) -> str:
        """Where the fault is: a field, or a file and line; empty where there is none."""
        return ""

    def text(self, lang: str = "en") -> str:
        """One line in kk, ru or en: place, what is wrong, how to mend it."""
        parts = [self.message.text(lang)]
        if self.fix is not None:
            parts.append(self.fix.text(lang))
        body = " ".join(parts)
        return f"{self.place}: {body}" if self.place else body

    def __str__(self) -> str:
        return self.text("en")


class CallerError(QaulyError, ValueError):
    """The event is wrong. `field` is the path of the value, for instance `facts.writ.amount`."""

    def __init__(self, message: Message, *, field: str = "", fix: Message | None = None) -> None:
        self.field = field
        super().__init__(message, fix)

    @property
    def place(self) -> str:
        return self.field

    @property
    def sentence(self) -> Message:
        """The field and what is wrong with it, for a sentence that tells of a refusal."""
        return _("`{where}` {problem}", where=self.field or "–", problem=self.message)


class IdUsed(CallerError):
    """The id, or the reference of a payment, came before with another content."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in the content folders; `message` and `fix` speak kk, ru and en."""

    file: str
    line: int
    rule: str
    message: Message
    fix: Message | None = None
    quote: str = ""
    spot: str = ""  # the piece of the quote that is wrong
    clause: str = ""
    severity: Severity = "error"
    texts: Mapping[str, str] = field(default_factory=dict)  # both wordings of the clause, where a comparison failed

    @property
    def place(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} [{self.clause}]" if self.clause else where

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the spot stands in the quote."""
        start = self.quote.find(self.spot) if self.spot else -1
        return (start, start + len(self.spot)) if start >= 0 else None

    def as_json(self) -> dict[str, Any]:
        """The finding for machines: one object with its sentences in all three languages."""
        return {
            "file": self.file,
            "line": self.line,
            "rule": self.rule,
            "severity": self.severity,
            "clause": self.clause,
            "quote": self.quote,
            "spot": self.span,
            "message": {lang: self.message.text(lang) for lang in ("kk", "ru", "en")},
            "fix": {lang: self.fix.text(lang) for lang in ("kk", "ru", "en")} if self.fix else None,
            "texts": dict(self.texts),
        }


class ContentError(QaulyError):
    """A content file is wrong. Holds one or more findings; the first one is the message."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(findings[0].message, findings[0].fix)

    @property
    def place(self) -> str:
        return self.findings[0].place


class ChannelError(QaulyError):
    """A channel could not do its work. `kind` decides what the ledger does next; `evidence` is kept verbatim."""

    def __init__(
        self,
        message: Message,
        *,
        channel: str,
        kind: Literal["transient", "permanent", "unknown"],
        evidence: str = "",
        fix: Message | None = None,
    ) -> None:
        self.channel = channel
        self.kind = kind
        self.evidence = evidence
        super().__init__(message, fix)

    @property
    def place(self) -> str:
        return self.channel
