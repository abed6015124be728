"""The outbox belongs to an unfinished room: its tests open it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from core.config import Settings


@pytest.fixture(scope="session")
def built_app(built_app: Flask, settings: Settings) -> Flask:
    """The app with the room open, on the database that the house's app has made."""
    from factory.app import create_app

    app = create_app(replace(settings, unfinished_rooms="training"))
    app.testing = True
    return app
