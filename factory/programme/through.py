"""Where a counted row was, and through whom people came: the city and the partner by which a count is narrowed.

The city of a row is that of the thing itself (a makeover, an occasion, an organisation) where it has one, else that of
its site. A row that has none, and one that nobody came to through a partner, is found under "not said".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.errors import N_
from core.merges import all_numbers

NOT_SAID: Final = "not_said"
CITIES: Final = {
    "Coventry": N_("Coventry"),
    "Wolverhampton": N_("Wolverhampton"),
    "Birmingham": N_("Birmingham"),
    "other": N_("Elsewhere"),
    NOT_SAID: N_("Not said"),
}
"""What a count may be narrowed to, and the words; every row is of exactly one."""
_NAMED: Final = ("Coventry", "Wolverhampton", "Birmingham")
OF_PERSON: Final = (
    "(SELECT MIN(g.id) FROM booking b CROSS JOIN organisation g WHERE LOWER(g.name) = LOWER(TRIM(b.partner)) "
    f"AND b.person_id IN ({all_numbers('f.person_id')}) AND b.partner <> '')"
)
"""The partner of a person `f.person_id`: the organisation whose kept places they booked, under any number of theirs.

A CROSS JOIN, so that SQLite asks for the bookings first: few of them have a partner."""
OF_LEARNER: Final = OF_PERSON.replace("b.partner <> ''", "b.run_id = f.run_id AND b.partner <> ''")
"""The partner through whom `f.person_id` came to the run `f.run_id`."""
_OF_LIFE: Final = (
    "(SELECT {what} FROM release l LEFT JOIN organisation g ON g.id = l.organisation_id "
    "LEFT JOIN makeover m ON m.id = l.makeover_id LEFT JOIN makeover_case c ON c.makeover_id = m.id "
    "WHERE l.piece_id = f.piece_id AND l.life = f.life AND NOT EXISTS (SELECT 1 FROM event_verdict v "
    "WHERE v.event_id = l.event_id AND v.verdict <> 'already') ORDER BY l.released_on, l.event_id LIMIT 1)"
)
NOT_GIVEN: Final = ("pieces_upcycled", "pieces_received")
"""What is counted of pieces before anybody is given them."""
_GIVEN: Final = f"f.indicator NOT IN {NOT_GIVEN}"
PIECE_CITY: Final = f"CASE WHEN {_GIVEN} THEN {_OF_LIFE.format(what='COALESCE(m.city, g.city)')} END"
"""The city that a line `f` of the ledger went to: its makeover's or organisation's, for what counts pieces given."""
PIECE_PARTNER: Final = f"CASE WHEN {_GIVEN} THEN {_OF_LIFE.format(what='c.partner_id')} END"


@dataclass(frozen=True, slots=True)
class Through:
    """A city (a word of `CITIES`, "" for all) and a partner (the id of an organisation, NOT_SAID, or "" for all)."""

    city: str = ""
    partner: str = ""

    def __bool__(self) -> bool:
        return bool(self.city or self.partner)

    def held(self, city: str = "", partner: str = "") -> tuple[str, tuple[object, ...]]:
        """The condition on rows `f`, beginning with AND, and its values; `city` and `partner` are SQL over `f`."""
        sql = ""
        values: list[object] = []
        if self.city:
            sql += f" AND {city_of(city)} = ?"
            values.append(self.city)
        if self.partner == NOT_SAID:
            sql += f" AND ({partner or 'NULL'}) IS NULL"
        elif self.partner:
            sql += f" AND ({partner or 'NULL'}) = ?" if partner else " AND ? = 0"
            values.append(int(self.partner))
        return sql, tuple(values)


def city_of(own: str = "") -> str:
    """SQL of the city's word of a row `f`: its own city, else its site's; other words, or none, have words too."""
    site = "(SELECT TRIM(w.city) FROM site w WHERE w.id = f.site_id)"
    place = f"COALESCE(NULLIF(TRIM(COALESCE({own}, '')), ''), {site}, '')" if own else f"COALESCE({site}, '')"
    named = " ".join(f"WHEN '{name.lower()}' THEN '{name}'" for name in _NAMED)
    return f"(CASE LOWER({place}) WHEN '' THEN '{NOT_SAID}' {named} ELSE 'other' END)"


def partner_of(partner: str = "") -> str:
    """SQL of the partner's id of a row `f`, or NULL."""
    return f"({partner})" if partner else "CAST(NULL AS INTEGER)"
