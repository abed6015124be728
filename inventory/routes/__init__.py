"""The room's one blueprint; its views live in the modules beside this file, split by noun."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Blueprint

blueprint = Blueprint("inventory", __name__)

_VIEWS = (
    "words",
    "desk",
    "api",
    "pack",
    "board",
    "pieces",
    "moves",
    "checks",
    "bulk_moves",
    "station",
    "photos",
    "labels",
    "wall_cards",
    "donors",
    "thanks",
    "places",
    "recipients",
    "refused",
    "imports",
    "exports",
    "searches",
    "public",
    "doors",
    "messages",
    "sets",
)

for _name in _VIEWS:
    if find_spec(f"{__name__}.{_name}") is not None:
        import_module(f"{__name__}.{_name}")
