"""A page for people about the API: made of the OpenAPI description, so that it cannot tell anything else."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_REFERENCE = "#/components/schemas/"
_LIMITS = ("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "default")  # told beside a kind


@dataclass(frozen=True, slots=True)
class Row:
    """One field or parameter."""

    name: str
    kinds: tuple[tuple[str, str], ...]  # a kind and the schema it leads to, if any
    limits: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    spec: Schema
    scopes: tuple[str, ...]
    parameters: tuple[Row, ...]
    takes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # media types with what they hold
    gives: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]  # the same by status


@dataclass(frozen=True, slots=True)
class EventType:
    name: str
    title: str
    facts: tuple[Row, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """A call that goes out."""

    name: str
    spec: Schema
    headers: tuple[Row, ...]
    sends: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    types: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]  # statuses with what they do


def names(description: Schema) -> dict[str, object]:
    """What the layout `pages/api.html.j2` is filled with."""
    schemas: Mapping[str, Schema] = description["components"]["schemas"]
    procedures = {each.partition(".")[0]: each for each in schemas["Event"]["discriminator"]["mapping"]}
    typed = {name for name in schemas if name.partition(".")[0] in procedures or name == "Event"}
    examples = _examples(description)
    return {
        "info": description["info"],
        "server": description["servers"][0]["url"],
        "key": description["components"]["securitySchemes"]["key"],
        "operations": [
            _operation(method.upper(), path, spec)
            for path, methods in description["paths"].items()
            for method, spec in methods.items()
        ],
        "webhooks": [_webhook(name, each["post"]) for name, each in description["webhooks"].items()],
        "procedures": {
            procedure: [
                EventType(
                    name,
                    schemas[f"{procedure}.{name}"]["title"],
                    tuple(rows(schemas[f"{procedure}.{name}"]["properties"]["facts"])),
                    examples.get(f"{procedure}.{name}", ""),
                )
                for name in schemas[procedure]["discriminator"]["mapping"]
            ]
            for procedure in procedures
        },
        "schemas": {
            name: (schema.get("description", ""), tuple(rows(schema)), kinds(schema), limits(schema))
            for name, schema in schemas.items()
            if name not in typed
        },
    }


def rows(schema: Schema, before: str = "") -> Iterator[Row]:
    """The fields of an object; those of an object inside it follow with its name before them."""
    for name, field in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        inner = field.get("items", field)
        yield Row(before + name, kinds(field), limits(field), required, field.get("description", ""))
        yield from rows(inner, f"{before}{name}[]." if inner is not field else f"{before}{name}.")


def kinds(schema: Schema) -> tuple[tuple[str, str], ...]:
    """What a value is, in a word or more; a schema with a name is told by it."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return ((name, name),)
    if "const" in schema:
        return ((json.dumps(schema["const"]), ""),)
    if "enum" in schema:
        return tuple((json.dumps(each), "") for each in schema["enum"])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return tuple(kind for each in schema[choice] for kind in kinds(each))
    told = schema.get("type", "any")
    if told == "array":
        return (("list of", ""), *kinds(schema.get("items", {})))
    return tuple((each, "") for each in (told if isinstance(told, list) else [told]))


def limits(schema: Schema) -> str:
    """Bounds of a value, for instance `maxLength 200`."""
    narrowed = next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)
    found = {**narrowed, **schema}
    return ", ".join(f"{name} {found[name]}" for name in _LIMITS if found.get(name) not in (None, [], {}, ""))


def _operation(method: str, path: str, spec: Schema) -> Operation:
    return Operation(
        method,
        path,
        spec,
        tuple(scope for each in spec["security"] for scope in each["key"]),
        _parameters(spec),
        tuple(_contents(spec.get("requestBody", {}))),
        tuple((status, *content) for status, answer in spec["responses"].items() for content in _contents(answer)),
    )


def _webhook(name: str, spec: Schema) -> Webhook:
    return Webhook(
        name,
        spec,
        _parameters(spec),
        tuple(_contents(spec["requestBody"])),
        tuple(_content_types(spec)),
        tuple((status, answer["description"]) for status, answer in spec["responses"].items()),
    )


def _content_types(spec: Schema) -> Iterator[str]:
    for content in spec["requestBody"]["content"].values():
        for part in content["schema"]["allOf"]:
            yield from part.get("properties", {}).get("type", {}).get("enum", ())


def _parameters(spec: Schema) -> tuple[Row, ...]:
    return tuple(
        Row(
            f"{each['name']} ({each['in']})",
            kinds(each["schema"]),
            limits(each["schema"]),
            each["required"],
            each.get("description", ""),
        )
        for each in spec.get("parameters", ())
    )


def _contents(place: Schema) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for media, content in place.get("content", {}).items():
        schema = content.get("schema", {})
        named = next(iter(schema.get("allOf", ())), schema)  # what narrows it is told apart
        yield media, kinds(named) if "$ref" in named else ()


def _examples(description: Schema) -> dict[str, str]:
    body = description["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]
    return {
        name: json.dumps(each["value"], ensure_ascii=False, indent=2) for name, each in body.get("examples", {}).items()
    }
