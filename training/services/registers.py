"""Taking the register: marks that can come in any order, corrections that supersede, the trainer's signature."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import iso
from core.db import db, fast
from core.errors import N_, Conflict, NotAllowed, NotFound, RuleBroken
from core.people import Person
from core.visiting import note_seen
from training.attendance import ClassTimes, KeptMark, check_moment, minutes_of, newest
from training.models.bookings import Booking
from training.models.delivery import CourseClass, Run
from training.models.registers import AttendanceMark
from training.services.booking_rules import derived, live_booking
from training.services.seats import change_booking, claim_seat
from training.words import MARK_METHODS, MARKS_THERE, sql_list


@dataclass(frozen=True)
class NewMark:
    """One mark as it comes from a tablet, a form or a sheet. `id` is the client's; `at` is the corrected time."""

    id: str
    class_token: str
    person_number: str
    mark: str
    method: str
    at: datetime
    device_at: datetime
    minutes: int | None = None
    device: str = ""
    sequence: int = 0

    @property
    def body_hash(self) -> str:
        """Tells a repeat from another mark under the same id."""
        body = {
            name: iso(value) if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }
        body.pop("at")  # corrected on arrival, and again on a repeat
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def record_mark(*, by: Actor, new: NewMark, received_at: datetime, may_reseat: bool = True) -> AttendanceMark:
    """Store a mark; the newest of a learner in a class counts, whatever the order of arrival.

    A learner may mark themselves there by card (`by` is they), and the first card of the day opens their visit;
    others need the register's right at the class's site.
    `may_reseat`: somebody whose place was given free and who came after all gets a free one at once.
    Raises NotFound, NotAllowed, Conflict (same id, another mark), TooEarly or RuleBroken.
    """
    known = db.session.get(AttendanceMark, new.id)
    if known is not None:
        if known.body_hash != new.body_hash:
            raise Conflict(
                N_("This mark was sent before with other facts."), N_("Press again: it gets a new id.")
            )
        return known
    meeting, run = class_to_mark(by, new)
    times = ClassTimes(meeting.starts_at, meeting.ends_at, meeting.cancelled_at is not None)
    if new.method not in MARK_METHODS:
        raise RuleBroken("method", N_("This way of marking is not known."))
    check_moment(times, new.at)
    person = _learner_in(run, new.person_number)
    arrived = new.device_at if new.method == "card" else None
    row = AttendanceMark(
        id=new.id,
        class_id=meeting.id,
        person_id=person.id,
        mark=new.mark,
        minutes=minutes_of(new.mark, times, told=new.minutes, arrived_at=arrived),
        method=new.method,
        at=new.at,
        device_at=new.device_at,
        received_at=received_at,
        device=new.device,
        sequence=new.sequence,
        device_id=by.device_id,
        by_id=by.person_id,
        body_hash=new.body_hash,
    )
    _place(row)
    if new.method == "card" and new.mark in MARKS_THERE:
        note_seen(
            trace=f"mark {new.id}",
            person_id=person.id,
            site_id=run.site_id,
            at=new.at,
            now=received_at,
            device_id=by.device_id,
        )
    write_audit_line(
        "record_mark",
        f"class:{meeting.token}",
        site_id=run.site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=received_at,
        fields=["mark", new.method],
    )
    follow_attendance(run, person.id, by=by, at=received_at, token=new.id, may_reseat=may_reseat)
    return row


def take_back_mark(*, by: Actor, mark_id: str, undo_id: str, at: datetime) -> AttendanceMark:
    """Take one mark back: the newest of the others counts again, or none. Its own person, or who takes the register.

    Raises NotFound while the mark has not come.
    """
    row = db.session.get(AttendanceMark, mark_id)
    found = db.session.execute(
        select(CourseClass, Run)
        .join(Run, Run.id == CourseClass.run_id)
        .where(CourseClass.id == (row.class_id if row else 0))
    ).one_or_none()
    if row is None or found is None:
        raise NotFound
    meeting, run = found
    if row.taken_back_by is not None:
        return row
    if row.by_id != by.person_id:
        require(by, "take_register")
    same = (AttendanceMark.class_id == row.class_id, AttendanceMark.person_id == row.person_id)
    rest = db.session.scalars(
        select(AttendanceMark).where(
            *same, AttendanceMark.id != row.id, AttendanceMark.taken_back_by.is_(None)
        )
    )
    winner = newest([KeptMark(mark.id, mark.at, mark.device, mark.sequence) for mark in rest])
    row.taken_back_by = row.superseded_by = undo_id
    db.session.flush()
    if winner is not None:
        db.session.execute(
            update(AttendanceMark).where(AttendanceMark.id == winner.id).values(superseded_by=None)
        )
        db.session.flush()
    write_audit_line(
        "take_back_mark", f"class:{meeting.token}", site_id=run.site_id, by_id=by.person_id,
        device_id=by.device_id, at=at, fields=["mark"],
    )  # fmt: skip
    follow_attendance(run, row.person_id, by=by, at=at, token=undo_id, may_reseat=False)
    return row


