"""What the rows of a figure say of adjustments: why they may add up to another number than the one that was pressed."""

from __future__ import annotations

from typing import Any

from factory.programme.indicators import Indicator
from factory.programme.queries.beside import late_of_rows
from factory.programme.queries.overview import View


def late_notes(view: View, indicator: Indicator, split: str) -> dict[str, Any]:
    """For the page of rows: adjustments counted in these days about other months, and found elsewhere about these."""
    late = late_of_rows(view, indicator, split)
    return {"late_here": late.here, "late_since": late.since}
