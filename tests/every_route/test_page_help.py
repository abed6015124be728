"""Help in place: every page of the staff and of the tablets says what it is, what to press, and where to read more."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from factory.page_help import CHAPTERS, EVERY_HELP, chapter_of, help_on
from tests.every_route.house import House
from tests.every_route.route_list import ROWS
from tests.house.endpoints import Row

DOCS = Path(__file__).resolve().parents[2] / "docs"
PUBLIC = "public: a passer-by reads it once, and its own words are the help"
NO_HELP = {
    "front_desk.pair_tablet": "one field and a button; the one who pairs has the manual open",
    "front_desk.show_home": "sends each person to their own start",
    "front_desk.sign_in": "name and password, for whoever is not in yet",
    "inventory.find_code": "goes on to the piece, or back with a clear word",
    "impact.preview_impact": "the public page as the public will see it",
    "training.print_grid": "a sheet of paper",
    "training.print_register": "a sheet of paper",
    "training.show_my_calendar": "opened from one's own phone; its first lines say what to press",
    **dict.fromkeys(
        (
            "hardware.show_machine_card",
            "impact.show_embed",
            "impact.show_impact",
            "inventory.show_story",
            "inventory.show_story_too",
            "inventory.write_at_door",
            "open_data.show_api",
            "training.answer_next_step",
            "training.answer_offer",
            "training.list_public_courses",
            "training.show_paper",
            "training.show_paper_too",
            "training.show_public_course",
            "training.verify_paper",
            "van.choose_giving_site",
            "van.give",
        ),
        PUBLIC,
    ),
}
"""Pages without help, and why."""
READERS = [row for row in ROWS if "GET" in row.methods and row.endpoint != "static"]


def page_of(app: Flask, house: House, row: Row) -> str:
    """The page of an endpoint as somebody sees who may; empty where it is no page."""
    address = house.address(row)
    answer = house.askers[house.who(row)].client(app).get(address, headers={"Accept": "text/html"})
    is_page = answer.status_code == 200 and answer.mimetype == "text/html"
    return answer.get_data(as_text=True) if is_page else ""


@pytest.mark.slow
def test_every_page_of_staff_and_tablets_carries_its_help_or_says_why_not(app: Flask, house: House) -> None:
    without, read = [], 0
    for row in READERS:
        page = page_of(app, house, row)
        read += bool(page)
        if page and row.endpoint not in NO_HELP and 'class="page-help"' not in page:
            without.append(row.endpoint)
    assert read > 200
    assert not without, (
        f"{without}: write their help in factory/page_help, or say in NO_HELP why they need none"
    )


def test_what_is_helped_or_exempt_is_a_page_that_exists_and_is_named_once() -> None:
    named = [page for one in EVERY_HELP for page in one.pages] + list(NO_HELP)
    assert sorted(named) == sorted(set(named))
    assert set(named) <= {row.endpoint for row in READERS}


def test_a_help_is_two_short_texts() -> None:
    assert [one.what for one in EVERY_HELP if len(one.what) > 110 or len(one.press) > 140] == []


def test_the_chapters_are_headings_of_the_manual() -> None:
    for stem, heading in CHAPTERS.items():
        assert (DOCS / f"{stem}.md").read_text(encoding="utf-8").splitlines()[0] == f"# {heading}"
    assert {one.chapter for one in EVERY_HELP} <= set(CHAPTERS)


def test_an_unknown_page_has_no_help() -> None:
    assert help_on("nowhere.at_all") is None and help_on(None) is None
    scan = help_on("inventory.scan_desk")
    assert scan is not None and chapter_of(scan) == "Tablets"
