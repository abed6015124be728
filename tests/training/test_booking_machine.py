"""Any sequence of booking, leaving, offering, answering, expiring, changing seats and the first day breaks nothing.

`ECO_TEST_SEQUENCES=10000 pytest tests/training/test_booking_machine.py` runs many; the suite a few.
"""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import DBAPIError

import training.services.seats
from tests.cast import Cast
from tests.fresh import FreshDatabase
from tests.training.booking_first_day import FirstDay
from training.queries.seats import RunSeats

SEQUENCES = int(os.environ.get("ECO_TEST_SEQUENCES", "25"))


def try_sequences(count: int, *, steps: int = 25) -> None:
    """So many random sequences; the first that breaks an invariant fails."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        FirstDay,
        settings=settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            derandomize="ECO_TEST_SEQUENCES" not in os.environ,
            database=None,
        ),
    )


@pytest.fixture
def machine(app: Flask, cast: Cast, database: FreshDatabase) -> None:
    """The machine on a database that is put back for each sequence."""
    FirstDay.app, FirstDay.cast = app, cast

    def put_back() -> None:
        database.reset(app, "cast")

    FirstDay.put_back = staticmethod(put_back)  # type: ignore[assignment]


@pytest.mark.slow
@pytest.mark.usefixtures("machine")
def test_no_sequence_breaks_an_invariant() -> None:
    try_sequences(SEQUENCES)


@pytest.mark.usefixtures("machine")
def test_without_the_count_of_seats_a_sequence_soon_does(monkeypatch: pytest.MonkeyPatch) -> None:
    keep = training.services.seats.lock_seats

    def roomy(run_id: int) -> RunSeats:
        return replace(keep(run_id), capacity=99)

    monkeypatch.setattr(training.services.seats, "lock_seats", roomy)
    with pytest.raises(DBAPIError, match="the run is full"):
        try_sequences(20)
