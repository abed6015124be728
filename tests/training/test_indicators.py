"""What training counts: each figure with its rows, on screen, in files and on paper; a planted row is found out."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from factory.programme.indicators import INDICATORS
from factory.programme.learning import LEARNING
from factory.programme.queries.overview import View, overview
from factory.programme.services import set_target
from factory.programme.spans import Span, year_span
from factory.recounting import all_differences
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.programme.year import csv_rows, pdf_text, xlsx_rows
from tests.training import scene
from training.models.catalogue import CourseWords
from training.models.delivery import CourseClass, Run
from training.models.outcomes import NextStep
from training.queries.counts import FACTS, learning_rows, learning_sums
from training.queries.recount import training_differences
from training.queries.skills import attended_by
from training.services.completions import record_completion
from training.services.registers import NewMark, record_mark

THIS = year_span(local_day(now()))
EXPECTED = {
    "enrolments": 4,
    "attended": 4,
    "completed": 4,
    "awarded": 0,
    "trained_digital": 2,
    "trained_painting": 1,
    "next_steps": 1,
    "in_work_or_study_3": 1,
    "in_work_or_study_6": 1,
}


def taught(cast: Cast, slug: str, category: str, people: list[Person], *, absent: int = 0) -> Run:
    """A run of two classes last week: everybody came but the first `absent`, and its ending is confirmed."""
    with transaction():
        version = scene.make_course(slug, title=f"Course {slug}")
        fast().run("UPDATE course SET category = ? WHERE slug = ?", (category, slug))
        run = scene.make_run(version, cast.sites["coventry"], capacity=10, starts_at=scene.noon(30))
    scene.fill(cast, run, people)
    with transaction():
        classes = db.session.query(CourseClass).filter_by(run_id=run.id).order_by(CourseClass.number).all()
        for number, meeting in enumerate(classes):
            meeting.starts_at = scene.noon(-3 + number)
            meeting.ends_at = meeting.starts_at + timedelta(hours=2)
        tokens = [(meeting.token, meeting.starts_at) for meeting in classes]
    for index, person in enumerate(people):
        for token, at in tokens:
            mark = "absent" if index < absent else "present"
            new = NewMark(new_client_id(), token, person.number, mark, "tap", at, at)
            with transaction():
                record_mark(by=cast.actor("mary"), new=new, received_at=now())
    with transaction():
        record_completion(
            by=cast.actor("mary"), run_number=run.number, said={}, at=now(), token=new_client_id()
        )
    return run


@pytest.fixture
def term(app: Flask, cast: Cast) -> list[Run]:
    """Two courses in digital fabrication and one in painting; one learner never came, one learned twice."""
    with app.app_context():
        with transaction():
            one, two, three = scene.make_learners(cast.sites["coventry"], 3)
        runs = [
            taught(cast, "laser", "digital_fabrication", [three, one, two], absent=1),
            taught(cast, "cnc", "digital_fabrication", [one]),
            taught(cast, "paint", "painting_decorating_diy", [one]),
        ]
        with transaction():
            version = scene.make_course("coming", title="Course that comes")
            coming = scene.make_run(version, cast.sites["coventry"], starts_at=scene.noon(40))
        scene.fill(cast, coming, [two])
        with transaction():
            booking = scene.booking_of(runs[0], one).id
            for months, step in ((0, "looking"), (3, "job"), (6, "job")):
                told = local_day(now())
                db.session.add(
                    NextStep(
                        token=new_client_id(),
                        booking_id=booking,
                        after_months=months,
                        step=step,
                        told_on=told,
                    )
                )
            version = scene.make_course("cut", title="Cancelled course")
            gone = scene.make_run(
                version, cast.sites["coventry"], starts_at=scene.noon(-3), state="cancelled"
            )
        return [*runs, coming, gone]


def figures(span: Span = THIS) -> dict[str, int]:
    """The dashboard's figures of training in a span."""
    count = overview(View(span, None, "", INDICATORS["pieces_upcycled"], now(), learning=True))
    return {slug: count.sums.total(slug) for slug in LEARNING}


