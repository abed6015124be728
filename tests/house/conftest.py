"""A second app on the test's database, to plant breaches in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from core.config import Settings
from core.db import db


@pytest.fixture
def planted_app(app: Flask, settings: Settings) -> Iterator[Flask]:
    """An app of its own on the clean database; its connections are closed before the database is put back."""
    from factory.app import create_app

    house = create_app(settings)
    yield house
    with house.app_context():
        db.session.remove()
        db.engine.dispose()
