"""The description of the API, OpenAPI 3.1: made of the models and of the facts' schemas in `procedure.yaml`."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel

from ...callbacks.bodies import CALLS
from ...config import Permit
from ...courses.story import load_courses
from ...law.facts import MONEY
from ...law.library import Law
from ...ledger.view import CaseView
from ...model import Event, Outcome
from ...payments import Payment
from .webhooks import webhooks

REFERENCE = "#/components/schemas/{model}"
FORMATS: Mapping[str, dict[str, Any]] = {
    "money": {"type": "string", "pattern": f"^{MONEY.pattern}$", "examples": ["36920.00"]},
    "iin": {"pattern": "^[0-9]{12}$"},
    "phone": {"pattern": r"^\+[1-9][0-9]{7,14}$"},
    "offset-date-time": {"format": "date-time"},
    "day": {"format": "day"},
}
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "pattern": "^urn:qauly:problem:"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "Where in the request, for instance facts.writ.amount."},
        "fix": {"type": "string", "description": "How to mend it."},
    },
    "required": ["type", "title", "status", "detail"],
}


def openapi(law: Law) -> dict[str, Any]:
    """The whole description."""
    schemas: dict[str, Any] = {"Problem": PROBLEM, **_models(Outcome, CaseView, Payment, *CALLS.values())}
    schemas |= {f"facts.{name}": _rewritten(schema) for name, schema in _defs(law).items()}
    schemas |= _events(law)
    schemas["Feed"] = _object(
        entries={"type": "array", "items": _object(position=_of("integer"), event=_of("string"), case=_of("string"),
                                                   outcome=_ref("Outcome"))},
        next=_of("integer"),
    )  # fmt: skip
    schemas["Result"] = {
        "type": "object",
        "properties": {"line": _of("integer"), "status": _of("integer"), "outcome": _ref("Outcome"),
                       "problem": _ref("Problem")},
        "required": ["line", "status"],
    }  # fmt: skip
    event = {"application/json": {"schema": _ref("Event"), "examples": _examples(law)}}
    case, limit = _parameter("path", "case"), {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}
    after = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1, "default": 0}
    lang, form = {"enum": ["kk", "ru", "both"]}, {"enum": ["docx", "html", "txt", "pdf"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Qauly", "version": version("qauly"), "description": DESCRIPTION},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": {
            "/events": {"post": _call("events", "handleEvent", "An event and what the law requires", "Outcome",
                                      body=event)},
            "/events:batch": {"post": _batch()},
            "/decide": {"post": _call("decide", "decideEvent", "What an event would require; writes nothing", None,
                                      body=event)},
            "/payments": {"post": _call("payments", "tellPayment", "A payment, once a reference", "Outcome",
                                        note=PAYERS, body={"application/json": {"schema": _ref("Payment")}})},
            "/feed": {"get": _call("feed", "readFeed", "Outcomes in the order of their commits", "Feed", parameters=[
                _parameter("query", "after", after), _parameter("query", "limit", limit)])},
            "/cases/{case}": {"get": _call("cases", "showCase", "Everything known of a case", "CaseView",
                                           parameters=[case])},
            "/cases/{case}/proof": {"get": _call(
                "cases", "proveCase", "The certificate of service", None, media="application/pdf",
                parameters=[case, _parameter("query", "at", {"type": "string", "format": "date-time"})])},
            "/documents/{number}/{lang}.{format}": {"get": _call(
                "documents", "readDocument", "The bytes of the archive", None, media="*/*",
                parameters=[_parameter("path", "number"), _parameter("path", "lang", lang),
                            _parameter("path", "format", form)])},
        },
        "webhooks": webhooks(law),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": KEYS}},
        },
    }  # fmt: skip


DESCRIPTION = (
    "Events of proceedings in, documents and notices out. The id of an event is its idempotency key: the same event "
    "gives the first outcome again, the same id with another body is refused with 409. Faults are "
    "application/problem+json in kk, ru or en, by Accept-Language or ?ui=."
)
KEYS = "`qauly api key new NAME` makes a key; what it may do is written in its `scopes`, which the operations name."
PAYERS = (
    "Also without a key, by who is named in `payers` of the settings: the header `Qauly-Payer` holds the payer's name, "
    "`Qauly-Signature` holds `t=<unix>,v1=<hex>`, the HMAC-SHA-256 of `<t>.<body>`."
)


def _events(law: Law) -> dict[str, Any]:
    """One schema an event type, chosen by `procedure` and then by `type`."""
    out: dict[str, Any] = {}
    base = Event.model_json_schema(ref_template=REFERENCE)["properties"]
    by_procedure = {}
    for procedure in law.procedures.values():
        by_type = {}
        for name, spec in procedure.events.items():
            facts = _rewritten(procedure.schemas[name].schema)
            required = ["id", "procedure", "case", "type", "at", *(["facts"] if facts.get("required") else [])]
            out[f"{procedure.id}.{name}"] = {
                "type": "object",
                "title": f"{spec.title.kk} / {spec.title.ru}",
                "properties": {**base, "procedure": {"const": procedure.id}, "type": {"const": name}, "facts": facts},
                "required": required,
                "additionalProperties": False,
            }
            by_type[name] = f"#/components/schemas/{procedure.id}.{name}"
        out[procedure.id] = _one_of("type", by_type)
        by_procedure[procedure.id] = f"#/components/schemas/{procedure.id}"
    return {**out, "Event": _one_of("procedure", by_procedure)}


def _one_of(name: str, choices: Mapping[str, str]) -> dict[str, Any]:
    return {
        "oneOf": [{"$ref": each} for each in choices.values()],
        "discriminator": {"propertyName": name, "mapping": dict(choices)},
    }


def _defs(law: Law) -> dict[str, Any]:
    return {name: schema for procedure in law.procedures.values() for name, schema in procedure.defs.items()}


def _rewritten(schema: Any) -> Any:
    """A schema of facts with the references and formats that clients know."""
    if isinstance(schema, list):
        return [_rewritten(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    out = {key: _rewritten(value) for key, value in schema.items()}
    if isinstance(out.get("$ref"), str):
        out["$ref"] = out["$ref"].replace("#/$defs/", "#/components/schemas/facts.")
    if isinstance(out.get("format"), str):
        out |= FORMATS.get(out["format"], {})
    return out


def _models(*models: type[BaseModel]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for model in models:
        schema = model.model_json_schema(ref_template=REFERENCE)
        out |= schema.pop("$defs", {})
        out.setdefault(model.__name__, schema)
        if "$ref" in out[model.__name__]:  # it refers to itself, and stands among its own definitions
            out[model.__name__] = schema if "$ref" not in schema else out[schema["$ref"].rpartition("/")[2]]
    return out


def _examples(law: Law) -> dict[str, Any]:
    """The first event of each type in the shipped courses."""
    out: dict[str, Any] = {}
    for course in load_courses(law.editions.content):
        for step in course.steps:
            name = f"{course.procedure}.{step.on}"
            if step.on is None or name in out or any(each.error for each in step.expected):
                continue
            out[name] = {"value": course.event(step).model_dump(mode="json")}
    return out


def _call(
    scope: Permit,
    name: str,
    summary: str,
    answer: str | None,
    *,
    body: Mapping[str, Any] | None = None,
    parameters: list[dict[str, Any]] | None = None,
    media: str = "application/json",
    note: str = "",
) -> dict[str, Any]:
    content = {media: {"schema": _ref(answer)} if answer else {}}
    out: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        **({"description": note} if note else {}),
        "security": [{"key": [scope]}],
        "responses": {"200": {"description": "Done", "content": content}, "default": _problem()},
    }
    if body is not None:
        out["requestBody"] = {"required": True, "content": body}
    if parameters:
        out["parameters"] = parameters
    return out


def _batch() -> dict[str, Any]:
    lines = {"application/jsonl": {"schema": {"type": "string"}}}
    call = _call(
        "events", "handleEvents", "Events as lines; a line of the schema Result comes back for each", None, body=lines
    )
    call["responses"]["200"]["content"] = {"application/jsonl": {}}
    return call


def _problem() -> dict[str, Any]:
    return {"description": "What went wrong", "content": {"application/problem+json": {"schema": _ref("Problem")}}}


def _parameter(where: str, name: str, schema: Mapping[str, Any] | None = None) -> dict[str, Any]:
    given = dict(schema or {"type": "string", "minLength": 1, "maxLength": 250})
    return {"in": where, "name": name, "required": where == "path", "schema": given}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _of(kind: str) -> dict[str, Any]:
    return {"type": kind}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": REFERENCE.format(model=name)}
