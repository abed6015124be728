"""The funder's page of machines where that room is open: its indicators against the pace, its tables, its rules."""

from __future__ import annotations

from core.paper import MM
from factory.programme.machine_hours import MACHINES
from factory.programme.machine_tables import kinds_table, purposes_table
from factory.programme.paper_lines import begin_room, draw_rules, draw_table
from factory.programme.paper_sheet import LEFT, MIDDLE, Sheet
from factory.programme.queries.overview import Overview
from factory.programme.tables import FigureTable


def draw_machines(sheet: Sheet, count: Overview) -> None:
    """Turn the page and draw machines on it."""
    words = sheet.words
    y = begin_room(sheet, count, words.gettext("Machines"), MACHINES)
    kinds = kinds_table(count, words)
    left, right = y - 3 * MM, y - 3 * MM
    for column in range(1, len(kinds.heads)):
        one = FigureTable(
            kinds.slug,
            kinds.heads[column],
            (kinds.heads[0], kinds.heads[column]),
            tuple((row[0], row[column]) for row in kinds.rows),
            (kinds.total[0], kinds.total[column]),
        )
        if column % 2:
            left = draw_table(sheet, one, LEFT, left, 88 * MM) - 2 * MM
        else:
            right = draw_table(sheet, one, MIDDLE, right, 88 * MM) - 2 * MM
    lowest = draw_table(sheet, purposes_table(count, words), LEFT, left, 88 * MM)
    draw_rules(sheet, count, tuple(MACHINES.values()), min(lowest, right) - 4 * MM)
