"""What stands behind decisions: taken back with a reason, witnesses, prior learning, adjustments, appeals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core.clock import local_day
from core.db import db, fast, transaction
from core.errors import EcoError, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from tests.cast import Cast
from tests.training.assessment_scene import HOUR, Assessed, make_assessed
from tests.training.scene import noon
from training.models.assessment import CriterionDecision, LearnerAdjustment
from training.models.delivery import ClassTrainer, CourseClass
from training.models.evidence import Appeal, PriorClaim, StandardisationNote, WitnessStatement
from training.queries.grid import decisions_of_cell
from training.services.adjustments import ask_adjustment, decide_adjustment
from training.services.appeals import hear_appeal, make_appeal
from training.services.assessment import NewDecision, decide_criterion, decide_several
from training.services.prior_learning import decide_claim, make_claim
from training.services.standardisation import note_standardisation
from training.services.witnesses import Seen, write_witness


@pytest.fixture
def shop(app_context: Flask, cast: Cast) -> Assessed:
    """Amina and two learners."""
    return make_assessed(cast, learners=2, own="amina")


# --- decisions ---


def test_what_was_achieved_is_taken_back_only_with_a_reason(shop: Assessed) -> None:
    shop.decide()
    with pytest.raises(RuleBroken, match="achieved before"):
        shop.decide(decision="not_yet", at=noon())
    shop.decide(decision="not_yet", at=noon(), because="photo of another piece")
    current, before = decisions_of_cell(shop.registrations[0], shop.criteria[0])
    assert (current.decision, current.because, before.decision) == (
        "not_yet",
        "photo of another piece",
        "achieved",
    )


def test_what_was_not_achieved_yet_is_shown_again_without_a_reason(shop: Assessed) -> None:
    shop.decide(decision="referred", resubmit_on=local_day(noon(7)), feedback="Wear the glasses")
    shop.decide(at=noon())
    current, before = decisions_of_cell(shop.registrations[0], shop.criteria[0])
    assert current.decision == "achieved" and current.resubmit_on is None
    assert before.resubmit_on == local_day(noon(7)) and before.feedback == "Wear the glasses"


def test_a_decision_that_comes_late_and_counts_no_more_needs_no_reason(shop: Assessed) -> None:
    shop.decide(at=noon())
    shop.decide(decision="not_yet", at=noon() - HOUR)
    assert decisions_of_cell(shop.registrations[0], shop.criteria[0])[0].decision == "achieved"


def test_a_decision_is_signed_with_a_pin_given_a_short_while_ago(shop: Assessed) -> None:
    new = NewDecision(new_client_id(), shop.registrations[0], shop.criteria[0], "achieved")
    for by in (replace(shop.actor("nia"), has_confirmed=False), shop.cast.actor("nia", strength="card")):
        with pytest.raises(EcoError), transaction():
            decide_criterion(by=by, new=new, at=noon(), device_at=noon(), received_at=noon())


def test_several_are_decided_together_or_none_is(shop: Assessed) -> None:
    shop.decide(1)
    new = NewDecision(new_client_id(), 0, 0, "not_yet")
    pairs = [(one, shop.criteria[0]) for one in shop.registrations]
    with pytest.raises(RuleBroken), transaction():
        decide_several(by=shop.actor("nia"), new=new, pairs=pairs, at=noon())
    assert fast().row("SELECT COUNT(*) FROM criterion_decision") == (1,)
    for _ in range(2):
        with transaction():
            decide_several(
                by=shop.actor("nia"), new=replace(new, decision="achieved"), pairs=pairs, at=noon()
            )
    assert fast().row("SELECT COUNT(*) FROM criterion_decision WHERE superseded_by IS NULL") == (3,)


def test_a_trainer_a_coordinator_and_another_sites_people_decide_nothing(shop: Assessed) -> None:
    for name in ("mary", "ruth"):
        with pytest.raises(NotAllowed):
            shop.decide(by=name)
    with pytest.raises(EcoError):
        shop.decide(by="oluwaseun")


# --- witnesses ---


def seen_by(shop: Assessed, name: str, learner: int = 1, **more: object) -> WitnessStatement:
    given = {"criterion_id": shop.criteria[0], "relation": "mentor", "saw": "Focused the beam", **more}
    seen = Seen(
        registration_id=shop.registrations[learner],
        unit_id=shop.unit_id,
        seen_on=local_day(noon()),
        **given,  # type: ignore[arg-type]
    )
    with transaction():
        return write_witness(by=shop.actor(name), seen=seen, at=noon(), token=new_client_id())


def help_in(shop: Assessed, name: str) -> None:
    with transaction():
        first = db.session.scalars(select(CourseClass.id).where(CourseClass.run_id == shop.run.id)).first()
        db.session.add(ClassTrainer(class_id=first, person_id=shop.cast.people[name], part="helper"))


def test_a_mentor_who_helps_in_the_run_may_witness_and_a_stranger_may_not(shop: Assessed) -> None:
    with pytest.raises(NotFound):
        seen_by(shop, "tomasz")
    help_in(shop, "tomasz")
    made = seen_by(shop, "tomasz")
    assert made.witness_id == shop.cast.people["tomasz"] and made.relation == "mentor"


def test_nobody_is_their_own_witness_in_the_database_either(shop: Assessed) -> None:
    help_in(shop, "amina")
    with pytest.raises(NotAllowed):
        seen_by(shop, "amina", 0)
    row = seen_by(shop, "amina", 1)
    values = {
        one.name: getattr(row, one.name) for one in WitnessStatement.__table__.columns if one.name != "id"
    }
    with pytest.raises(DBAPIError), transaction():
        db.session.add(WitnessStatement(**values | {"token": "x", "witness_id": row.learner_id}))
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(update(WitnessStatement).values(saw="something else"))


def test_a_statement_is_about_a_criterion_of_its_unit(shop: Assessed) -> None:
    with pytest.raises(RuleBroken):
        seen_by(shop, "mary", relation="cousin")
    row = seen_by(shop, "mary")
    values = {
        one.name: getattr(row, one.name) for one in WitnessStatement.__table__.columns if one.name != "id"
    }
    with pytest.raises(DBAPIError, match="another unit"), transaction():
        db.session.add(WitnessStatement(**values | {"token": "x", "criterion_id": 9999}))


# --- prior learning ---


def claim(shop: Assessed, by: str = "amina", learner: int = 0) -> int:
    with transaction():
        return make_claim(
            by=shop.actor(by),
            registration_id=shop.registrations[learner],
            unit_id=shop.unit_id,
            claim="Two years at a laser in Kyiv",
            evidence="Letter",
            photo="",
            at=noon(),
            token=new_client_id(),
        ).id


def decide_on(
    shop: Assessed, claim_id: int, by: str = "nia", decision: str = "agreed", because: str = ""
) -> None:
    with transaction():
        decide_claim(
            by=shop.actor(by),
            claim_id=claim_id,
            decision=decision,
            because=because,
            criteria=shop.criteria[:2],
            at=noon(),
        )


def test_prior_learning_that_is_agreed_achieves_its_criteria(shop: Assessed) -> None:
    decide_on(shop, claim(shop))
    current = decisions_of_cell(shop.registrations[0], shop.criteria[1])[0]
    assert (current.decision, current.evidence, current.reference[:2]) == ("achieved", "prior_learning", "P-")
    assert decisions_of_cell(shop.registrations[0], shop.criteria[2]) == []


def test_prior_learning_is_claimed_by_the_learner_or_for_them_and_by_nobody_else(shop: Assessed) -> None:
    claim(shop, "mary", 1)
    with pytest.raises(NotFound):
        claim(shop, "tomasz", 1)
    with pytest.raises(NotFound):
        claim(shop, "oluwaseun", 1)


def test_only_somebody_entitled_decides_on_prior_learning_in_the_database_too(shop: Assessed) -> None:
    claim_id = claim(shop)
    for name in ("ruth", "hana"):
        with pytest.raises(NotAllowed):
            decide_on(shop, claim_id, name)
    for name in ("ruth", "hana", "amina"):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(
                update(PriorClaim).values(
                    decision="agreed",
                    decided_by_id=shop.cast.people[name],
                    decided_on=local_day(noon()),
                )
            )


def test_a_refusal_says_why_and_a_decision_is_made_once(shop: Assessed) -> None:
    claim_id = claim(shop)
    with pytest.raises(RuleBroken, match="Why not"):
        decide_on(shop, claim_id, decision="refused")
    decide_on(shop, claim_id, decision="refused", because="The letter names another machine")
    decide_on(shop, claim_id)
    assert db.session.scalar(select(PriorClaim.decision)) == "refused"
    with pytest.raises(DBAPIError, match="decided once"), transaction():
        db.session.execute(update(PriorClaim).values(because="changed afterwards"))


# --- adjustments ---


def adjust(shop: Assessed, what: str, by: str = "mary", learner: int = 1) -> LearnerAdjustment:
    with transaction():
        return ask_adjustment(
            by=shop.actor(by),
            registration_id=shop.registrations[learner],
            unit_id=None,
            kind="reasonable_adjustment",
            what=what,
            at=noon(),
            token=new_client_id(),
        )


@pytest.mark.parametrize("words", ["Dyslexia: reads slowly", "because of her PTSD", "autistic"])
def test_an_adjustment_never_names_a_condition(shop: Assessed, words: str) -> None:
    with pytest.raises(RuleBroken, match="never why"):
        adjust(shop, words)


def test_an_adjustment_is_asked_by_the_learner_and_agreed_by_somebody_else(shop: Assessed) -> None:
    row = adjust(shop, "Somebody reads the questions aloud", "amina", 0)
    for name in ("mary", "nia"):
        with pytest.raises(NotAllowed), transaction():
            decide_adjustment(by=shop.actor(name), adjustment_id=row.id, decision="agreed", at=noon())
    with transaction():
        decide_adjustment(by=shop.actor("hana"), adjustment_id=row.id, decision="agreed", at=noon())
    kept = db.session.execute(select(LearnerAdjustment.decision, LearnerAdjustment.agreed_by_id)).one()
    assert tuple(kept) == ("agreed", shop.cast.people["hana"])
    with pytest.raises(NotFound):
        adjust(shop, "More time", "tomasz", 1)


# --- appeals ---


def appeal(shop: Assessed, decision_id: str, by: str = "amina") -> Appeal:
    with transaction():
        return make_appeal(
            by=shop.actor(by),
            decision_id=decision_id,
            reason="I did focus it",
            at=noon(),
            token=new_client_id(),
        )


def hear(shop: Assessed, row: Appeal, by: str, outcome: str = "changed") -> None:
    with transaction():
        hear_appeal(by=shop.actor(by), appeal_id=row.id, outcome=outcome, words="Look again", at=noon())


def test_an_appeal_is_heard_by_somebody_who_assessed_nothing_of_the_unit(shop: Assessed) -> None:
    shop.entitle("hana")
    row = appeal(shop, shop.decide(decision="not_yet"))
    assert appeal(shop, row.decision_id).id == row.id, "one appeal waits at a time"
    for person in (shop.cast.people["nia"], shop.cast.people["amina"]):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(update(Appeal).values(outcome="stands", heard_by_id=person, heard_at=noon()))
    with pytest.raises(NotAllowed):
        hear(shop, row, "nia")
    hear(shop, row, "hana")
    kept = db.session.execute(select(Appeal.outcome, Appeal.heard_by_id)).one()
    assert tuple(kept) == ("changed", shop.cast.people["hana"])
    with pytest.raises(DBAPIError, match="heard once"), transaction():
        db.session.execute(update(Appeal).values(note="afterwards"))


def test_who_assessed_another_criterion_of_the_unit_does_not_hear_the_appeal(shop: Assessed) -> None:
    shop.entitle("hana")
    row = appeal(shop, shop.decide(decision="referred"))
    with transaction():
        first = db.session.get_one(CriterionDecision, row.decision_id)
        values = {one.name: getattr(first, one.name) for one in CriterionDecision.__table__.columns}
        values |= {"id": new_client_id(), "criterion_id": shop.criteria[1]}
        db.session.add(CriterionDecision(**values | {"assessor_id": shop.cast.people["hana"]}))
    with pytest.raises(NotAllowed, match="assessed nothing"):
        hear(shop, row, "hana")
    with pytest.raises(DBAPIError, match="assessed nothing"), transaction():
        db.session.execute(
            update(Appeal).values(outcome="stands", heard_by_id=shop.cast.people["hana"], heard_at=noon())
        )
    hear(shop, row, "ruth", "stands")


def test_what_is_achieved_or_superseded_is_not_appealed_nor_by_others(shop: Assessed) -> None:
    kept = shop.decide()
    with pytest.raises(RuleBroken):
        appeal(shop, kept)
    refused = shop.decide(0, 1, "not_yet")
    with pytest.raises(NotFound):
        appeal(shop, refused, "tomasz")
    with pytest.raises(DBAPIError, match="heard once"), transaction():
        db.session.add(
            Appeal(
                token="x",
                registration_id=shop.registrations[1],
                learner_id=shop.learners[1].id,
                decision_id=refused,
                assessor_id=shop.cast.people["nia"],
                reason="of another learner",
                made_by_id=shop.learners[1].id,
                made_at=noon(),
            )
        )


# --- standardisation ---


def agree_on(shop: Assessed, names: list[str], by: str = "nia") -> StandardisationNote:
    with transaction():
        return note_standardisation(
            by=shop.actor(by),
            unit_id=shop.unit_id,
            run_number=shop.run.number,
            held_on=local_day(noon()),
            people=[shop.cast.numbers[name] for name in names],
            question="Three drawings of hazards",
            agreed="Each hazard is named aloud",
            at=noon(),
            token=new_client_id(),
        )


def test_a_standardisation_takes_two_people_and_stays_as_it_was(shop: Assessed) -> None:
    with pytest.raises(RuleBroken, match="Who was there"):
        agree_on(shop, ["nia", "nia"])
    with pytest.raises(NotAllowed):
        agree_on(shop, ["nia", "hana"], "mary")
    with pytest.raises(NotFound):
        agree_on(shop, ["nia", "oluwaseun"])
    agree_on(shop, ["nia", "hana"])
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(update(StandardisationNote).values(agreed="something else"))
