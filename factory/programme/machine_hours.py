"""The indicators of machines: what is counted of them and of people at them, by which rule, and what is left out."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from factory.programme.indicators import Indicator

NO_PRACTICE_SITE: Final = N_("Machines of practice sites are not counted.")
NO_OPEN: Final = N_("A session that is not over yet is counted when it is.")
CORRECTED: Final = N_("A session that was corrected counts as corrected.")

_ALL: Final = (
    Indicator(
        "machine_hours",
        N_("Machine hours"),
        "hours",
        N_("machines at work, whoever was there"),
        N_(
            "Time that machines were at work, by their own reports, counted on the day when the work began. "
            "Work that nobody showed a card for is counted too."
        ),
        "1",
        (NO_PRACTICE_SITE, N_("A job shorter than its machine’s least time is not counted.")),
    ),
    Indicator(
        "machine_people",
        N_("People new to machines"),
        "people",
        N_("first session at a machine at work"),
        N_(
            "Distinct people in whose session a machine was at work, "
            "counted once, on the day of the first such session."
        ),
        "1",
        (
            NO_PRACTICE_SITE,
            NO_OPEN,
            CORRECTED,
            N_("Helpers and supervisors beside the person are not counted."),
        ),
    ),
    Indicator(
        "machine_sessions",
        N_("Sessions at machines"),
        "sessions",
        N_("one person at one machine at work"),
        N_(
            "Sessions of one person at one machine that was at work, counted on the day when the session began."
        ),
        "1",
        (NO_PRACTICE_SITE, NO_OPEN, CORRECTED),
    ),
    Indicator(
        "machine_piece_hours",
        N_("Machine hours on pieces"),
        "hours",
        N_("at work on a piece whose label was scanned"),
        N_(
            "Time that machines were at work in sessions for a piece whose label was scanned, "
            "counted on the day when the session began."
        ),
        "1",
        (NO_PRACTICE_SITE, NO_OPEN, CORRECTED, N_("Practice labels and labels of no piece are not counted.")),
    ),
    Indicator(
        "machine_held_hours",
        N_("Hours machines were held"),
        "hours",
        N_("from signing on to signing off"),
        N_("Time from the beginning to the end of sessions, counted on the day when the session began."),
        "1",
        (NO_PRACTICE_SITE, NO_OPEN, CORRECTED),
        may_have_target=False,
    ),
    Indicator(
        "machine_idle_hours",
        N_("Hours held and idle"),
        "hours",
        N_("held, and not at work"),
        N_(
            "Time of sessions in which the machine was not at work, counted on the day when the session began."
        ),
        "1",
        (NO_PRACTICE_SITE, NO_OPEN, CORRECTED),
        may_have_target=False,
    ),
)

MACHINES: Final[dict[str, Indicator]] = {indicator.slug: indicator for indicator in _ALL}
"""The indicators of machines by slug, in the order of the dashboard; shown where that room is open."""
LINES_OF_MACHINES: Final = ("machine_hours", "machine_people", "machine_sessions", "machine_piece_hours")
"""Those that have a line of their own on the dashboard."""
BY_KIND: Final = ("machine_hours", "machine_held_hours", "machine_idle_hours", "machine_piece_hours")
"""Those that are split by kind of machine and shown beside one another; sessions are split by what they were for."""
