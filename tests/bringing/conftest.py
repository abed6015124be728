"""Ruth at Coventry with spreadsheets of earlier years."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from core.clock import now
from core.db import db, fast
from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from factory.programme.queries.works import work_cells
from factory.programme.spans import Span
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.scene import Scene, make_scene
from tests.pages import Page, PageClient

EVER = Span("", date(2000, 1, 1), date(2100, 1, 1))


@dataclass
class Opening:
    """The cast and a browser, with short ways through an import."""

    cast: Cast
    scene: Scene
    browser: PageClient

    def bring(self, address: str, heads: list[str], rows: list[list[Cell]], kind: str = "") -> Page:
        """Upload a file through a page."""
        data = write_xlsx([Sheet("Rows", heads, rows)]) if len(rows) % 2 else write_csv([heads, *rows])
        name = "rows.xlsx" if len(rows) % 2 else "rows.csv"
        said = {"sheet": (io.BytesIO(data), name), **({"kind": kind} if kind else {})}
        return self.browser.submit(self.browser.get(address), said, action=address)

    def take(self, page: Page) -> Page:
        """Take the good rows."""
        return self.browser.submit(page, action="/rows")

    def undo(self, source: str, place: int = 0) -> Page:
        """Take back the newest import of a room (or the one `place` before it), through its page on the hub."""
        links = [link for link in self.browser.get("/bring").links if f"/bring/made/{source}/" in link]
        return self.browser.submit(self.browser.get(links[place]), action="/undo")


def totals() -> Counter[tuple[str, str]]:
    """Every figure of the works by indicator and split; figures of none left out."""
    db.session.rollback()
    found: Counter[tuple[str, str]] = Counter()
    for cell in work_cells(EVER, now()):
        found[cell.indicator, cell.split] += cell.amount
    return +found


def value(query: str, *values: object) -> object:
    """The first cell of a query."""
    db.session.rollback()
    row = fast().row(query, values)
    return row[0] if row else None


@pytest.fixture
def opening(app: Flask, cast: Cast, page_client: PageClient) -> Iterator[Opening]:
    """Ruth at her desk."""
    with app.app_context():
        scene = make_scene(cast)
        sign_in(page_client, "Ruth")
        yield Opening(cast, scene, page_client)
