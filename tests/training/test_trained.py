"""Who counts as trained: on which day by each rule, once for ever, whatever the rules were and are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from factory.privacy.services.merging import merge_people, undo_merge
from factory.programme.queries.learning import learning_cells
from factory.programme.services import choose_trained_rule
from factory.programme.spans import EARLIEST, LATEST, Span, add_months
from factory.schema import downgrade_schema, upgrade_schema
from factory.tally.queries import tally_differences
from factory.tally.settling import settle_all
from tests.cast import Cast, make_cast
from tests.house.test_migrations import NewApp
from tests.house.test_migrations import new_app as new_app
from tests.training import scene
from tests.training.claim_scene import Workshop
from tests.training.test_awards import note
from tests.training.test_awards import sent as sent
from training.models.delivery import CourseClass, Run
from training.queries.counts import learning_rows
from training.queries.recount import training_differences
from training.services.completions import record_completion
from training.services.registers import NewMark, record_mark
from training.trained import Choice, Stretch, between, on_day, stretches

EVER = Span("own", EARLIEST, LATEST)
DIGITAL, PAINTING = "trained_digital", "trained_painting"


def first(ago: int) -> date:
    """The first of the month so many months ago."""
    return add_months(local_day(now()).replace(day=1), -ago)


def tenth(ago: int, hour: int = 12, days: int = 0) -> datetime:
    """An hour of the tenth of the month so many months ago, or of a day near it."""
    day = first(ago) + timedelta(days=9 + days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def choose(cast: Cast, way: str, ago: int, slug: str = DIGITAL) -> None:
    with transaction():
        choose_trained_rule(
            indicator=slug,
            way=way,
            starts_on=first(ago),
            by=cast.actor("ruth"),
            at=now(),
            token=new_client_id(),
        )


def taught(
    cast: Cast,
    people: list[Person],
    came: list[int],
    *,
    site: str = "coventry",
    about: str = "digital_fabrication",
) -> Run:
    """A run of one class a month, in those months ago; everybody came to each."""
    with transaction():
        version = scene.make_course(f"course-{new_client_id()[:8]}")
        fast().run("UPDATE course SET category = ? WHERE id = ?", (about, version.course_id))
        run = scene.make_run(
            version, cast.sites["coventry"], capacity=10, starts_at=scene.noon(30), classes=len(came)
        )
    scene.fill(cast, run, people)
    with transaction():
        classes = db.session.query(CourseClass).filter_by(run_id=run.id).order_by(CourseClass.number).all()
        for meeting, ago in zip(classes, came, strict=True):
            meeting.starts_at, meeting.ends_at = tenth(ago), tenth(ago, 14)
        tokens = [(meeting.token, meeting.starts_at) for meeting in classes]
    for token, at in tokens:
        for person in people:
            mark(cast, token, person, at)
    return run


def mark(cast: Cast, token: str, person: Person, at: datetime, how: str = "present") -> None:
    new = NewMark(new_client_id(), token, person.number, how, "tap", at, at)
    with transaction():
        record_mark(by=cast.actor("mary"), new=new, received_at=now())


def ended(cast: Cast, run: Run, ago: int) -> None:
    """The trainer confirms that everybody who came completed the run, two days after the tenth."""
    with transaction():
        record_completion(
            by=cast.actor("mary"),
            run_number=run.number,
            said={},
            at=tenth(ago, days=2),
            token=new_client_id(),
        )


def months(slug: str = DIGITAL) -> dict[int, int]:
    """By months ago how many count, as shown; recount, rows and what is kept ready agree with it."""
    assert list(tally_differences()) == []
    assert training_differences(now()) == []
    shown: Counter[int] = Counter()
    names = {f"{first(ago):%Y-%m}": ago for ago in range(12)}
    for cell in learning_cells(EVER, now()):
        if cell.indicator == slug:
            shown[names[cell.month]] += cell.amount
    sites = [row[0] for row in fast().rows("SELECT id FROM site")]
    rows = learning_rows(slug, EARLIEST, LATEST, now(), sites=sites)
    assert Counter(names[f"{row.day:%Y-%m}"] for row in rows) == +shown
    assert len({row.person_id for row in rows}) == len(rows)
    settle_all()
    return dict(+shown)


def learners(cast: Cast, number: int) -> list[Person]:
    with transaction():
        return scene.make_learners(cast.sites["coventry"], number)


def test_what_was_chosen_last_holds_from_its_first_day_on() -> None:
    def chosen(way: str, month: int) -> Choice:
        return Choice(DIGITAL, way, date(2026, month, 1), now(), "")

    usual = Stretch("completed", None)
    assert stretches([]) == (usual,)
    assert stretches([chosen("completed", 4)]) == (usual,)
    later = [chosen("attended", 6), chosen("awarded", 9)]
    assert stretches(later) == (
        usual,
        Stretch("attended", date(2026, 6, 1)),
        Stretch("awarded", date(2026, 9, 1)),
    )
    assert stretches([*later, chosen("completed", 5)]) == (usual,)
    assert stretches([*later, chosen("awarded", 6)]) == (usual, Stretch("awarded", date(2026, 6, 1)))
    known = stretches(later)
    assert between(known, date(2026, 7, 1), date(2026, 12, 1)) == known[1:]
    assert between(known, date(2026, 1, 1), date(2026, 5, 31)) == (usual,)
    assert [on_day(known, date(2026, month, 1)) for month in (5, 6, 8, 9)] == [
        "completed",
        "attended",
        "attended",
        "awarded",
    ]


def test_each_rule_counts_on_its_own_day(app: Flask, cast: Cast) -> None:
    """Two classes four and three months ago, an ending two months ago, no award."""
    with app.app_context():
        run = taught(cast, learners(cast, 3), [4, 3])
        ended(cast, run, 2)
        assert months() == {2: 3}, "without a choice endings count"
        choose(cast, "attended", 6)
        assert months() == {4: 3}
        rows = learning_rows(DIGITAL, EARLIEST, LATEST, now(), sites=[cast.sites["coventry"]])
        assert {(row.day, row.run) for row in rows} == {(local_day(tenth(4)), run.number)}
        choose(cast, "awarded", 6)
        assert months() == {}
        choose(cast, "completed", 6)
        assert months() == {2: 3}


def test_a_choice_of_one_indicator_leaves_the_other_alone(app: Flask, cast: Cast) -> None:
    with app.app_context():
        run = taught(cast, learners(cast, 2), [4], about="painting_decorating_diy")
        ended(cast, run, 2)
        choose(cast, "attended", 6)
        assert months(PAINTING) == {2: 2}
        choose(cast, "attended", 6, PAINTING)
        assert months(PAINTING) == {4: 2}
        assert months() == {}


def test_a_change_in_the_middle_counts_nobody_twice_and_loses_nobody(app: Flask, cast: Cast) -> None:
    with app.app_context():
        early, across, late = learners(cast, 3)
        whole = taught(cast, [early], [5])
        ended(cast, whole, 5)
        taught(cast, [early], [2])
        over = taught(cast, [across], [4])
        choose(cast, "attended", 3)
        assert months() == {5: 1}, "who was there before the rule has done nothing that it asks since"
        ended(cast, over, 3)
        assert months() == {5: 1, 3: 1}, "an ending says that somebody was there"
        taught(cast, [late], [2, 1])
        assert months() == {5: 1, 3: 1, 2: 1}
        choose(cast, "completed", 1)
        assert months() == {5: 1, 3: 1, 2: 1}, "the earlier rule stays for its days"


def test_what_is_not_counted_is_not_counted_by_another_rule(app: Flask, cast: Cast) -> None:
    """Practice sites, runs and classes that were called off, marks of somebody absent or corrected."""
    with app.app_context():
        one, two, three, four = learners(cast, 4)
        choose(cast, "attended", 8)
        practised = taught(cast, [one], [4])
        off = taught(cast, [two], [4])
        classes = taught(cast, [three], [4, 3])
        absent = taught(cast, [], [4])
        scene.fill(cast, absent, [four])
        token = fast().row("SELECT token FROM course_class WHERE run_id = ?", (absent.id,))[0]
        mark(cast, token, four, tenth(4), "absent")
        assert months() == {4: 3}
        with transaction():
            fast().run("UPDATE run SET site_id = ? WHERE id = ?", (cast.sites["wolverhampton"], practised.id))
            fast().run("UPDATE site SET is_practice = ? WHERE id = ?", (True, cast.sites["wolverhampton"]))
            fast().run("UPDATE run SET state = 'cancelled' WHERE id = ?", (off.id,))
            fast().run(
                "UPDATE course_class SET cancelled_at = ? WHERE run_id = ? AND number = 1",
                (now(), classes.id),
            )
        assert months() == {3: 1}
        mark(cast, token, four, tenth(4, 13))
        assert months() == {4: 1, 3: 1}, "a mark that comes late counts on the day of its class"


def test_two_numbers_of_one_learner_count_once_and_apart_again_twice(app: Flask, cast: Cast) -> None:
    with app.app_context():
        choose(cast, "attended", 8)
        one, again = learners(cast, 2)
        taught(cast, [again], [5])
        taught(cast, [one], [3])
        assert months() == {5: 1, 3: 1}
        with transaction():
            merge_people(
                by=cast.actor("ruth"), person_id=again.id, into_id=one.id, at=now(), token=new_client_id()
            )
        assert months() == {5: 1}
        merge = fast().row("SELECT MAX(id) FROM person_merge")[0]
        db.session.rollback()
        with transaction():
            undo_merge(by=cast.actor("ruth"), merge_id=merge, at=now())
        assert months() == {5: 1, 3: 1}


def test_a_class_just_before_midnight_counts_on_the_day_of_the_site(app: Flask, cast: Cast) -> None:
    """23:30 UTC of 30 June is 1 July at the site: the rule of July counts it, in July."""
    with app.app_context():
        year = local_day(now()).year - 1
        run = taught(cast, learners(cast, 1), [3])
        night = datetime(year, 6, 30, 23, 30, tzinfo=UTC)
        with transaction():
            fast().run("UPDATE course_class SET starts_at = ? WHERE run_id = ?", (night, run.id))
            choose_trained_rule(
                indicator=DIGITAL,
                way="attended",
                starts_on=date(year, 7, 1),
                by=cast.actor("ruth"),
                at=now(),
                token=new_client_id(),
            )
        assert training_differences(now()) == []
        rows = learning_rows(DIGITAL, EARLIEST, LATEST, now(), sites=[cast.sites["coventry"]])
        assert [row.day for row in rows] == [date(year, 7, 1)]
        assert [cell.month for cell in learning_cells(EVER, now()) if cell.indicator == DIGITAL] == [
            f"{year}-07"
        ]


@pytest.fixture
def claimed(sent: Workshop) -> Workshop:
    """Two learners whose unit was recommended, and whose bookings are what their events say."""
    with transaction():
        fast().run("UPDATE booking SET state = 'booked'")
    return sent


def lines_of(shop: Workshop) -> list[int]:
    return [row[0] for row in fast().rows("SELECT id FROM rac_line ORDER BY id")]


def test_an_award_counts_on_the_day_of_the_bodys_answer(claimed: Workshop) -> None:
    cast = claimed.cast
    one, other = lines_of(claimed)
    note(claimed, one, 0)
    assert months() == {}, "nobody has completed"
    choose(cast, "awarded", 2)
    assert months() == {0: 1}
    rows = learning_rows(DIGITAL, EARLIEST, LATEST, now(), sites=[cast.sites["coventry"]])
    assert [(row.day, row.run, row.person_id) for row in rows] == [
        (local_day(now()), claimed.run.number, claimed.learners[0].id)
    ]
    note(claimed, other, 0)
    assert months() == {0: 2}
    with transaction():
        merge_people(
            by=cast.actor("ruth"),
            person_id=claimed.learners[1].id,
            into_id=claimed.learners[0].id,
            at=now(),
            token=new_client_id(),
        )
    assert months() == {0: 1}
    choose(cast, "completed", 2)
    assert months() == {}


def test_who_completed_while_only_awards_counted_is_found_again_by_the_award(claimed: Workshop) -> None:
    cast = claimed.cast
    choose(cast, "awarded", 4)
    with transaction():
        fast().run("UPDATE course_class SET starts_at = ?, ends_at = ?", (tenth(3), tenth(3, 14)))
    tokens = [row[0] for row in fast().rows("SELECT token FROM course_class")]
    for token, there in zip(tokens, (claimed.learners, claimed.learners[:1]), strict=True):
        for person in there:
            mark(cast, token, person, tenth(3))
    ended(cast, claimed.run, 2)
    assert months() == {}
    choose(cast, "completed", 1)
    assert months() == {}, "what was completed before is not moved into the new rule's month"
    for line in lines_of(claimed):
        note(claimed, line, 0)
    assert months() == {0: 1}, "who had completed counts by the award, who had not does not"
    choose(cast, "attended", 1)
    assert months() == {0: 2}


@pytest.mark.parametrize("statement", ["UPDATE trained_rule SET way = 'awarded'", "DELETE FROM trained_rule"])
def test_the_database_keeps_every_choice(app: Flask, cast: Cast, statement: str) -> None:
    with app.app_context():
        choose(cast, "attended", 2)
        with pytest.raises(Exception, match="append-only"), transaction():
            fast().run(statement)
        assert fast().rows("SELECT way FROM trained_rule") == [("attended",)]


def test_an_upgrade_moves_no_figure_and_going_back_forgets_the_choice(new_app: NewApp) -> None:
    app = new_app("eco_trained")
    upgrade_schema(app)
    with app.app_context():
        cast = make_cast(now() - timedelta(days=200))
        ended(cast, taught(cast, learners(cast, 2), [4]), 3)
        assert months() == {3: 2}
    downgrade_schema(app, "0082")
    upgrade_schema(app)
    with app.app_context():
        assert months() == {3: 2}
        choose(cast, "attended", 6)
        assert months() == {4: 2}
    downgrade_schema(app, "0082")
    upgrade_schema(app)
    with app.app_context():
        assert months() == {3: 2}
