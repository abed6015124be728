"""Credit and qualifications: the rule of combination on whole catalogues and learners, in the database and on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from core.clock import local_day
from core.db import db, transaction
from core.errors import NotAllowed
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.claim_scene import Workshop
from tests.training.scene import noon
from training.combination import RANK, Group, Rule, UnitFacts, decide
from training.models.assessment import CriterionDecision, SampleItem, VerifierAction
from training.models.awards import QualificationAward, Rac, RacLine, UnitAward
from training.models.catalogue import CombinationGroup, CombinationUnit, Qualification, Unit
from training.queries.awards import qualifications_towards, units_held
from training.services.racs import amend, sign_rac
from training.services.results import note_result

# Rules of combination, against a second way of deciding them.

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine draws slowly: that is no fault of the rule."""
CODES = [f"U{number}" for number in range(8)]
LEVELS = ["E3", "L1", "L2"]
facts = st.builds(
    UnitFacts, code=st.sampled_from(CODES), credit=st.integers(0, 12), level=st.sampled_from(LEVELS)
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule whose groups share no unit."""
    codes = draw(st.permutations(CODES))
    cuts = sorted(draw(st.lists(st.integers(0, len(codes)), min_size=1, max_size=3)))
    parts = [codes[start:end] for start, end in zip([0, *cuts], [*cuts, len(codes)], strict=True)]
    groups = tuple(
        Group(tuple(part), draw(st.booleans()), draw(st.integers(0, 10)), draw(st.integers(0, 3)))
        for part in parts
        if part
    )
    return Rule(groups, draw(st.integers(0, 30)), "L1", draw(st.integers(0, 12)))


def plainly_met(rule: Rule, achieved: list[UnitFacts]) -> bool:
    """The rule read word for word, by sets and sums."""
    best: dict[str, UnitFacts] = {}
    for unit in achieved:
        held = best.get(unit.code)
        if held is None or (unit.credit, RANK[unit.level]) > (held.credit, RANK[held.level]):
            best[unit.code] = unit
    for group in rule.groups:
        have = [best[code] for code in group.units if code in best]
        if group.is_mandatory and len(have) < len(group.units):
            return False
        if len(have) < group.min_units or sum(unit.credit for unit in have) < group.min_credit:
            return False
    counting = [unit for code, unit in best.items() if any(code in group.units for group in rule.groups)]
    at_level = sum(unit.credit for unit in counting if RANK[unit.level] >= RANK["L1"])
    return sum(unit.credit for unit in counting) >= rule.min_credit and at_level >= rule.min_credit_at_level


@UNHURRIED
@given(rules(), st.lists(facts, max_size=14))
def test_the_rule_decides_as_it_reads(rule: Rule, achieved: list[UnitFacts]) -> None:
    verdict = decide(rule, achieved)
    assert verdict.is_met == plainly_met(rule, achieved) == (not verdict.missing)


@UNHURRIED
@given(rules(), st.lists(facts, max_size=10), facts)
def test_more_units_never_lose_a_qualification_and_the_order_is_nothing(
    rule: Rule, achieved: list[UnitFacts], more: UnitFacts
) -> None:
    fresh = [one for one in achieved if one.code != more.code]
    if decide(rule, fresh).is_met:
        assert decide(rule, [*fresh, more]).is_met
    turned = list(reversed(achieved))
    assert decide(rule, turned).is_met == decide(rule, achieved).is_met


@UNHURRIED
@given(rules(), st.lists(facts, max_size=10))
def test_the_same_unit_twice_gives_its_credit_once(rule: Rule, achieved: list[UnitFacts]) -> None:
    assert decide(rule, [*achieved, *achieved]) == decide(rule, achieved)
    outside = [replace(one, code=f"X{one.code}") for one in achieved]
    assert decide(rule, [*achieved, *outside]).credit == decide(rule, achieved).credit


@UNHURRIED
@given(rules(), st.lists(facts, max_size=10))
def test_what_is_missing_is_enough_when_it_is_brought(rule: Rule, achieved: list[UnitFacts]) -> None:
    verdict = decide(rule, achieved)
    held = {unit.code for unit in achieved}
    for lack in verdict.missing:
        assert not held & set(lack.codes)
        assert lack.credit or lack.units or lack.codes


# In the database.


def qualify(shop: Workshop, min_credit: int = 3, title: str = "Making") -> Qualification:
    """A qualification that the workshop's one unit completes, or does not."""
    with transaction():
        unit = db.session.scalars(select(UnitAward.unit_id)).first() or shop.unit_id
        body = db.session.execute(text("SELECT body_id FROM unit WHERE id = :id"), {"id": unit}).scalar_one()
        row = Qualification(
            token=title, body_id=body, reference=f"Q/{title}", title=title, level="L1", min_credit=min_credit,
            made_at=noon(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        group = CombinationGroup(qualification_id=row.id, position=1, name="Core", is_mandatory=True)
        db.session.add(group)
        db.session.flush()
        db.session.add(CombinationUnit(group_id=group.id, unit_id=shop.unit_id))
    return row


def answered(shop: Workshop, result: str = "achieved", reason: str = "") -> RacLine:
    """The body answers the first line."""
    line = db.session.scalars(select(RacLine).order_by(RacLine.id)).first()
    assert line is not None
    with transaction():
        note_result(
            by=shop.actor("ruth"),
            line_id=line.id,
            result=result,
            body_certificate="C-1",
            result_on=local_day(noon()),
            reason=reason,
            at=noon(),
            token="6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        )
    return line


@pytest.fixture
def sent(shop: Workshop) -> Workshop:
    """Everything assessed, verified, recommended and sent."""
    shop.decide_all()
    shop.verify_all()
    shop.send()
    return shop


def test_a_qualification_comes_with_the_unit_that_completes_it_and_goes_with_it(sent: Workshop) -> None:
    qualify(sent)
    assert db.session.scalars(select(QualificationAward)).all() == []
    answered(sent)
    assert db.session.scalars(select(QualificationAward.person_id)).all() == [sent.learners[0].id]
    answered(sent, "refused", "the body mixed up two learners")
    assert db.session.scalars(select(QualificationAward)).all() == []


def note(shop: Workshop, line_id: int, day: int) -> None:
    """The body achieved a line some days from now; it is noted on the third."""
    with transaction():
        note_result(
            by=shop.actor("ruth"),
            line_id=line_id,
            result="achieved",
            body_certificate="",
            result_on=local_day(noon(day)),
            at=noon(3),
        )


def days_held() -> dict[str, int]:
    """Each qualification that is held, and how many days from today."""
    query = select(Qualification.title, QualificationAward.awarded_on)
    rows = db.session.execute(
        query.join(Qualification, Qualification.id == QualificationAward.qualification_id)
    )
    return {title: (day - local_day(noon())).days for title, day in rows}


def test_a_qualification_is_of_the_day_of_the_unit_that_completes_it_and_follows_a_corrected_answer(
    shop: Workshop,
) -> None:
    shop.decide_all()
    shop.verify_all()
    first = shop.draw_up()[0]
    small, both = qualify(shop), qualify(shop, title="Making more")
    with transaction():
        unit = Unit(
            token="u-2", body_id=both.body_id, code="DEMO-LC2", title="More", level="L1", credit=3, made_at=noon()
        )  # fmt: skip
        db.session.add(unit)
        db.session.flush()
        group_id = db.session.scalars(
            select(CombinationGroup.id).where(CombinationGroup.qualification_id == both.id)
        ).one()
        second = RacLine(
            rac_id=first.rac_id, registration_id=first.registration_id, unit_id=unit.id, is_achieved=True
        )
        db.session.add_all([CombinationUnit(group_id=group_id, unit_id=unit.id), second])
    lines = first.id, second.id
    shop.send_by_sql()
    note(shop, lines[1], 2)
    note(shop, lines[0], 0)
    assert days_held() == {small.title: 0, both.title: 2}
    note(shop, lines[1], 1)
    assert days_held() == {small.title: 0, both.title: 1}
    note(shop, lines[0], 3)
    assert days_held() == {small.title: 3, both.title: 3}


def test_too_little_credit_makes_no_qualification_and_the_page_says_what_is_missing(
    sent: Workshop, app: Flask
) -> None:
    qualify(sent, min_credit=13)
    answered(sent)
    assert db.session.scalars(select(QualificationAward)).all() == []
    browser = PageClient(app)
    sign_in(browser, "Ruth")
    page = browser.get(f"/learners/{sent.learners[0].number}/awards")
    assert "10 more credits" in page.text and "C-1" in page.text


REFUSED = {
    "a sent line": "UPDATE rac_line SET is_achieved = NOT is_achieved",
    "a sent recommendation": "UPDATE rac SET tutor_id = verifier_id, verifier_id = tutor_id",
    "a sending taken back": "UPDATE rac SET sent_at = NULL",
    "a decision rewritten": "UPDATE criterion_decision SET decision = 'not_yet'",
    "a decision of another day": "UPDATE criterion_decision SET decided_on = '2020-01-01'",
    "an amendment rewritten": "UPDATE amendment SET reason = 'nothing of note'",
    "credit for another": "UPDATE unit_award SET person_id = person_id + 1",
    "an action without a verifier": "UPDATE sample_item SET verifier_id = NULL",
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_direct_sql_changes_nothing_that_was_sent_or_answered(sent: Workshop, what: str) -> None:
    line = answered(sent)
    with transaction():
        amend(by=sent.actor("ruth"), line_id=line.id, reason="a word was wrong", at=noon(), token="a")
    sql = REFUSED[what]
    if db.engine.dialect.name == "sqlite":
        sql = sql.replace("NOT is_achieved", "1 - is_achieved")
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(sql))


@pytest.mark.parametrize("what", ["unsigned", "one signer", "unmet", "waiting", "action", "own"])
def test_direct_sql_sends_nothing_that_is_not_ready(shop: Workshop, what: str) -> None:
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    people = shop.cast.people
    signed = {"tutor_id": people["nia"], "verifier_id": people["hana"]}
    signed |= {"tutor_signed_at": noon(), "verifier_signed_at": noon()}  # type: ignore[dict-item]
    sending = update(Rac).values(**signed, sent_at=noon(), sent_by_id=people["ruth"])
    with transaction():
        if what == "unsigned":
            sending = update(Rac).values(sent_at=noon())
        elif what == "one signer":
            sending = update(Rac).values(**signed | {"tutor_id": people["hana"]}, sent_at=noon())
        elif what == "unmet":
            db.session.execute(
                update(CriterionDecision)
                .where(CriterionDecision.criterion_id == shop.criteria[0])
                .values(superseded_by="0" * 36)
            )
        elif what == "waiting":
            db.session.execute(update(SampleItem).values(outcome=None, closed_at=None))
        elif what == "action":
            db.session.add(
                VerifierAction(
                    token="x", run_id=shop.run.id, what="Photos", due_on=local_day(noon(3)),
                    made_by_id=people["hana"], made_at=noon(),
                )
            )  # fmt: skip
        else:
            sending = update(Rac).values(
                **signed | {"verifier_id": people["nia"], "tutor_id": people["hana"]}, sent_at=noon()
            )
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(sending)


def test_direct_sql_sends_what_is_ready(shop: Workshop) -> None:
    """The control of the test above."""
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    shop.send_by_sql()


def test_the_database_gives_no_credit_without_the_bodys_answer(sent: Workshop) -> None:
    line = answered(sent)
    award = db.session.scalars(select(UnitAward)).one()
    values = {one.name: getattr(award, one.name) for one in UnitAward.__table__.columns if one.name != "id"}
    with transaction():
        db.session.execute(delete(UnitAward))
    other = db.session.scalars(select(RacLine.id).where(RacLine.id != line.id)).first()
    with pytest.raises(DBAPIError), transaction():
        db.session.add(UnitAward(**values | {"line_id": other}))
    with transaction():
        db.session.add(UnitAward(**values))


def test_who_verified_a_learners_unit_does_not_assess_it_afterwards(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    with transaction():
        db.session.execute(
            text("UPDATE assessor_unit SET person_id = :hana"), {"hana": shop.cast.people["hana"]}
        )
    row = db.session.scalars(select(CriterionDecision)).first()
    assert row is not None
    values = {one.name: getattr(row, one.name) for one in CriterionDecision.__table__.columns}
    values |= {"id": "9" * 36, "superseded_by": row.id, "assessor_id": shop.cast.people["hana"]}
    with pytest.raises(DBAPIError, match="verified"), transaction():
        db.session.add(CriterionDecision(**values))


def test_the_internal_verifier_who_assessed_a_line_does_not_sign_for_it(shop: Workshop) -> None:
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    with transaction():
        db.session.execute(
            text("UPDATE role SET role = 'internal_verifier' WHERE person_id = :nia"),
            {"nia": shop.cast.people["nia"]},
        )
    with pytest.raises(NotAllowed, match="own assessment"), transaction():
        sign_rac(by=shop.actor("nia"), run_number=shop.run.number, part="verifier", at=noon())


def test_what_a_learner_holds_names_the_body_its_number_and_what_it_completes(sent: Workshop) -> None:
    qualify(sent)
    answered(sent)
    held = units_held(sent.learners[0].id)
    assert [(one.code, one.body_certificate, one.body) for one in held] == [("DEMO-LC1", "C-1", "Demo body")]
    assert [view.title for view in qualifications_towards(sent.learners[0].id) if view.awarded_on] == [
        "Making"
    ]
