"""How bookings end: proposed by the version's rule, confirmed or overridden by the trainer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.people import Person
from training.completion import Proposal, propose
from training.models.bookings import Booking
from training.models.catalogue import CourseVersion
from training.models.delivery import Run
from training.models.outcomes import COMPLETIONS, Completion
from training.queries.assessment import criteria_counts
from training.queries.registers import facts_of_run
from training.services.booking_rules import derived, own_run
from training.services.seats import change_booking

STATE_OF = {
    "completed": "completed",
    "not_completed": "not_completed",
    "never_came": "no_show",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True)
class Proposed:
    """What is proposed about one learner, and what was confirmed ("" while nothing was)."""

    booking: Booking
    person: Person
    proposal: Proposal
    confirmed: str
    reason: str


def proposals(*, by: Actor, run_number: str) -> list[Proposed]:
    """What the rule of the run's version proposes for each of its learners.

    Raises NotFound for a run of another site.
    """
    require(by, "take_register")
    run = own_run(by, run_number)
    version = db.session.get(CourseVersion, run.version_id)
    if version is None:
        raise NotFound
    facts, (achieved, in_all) = facts_of_run(run.id), criteria_counts(run.id)
    found = []
    query = (
        select(Booking, Person, Completion)
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(Completion, Completion.booking_id == Booking.id)
        .where(Booking.run_id == run.id)
    )
    for booking, person, kept in db.session.execute(query.order_by(Booking.id)):
        if booking.id not in facts:
            continue
        known = replace(
            facts[booking.id],
            criteria=achieved.get(person.id, 0),
            criteria_in_all=in_all,
            trainers_word=None if kept is None else kept.confirmed == "completed",
        )
        proposal = propose(version.completion, known)
        found.append(
            Proposed(booking, person, proposal, kept.confirmed if kept else "", kept.reason if kept else "")
        )
    return found


def record_completion(
    *, by: Actor, run_number: str, said: dict[int, tuple[str, str]], at: datetime, token: str
) -> int:
    """Confirm how bookings end. `said` gives, by booking, another word than the proposed one and the reason for it.

    All that is not in `said` is confirmed as proposed. Returns how many changed. Raises RuleBroken for an override
    without a reason.
    """
    run = own_run(by, run_number)
    changed = 0
    for one in proposals(by=by, run_number=run_number):
        word, reason = said.get(one.booking.id, (one.confirmed or one.proposal.word, one.reason))
        if word not in COMPLETIONS:
            raise RuleBroken("word", N_("This ending is not known."))
        is_override, field = word != one.proposal.word, f"reason-{one.booking.id}"
        if is_override and len(reason.strip()) < 3:
            raise RuleBroken(
                field, N_("You say something else than the rule."), N_("Write why in a few words.")
            )
        changed += _keep(one, run, word, refuse_forbidden(field, reason.strip()), is_override, by, at, token)
    return changed


def _keep(
    one: Proposed,
    run: Run,
    word: str,
    reason: str,
    is_override: bool,
    by: Actor,
    at: datetime,
    token: str,
) -> bool:
    row = db.session.get(Completion, one.booking.id)
    if row is not None and (row.confirmed, row.reason) == (word, reason if is_override else ""):
        return False
    if row is None:
        row = Completion(booking_id=one.booking.id, completed_on=local_day(at))
        db.session.add(row)
    row.proposed = one.proposal.word
    row.why = {name: [wanted, reached] for name, wanted, reached in one.proposal.parts}
    row.why["word"] = [row.why["word"][0], 100 if word == "completed" else 0]  # to confirm is to say it
    row.confirmed, row.is_override = word, is_override
    row.reason = reason if is_override else ""
    row.by_id, row.at = by.person_id, at
    db.session.flush()
    state = STATE_OF[word]
    if one.booking.state != state:
        own = derived(token, f"end {one.booking.id} {state}")
        if one.booking.state == "booked" and state not in ("no_show", "not_completed"):
            change_booking(
                one.booking,
                "attending",
                verb="record_completion",
                by=by,
                at=at,
                token=derived(own, "came"),
                reason=reason,
            )
        change_booking(one.booking, state, verb="record_completion", by=by, at=at, token=own, reason=reason)
    return True
