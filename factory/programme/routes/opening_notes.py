"""What the rows of a figure say of opening figures: their own lines, and rows that they keep out of the count."""

from __future__ import annotations

from typing import Any

from factory.programme.indicators import Indicator
from factory.programme.opening_tables import part_of
from factory.programme.queries.beside import left_out_of_rows, openings_of_rows
from factory.programme.queries.overview import View
from factory.programme.routes.asked import words


def opening_notes(view: View, indicator: Indicator, split: str) -> dict[str, Any]:
    """For the page of rows: the opening figures that count among them, and what rows beside them come to."""
    found = openings_of_rows(view, indicator, split)
    return {
        "openings": found,
        "opening_amount": sum(one.amount for one in found),
        "opening_part": lambda one: part_of(one, words()),
        "left_out_amount": left_out_of_rows(view, indicator, split) if found else 0,
    }
