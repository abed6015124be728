"""The one blueprint of visits; its views live in the modules beside this file."""

from flask import Blueprint

blueprint = Blueprint("visits", __name__)

from factory.visits.routes import (  # noqa: E402, F401
    door_api,
    fire,
    mine,
    on_site,
    paper,
    people,
)
