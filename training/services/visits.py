"""Visits of external verifiers: a guest is asked in for one run between two days, and writes down what they find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.credentials import make_account
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.people import Person
from core.people_queries import person_here
from core.people_roles import give_role
from core.people_services import add_person
from training.models.delivery import Run
from training.models.visits import FINDING_KINDS, VerifierVisit, VisitFinding, VisitWork
from training.queries.visit_photos import has_photo_within
from training.queries.visits import has_work
from training.services.actions import add_action
from training.services.booking_rules import derived, own_run
from training.services.noting import note, tidy

LONGEST_DAYS = 92
"""A visit lasts at most three months; then another is asked for."""
AHEAD_DAYS = 731
"""Nobody asks a guest in for a day more than two years away."""


@dataclass(frozen=True)
class VisitData:
    """Which run a guest sees, between which days, and, where not all of it, which (registration, unit)s."""

    run_number: str
    starts_on: date
    ends_on: date
    scope: str = "run"
    purpose: str = ""
    work: tuple[tuple[int, int], ...] = ()


def add_guest(
    *, by: Actor, called: str, login: str, password: str, visit: VisitData, at: datetime, token: str
) -> Person:
    """Store an external verifier who is new here: a name, an account, and the role for the days of the visit."""
    require(by, "give_roles")
    _check_days(visit, at)
    name = tidy("called", called, 80, is_needed=True)
    person = add_person(by=by, called=name, at=at, token=derived(token, "guest"))
    give_role(
        by=by,
        person_id=person.id,
        role="external_verifier",
        site_id=by.site_id,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        at=at,
    )
    make_account(by=by, person_id=person.id, login=login, password=password, at=at)
    return person


def add_visit(*, by: Actor, person_number: str, visit: VisitData, at: datetime, token: str) -> VerifierVisit:
    """Ask an external verifier of the site in. Raises RuleBroken beside the field that is wrong."""
    require(by, "edit_accreditation")
    known = db.session.scalar(select(VerifierVisit).where(VerifierVisit.token == token))
    if known is not None:
        return known
    run, person = own_run(by, visit.run_number), person_here(person_number, site_id=by.site_id)
    _check_days(visit, at)
    _check_guest(person, run, visit, by.site_id)
    if visit.scope not in ("run", "sample"):
        raise RuleBroken("scope", N_("The whole run or chosen work?"))
    row = VerifierVisit(
        token=token,
        site_id=by.site_id,
        run_id=run.id,
        person_id=person.id,
        scope=visit.scope,
        purpose=tidy("purpose", visit.purpose, 200),
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        made_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    if visit.scope == "sample":
        _add_work(row, run, visit.work)
    note("add_visit", f"run:{run.number}", by, at, ("days", "scope"))
    return row


def _check_days(visit: VisitData, at: datetime) -> None:
    if visit.ends_on < visit.starts_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    if visit.ends_on < local_day(at):
        raise RuleBroken("ends_on", N_("This day is over."), N_("Choose a later one."))
    if (visit.starts_on - local_day(at)).days > AHEAD_DAYS:
        raise RuleBroken(
            "starts_on", N_("This day cannot be."), N_("Choose a day within the next two years.")
        )
    if (visit.ends_on - visit.starts_on).days > LONGEST_DAYS:
        raise RuleBroken("ends_on", N_("A visit lasts three months at most."), N_("Ask them in again later."))


def _check_guest(person: Person, run: Run, visit: VisitData, site_id: int) -> None:
    """The guest holds the role on every day of the visit, and assessed or learned nothing in the run."""
    holds = fast().row(
        "SELECT 1 FROM role WHERE person_id = ? AND role = 'external_verifier' AND (site_id IS NULL OR site_id = ?) "
        "AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)",
        (person.id, site_id, visit.starts_on, visit.ends_on),
    )
    if holds is None:
        raise RuleBroken(
            "person",
            N_("This person is no external verifier here on these days."),
            N_("Give them the role for these days, or make a new guest."),
        )
    took_part = fast().row(
        "SELECT 1 FROM registration g LEFT JOIN criterion_decision d ON d.registration_id = g.id "
        "WHERE g.run_id = ? AND (g.person_id = ? OR d.assessor_id = ?) LIMIT 1",
        (run.id, person.id, person.id),
    )
    if took_part is not None:
        raise NotAllowed(N_("Who took part in a run does not verify it."), N_("Ask another verifier."))


def _add_work(row: VerifierVisit, run: Run, work: Sequence[tuple[int, int]]) -> None:
    if not work:
        raise RuleBroken("work", N_("No work is chosen."), N_("Choose some, or let them see the whole run."))
    for registration_id, unit_id in dict.fromkeys(work):
        if not has_work(run.id, registration_id, unit_id):
            raise NotFound
        db.session.add(VisitWork(visit_id=row.id, registration_id=registration_id, unit_id=unit_id))
    db.session.flush()


def end_visit(*, by: Actor, visit_token: str, at: datetime, token: str = "") -> VerifierVisit:
    """The visit ends now: its pages are closed to the guest. `token` is not needed: ended stays ended."""
    require(by, "edit_accreditation")
    row = _visit_here(by, visit_token)
    if row.ended_at is None:
        row.ended_at = at
        db.session.flush()
        note("end_visit", f"visit:{row.id}", by, at, ("ended_at",))
    return row


def _visit_here(by: Actor, visit_token: str) -> VerifierVisit:
    row = db.session.scalar(
        select(VerifierVisit).where(VerifierVisit.token == visit_token, VerifierVisit.site_id == by.site_id)
    )
    if row is None:
        raise NotFound
    return row


def visit_open_to(*, by: Actor, visit_token: str, at: datetime) -> VerifierVisit:
    """A visit that somebody may look at: the guest while it lasts, the coordinator and verifier of the site always.

    Raises NotFound to everybody else, and to the guest before, after, and once it was ended.
    """
    row = _visit_here(by, visit_token)
    if by.may("edit_accreditation"):
        return row
    is_live = row.ended_at is None and row.starts_on <= local_day(at) <= row.ends_on
    if not (by.may("visit_as_verifier") and row.person_id == by.person_id and is_live):
        raise NotFound
    return row


def add_finding(
    *,
    by: Actor,
    visit_token: str,
    kind: str,
    what: str,
    at: datetime,
    token: str,
    due_on: date | None = None,
    registration_id: int | None = None,
    unit_id: int | None = None,
) -> VisitFinding:
    """What the guest found, written by them, or by an internal verifier from their paper.

    An action stands among the run's actions at once: nothing of the run is recommended while it is open. Raises
    RuleBroken for an unknown kind or an action without a day, NotFound for a run that the visit does not see.
    """
    known = db.session.scalar(select(VisitFinding).where(VisitFinding.token == token))
    if known is not None:
        return known
    row = visit_open_to(by=by, visit_token=visit_token, at=at)
    if kind not in FINDING_KINDS:
        raise RuleBroken("kind", N_("What kind of note is it?"))
    words = tidy("what", what, 400, is_needed=True)
    if registration_id is not None and not _may_see(row, registration_id, unit_id or 0):
        raise NotFound
    run, action_id = db.session.get_one(Run, row.run_id), None
    if kind == "action":
        if due_on is None:
            raise RuleBroken("due_on", N_("By which day?"), N_("Choose a day."))
        asked = derived(token, "action")
        action_id = add_action(
            by=by, run_number=run.number, item_id=None, what=words, due_on=due_on, at=at, token=asked
        ).id
    made = VisitFinding(
        token=token,
        visit_id=row.id,
        kind=kind,
        what=words,
        registration_id=registration_id,
        unit_id=unit_id if registration_id is not None else None,
        action_id=action_id,
        by_id=by.person_id,
        at=at,
    )
    db.session.add(made)
    db.session.flush()
    note("add_finding", f"run:{run.number}", by, at, (kind,))
    return made


def _may_see(row: VerifierVisit, registration_id: int, unit_id: int) -> bool:
    """Whether a learner's unit lies within a visit."""
    if row.scope == "run":
        return has_work(row.run_id, registration_id, unit_id)
    return db.session.get(VisitWork, (row.id, registration_id, unit_id)) is not None


def work_open_to(
    *, by: Actor, visit_token: str, registration_id: int, unit_id: int, at: datetime
) -> VerifierVisit:
    """The visit within which somebody may look at a learner's unit. Raises NotFound."""
    row = visit_open_to(by=by, visit_token=visit_token, at=at)
    if not _may_see(row, registration_id, unit_id):
        raise NotFound
    return row


def photo_open_to(*, by: Actor, visit_token: str, sha256: str, at: datetime) -> VerifierVisit:
    """The visit within which somebody may look at a photo of evidence: of its own work only. Raises NotFound."""
    row = visit_open_to(by=by, visit_token=visit_token, at=at)
    if not has_photo_within(sha256, row.run_id, row.id if row.scope == "sample" else 0):
        raise NotFound
    return row