def test_whom_a_course_was_taught_reads_its_title_in_their_language(app: Flask, term: list[Run]) -> None:
    with app.app_context():
        learner = fast().row("SELECT person_id FROM booking WHERE run_id = ?", (term[2].id,))[0]
        with transaction():
            words = CourseWords(version_id=term[2].version_id, language="ar", title="دهان")
            db.session.add(words)
        assert "دهان" in {one.title for one in attended_by(learner, "ar")}
        assert "دهان" not in {one.title for one in attended_by(learner)}


def test_each_figure_counts_by_its_rule(app: Flask, term: list[Run]) -> None:
    with app.app_context():
        assert figures() == EXPECTED
        assert all_differences() == []


def told(run: Run, person: Person, months: int, step: str, days_ago: int = 0) -> None:
    """An answer of somebody who was booked in a run."""
    with transaction():
        db.session.add(
            NextStep(
                token=new_client_id(),
                booking_id=scene.booking_of(run, person).id,
                after_months=months,
                step=step,
                told_on=local_day(now()) - timedelta(days=days_ago),
            )
        )


def test_work_or_study_counts_a_learner_once_as_told_after_three_and_after_six_months(
    app: Flask, cast: Cast
) -> None:
    """Volunteering is no work, the end of a run is no month later, a second run of the same learner none more."""
    with app.app_context():
        with transaction():
            people = scene.make_learners(cast.sites["coventry"], 4)
        works, studies, helps, early = people
        laser = taught(cast, "laser", "digital_fabrication", people)
        paint = taught(cast, "paint", "painting_decorating_diy", [works])
        for step in (
            (laser, works, 3, "job", 2), (paint, works, 3, "apprenticeship", 1), (paint, works, 6, "own_enterprise"),
            (laser, studies, 3, "looking"), (laser, studies, 6, "further_course"),
            (laser, helps, 3, "volunteering"), (laser, helps, 6, "not_told"), (laser, early, 0, "placement"),
        ):  # fmt: skip
            told(*step)
        found = figures()
        assert (found["in_work_or_study_3"], found["in_work_or_study_6"]) == (1, 2)
        assert found["next_steps"] == 5
        rows = learning_rows(
            "in_work_or_study_3", THIS.starts_on, THIS.ends_on, now(), sites=[cast.sites["coventry"]]
        )
        assert [(row.person_id, row.split) for row in rows] == [(works.id, "job")]
        assert all_differences() == []


def test_an_answer_that_is_corrected_counts_as_corrected(app: Flask, term: list[Run]) -> None:
    with app.app_context():
        assert figures()["in_work_or_study_3"] == 1
        with transaction():
            assert fast().run("UPDATE next_step SET step = 'volunteering' WHERE after_months = 3") == 1
        assert figures()["in_work_or_study_3"] == 0
        assert figures()["in_work_or_study_6"] == 1
        assert all_differences() == []


def test_a_day_counts_what_first_happened_on_it(app: Flask, term: list[Run]) -> None:
    """A course of two days is an enrolment of its first day: sums of one day are the rows of that day."""
    with app.app_context():
        today, sites = local_day(now()), [row[0] for row in fast().rows("SELECT id FROM site")]
        days = [today + timedelta(days=number) for number in range(-6, 2)]
        summed, listed = Counter[tuple[str, date]](), Counter[tuple[str, date]]()
        for day in days:
            for one in learning_sums(day, day, now()):
                summed[one.indicator, day] += one.amount
            for slug in FACTS:
                listed[slug, day] += len(learning_rows(slug, day, day, now(), sites=sites))
        assert +summed == +listed
        assert {slug: sum(summed[slug, day] for day in days) for slug in EXPECTED} == EXPECTED


def test_what_has_not_begun_is_not_counted_yet(app: Flask, term: list[Run]) -> None:
    with app.app_context():
        later = View(THIS, None, "", INDICATORS["pieces_upcycled"], now() + timedelta(days=60), learning=True)
        span = Span("own", date(2000, 1, 1), date(2100, 12, 31))
        count = overview(View(span, None, "", later.shown, later.cut_off, learning=True))
        assert count.sums.total("enrolments") == 5


