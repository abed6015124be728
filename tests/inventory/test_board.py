"""The board: counts by stage and age, what is late, filters in the address, a piece beside it, a fixed cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.clock import now
from core.db import db, fast, transaction
from inventory.queries.board import board_of
from inventory.queries.filters import AGES, PieceFilter, age_instants, age_key
from inventory.stages import OPEN_STAGES
from tests.inventory.conftest import Desk
from tests.inventory.stories import SOFA

JUST_NOW = timedelta(minutes=21)
"""So long ago that a piece has come all the way since, and still today but just after midnight."""


def cells(desk: Desk, **asked: Any) -> dict[tuple[str, str], int]:
    wanted = PieceFilter(site_ids=(desk.scene.cast.sites["coventry"],), **asked)
    lanes = board_of(wanted, dict.fromkeys(OPEN_STAGES, 5), now())
    return {(lane.stage, cell.age): cell.count for lane in lanes for cell in lane.cells if cell.count}


def age(code: str, days: int) -> None:
    """Let a piece have stood where it is for some days, with the counts in step."""
    since = now() - timedelta(days=days)
    with transaction():
        connection = fast()
        row = connection.row("SELECT site_id, stage, category FROM piece WHERE code = ?", (code,))
        assert row is not None
        connection.run("UPDATE piece SET since = ? WHERE code = ?", (since, code))
        connection.run("UPDATE board_count SET amount = amount - 1 WHERE stage = ? AND amount > 0", (row[1],))
        connection.run(
            "INSERT INTO board_count (site_id, stage, since_day, category, amount) VALUES (?, ?, ?, ?, 1)",
            (row[0], row[1], since.date(), row[2]),
        )


def test_each_piece_stands_in_its_cell(desk: Desk) -> None:
    for stage in ("received", "in_work", "in_work", "ready"):
        desk.scene.bring(stage, ago=JUST_NOW)
    assert cells(desk) == {("received", "today"): 1, ("in_work", "today"): 2, ("ready", "today"): 1}


def test_the_kept_counts_and_the_asked_counts_agree(desk: Desk) -> None:
    codes = [desk.scene.bring(stage, ago=JUST_NOW) for stage in ("received", "in_work", "ready")]
    age(codes[1], 9)
    kept = cells(desk)
    asked = cells(desk, codes=tuple(codes))
    assert kept == asked == {("received", "today"): 1, ("in_work", "8-14"): 1, ("ready", "today"): 1}


def test_released_pieces_are_not_on_the_board(desk: Desk) -> None:
    desk.scene.bring("released")
    assert cells(desk) == {}


def test_a_group_of_furniture_is_counted_alone(desk: Desk) -> None:
    desk.scene.bring("received", ago=JUST_NOW)
    desk.scene.bring("received", "wardrobe-double", ago=JUST_NOW)
    assert cells(desk, group="storage") == {("received", "today"): 1}


@pytest.mark.parametrize(
    ("days", "key"), [(0, "today"), (1, "1-3"), (3, "1-3"), (14, "8-14"), (31, "over-30"), (999, "over-30")]
)
def test_days_fall_into_their_column(days: int, key: str) -> None:
    assert age_key(days) == key


def test_columns_leave_no_gap_between_them() -> None:
    at = now()
    spans = [age_instants(key, at) for key, _, _ in AGES]
    assert all(newer[0] == older[1] for newer, older in zip(spans, spans[1:], strict=False))


def test_a_cell_longer_than_the_site_wants_is_marked_with_words_too(desk: Desk) -> None:
    age(desk.scene.bring("received"), 9)
    page = desk.get("/pieces/board")
    late = page.tree.all("div", class_="cell-late")
    assert len(late) == 1
    assert "longer in this stage" in late[0].text


def test_a_crowded_cell_shows_two_and_how_many_more(desk: Desk) -> None:
    for _ in range(4):
        desk.scene.bring("received")
    more = desk.get("/pieces/board").tree.one("a", class_="cell-more")
    assert more.text == "+2"
    assert len(desk.get(more.get("href")).tree.all("input", name="codes")) == 4


def test_a_chosen_piece_stands_beside_the_board_without_script(desk: Desk) -> None:
    code = desk.scene.bring("checked")
    page = desk.get(f"/pieces/board?piece={code}")
    sheet = page.tree.one("aside", class_="sheet")
    assert code in sheet.text and "Store it" in sheet.text
    moved = desk.browser.submit(page, {"to": "stored"}, action=f"/pieces/{code}/moves")
    assert "Moved." in moved.text
    assert desk.scene.stage(code) == "stored"


def test_another_sites_pieces_are_not_in_the_numbers_unless_asked(desk: Desk) -> None:
    desk.scene.bring("received")
    assert "1 shown" in desk.get("/pieces/board").text
    assert "0 shown" in desk.get("/pieces/board?site=wolverhampton").text
    assert "1 shown" in desk.get("/pieces/board?site=all").text


def test_the_number_of_statements_does_not_grow_with_the_pieces(
    desk: Desk, statements: Callable[[], Any]
) -> None:
    wanted = PieceFilter(site_ids=tuple(desk.scene.cast.sites.values()))
    counts = []
    for stage in ("received", "checked", "in_work", "ready"):
        desk.scene.bring(stage)
        db.session.rollback()
        with statements() as seen:
            board_of(wanted, {}, now())
        counts.append(len(seen))
    assert len(set(counts)) == 1 and counts[0] <= 2


def test_the_whole_page_has_a_fixed_number_of_statements(desk: Desk, statements: Callable[[], Any]) -> None:
    counts = []
    for stage in ("received", "in_work", "ready", "ready"):
        desk.scene.bring(stage, SOFA)
        desk.browser.client.get("/pieces/board")
        with statements() as seen:
            desk.browser.client.get("/pieces/board")
        counts.append(len(seen))
    assert len(set(counts)) == 1 and counts[0] <= 14, counts
