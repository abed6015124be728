"""What stands beside the decisions of the demo's painting week: prior learning, an adjustment, a witness, an appeal."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import local_day
from core.db import fast
from factory.demo.training.college import College, Held
from training.services.adjustments import ask_adjustment, decide_adjustment
from training.services.appeals import hear_appeal, make_appeal
from training.services.assessment import NewDecision, decide_criterion
from training.services.prior_learning import decide_claim, make_claim
from training.services.standardisation import note_standardisation
from training.services.witnesses import Seen, write_witness

SITE, HOUR = "coventry", timedelta(hours=1)


def add_evidence(college: College, held: Held, rows: list[int], unit_id: int, at: datetime) -> None:
    """Write all of it, the day before the assessor decides. In the caller's transaction."""
    row = fast().row("SELECT id FROM criterion WHERE unit_id = ? ORDER BY id LIMIT 1", (unit_id,))
    assert row is not None
    _claims(college, rows, unit_id, row[0], at)
    _adjustment(college, rows[2], unit_id, at)
    _witness(college, held, rows[3], unit_id, at)
    _appeal(college, rows[4], row[0], at)
    note_standardisation(
        by=college.actor("joan", SITE, at),
        unit_id=unit_id,
        run_number=held.number,
        held_on=local_day(at),
        people=[college.world.people[key].number for key in ("joan", "harjit")],
        question="How clean is a clean edge without tape?",
        agreed="No paint more than 2 mm over the line, looked at from an arm's length.",
        at=at,
        token=college.token(),
    )


def _claims(college: College, rows: list[int], unit_id: int, criterion_id: int, at: datetime) -> None:
    """Two say that they can do it already: one is believed after a look, one shows it in the course."""
    by, joan = college.actor("tomasz", SITE, at), college.actor("joan", SITE, at)
    said: tuple[tuple[str, str, str, list[int]], ...] = (
        ("Painted ships' cabins for six years.", "agreed", "", [criterion_id]),
        ("Helped an uncle once.", "refused", "Show it in the course: that is easy for you.", []),
    )
    for registration_id, (claim, decision, because, criteria) in zip(rows, said, strict=False):
        made = make_claim(
            by=by,
            registration_id=registration_id,
            unit_id=unit_id,
            claim=claim,
            evidence="Pictures on the phone, seen",
            photo="",
            at=at,
            token=college.token(),
        )
        decide_claim(
            by=joan, claim_id=made.id, decision=decision, because=because, criteria=criteria, at=at + HOUR
        )


def _adjustment(college: College, registration_id: int, unit_id: int, at: datetime) -> None:
    made = ask_adjustment(
        by=college.actor("tomasz", SITE, at),
        registration_id=registration_id,
        unit_id=unit_id,
        kind="reasonable_adjustment",
        what="Questions read aloud, in Tigrinya where the words are hard",
        at=at,
        token=college.token(),
    )
    decide_adjustment(
        by=college.actor("ada", SITE, at), adjustment_id=made.id, decision="agreed", at=at + HOUR
    )


def _witness(college: College, held: Held, registration_id: int, unit_id: int, at: datetime) -> None:
    seen = Seen(
        registration_id, unit_id, None, "trainer", "Rolled the whole ceiling without a mark.", local_day(at)
    )
    write_witness(by=college.actor("tomasz", SITE, at), seen=seen, at=at, token=college.token())


def _appeal(college: College, registration_id: int, criterion_id: int, at: datetime) -> None:
    """ "Not yet", asked about, looked at again by somebody else: the assessor decides anew the next day."""
    new = NewDecision(
        college.token(),
        registration_id,
        criterion_id,
        "not_yet",
        feedback="The filler stood out at the door.",
    )
    decide_criterion(by=college.actor("joan", SITE, at), new=new, at=at, device_at=at, received_at=at)
    made = make_appeal(
        by=college.actor("tomasz", SITE, at),
        decision_id=new.id,
        reason="The door was done by somebody else.",
        at=at + HOUR,
        token=college.token(),
    )
    hear_appeal(
        by=college.actor("harjit", SITE, at),
        appeal_id=made.id,
        outcome="changed",
        words="The list of the day says who did the door. Look at the window side.",
        at=at + 2 * HOUR,
    )
