"""Monitoring answers: off without a basis and an end, apart from every name, counted only, gone at the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import local_day, now
from core.config import Settings
from core.db import Base, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.clockwork import tick
from factory.monitoring.models import MonitoringAnswer
from factory.monitoring.queries import answer_key, counts, own_answers
from factory.monitoring.services import forget_answers, give_answers, set_basis
from factory.privacy.again import erase_again
from factory.privacy.finishing import finish_erasure
from factory.privacy.ledger import NAME as LEDGER
from factory.privacy.trying import erase_now
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.house.sources import our_modules
from tests.pages import Client, PageClient

SECRETS = ["a secret of the house that nobody else has, 0123456789"]
BASIS = "The programme's agreement, clause 7; public task."


def ask(cast: Cast, who: str = "ruth", **more: Any) -> None:
    """The programme asks from now on; needs the app's context."""
    values = {"is_asked": True, "basis": BASIS, "ends_on": local_day(now()) + timedelta(days=300), **more}
    with transaction():
        set_basis(by=cast.actor(who), at=now(), token=new_client_id(), **values)  # type: ignore[arg-type]


def say(cast: Cast, who: str, own_words: str = "", **answers: str) -> None:
    with transaction():
        give_answers(answers=answers, own_words=own_words, secrets=SECRETS, by=cast.actor(who), at=now())


def kept() -> int:
    row = fast().row("SELECT COUNT(*) FROM monitoring_answer")
    assert row is not None
    return int(row[0])


