"""A kiosk in bad hands, or one that is broken: whatever its events say, they stop neither it nor anybody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from core.clock import now
from core.db import as_instant, fast, transaction
from core.ids import new_client_id
from factory.clockwork import tick
from hardware.services.faults import FaultData, report_fault
from hardware.services.kiosks import set_kiosk_machines
from hardware.vocabulary import EventKind
from hardware.vocabulary.events import MOST_MONO_MS
from tests.hardware.test_kiosk_api import Line, answers
from tests.hardware.workshop import NINE, Tape, Workshop, rows


@pytest.fixture
def line(app: Flask, workshop: Workshop) -> Line:
    """The line of the router's kiosk."""
    return Line(app, workshop.kiosks["router"].token)


def told(tape: Tape, body: object, kind: str = "machine_state", **more: object) -> dict[str, Any]:
    """An event as plain values, its form not looked at; ten seconds after the one before."""
    tape.wait(10)
    tape.seq += 1
    place = {"kiosk": tape.kiosk, "boot": tape.boot, "seq": tape.seq, "mono_ms": tape.mono}
    return {**place, "machine": tape.machine, "kind": kind, "body": body, **more}


def busy(tape: Tape, **more: object) -> dict[str, Any]:
    """The machine works since a minute after the kiosk was switched on."""
    return told(tape, {"class": "busy", "word": "Run", "since_ms": 60_000, "last_ms": tape.mono, **more})


POISON: dict[str, Callable[[Tape], dict[str, Any]]] = {
    "a nought in a body's name": lambda tape: told(tape, {"a\x00": 1}),
    "half a letter in a body's name": lambda tape: told(tape, {"a\ud800": [1]}),
    "a nought in a word": lambda tape: busy(tape, word="a\x00b"),
    "a nought in a piece": lambda tape: told(tape, {"code": "A\x00B"}, "piece_scanned"),
    "a nought in a photo's name": lambda tape: told(tape, {"photo": "0" * 16 + "\x00"}, "fault_reported"),
    "more spindle than time": lambda tape: busy(tape, all_spindle_ms=10**1500),
    "an alarm beyond counting": lambda tape: told(tape, {"code": -(10**1500)}, "alarm"),
    "a float beyond counting": lambda tape: busy(tape, sub=1e300),
    "a clock of ten thousand years": lambda tape: told(tape, {}, mono_ms=MOST_MONO_MS + 1),
    "a number beyond counting": lambda tape: told(tape, {}, seq=10**400),
}


@pytest.mark.parametrize("what", POISON)
def test_one_poisoned_event_is_put_aside_and_the_others_are_taken(
    line: Line, workshop: Workshop, what: str
) -> None:
    tape = workshop.tape()
    tape.on("amina")
    before = [one.as_json() for one in tape.events]
    sent = [*before, POISON[what](tape), busy(tape)]
    assert answers(line.events(tape, sent)) == ["accepted", "accepted", "rejected", "accepted"]
    assert rows("SELECT machine_id FROM machine_fold WHERE stale_from IS NOT NULL") == []


@pytest.mark.parametrize("name", ["a\x00b", "a\ud800b", "colour"])
def test_a_name_that_only_a_newer_kiosk_has_is_passed_over_and_kept_nowhere(
    line: Line, workshop: Workshop, name: str
) -> None:
    tape = workshop.tape()
    tape.on("amina")
    sent = [*(one.as_json() for one in tape.events), {**told(tape, {}), name: 1}, busy(tape)]
    assert answers(line.events(tape, sent)) == ["accepted"] * 4
    assert rows("SELECT COUNT(*) FROM kiosk_rejected") == [(0,)]


