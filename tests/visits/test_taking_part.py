"""Who takes part: at makeovers and by helping too, by what a sitting really was, and never by what was undone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from core.db import as_day, db, fast, transaction
from core.ids import new_client_id
from factory.makeovers.models.work import MakeoverDayPerson
from factory.programme.queries.facts import facts_of
from factory.programme.works import WORKS
from factory.tally.queries import are_marked, kept_facts, tally_differences
from factory.tally.settling import settle_all
from hardware.models.sittings import MachineSession, SessionCorrection
from inventory.models.events import PieceEventRow
from tests.cast import make_cast
from tests.inventory.scene import make_scene
from tests.programme.happenings import START, WHEN, House
from training.models.helping import HelpTime

DAY = date(2026, 1, 5)


@pytest.fixture
def house(app_context: Flask) -> Iterator[House]:
    """The cast, a makeover with work days, a machine, a run of classes and a piece; everybody is counted."""
    cast = make_cast(START - timedelta(days=30))
    make_scene(cast).bring("received")
    yield House(cast, random.Random(0))


def first_days(slug: str = "people_taking_part") -> dict[int, date]:
    """Person and first day by what is kept ready, which never differs from the facts."""
    assert list(tally_differences()) == []
    rows = {
        row[0]: as_day(row[1])
        for row in fast().rows(f"SELECT person_id, day FROM ({kept_facts(WORKS[slug])}) k")
    }
    assert rows.keys() == {
        row[0] for row in fast().rows(f"SELECT person_id FROM ({facts_of(WORKS[slug])}) f")
    }
    return rows


def day_of(house: House, name: str) -> date | None:
    """The first day of somebody, read with their mark and again when it is settled."""
    who = house.cast.people[name]
    found = first_days().get(who)
    db.session.rollback()
    settle_all()
    assert not are_marked()
    assert first_days().get(who) == found
    db.session.rollback()
    return found


def test_who_only_works_at_makeovers_takes_part_as_every_volunteer_does(house: House) -> None:
    amina, day = house.cast.people["amina"], house.work_days[0]
    house.add(MakeoverDayPerson(day_id=day, person_id=amina, part="helper"))
    assert day_of(house, "amina") is None, "planned, not come"
    with transaction():
        fast().run(
            "UPDATE makeover_day_person SET arrived_at = ?, left_at = ? WHERE person_id = ?",
            (START, START + timedelta(hours=2), amina),
        )
    assert day_of(house, "amina") == DAY
    assert first_days("volunteers").keys() == {amina}


def test_whoever_helps_in_a_class_without_a_visit_takes_part(house: House) -> None:
    house.add(
        HelpTime(
            token=new_client_id(),
            site_id=house.cast.sites["coventry"],
            person_id=house.cast.people["amina"],
            kind="helping",
            run_id=house.run,
            done_on=DAY,
            minutes=90,
            at=WHEN,
        )
    )
    assert day_of(house, "amina") == DAY
    assert first_days("volunteers").keys() <= first_days().keys()


def test_a_corrected_sitting_counts_for_whom_it_really_was(house: House) -> None:
    amina, tomasz = (house.cast.people[name] for name in ("amina", "tomasz"))
    sitting = MachineSession(
        key=new_client_id(),
        machine_id=house.machine,
        site_id=house.cast.sites["coventry"],
        person_id=amina,
        began_at=START,
        ended_at=START + timedelta(hours=1),
        end_cause="finished",
        rule_version=1,
    )
    house.add(sitting)
    assert (day_of(house, "amina"), day_of(house, "tomasz")) == (DAY, None)
    session_id = int(fast().rows("SELECT id FROM machine_session")[0][0])
    asked = correct(house, session_id, tomasz)
    assert (day_of(house, "amina"), day_of(house, "tomasz")) == (DAY, None), "only asked for"
    decide(house, asked, "accepted")
    assert (day_of(house, "amina"), day_of(house, "tomasz")) == (None, DAY)
    decide(house, correct(house, session_id, amina), "refused")
    assert (day_of(house, "amina"), day_of(house, "tomasz")) == (None, DAY), "refused"
    decide(house, correct(house, session_id, amina), "accepted")
    assert (day_of(house, "amina"), day_of(house, "tomasz")) == (DAY, None), "the last one counts"
    decide(house, correct(house, session_id, tomasz), "accepted")
    assert (day_of(house, "amina"), day_of(house, "tomasz")) == (None, DAY), "and again"
    with transaction():
        fast().run("UPDATE machine_session SET is_void = ?", (True,))
    assert day_of(house, "tomasz") is None, "void"


def correct(house: House, session_id: int, person_id: int) -> int:
    """Mary asks: it was somebody else; the correction's id."""
    asked = SessionCorrection(
        token=new_client_id(),
        session_id=session_id,
        asked_for="other",
        person_id=person_id,
        asked_by_id=house.cast.people["mary"],
        asked_at=WHEN,
    )
    house.add(asked)
    return int(fast().rows("SELECT MAX(id) FROM session_correction")[0][0])


def decide(house: House, correction_id: int, verdict: str) -> None:
    with transaction():
        fast().run(
            "UPDATE session_correction SET verdict = ?, decided_by_id = ?, decided_at = ? WHERE id = ?",
            (verdict, house.cast.people["ruth"], WHEN, correction_id),
        )


def scan(house: House, at: datetime, kind: str = "weighed") -> str:
    """Amina scans the piece; the event's id."""
    event_id = new_client_id()
    house.add(
        PieceEventRow(
            id=event_id,
            piece_id=house.pieces[0],
            label="",
            kind=kind,
            at=at,
            device_at=at,
            received_at=WHEN,
            site_id=house.cast.sites["coventry"],
            by_id=house.cast.people["amina"],
            body_hash="x",
        )
    )
    return event_id


def judge(house: House, event_id: str, verdict: str) -> None:
    """What became of a scan, in place of what was said of it; "" for nothing."""
    with transaction():
        fast().run("DELETE FROM event_verdict WHERE event_id = ?", (event_id,))
        if verdict:
            fast().run(
                "INSERT INTO event_verdict (event_id, piece_id, site_id, at, verdict, reason, message, remedy) "
                "VALUES (?, ?, ?, ?, ?, '', '', '')",
                (event_id, house.pieces[0], house.cast.sites["coventry"], START, verdict),
            )


def test_a_scan_that_was_refused_or_taken_back_makes_nobody_take_part(house: House) -> None:
    event_id = scan(house, START)
    for verdict, day in (("refused", None), ("already", DAY), ("undone", None), ("", DAY)):
        judge(house, event_id, verdict)
        assert day_of(house, "amina") == day, verdict
    judge(house, event_id, "refused")
    scan(house, START + timedelta(days=1), "undone")
    assert day_of(house, "amina") is None, "taking back is no work either"
    scan(house, START + timedelta(days=2))
    assert day_of(house, "amina") == DAY + timedelta(days=2), "a later scan counts, though not her first"
    judge(house, event_id, "")
    assert day_of(house, "amina") == DAY


def test_practising_with_a_label_makes_nobody_take_part(house: House) -> None:
    scan(house, datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert day_of(house, "amina") == DAY
    house.practise_with_a_piece_or_not()
    assert day_of(house, "amina") is None
    house.practise_with_a_piece_or_not()
    assert day_of(house, "amina") == DAY
