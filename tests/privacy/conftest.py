"""A small house with a year behind it, on a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.config import Settings
from core.db import db
from factory.app import create_app
from factory.late_rooms import load_late_rooms
from tests.cast import Cast
from tests.privacy.racing import Race
from tests.small_house import AT as AT
from tests.small_house import closed_after, copy_of


@pytest.fixture(scope="session")
def works(small_house: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A small house with pieces, learners and machines on a file of its own."""
    settings = copy_of(small_house, tmp_path_factory.mktemp("works") / "house")
    with closed_after(load_late_rooms(create_app(settings))) as app:
        yield app


def settings_of(app: Flask) -> Settings:
    """The settings of a house."""
    found: Settings = app.config["ECO_SETTINGS"]
    return found


@pytest.fixture
def copy(works: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the house to erase in."""
    db.session.remove()
    settings = copy_of(settings_of(works), tmp_path / "house")
    with closed_after(create_app(settings)) as app:
        yield app


@pytest.fixture
def race(app: Flask, app_context: Flask, cast: Cast) -> Iterator[Race]:
    yield Race(app, cast)
    db.session.remove()
