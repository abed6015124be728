"""Who was at a machine: cards and jobs come to sittings, and every doubt is decided the same way each time."""

from __future__ import annotations

from datetime import timedelta

from core.db import fast, transaction
from factory.machine_clockwork import count_machines
from hardware.queries.recount import machine_differences
from hardware.services.derive import derive_stale, note_silence
from hardware.vocabulary import EventKind
from tests.hardware.workshop import NINE, Workshop, make_kiosk, rows, sittings


def test_somebody_signs_on_works_and_signs_off(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").wait(30).run(100, spindle=True).wait(5).off("amina")
    workshop.play(tape)
    assert sittings() == [(workshop.cast.people["amina"], 100_000, "sign_out", 1)]
    began, ended = rows("SELECT began_at, ended_at FROM machine_session")[0]
    assert str(began) < str(ended)


def test_another_card_while_the_machine_rests_takes_over(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").run(60).on("tomasz").run(40).off("tomasz")
    workshop.play(tape)
    amina, tomasz = workshop.cast.people["amina"], workshop.cast.people["tomasz"]
    assert sittings() == [(amina, 60_000, "hand_over", 1), (tomasz, 40_000, "sign_out", 1)]


def test_another_card_while_it_runs_helps(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").run(30, then="").on("tomasz").wait(1).run(30).off("amina")
    workshop.play(tape)
    assert [row[0] for row in sittings()] == [workshop.cast.people["amina"]]
    assert rows("SELECT person_id, part FROM session_helper") == [(workshop.cast.people["tomasz"], "helper")]


def test_a_refused_card_touches_nothing(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").run(30, then="").refused("yusuf").run(30).refused("yusuf").wait(10).off("amina")
    workshop.play(tape)
    assert [(row[0], row[2]) for row in sittings()] == [(workshop.cast.people["amina"], "sign_out")]


def test_somebody_who_forgot_to_sign_off_is_gone_after_the_time_out(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").run(60).wait(3 * 3600).run(50)
    workshop.play(tape)
    assert sittings() == [(workshop.cast.people["amina"], 60_000, "idle_timeout", 1)]
    assert rows("SELECT busy_ms, session_id FROM machine_job ORDER BY began_at")[1] == (50_000, None)


def test_a_machine_left_running_stays_with_its_owner(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina").run(30, then="").off("amina").wait(1).run(50)
    workshop.play(tape)
    assert [(row[0], row[2], row[3]) for row in sittings()] == [
        (workshop.cast.people["amina"], "sign_out", 1)
    ]
    assert rows("SELECT COUNT(*) FROM machine_job WHERE session_id IS NULL") == [(0,)]


def test_whoever_signs_on_at_a_machine_that_runs_without_anybody_has_the_job(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.run(30, then="").on("amina").wait(1).run(50).off("amina")
    workshop.play(tape)
    assert sittings()[0][0] == workshop.cast.people["amina"]
    assert rows("SELECT COUNT(*) FROM machine_job WHERE session_id IS NULL") == [(0,)]


def test_another_piece_begins_another_sitting(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina")
    tape.tell(EventKind.PIECE_SCANNED, code="7K3M9QX")
    tape.run(60)
    tape.tell(EventKind.PIECE_SCANNED, code="8K3M9QY")
    tape.run(40).off("amina")
    workshop.play(tape)
    assert rows("SELECT piece_code, busy_ms, used_for FROM machine_session ORDER BY began_at") == [
        ("7K3M9QX", 60_000, "piece"),
        ("8K3M9QY", 40_000, "piece"),
    ]


def test_a_kiosk_that_is_replaced_leaves_nobody_at_the_machine(workshop: Workshop) -> None:
    workshop.play(workshop.tape().on("amina").run(20))
    later = NINE + timedelta(hours=2)
    workshop.kiosks["router"] = make_kiosk(workshop.cast, workshop.machines["router"], later)
    tape = workshop.tape().on("tomasz").run(30)
    workshop.send(tape.events, at=later, mono=tape.mono)
    people = workshop.cast.people
    assert sittings() == [(people["amina"], 20_000, "agent_down", 1), (people["tomasz"], 30_000, None, 1)]
    assert list(machine_differences()) == []


def test_a_kiosk_that_is_silent_for_an_hour_leaves_nobody_signed_on(workshop: Workshop) -> None:
    workshop.play(workshop.tape().on("amina").run(20))
    with transaction():
        assert note_silence(at=NINE + timedelta(minutes=50)) == 0
        assert note_silence(at=NINE + timedelta(hours=3)) == 1
        derive_stale(at=NINE + timedelta(hours=3))
        assert note_silence(at=NINE + timedelta(hours=5)) == 0
    assert sittings() == [(workshop.cast.people["amina"], 20_000, "agent_down", 1)]
    assert rows("SELECT is_to_review FROM machine_session")[0][0]


def test_the_clockwork_counts_anew_what_was_counted_by_older_rules(workshop: Workshop) -> None:
    workshop.play(workshop.tape().on("amina").run(20).off("amina"))
    later = NINE + timedelta(minutes=10)
    assert count_machines(later) == 0
    with transaction():
        fast().run("UPDATE machine_job SET busy_ms = 7000, rule_version = 1")
        fast().run("UPDATE machine_fold SET rule_version = 1")
    assert count_machines(later) == 1
    assert rows("SELECT busy_ms FROM machine_job") == [(20_000,)]
    assert count_machines(later) == 0
