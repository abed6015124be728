"""The small year on a clean database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.programme.year import Year, make_year


@pytest.fixture
def year(app: Flask) -> Year:
    """Nine pieces at two sites in the programme year 2025/26."""
    with app.app_context():
        return make_year()


@pytest.fixture
def open_year(app: Flask) -> Iterator[Year]:
    """The same with the app's context open, to call queries in."""
    with app.app_context():
        yield make_year()
