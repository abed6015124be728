"""Things that happen to learners, sittings, jobs and runs, one after the other, beside those of `happenings`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from core.clock import local_day
from core.db import db, fast, transaction
from core.ids import new_client_id
from factory.programme.services import choose_trained_rule
from hardware.models.kiosks import Kiosk
from hardware.models.sittings import MachineJob, SessionCorrection
from tests.hardware.workshop import make_machine
from tests.programme.happenings import WHEN, House
from tests.training import scene
from training.models.bookings import Booking
from training.models.outcomes import Completion, NextStep
from training.trained import TRAINED, WAYS

HELD = ("booked", "attending", "completed", "not_completed", "withdrawn")
CATEGORIES = ("digital_fabrication", "painting_decorating_diy", "repair")
STEPS = ("job", "volunteering", "looking", "not_told")


def _any(house: House, table: str, column: str = "id") -> int | None:
    rows = fast().rows(f"SELECT {column} FROM {table} ORDER BY {column} LIMIT 40")
    return int(house.draw.choice(rows)[0]) if rows else None


def _run(sql: str, *values: object) -> None:
    with transaction():
        fast().run(sql, values)


def give_another_run(house: House) -> None:
    """Up to three runs, so that somebody's first of all may be in any of them."""
    runs = fast().rows("SELECT id FROM run")
    if len(runs) < 3:
        with transaction():
            version = scene.make_course(f"course-{len(runs)}", title=f"Course {len(runs)}")
            scene.make_run(version, house.site(), starts_at=house.at(), classes=2, capacity=100)


def book(house: House) -> None:
    run, person = _any(house, "run"), house.person()
    live = fast().row("SELECT 1 FROM booking WHERE run_id = ? AND person_id = ?", (run, person))
    if live is None:
        at = {"joined_at": WHEN, "state_at": WHEN, "made_at": WHEN}
        with transaction():
            fast().run("UPDATE run SET capacity = 100")
            db.session.add(
                Booking(
                    token=new_client_id(), run_id=run, person_id=person, state="booked", source="desk", **at
                )
            )


def change_a_booking(house: House) -> None:
    booking, state = _any(house, "booking"), house.draw.choice((*HELD, "no_show", "cancelled_by_learner"))
    if booking is not None:
        _run("UPDATE booking SET state = ? WHERE id = ?", state, booking)


def end_a_course(house: House) -> None:
    booking = _any(house, "booking")
    if booking is None:
        return
    said, day = house.draw.choice(("completed", "completed", "not_completed")), local_day(house.at())
    with transaction():
        row = db.session.get(Completion, booking)
        if row is None:
            row = Completion(booking_id=booking, proposed=said, confirmed=said, completed_on=day, at=WHEN)
            db.session.add(row)
        elif house.draw.random() < 0.3:
            db.session.delete(row)
        else:
            row.confirmed, row.completed_on = said, day


def tell_a_next_step(house: House) -> None:
    booking = _any(house, "booking")
    if booking is None:
        return
    after, day = house.draw.choice((0, 3, 6)), local_day(house.at())
    with transaction():
        fast().run("DELETE FROM next_step WHERE booking_id = ? AND after_months = ?", (booking, after))
        step = house.draw.choice(STEPS)
        db.session.add(
            NextStep(token=new_client_id(), booking_id=booking, after_months=after, step=step, told_on=day)
        )


def call_a_class_off_or_not(house: House) -> None:
    _run(
        "UPDATE course_class SET cancelled_at = ? WHERE id = ?",
        house.draw.choice((None, WHEN)),
        _any(house, "course_class"),
    )


def change_a_run(house: House) -> None:
    state = house.draw.choice(("draft", "open", "running", "cancelled"))
    _run("UPDATE run SET state = ?, site_id = ? WHERE id = ?", state, house.site(), _any(house, "run"))


def choose_another_rule(house: House) -> None:
    slug, way = house.draw.choice(tuple(TRAINED)), house.draw.choice(WAYS)
    with transaction():
        choose_trained_rule(
            indicator=slug,
            way=way,
            starts_on=local_day(house.at()).replace(day=1),
            by=house.cast.actor("ruth", at=WHEN),
            at=WHEN,
            token=new_client_id(),
        )


def change_a_course(house: House) -> None:
    if house.draw.random() < 0.5:
        _run(
            "UPDATE course SET category = ? WHERE id = ?",
            house.draw.choice(CATEGORIES),
            _any(house, "course"),
        )
    else:
        _run(
            "UPDATE course_version SET is_accredited = NOT is_accredited WHERE id = ?",
            _any(house, "course_version"),
        )


