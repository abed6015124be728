"""Two assessors press one cell of the grid at the same moment: both decisions are kept, and one of them counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import core.db
import training.services.assessment
from core.db import db, fast, transaction
from core.ids import new_client_id
from tests.cast import Cast
from tests.live import ThreadServer
from tests.training.assessment_scene import Assessed, make_assessed
from tests.training.racing import Browser, all_press, browsers, look_first
from training.models.assessment import CriterionDecision

pytestmark = pytest.mark.slow
TIMES = 5


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Iterator[Assessed]:
    """Three learners; Nia and Hana may both assess the unit."""
    with app.app_context():
        made = make_assessed(cast)
        made.entitle("hana")
        with transaction():
            db.session.execute(
                text("UPDATE role SET role = 'assessor' WHERE person_id = :hana"),
                {"hana": cast.people["hana"]},
            )
        yield made


def assessors(app: Flask, shop: Assessed) -> list[Browser]:
    """The browsers of both."""
    return browsers(app, shop.cast.sites["coventry"], [shop.cast.people["nia"], shop.cast.people["hana"]])


def press_both(server: ThreadServer, both: list[Browser], address: str) -> Counter[int | str]:
    """Both sign the same cell at once."""
    return all_press(server, both, address, decision="achieved", evidence="observed")


def decided() -> tuple[int, int]:
    """How many decisions there are, and how many of them count."""
    db.session.rollback()
    row = fast().row(
        "SELECT COUNT(*), SUM(CASE WHEN superseded_by IS NULL THEN 1 ELSE 0 END) FROM criterion_decision"
    )
    assert row is not None
    return int(row[0]), int(row[1] or 0)


def test_both_are_kept_and_one_counts(app: Flask, shop: Assessed, live_server: ThreadServer) -> None:
    both = assessors(app, shop)
    for turn in range(TIMES):
        answers = press_both(live_server, both, shop.cell(turn % 3, turn // 3))
        assert answers == Counter({303: 2})
        assert decided() == (2 * (turn + 1), turn + 1)


@contextmanager
def placed_too_early(shop: Assessed, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each looks for other decisions on the cell before anybody has the lock, and places its own by that."""

    def others() -> int:
        with core.db.db.engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT COUNT(*) FROM criterion_decision").scalar_one())

    with monkeypatch.context() as patch:
        lock = look_first(patch, 2, others)
        rightly = training.services.assessment._place

        def place(made: CriterionDecision) -> None:
            if lock.what != 0:
                rightly(made)
                return
            db.session.add(made)
            db.session.flush()

        patch.setattr(training.services.assessment, "_place", place)
        yield


@pytest.mark.parametrize(
    ("has_index", "kept"), [(False, (2, 2)), (True, (1, 1))], ids=["neither: two count", "the index alone"]
)
def test_control_without_the_lock_and_the_index_two_decisions_count(
    app: Flask,
    shop: Assessed,
    live_server: ThreadServer,
    monkeypatch: pytest.MonkeyPatch,
    has_index: bool,
    kept: tuple[int, int],
) -> None:
    both = assessors(app, shop)
    if not has_index:
        with transaction():
            fast().run("DROP INDEX uq_criterion_decision_current")
    with placed_too_early(shop, monkeypatch):
        press_both(live_server, both, shop.cell())
    assert decided() == kept


def test_the_database_refuses_a_second_decision_that_counts(shop: Assessed) -> None:
    kept = db.session.get_one(CriterionDecision, shop.decide())
    values = {one.name: getattr(kept, one.name) for one in CriterionDecision.__table__.columns}
    with pytest.raises(DBAPIError), transaction():
        db.session.add(CriterionDecision(**values | {"id": new_client_id()}))
    with transaction():  # control: one that was superseded goes in
        db.session.add(CriterionDecision(**values | {"id": new_client_id(), "superseded_by": kept.id}))
