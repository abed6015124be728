"""Addresses of what is for others: the doors, keys, the open API with its document and its page."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("open_data", __name__)

for _name in ("doors", "keys", "api"):
    import_module(f"{__name__}.{_name}")
