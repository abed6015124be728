"""The whole demo, made once for all tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from core.config import demo_settings
from core.db import db
from factory.app import create_app
from factory.demo.making import fill_demo
from factory.schema import upgrade_schema

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole demo as of a fixed day, on a file of its own; what was told of it is in its extensions."""
    app = create_app(demo_settings(tmp_path_factory.mktemp("demo")))
    upgrade_schema(app)
    with app.app_context():
        app.extensions["told"] = fill_demo(app, AT, progress=lambda done, total: None)
        db.session.remove()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def open_demo(demo: Flask) -> Iterator[Flask]:
    """The same with its context open, to call queries in."""
    with demo.app_context():
        yield demo
        db.session.remove()
