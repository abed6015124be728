"""Addresses of repair cafés: the desk, the queue, tickets, and what is published."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("repair_cafes", __name__)

for _name in ("desk", "tickets", "brought", "published"):
    import_module(f"{__name__}.{_name}")
