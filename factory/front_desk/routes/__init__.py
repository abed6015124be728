"""The front desk's addresses."""

from flask import Blueprint

blueprint = Blueprint("front_desk", __name__)

from factory.front_desk.routes import health, home  # noqa: E402, F401
