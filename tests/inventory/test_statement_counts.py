"""The number of SQL statements of each much-opened page is fixed: the same beside three pieces and beside thirty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.inventory.conftest import Desk

Statements = Callable[[], Any]
MOST = {
    "/pieces/board": 14,
    "/pieces": 14,
    "/search?q=chair": 14,
    "/search?q=nothinglikeit": 14,
}
"""What each page may cost at most, sign-in, policy and layout included."""


def cost(desk: Desk, url: str, statements: Statements) -> list[str]:
    """The statements of one visit, the second: the first may note that the browser was seen."""
    desk.browser.client.get(url)
    with statements() as seen:
        answer = desk.browser.client.get(url)
    assert answer.status_code == 200
    return list(seen)


@pytest.mark.parametrize("url", MOST)
def test_a_page_costs_the_same_beside_few_pieces_and_beside_many(
    desk: Desk, statements: Statements, url: str
) -> None:
    for _ in range(3):
        desk.scene.bring("received")
    few = cost(desk, url, statements)
    for _ in range(27):
        desk.scene.bring("received")
    many = cost(desk, url, statements)
    assert len(few) == len(many) <= MOST[url], many


def test_a_piece_costs_the_same_with_a_short_history_and_a_long_one(
    desk: Desk, statements: Statements
) -> None:
    code = desk.scene.bring("in_work")
    short = cost(desk, f"/pieces/{code}", statements)
    for step in ("make", "repair") * 9:
        desk.scene.take(code, "moved", {"to": "in_work", "step": step})
    assert desk.scene.events(code) > 18
    long = cost(desk, f"/pieces/{code}", statements)
    assert len(short) == len(long) <= 34, long


def test_a_statement_for_each_row_would_be_noticed(desk: Desk, statements: Statements) -> None:
    from core.db import fast

    codes = [desk.scene.bring("received") for _ in range(4)]
    with statements() as seen, desk.browser.client.application.app_context():
        for code in codes:
            fast().row("SELECT stage FROM piece WHERE code = ?", (code,))
    assert len(seen) == len(codes)
