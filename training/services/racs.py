"""Recommendations for award of credit: drawn up, signed by two people, sent and frozen, amended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day, start_of_day
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from training.models.assessment import Registration
from training.models.awards import Amendment, Rac, RacLine
from training.models.delivery import Run
from training.queries.assessment import units_of_run
from training.queries.claims import why_not_achieved
from training.services.booking_rules import own_run


def draw_up_rac(*, by: Actor, run_number: str, at: datetime, token: str) -> Rac:
    """Draw up the RAC of a run, or draw the unsent one up anew: each registered learner × unit, achieved or why not.

    A line that an earlier RAC of the run recommended is not recommended twice, unless the body refused it. Who was
    withdrawn since it was drawn up stays on it as not achieved.
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
    query = select(Registration).where(Registration.run_id == run.id)
    whys, units = why_not_achieved(run.id, at), units_of_run(run.id)
    for row in db.session.scalars(query.order_by(Registration.id)):
        for unit_id, _, _ in units:
            if (row.id, unit_id) in sent:
                continue
            why_not = whys[row.id, unit_id]
            line = kept.get((row.id, unit_id))
            if line is None and row.state == "withdrawn":
                continue
            if line is None:
                line = RacLine(rac_id=rac.id, registration_id=row.id, unit_id=unit_id, is_achieved=False)
                db.session.add(line)
            line.is_achieved, line.why_not = not why_not, why_not
    db.session.flush()


def _sent_lines(run_id: int) -> list[RacLine]:
    """Lines that were recommended and that the body has not refused."""
    query = select(RacLine).join(Rac, Rac.id == RacLine.rac_id)
    unrefused = or_(RacLine.result.is_(None), RacLine.result != "refused")
    sent = query.where(Rac.run_id == run_id, Rac.sent_at.is_not(None), RacLine.is_achieved, unrefused)
    return list(db.session.scalars(sent))


def sign_rac(*, by: Actor, run_number: str, part: str, at: datetime) -> Rac:
    """The tutor or the verifier signs the RAC that is not sent yet; never one person both, and never by card alone.

    Raises NotAllowed for a card alone, for who signed the other part, and for a verifier who assessed.
    """
    require(by, "verify" if part == "verifier" else "assess")
    if not by.signs:
        raise NotAllowed(N_("Signing needs your PIN."), N_("Press your picture and give the PIN."))
    run, rac = unsent_rac(by, run_number)
    other = rac.tutor_id if part == "verifier" else rac.verifier_id
    if other is not None and other == by.person_id:
        raise NotAllowed(N_("One person cannot sign twice."), N_("Ask another to sign."))
    if part == "verifier" and _assessed_any(rac.id, by.person_id):
        raise NotAllowed(N_("Nobody verifies their own assessment."), N_("Ask another verifier."))
    if _is_learner_on(rac.id, by.person_id):
        raise NotAllowed(N_("Nobody signs for their own work."), N_("Ask another to sign."))
    _check_lines(rac, at)
    if part == "verifier":
        rac.verifier_id, rac.verifier_signed_at = by.person_id, at
    else:
        rac.tutor_id, rac.tutor_signed_at = by.person_id, at
    db.session.flush()
    _note("sign_rac", run, by, at, (part, f"rac:{rac.number}"))
    return rac


def _assessed_any(rac_id: int, person_id: int | None) -> bool:
    """Whether somebody decided on any criterion of a line that is recommended."""
    row = fast().row(
        "SELECT 1 FROM rac_line l JOIN criterion_decision d ON d.registration_id = l.registration_id "
        "AND d.unit_id = l.unit_id WHERE l.rac_id = ? AND l.is_achieved AND d.assessor_id = ? LIMIT 1",
        (rac_id, person_id),
    )
    return row is not None


def _is_learner_on(rac_id: int, person_id: int | None) -> bool:
    """Whether somebody is recommended on it themselves."""
    row = fast().row(
        "SELECT 1 FROM rac_line l JOIN registration g ON g.id = l.registration_id "
        "WHERE l.rac_id = ? AND l.is_achieved AND g.person_id = ? LIMIT 1",
        (rac_id, person_id),
    )
    return row is not None


def _check_lines(rac: Rac, at: datetime) -> None:
    """RuleBroken where a line changed since the RAC was drawn up: it must then be drawn up anew."""
    lines = list(db.session.scalars(select(RacLine).where(RacLine.rac_id == rac.id)))
    if not any(line.is_achieved for line in lines):
        raise RuleBroken("", N_("Nobody is recommended on it."), N_("Each line says what is missing."))
    whys = why_not_achieved(rac.run_id, at)
    for line in lines:
        if line.is_achieved and whys.get((line.registration_id, line.unit_id), "not taught"):
            raise RuleBroken(
                "",
                N_("Something changed since this was drawn up."),
                N_("Draw it up again and look at the lines."),
            )


def send_rac(*, by: Actor, run_number: str, at: datetime, sent_on: date | None = None) -> Rac:
    """Send the RAC: its decisions are frozen from now on. Needs both signatures.

    `sent_on` is the day on which it went out, where that was not today. Raises RuleBroken without them.
    """
    require(by, "edit_accreditation")
    run, rac = unsent_rac(by, run_number)
    if rac.tutor_signed_at is None or rac.verifier_signed_at is None:
        raise RuleBroken("", N_("The tutor and the verifier both sign first."))
    _check_lines(rac, at)
    rac.sent_at, rac.sent_by_id = _instant_of(sent_on, rac, at), by.person_id
    if run.state in ("finished", "verified"):
        run.state, run.state_at = "claimed", at
    db.session.flush()
    _note("send_rac", run, by, at, (f"rac:{rac.number}",))
    return rac


def _instant_of(day: date | None, rac: Rac, at: datetime) -> datetime:
    """The instant of sending: now, or noon of an earlier day, not before the last signature's."""
    signed = max(local_day(rac.tutor_signed_at or at), local_day(rac.verifier_signed_at or at))
    if day is None or day == local_day(at):
        return at
    if not signed <= day < local_day(at):
        raise RuleBroken(
            "sent_on", N_("This day cannot be."), N_("A day from the last signature until today.")
        )
    return max(
        start_of_day(day) + timedelta(hours=12), rac.tutor_signed_at or at, rac.verifier_signed_at or at
    )


def amend(*, by: Actor, line_id: int, reason: str, at: datetime, token: str) -> Amendment:
    """Say why a decision must change after the RAC was sent; the decision then names this amendment.

    Raises RuleBroken before it was sent and without a reason.
    """
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
