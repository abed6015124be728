"""Somebody whom only a supervisor knew: nobody's sitting until staff say whose, and always true to its events."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.db import db, fast, transaction
from core.errors import Conflict, NotAllowed, RuleBroken
from core.ids import new_client_id
from factory.recounting import all_differences
from hardware.queries.counts import MachineRow, PieceJoin, first_uses, machine_rows
from hardware.queries.matches import unknown_lines
from hardware.queries.recount import machine_differences
from hardware.services.derive import derive_stale
from hardware.services.intake import mark_stale
from hardware.services.matches import match_sitting, undo_match
from hardware.services.uses import note_uses
from hardware.vocabulary import EventKind
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, ROUTER, Tape, Workshop, rows
from tests.pages import PageClient
from training.queries.inductions import supervised_minutes_of

STRANGER = "f" * 64
LATER = NINE + timedelta(hours=3)


def guest_on(tape: Tape, supervisor: str = "mary", card: str = STRANGER) -> Tape:
    """A kiosk tells that a stranger began beside somebody."""
    beside = tape.card(supervisor)
    tape.tell(EventKind.CARD_SHOWN, **{"card": card, "as": "unknown", "reason": "unknown_card"})
    tape.tell(EventKind.CARD_SHOWN, **{"card": beside, "as": "supervisor"})
    tape.tell(EventKind.SIGNED_ON, **{"card": card, "as": "owner", "verdict": "supervised", "beside": beside})
    tape.tell(EventKind.SIGNED_ON, **{"card": beside, "as": "supervisor", "verdict": "allowed"})
    return tape


def guest_worked(workshop: Workshop, seconds: float = 600) -> int:
    """A stranger worked beside Mary and was done; the sitting's id."""
    tape = guest_on(workshop.tape()).run(seconds)
    tape.tell(EventKind.SIGNED_OFF, cause="sign_out", card=STRANGER)
    workshop.play(tape)
    return int(rows("SELECT id FROM machine_session ORDER BY began_at")[0][0])


def match(workshop: Workshop, sitting: int, name: str = "amina", by: str = "ruth", token: str = "") -> None:
    """Staff say who it was."""
    with transaction():
        match_sitting(
            by=workshop.cast.actor(by, at=NINE),
            session_id=sitting,
            person_number=workshop.cast.numbers[name],
            at=LATER,
            token=token or new_client_id(),
        )


def undo(workshop: Workshop, sitting: int) -> None:
    with transaction():
        undo_match(by=workshop.cast.actor("ruth", at=NINE), session_id=sitting, at=LATER)


def note() -> None:
    with transaction():
        note_uses(at=LATER)


def test_a_strangers_sitting_is_counted_and_opens_to_a_row_without_a_name(workshop: Workshop) -> None:
    sitting = guest_worked(workshop)
    with time_machine.travel(LATER, tick=False):
        assert all_differences() == []
        assert (first_uses(LATER), [one.person for one in session_rows()]) == ([], [""])
        match(workshop, sitting)
        assert all_differences() == []
        assert [one.person for one in session_rows()] == [workshop.cast.numbers["amina"]]


def session_rows() -> list[MachineRow]:
    """The rows behind the figure of sessions."""
    sites = [row[0] for row in rows("SELECT id FROM site ORDER BY id")]
    nothing = PieceJoin("", "")
    return machine_rows("machine_sessions", NINE.date(), NINE.date(), LATER, pieces=nothing, sites=sites)


def test_a_sitting_of_a_stranger_is_nobodys_and_has_its_hours_all_the_same(workshop: Workshop) -> None:
    guest_worked(workshop)
    mary = workshop.cast.people["mary"]
    found = rows("SELECT person_id, supervisor_id, unknown_card, busy_ms, end_cause FROM machine_session")
    assert found == [(None, mary, STRANGER, 600_000, "sign_out")]
    assert rows("SELECT person_id, part FROM session_helper") == [(mary, "supervisor")]
    assert rows("SELECT busy_ms, attributed_ms FROM machine_month") == [(600_000, 0)]
    note()
    assert rows("SELECT id FROM induction_time") == []
    assert list(machine_differences()) == []


