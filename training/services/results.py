"""What the awarding body answered about each line that was sent, and when its certificate went to the learner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.access import Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, RuleBroken
from training.models.awards import RESULTS, Rac, RacLine
from training.models.delivery import Run
from training.queries.claims import claim_counts
from training.services.awards import award_unit, take_back_unit
from training.services.booking_rules import derived
from training.services.noting import note, tidy
from training.services.racs import amend, own_line


@dataclass(frozen=True)
class Answer:
    """The body's answer to one line; `reason` is asked for where an earlier answer changes."""

    line_id: int
    result: str
    result_on: date
    body_certificate: str = ""
    reason: str = ""


def note_result(
    *,
    by: Actor,
    line_id: int,
    result: str,
    body_certificate: str,
    result_on: date,
    at: datetime,
    reason: str = "",
    token: str = "",
) -> RacLine:
    """What the awarding body answered about one line. Achieved gives the learner the unit's credit, once.

    An answer that changes needs a reason, which is kept as an amendment; the credit follows the answer.
    """
    require(by, "edit_accreditation")
    line, rac, run = own_line(by, line_id)
    _check_answer(line, rac, result, result_on, at)
    number = tidy("body_certificate", body_certificate, 60)
    if (line.result, line.result_on, line.body_certificate) == (result, result_on, number):
        return line
    if line.result not in (None, "query", result):
        _change_answer(by, line, reason, at, token)
    line.result, line.result_on, line.body_certificate = result, result_on, number
    db.session.flush()
    if result == "achieved":
        award_unit(line=line, awarded_on=result_on, at=at)
    else:
        take_back_unit(line=line, at=at)
    _follow(run, at)
    note("note_result", f"run:{run.number}", by, at, (result, f"line:{line.id}"))
    return line


def _check_answer(line: RacLine, rac: Rac, result: str, result_on: date, at: datetime) -> None:
    if rac.sent_at is None or not line.is_achieved:
        raise RuleBroken("result", N_("This line was not recommended and sent."))
    if result not in RESULTS:
        raise RuleBroken("result", N_("Achieved, refused or a query?"))
    if result_on > local_day(at) or result_on < local_day(rac.sent_at):
        raise RuleBroken("result_on", N_("This day cannot be."), N_("A day from the sending until today."))


def _change_answer(by: Actor, line: RacLine, reason: str, at: datetime, token: str) -> None:
    if line.handed_on is not None:
        raise RuleBroken(
            "result", N_("The certificate was handed over."), N_("Ask the awarding body how to take it back.")
        )
    if len(reason.strip()) < 5:
        raise RuleBroken("reason", N_("An answer changes: why?"), N_("Write it in a sentence."))
    amend(by=by, line_id=line.id, reason=reason, at=at, token=derived(token, f"answer {line.id}"))


def note_results(*, by: Actor, run_number: str, answers: Sequence[Answer], at: datetime, token: str) -> int:
    """The answers to several lines of one run, all or none; how many there were.

    Raises RuleBroken for a line of another run.
    """
    for one in answers:
        line, _, run = own_line(by, one.line_id)
        if run.number != run_number.upper():
            raise RuleBroken("", N_("A line is of another run."), N_("Load the page again."))
        note_result(
            by=by,
            line_id=line.id,
            result=one.result,
            body_certificate=one.body_certificate,
            result_on=one.result_on,
            reason=one.reason,
            at=at,
            token=token,
        )
    return len(answers)


def hand_over(*, by: Actor, line_id: int, handed_on: date, at: datetime, token: str = "") -> RacLine:
    """The body's certificate was given to the learner. The same again changes nothing; `token` is not needed.

    Raises RuleBroken before the body said “achieved” and for a day out of bounds.
    """
    require(by, "issue_certificates")
    line, _, run = own_line(by, line_id)
    if line.result != "achieved":
        raise RuleBroken("handed_on", N_("The awarding body has not said “achieved” yet."))
    if line.result_on is None or not line.result_on <= handed_on <= local_day(at):
        raise RuleBroken("handed_on", N_("This day cannot be."), N_("A day from the answer until today."))
    if line.handed_on is None:
        line.handed_on, line.handed_by_id = handed_on, by.person_id
        db.session.flush()
        _follow(run, at)
        note("hand_over", f"run:{run.number}", by, at, (f"line:{line.id}",))
    return line


def _follow(run: Run, at: datetime) -> None:
    """The run's state follows its lines: all answered, then all handed over; a changed answer leads back."""
    counts = claim_counts(run.id)
    if run.state not in ("claimed", "result_received", "handed_over"):
        return
    state = "claimed" if counts.unanswered else "result_received"
    if not counts.unanswered and counts.achieved and not counts.not_handed:
        state = "handed_over"
    if run.state != state:
        run.state, run.state_at = state, at
        db.session.flush()
