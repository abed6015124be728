"""Addresses of occasions, artefacts and help; the views live in the modules beside this file, split by noun."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("occasions", __name__)

for _name in ("words", "occasions", "heads", "artefacts", "helping"):
    import_module(f"{__name__}.{_name}")
