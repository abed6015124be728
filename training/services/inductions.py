"""Inductions begun, answered, seen and signed. Passing one is the grant of its permit, on that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.people import Permit
from core.people_queries import person_by_id, person_here
from core.people_roles import give_permit
from core.people_services import clean_name
from training.models.inductions import InductionApproval, InductionPass
from training.queries.checklists import Checklist, approvals_of, checklist_by_slug
from training.queries.inductions import Passing, passing_by_token, supervised_minutes_of


def begin_induction(
    *, by: Actor, slug: str, at: datetime, token: str, person_number: str = ""
) -> InductionPass:
    """Begin one's own induction, or (with the right) a learner's; what is begun already goes on.

    Raises NotFound for no such induction, NotAllowed for nobody.
    """
    checklist = checklist_by_slug(slug)
    if checklist is None or not checklist.is_active:
        raise NotFound(N_("There is no such induction."), N_("Choose from the list."))
    if person_number:
        require(by, "give_inductions")
        person = person_here(person_number, site_id=by.site_id)
    elif by.person_id is None:
        raise NotAllowed(N_("Nobody is signed in."), N_("Show your card, or sign in."))
    else:
        person = person_by_id(by.person_id)
    begun = db.session.scalar(
        select(InductionPass).where(
            InductionPass.version_id == checklist.version_id,
            InductionPass.person_id == person.id,
            InductionPass.state == "begun",
        )
    )
    if begun is not None:
        return begun
    row = InductionPass(
        token=token,
        version_id=checklist.version_id,
        person_id=person.id,
        site_id=by.site_id,
        language=person.language if checklist.speaks(person.language) else "en",
        begun_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _write("begin_induction", by, row, at, [checklist.slug])
    return row


def answer_question(*, by: Actor, token: str, question: str, answer: str, at: datetime) -> bool:
    """Answer one question of one's own; whether it was right. The last answer counts.

    Raises NotFound for somebody else's, RuleBroken for an answer that is not offered.
    """
    passing, row = _begun(token)
    if by.person_id != passing.person_id:
        raise NotFound
    asked = passing.checklist.question_in(question, "en")
    if asked is None or answer not in {reply["key"] for reply in asked["answers"]}:
        raise RuleBroken("answer", N_("Choose one of the answers."))
    row.answers = {**row.answers, question: answer}
    questions = passing.checklist.questions
    right = sum(
        row.answers.get(one["key"]) == passing.checklist.right_answer(one["key"]) for one in questions
    )
    row.theory_percent = right * 100 // len(questions)
    db.session.flush()
    return answer == passing.checklist.right_answer(question)


def sign_practice(
    *, by: Actor, token: str, seen: Sequence[str], interpreter: str, is_final: bool, at: datetime
) -> InductionPass:
    """Note the practice that the giver saw; with `is_final` sign for it all, which grants the permit today.

    The giver's own permit of that kind is live, they gave a PIN or password, and they are not the learner.
    """
    passing, row = _begun(token, by.site_id)
    _refuse_giver(by, passing)
    known = [step["key"] for step in passing.checklist.practice]
    row.seen = [key for key in known if key in seen]
    row.interpreter = clean_name("interpreter", interpreter, 80)
    db.session.flush()
    if is_final:
        _pass(by, passing, row, at)
    return row


def stop_induction(*, by: Actor, token: str, at: datetime) -> None:
    """End an induction without a permit: one's own, or a learner's with the right."""
    passing, row = _begun(token, by.site_id)
    if by.person_id != passing.person_id:
        require(by, "give_inductions")
    row.state, row.ended_at = "stopped", at
    db.session.flush()
    _write("stop_induction", by, row, at, ["state"])


def approve_text(*, by: Actor, slug: str, number: int, language: str, at: datetime) -> None:
    """Stand for the text of a version in one language: from now on it carries a permit by itself.

    Raises NotFound for an unknown version, NotAllowed for a card alone, RuleBroken for a language without a text.
    """
    require(by, "edit_inductions")
    checklist = checklist_by_slug(slug, number)
    if checklist is None:
        raise NotFound
    if by.person_id is None or by.strength == "card":
        raise NotAllowed(N_("A card alone approves no text."), N_("Give your PIN or password first."))
    if not checklist.speaks(language):
        raise RuleBroken("language", N_("This version has no text in that language."))
    if language in approvals_of(checklist.version_id):
        return
    db.session.add(
        InductionApproval(version_id=checklist.version_id, language=language, by_id=by.person_id, at=at)
    )
    db.session.flush()
    write_audit_line(
        "approve_text",
        f"induction:{slug}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=[f"{number}", language],
    )


def _begun(token: str, site_id: int | None = None) -> tuple[Passing, InductionPass]:
    passing = passing_by_token(token)
    if passing is None or (site_id is not None and passing.site_id != site_id):
        raise NotFound(N_("There is no such induction."), N_("Choose from the list."))
    row = db.session.get_one(InductionPass, passing.id, with_for_update=True, populate_existing=True)
    if row.state != "begun":
        raise RuleBroken("", N_("This induction has ended already."), N_("Begin it again if it is needed."))
    return passing, row


def _refuse_giver(by: Actor, passing: Passing) -> None:
    require(by, "give_inductions")
    if by.person_id == passing.person_id or by.person_id is None:
        raise RuleBroken("", N_("Nobody signs their own induction."), N_("Ask another trainer."))
    if not by.holds(passing.checklist.permit_kind):
        raise NotAllowed(
            N_("Only somebody whose own permit for this machine is live signs for it."),
            N_("Sign in with your PIN, or ask a trainer who holds the permit."),
        )


def _pass(by: Actor, passing: Passing, row: InductionPass, at: datetime) -> None:
    checklist = passing.checklist
    _refuse_unready(checklist, passing, row)
    day = local_day(at)
    permit = _grant(by, passing, at)
    row.state, row.ended_at, row.passed_on = "passed", at, day
    row.giver_id, row.permit_id = by.person_id, permit.id
    db.session.flush()
    _write("pass_induction", by, row, at, [checklist.slug, f"version {checklist.number}"])


def _refuse_unready(checklist: Checklist, passing: Passing, row: InductionPass) -> None:
    if checklist.questions and row.theory_percent < checklist.pass_percent:
        raise RuleBroken(
            "seen",
            N_("The questions are not all answered rightly yet: %(right)s of %(all)s."),
            N_("The learner goes on with them on the tablet."),
            right=passing.right,
            all=len(checklist.questions),
        )
    if len(row.seen) < len(checklist.practice):
        raise RuleBroken("seen", N_("Tick each step once you have seen it done."))
    done = supervised_minutes_of(passing.person_id, checklist.permit_kind)
    if done < checklist.supervised_minutes:
        raise RuleBroken(
            "seen",
            N_("%(done)s of %(all)s minutes beside a holder are done."),
            N_("Enter further minutes below, or let the machine count them."),
            done=done,
            all=checklist.supervised_minutes,
        )
    if not row.interpreter and row.language not in approvals_of(checklist.version_id):
        raise RuleBroken(
            "interpreter",
            N_("Nobody has approved this text in the language of the learner yet."),
            N_("Write who explained it in words, or have a coordinator approve the text."),
        )


def _grant(by: Actor, passing: Passing, at: datetime) -> Permit:
    day = local_day(at)
    return give_permit(
        by=by,
        person_id=passing.person_id,
        kind=passing.checklist.permit_kind,
        source="training",
        at=at,
        starts_on=day,
        ends_on=day + timedelta(days=passing.checklist.valid_days),
        is_induction=True,
    )


def _write(verb: str, by: Actor, row: InductionPass, at: datetime, fields: list[str]) -> None:
    write_audit_line(
        verb,
        f"induction_pass:{row.id}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
