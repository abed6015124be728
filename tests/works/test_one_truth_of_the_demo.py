"""The demo's year is one truth: recount = dashboard = CSV = XLSX = PDF; a row added past the services parts them."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

import pytest
from flask import Flask

from core.clock import now
from core.config import Settings, demo_settings
from core.db import db, fast, transaction
from factory.app import create_app
from factory.backups.databases import sqlite_file
from factory.demo.cast import PASSWORDS
from factory.programme.indicators import INDICATORS, LINES
from factory.recounting import all_differences
from inventory.services.recount import _from_events
from tests.pages import PageClient, fields_of
from tests.programme.year import csv_rows, pdf_text, xlsx_rows

SPANS = {"year-2025": ("2025-04", "2026-03"), "year-2026": ("2026-04", "2027-03")}
"""The demo's twelve months lie in two programme years."""
CLOSED, RUNNING = SPANS
"""The months of the one are closed; of the other, two are open."""


def sign_in(app: Flask) -> PageClient:
    """Ada's browser, who sees all sites."""
    pages = PageClient(app)
    form = fields_of(pages.get("/sign-in").form("/sign-in"))
    answer = pages.client.post("/sign-in", data={**form, "login": "ada", "password": PASSWORDS["ada"]})
    assert answer.status_code == 303
    return pages


Line = tuple[str, str]
"""An indicator's slug, and the site whose target the line tells of ("" for all)."""
NAMES = {INDICATORS[slug].name for slug in LINES}
Told = dict[Line, str]
"""What a page or file prints in each line."""


def recounted(app: Flask, span: str, lines: Iterable[Line]) -> dict[Line, Decimal]:
    """Each line's figure, folded out of every event from scratch."""
    first, last = SPANS[span]
    total: Counter[Line] = Counter()
    with app.app_context():
        names = dict(fast().rows("SELECT id, name FROM site"))
        for (indicator, month, site, *_), amount in _from_events().items():
            if first <= month <= last:
                total[indicator, names[site]] += amount
                total[indicator, ""] += amount
        db.session.remove()
    return {line: Decimal(total[line]) / INDICATORS[line[0]].scale for line in lines}


def line_of(name: str, site: str) -> Line:
    """The line of an indicator by its name."""
    slug = next(slug for slug in LINES if INDICATORS[slug].name == name)
    return slug, "" if site in ("All sites", "None") else site


def on_the_dashboard(pages: PageClient, span: str) -> Told:
    """The large number of each line."""
    found = {}
    for line in pages.get(f"/count?span={span}&site=all").tree.all("li", class_="target"):
        site = "".join(part.text for part in line.one("h3").all("span", class_="quiet"))
        name = line.one("h3").text.removesuffix(site).strip()
        if name not in NAMES:  # training counts from records of its own: tests/training/test_indicators.py
            continue
        found[line_of(name, site)] = line.one("p", class_="target-number").text
    return found


def in_the_csv(pages: PageClient, span: str) -> Told:
    """The column of what was done."""
    rows = csv_rows(pages.client.get(f"/count/tables.csv?span={span}&site=all&table=targets").data)
    table = takewhile(bool, rows[1:])  # adjustments stand below, after an empty line
    return {line_of(row[0], row[2]): row[5] for row in table if row[0] in NAMES}


def in_the_workbook(pages: PageClient, span: str) -> Told:
    """The same column, typed."""
    rows = xlsx_rows(pages.client.get(f"/count/tables.xlsx?span={span}&site=all").data)
    return {line_of(str(row[0]), str(row[2] or "")): str(row[5]) for row in rows if row[0] in NAMES}


def on_the_paper(pages: PageClient, span: str) -> Told:
    """The words after the cover that follow each line's name and rule."""
    words = pdf_text(pages.client.get(f"/count/report.pdf?span={span}&site=all").data, first=1)
    found = {}
    for line in in_the_csv(pages, span):
        name = INDICATORS[line[0]].name + (f", {line[1]}" if line[1] else "")
        before = f"{name} {INDICATORS[line[0]].short_rule}".replace("₂", "2")  # as the paper's letters say it
        assert words.count(before) == 1, (before, words)
        found[line] = words.partition(before)[2].strip()
    return found


WAYS: dict[str, Callable[[PageClient, str], Told]] = {
    "dashboard": on_the_dashboard,
    "csv": in_the_csv,
    "xlsx": in_the_workbook,
    "pdf": on_the_paper,
}


def agrees(way: str, slug: str, said: str, exact: Decimal) -> bool:
    """True if what is said is the figure, as exactly as the way tells it."""
    if way in ("csv", "xlsx"):
        return Decimal(said) == exact
    if way == "dashboard":
        return int(re.sub(r"\D", "", said)) == round(exact)
    shown = f"{exact:,.1f} kg" if INDICATORS[slug].unit == "kg" else f"{exact:,}"
    return said.startswith(f"{shown} ")


def disagreeing(way: str, told: Told, exact: dict[Line, Decimal]) -> list[Line]:
    """The lines that do not tell the recount's figure."""
    return [line for line, said in told.items() if not agrees(way, line[0], said, exact[line])]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_tells_the_recount_of_the_demos_year(demo: Flask, way: str) -> None:
    pages = sign_in(demo)
    for span in SPANS:
        told = WAYS[way](pages, span)
        exact = recounted(demo, span, told)
        assert {slug for slug, _ in told} == set(LINES) and min(exact.values()) > 0
        assert disagreeing(way, told, exact) == []


def test_eco_recount_agrees_too(demo: Flask) -> None:
    with demo.app_context():
        assert all_differences() == []
        db.session.remove()


@pytest.fixture
def forged(demo: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the demo into which somebody wrote a hundred of everything, in ledger and counters alike."""
    settings: Settings = demo.config["ECO_SETTINGS"]
    copy = demo_settings(tmp_path)
    shutil.copyfile(sqlite_file(settings.database), sqlite_file(copy.database))
    app = create_app(copy)
    with app.app_context():
        event, piece, site = fast().row("SELECT id, piece_id, site_id FROM piece_event LIMIT 1") or ()
        with transaction():
            for slug in LINES:
                for day in (date(2026, 1, 15), date(2026, 11, 15)):
                    amount = 100 * INDICATORS[slug].scale
                    fast().run(
                        "INSERT INTO count_entry (indicator, piece_id, life, site_id, day, category, split, amount, "
                        "event_id, is_adjustment, made_at) VALUES (?, ?, 1, ?, ?, 'planted', '', ?, ?, ?, ?)",
                        (slug, piece, site, day, amount, event, False, now()),
                    )
                    fast().run(
                        "INSERT INTO count_month (indicator, month, site_id, category, split, amount) "
                        "VALUES (?, ?, ?, 'planted', '', ?)",
                        (slug, f"{day:%Y-%m}", site, amount),
                    )
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("way", WAYS)
def test_rows_added_past_the_services_make_each_way_disagree(forged: Flask, way: str) -> None:
    pages = sign_in(forged)
    told = WAYS[way](pages, RUNNING)
    wrong = disagreeing(way, told, recounted(forged, RUNNING, told))
    assert {slug for slug, _ in wrong} == set(LINES), way
    told = WAYS[way](pages, CLOSED)  # what is closed says what it said
    assert disagreeing(way, told, recounted(forged, CLOSED, told)) == [], way


def test_rows_added_past_the_services_make_eco_recount_fail(forged: Flask) -> None:
    found = all_differences()
    assert all(any(line.startswith(slug) for line in found) for slug in LINES)
