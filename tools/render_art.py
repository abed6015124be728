"""Renders the furniture scenes of static/art to JPEG for demo photos: `render_art.py [--only SLUG]`.

Needs Chromium. Each picture is 800 by 640 and at most 40 KiB.
"""

import argparse
import json
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ART = Path(__file__).parents[1] / "static" / "art"
OUT = ART / "rendered"
MOST_BYTES = 40 * 1024


def render(page: Page, name: str) -> int:
    """Renders one scene, lowering the quality until it fits; returns its size in bytes."""
    svg = (ART / f"{name}.svg").read_text(encoding="utf-8")
    page.set_content(f"<body style='margin:0'>{svg}</body>")
    for quality in (84, 76, 68, 60):
        picture = page.screenshot(type="jpeg", quality=quality)
        if len(picture) <= MOST_BYTES:
            break
    (OUT / f"{name}.jpg").write_bytes(picture)
    return len(picture)


def main() -> int:
    """Renders all scenes listed in index.json and says how large they are together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="one category slug")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    index: dict[str, list[str]] = json.loads((ART / "index.json").read_text(encoding="utf-8"))
    names = [f"{slug}-{finish}" for slug, finishes in index.items() for finish in [*finishes, "before"]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 800, "height": 640})
        sizes = [render(page, name) for name in names if name.startswith(asked.only)]
        browser.close()
    sys.stdout.write(f"{len(sizes)} pictures, {sum(sizes) // 1024} KiB, largest {max(sizes) // 1024} KiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
