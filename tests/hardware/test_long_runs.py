"""A machine that is left running: flagged, on the board and its page, told to staff once, and never touched."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from core.db import fast, transaction
from factory.outbox.queries import to_tell
from factory.outbox.wording import written
from hardware.queries.board import tiles_of
from hardware.queries.recount import machine_differences
from hardware.services.derive import derive_stale
from hardware.services.long_runs import tell_long_runs
from hardware.services.machine_profiles import set_profile
from hardware.vocabulary import Profile
from tests.front_desk.doors import sign_in
from tests.hardware.test_out_of_order import messages
from tests.hardware.workshop import NINE, Tape, Workshop, rows
from tests.pages import PageClient

HOURS = 3600


def works(workshop: Workshop, seconds: float) -> tuple[Tape, datetime]:
    """The router is at work for so long and still is; the tape, and the time it has got to."""
    tape = workshop.tape().on("amina").run(seconds + 10, then="")
    workshop.play(tape)
    return tape, NINE + timedelta(milliseconds=tape.mono - 60_000)


def long_runs(workshop: Workshop, at: datetime) -> list[int]:
    tiles = tiles_of(workshop.machines["router"].site_id, at)
    return [tile.long_run_ms for tile in tiles if tile.long_run_ms]


def tell(at: datetime) -> int:
    with transaction():
        return tell_long_runs(at=at)


def flagged() -> list[tuple[bool, bool]]:
    """(is it open, is it to be looked at) of each job."""
    found = rows("SELECT ended_at IS NULL, is_to_review FROM machine_job ORDER BY began_at")
    return [(bool(row[0]), bool(row[1])) for row in found]


def test_four_hours_at_work_are_nothing_and_a_moment_more_is_told_to_staff_once(workshop: Workshop) -> None:
    tape, at = works(workshop, 4 * HOURS)
    assert (long_runs(workshop, at), tell(at), flagged()) == ([], 0, [(True, False)])
    tape.wait(10).still("busy", 60_000)
    workshop.play(tape)
    at += timedelta(seconds=10)
    assert long_runs(workshop, at) == [4 * HOURS * 1000 + 20_000]
    assert tell(at) == 2
    assert sorted(messages("machine_left_running")) == [("Ruth", "waiting"), ("Sunil", "waiting")]
    for minutes in (0, 1, 2):
        assert tell(at + timedelta(minutes=minutes)) == 0
    assert flagged() == [(True, True)]
    assert list(machine_differences()) == []


def test_what_is_counted_anew_is_flagged_again_and_told_no_second_time(workshop: Workshop) -> None:
    _, at = works(workshop, 5 * HOURS)
    assert tell(at) == 2
    with transaction():
        fast().run("UPDATE machine_job SET is_to_review = ?, rule_version = 1", (False,))
        fast().run("UPDATE machine_fold SET rule_version = 1")
    with transaction():
        derive_stale(at=at)
    assert flagged() == [(True, True)]
    assert tell(at) == 0
    assert list(machine_differences()) == []


def test_when_it_has_ended_what_waits_is_dropped_and_the_job_stays_flagged(workshop: Workshop) -> None:
    tape, at = works(workshop, 5 * HOURS)
    assert tell(at) == 2
    tape.wait(1).state("idle").wait(30).still("idle", tape.mono - 30_000)
    workshop.play(tape)
    assert tell(at + timedelta(minutes=1)) == 0
    assert {state for _, state in messages("machine_left_running")} == {"dropped"}
    assert long_runs(workshop, at + timedelta(minutes=1)) == []
    assert flagged() == [(False, True)]


def test_a_rest_between_begins_anew(workshop: Workshop) -> None:
    tape = workshop.tape().on("amina").run(3 * HOURS).run(3 * HOURS, then="")
    workshop.play(tape)
    at = NINE + timedelta(milliseconds=tape.mono - 60_000)
    assert (long_runs(workshop, at), tell(at)) == ([], 0)
    assert flagged() == [(False, False), (True, False)]


def test_a_kiosk_that_is_not_heard_any_more_tells_nobody(workshop: Workshop) -> None:
    _, at = works(workshop, 5 * HOURS)
    later = at + timedelta(hours=1)
    assert (long_runs(workshop, later), tell(later)) == ([], 0)


def test_nobody_is_told_of_a_machine_of_a_practice_site(workshop: Workshop) -> None:
    _, at = works(workshop, 5 * HOURS)
    with transaction():
        fast().run("UPDATE site SET is_practice = ?", (True,))
    assert tell(at) == 0


def test_the_profile_says_how_long_is_long(workshop: Workshop) -> None:
    _, at = works(workshop, 5 * HOURS)
    by, code = workshop.actor("ruth"), workshop.machines["router"].code
    for seconds, is_long in ((6 * HOURS, False), (HOURS, True)):
        with transaction():
            set_profile(by=by, code=code, profile={"dialect": "grbl", "long_run_seconds": seconds}, at=at)
            derive_stale(at=at)
        assert (bool(long_runs(workshop, at)), flagged()) == (is_long, [(True, is_long)])
        assert list(machine_differences()) == []


def test_a_printer_may_print_for_a_day_and_older_agents_still_read_a_profile() -> None:
    assert (Profile().long_run, Profile(dialect="marlin").long_run) == (4 * HOURS, 24 * HOURS)
    assert "long_run_seconds" not in Profile().as_json()
    told = Profile(long_run_seconds=7200.0)
    assert Profile.from_json(told.as_json()) == told and told.long_run == 7200


def test_the_board_and_the_machines_page_say_so_and_the_message_says_where(
    app: Flask, workshop: Workshop, page_client: PageClient
) -> None:
    router = workshop.machines["router"]
    _, at = works(workshop, 4 * HOURS + 600)
    tell(at)
    with app.test_request_context():
        message = to_tell(router.site_id, ["print", "email", "sms"])[0]
        words = written(message).english
    for part in ("“Router”", "more than 4 hours", f"/machines/{router.code}"):
        assert part in words
    with transaction():
        fast().run("UPDATE machine_fold SET seen_at = ?", (datetime.now(tz=at.tzinfo),))
    sign_in(page_client, "Ruth")
    for page in ("/machines", f"/machines/{router.code}"):
        assert "Left running? At work for 4 h 10 min" in page_client.get(page).text
