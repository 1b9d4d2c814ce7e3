"""What travels inside a document's PDF: enough to check, years later, why the document says what it says."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..law.decision import Decision, Issued
from ..law.values import as_json
from ..model import Event
from .caption import Recorded
from .document import LANGS, Version
from .editions import Edition

if TYPE_CHECKING:
    from .compose import Code

SCHEMA = "qauly-document/1"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hashes(Strict):
    """SHA-256 of the Kazakh and of the Russian text."""

    kk: str = Field(pattern="^[0-9a-f]{64}$")
    ru: str = Field(pattern="^[0-9a-f]{64}$")


class Named(Strict):
    kind: str
    procedure: str
    case: str
    number: str
    date: str
    issuer: dict[Literal["kk", "ru"], str]
    code: str | None = Field(default=None, description="What a person types to verify the document.")


class Worded(Strict):
    start: str = Field(description="Start date of the edition, its id.")
    sha256: Hashes = Field(description="Of the edition's wording, as approvals.yaml records it.")
    draft: bool


class Value(Strict):
    """A number of the law as it was fixed when the case opened."""

    parameter: str
    value: Any
    start: str


class Decided(Strict):
    transition: str
    regime: str | None
    values: dict[str, Value]
    trace: tuple[dict[str, Any], ...]


class Embedded(Strict):
    """`data.json` of a document's PDF; `Embedded.model_json_schema()` is its JSON Schema."""

    schema_: Literal["qauly-document/1"] = Field(alias="schema", default="qauly-document/1")
    document: Named
    edition: Worded
    event: dict[str, Any]
    decision: Decided
    beside: Recorded | None = Field(
        default=None, description="The lines beside the QR code as they are printed; older documents lack it."
    )
    text: Hashes = Field(description="Of each language's paragraphs, one a line, as they are printed.")


def embedded(
    issued: Issued,
    edition: Edition,
    draft: bool,
    decision: Decision,
    event: Event,
    issuer: Mapping[str, str],
    code: "Code | None",
    versions: Mapping[Any, Version],
) -> dict[str, Any]:
    """The JSON of a document; attachments are named by their SHA-256, their bytes stay with the case system."""
    found = Embedded(
        document=Named(
            kind=issued.kind,
            procedure=event.procedure,
            case=event.case,
            number=issued.number,
            date=issued.date.isoformat(),
            issuer={"kk": issuer["kk"], "ru": issuer["ru"]},
            code=code.code if code else None,
        ),
        edition=Worded(start=edition.start.isoformat(), sha256=Hashes(**edition.hashes), draft=draft),
        event={**event.model_dump(mode="json"), "facts": _without_bytes(event.facts)},
        decision=Decided(
            transition=decision.transition,
            regime=decision.case.regime,
            values={
                name: Value(parameter=value.name, value=as_json(value.value), start=value.start.isoformat())
                for name, value in decision.case.values.items()
            },
            trace=tuple(
                {"rule": entry.rule, "act": entry.act, "article": entry.article, "clause": entry.clause, **entry.values}
                for entry in decision.trace
            ),
        ),
        beside=code.beside.as_record() if code and code.beside else None,
        text=Hashes(**{lang: text_hash(versions[lang].lines()) for lang in LANGS}),
    )
    return as_data(found)


def as_data(found: Embedded) -> dict[str, Any]:
    """The JSON of `data.json`; what older documents do not have is left out, so that they come out as they were."""
    return found.model_dump(mode="json", by_alias=True, exclude=None if found.beside else {"beside"})


def text_hash(lines: Iterable[str]) -> str:
    """SHA-256 of paragraphs, one a line, every run of white space as one space."""
    return hashlib.sha256("\n".join(" ".join(line.split()) for line in lines).encode()).hexdigest()


def _without_bytes(facts: Mapping[str, Any]) -> dict[str, Any]:
    copies = [{key: copy[key] for key in copy if key != "data_base64"} for copy in facts.get("attachments") or ()]
    return {**facts, "attachments": copies} if copies else dict(facts)
