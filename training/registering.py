"""What an awarding body's file asks of a learner and we do not have yet: it sees what is there, never the values."""

from __future__ import annotations

from collections.abc import Set

from training.profiles import Layout


def missing_columns(layout: Layout, known: Set[str]) -> list[str]:
    """The heads of the required columns whose source is not known, in the order of the file."""
    return [
        column.head
        for column in layout.columns
        if column.is_required and column.source != "empty" and column.source not in known
    ]
