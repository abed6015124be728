"""A phone number in a sentence from the right keeps the order of its groups on paper."""

from __future__ import annotations

from core.bidi import visual_runs
from core.isolating import held_together

CALL = "اتصلوا بالرقم %s."


def on_paper(number: str) -> str:
    """The line from left to right as it is drawn."""
    return "".join(run.text for run in visual_runs(CALL % number, is_rtl=True))


def test_the_groups_of_a_number_are_read_in_their_order() -> None:
    assert "024\u00a07601\u00a00100" in on_paper(held_together("024 7601 0100"))


def test_without_it_they_would_be_turned_around() -> None:
    assert "024 7601 0100" not in on_paper("024 7601 0100")
