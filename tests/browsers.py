"""Chromium for the tests: how it is started, the fake camera, and axe."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from tools.set_up import installed_browser, playwright_browser

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Needed as root in a container and on a machine without a way out."""
GRANT_CAMERA = "--use-fake-ui-for-media-stream"
DENY_CAMERA = "--deny-permission-prompts"
FAKE_CAMERA = "--use-fake-device-for-media-stream"
TABLET = {"width": 800, "height": 1280}
DESK = {"width": 1366, "height": 900}
CAMERA_SIZE = (640, 480)
FRAMES_PER_SECOND = 30


def browser_path() -> str:
    """The Chromium to drive. Without one: skipped on a laptop, a failure where CI is set."""
    path = installed_browser() or playwright_browser()
    if path is None:
        reason = "no Chromium or Chrome here; `make test` fetches one where it may"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return path


def launch_arguments(camera: Path | None = None, *, grants: bool = True) -> dict[str, Any]:
    """Arguments of `chromium.launch`: with the film that its camera plays, if any."""
    switches = [*QUIET, GRANT_CAMERA if grants else DENY_CAMERA]
    if camera is not None:
        switches += [FAKE_CAMERA, f"--use-file-for-fake-video-capture={camera.resolve()}"]
    return {"executable_path": browser_path(), "args": switches, "headless": True}


def context_arguments(
    base_url: str, *, viewport: dict[str, int] | None = None, camera: bool = True
) -> dict[str, Any]:
    """Arguments of `new_context`: a tablet held upright with a touch screen."""
    return {
        "base_url": base_url,
        "viewport": viewport or TABLET,
        "has_touch": True,
        "permissions": ["camera"] if camera else [],
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


class FakeCamera:
    """The film that the browser's camera plays; a film set before the page asks for the camera is what it sees."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "camera.mjpeg"
        self.show(None)

    def show(self, *pictures: Image.Image | None, seconds_each: float = 1.0) -> None:
        """Play each picture (None: an empty bench) for a while, over and over."""
        frames = [_frame(picture) for picture in pictures or (None,)]
        count = max(1, round(seconds_each * FRAMES_PER_SECOND))
        self.file.write_bytes(b"".join(frame * count for frame in frames))


def _frame(picture: Image.Image | None) -> bytes:
    """A picture in the middle of a camera's frame, as JPEG."""
    frame = Image.new("RGB", CAMERA_SIZE, (196, 188, 172))
    if picture is not None:
        shown = picture.convert("RGB")
        shown.thumbnail((CAMERA_SIZE[0] - 80, CAMERA_SIZE[1] - 80))
        frame.paste(shown, ((CAMERA_SIZE[0] - shown.width) // 2, (CAMERA_SIZE[1] - shown.height) // 2))
    buffer = io.BytesIO()
    frame.save(buffer, "JPEG", quality=85, subsampling=2)
    return buffer.getvalue()


def keep_shot(page: Page, name: str) -> None:
    """A picture for whoever looks, where ECO_SHOTS names a folder."""
    if os.environ.get("ECO_SHOTS"):
        page.screenshot(path=f"{os.environ['ECO_SHOTS']}/{name}.png", full_page=True)


def run_axe(page: Page, exclude: Sequence[str] = (), rules: Sequence[str] = ()) -> list[str]:
    """The faults that axe finds on the page, one sentence each; [] is what we promise. `rules`: these alone."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        "([only, exclude]) => axe.run({exclude: exclude.map(one => [one])}, "
        "{runOnly: only, resultTypes: ['violations']})",
        [list(rules) or AXE_TAGS, list(exclude)],
    )
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html'][:160]}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]
