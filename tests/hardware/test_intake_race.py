"""The same events come at the same moment, several times: each is stored once, and a machine has one open sitting.

The controls take the write lock and the database's own rules away; then something is doubled, or breaks.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from flask import Flask

import core.db
import hardware.services.derive
import hardware.services.intake
from core.db import db, fast, transaction
from hardware.services.derive import derive_stale
from hardware.services.intake import Place, Read, Upload, hashes_there, take_events
from tests.hardware.workshop import NINE, Tape, Workshop, rows

SENDERS = 6


def all_send(app: Flask, workshop: Workshop, tape: Tape, senders: int = SENDERS) -> Counter[str]:
    """Everybody sends the whole tape and counts it at the same moment; how often which answer came."""
    kiosk = workshop.kiosk()
    gate, found = threading.Barrier(senders), Counter[str]()
    upload = Upload(tape.boot, tape.mono, 0, [one.as_json() for one in tape.events])

    def act() -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    taken = take_events(kiosk=kiosk, upload=upload, at=NINE)
                with transaction():
                    derive_stale(at=NINE)
                found.update(one["answer"] for one in taken.answers)
            except Exception as problem:
                found[type(problem).__name__] += 1
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=act) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_same_events_from_all_sides_are_stored_and_counted_once(app: Flask, workshop: Workshop) -> None:
    tape = workshop.tape().on("amina").run(200)
    found = all_send(app, workshop, tape)
    assert set(found) <= {"accepted", "duplicate"}
    assert found["accepted"] >= len(tape.events)
    assert rows("SELECT COUNT(*) FROM kiosk_event") == [(len(tape.events),)]
    assert rows("SELECT COUNT(*) FROM machine_session WHERE ended_at IS NULL") == [(1,)]
    assert rows("SELECT busy_ms FROM machine_month") == [(200_000,)]


def test_the_database_knows_one_open_sitting_of_a_machine(workshop: Workshop) -> None:
    workshop.play(workshop.tape().on("amina").run(20))
    columns = (
        "machine_id, site_id, person_id, used_for, piece_code, material, source, began_at, busy_ms, paused_ms, "
        "setup_ms, idle_ms, spindle_ms, gap_ms, job_count, told_by, is_estimated, is_to_review, is_void, "
        "noted_minutes, first_place, last_place, rule_version"
    )
    with pytest.raises(Exception, match=r"(?i)unique"), transaction():
        fast().run(
            f"INSERT INTO machine_session (key, {columns}) SELECT 'another', {columns} FROM machine_session"
        )


@contextmanager
def unprotected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No lock, nothing said of a conflict; and everybody waits after having looked which are there."""
    gate = threading.Barrier(4)

    def look(kiosk_id: int, read: list[Read]) -> dict[Place, str]:
        found = hashes_there(kiosk_id, read)
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=5)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(core.db, "WRITE_BEGIN", "BEGIN")
        patch.setattr(core.db, "_write_lock", core.db._NO_LOCK)
        patch.setattr(hardware.services.intake, "hashes_there", look)
        patch.setattr(hardware.services.intake, "ONCE", "")
        for module in (hardware.services.intake, hardware.services.derive):
            patch.setattr(module, "hold_kiosk", lambda kiosk_id: None)
        yield


def test_control_without_the_protection_something_is_doubled_or_breaks(
    app: Flask, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = workshop.tape().on("amina").run(200)
    with unprotected(monkeypatch):
        found = all_send(app, workshop, tape, 4)
    stored = rows("SELECT COUNT(*) FROM kiosk_event")[0][0]
    assert (
        stored != len(tape.events)
        or set(found) - {"accepted", "duplicate"}
        or found["accepted"] > len(tape.events)
    )


def test_counting_without_stepping_back_would_be_wrong(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the counting: it must begin where nothing went on."""
    tape = workshop.tape().on("amina").run(200).off("amina")
    half = len(tape.events) // 2
    monkeypatch.setattr(hardware.services.derive, "beginning", lambda pair, place: place)
    workshop.send(tape.events[:half], mono=tape.mono)
    with pytest.raises(Exception, match=r"(?i)unique"):
        workshop.send(tape.events[half:], mono=tape.mono)
