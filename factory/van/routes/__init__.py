"""The van's day at the desk, a public form for donors, and the tablet's side."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("van", __name__)

from factory.van.routes import (  # noqa: E402, F401
    api,
    day,
    deliveries,
    give,
    offer_photos,
    offers,
    papers,
    rounds,
    words,
)