def test_sums_beyond_what_a_database_can_add_are_cut_and_counted(line: Line, workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina")
    most = 2**53 - 1
    events = [busy(tape, samples=most, bad=most, spindle_ms=most) for _ in range(40)]
    line.events(tape, [*(one.as_json() for one in tape.events), *events])
    assert rows("SELECT machine_id FROM machine_fold WHERE stale_from IS NOT NULL") == []
    assert rows("SELECT samples, bad_lines, spindle_ms FROM machine_job") == [(10**12, 10**12, 10**12)]
    tick(now())


def test_an_upload_with_a_clock_of_ten_thousand_years_is_no_batch(line: Line, workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina")
    tape.mono = 2**53 - 1
    assert line.events(tape).status_code == 422


def test_a_kiosk_that_cannot_be_counted_holds_up_no_other(line: Line, workshop: Workshop) -> None:
    broken, whole = workshop.tape(), workshop.tape("laser")
    broken.on("amina")
    whole.on("mary").run(60).off("mary")
    line.events(broken)
    workshop.send(whole.events, at=now(), machine="laser", mono=whole.mono, counts=False)
    with transaction():
        router, kiosk = workshop.machines["router"].id, workshop.kiosk().id
        fast().run(
            "INSERT INTO kiosk_event (kiosk_id, boot, seq, mono_ms, is_wall_ok, machine_id, kind, body, body_hash, "
            "received_at) SELECT kiosk_id, boot, 9, mono_ms, is_wall_ok, machine_id, 'machine_state', ?, 'x', "
            "received_at FROM kiosk_event WHERE kiosk_id = ? AND seq = 1",
            ('"no words at all"', kiosk),
        )
        fast().run("UPDATE machine_fold SET stale_from = '' WHERE kiosk_id = ?", (kiosk,))
    tick(now())
    assert rows("SELECT machine_id FROM machine_fold WHERE stale_from IS NOT NULL") == [(router,)]
    laser = workshop.machines["laser"].id
    assert rows("SELECT busy_ms FROM machine_session WHERE machine_id = ?", laser) == [(60_000,)]


def picture(color: str) -> bytes:
    """A photo all in one colour."""
    file = io.BytesIO()
    Image.new("RGB", (20, 10), color).save(file, "JPEG")
    return file.getvalue()


def test_a_photo_of_another_kiosk_is_neither_filled_nor_claimed(
    app: Flask, line: Line, workshop: Workshop
) -> None:
    other = Line(app, workshop.kiosks["laser"].token)
    named, sent = "00112233445566aa", "00112233445566bb"

    def send(by: Line, name: str, color: str) -> int:
        answer = by.client.post(f"/api/v1/kiosk/photos?id={name}", data=picture(color), headers=by.headers)
        return answer.status_code

    tape, laser = workshop.tape(), workshop.tape("laser")
    tape.tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=False, photo=named)
    line.events(tape)
    assert send(line, sent, "blue") == 200
    assert send(other, named, "red") == 404
    laser.tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=False, photo=sent)
    other.events(laser)
    with transaction():
        data = FaultData("smoke", False, photo_ids=(sent,))
        code = workshop.machines["laser"].code
        report_fault(by=workshop.actor("ruth"), code=code, data=data, at=now(), token=new_client_id())
    assert rows("SELECT sha256, fault_id IS NULL FROM fault_photo WHERE id = ?", named) == [("", False)]
    assert rows("SELECT fault_id FROM fault_photo WHERE id = ?", sent) == [(None,)]
    assert send(line, named, "red") == 200


def out_of_order(workshop: Workshop, tape: Tape) -> None:
    """The router is not safe, since a while after the tape began."""
    tape.tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=True)
    workshop.play(tape)
    assert router_state(workshop) == "out_of_order"


def router_state(workshop: Workshop) -> object:
    """The state of the router now."""
    machine = workshop.machines["router"].id
    return rows("SELECT state FROM machine_state WHERE machine_id = ? AND ends_at IS NULL", machine)[0][0]


