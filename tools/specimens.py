"""Renders the specimen pages of the look and photographs them in light, dark, left-to-right and right-to-left.

Nothing here is a route: `tools/specimens.py OUT [name …]` writes PNGs to OUT for people to look at.
"""

import argparse
import functools
import http.server
import json
import sys
import threading
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PAGES = Path(__file__).parent / "specimens"
SIZES = {"tablet": (800, 1280), "desk": (1366, 900), "phone": (390, 844), "narrow": (600, 1000)}
COMBOS = [("ltr", "light"), ("ltr", "dark"), ("rtl", "light"), ("rtl", "dark")]


class Thing(dict[str, Any]):
    """A bag of attributes that stands for a site, a person or a request."""

    __getattr__ = dict.__getitem__


def words_of(direction: str) -> dict[str, str]:
    """The Arabic words the specimens show; left-to-right needs none."""
    path = PAGES / "arabic.json"
    return json.loads(path.read_text(encoding="utf-8")) if direction == "rtl" else {}


def environment(direction: str, theme: str) -> jinja2.Environment:
    """A jinja environment with the same names as the app's, all stubbed."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([ROOT / "templates", PAGES]),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
    )
    known = words_of(direction)

    def say(text: str, **values: object) -> str:
        told = known.get(text, text)
        return told % values if values else told

    def say_many(one: str, many: str, count: int, **values: object) -> str:
        return say(one if count == 1 else many, num=count, **values)

    def duo(text: str, **values: object) -> str:
        if direction == "ltr":
            return say(text, **values)
        also = text % values if values else text
        return Markup(
            f'<span class="duo"><span class="duo-own">{escape(say(text, **values))}</span>'
            f'<span class="duo-also" lang="en" dir="ltr">{escape(also)}</span></span>'
        )

    env.install_gettext_callables(say, say_many, newstyle=False)  # type: ignore[attr-defined]
    env.filters["numberformat"] = lambda value: f"{value:,}"
    env.globals.update(
        _=say,
        ngettext=say_many,
        duo=duo,
        asset=lambda path: f"/static/{path}",
        url_for=lambda name, **_values: f"#{name}",
        may=lambda _name: True,
        endpoint_exists=lambda _name: True,
        csrf_token=lambda: "token",
        get_flashed_messages=lambda **_kwargs: [],
        request=Thing(path="/", args={}, endpoint=""),
        me=Thing(
            alias="سميرة" if direction == "rtl" else "Amina", avatar="bird" if direction == "rtl" else "pear"
        ),
        here=Thing(name="Coventry"),
        device=Thing(name="Bench 1"),
        text_direction=direction,
        locale_code="ar" if direction == "rtl" else "en",
        theme=theme,
    )
    return env


def serve(folder: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    """A little server of our own on a free loopback port."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


def write_pages(out: Path, names: list[str]) -> list[tuple[str, str, str, str]]:
    """Writes one HTML file for each page and combination; returns (file, size, direction, theme)."""
    written = []
    for template in sorted(PAGES.glob("*.html")):
        size, _dash, name = template.stem.partition("-")
        if size not in SIZES or (names and name not in names):
            continue
        for direction, theme in COMBOS:
            html = environment(direction, theme).get_template(template.name).render()
            file = f"{template.stem}-{direction}-{theme}"
            (out / f"{file}.html").write_text(html, encoding="utf-8")
            written.append((file, size, direction, theme))
    return written


def photograph(out: Path, base: str, pages: list[tuple[str, str, str, str]]) -> None:
    """One screenshot of the first screen of each page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for file, size, _direction, _theme in pages:
            width, height = SIZES[size]
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{base}/{file}.html")
            page.evaluate("document.fonts.ready")
            wide = page.evaluate("document.documentElement.scrollWidth")
            high = page.evaluate("document.documentElement.scrollHeight")
            page.add_script_tag(path=ROOT / "tests" / "vendor" / "axe.min.js")
            for fault in page.evaluate("axe.run().then(told => told.violations)"):
                where = fault["nodes"][0]
                sys.stdout.write(
                    f"  axe: {fault['id']}, {len(fault['nodes'])} times: {where['html'][:140]}\n"
                )
            page.screenshot(path=out / f"{file}.png", full_page=True)
            sys.stdout.write(f"{file}: {wide}x{high}\n")
            page.close()
        browser.close()


def main() -> int:
    """Writes and photographs the specimens named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    link = asked.out / "static"
    if not link.exists():
        link.symlink_to(ROOT / "static")
    server, base = serve(asked.out)
    photograph(asked.out, base, write_pages(asked.out, asked.names))
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
