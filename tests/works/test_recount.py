"""The count is one truth: whatever is written past the services makes the recount fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from core.config import Settings
from core.db import fast, transaction
from factory.app import create_app
from factory.recounting import all_differences
from tests.small_house import closed_after, copy_of

PAST_THE_SERVICES = {
    "a line in the ledger": (
        "INSERT INTO count_entry (indicator, piece_id, life, site_id, day, category, split, amount, event_id, "
        "is_adjustment, made_at) SELECT indicator, piece_id, life, site_id, day, category, split, amount, event_id, "
        "is_adjustment, made_at FROM count_entry LIMIT 1"
    ),
    "a counter": "UPDATE count_month SET amount = amount + 1 WHERE indicator = 'pieces_upcycled'",
    "a lost counter": "DELETE FROM count_month WHERE indicator = 'grams_kept'",
    "an event": (
        "INSERT INTO piece_event (id, piece_id, label, kind, at, device_at, received_at, site_id, device, sequence, "
        "with_ids, powers, how, data, body_hash) SELECT '00000000-0000-4000-8000-000000000000', piece_id, label, "
        "'weighed', at, device_at, received_at, site_id, device, sequence + 1, with_ids, powers, how, "
        "'{\"grams\":499000}', 'x' FROM piece_event WHERE kind = 'intake' ORDER BY at LIMIT 1"
    ),
    "a stage": "UPDATE piece SET stage = 'lost' WHERE id = (SELECT MIN(id) FROM piece WHERE stage = 'stored')",
    "a count on the board": "UPDATE board_count SET amount = amount + 1 WHERE stage = 'stored'",
}


class Enough(Exception):
    """Ends a test's transaction without keeping it."""


@pytest.fixture(scope="module")
def filled(small_house: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(copy_of(small_house, tmp_path_factory.mktemp("recount") / "house"))
    with closed_after(app):
        yield app


def differences_after(sql: str) -> list[str]:
    """What the recount says of a write, which is taken back afterwards."""
    found: list[str] = []
    with pytest.raises(Enough), transaction():
        assert fast().run(sql) >= 1
        found = all_differences()
        raise Enough
    return found


def test_a_year_written_through_the_services_agrees_everywhere(filled: Flask) -> None:
    assert all_differences() == []


@pytest.mark.parametrize("what", PAST_THE_SERVICES)
def test_what_was_written_past_the_services_is_found(filled: Flask, what: str) -> None:
    assert differences_after(PAST_THE_SERVICES[what]) != []
    assert all_differences() == []


def test_each_difference_is_a_line_that_names_the_figure(filled: Flask) -> None:
    found = differences_after(
        "UPDATE count_month SET amount = amount + 1 WHERE indicator = 'pieces_received'"
    )
    assert found
    assert all(line.startswith("pieces_received") for line in found)