def test_without_a_supervisor_whom_we_know_it_is_no_sitting(workshop: Workshop) -> None:
    tape = workshop.tape()
    body = {"card": STRANGER, "as": "owner", "verdict": "supervised", "beside": "e" * 64}
    tape.tell(EventKind.SIGNED_ON, **body)
    workshop.play(tape.run(60))
    assert rows("SELECT id FROM machine_session") == []


def test_the_database_refuses_a_sitting_of_nobody_that_nobody_watched(workshop: Workshop) -> None:
    guest_worked(workshop)
    for column in ("supervisor_id", "unknown_card"):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(text(f"UPDATE machine_session SET {column} = NULL"))


def test_staff_say_who_it_was_and_the_minutes_count_for_their_induction(workshop: Workshop) -> None:
    sitting = guest_worked(workshop)
    match(workshop, sitting, "amina")
    amina = workshop.cast.people["amina"]
    assert rows("SELECT person_id, unknown_card FROM machine_session") == [(amina, STRANGER)]
    note()
    assert supervised_minutes_of(amina, ROUTER) == 10
    assert rows("SELECT attributed_ms FROM machine_month") == [(600_000,)]
    assert rows("SELECT verb, subject FROM audit_line WHERE verb = 'match_sitting'") == [
        ("match_sitting", f"person:{workshop.cast.numbers['amina']}")
    ]
    assert all_differences() == []


def test_a_match_outlives_a_count_of_everything_anew(workshop: Workshop) -> None:
    match(workshop, guest_worked(workshop), "amina")
    with transaction():
        fast().run("UPDATE machine_job SET session_id = NULL")
        fast().run("DELETE FROM session_helper")
        fast().run("DELETE FROM machine_session")
        pair = fast().row("SELECT kiosk_id, machine_id FROM machine_fold WHERE stale_from IS NULL")
        assert pair is not None
        mark_stale(pair[0], pair[1], "")
        derive_stale(at=LATER)
    assert rows("SELECT person_id FROM machine_session") == [(workshop.cast.people["amina"],)]
    assert list(machine_differences()) == []


def test_a_wrong_name_is_taken_back_and_its_minutes_count_no_more(workshop: Workshop) -> None:
    sitting = guest_worked(workshop)
    amina, tomasz, mary = (workshop.cast.people[name] for name in ("amina", "tomasz", "mary"))
    match(workshop, sitting, "amina")
    note()
    undo(workshop, sitting)
    assert rows("SELECT person_id FROM machine_session") == [(None,)]
    assert supervised_minutes_of(amina, ROUTER) == 0
    match(workshop, sitting, "tomasz")
    note()
    note()  # run again, it tells nothing twice
    assert supervised_minutes_of(tomasz, ROUTER) == 10
    used = "SELECT u.minutes FROM permit_use u JOIN permit p ON p.id = u.permit_id WHERE p.person_id = ?"
    assert rows(used, mary) == [(10,)]
    match_again = rows("SELECT COUNT(*) FROM session_match")
    assert match_again == [(2,)]
    assert list(machine_differences()) == []


def test_who_it_was_is_neither_written_anew_nor_forgotten(workshop: Workshop) -> None:
    match(workshop, guest_worked(workshop), "amina")
    for sql in ("UPDATE session_match SET person_id = by_id", "DELETE FROM session_match"):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(text(sql))


def test_the_same_press_again_is_one_match_and_another_is_a_conflict(workshop: Workshop) -> None:
    sitting, token = guest_worked(workshop), new_client_id()
    match(workshop, sitting, "amina", token=token)
    match(workshop, sitting, "amina", token=token)
    with pytest.raises(Conflict):
        match(workshop, sitting, "tomasz")
    assert rows("SELECT COUNT(*) FROM session_match") == [(1,)]


