"""The table of pieces: filters and sorting in the address, pages by keyset, export as filtered, many moved at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from core.clock import now
from inventory.queries.filters import PieceFilter
from inventory.queries.pieces import SORTS, pieces_page
from tests.inventory.conftest import Desk
from tests.inventory.stories import SOFA
from tests.pages import Page


def codes_on(page: Page) -> list[str]:
    return [box.get("value") for box in page.tree.all("input", name="codes")]


def test_it_shows_what_is_on_the_site_and_more_by_filter(desk: Desk) -> None:
    here, gone = desk.scene.bring("received"), desk.scene.bring("released")
    assert codes_on(desk.get("/pieces")) == [here]
    assert codes_on(desk.get("/pieces?stage=released")) == [gone]
    assert set(codes_on(desk.get("/pieces?stage=all"))) == {here, gone}
    assert codes_on(desk.get("/pieces?group=beds&stage=all")) == []


@pytest.mark.parametrize("sort", [way + name for name in SORTS for way in ("", "-")])
def test_pages_by_keyset_show_each_piece_once_there_and_back(desk: Desk, sort: str) -> None:
    codes = {desk.scene.bring("received") for _ in range(7)}
    wanted = PieceFilter(site_ids=(desk.scene.cast.sites["coventry"],))
    seen, after, pages = [], "", []
    while True:
        page = pieces_page(wanted, now(), sort=sort, after=after, size=3)
        pages.append(page)
        seen += [row.code for row in page.rows]
        after = page.older
        if not after:
            break
    assert sorted(seen) == sorted(codes)
    back = pieces_page(wanted, now(), sort=sort, before=pages[2].newer, size=3)
    assert [row.code for row in back.rows] == [row.code for row in pages[1].rows]
    assert not pages[0].newer and pages[1].newer


def test_the_table_costs_a_fixed_number_of_statements(desk: Desk, statements: Callable[[], Any]) -> None:
    counts = []
    for _ in range(3):
        desk.scene.bring("received")
        desk.browser.client.get("/pieces")
        with statements() as seen:
            desk.browser.client.get("/pieces")
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_the_export_holds_the_rows_of_the_filter_as_typed_cells(desk: Desk) -> None:
    desk.scene.bring("received")
    code = desk.scene.bring("ready", "wardrobe-double")
    body = desk.browser.client.get("/pieces.xlsx?group=storage").get_data()
    rows = list(load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Code", code]
    assert isinstance(rows[1][rows[0].index("Weight in kg")], int | float)
    assert code in desk.browser.client.get("/pieces.csv?group=storage").get_data(as_text=True)


def test_a_title_cannot_smuggle_a_formula_into_the_csv(desk: Desk) -> None:
    code = desk.scene.bring("received")
    desk.scene.take(code, "described", {"title": "=HYPERLINK(1)"})
    assert "'=HYPERLINK(1)" in desk.browser.client.get("/pieces.csv").get_data(as_text=True)


def test_many_are_moved_after_one_look_and_one_yes(desk: Desk) -> None:
    good = [desk.scene.bring("received") for _ in range(2)]
    sofa = desk.scene.bring("ready", SOFA)
    page = desk.get("/pieces")
    look = desk.browser.submit(
        page, {"codes": [*good, sofa], "to": "checked"}, action="/pieces/moves", status=200
    )
    assert "2 can move" in look.text and "From here it cannot go there" in look.text
    assert desk.scene.stage(good[0]) == "received"
    done = desk.browser.submit(look, {"codes": good}, action="/pieces/moves", button="Move 2 pieces")
    assert "2 pieces moved" in done.text
    assert {desk.scene.stage(code) for code in good} == {"checked"}
    assert desk.scene.stage(sofa) == "ready"


def test_pressing_twice_moves_once(desk: Desk) -> None:
    code = desk.scene.bring("received")
    look = desk.browser.submit(
        desk.get("/pieces"), {"codes": [code], "to": "checked"}, action="/pieces/moves", status=200
    )
    before = desk.scene.events(code)
    for _ in range(2):
        desk.browser.submit(look, {"codes": [code]}, action="/pieces/moves", button="Move 1 piece")
    assert desk.scene.events(code) == before + 1


@pytest.mark.parametrize("codes", [[], ["NOTACODE"] * 1, ["Z" * 500], ["=1+1", "'\"<script>"]])
def test_moving_nonsense_is_answered_with_words(desk: Desk, codes: list[str]) -> None:
    page = desk.get("/pieces/board")
    desk.scene.bring("received")
    page = desk.get("/pieces")
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    answer = desk.browser.client.post(
        "/pieces/moves", data={"csrf_token": token, "codes": codes, "to": "checked", "confirmed": "yes"}
    )
    assert answer.status_code in (200, 422)
