"""Addresses of the programme: the dashboard, the rows behind each number, what is exported, and the targets."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("programme", __name__)

for _name in ("dashboard", "rows", "exports", "targets", "trained", "periods", "openings", "opening_sheets"):
    import_module(f"{__name__}.{_name}")