def test_nothing_is_asked_without_a_basis_and_an_end(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with pytest.raises(NotFound):
            say(cast, "amina", from_abroad="yes")
        for wrong in ({"basis": ""}, {"basis": "because"}, {"ends_on": local_day(now())}):
            with pytest.raises(RuleBroken):
                ask(cast, **wrong)
        with pytest.raises(NotAllowed):
            ask(cast, who="mary")
        ask(cast)
        say(cast, "amina", from_abroad="yes")
        assert kept() == 1
        with pytest.raises(Exception, match="append-only"), transaction():
            fast().run("UPDATE monitoring_basis SET basis = 'another basis'")


def test_a_person_gives_changes_and_deletes_their_own(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    assert "Nothing is asked now" in page_client.get("/me/monitoring").text
    page = page_client.get("/count/monitoring")
    days = {"is_asked": "y", "basis": BASIS, "ends_on": (local_day(now()) + timedelta(days=9)).isoformat()}
    page_client.submit(page, days, button="Save")
    page = page_client.get("/me/monitoring")
    given = {"age_band": "65_over", "gender": "own", "gender_own": "non-binary"}
    shown = page_client.submit(page, given, button="Keep my answers")
    assert "kept apart from your name" in shown.text
    assert shown.tree.one("input", name="gender_own").get("value") == "non-binary"
    page_client.submit(shown, {"gender": "woman"}, button="Keep my answers")
    with app.app_context():
        assert fast().rows("SELECT gender, gender_own FROM monitoring_answer") == [("woman", "")]
    page_client.submit(page_client.get("/me/monitoring"), action="/delete")
    with app.app_context():
        assert kept() == 0


def test_nothing_in_the_database_leads_from_an_answer_to_a_person(app: Flask, cast: Cast) -> None:
    table = Base.metadata.tables["monitoring_answer"]
    assert not table.foreign_keys
    assert not any(
        key.column.table is table for other in Base.metadata.tables.values() for key in other.foreign_keys
    )
    assert not {"person", "site", "language", "at"} & {
        word for column in table.columns for word in column.name.split("_")
    }
    with app.app_context():
        ask(cast)
        before = fast().rows("SELECT subject, by_id FROM audit_line ORDER BY id")
        say(cast, "amina", from_abroad="yes")
        assert fast().rows("SELECT subject, by_id FROM audit_line ORDER BY id") == before
        assert own_answers(cast.people["amina"], ["another secret"]) is None
        assert answer_key(cast.people["amina"], SECRETS[0]) != answer_key(cast.people["tomasz"], SECRETS[0])


def test_no_list_or_export_asks_the_table() -> None:
    """Only its own module, the clock that deletes, the count of what a clock still has, and a person's own file."""
    named = {
        source.path
        for source in our_modules()
        if "monitoring_answer" in source.text or "MonitoringAnswer" in source.text
    }
    others = {f"factory/{name}.py" for name in ("clockwork", "privacy/clocks", "privacy/queries/everything")}
    assert named - others == {f"factory/monitoring/{name}.py" for name in ("models", "queries", "services")}


def test_erasing_a_person_deletes_what_they_said(app: Flask, cast: Cast) -> None:
    settings: Settings = app.config["ECO_SETTINGS"]
    with app.app_context():
        ask(cast)
        for who in ("amina", "tomasz"):
            with transaction():
                give_answers(
                    answers={"work": "other"}, own_words="", secrets=settings.every_secret_key,
                    by=cast.actor(who), at=now(),
                )  # fmt: skip
        done = erase_now(by=cast.actor("ann", strength="password"), person_id=cast.people["amina"], at=now())
        finish_erasure(done, settings, at=now())
        assert kept() == 1
        assert own_answers(cast.people["amina"], settings.every_secret_key) is None


@pytest.mark.parametrize("is_restored", [True, False])
def test_an_erasure_that_a_restore_or_a_crash_left_half_done_deletes_what_they_said(
    app: Flask, cast: Cast, is_restored: bool
) -> None:
    settings: Settings = app.config["ECO_SETTINGS"]
    with app.app_context():
        ask(cast)
        for who in ("amina", "tomasz"):
            with transaction():
                give_answers(
                    answers={"work": "other"}, own_words="", secrets=settings.every_secret_key,
                    by=cast.actor(who), at=now(),
                )  # fmt: skip
        amina = cast.people["amina"]
        row = fast().row("SELECT number FROM person WHERE id = ?", (amina,))
        assert row is not None
        if is_restored:  # the backup is from before it, the ledger names her
            assert erase_again(settings, {row[0]: now()}, at=now()) == [row[0]]
        else:
            erase_now(by=cast.actor("ann", strength="password"), person_id=amina, at=now())
            assert kept() == 2
            tick(now())
            assert row[0] in (settings.instance_folder / LEDGER).read_text()
        assert own_answers(amina, settings.every_secret_key) is None
        assert own_answers(cast.people["tomasz"], settings.every_secret_key) is not None


def test_counts_under_five_are_hidden_and_two_questions_are_never_crossed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ask(cast)
        for who in ("amina", "tomasz", "grace", "mary", "dev", "yusuf"):
            say(cast, who, disability="no", from_abroad="yes")
        say(cast, "petra", disability="yes", from_abroad="yes")
        found = {one.question: one for one in counts()}
        assert dict(found["from_abroad"].answers)["yes"] == 7 == found["from_abroad"].total
        hidden = dict(found["disability"].answers)
        assert hidden["yes"] is None and hidden["no"] is None and found["disability"].total == 7


def test_everything_goes_at_the_end_and_when_it_is_switched_off(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ask(cast, ends_on=local_day(now()) + timedelta(days=2))
        say(cast, "amina", work="working")
        tick(now())
        assert kept() == 1
        assert "1 monitoring answers deleted at their end" in tick(now() + timedelta(days=3))
        assert kept() == 0
        ask(cast)
        say(cast, "amina", work="working")
        ask(cast, is_asked=False)
        tick(now())
        assert kept() == 0


def test_answers_are_words_of_the_questions_and_numbers_are_refused(
    app: Flask, cast: Cast, client: Client
) -> None:
    with app.app_context():
        ask(cast)
        with pytest.raises(RuleBroken):
            say(cast, "amina", work="spy")
        with pytest.raises(RuleBroken):
            say(cast, "amina", gender="own", own_words="AB123456C")
        with pytest.raises(Exception, match="CHECK|violates"), transaction():
            fast().run(
                "INSERT INTO monitoring_answer "
                "(answer_key, from_abroad, age_band, gender, gender_own, disability, work) "
                "VALUES (?, 'perhaps', '', '', '', '', '')",
                ("0" * 64,),
            )
        say(cast, "amina", work="other")
        with transaction():
            assert forget_answers(person_id=cast.people["amina"], secrets=SECRETS) == 1
    assert client.get("/me/monitoring").status_code == 303
    assert MonitoringAnswer.__tablename__ == "monitoring_answer"
