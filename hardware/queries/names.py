"""How a statement says a person: the name as wanted, else the number; never more."""

from __future__ import annotations


def called(column: str) -> str:
    """SQL that says who stands in a column; NULL where nobody does."""
    return (
        "(SELECT COALESCE(pn.called, pp.number) FROM person pp LEFT JOIN person_name pn ON pn.person_id = pp.id "
        f"WHERE pp.id = {column})"
    )
