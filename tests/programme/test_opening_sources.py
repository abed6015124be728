"""Where an opening figure is written is told to everybody: it names no person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.people_services import name_person
from tests.programme.test_openings import enter, fact
from tests.programme.year import Year


def test_a_source_names_nobody_for_it_stands_on_the_public_page(open_year: Year) -> None:
    cast = open_year.cast
    with transaction():
        name_person(
            by=cast.actor("ruth"),
            person_id=cast.people["amina"],
            called="Amina",
            full_name="Amina Khalil",
            at=now(),
        )
    for source in ("List of Amina Khalil.xlsx", "amina_khalil.xlsx, page 2"):
        with pytest.raises(RuleBroken, match="name of a person") as refused:
            enter(open_year, replace(fact(open_year, "pieces_received", "2023-05", 40), source=source))
        assert refused.value.field == "source"
    enter(open_year, replace(fact(open_year, "pieces_received", "2023-05", 40), source="Amina road.xlsx"))
