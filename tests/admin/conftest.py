"""The cast on a clean database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.front_desk.doors import pair
from tests.pages import Client, PageClient


@pytest.fixture
def tablet(client: Client, cast: Cast) -> Client:
    """A paired tablet in Coventry."""
    pair(client, cast)
    return client


@pytest.fixture
def new_tablet(app: Flask, cast: Cast) -> Callable[[], Client]:
    """Makes further browsers."""
    return lambda: Client(app, use_cookies=True)


@pytest.fixture
def tablet_pages(page_client: PageClient, cast: Cast) -> PageClient:
    """A paired tablet whose pages are policed."""
    pair(page_client.client, cast)
    return page_client