def work_at_a_machine(house: House) -> None:
    """A sitting ends with time at work, on a piece whose label was scanned, or on none."""
    sitting = _any(house, "machine_session")
    if sitting is not None:
        codes = [
            row[0] for row in fast().rows("SELECT code FROM label ORDER BY piece_id IS NULL, code LIMIT 4")
        ]
        _run(
            "UPDATE machine_session SET busy_ms = ?, used_for = ?, piece_code = ?, is_void = ? WHERE id = ?",
            house.draw.choice((0, 1, 60_000, 500_000)),
            house.draw.choice(("own_work", "piece", "class")),
            house.draw.choice(("", "ABCDEFG", *codes)),
            house.draw.random() < 0.1,
            sitting,
        )


def correct_the_work(house: House) -> None:
    """Somebody accepted that a sitting was at work for another time, for something else, or on another piece."""
    sitting = _any(house, "machine_session")
    if sitting is None:
        return
    label = fast().row("SELECT MIN(code) FROM label WHERE piece_id IS NOT NULL")
    with transaction():
        asked = SessionCorrection(
            token=new_client_id(),
            session_id=sitting,
            asked_for="other",
            busy_ms=house.draw.choice((None, 0, 30_000)),
            used_for=house.draw.choice((None, "own_work", "makeover")),
            piece_code=house.draw.choice((None, "", label[0] if label else "")),
            asked_by_id=house.cast.people["mary"],
            asked_at=WHEN,
        )
        db.session.add(asked)
        db.session.flush()
        asked.verdict = house.draw.choice(("accepted", "refused"))
        asked.decided_by_id, asked.decided_at = house.cast.people["ruth"], WHEN


def run_a_job(house: House) -> None:
    at = house.early()
    kiosk = fast().row("SELECT device_id FROM kiosk LIMIT 1")
    with transaction():
        if kiosk is None:
            return _a_kiosk()
        db.session.add(
            MachineJob(
                key=new_client_id(),
                kiosk_id=kiosk[0],
                boot="00000001-aa",
                machine_id=house.machine,
                site_id=house.site(),
                opened_mono_ms=1,
                closed_boot="00000001-aa",
                closed_mono_ms=2,
                began_at=at,
                ended_at=at + timedelta(minutes=3),
                busy_ms=house.draw.randrange(200_000),
                outcome="finished",
                is_counted=house.draw.random() < 0.8,
                rule_version=1,
            )
        )


def _a_kiosk() -> None:
    device = fast().row("SELECT MIN(id) FROM device")
    assert device is not None
    db.session.add(Kiosk(device_id=device[0], pepper="x", turned_at=WHEN))


def change_a_job(house: House) -> None:
    job = _any(house, "machine_job")
    if job is None:
        return
    if house.draw.random() < 0.2:
        _run("DELETE FROM machine_job WHERE id = ?", job)
    else:
        at = house.early()
        _run(
            "UPDATE machine_job SET busy_ms = ?, is_counted = ?, began_at = ?, ended_at = ? WHERE id = ?",
            house.draw.randrange(200_000),
            house.draw.random() < 0.7,
            at,
            at,
            job,
        )


def make_it_another_kind(house: House) -> None:
    """The machine turns out to be of another kind, or its kind gets another word."""
    if len(fast().rows("SELECT id FROM machine_type")) < 2:
        make_machine(house.cast, "router", "machine:cnc_router")
    if house.draw.random() < 0.7:
        _run("UPDATE machine SET type_id = ? WHERE id = ?", _any(house, "machine_type"), house.machine)
    else:
        word = f"kind-{house.draw.randrange(10**6)}"
        _run("UPDATE machine_type SET slug = ? WHERE id = ?", word, _any(house, "machine_type"))


def move_a_label(house: House) -> None:
    """A label that was scanned at a machine turns out to be of another piece, or of none."""
    label = fast().row("SELECT code FROM label WHERE state = 'printed' ORDER BY code LIMIT 1")
    if label is not None:
        _run(
            "UPDATE label SET piece_id = ? WHERE code = ?",
            house.draw.choice((None, *house.pieces)),
            label[0],
        )


MORE_ACTS: tuple[tuple[Callable[[House], None], int], ...] = (
    (give_another_run, 2),
    (book, 6),
    (change_a_booking, 3),
    (end_a_course, 4),
    (tell_a_next_step, 3),
    (call_a_class_off_or_not, 2),
    (change_a_run, 2),
    (change_a_course, 2),
    (choose_another_rule, 3),
    (work_at_a_machine, 6),
    (correct_the_work, 2),
    (run_a_job, 4),
    (change_a_job, 2),
    (make_it_another_kind, 1),
    (move_a_label, 1),
)
