"""Two who are paired at one machine: their time is that of the sitting as it was last corrected."""

from __future__ import annotations

from core.clock import local_day
from core.db import transaction
from core.ids import new_client_id
from factory.skills.queries.time_together import reckoned
from factory.skills.services import begin_pair
from tests.hardware.conftest import workshop as workshop
from tests.hardware.test_corrections import HOUR, ask, decide
from tests.hardware.workshop import NINE, Workshop, rows


def together(workshop: Workshop) -> int:
    """Amina shares sanding with Tomasz, who stood beside her at the router for an hour; the pair's id."""
    cast = workshop.cast
    with transaction():
        pair_id = begin_pair(
            by=cast.actor("ruth"), kind="skill", topic="sanding", guide=cast.numbers["amina"],
            newcomer=cast.numbers["tomasz"], begun_on=local_day(NINE), at=NINE, token=new_client_id(),
        ).id  # fmt: skip
    workshop.play(workshop.tape().on("amina").run(30, then="").on("tomasz").run(3600).off("amina"))
    return pair_id


def test_a_sitting_that_was_corrected_counts_for_a_pair_as_it_was_corrected(workshop: Workshop) -> None:
    pair = together(workshop)
    day, (sitting,) = local_day(NINE), rows("SELECT id FROM machine_session")
    assert reckoned()[pair, day] // 60_000 == 60
    half_past = NINE + HOUR / 2
    decide(workshop, ask(workshop, int(str(sitting[0])), ended_at=half_past))
    assert reckoned()[pair, day] // 1000 == 1800 - 30


def test_a_sitting_that_was_another_persons_counts_for_no_pair_of_whom_it_was_noted(
    workshop: Workshop,
) -> None:
    together(workshop)
    (sitting,) = rows("SELECT id FROM machine_session")
    number = workshop.cast.numbers["dev"]
    decide(workshop, ask(workshop, int(str(sitting[0])), person_number=number))
    assert reckoned() == {}
