"""What the browser tests share: the stage with printed labels and pieces, and tablets that are paired with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import transaction
from core.devices import add_device
from core.ids import new_client_id
from tests import browsers
from tests.browser.stage import Stage, set_stage
from tests.browser.tablets import Tablet, pair
from tests.cast import Cast
from tests.live import ThreadServer


@pytest.fixture
def stage(app: Flask, cast: Cast) -> Stage:
    """The cast, places, printed labels; make pieces in `with app.app_context():`."""
    with app.app_context():
        return set_stage(cast)


def _tablet(browser: Any, url: str, stage: Stage, **more: Any) -> Iterator[Tablet]:
    context = browser.new_context(**browsers.context_arguments(url), **more)
    pair(context, url, stage.tablet)
    made = Tablet(context.new_page(), url)
    yield made
    assert made.errors == []
    context.close()


@pytest.fixture
def tablet(
    browser: Any, live_server: ThreadServer, stage: Stage, camera: browsers.FakeCamera
) -> Iterator[Tablet]:
    """Coventry's tablet, nobody signed in, an empty bench before its camera; it keeps no shell, which takes a while."""
    camera.show(None)
    yield from _tablet(browser, live_server.url, stage, service_workers="block")


@pytest.fixture
def keeping_tablet(
    browser: Any, live_server: ThreadServer, stage: Stage, camera: browsers.FakeCamera
) -> Iterator[Tablet]:
    """The same with its service worker: what a tablet is in the works."""
    camera.show(None)
    yield from _tablet(browser, live_server.url, stage)


@pytest.fixture
def second_device(app: Flask, stage: Stage) -> Callable[[], str]:
    """Pairs another tablet with Coventry; gives its secret."""

    def make() -> str:
        with app.app_context(), transaction():
            _, secret = add_device(
                site_id=stage.cast.sites["coventry"],
                name="Bench 2",
                by_id=None,
                at=now(),
                public_id=new_client_id(),
            )
        return secret

    return make
