"""The workshop that tests of machines work in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import Cast
from tests.hardware.workshop import Workshop, make_workshop


@pytest.fixture
def workshop(app: Flask, cast: Cast) -> Iterator[Workshop]:
    """A workshop in Coventry: a router and a laser, each with a kiosk, and Amina inducted on the router."""
    with app.app_context():
        yield make_workshop(cast)
