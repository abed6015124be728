"""Whether JSON has the shape that a schema of the OpenAPI document says: the part of JSON Schema that we use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
KNOWN = {"type", "properties", "required", "additionalProperties", "items", "enum", "format", "$ref"}


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Each way in which `value` is not what `schema` says; a word of a schema that we do not check is one too."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from faults(value, whole["components"]["schemas"][name], whole, at)
        return
    yield from (f"{at}: {word} is not checked" for word in schema.keys() - KNOWN)
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(_is(value, kind) for kind in types):
        yield f"{at}: {value!r} is no {'/'.join(types)}"
        return
    if value is None:
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str):
        yield from _format(value, schema.get("format", ""), at)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, schema["items"], whole, f"{at}[{index}]")
    elif isinstance(value, dict):
        yield from _object(value, schema, whole, at)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, KINDS[kind])


def _format(value: str, wanted: str, at: str) -> Iterator[str]:
    try:
        if wanted == "date":
            date.fromisoformat(value)
        elif wanted == "date-time":
            datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        yield f"{at}: {value!r} is no {wanted}"


def _object(value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], at: str) -> Iterator[str]:
    known = schema["properties"]
    yield from (f"{at}.{name} is missing" for name in schema["required"] if name not in value)
    if schema.get("additionalProperties") is False:
        yield from (f"{at}.{name} is not declared" for name in value.keys() - known.keys())
    for name, inner in value.items():
        if name in known:
            yield from faults(inner, known[name], whole, f"{at}.{name}")
