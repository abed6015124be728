"""A day of the van, and a coordinator's browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.van.scene import VanDay, make_van_day


@pytest.fixture
def van(app: Flask, cast: Cast) -> Iterator[VanDay]:
    """Coventry's van with a tablet."""
    with app.app_context():
        yield make_van_day(app, cast, app.test_client())


@pytest.fixture
def ruth(van: VanDay, page_client: PageClient) -> PageClient:
    """Ruth's browser at Coventry."""
    sign_in(page_client, "Ruth")
    return page_client
