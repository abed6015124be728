"""The same figure as each of the outputs tells it: the overview, CSV, the workbook, the funder's report, a recount."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from core.clock import now
from factory.programme.indicators import INDICATORS
from factory.programme.learning import EVERY
from factory.programme.queries.overview import View, overview
from factory.recounting import all_differences
from tests.pages import PageClient
from tests.programme.year import csv_rows, pdf_text, xlsx_rows
from tests.works.published.scene import SPAN

ASKED = "span=year-2019&site=all"
Figures = dict[str, Decimal]


def on_the_overview(pages: PageClient, slugs: Mapping[str, int]) -> Figures:
    """The large number of each line."""
    names = {EVERY[slug].name: slug for slug in slugs}
    found = {}
    for line in pages.get(f"/count?{ASKED}").tree.all("li", class_="target"):
        name = line.one("h3").text.strip()
        if name in names:
            said = line.one("p", class_="target-number").text
            found[names[name]] = Decimal(re.sub(r"[^\d.]", "", said))
    return found


def in_the_csv(pages: PageClient, slugs: Mapping[str, int]) -> Figures:
    """What was done, of the table of targets."""
    rows = csv_rows(pages.client.get(f"/count/tables.csv?{ASKED}&table=targets").data)
    return _of_rows([tuple(row) for row in rows[1:]], slugs)


def in_the_workbook(pages: PageClient, slugs: Mapping[str, int]) -> Figures:
    """The same column, typed."""
    return _of_rows(xlsx_rows(pages.client.get(f"/count/tables.xlsx?{ASKED}").data)[1:], slugs)


def _of_rows(rows: list[tuple[object, ...]], slugs: Mapping[str, int]) -> Figures:
    names = {EVERY[slug].name: slug for slug in slugs}
    return {names[str(row[0])]: Decimal(str(row[5])) for row in rows if row[0] in names}


def in_the_report(pages: PageClient, slugs: Mapping[str, int]) -> Figures:
    """The number that follows each line's name and rule on the pages behind the cover."""
    words = pdf_text(pages.client.get(f"/count/report.pdf?{ASKED}").data, first=1)
    found = {}
    for slug in slugs:
        before = f"{EVERY[slug].name} {EVERY[slug].short_rule}".replace("₂", "2")
        said = re.match(r"[\d,.]+", words.partition(before)[2].strip())
        if said:
            found[slug] = Decimal(said[0].replace(",", ""))
    return found


def by_a_recount(pages: PageClient, slugs: Mapping[str, int]) -> Figures:
    """The sums of the rows, once every figure has been counted again from the events without a difference."""
    with pages.client.application.app_context():
        found = all_differences()
        assert found == [], found[:5]
        view = View(SPAN, None, "", INDICATORS["pieces_upcycled"], now(), learning=True, machines=True)
        count = overview(view)
        return {slug: Decimal(count.sums.total(slug)) / EVERY[slug].scale for slug in slugs}


OUTPUTS: dict[str, Callable[[PageClient, Mapping[str, int]], Figures]] = {
    "overview": on_the_overview,
    "csv": in_the_csv,
    "xlsx": in_the_workbook,
    "pdf": in_the_report,
    "recount": by_a_recount,
}


def told_by_all(pages: PageClient, slugs: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Each output's figures that are not the ones asked for; empty when all agree."""
    wrong = {}
    for name, tell in OUTPUTS.items():
        told = tell(pages, slugs)
        differing = {slug: told.get(slug) for slug, figure in slugs.items() if told.get(slug) != figure}
        if differing:
            wrong[name] = differing
    return wrong


def parts_told(pages: PageClient, parts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The figure of each split, as the rows behind it add up: what a press on the part opens."""
    found = {}
    for slug, split in parts:
        rows = csv_rows(pages.client.get(f"/count/{slug}/rows.csv?{ASKED}&split={split}").data)
        amount = rows[0].index("Amount")
        found[slug, split] = sum(int(row[amount]) for row in rows[1:] if len(row) == len(rows[0]))
    return found
