"""What the demo shows to others: the impact page is public, a funder's form is filled."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw

from core.db import fast, transaction
from core.files import store_photo
from factory.demo.world import World
from factory.evidence.scan_services import keep_scan
from factory.impact.services import choose_impact
from factory.open_data.services import make_key
from factory.profiles.services import LineFacts, add_line, keep_workbook, make_form
from factory.webhooks.services import add_webhook, switch_webhook

LINES = (
    LineFacts("P1 Items of furniture diverted from waste", "pieces_received", cell="B3", sheet="Return"),
    LineFacts("P2 Items reused or upcycled this quarter", "pieces_upcycled", cell="B4", sheet="Return"),
    LineFacts(
        "P3 … since the start of the year", "pieces_upcycled", span="to_date", cell="B5", sheet="Return"
    ),
    LineFacts("P4 Items given to households", "pieces_given_out", "household", cell="B6", sheet="Return"),
    LineFacts("P5 Weight kept in use (kg)", "grams_kept", cell="B7", sheet="Return"),
    LineFacts("P7 People trained in digital skills", "trained_digital", cell="B8", sheet="Return"),
    LineFacts("P8 People trained in building skills", "trained_painting", cell="B9", sheet="Return"),
    LineFacts("P6 Heads at occasions in Birmingham", "heads_without_names", city="Birmingham"),
    LineFacts("P9 Match funding spent (£)"),
)
SHOWN = (
    "pieces_upcycled",
    "pieces_given_out",
    "grams_kept",
    "trained_digital",
    "trained_painting",
    "machine_hours",
)


def funders_workbook() -> bytes:
    """An empty form as a funder sends it: a title, labels, cells with a format of their own, and a sum."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    page = book.worksheets[0]
    page.title = "Return"
    page["A1"], page["A1"].font = "Quarterly monitoring return", Font(bold=True, size=14)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 58, 16
    for facts in LINES:
        if facts.cell:
            row = facts.cell[1:]
            page[f"A{row}"] = facts.label
            page[facts.cell].fill = PatternFill("solid", fgColor="FFF2CC")
            page[facts.cell].number_format = "#,##0.0" if facts.indicator == "grams_kept" else "#,##0"
    page["A12"], page["B12"] = "Total beneficiaries (P7 and P8)", "=SUM(B8:B9)"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_to_others(world: World, at: datetime, token: Callable[[], str], folder: Path) -> None:
    """Publish the impact page, keep a funder's form."""
    by, data = world.system("coventry"), funders_workbook()
    with transaction():
        choose_impact(indicators=SHOWN, shows_stories=True, is_public=True, by=by, at=at, token=token())
        form = make_form(
            name="Quarterly monitoring return", funder="The city’s growth fund", by=by, at=at, token=token()
        )
        keep_workbook(
            form_id=form.id,
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            called="monitoring-return.xlsx",
            folder=folder,
            by=by,
            at=at,
        )
        add_webhook(
            name="The city’s data hub",
            url="https://hub.example.org/ecoworks",
            events=("piece_released", "month_closed"),
            allows_private=False,
            by=by,
            at=at,
            token=token(),
        )
        hook = fast().row("SELECT MAX(id) FROM webhook")
        switch_webhook(hook_id=hook[0] if hook else 0, is_on=False, by=by, at=at)  # the demo calls nobody
        make_key(name="The city’s open data page", scopes=("count", "pieces"), by=by, at=at, token=token())
        _scan_a_list(world, at, token, folder)
        for facts in LINES:
            add_line(form_id=form.id, facts=facts, by=by, at=at, token=token())


def _scan_a_list(world: World, at: datetime, token: Callable[[], str], folder: Path) -> None:
    """The list of helpers of Coventry's first occasion, signed on paper and photographed."""
    by = world.system("coventry")
    first = fast().row("SELECT MIN(id) FROM occasion WHERE site_id = ?", (by.site_id,))
    if first is None or first[0] is None:
        return
    picture = Image.new("RGB", (840, 1188), (250, 248, 240))
    pen = ImageDraw.Draw(picture)
    pen.text((80, 70), "Helpers of the day: please sign", fill=(40, 40, 40), font_size=36)
    for row in range(12):
        y = 190 + row * 72
        pen.line((80, y, 760, y), fill=(120, 120, 120), width=2)
        if row < 7:
            bends = [(120 + 9 * step, y - 20 + (step * (row + 3)) % 17 - 8) for step in range(12 + row * 3)]
            pen.line(bends, fill=(30, 40, 120), width=4, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    pages = [store_photo(out.getvalue(), folder)]
    keep_scan(by=by, paper=f"occasion-{first[0]}", pages=pages, at=at, token=token())
