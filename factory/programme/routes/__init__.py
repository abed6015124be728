"""Addresses of the programme: the dashboard, the rows behind each number, what is exported, and the targets."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("programme", __name__)

from factory.programme.routes import dashboard, exports, rows, targets  # noqa: E402, F401
