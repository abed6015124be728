"""The administration's one blueprint; its views live in the modules beside this file."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)

from factory.admin.routes import (  # noqa: E402, F401
    accounts,
    audit,
    cards,
    devices,
    health,
    people,
    permits,
    person,
    sites,
)
