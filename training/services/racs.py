"""Recommendations for award of credit: drawn up, signed by two people, sent and frozen; what the body answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from training.models.assessment import Registration
from training.models.awards import RESULTS, Amendment, Rac, RacLine, UnitAward
from training.models.catalogue import Unit
from training.models.delivery import Run
from training.queries.assessment import units_of_run, why_not_achieved
from training.services.booking_rules import own_run


def draw_up_rac(*, by: Actor, run_number: str, at: datetime, token: str) -> Rac:
    """Draw up the RAC of a run, or draw the unsent one up anew: each registered learner × unit, achieved or why not.

    A line that an earlier RAC of the run recommended is not recommended twice.
    """
    require(by, "edit_accreditation")
    run = own_run(by, run_number)
    known = db.session.scalar(select(Rac).where(Rac.token == token))
    rac = known or db.session.scalar(select(Rac).where(Rac.run_id == run.id, Rac.sent_at.is_(None)))
    if rac is not None and rac.sent_at is not None:
        return rac
    if rac is None:
        number = (
            db.session.scalar(select(func.coalesce(func.max(Rac.number), 0)).where(Rac.run_id == run.id)) or 0
        )
        rac = Rac(token=token, run_id=run.id, number=number + 1, made_at=at)
        db.session.add(rac)
        db.session.flush()
    rac.tutor_id = rac.tutor_signed_at = rac.verifier_id = rac.verifier_signed_at = None
    _write_lines(rac, run, at)
    _note("draw_up_rac", run, by, at, (f"rac:{rac.number}",))
    return rac


def _write_lines(rac: Rac, run: Run, at: datetime) -> None:
    kept = {
        (line.registration_id, line.unit_id): line
        for line in db.session.scalars(select(RacLine).where(RacLine.rac_id == rac.id))
    }
    sent = {(line.registration_id, line.unit_id) for line in _sent_lines(run.id)}
    query = select(Registration).where(Registration.run_id == run.id, Registration.state != "withdrawn")
    for row in db.session.scalars(query.order_by(Registration.id)):
        for unit_id, _, _ in units_of_run(run.id):
            if (row.id, unit_id) in sent:
                continue
            why_not = why_not_achieved(row.id, unit_id, at)
            line = kept.get((row.id, unit_id))
            if line is None:
                line = RacLine(rac_id=rac.id, registration_id=row.id, unit_id=unit_id, is_achieved=False)
                db.session.add(line)
            line.is_achieved, line.why_not = not why_not, why_not
    db.session.flush()


def _sent_lines(run_id: int) -> list[RacLine]:
    query = select(RacLine).join(Rac, Rac.id == RacLine.rac_id)
    return list(
        db.session.scalars(query.where(Rac.run_id == run_id, Rac.sent_at.is_not(None), RacLine.is_achieved))
    )


def sign_rac(*, by: Actor, run_number: str, part: str, at: datetime) -> Rac:
    """The tutor or the verifier signs the RAC that is not sent yet; never one person both, and never by card alone."""
    require(by, "verify" if part == "verifier" else "assess")
    if by.strength == "card":
        raise NotAllowed(N_("Signing needs your PIN."), N_("Press your picture and give the PIN."))
    run, rac = unsent_rac(by, run_number)
    other = rac.tutor_id if part == "verifier" else rac.verifier_id
    if other is not None and other == by.person_id:
        raise NotAllowed(N_("One person cannot sign twice."), N_("Ask another to sign."))
    _check_lines(rac, at)
    if part == "verifier":
        rac.verifier_id, rac.verifier_signed_at = by.person_id, at
    else:
        rac.tutor_id, rac.tutor_signed_at = by.person_id, at
    db.session.flush()
    _note("sign_rac", run, by, at, (part, f"rac:{rac.number}"))
    return rac


def _check_lines(rac: Rac, at: datetime) -> None:
    """RuleBroken where a line changed since the RAC was drawn up: it must then be drawn up anew."""
    lines = list(db.session.scalars(select(RacLine).where(RacLine.rac_id == rac.id)))
    if not any(line.is_achieved for line in lines):
        raise RuleBroken("", N_("Nobody is recommended on it."), N_("Each line says what is missing."))
    for line in lines:
        if line.is_achieved and why_not_achieved(line.registration_id, line.unit_id, at):
            raise RuleBroken(
                "",
                N_("Something changed since this was drawn up."),
                N_("Draw it up again and look at the lines."),
            )


def send_rac(*, by: Actor, run_number: str, at: datetime) -> Rac:
    """Send the RAC: its decisions are frozen from now on. Needs both signatures."""
    require(by, "edit_accreditation")
    run, rac = unsent_rac(by, run_number)
    if rac.tutor_signed_at is None or rac.verifier_signed_at is None:
        raise RuleBroken("", N_("The tutor and the verifier both sign first."))
    _check_lines(rac, at)
    rac.sent_at, rac.sent_by_id = at, by.person_id
    if run.state in ("finished", "verified"):
        run.state, run.state_at = "claimed", at
    db.session.flush()
    _note("send_rac", run, by, at, (f"rac:{rac.number}",))
    return rac


def note_result(
    *, by: Actor, line_id: int, result: str, body_certificate: str, result_on: date, at: datetime
) -> RacLine:
    """What the awarding body answered about one line. Achieved gives the learner the unit's credit, once."""
    require(by, "edit_accreditation")
    line, rac, run = own_line(by, line_id)
    if rac.sent_at is None or not line.is_achieved:
        raise RuleBroken("result", N_("This line was not recommended and sent."))
    if result not in RESULTS:
        raise RuleBroken("result", N_("Achieved, refused or a query?"))
    if result_on > local_day(at) or result_on < local_day(rac.sent_at):
        raise RuleBroken("result_on", N_("This day cannot be."), N_("A day from the sending until today."))
    line.result, line.result_on = result, result_on
    line.body_certificate = refuse_forbidden("body_certificate", body_certificate.strip())[:60]
    db.session.flush()
    if result == "achieved":
        _award(line, result_on, at)
    _note("note_result", run, by, at, (result, f"line:{line.id}"))
    return line


