"""The room's one blueprint; its views live in the modules beside this file, split by noun."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

import hardware.models  # noqa: F401  # the tables of the whole room: they refer to one another by name

blueprint = Blueprint("hardware", __name__)

for _module in sorted(iter_modules(__path__), key=lambda one: one.name):
    import_module(f"{__name__}.{_module.name}")
