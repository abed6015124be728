"""Keying in of registers and of machines used: each line becomes one mark, or one session, as it was written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.access import Actor, require
from core.clock import local_day
from core.db import as_instant, fast
from core.errors import N_, EcoError, NotFound, RuleBroken
from factory.paper_day.keying import RIGHT, Keyed, moment_of
from hardware.services.paper import PaperSitting, key_in_sitting
from training.services.registers import NewMark, record_mark

SOON = timedelta(minutes=10)
"""Who comes later than this after the beginning was late; who leaves earlier than this before the end left early."""


@dataclass(frozen=True)
class OtherLine:
    """A line of a register or of the machines' pad: everything as it was written."""

    person: str
    came: str
    left: str
    machine: str = ""
    code: str = ""
    beside: str = ""


def key_in_register(
    *, by: Actor, class_token: str, lines: Sequence[OtherLine], at: datetime, token: str
) -> list[Keyed]:
    """Mark a class from its sheet: who came when and left when; without times they were there for all of it.

    Who has a line from paper already is told so: a sheet keyed twice marks nothing twice. Raises NotAllowed, NotFound.
    """
    require(by, RIGHT)
    require(by, "take_register")
    row = fast().row(
        "SELECT k.id, k.starts_at, k.ends_at FROM course_class k JOIN run r ON r.id = k.run_id "
        "WHERE k.token = ? AND r.site_id = ? AND k.cancelled_at IS NULL",
        (class_token, by.site_id),
    )
    if row is None:
        raise NotFound
    class_id, starts_at, ends_at = int(row[0]), as_instant(row[1]), as_instant(row[2])

    def record(line: OtherLine) -> None:
        number = line.person.strip().upper()
        own = _own_id(token, class_token, number)
        _refuse_second(class_id, number, own)
        came, left = _stay(line, starts_at, ends_at, at)
        mark = "late" if came > starts_at + SOON else "left_early" if left < ends_at - SOON else "present"
        new = NewMark(
            id=own,
            class_token=class_token,
            person_number=number,
            mark=mark,
            method="paper",
            at=at,
            device_at=starts_at,
            minutes=int((min(left, ends_at) - max(came, starts_at)).total_seconds() // 60),
        )
        record_mark(by=by, new=new, received_at=at)

    return _one_by_one(lines, record)


def _own_id(token: str, *words: str) -> str:
    return str(uuid.uuid5(uuid.UUID(token), "|".join(words)))


def _refuse_second(class_id: int, number: str, own: str) -> None:
    row = fast().row(
        "SELECT m.minutes FROM attendance_mark m JOIN person p ON p.id = m.person_id WHERE m.class_id = ? "
        "AND p.number = ? AND m.method = 'paper' AND m.id <> ? AND m.superseded_by IS NULL "
        "AND m.taken_back_by IS NULL",
        (class_id, number, own),
    )
    if row is not None:
        raise RuleBroken(
            "person",
            N_("This line was keyed in before: %(minutes)s minutes."),
            N_("Empty the line, or put it right in the register of the class."),
            minutes=row[0],
        )


def _stay(line: OtherLine, starts_at: datetime, ends_at: datetime, at: datetime) -> tuple[datetime, datetime]:
    day = local_day(starts_at)
    came = moment_of(day, line.came, at, "came") if line.came else starts_at
    left = moment_of(day, line.left, at, "left") if line.left else ends_at
    if left <= came or came >= ends_at or left <= starts_at:
        raise RuleBroken("left", N_("They leave after they came, while the class is on."))
    return came, left


def key_in_machines(
    *, by: Actor, day: date, lines: Sequence[OtherLine], at: datetime, token: str
) -> list[Keyed]:
    """Keep sessions at machines from paper; what is there already is told so. Raises NotAllowed."""
    require(by, RIGHT)

    def record(line: OtherLine) -> None:
        if not line.machine:
            raise RuleBroken("machine", N_("Choose the machine."))
        began, ended = moment_of(day, line.came, at, "came"), moment_of(day, line.left, at, "left")
        sitting = PaperSitting(
            line.machine, line.person.strip(), line.beside.strip(), line.code.strip(), began, ended
        )
        words = (line.machine, line.person.strip().upper(), began.isoformat())
        key_in_sitting(by=by, line=sitting, at=at, token=_own_id(token, *words))

    return _one_by_one(lines, record)


def _one_by_one(lines: Sequence[OtherLine], record: Callable[[OtherLine], None]) -> list[Keyed]:
    found = []
    for line in lines:
        try:
            record(line)
            found.append(Keyed())
        except EcoError as problem:
            field = problem.field if isinstance(problem, RuleBroken) else ""
            found.append(Keyed(problem, field or "person"))
    return found
