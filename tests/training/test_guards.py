"""What the database alone refuses between an assessment and a paper, asked of it past the services, NULL by NULL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, Table, select, text, update
from sqlalchemy.exc import DBAPIError

from core.clock import local_day
from core.db import Day, Model, db, fast, transaction
from core.errors import NotAllowed, RuleBroken
from core.ids import new_client_id
from core.people import Person
from tests.cast import Cast
from tests.training.claim_scene import Workshop
from tests.training.paper_scene import finished_run, issued, put_in
from tests.training.scene import noon
from training.models.assessment import Registration
from training.models.awards import RacLine
from training.models.certificates import SkillsRecord
from training.services import skills
from training.services.certificates import replace_certificate, revoke_certificate
from training.services.racs import amend, sign_rac
from training.services.results import note_result
from training.services.skills import end_record, make_record


def refused(sql: str, **values: object) -> bool:
    """Whether the database refuses a statement; what it does not refuse is taken back."""
    db.session.rollback()
    try:
        db.session.execute(text(sql), values)
    except DBAPIError:
        return True
    finally:
        db.session.rollback()
    return False


@pytest.fixture
def sent(ready: Workshop) -> Workshop:
    """The same, signed and sent, the first line achieved, an amendment written."""
    ready.send()
    line = db.session.scalars(select(RacLine).order_by(RacLine.id)).first()
    assert line is not None
    with transaction():
        note_result(
            by=ready.actor("ruth"),
            line_id=line.id,
            result="achieved",
            body_certificate="C-1",
            result_on=local_day(noon()),
            at=noon(),
        )
        amend(
            by=ready.actor("ruth"),
            line_id=line.id,
            reason="a word was wrong",
            at=noon(),
            token=new_client_id(),
        )
    return ready


CHANGES = {
    "evidence": "UPDATE criterion_decision SET evidence = 'photo'",
    "a reason where none was": "UPDATE criterion_decision SET because = 'they said so'",
    "an amendment that was not": "UPDATE criterion_decision SET amendment_id = (SELECT MIN(id) FROM amendment)",
    "when": "UPDATE criterion_decision SET at = device_at, device_at = received_at, received_at = '2020-01-01'",
    "decisions deleted": "DELETE FROM criterion_decision",
    "who sent it": "UPDATE rac SET sent_by_id = tutor_id",
    "nobody sent it": "UPDATE rac SET sent_by_id = NULL",
    "a signer taken away": "UPDATE rac SET verifier_id = NULL",
    "a signature taken away": "UPDATE rac SET tutor_signed_at = NULL",
    "a line deleted": "DELETE FROM rac_line WHERE result IS NULL",
    "a sending deleted": "DELETE FROM rac",
    "handed over without an answer": "UPDATE rac_line SET handed_on = '2026-11-26' WHERE result IS NULL",
    "an answer gone under a handing over": "UPDATE rac_line SET handed_on = '2026-11-26', result = NULL",
}


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_what_was_decided_or_sent_stays_as_it_is(sent: Workshop, what: str) -> None:
    assert refused(CHANGES[what])


def test_a_newer_decision_may_stand_before_an_older_one_and_a_draft_may_go(ready: Workshop) -> None:
    """The control of the test above: what the services do is let pass."""
    assert not refused("UPDATE criterion_decision SET superseded_by = id")
    assert not refused("DELETE FROM rac_line")
    assert not refused("UPDATE rac_line SET why_not = 'criteria are left'")


def test_a_line_is_born_without_an_answer(ready: Workshop) -> None:
    sql = (
        "INSERT INTO rac_line (rac_id, registration_id, unit_id, is_achieved, why_not, result, body_certificate) "
        "SELECT id, :registration, :unit, {yes}, '', {result}, '' FROM rac"
    )
    with transaction():
        fast().run("DELETE FROM rac_line")
    row = {"registration": ready.registrations[0], "unit": ready.unit_id}
    assert refused(sql.format(yes="TRUE", result="'achieved'"), **row)
    assert not refused(sql.format(yes="TRUE", result="NULL"), **row)


def test_a_recommendation_is_not_sent_with_a_signature_that_nobody_gave(ready: Workshop) -> None:
    for gone in ("tutor_id", "verifier_id", "tutor_signed_at", "verifier_signed_at"):
        with pytest.raises(DBAPIError, match="two signed"):
            ready.send_by_sql(**{gone: None})
    ready.send_by_sql()  # control: whole, it goes


@pytest.mark.parametrize("part", ["tutor", "verifier"])
def test_a_recommendation_is_not_sent_that_its_learner_signed(ready: Workshop, part: str) -> None:
    with pytest.raises(DBAPIError, match="two signed"):
        ready.send_by_sql(**{f"{part}_id": ready.learners[0].id})


def test_a_recommendation_is_not_sent_without_the_day_of_registration(ready: Workshop) -> None:
    with transaction():
        db.session.execute(update(Registration).values(registered_on=None))
    with pytest.raises(DBAPIError, match="two signed"):
        ready.send_by_sql()


@pytest.mark.parametrize("part", ["tutor", "verifier"])
def test_a_learner_on_the_recommendation_does_not_sign_it(ready: Workshop, part: str) -> None:
    """Past the screens a learner becomes an assessor or verifier of the site; their own line still bars them."""
    name = {"tutor": "nia", "verifier": "hana"}[part]
    other = db.session.get_one(Person, ready.cast.people[name])
    with transaction():
        values = {"who": other.id, "was": ready.learners[0].id}
        db.session.execute(
            text("DELETE FROM rac_line WHERE registration_id = :g"), {"g": ready.registrations[1]}
        )
        db.session.execute(
            text(
                "INSERT INTO registration (token, run_id, person_id, state, body_learner_number, registered_on, "
                "made_at) SELECT 'own', run_id, :who, state, 'L9', registered_on, made_at FROM registration "
                "WHERE person_id = :was"
            ),
            values,
        )
        db.session.execute(
            text(
                "UPDATE rac_line SET registration_id = (SELECT id FROM registration WHERE token = 'own') "
                "WHERE registration_id = :g"
            ),
            {"g": ready.registrations[0]},
        )
    with pytest.raises(NotAllowed, match="own work"), transaction():
        sign_rac(by=ready.actor(name), run_number=ready.run.number, part=part, at=noon())


# Papers.


@pytest.fixture
def serial(app_context: Flask, cast: Cast) -> str:
    """A certificate of Amina's, in place of an earlier one."""
    with transaction():
        run = finished_run(cast.sites["coventry"], trainer_id=cast.people["mary"])
        put_in(run, cast.people["amina"])
    with transaction():
        old = issued(cast.actor("mary"), run, cast.numbers["amina"])
    with transaction():
        return replace_certificate(
            by=cast.actor("mary"), serial=old, name="Amina Saleh", reason="", at=noon(), token=new_client_id()
        ).serial