def _place(row: AttendanceMark) -> None:
    """Put a mark among those of the same learner and class: one counts, the others point to it."""
    others = list(
        db.session.scalars(
            select(AttendanceMark).where(
                AttendanceMark.class_id == row.class_id,
                AttendanceMark.person_id == row.person_id,
                AttendanceMark.taken_back_by.is_(None),
            )
        )
    )
    kept = [KeptMark(mark.id, mark.at, mark.device, mark.sequence) for mark in [*others, row]]
    winner = newest(kept)
    if winner is None or winner.id != row.id:
        row.superseded_by = winner.id if winner else None
        db.session.add(row)
        db.session.flush()
        return
    db.session.execute(  # first step back, then come forward: only one may be the current one at any time
        update(AttendanceMark)
        .where(
            AttendanceMark.class_id == row.class_id,
            AttendanceMark.person_id == row.person_id,
            AttendanceMark.taken_back_by.is_(None),
        )
        .values(superseded_by=row.id)
    )
    db.session.add(row)
    db.session.flush()


def class_to_mark(by: Actor, new: NewMark) -> tuple[CourseClass, Run]:
    """The class that is marked, if `by` may. Raises NotFound or NotAllowed."""
    found = db.session.execute(
        select(CourseClass, Run)
        .join(Run, Run.id == CourseClass.run_id)
        .where(CourseClass.token == new.class_token)
    ).one_or_none()
    if found is None:
        raise NotFound
    meeting, run = found
    is_self = new.method == "card" and new.mark in MARKS_THERE and by.number == new.person_number
    if is_self:
        return meeting, run
    if run.site_id != by.site_id:
        raise NotFound
    require(by, "take_register")
    return meeting, run


def _learner_in(run: Run, number: str) -> Person:
    person = db.session.scalar(select(Person).where(Person.number == number))
    booking = None if person is None else _last_booking(run.id, person.id)
    if person is None or booking is None:
        raise RuleBroken(
            "person", N_("This person is not on the list of the class."), N_("Seat them as a walk-in.")
        )
    return person


def _last_booking(run_id: int, person_id: int) -> Booking | None:
    query = select(Booking).where(
        Booking.run_id == run_id,
        Booking.person_id == person_id,
        Booking.state.in_(("booked", "attending", "no_show", "completed", "not_completed", "withdrawn")),
    )
    return db.session.scalars(query.order_by(Booking.id.desc()).limit(1)).first()


def follow_attendance(
    run: Run, person_id: int, *, by: Actor, at: datetime, token: str, may_reseat: bool = True
) -> None:
    """A booking follows its marks: who was there once attends; where the only such mark was corrected, booked again."""
    booking = live_booking(run.id, person_id) or _last_booking(run.id, person_id)
    if booking is None or booking.state not in ("booked", "attending", "no_show"):
        return
    there = fast().row(
        "SELECT 1 FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id = ? "
        f"AND m.person_id = ? AND m.superseded_by IS NULL AND m.mark IN ({sql_list(MARKS_THERE)})",
        (run.id, person_id),
    )
    if booking.state == "no_show":  # they came after all: their seat again, if nobody has it
        if not there or not may_reseat or not claim_seat(run.id):
            return
        change_booking(
            booking, "booked", verb="follow_attendance", by=by, at=at, token=derived(token, "came after all")
        )
    new = "attending" if there else "booked"
    if new != booking.state:
        own = derived(token, f"attendance {new}")
        change_booking(booking, new, verb="follow_attendance", by=by, at=at, token=own)


def sign_register(*, by: Actor, class_token: str, at: datetime) -> CourseClass:
    """The trainer signs that the register is right; needs a PIN or password. A later mark leaves it signed.

    Raises NotAllowed for a card alone, NotFound for another site's class, RuleBroken before it began or while marks
    are missing.
    """
    require(by, "take_register")
    if by.strength == "card":
        raise NotAllowed(N_("Signing needs your PIN."), N_("Press your picture and give the PIN."))
    meeting = db.session.scalar(
        select(CourseClass)
        .join(Run, Run.id == CourseClass.run_id)
        .where(CourseClass.token == class_token, Run.site_id == by.site_id)
    )
    if meeting is None:
        raise NotFound
    if at < meeting.starts_at:
        raise RuleBroken("", N_("The class has not begun."), N_("Sign it when it is over."))
    unmarked = fast().row(
        "SELECT COUNT(*) FROM booking b WHERE b.run_id = ? AND b.state IN ('booked', 'attending') AND NOT EXISTS "
        "(SELECT 1 FROM attendance_mark m WHERE m.class_id = ? AND m.person_id = b.person_id "
        "AND m.superseded_by IS NULL)",
        (meeting.run_id, meeting.id),
    )
    if unmarked and unmarked[0]:
        raise RuleBroken(
            "", N_("%(count)s learners have no mark yet."), N_("Mark each of them first."), count=unmarked[0]
        )
    if meeting.signed_at is None:
        meeting.signed_at, meeting.signed_by_id = at, by.person_id
        db.session.flush()
        write_audit_line(
            "sign_register", f"class:{meeting.token}", site_id=by.site_id, by_id=by.person_id, at=at
        )
    return meeting
