"""The choices by which learners count as trained, as they were made."""

from __future__ import annotations

from core.db import as_day, as_instant, fast
from training.trained import TRAINED, Choice, Stretch, stretches


def trained_choices() -> list[Choice]:
    """Every choice in the order in which they were made."""
    rows = fast().rows(
        "SELECT t.indicator, t.way, t.starts_on, t.decided_at, COALESCE(p.number, '') FROM trained_rule t "
        "LEFT JOIN person p ON p.id = t.decided_by_id ORDER BY t.id"
    )
    return [Choice(row[0], row[1], as_day(row[2]), as_instant(row[3]), row[4]) for row in rows]


def trained_stretches() -> dict[str, tuple[Stretch, ...]]:
    """What is in force when, by indicator."""
    found = trained_choices()
    return {slug: stretches(one for one in found if one.indicator == slug) for slug in TRAINED}


def ways_chosen(slug: str) -> frozenset[str]:
    """Every way that was ever chosen for an indicator; none where nobody chose."""
    return frozenset(
        row[0] for row in fast().rows("SELECT way FROM trained_rule WHERE indicator = ?", (slug,))
    )


def choice_with(token: str) -> int | None:
    """The id of the choice that was made under this client id."""
    row = fast().row("SELECT id FROM trained_rule WHERE token = ?", (token,))
    return int(row[0]) if row else None
