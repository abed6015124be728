"""Kiosks beside a machine in turn, spools that come late, rules that change meanwhile: the hours stay true."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.db import as_instant, fast, transaction
from hardware.queries.recount import machine_differences
from hardware.services.derive import derive_stale
from hardware.services.kiosks import revoke_kiosk, set_kiosk_machines
from hardware.services.machine_profiles import set_profile
from hardware.services.machines import MachineData, change_machine
from tests.hardware.test_any_order import stand
from tests.hardware.workshop import NINE, Tape, Workshop, make_kiosk, rows, sittings


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def stands(workshop: Workshop, kiosk: str, *machines: str, minutes: float) -> None:
    """From then on a kiosk stands beside these machines."""
    codes = [workshop.machines[name].code for name in machines]
    by, name = workshop.actor("ruth"), workshop.kiosks[kiosk].public_id
    with transaction():
        set_kiosk_machines(by=by, public_id=name, machine_codes=codes, at=at(minutes))


def tape_of(workshop: Workshop, kiosk: str, machine: str = "router", minutes: float = 0) -> Tape:
    """A tape of a kiosk about a machine, its clock at a minute at nine."""
    paired = workshop.kiosks[kiosk]
    tape = Tape(paired.public_id, paired.pepper, workshop.machines[machine].code, workshop.cast)
    return tape.wait(minutes * 60)


def send(workshop: Workshop, tape: Tape, kiosk: str, minutes: float, *, counts: bool = True) -> None:
    workshop.send(
        tape.events,
        at=at(minutes),
        machine=kiosk,
        boot=tape.boot,
        mono=60_000 + round(minutes * 60_000),
        counts=counts,
    )


def agrees() -> None:
    with transaction():
        derive_stale(at=at(100_000))
    assert list(machine_differences()) == []


def test_a_kiosk_that_comes_back_finds_nobody_that_it_left(workshop: Workshop) -> None:
    first = tape_of(workshop, "router").on("amina").run(60)
    send(workshop, first, "router", 3)
    stands(workshop, "laser", "laser", "router", minutes=10)
    second = tape_of(workshop, "laser", minutes=12).on("tomasz").run(40)
    send(workshop, second, "laser", 15)
    stands(workshop, "router", "router", minutes=20)
    people = workshop.cast.people

    with transaction():
        derive_stale(at=at(21))
    assert list(machine_differences()) == []
    assert sittings() == [
        (people["amina"], 60_000, "agent_down", 1),
        (people["tomasz"], 40_000, "agent_down", 1),
    ]
    third = tape_of(workshop, "router", minutes=22)
    third.seq = 1000
    third.on("mary").run(30)
    send(workshop, third, "router", 25)
    assert sittings()[2] == (people["mary"], 30_000, None, 1)
    agrees()


def jobs() -> list[tuple[object, ...]]:
    return rows(
        "SELECT busy_ms, outcome, ended_at IS NULL, is_to_review FROM machine_job ORDER BY began_at, opened_mono_ms"
    )


def test_a_job_that_runs_when_its_kiosk_is_taken_away_ends_where_it_was_last_seen(workshop: Workshop) -> None:
    tape = tape_of(workshop, "router").on("amina").run(60, then="")
    send(workshop, tape, "router", 2)
    assert jobs() == [(50_000, "open", 1, 0)]
    stands(workshop, "router", minutes=10)
    with transaction():
        derive_stale(at=at(11))
    assert jobs() == [(50_000, "agent_down", 0, 1)]
    times = [as_instant(one) for one in rows("SELECT began_at, ended_at FROM machine_job")[0]]
    assert times == [at(0), at(0) + timedelta(seconds=50)]
    assert sittings() == [(workshop.cast.people["amina"], 50_000, "agent_down", 1)]
    agrees()


def test_what_rested_when_its_kiosk_was_taken_away_had_finished(workshop: Workshop) -> None:
    tape = tape_of(workshop, "router").on("amina").run(60, then="idle").run(30, then="")
    tape.wait(1).state("idle").wait(5).still("idle", tape.mono - 5_000)
    send(workshop, tape, "router", 3)
    stands(workshop, "router", minutes=10)
    agrees()
    assert [row[1:3] for row in jobs()] == [("finished", 0), ("finished", 0)]


def test_a_revoked_kiosk_and_one_that_is_replaced_leave_no_job_open(workshop: Workshop) -> None:
    send(workshop, tape_of(workshop, "router").run(60, then=""), "router", 2)
    stands(workshop, "laser", "laser", "router", minutes=10)
    send(workshop, tape_of(workshop, "laser", minutes=12).run(40, then=""), "laser", 15)
    with transaction():
        revoke_kiosk(by=workshop.actor("ruth"), public_id=workshop.kiosks["laser"].public_id, at=at(20))
    agrees()
    assert jobs() == [(50_000, "agent_down", 0, 1), (30_000, "agent_down", 0, 1)]


def test_a_kiosk_that_is_put_back_goes_on_with_the_job_that_still_ran(workshop: Workshop) -> None:
    tape = tape_of(workshop, "router").run(60, then="")
    send(workshop, tape, "router", 1)
    stands(workshop, "router", minutes=2)
    with transaction():
        derive_stale(at=at(2))
    assert jobs() == [(50_000, "agent_down", 0, 1)]
    stands(workshop, "router", "router", minutes=3)
    later = replace(tape, events=[])
    began = tape.mono - 60_000
    later.wait(200).still("busy", began)
    later.state("idle").wait(21).still("idle", later.mono - 21_000)
    send(workshop, later, "router", 6)
    assert jobs() == [(260_000, "finished", 0, 0)]
    agrees()


def test_it_is_the_same_job_however_late_the_last_card_was_shown_before(workshop: Workshop) -> None:
    tape = tape_of(workshop, "router").run(60, then="").wait(900).on("amina")
    send(workshop, tape, "router", 16)
    stands(workshop, "router", minutes=17)
    with transaction():
        derive_stale(at=at(17))
    assert jobs() == [(50_000, "agent_down", 0, 1)]
    stands(workshop, "router", "router", minutes=18)
    began = tape.mono - 960_000
    later = replace(tape, events=[]).wait(600).still("busy", began)
    send(workshop, later, "router", 27)
    assert [row[1:3] for row in jobs()] == [("open", 1)]
    agrees()


def test_what_the_one_before_still_had_to_tell_is_counted_beside_who_is_there_now(workshop: Workshop) -> None:
    first = tape_of(workshop, "router").on("amina").run(60)
    stands(workshop, "laser", "laser", "router", minutes=10)
    second = tape_of(workshop, "laser", minutes=12).on("tomasz").run(40)
    send(workshop, second, "laser", 15)
    send(workshop, first, "router", 16)
    people = workshop.cast.people
    assert sittings() == [(people["amina"], 60_000, "agent_down", 1), (people["tomasz"], 40_000, None, 1)]
    agrees()


def test_who_is_at_a_kiosk_again_is_taken_though_the_other_was_not_counted_to_its_end(
    workshop: Workshop,
) -> None:
    stands(workshop, "laser", "laser", "router", minutes=1)
    second = tape_of(workshop, "laser", minutes=2).on("tomasz").run(40)
    send(workshop, second, "laser", 5)
    stands(workshop, "router", "router", minutes=10)
    first = tape_of(workshop, "router", minutes=11).on("amina").run(60)
    send(workshop, first, "router", 14, counts=False)
    with transaction():
        derive_stale(at=at(14), kiosk_id=workshop.kiosk("router").id)
    people = workshop.cast.people
    assert sittings() == [(people["tomasz"], 40_000, "agent_down", 1), (people["amina"], 60_000, None, 1)]
    agrees()


def test_an_older_boot_that_is_told_after_newer_ones_comes_to_the_same(workshop: Workshop) -> None:
    def played(order: tuple[int, ...]) -> list[list[tuple[object, ...]]]:
        name = f"Kiosk {len(workshop.kiosks)}"
        workshop.kiosks[name] = make_kiosk(workshop.cast, workshop.machines["router"], at(-600))
        tapes = []
        for number in range(3):
            tape = tape_of(workshop, name)
            tape.boot, tape.seq = f"0000000{number + 1}-aa", 1 + number * 100
            tape.wall = at(number * 600)
            tape.on("amina").run(60 + number).off("amina").wait(30).on("tomasz").run(20).off("tomasz")
            tapes.append(tape)
        last = tapes[2]
        for number in order:
            events = tapes[number].events
            workshop.send(events, at=at(1300), machine=name, boot=last.boot, mono=60_000 + 100 * 60_000)
        assert list(machine_differences()) == []
        return stand("Router")

    first = played((0, 1, 2))
    later = played((2, 0, 1))
    assert len(later[1]) == 2 * len(first[1])
    half = len(first[1])
    ordered = sorted(later[1], key=lambda row: str(row[6]))
    assert [row[0] for row in ordered[0::2]] == [row[0] for row in ordered[1::2]]
    assert [row[6:12] for row in ordered[0::2]] == [row[6:12] for row in ordered[1::2]]
    assert half == 6


def test_another_rest_after_which_somebody_has_gone_has_the_sittings_counted_anew(workshop: Workshop) -> None:
    tape = tape_of(workshop, "router").on("amina").run(60).wait(40 * 60).run(50)
    send(workshop, tape, "router", 60)
    assert sittings() == [(workshop.cast.people["amina"], 60_000, "idle_timeout", 1)]
    row = workshop.machines["router"]
    data = MachineData(name="Router", type_slug="router", idle_minutes=60)
    with transaction():
        change_machine(by=workshop.actor("ruth"), code=row.code, data=data, at=at(61))
    agrees()
    assert [(busy, jobs) for _, busy, _, jobs in sittings()] == [(110_000, 2)]


def test_another_name_of_the_machine_changes_nothing(workshop: Workshop) -> None:
    send(workshop, tape_of(workshop, "router").on("amina").run(60).off("amina"), "router", 5)
    before = sittings()
    data = MachineData(name="Old router", type_slug="router")
    with transaction():
        change_machine(by=workshop.actor("ruth"), code=workshop.machines["router"].code, data=data, at=at(6))
    assert list(machine_differences()) == []
    assert sittings() == before


def test_another_profile_counts_what_comes_late_by_the_same_rules(workshop: Workshop) -> None:
    tape = tape_of(workshop, "router").on("amina").run(60).wait(60).run(50).off("amina")
    early, late = tape.events[: len(tape.events) // 2], tape.events[len(tape.events) // 2 :]
    send(workshop, replace(tape, events=early), "router", 10)
    with transaction():
        by, code = workshop.actor("ruth"), workshop.machines["router"].code
        set_profile(by=by, code=code, profile={"dialect": "grbl", "quiet_seconds": 300}, at=at(11))
    send(workshop, replace(tape, events=late), "router", 12)
    agrees()
    assert rows("SELECT COUNT(*), SUM(busy_ms) FROM machine_job") == [(1, 110_000)]


def test_what_older_rules_counted_is_counted_anew_by_the_clockwork(workshop: Workshop) -> None:
    send(workshop, tape_of(workshop, "router").on("amina").run(60).off("amina"), "router", 5)
    with transaction():
        fast().run("UPDATE machine_fold SET rule_version = 1")
        fast().run("UPDATE machine_job SET rule_version = 1, busy_ms = 1")
        fast().run("UPDATE machine_session SET rule_version = 1, busy_ms = 1")
    assert list(machine_differences()) != []
    agrees()
    assert sittings() == [(workshop.cast.people["amina"], 60_000, "sign_out", 1)]
    with transaction():
        assert derive_stale(at=at(100_001)) == 0
