"""Trainees' practice on work days: noted by who saw it, and signed into training as a witness statement, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor
from core.bounds import whole
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.recipients import Makeover
from factory.makeovers.models.work import MakeoverDay, MakeoverPractice, MakeoverTask
from factory.makeovers.services.cases import case_then, note, own_case
from factory.makeovers.services.days import day_there, person_on
from factory.makeovers.words import statement_token
from training.services.witnesses import Seen, write_witness


def note_practice(
    *, by: Actor, makeover_id: int, day_id: int, person_id: int, criterion: str, words: str, at: datetime,
    token: str, task_id: int = 0,
) -> None:  # fmt: skip
    """What a trainee practised on a day; `criterion` is a unit's code and a criterion of it ("HM1 2.3"), or empty.

    The same token again changes nothing. It is practice, never a decision: an assessor decides in training, and sees
    it beside the criterion once it is signed: here at once where whoever writes gave their PIN a short while ago.
    Raises RuleBroken for somebody who does not learn there or has not arrived, and a criterion that is none; Conflict
    for a token of other practice.
    """
    row, _ = case_then(by, makeover_id, at, "edit_makeovers")
    there = person_on(day_there(makeover_id, day_id).id, person_id)
    criterion, words = " ".join(criterion.split()), refuse_forbidden("words", " ".join(words.split()))
    known = db.session.scalar(select(MakeoverPractice).where(MakeoverPractice.token == token))
    if known is not None:
        said = (known.day_id, known.person_id, known.criterion, known.words)
        if said != (day_id, person_id, criterion, words[:120]):
            raise Conflict(N_("This was sent before with other contents."), N_("Load the page again."))
        return
    if there.part != "trainee":
        raise RuleBroken(
            "person", N_("Practice is noted of trainees."), N_("Say on the day that they learn.")
        )
    _refuse_unseen(day_id, person_id, at)
    if not criterion and not words:
        raise RuleBroken("words", N_("Say what they practised."))
    if criterion and not _criteria(criterion):
        raise RuleBroken(
            "criterion",
            N_("There is no such criterion."),
            N_("Write the unit's code and the criterion, such as HM1 2.3."),
        )
    task = db.session.get(MakeoverTask, task_id) if task_id else None
    made = MakeoverPractice(
        token=token,
        day_id=day_id,
        person_id=person_id,
        task_id=task.id if task is not None and task.makeover_id == makeover_id else None,
        criterion=criterion,
        words=words[:120],
        at=at,
        by_id=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    note("note_practice", row, by, at, ["person", "criterion", "words"])
    if by.signs and criterion and words and may_be_signed(made, row.site_id):
        _sign(made, row, by, at)


def sign_practice(*, by: Actor, makeover_id: int, practice_id: int, at: datetime) -> None:
    """Whoever saw it signs what a trainee practised: the assessor finds it beside the criterion. Twice: once.

    Raises NotFound for practice of another makeover, RuleBroken without a fresh PIN, without words, for practice that
    somebody else noted, of a day without the trainee, or where they are registered for no run of this unit.
    """
    row, _ = own_case(by, makeover_id)
    practice = db.session.get(MakeoverPractice, practice_id)
    if practice is None or db.session.get_one(MakeoverDay, practice.day_id).makeover_id != makeover_id:
        raise NotFound()
    if practice.by_id not in (None, by.person_id):
        raise RuleBroken(
            "secret", N_("Somebody else saw this practice and noted it."), N_("Ask them to sign it.")
        )
    _refuse_unseen(practice.day_id, practice.person_id, at)
    if not may_be_signed(practice, row.site_id):
        raise RuleBroken(
            "secret",
            N_("They are registered for no course that teaches this unit."),
            N_("Register them in a run of it first."),
        )
    _sign(practice, row, by, at)


def _refuse_unseen(day_id: int, person_id: int, at: datetime) -> None:
    """Nobody has seen practice on a day that is still to come, or of somebody who did not come."""
    if db.session.get_one(MakeoverDay, day_id).works_on > local_day(at):
        raise RuleBroken("person", N_("This day has not come yet."))
    if person_on(day_id, person_id).arrived_at is None:
        raise RuleBroken("person", N_("Nobody has said that they arrived."), N_("Press Arrived first."))


def may_be_signed(practice: MakeoverPractice, site_id: int) -> bool:
    """Whether a run at the site teaches what was practised and has the trainee registered."""
    return bool(practice.words) and _registered(practice.person_id, site_id, practice.criterion) is not None


def _sign(practice: MakeoverPractice, row: Makeover, by: Actor, at: datetime) -> None:
    registration_id, unit_id, criterion_id = _registered(
        practice.person_id, row.site_id, practice.criterion
    ) or (0, 0, 0)
    day = db.session.get_one(MakeoverDay, practice.day_id)
    seen = Seen(
        registration_id=registration_id,
        unit_id=unit_id,
        criterion_id=criterion_id,
        relation="trainer" if by.may("take_register") else "mentor",
        saw=f"{row.code}: {practice.words}",
        seen_on=min(day.works_on, local_day(at)),
    )
    write_witness(by=by, seen=seen, at=at, token=statement_token(practice.token))


def _criteria(told: str) -> list[tuple[int, int]]:
    """(unit, criterion) of every unit with this code that has such a criterion."""
    code, _, place = told.rpartition(" ")
    first, _, second = place.partition(".")
    outcome, number = whole(first), whole(second)
    if outcome is None or number is None:
        return []
    rows = fast().rows(
        "SELECT u.id, c.id FROM criterion c JOIN learning_outcome o ON o.id = c.outcome_id "
        "JOIN unit u ON u.id = c.unit_id WHERE u.code = ? AND o.number = ? AND c.number = ? ORDER BY u.id DESC",
        (code, outcome, number),
    )
    return [(row[0], row[1]) for row in rows]


def _registered(person_id: int, site_id: int, criterion: str) -> tuple[int, int, int] | None:
    """(registration, unit, criterion) of the newest run at the site that teaches it to them; None for none."""
    for unit_id, criterion_id in _criteria(criterion):
        row = fast().row(
            "SELECT g.id FROM registration g JOIN run r ON r.id = g.run_id "
            "JOIN course_unit cu ON cu.version_id = r.version_id AND cu.unit_id = ? WHERE g.person_id = ? "
            "AND r.site_id = ? AND r.state NOT IN ('cancelled', 'archived') "
            "AND g.state NOT IN ('withdrawn', 'transferred') ORDER BY g.id DESC",
            (unit_id, person_id, site_id),
        )
        if row is not None:
            return int(row[0]), unit_id, criterion_id
    return None