def _award(line: RacLine, awarded_on: date, at: datetime) -> None:
    registration, unit = (
        db.session.get(Registration, line.registration_id),
        db.session.get(Unit, line.unit_id),
    )
    if registration is None or unit is None:
        raise NotFound
    known = db.session.scalar(
        select(UnitAward).where(
            UnitAward.person_id == registration.person_id,
            UnitAward.body_id == unit.body_id,
            UnitAward.unit_code == unit.code,
        )
    )
    if known is not None:
        if known.line_id != line.id:
            raise RuleBroken(
                "result", N_("This learner was awarded the unit before."), N_("Credit is given once.")
            )
        return
    db.session.add(
        UnitAward(
            person_id=registration.person_id,
            body_id=unit.body_id,
            unit_code=unit.code,
            unit_id=unit.id,
            line_id=line.id,
            awarded_on=awarded_on,
            made_at=at,
        )
    )
    db.session.flush()


def hand_over(*, by: Actor, line_id: int, handed_on: date, at: datetime) -> RacLine:
    """The body's certificate was given to the learner."""
    require(by, "issue_certificates")
    line, _, run = own_line(by, line_id)
    if line.result != "achieved":
        raise RuleBroken("handed_on", N_("The awarding body has not said “achieved” yet."))
    line.handed_on, line.handed_by_id = handed_on, by.person_id
    db.session.flush()
    _note("hand_over", run, by, at, (f"line:{line.id}",))
    return line


def amend(*, by: Actor, line_id: int, reason: str, at: datetime, token: str) -> Amendment:
    """Say why a decision must change after the RAC was sent; the decision then names this amendment."""
    require(by, "edit_accreditation")
    known = db.session.scalar(select(Amendment).where(Amendment.token == token))
    if known is not None:
        return known
    line, rac, run = own_line(by, line_id)
    if rac.sent_at is None:
        raise RuleBroken("reason", N_("It is not sent yet: simply decide again."))
    if len(reason.strip()) < 5:
        raise RuleBroken("reason", N_("Please give the reason."), N_("The awarding body will ask for it."))
    row = Amendment(
        token=token,
        line_id=line.id,
        reason=refuse_forbidden("reason", reason.strip())[:400],
        by_id=by.person_id,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    _note("amend", run, by, at, (f"line:{line.id}",))
    return row


def unsent_rac(by: Actor, run_number: str) -> tuple[Run, Rac]:
    """The RAC of a run that is not sent yet. Raises NotFound or RuleBroken."""
    run = own_run(by, run_number)
    rac = db.session.scalar(select(Rac).where(Rac.run_id == run.id, Rac.sent_at.is_(None)))
    if rac is None:
        raise RuleBroken("", N_("Nothing is drawn up."), N_("Draw up the recommendation first."))
    return run, rac


def own_line(by: Actor, line_id: int) -> tuple[RacLine, Rac, Run]:
    """A line of a RAC at the person's site. Raises NotFound."""
    found = db.session.execute(
        select(RacLine, Rac, Run)
        .join(Rac, Rac.id == RacLine.rac_id)
        .join(Run, Run.id == Rac.run_id)
        .where(RacLine.id == line_id, Run.site_id == by.site_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


def _note(verb: str, run: Run, by: Actor, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(verb, f"run:{run.number}", site_id=run.site_id, by_id=by.person_id, at=at, fields=fields)
