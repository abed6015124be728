"""Courses as strangers see them: their language, days, places in words; no names, no links, no numbers of seats."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import today
from core.db import fast, transaction
from tests.pages import PageClient
from tests.training.conftest import College, Desk, at_ten
from training.queries.courses import course_by_slug, newest_version
from training.services.courses import change_course, set_words
from training.services.runs import RunData, change_run


@pytest.fixture
def sewing(college: College) -> str:
    """A course with a run next week, three seats, help in Arabic, and its words in Arabic."""
    course = college.course("Sewing", category="upholstery", summary="Sew a cover.", advised_esol="entry_2")
    with transaction():
        set_words(
            by=college.ruth,
            version_id=newest_version(course.id).id,
            language="ar",
            title="الخياطة",
            summary="نخيط غطاءً.",
            is_reviewed=True,
            at=college.at,
        )
    soon = today() + timedelta(days=7)
    run = college.run(course, capacity=4)
    givers = ((college.number("mary"), "trainer"),)
    college.classes(
        run, [at_ten(soon), at_ten(soon + timedelta(days=1))], givers=givers, access="Ramp at the side"
    )
    with transaction():
        data = RunData(4, has_creche=True, help_languages=("ar", "pl"))
        change_run(by=college.ruth, number=run.number, data=data, at=college.at)
    college.step(run, "open")
    return run.number


def test_a_stranger_reads_where_when_and_what_helps(sewing: str, page_client: PageClient) -> None:
    page = page_client.get("/courses")
    assert "Sewing" in page.text and "Places left" in page.text
    page = page_client.get("/courses/sewing")
    for words in (
        "Hall",
        "Ramp at the side",
        "Children are looked after",
        "Polski",
        "Simple English helps",
        "10:00–12:00",
    ):
        assert words in page.text, words
    assert "Mary" not in page.text


def test_it_speaks_the_readers_language(sewing: str, page_client: PageClient) -> None:
    for address, headers in (
        ("/courses/sewing?language=ar", {}),
        ("/courses/sewing", {"Accept-Language": "ar"}),
    ):
        page = page_client.get(address, headers=headers)
        assert page.heading == "الخياطة" and page.tree.one("html").get("dir") == "rtl"
    page = page_client.get("/courses/sewing?language=pl")
    assert page.tree.one("h1").one("bdi").get("lang") == "en" and page.heading == "Sewing"
    page_client.get("/courses?language=xx")


def test_how_full_it_is_stands_in_words(college: College, sewing: str, page_client: PageClient) -> None:
    from training.queries.runs import run_by_number

    run = run_by_number(sewing)
    for name, words in (
        ("amina", "Places left"),
        ("tomasz", "Few places left"),
        ("dev", "Few"),
        ("yusuf", "Waiting list"),
    ):
        college.book(run, name)
        page = page_client.get("/courses/sewing")
        assert words in page.text and " of 4" not in page.text


def test_a_course_without_days_says_so_and_one_that_ended_is_gone(
    college: College, page_client: PageClient
) -> None:
    course = college.course("Quiet")
    assert "No days yet" in page_client.get("/courses").text
    assert "no days yet" in page_client.get(f"/courses/{course.slug}").text
    with transaction():
        change_course(
            by=college.ruth, slug=course.slug, category="other", picture="", is_active=False, at=college.at
        )
    page_client.get(f"/courses/{course.slug}", 404)
    assert "Quiet" not in page_client.get("/courses").text


def test_drafts_cancelled_classes_and_practice_sites_are_not_shown(
    college: College, page_client: PageClient
) -> None:
    course = college.course("Painting")
    run = college.run(course)
    college.classes(run, venue="Secret hall")
    assert "Secret hall" not in page_client.get(f"/courses/{course.slug}").text
    college.step(run, "open")
    assert "Secret hall" in page_client.get(f"/courses/{course.slug}").text
    with transaction():
        fast().run("UPDATE site SET is_practice = ?", (True,))
    assert "Secret hall" not in page_client.get(f"/courses/{course.slug}").text


def test_a_need_is_told_with_the_way_to_it(college: College, page_client: PageClient) -> None:
    first = college.course("Safety first")
    second = college.course("Lasers", needs=(("course", first.slug),))
    page = page_client.get(f"/courses/{second.slug}")
    assert "You need first: Safety first" in page.text and f"/courses/{first.slug}" in page.links


@pytest.mark.parametrize(
    "address", ["/courses/none", "/courses/%00", "/courses/<b>", "/courses/" + "x" * 300]
)
def test_an_unknown_course_is_not_there(app: object, page_client: PageClient, address: str) -> None:
    page_client.get(address, 404)


def test_the_list_is_filtered_by_what_it_is_about(sewing: str, page_client: PageClient) -> None:
    assert "Sewing" in page_client.get("/courses?category=upholstery").text
    assert "no course here" in page_client.get("/courses?category=repair").text
    assert "Sewing" in page_client.get("/courses?category=nonsense").text


def test_courses_at_the_desk_are_made_changed_and_ended(desk: Desk) -> None:
    page = desk.browser.submit(
        desk.get("/catalogue/courses/new"),
        {"title": "Sewing", "category": "upholstery", "equipment": "Cloth\nThread", "capacity": "6"},
        action="/courses/new",
    )
    assert page.heading == "Sewing" and "Cloth, Thread" in page.text
    desk.browser.submit(
        desk.get("/catalogue/courses/sewing/edit"), {"title": "Sewing covers"}, action="/edit"
    )
    desk.college.run(course_by_slug("sewing"))
    page = desk.get("/catalogue/courses/sewing/edit")
    assert "it stays as it is" in page.text
    page = desk.browser.submit(page, {"title": "Sewing more"}, action="/edit")
    assert "version 2" in page.text
    page = desk.browser.submit(page, {"language": "ar", "title": "الخياطة"}, action="/words")
    assert "الخياطة" in page.text
    page = desk.browser.submit(page, action="/offer/off")
    assert "offered no more" in page.text
    assert "Sewing" not in desk.get("/catalogue/courses").tree.one("main").text
    assert "Sewing more" in desk.get("/catalogue/courses?ended=1").text


@pytest.mark.parametrize(
    "data",
    [
        {"title": ""},
        {"title": "Certificate in sewing"},
        {"title": "OCN sewing"},
        {"title": "x" * 121},
        {"category": "<b>"},
        {"capacity": "0"},
        {"minutes_percent": "101"},
        {"is_accredited": "y"},
        {"unit_ids": "99999"},
        {"needs": "passport|x"},
        {"advised_esol": "x"},
    ],
)
def test_a_course_that_cannot_be_is_refused(desk: Desk, data: dict[str, str]) -> None:
    page = desk.get("/catalogue/courses/new")
    good = {"title": "Sewing", "category": "other"}
    page = desk.browser.submit(page, good | data, action="/courses/new", status=422)
    assert page.tree.one("div", class_="errors").text
