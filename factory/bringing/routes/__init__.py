"""The one blueprint of opening by import; its views live in the modules beside this file."""

from flask import Blueprint

blueprint = Blueprint("bringing", __name__)

from factory.bringing.routes import hub, imports, undoing  # noqa: E402, F401
