"""The van's day at the desk, a public form for donors, and the tablet's side."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("van", __name__)

from factory.van.routes import (  # noqa: E402
    api,  # noqa: F401
    day,  # noqa: F401
    deliveries,  # noqa: F401
    give,  # noqa: F401
    offer_photos,  # noqa: F401
    offers,  # noqa: F401
    papers,  # noqa: F401
    rounds,  # noqa: F401
    words,  # noqa: F401
)
