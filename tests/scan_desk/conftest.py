"""The stage of the browser tests without a browser: printed labels and a tablet that speaks the API."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.browser.stage import Stage, set_stage
from tests.cast import Cast
from tests.pages import Client
from tests.scan_desk.tablet_client import TabletClient


@pytest.fixture
def stage(app: Flask, cast: Cast) -> Stage:
    """The cast, places and printed labels."""
    with app.app_context():
        return set_stage(cast, labels=42)


@pytest.fixture
def tablet(client: Client, stage: Stage) -> TabletClient:
    """Coventry's tablet."""
    return TabletClient(client, stage.tablet)
