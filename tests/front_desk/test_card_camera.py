"""The plain pages of the front desk read a card with the tablet's camera too."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from factory.qr_pictures import qr_path
from tests.browsers import FakeCamera, context_arguments
from tests.cast import Cast
from tests.live import ThreadServer

pytestmark = pytest.mark.browser


def _picture_of(text: str) -> Image.Image:
    """The card's symbol as the camera sees it."""
    import qrcode

    assert qr_path(text).size > 20
    return qrcode.make(text, box_size=9, border=4).get_image().convert("RGB")


def test_a_card_held_to_the_camera_signs_in(
    browser: Any, live_server: ThreadServer, camera: FakeCamera, cast: Cast
) -> None:
    camera.show(_picture_of(cast.cards["amina"]))
    context = browser.new_context(**context_arguments(live_server.url))
    context.add_cookies([{"name": "eco-device", "value": cast.tablets["coventry"], "url": live_server.url}])
    page = context.new_page()
    page.goto("/who")
    page.wait_for_url("**/scan*", timeout=30_000)
    assert page.request.get("/api/v1/me").json()["person"]["alias"] == "Amina"
    context.close()
