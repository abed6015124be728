"""What came next for a learner: asked in their language, told by card, link or phone, coarse and voluntary."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.outbox import drop_messages, put_in_outbox
from core.people_queries import person_here
from core.people_shown import person_shown
from training.models.helping import HelpTime
from training.models.outcomes import NextStep
from training.next_steps import ASKED_FOR
from training.queries.outcomes import step_asked, steps_due
from training.services.booking_rules import derived, own_run
from training.services.noting import note, tidy, within
from training.words import AFTER_MONTHS, HELP_KINDS, NEXT_STEPS

HOWS: Final = ("card", "link", "phone")


def tell_step(
    *, by: Actor, booking_id: int, months: int, step: str, how: str, at: datetime, token: str
) -> NextStep:
    """Keep what a learner does after so many months; told again, the newer word counts.

    The learner themselves, or staff of the run's site on the phone. Raises NotFound, or RuleBroken where it is too
    early or no such answer.
    """
    known = db.session.scalar(select(NextStep).where(NextStep.token == token))
    if known is not None:
        return known
    asked = step_asked(booking_id, months)
    is_self = asked is not None and by.person_id == asked.person_id
    if asked is None or months not in AFTER_MONTHS:
        raise NotFound
    if not is_self and (asked.site_id != by.site_id or not by.may("book_learners")):
        raise NotFound
    if step not in NEXT_STEPS or how not in HOWS:
        raise RuleBroken("step", N_("Choose one of the pictures."))
    if local_day(at) < asked.due_on:
        raise RuleBroken("step", N_("It is too early for this question."), N_("Ask again later."))
    if how == "link" and local_day(at) >= asked.due_on + ASKED_FOR:
        raise RuleBroken("step", N_("This question is closed now."), N_("Tell us at the desk if you like."))
    row = db.session.scalar(
        select(NextStep).where(NextStep.booking_id == booking_id, NextStep.after_months == months)
    )
    if row is None:
        row = NextStep(token=token, booking_id=booking_id, after_months=months)
        db.session.add(row)
    row.step, row.told_on, row.by_id = step, local_day(at), by.person_id
    db.session.flush()
    drop_messages(person_id=asked.person_id, kind="next_step", fact="booking", value=booking_id, at=at)
    note("tell_step", f"booking:{booking_id}", by, at, (f"after:{months}", how))
    return row


def ask_by_message(*, by: Actor, at: datetime, token: str) -> int:
    """Put the open questions of the site into the outbox: each is asked once. Returns how many."""
    require(by, "book_learners")
    asked = 0
    for due in steps_due(local_day(at), site_id=by.site_id):
        if due.asked_at is not None:
            continue
        put_in_outbox(
            kind="next_step",
            person_id=due.person_id,
            site_id=by.site_id,
            facts={"booking": due.booking_id, "months": due.months, "run": due.run},
            at=at,
            token=derived(token, f"step {due.booking_id} {due.months}"),
        )
        asked += 1
    if asked:
        note("ask_by_message", "steps", by, at, (str(asked),))
    return asked


def add_help(
    *,
    by: Actor,
    helper: str,
    kind: str,
    run: str,
    learner: str,
    about: str,
    done_on: date,
    minutes: int,
    at: datetime,
    token: str,
) -> HelpTime:
    """Note that a former learner helped in a run, or mentored one learner, which is an activity of its own.

    `helper` and `learner` are cards or numbers. Raises RuleBroken beside the field that is wrong.
    """
    require(by, "book_learners")
    known = db.session.scalar(select(HelpTime).where(HelpTime.token == token))
    if known is not None:
        return known
    if kind not in HELP_KINDS:
        raise RuleBroken("kind", N_("Say what it was."), N_("Choose one of the list."))
    person = person_shown(helper, site_id=by.site_id, at=at)
    person_here(person.number, site_id=by.site_id)
    if not _has_learned(person.id):
        raise RuleBroken(
            "person",
            N_("%(who)s has not completed a course here yet."),
            N_("Helpers are former learners; others are named as trainers of the class."),
            who=person.alias,
        )
    if not date(2000, 1, 1) <= done_on <= local_day(at):
        raise RuleBroken("done_on", N_("Choose a day that is not in the future."))
    run_id = own_run(by, run).id if kind == "helping" and run else None
    other = person_shown(learner, site_id=by.site_id, at=at).id if kind == "mentoring" and learner else None
    if kind == "helping" and run_id is None:
        raise RuleBroken("run", N_("In which run was the help?"))
    if kind == "mentoring" and other is None:
        raise RuleBroken("learner", N_("Who was mentored?"))
    if other == person.id:
        raise RuleBroken("learner", N_("Nobody mentors themselves."))
    row = HelpTime(
        token=token,
        site_id=by.site_id,
        person_id=person.id,
        kind=kind,
        run_id=run_id,
        learner_id=other,
        about=tidy("about", about, 80),
        done_on=done_on,
        minutes=within("minutes", minutes, 1, 1440),
        by_id=by.person_id,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    note("add_help", f"person:{person.number}", by, at, (kind, "minutes"))
    return row


def _has_learned(person_id: int) -> bool:
    row = fast().row("SELECT 1 FROM booking WHERE person_id = ? AND state = 'completed'", (person_id,))
    return row is not None
