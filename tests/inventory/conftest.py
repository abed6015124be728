"""A workshop to look at: pieces in every stage, and a coordinator's browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.scene import Scene, make_scene
from tests.pages import Page, PageClient

STAGES = ("received", "checked", "in_work", "quality_check", "ready", "released")


@dataclass
class Desk:
    """Ruth's browser, and the workshop behind it."""

    browser: PageClient
    scene: Scene

    def get(self, url: str, status: int = 200) -> Page:
        """Load a page, which is checked as every page is."""
        return self.browser.get(url, status)


@pytest.fixture
def desk(app: Flask, cast: Cast, page_client: PageClient) -> Iterator[Desk]:
    """Ruth at Coventry, with a batch of sixty labels."""
    with app.app_context():
        scene = make_scene(cast)
        sign_in(page_client, "Ruth")
        yield Desk(page_client, scene)


@pytest.fixture
def workshop(desk: Desk) -> dict[str, str]:
    """One piece in each stage, by stage."""
    return {stage: desk.scene.bring(stage) for stage in STAGES}
