"""The OpenAPI 3.1 document of the open API, made of what its routes declare (https://spec.openapis.org/oas/v3.1.0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask

from factory.open_data.declared import SCOPES, TEXT, WHOLE, Declaration, thing

VERSION: Final = "1.0.0"
ERROR: Final = thing(error=thing(field=TEXT, message=TEXT, remedy=TEXT))
REFUSALS: Final = {
    "400": "The address cannot be read.",
    "401": "There is no such key, or it was ended.",
    "403": "The key does not open this.",
    "404": "There is nothing at this address.",
    "422": "A parameter means nothing.",
    "429": "More questions than the key may ask in a minute; Retry-After says how long to wait.",
}
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Endpoint:
    """An address of the open API, as OpenAPI writes it, and what it declares."""

    path: str
    endpoint: str
    declaration: Declaration


def endpoints_of(app: Flask) -> list[Endpoint]:
    """Every endpoint that declares itself, by its address."""
    found = []
    for rule in app.url_map.iter_rules():
        declaration = getattr(app.view_functions.get(rule.endpoint), "eco_open", None)
        if declaration is not None:
            found.append(Endpoint(_PLACE.sub(r"{\1}", rule.rule), rule.endpoint, declaration))
    return sorted(found, key=lambda one: one.path)


def document(app: Flask, server: str) -> dict[str, Any]:
    """The document. `server` is the house's own public address, or the empty string."""
    found = endpoints_of(app)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "EcoWorks open API",
            "version": VERSION,
            "description": "Figures, pieces, courses and machines of an eco furniture factory. No personal data. "
            "Counts of fewer than 5 people are null.",
        },
        "servers": [{"url": server or "/"}],
        "security": [{"key": []}],
        "paths": {one.path: {"get": _operation(one)} for one in found},
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key that a coordinator made. Its scopes: "
                    + "; ".join(f"{name}: {means}" for name, means in SCOPES.items()),
                }
            },
            "schemas": {"Error": ERROR, **{one.declaration.name: one.declaration.answer for one in found}},
        },
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    said = one.declaration
    more = f" {said.more}" if said.more else ""
    scope = f" Scope: {said.scope}." if said.scope else " Any key."
    return {
        "operationId": one.endpoint.rpartition(".")[2],
        "summary": said.means,
        "description": f"{said.means}{more}{scope}",
        "parameters": [
            {
                "name": param.name,
                "in": param.where,
                "required": param.is_needed or param.where == "path",
                "description": param.means,
                "schema": param.schema,
            }
            for param in said.params
        ],
        "responses": {
            "200": {"description": "The answer.", "content": _json(said.name)},
            **{code: _refusal(code, words) for code, words in REFUSALS.items()},
        },
    }


def _refusal(code: str, words: str) -> dict[str, Any]:
    """An answer that is no fact; 429 says in a header when to ask again."""
    told: dict[str, Any] = {"description": words, "content": _json("Error")}
    if code == "429":
        told["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": WHOLE}}
    return told


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
