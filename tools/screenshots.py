"""Takes the pictures of README and docs: starts the demo, walks through it in a real browser, writes docs/pictures/.

`make screenshots` runs it; words after it choose pictures by their names.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402

from tools.set_up import installed_browser, playwright_browser  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 300_000
PORT = 8640
TABLET = {"width": 800, "height": 1280}
DESK = {"width": 1366, "height": 900}
SEEN = "text => document.dispatchEvent(new CustomEvent('eco-code', {detail: {text, how: 'scan'}}))"
FILM = ROOT / "static" / "art" / "rendered" / "dining-chair-upholstered-blue.jpg"


@dataclass
class Demo:
    """The running demo and how to get into it."""

    address: str
    password: str
    pairing_code: str
    cards: dict[str, str]

    def piece(self, stage: str, *categories: str) -> str:
        """The code of a piece at Coventry in a stage, of the first of these categories that is there."""
        from factory.commands.frame import settings_for
        from factory.demo.handing_out import newest_piece

        return newest_piece(settings_for(True), stage, categories)


@contextmanager
def running_demo() -> Iterator[Demo]:
    """The demo in a process of its own."""
    code = "from factory.cli import main; main(prog_name='eco')"
    command = [sys.executable, "-u", "-c", code, "serve", "--demo", "--port", str(PORT)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if "camera works" in line:
                break
        yield _read(told)
    finally:
        process.terminate()
        process.wait(20)


def _read(told: str) -> Demo:
    from factory.commands.frame import settings_for
    from factory.demo.cast import PASSWORDS
    from factory.demo.making import cards_of

    address = re.search(r"http://localhost:\d+", told)
    code = re.search(r"code (\w{4}) (\w{4})", told)
    assert address and code, told
    return Demo(address.group(), PASSWORDS["helen"], "".join(code.groups()), cards_of(settings_for(True)))


def film(folder: Path) -> Path:
    """What the tablet's camera sees: a chair on the bench."""
    path = folder / "camera.mjpeg"
    with Image.open(FILM) as drawn:
        picture = drawn.convert("RGB").resize((640, 480))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    path.write_bytes(out.getvalue() * 30)
    return path


class Photographer:
    """Two browsers, a desk and a tablet, and what is photographed in them."""

    def __init__(self, browser: Any, demo: Demo) -> None:
        self.browser, self.demo = browser, demo

    def desk(self, **more: Any) -> Any:
        """A page signed in as the coordinator."""
        page = self.browser.new_context(base_url=self.demo.address, viewport=DESK, **more).new_page()
        page.goto("/sign-in")
        page.fill("input[name=login]", "helen")
        page.fill("input[name=password]", self.demo.password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    def tablet(self, **more: Any) -> Any:
        """A page on a paired tablet, nobody signed in."""
        context = self.browser.new_context(
            base_url=self.demo.address, viewport=TABLET, has_touch=True, permissions=["camera"], **more
        )
        page = context.new_page()
        page.goto("/pair")
        page.fill("input[name=code]", self._new_code())
        page.keyboard.press("Enter")
        page.wait_for_url("**/scan")
        page.wait_for_selector("body[data-ready]", timeout=30_000)
        page.wait_for_timeout(1500)
        return page

    def worked_by(self, who: str, **more: Any) -> Any:
        """A page on a paired tablet with somebody's card shown to it."""
        page = self.tablet(**more)
        self.show(page, self.demo.cards[who])
        page.wait_for_selector(".bar-name", timeout=20_000)
        return page

    def _new_code(self) -> str:
        code, self.demo.pairing_code = self.demo.pairing_code, ""
        if code:
            return code
        command = [sys.executable, "-c", "from factory.cli import main; main()", "device", "pair", "--demo"]
        command += ["--site", "coventry"]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return told[:4] + told[5:9]

    def show(self, page: Any, text: str) -> None:
        """Hold a card or label before the camera."""
        page.evaluate(SEEN, text)
        page.wait_for_timeout(1800)


def dashboard(at: Photographer) -> Any:
    """The year against its targets."""
    page = at.desk()
    page.goto("/count")
    return page


def board(at: Photographer) -> Any:
    """Where everything stands."""
    page = at.desk()
    page.goto("/pieces/board")
    return page


def piece(at: Photographer) -> Any:
    """A piece with its history."""
    page = at.desk()
    page.goto(f"/pieces/{at.demo.piece('released', 'armchair', 'sofa-2-seat', 'chest-of-drawers')}")
    return page


def scan(at: Photographer) -> Any:
    """The scan desk, waiting for a label."""
    page = at.worked_by("margaret")
    return page


def scanned(at: Photographer) -> Any:
    """A scanned piece with its next step."""
    page = at.worked_by("margaret")
    at.show(page, at.demo.piece("stored", "dining-or-kitchen-chair-wooden", "chest-of-drawers"))
    return page


def scanned_arabic(at: Photographer) -> Any:
    """The same in Arabic, in the dark."""
    page = at.worked_by("amina", color_scheme="dark")
    at.show(page, at.demo.piece("stored", "dining-or-kitchen-chair-wooden", "chest-of-drawers"))
    return page


SCENES: dict[str, Callable[[Photographer], Any]] = {
    "dashboard": dashboard,
    "board": board,
    "piece": piece,
    "scan-desk": scan,
    "scanned": scanned,
    "scanned-arabic": scanned_arabic,
}


def keep(page: Any, name: str) -> None:
    """Write a picture of the page, in as few bytes as its colours allow."""
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(500)
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        image = shot.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    image.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        image.resize((image.width * 3 // 4, image.height * 3 // 4)).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB")
    page.context.close()


def main(chosen: list[str]) -> int:
    """Take the pictures."""
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_demo() as demo, sync_playwright() as driver:
        switches = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream"]
        switches += [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film(Path(folder))}",
        ]
        browser = driver.chromium.launch(
            executable_path=installed_browser() or playwright_browser(), args=switches
        )
        for name, scene in SCENES.items():
            if not chosen or name in chosen:
                keep(scene(Photographer(browser, demo)), name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
