"""What each endpoint of the open API says of itself: the OpenAPI document is made of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, TypeVar

from flask import g

from core.errors import N_, NotAllowed

View = TypeVar("View", bound=Callable[..., Any])
Schema = dict[str, Any]
SCOPES: Final = {
    "count": N_("Figures of the count"),
    "pieces": N_("Pieces given out, as their public pages tell them"),
    "machines": N_("How machines stand"),
}
"""What a key may open. Courses on offer are open to every key."""
TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer"}
NUMBER: Final[Schema] = {"type": "number"}
TRUTH: Final[Schema] = {"type": "boolean"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}


def thing(**properties: Schema) -> Schema:
    """An object with just these properties, each of them always there."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def listed(items: Schema) -> Schema:
    """A list of things."""
    return {"type": "array", "items": items}


def word(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


@dataclass(frozen=True)
class Param:
    """A parameter in the address: `where` is "query" or "path"; `means` is an English msgid."""

    name: str
    means: str
    schema: Schema = field(default_factory=lambda: TEXT)
    where: str = "query"
    is_needed: bool = False


@dataclass(frozen=True)
class Declaration:
    """What an endpoint answers: to whom, by which parameters, in which shape. `means` are English msgids."""

    name: str
    means: str
    scope: str
    answer: Schema
    params: tuple[Param, ...] = ()
    more: str = ""


def declared(declaration: Declaration) -> Callable[[View], View]:
    """State what a view answers; a key that its scope does not open is refused with 403."""

    def stamp(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if declaration.scope and declaration.scope not in g.open_key.scopes:
                raise NotAllowed(
                    N_("This key does not open that."), N_("Ask a coordinator for a key with the scope.")
                )
            return view(*args, **kwargs)

        guarded.eco_open = declaration  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return stamp
