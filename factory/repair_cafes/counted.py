"""What is counted of repair cafés: repairs tried, by what became of them, and things fixed."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from factory.programme.indicators import Work
from factory.repair_cafes.words import FIRST_UNPOWERED, OUTCOMES

_TITLE: Final = "o.title || ', ' || CAST(r.number AS TEXT)"
_FROM: Final = (
    "FROM repair_item r JOIN occasion o ON o.id = r.occasion_id JOIN site s ON s.id = o.site_id "
    "WHERE r.outcome IS NOT NULL AND r.withdrawn_at IS NULL AND NOT s.is_practice"
)
_CITY: Final = "(SELECT o.city FROM occasion o WHERE o.id = CAST(f.ref AS INTEGER))"
_PARTNER: Final = "(SELECT o.partner_id FROM occasion o WHERE o.id = CAST(f.ref AS INTEGER))"
_FACTS: Final = (
    "SELECT CAST(r.id AS TEXT) AS key, o.site_id, o.day, {split} AS split, 1 AS amount, "
    f"CAST(NULL AS INTEGER) AS person_id, {_TITLE} AS what, CAST(o.id AS TEXT) AS ref {_FROM}"
)
_EXCLUDED: Final = (
    N_("A thing that still waits or is being mended is not counted."),
    N_("A ticket that was withdrawn is not counted."),
    N_("Practice sites are not counted."),
)

COUNTED: Final[tuple[Work, ...]] = (
    Work(
        "repair_attempts",
        N_("Repairs tried"),
        "attempts",
        N_("things at repair cafés with an outcome"),
        N_(
            "Things that visitors brought to repair cafés and that somebody said the outcome of, "
            "counted on the day of the café."
        ),
        "1",
        _EXCLUDED,
        facts=_FACTS.format(split="r.outcome"),
        opens=("occasions.show_occasion", "occasion_id"),
        splits=OUTCOMES,
        city=_CITY,
        partner=_PARTNER,
        has_line=True,
    ),
    Work(
        "repairs_fixed",
        N_("Repairs fixed"),
        "attempts",
        N_("things that can be used again"),
        N_("Things at repair cafés whose outcome is fixed, counted on the day of the café."),
        "1",
        _EXCLUDED,
        facts=_FACTS.format(
            split=f"CASE WHEN r.category < {FIRST_UNPOWERED} THEN 'powered' ELSE 'unpowered' END"
        )
        + " AND r.outcome = 'fixed'",
        opens=("occasions.show_occasion", "occasion_id"),
        splits={"powered": N_("With power"), "unpowered": N_("Without power")},
        city=_CITY,
        partner=_PARTNER,
    ),
)
