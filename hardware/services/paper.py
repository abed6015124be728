"""Sittings from paper: a line of a pad becomes a session, marked as estimated and told by the desk."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from core.access import Actor, require
from core.clock import local_day
from core.db import as_json_text, fast
from core.errors import N_, NotFound, RuleBroken
from core.people import Person
from core.people_queries import person_here
from hardware.counting import RULES
from hardware.models.machines import Machine
from hardware.services.machines import own_machine
from hardware.services.noting import note

_PAPER = uuid.UUID("5d2a8a3e-0a5c-4f0e-9a35-0b8a1c9d7e42")
_TOLD_BY = as_json_text({name: ["desk", "typed"] for name in ("busy", "idle")})


@dataclass(frozen=True)
class PaperSitting:
    """A line of the machines' pad: numbers as they were written, instants as they were read."""

    machine: str
    person: str
    beside: str
    piece: str
    began_at: datetime
    ended_at: datetime


def key_in_sitting(*, by: Actor, line: PaperSitting, at: datetime, token: str) -> int:
    """Keep one sitting from paper; returns its id, the same again for the same token.

    What the machine did is not known: the whole time counts as worked, and is estimated. Without a permit for the
    machine it waits to be looked at. Raises RuleBroken beside the field that is wrong.
    """
    require(by, "key_paper")
    key = f"paper:{uuid.uuid5(_PAPER, token)}"
    known = fast().row("SELECT id FROM machine_session WHERE key = ?", (key,))
    if known is not None:
        return int(known[0])
    machine = _machine(by, line.machine)
    person = _person("person", line.person, by)
    beside = _person("beside", line.beside, by) if line.beside else None
    if beside is not None and beside.id == person.id:
        raise RuleBroken("beside", N_("Somebody else stood beside."), N_("Look at both numbers again."))
    _check_times(machine, person, line, at)
    row = fast().row(
        "INSERT INTO machine_session (key, machine_id, site_id, person_id, supervisor_id, used_for, piece_code, "
        "material, source, began_at, ended_at, end_cause, busy_ms, paused_ms, setup_ms, idle_ms, spindle_ms, gap_ms, "
        "job_count, told_by, is_estimated, is_to_review, is_void, noted_minutes, first_place, last_place, "
        "refused_count, rule_version) VALUES (?, ?, ?, ?, ?, 'unknown', ?, '', 'desk', ?, ?, 'sign_out', ?, 0, 0, 0, "
        "0, 0, 0, ?, ?, ?, ?, 0, '', '', 0, ?) RETURNING id",
        (
            key,
            machine.id,
            machine.site_id,
            person.id,
            None if beside is None else beside.id,
            _piece(line.piece, by.site_id),
            line.began_at,
            line.ended_at,
            int((line.ended_at - line.began_at).total_seconds() * 1000),
            _TOLD_BY,
            True,
            not _has_permit(person.id if beside is None else beside.id, machine.id, line.began_at),
            False,
            RULES,
        ),
    )
    if row is None:  # a statement that returns what it has stored
        raise RuntimeError("no row came back")
    note("key_paper", f"sitting:{row[0]}", by, at, ["person", "began_at", "ended_at"])
    return int(row[0])


def _machine(by: Actor, code: str) -> Machine:
    try:
        return own_machine(by, code)
    except NotFound as missing:
        raise RuleBroken("machine", N_("This machine is not here."), N_("Choose from the list.")) from missing


def _person(field: str, number: str, by: Actor) -> Person:
    try:
        return person_here(number.strip().upper(), site_id=by.site_id)
    except NotFound as missing:
        raise RuleBroken(field, missing.message, missing.remedy) from missing


def _check_times(machine: Machine, person: Person, line: PaperSitting, at: datetime) -> None:
    if line.ended_at <= line.began_at or local_day(line.began_at) != local_day(line.ended_at):
        raise RuleBroken("left", N_("They stop after they began, on the same day."))
    if line.ended_at > at:
        raise RuleBroken("left", N_("This moment is yet to come."), N_("Check the day and the time."))
    if not fast().is_sqlite:
        fast().row("SELECT id FROM machine WHERE id = ? FOR UPDATE", (machine.id,))
    there = fast().row(
        "SELECT person_id, source FROM machine_session WHERE machine_id = ? AND NOT is_void AND began_at < ? "
        "AND COALESCE(ended_at, ?) > ? LIMIT 1",
        (machine.id, line.ended_at, at, line.began_at),
    )
    if there is not None and there[0] == person.id:
        raise RuleBroken(
            "machine",
            N_("This line is there already: the same person was at this machine then."),
            N_("Empty the line, or correct what is there under Sessions."),
        )
    if there is not None:
        raise RuleBroken(
            "machine", N_("Somebody else was at this machine then."), N_("Look at the times again.")
        )


def _has_permit(person_id: int, machine_id: int, at: datetime) -> bool:
    day = local_day(at)
    row = fast().row(
        "SELECT 1 FROM permit p JOIN machine m ON m.id = ? JOIN machine_type t ON t.id = m.type_id "
        "WHERE p.person_id = ? AND p.kind = t.permit_kind AND p.confirmed_at IS NOT NULL AND p.starts_on <= ? "
        "AND p.ends_on >= ? AND (p.ended_at IS NULL OR p.ended_at > ?)",
        (machine_id, person_id, day, day, at),
    )
    return row is not None


def _piece(text: str, site_id: int) -> str:
    """The label's code as it was written, where the site knows it: a piece's own code."""
    if not text:
        return ""
    row = fast().row(
        "SELECT p.code FROM label l JOIN piece p ON p.id = l.piece_id WHERE l.code = ? AND p.site_id = ?",
        (text.strip().upper(), site_id),
    )
    if row is None:
        raise RuleBroken(
            "code", N_("No piece here wears this label."), N_("Check the letters, or leave it empty.")
        )
    return str(row[0])