PAPERS = {
    "the link to the one before": "UPDATE certificate SET replaces_id = NULL WHERE serial = :serial",
    "who issued it": "UPDATE certificate SET made_by_id = NULL WHERE serial = :serial",
    "deleted": "DELETE FROM certificate WHERE serial = :serial",
}
ENDED = {
    "another reason": "UPDATE certificate SET reason = 'a slip' WHERE serial = :serial",
    "another day": "UPDATE certificate SET ended_at = '2020-01-01' WHERE serial = :serial",
    "by nobody": "UPDATE certificate SET ended_by_id = NULL WHERE serial = :serial",
}


@pytest.mark.parametrize("what", sorted(PAPERS))
def test_a_paper_keeps_its_link_and_its_giver(serial: str, what: str) -> None:
    assert refused(PAPERS[what], serial=serial)


@pytest.mark.parametrize("what", sorted(ENDED))
def test_a_revoked_paper_keeps_who_revoked_it_when_and_why(cast: Cast, serial: str, what: str) -> None:
    with transaction():
        revoke_certificate(by=cast.actor("ruth"), serial=serial, reason="wrong person", at=noon())
    assert refused(ENDED[what], serial=serial)


def test_a_skills_record_that_its_learner_ended_does_not_come_back(app_context: Flask, cast: Cast) -> None:
    amina = cast.actor("amina")
    with transaction():
        made = make_record(by=amina, secret="of the tests", at=noon(), token=new_client_id())
        number, code = made.id, made.code
    assert not refused("UPDATE skills_record SET ended_at = made_at WHERE id = :id", id=number)
    with transaction():
        end_record(by=amina, code=code, at=noon())
    assert db.session.scalars(select(SkillsRecord.ended_at)).one() is not None
    for end in ("NULL", "'2020-01-01T00:00:00.000Z'"):
        assert refused(f"UPDATE skills_record SET ended_at = {end}")


def test_the_records_of_a_day_are_those_of_the_sites_day(
    app_context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skills, "MOST_A_DAY", 2)
    amina, evening = cast.actor("amina"), datetime(2026, 7, 14, 22, 30, tzinfo=UTC)

    def make(at: datetime) -> None:
        with transaction():
            make_record(by=amina, secret="of the tests", at=at, token=new_client_id())

    make(evening)
    make(evening)
    with pytest.raises(RuleBroken):
        make(evening + timedelta(minutes=29))
    make(evening + timedelta(hours=1))  # the next day has begun at the site


# Days.


def training_days() -> list[tuple[str, str, bool]]:
    """(table, column, bounded) of every column of the room that holds a day."""
    import training.models  # noqa: F401

    found = []
    for model in Model.__subclasses__():
        table = model.__table__
        if not model.__module__.startswith("training.") or not isinstance(table, Table):
            continue
        rules = {str(rule.name) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        found += [
            (
                table.name,
                column.name,
                bool(rules & {f"{column.name}_near", f"ck_{table.name}_{column.name}_near"}),
            )
            for column in table.columns
            if isinstance(column.type, Day)
        ]
    return found


def test_every_day_of_the_room_lies_in_this_century(app_context: Flask) -> None:
    days = training_days()
    assert len(days) > 20
    assert [f"{table}.{column}" for table, column, is_bounded in days if not is_bounded] == []


@pytest.mark.parametrize("day", ["1999-12-31", "9999-12-31"])
@pytest.mark.parametrize(
    "change",
    [
        "run SET opens_at",
        "course_class SET ends_at",
        "assessor_unit SET ends_on",
        "registration SET registered_on",
    ],
)
def test_the_database_refuses_a_day_of_another_century(shop: Workshop, change: str, day: str) -> None:
    sql = f"UPDATE {change} = :day"
    if day > "2100" and "opens" in change:
        sql += ", closes_at = NULL"
    assert refused(sql, day=day)
    assert not refused(sql, day="2090-01-01")
