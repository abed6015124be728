"""What is kept of learners goes in time: the clockwork erases it, says so in the trail, and no count changes."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

import pytest

from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from factory.clockwork import tick
from tests.cast import Cast
from tests.house.sources import ROOT
from tests.training import scene
from tests.training.conftest import Run, value
from training.models.outcomes import CalendarKey
from training.services.learner_imports import open_learner_import
from training.services.learners import set_needs, set_record, set_uln
from training.services.retention import purge_training

HESA = "9276308686"
DAY = timedelta(days=1)


@pytest.fixture
def kept(run: Run, learners: list[Person], cast: Cast) -> Person:
    """A learner booked on two classes, the last in 17 days, of whom everything is kept."""
    person, ruth = learners[0], cast.actor("ruth")
    scene.fill(cast, run, [person])
    with transaction():
        number = person.number
        set_needs(by=ruth, number=number, said={"adjustment": "Larger print"}, because="told", at=now())
        set_record(by=ruth, number=number, said={"given_name": "Samar"}, because="told", at=now())
        set_uln(by=ruth, number=number, uln=HESA, because="letter", at=now())
    return person


def parts() -> tuple[int, int, int]:
    """How many rows of needs, records and numbers there are."""
    return tuple(  # type: ignore[return-value]
        int(str(value(f"SELECT COUNT(*) FROM {table}")))
        for table in ("learner_needs", "learner_record", "learner_number")
    )


def end_booking(run: Run, person: Person, state: str = "completed") -> None:
    """The learner's booking ends."""
    with transaction():
        scene.booking_of(run, person).state = state
        db.session.flush()


def purge(at: datetime) -> int:
    with transaction():
        return purge_training(at)


def test_needs_go_three_months_after_the_last_class_and_not_a_day_before(kept: Person, run: Run) -> None:
    end_booking(run, kept)
    last = scene.noon(17) + timedelta(hours=2)
    assert purge(last + 92 * DAY - timedelta(seconds=1)) == 0 and parts() == (1, 1, 1)
    assert purge(last + 92 * DAY) == 1 and parts() == (0, 1, 1)
    assert purge(last + 93 * DAY) == 0


def test_whoever_is_booked_or_waits_keeps_what_helps_them(kept: Person) -> None:
    assert purge(now() + 3650 * DAY) == 0 and parts() == (1, 1, 1)


def test_a_cancelled_booking_keeps_nothing_longer(kept: Person, run: Run) -> None:
    end_booking(run, kept, "cancelled_by_learner")
    assert purge(now() + 93 * DAY) == 1


def test_records_go_when_the_body_has_answered_and_stay_while_it_has_not(kept: Person, run: Run) -> None:
    end_booking(run, kept)
    with transaction():
        fast().run(
            "INSERT INTO registration (token, run_id, person_id, state, body_learner_number, made_at) "
            "VALUES ('r', ?, ?, 'registered', '', ?)",
            (run.id, kept.id, now()),
        )
    assert purge(now() + 3650 * DAY) == 1 and parts() == (0, 1, 1)
    with transaction():
        fast().run("UPDATE registration SET state = 'withdrawn'")
    assert purge(now()) == 2 and parts() == (0, 0, 0)


def test_records_of_whom_nobody_registered_go_after_a_year(kept: Person, run: Run) -> None:
    end_booking(run, kept)
    last = scene.noon(17) + timedelta(hours=2)
    assert purge(last + 365 * DAY - timedelta(seconds=1)) == 1
    assert purge(last + 366 * DAY) == 2 and parts() == (0, 0, 0)


def test_the_clockwork_does_it_says_so_in_the_trail_and_keeps_every_count(
    kept: Person, run: Run, cast: Cast
) -> None:
    end_booking(run, kept)
    counts = value("SELECT COUNT(*) FROM booking"), value("SELECT COUNT(*) FROM booking_event")
    done = tick(now() + 500 * DAY)
    assert any("erased in time" in line for line in done) and parts() == (0, 0, 0)
    verbs = "SELECT COUNT(*) FROM audit_line WHERE verb = 'purge_learner' AND subject = ?"
    assert value(verbs, f"learner:{kept.number}") == 3
    assert counts == (value("SELECT COUNT(*) FROM booking"), value("SELECT COUNT(*) FROM booking_event"))


def test_rows_left_open_ended_addresses_and_told_messages_go(kept: Person, cast: Cast) -> None:
    with transaction():
        open_learner_import(
            by=cast.actor("ruth"), kind="learners", data=b"called\nSamar\n", at=now(), token=new_client_id()
        )
        db.session.add(
            CalendarKey(
                key_hash="x", kind="site", site_id=cast.sites["coventry"], made_at=now(), ended_at=now()
            )
        )
        fast().run("UPDATE outbox_message SET state = 'sent', ended_at = ?", (now(),))
    told = int(str(value("SELECT COUNT(*) FROM outbox_message")))
    assert told and purge(now() + 13 * DAY) == 0
    assert purge(now() + 15 * DAY) == 1
    assert "Samar" not in str(value("SELECT rows FROM training_import"))
    assert value("SELECT state FROM training_import") == "closed"
    assert purge(now() + 366 * DAY) == 1 + told


def test_the_register_of_columns_says_what_the_clockwork_does() -> None:
    rows = list(csv.DictReader((ROOT / "docs" / "columns.csv").open(encoding="utf-8")))
    said = {row["table"]: row["retention"] for row in rows}
    assert "three months after" in said["learner_needs"]
    assert "year after the last class" in said["learner_record"]
    assert said["learner_record"] == said["learner_number"]
    assert any("14 days at most" in row["retention"] for row in rows if row["table"] == "training_import")
    assert all(row["retention"] for row in rows if row["table"].startswith("learner"))
