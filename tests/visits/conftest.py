"""The cast on a clean database, with a paired tablet."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.front_desk.doors import pair
from tests.pages import Client


@pytest.fixture
def tablet(client: Client, cast: Cast) -> Client:
    """A paired tablet in Coventry."""
    pair(client, cast)
    return client
