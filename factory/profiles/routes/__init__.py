"""Addresses of funders' forms: the list, one form filled, its workbook, its lines."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("profiles", __name__)

for _name in ("listing", "filling", "lines"):
    import_module(f"{__name__}.{_name}")