def test_dashboard_files_and_paper_tell_the_same_and_each_figure_opens(
    app: Flask, page_client: PageClient, term: list[Run]
) -> None:
    sign_in(page_client, "ann")
    told = EXPECTED
    page = page_client.get("/count?site=all")
    table = csv_rows(page_client.client.get("/count/tables.csv?site=all&table=targets").data)
    book = xlsx_rows(page_client.client.get("/count/tables.xlsx?site=all").data)
    paper = pdf_text(page_client.client.get("/count/report.pdf?site=all").data)
    for slug, amount in told.items():
        name = LEARNING[slug].name
        assert name in page.text and name in paper
        assert int(next(row for row in table if row[0] == name)[5]) == amount
        assert next(row for row in book if row[0] == name)[5] == amount
        rows = csv_rows(page_client.client.get(f"/count/{slug}/rows.csv?site=all").data)[1:]
        assert len(rows) == amount
        assert len(xlsx_rows(page_client.client.get(f"/count/{slug}/rows.xlsx?site=all").data)[1:]) == amount
        assert f"/count/{slug}/rows" in " ".join(page.links)
        page_client.get(f"/count/{slug}/rows?site=all")
        months = csv_rows(page_client.client.get(f"/count/tables.csv?site=all&table=months-{slug}").data)
        assert int(months[-1][-1]) == amount


def test_rows_hold_numbers_and_no_name_and_a_funder_sees_pseudonyms(
    page_client: PageClient, cast: Cast, term: list[Run]
) -> None:
    sign_in(page_client, "farah")
    text = page_client.client.get("/count/completed/rows.csv?site=all").data.decode()
    assert "L-" in text and "Learner 0" not in text
    page = page_client.get("/count/completed/rows?site=all&split=painting_decorating_diy")
    assert page.text.count("Course paint") == 1


def test_a_target_of_training_stands_on_the_dashboard_with_its_pace(
    app: Flask, page_client: PageClient, cast: Cast, term: list[Run]
) -> None:
    with app.app_context(), transaction():
        set_target(
            indicator="trained_digital",
            number=250,
            starts_on=THIS.starts_on,
            ends_on=THIS.ends_on,
            site_id=None,
            by=cast.actor("ruth"),
            at=now(),
            token=new_client_id(),
        )
    sign_in(page_client, "ruth")
    assert "of 250" in page_client.get("/count?site=all").text
    assert "Trained in digital fabrication" in page_client.get("/count/targets/new").text
    page_client.get("/count?site=all&show=trained_digital")
    page_client.get("/count/tables?site=all")
    assert "Enrolments" not in page_client.get("/count?site=all&group=seating").text


PLANTS = {
    "a state": "UPDATE booking SET state = 'completed' WHERE state = 'no_show'",
    "an ending": "UPDATE completion SET confirmed = 'completed' WHERE confirmed = 'never_came'",
    "an ending taken away": "DELETE FROM completion WHERE confirmed = 'completed' AND booking_id = "
    "(SELECT MIN(booking_id) FROM completion WHERE confirmed = 'completed')",
    "a booking": "INSERT INTO booking (token, run_id, person_id, state, joined_at, state_at, source, reason, partner, "
    "made_at) SELECT 'planted', run_id, 1, 'withdrawn', joined_at, state_at, source, '', '', made_at FROM booking "
    "WHERE state = 'completed' ORDER BY id LIMIT 1",
}


@pytest.mark.parametrize("sql", PLANTS.values(), ids=PLANTS)
def test_a_row_planted_past_the_services_is_found_out(app: Flask, term: list[Run], sql: str) -> None:
    with app.app_context():
        assert training_differences(now()) == []
        with transaction():
            assert fast().run(sql) == 1
        assert training_differences(now()) != []
        assert any("booking" in line or "by the records" in line for line in all_differences())


def test_where_training_is_closed_nothing_of_it_is_shown(app: Flask, term: list[Run]) -> None:
    with app.app_context():
        shut = overview(View(THIS, None, "", INDICATORS["pieces_upcycled"], now()))
        assert not [line for line in shut.lines if line.indicator.slug in LEARNING]
        assert not [cell for cell in shut.sums.cells if cell.indicator in LEARNING]