def test_nobody_names_themselves_nor_who_stood_beside(workshop: Workshop) -> None:
    sitting = guest_worked(workshop)
    with pytest.raises(NotAllowed):
        match(workshop, sitting, "ruth")
    with pytest.raises(RuleBroken):
        match(workshop, sitting, "mary")


def test_whoever_is_still_at_the_machine_is_named_later(workshop: Workshop) -> None:
    workshop.play(guest_on(workshop.tape()).run(60, then=""))
    sitting = int(rows("SELECT id FROM machine_session")[0][0])
    with pytest.raises(NotAllowed):
        match(workshop, sitting, "amina")


def test_what_goes_on_with_another_piece_is_one_visit_and_is_named_once(workshop: Workshop) -> None:
    tape = guest_on(workshop.tape())
    tape.tell(EventKind.PIECE_SCANNED, code="7K3M9QX")
    tape.run(120)
    tape.tell(EventKind.PIECE_SCANNED, code="8K3M9QX")
    tape.run(120)
    tape.tell(EventKind.SIGNED_OFF, cause="sign_out", card=STRANGER)
    workshop.play(tape)
    lines = unknown_lines(workshop.cast.sites["coventry"], LATER)
    assert len(lines) == 1
    match(workshop, lines[0].id, "amina")
    amina = workshop.cast.people["amina"]
    assert rows("SELECT person_id, piece_code FROM machine_session ORDER BY began_at, id") == [
        (amina, "7K3M9QX"),
        (amina, "8K3M9QX"),
    ]
    undo(workshop, lines[0].id)
    assert rows("SELECT COUNT(*) FROM machine_session WHERE person_id IS NULL") == [(2,)]


def test_a_card_that_has_come_to_somebody_since_is_told_as_a_hint_and_decides_nothing(
    workshop: Workshop,
) -> None:
    tape = workshop.tape()
    card = tape.card("tomasz")
    beside = tape.card("mary")
    tape.tell(EventKind.SIGNED_ON, **{"card": card, "as": "owner", "verdict": "supervised", "beside": beside})
    tape.run(60)
    tape.tell(EventKind.SIGNED_OFF, cause="sign_out", card=card)
    workshop.play(tape)
    line = unknown_lines(workshop.cast.sites["coventry"], LATER)[0]
    assert (line.person, line.hint_name, line.supervisor) == ("", "Tomasz", "Mary")


def test_a_guest_of_another_site_is_named_by_their_own_card_and_by_nothing_else(
    workshop: Workshop, page_client: PageClient
) -> None:
    grace, at_coventry = workshop.cast.people["grace"], workshop.cast.sites["coventry"]
    tape = workshop.tape()
    card = tape.card("grace")
    guest_on(tape, card=card).run(600)
    tape.tell(EventKind.SIGNED_OFF, cause="sign_out", card=card)
    workshop.play(tape)
    assert unknown_lines(at_coventry, LATER)[0].hint_name == "Grace"
    sign_in(page_client, "Ruth")
    page_client.submit(page_client.get("/machines/who-was-it"), button="It was Grace")
    assert rows("SELECT person_id FROM machine_session") == [(grace,)]
    assert all_differences() == []


def test_the_desk_finds_somebody_by_name_says_who_it_was_and_takes_it_back(
    workshop: Workshop, page_client: PageClient
) -> None:
    sitting = guest_worked(workshop)
    sign_in(page_client, "Ruth")
    page = page_client.get("/machines/who-was-it")
    assert "not known yet" in page_client.get("/machines/sessions").text
    page = page_client.get(f"/machines/who-was-it?sitting={sitting}&q=Amina")
    assert "It was Amina" in page.text
    page = page_client.submit(page, button="It was Amina")
    assert rows("SELECT person_id FROM machine_session") == [(workshop.cast.people["amina"],)]
    page = page_client.submit(page_client.get("/machines/who-was-it"), button="Take it back")
    assert rows("SELECT person_id FROM machine_session") == [(None,)]
