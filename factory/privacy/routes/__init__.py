"""Privacy's one blueprint; its views live in the modules beside this file."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)

from factory.privacy.routes import (  # noqa: E402, F401
    doubles,
    kept,
    overview,
)