def test_a_lost_card_of_a_maintainer_gives_no_machine_back(workshop: Workshop) -> None:
    tape = workshop.tape()
    out_of_order(workshop, tape)
    sunil = workshop.cast.people["sunil"]
    with transaction():
        fast().run(
            "UPDATE card SET state = 'lost', ended_at = ? WHERE person_id = ?",
            (NINE + timedelta(minutes=5), sunil),
        )
    card = tape.card("sunil")
    tape.wait(600).tell(EventKind.MAINTENANCE_DONE, task="release", card=card)
    workshop.play(tape)
    assert router_state(workshop) == "out_of_order"
    with transaction():
        fast().run("UPDATE card SET ended_at = ? WHERE person_id = ?", (NINE + timedelta(hours=5), sunil))
    tape.wait(600).tell(EventKind.MAINTENANCE_DONE, task="release", card=card)
    workshop.play(tape)
    assert router_state(workshop) == "in_service"


def test_a_kiosk_that_was_moved_puts_no_machine_out_and_gives_none_back(workshop: Workshop) -> None:
    tape = workshop.tape()
    out_of_order(workshop, tape)
    with transaction():
        set_kiosk_machines(
            by=workshop.actor("ruth"),
            public_id=tape.kiosk,
            machine_codes=[workshop.machines["laser"].code],
            at=NINE + timedelta(minutes=5),
        )
    tape.wait(600).tell(EventKind.MAINTENANCE_DONE, task="release", card=tape.card("sunil"))
    tape.tell(EventKind.FAULT_REPORTED, what="noise", is_not_safe=True)
    workshop.play(tape)
    assert router_state(workshop) == "out_of_order"
    assert rows("SELECT sign FROM machine_fault") == [("smoke",)]


def test_nothing_that_a_kiosk_tells_lies_in_the_time_to_come(line: Line, workshop: Workshop) -> None:
    tape = workshop.tape()
    first = tape.boot
    line.post({"boot": first, "mono_ms": 60_000, "waiting": 0, "events": []})
    tape.wait(86_400 * 3_000)
    tape.on("amina")
    later = {"boot": "00000002-bb", "mono_ms": 1_000, "waiting": 0}
    line.post({**later, "events": [one.as_json() for one in tape.events]})
    began = rows("SELECT began_at FROM machine_session")[0][0]
    assert as_instant(began) <= now()


def test_a_kiosk_that_was_moved_counts_nothing_more_of_a_machine(workshop: Workshop) -> None:
    tape = workshop.tape().on("amina").run(60).off("amina")
    laser = [workshop.machines["laser"].code]
    with transaction():
        moved = NINE + timedelta(minutes=5)
        set_kiosk_machines(by=workshop.actor("ruth"), public_id=tape.kiosk, machine_codes=laser, at=moved)
    told_before = len(tape.events)
    tape.wait(600).on("amina").run(60).off("amina")
    taken = workshop.play(tape)
    kinds = [one["answer"] for one in taken.answers]
    assert kinds == ["accepted"] * told_before + ["rejected"] * (len(kinds) - told_before)
    assert rows("SELECT busy_ms FROM machine_session") == [(60_000,)]


def test_photos_that_no_fault_names_do_not_fill_the_disk(line: Line, workshop: Workshop) -> None:
    device, site = workshop.kiosk().id, workshop.cast.sites["coventry"]
    with transaction():
        for number in range(200):
            fast().run(
                "INSERT INTO fault_photo (id, site_id, device_id, sha256, width, height, at) "
                "VALUES (?, ?, ?, 'x', 1, 1, ?)",
                (f"{number:016d}", site, device, NINE),
            )

    def send() -> int:
        address = "/api/v1/kiosk/photos?id=00112233445566aa"
        return line.client.post(address, data=picture("red"), headers=line.headers).status_code

    assert send() == 429
    with transaction():
        fast().run("DELETE FROM fault_photo WHERE id = ?", (f"{0:016d}",))
    assert send() == 200
