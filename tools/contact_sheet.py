"""Photographs many drawings on one page, for the eye: `contact_sheet.py OUT.png FILE …`."""

import argparse
import html
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright


def main() -> int:
    """Lays the drawings out in a grid with their names and photographs it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--width", type=int, default=200)
    asked = parser.parse_args()
    cells = "".join(
        f'<figure><img width="{asked.width}" src="{path.resolve().as_uri()}"><figcaption>{html.escape(path.stem)}'
        "</figcaption></figure>"
        for path in asked.files
    )
    style = "body{display:flex;flex-wrap:wrap;gap:6px;margin:6px;font:11px sans-serif}figure{margin:0}"
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as page_file:
        page_file.write(f"<style>{style}</style>{cells}")
        page_file.flush()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1560, "height": 200})
            page.goto(Path(page_file.name).as_uri())
            page.screenshot(path=asked.out, full_page=True)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
