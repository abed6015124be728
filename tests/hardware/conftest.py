"""The room of machines is not whole yet: its tests open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from core.config import Settings
from tests.cast import Cast
from tests.hardware.workshop import Workshop, make_workshop


@pytest.fixture(scope="session")
def built_app(built_app: Flask, settings: Settings) -> Flask:
    """The app with the room open, on the database that the house's app has made."""
    from factory.app import create_app
    from factory.late_rooms import load_late_rooms

    app = load_late_rooms(create_app(replace(settings, unfinished_rooms="machines")))
    app.testing = True
    return app


@pytest.fixture
def workshop(app: Flask, cast: Cast) -> Iterator[Workshop]:
    """A workshop in Coventry: a router and a laser, each with a kiosk, and Amina inducted on the router."""
    with app.app_context():
        yield make_workshop(cast)
