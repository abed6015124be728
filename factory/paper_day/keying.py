"""Keying in: each line of a pad becomes one recorded event of the person who did it, at the time it was done."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from core.access import Actor, actor_for, require
from core.audit import write_audit_line
from core.bounds import whole
from core.clock import zone
from core.db import fast
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.ids import read_code
from core.people_queries import person_here
from inventory.catalogue import category
from inventory.services.desk import desk_event
from inventory.services.intake import kilograms_as_grams
from inventory.stages import TRACK

RIGHT = "key_paper"


@dataclass(frozen=True)
class PaperLine:
    """A line as it stands on paper: everything as it was written. `said` is what differs from pad to pad."""

    code: str
    person: str
    time: str
    said: dict[str, str]


@dataclass(frozen=True)
class Keyed:
    """What became of a line: kept, or the problem beside whose field it is shown."""

    problem: EcoError | None = None
    field: str = ""

    @property
    def is_kept(self) -> bool:
        """True if the line is recorded now, or was before."""
        return self.problem is None


def key_in_moves(
    *, by: Actor, day: date, lines: Sequence[PaperLine], at: datetime, token: str
) -> list[Keyed]:
    """Record moves from paper, in the order of their times; each line stands for itself. The same lines again answer
    the same. Raises NotAllowed.
    """
    return _key_in(by, day, lines, at, token, "moved", _move)


def key_in_intake(
    *, by: Actor, day: date, lines: Sequence[PaperLine], at: datetime, token: str
) -> list[Keyed]:
    """Take in pieces from paper as drafts: photo and safety questions are answered at the piece. Raises NotAllowed."""
    return _key_in(by, day, lines, at, token, "intake", _intake)


def _key_in(
    by: Actor,
    day: date,
    lines: Sequence[PaperLine],
    at: datetime,
    token: str,
    kind: str,
    read: Callable[[dict[str, str]], dict[str, Any]],
) -> list[Keyed]:
    require(by, RIGHT)
    found: dict[int, Keyed] = {}
    for number in sorted(range(len(lines)), key=lambda one: lines[one].time.strip().zfill(5)):
        try:
            _record(by, day, lines[number], at, token, kind, read)
            found[number] = Keyed()
        except EcoError as problem:
            named = problem.field if isinstance(problem, RuleBroken) else ""
            found[number] = Keyed(problem, named or ("code" if isinstance(problem, NotFound) else ""))
    return [found[number] for number in range(len(lines))]


def _record(
    by: Actor,
    day: date,
    line: PaperLine,
    at: datetime,
    token: str,
    kind: str,
    read: Callable[[dict[str, str]], dict[str, Any]],
) -> None:
    moment = moment_of(day, line.time, at)
    person = _person(line.person, by, moment)
    data = read(line.said)
    words = "|".join(
        (kind, line.code.strip().upper(), person.number, moment.isoformat(), *sorted(line.said.values()))
    )
    event_id = str(uuid.uuid5(uuid.UUID(token), words))
    _refuse_second(line.code, kind, moment, person.person_id or 0, event_id)
    desk_event(by=person, code=line.code, kind=kind, data=data, at=moment, token=event_id, how="paper")
    write_audit_line(
        "key_paper",
        f"piece:{line.code.strip().upper()}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
    )


def _refuse_second(code: str, kind: str, moment: datetime, person_id: int, own: str) -> None:
    """A sheet that somebody has keyed in before: the same piece, person and minute, from paper."""
    row = fast().row(
        "SELECT 1 FROM piece_event e JOIN label l ON l.piece_id = e.piece_id LEFT JOIN event_verdict v "
        "ON v.event_id = e.id AND v.verdict IN ('refused', 'undone') WHERE l.code = ? AND e.kind = ? AND e.at = ? "
        "AND e.by_id = ? AND e.how = 'paper' AND e.id <> ? AND v.event_id IS NULL",
        (read_code(code) or "", kind, moment, person_id, own),
    )
    if row is not None:
        raise RuleBroken("code", N_("This line was keyed in before."), N_("Empty the line."))


def moment_of(day: date, text: str, at: datetime, field: str = "time") -> datetime:
    """The instant of a time as it was written on a sheet of a day. Raises RuleBroken on `field`."""
    first, _colon, second = text.strip().replace(".", ":").partition(":")
    hours, minutes = whole(first, 2), whole(second, 2)
    if hours is None or minutes is None or hours > 23 or minutes > 59:
        raise RuleBroken(field, N_("Write the time as 14:30."))
    moment = datetime.combine(day, time(hours, minutes), zone())
    if moment > at:
        raise RuleBroken(field, N_("This moment is yet to come."), N_("Check the day and the time."))
    return moment


def _person(number: str, by: Actor, moment: datetime) -> Actor:
    """Who did it, as good as with a card alone: paper signs no check."""
    try:
        person = person_here(number.strip().upper(), site_id=by.site_id)
    except NotFound as missing:
        raise RuleBroken("person", missing.message, missing.remedy) from missing
    actor = actor_for(person.id, site_id=by.site_id, strength="card", at=moment)
    if actor is None or not actor.may("move_pieces"):
        raise RuleBroken(
            "person", N_("This person had no role here on that day."), N_("Check the number and the day.")
        )
    return actor


def _move(said: dict[str, str]) -> dict[str, Any]:
    to, step = said.get("to", ""), said.get("step", "")
    if to not in TRACK[:-1]:
        raise RuleBroken("to", N_("Choose where it went."))
    return {"to": to, "step": step} if step else {"to": to}


def _intake(said: dict[str, str]) -> dict[str, Any]:
    kind = said.get("category", "")
    if category(kind) is None:
        raise RuleBroken("category", N_("Choose what it is."))
    grams = kilograms_as_grams(said.get("kilograms", ""))
    data: dict[str, Any] = {"category": kind, "photos": [], "answers": {}}
    return data | ({"grams": grams} if grams else {"weight": "average"})
