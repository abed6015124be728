"""What is published of repairs keeps the standard's own field rules, and says nothing of anybody."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from flask import Flask

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.people_services import set_look
from factory.repair_cafes.publishing import FIELDS, open_repair_rows
from factory.repair_cafes.queries import a_year_to
from factory.repair_cafes.words import BARRIERS, OUTCOMES, POWERED, UNPOWERED
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.occasions.scene import LAST_WEEK, TODAY, a_cafe, a_repair, a_ticket
from tests.pages import PageClient
from tests.repair_cafes import ords_v03
from tests.repair_cafes.ords_v03 import ords_faults

ROW = [
    "ecoworks-1", "EcoWorks", "GBR", "Kettle ~ kettle", "Kettle", "14", "Unknown", "2017", "9", "Fixed", "",
    "Coventry", "2026-11-26", "It does nothing",
]  # fmt: skip


def lines_of(page_client: PageClient, address: str) -> list[list[str]]:
    """The CSV at an address."""
    answer = page_client.client.get(address)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def a_year_of_repairs(cast: Cast) -> None:
    """Every kind of powered thing, every outcome and every barrier, and some things without power."""
    cafe_id = a_cafe(cast)
    for number in POWERED:
        outcome = list(OUTCOMES)[number % 4]
        a_repair(cast, cafe_id, outcome, number, barrier=1 + number % 6 if outcome == "end_of_life" else None,
                 made_in=2017 if number % 3 else None, what="rice cooker" if number % 2 else "")  # fmt: skip
    for number in UNPOWERED:
        a_repair(cast, cafe_id, "fixed", number)
    a_repair(cast, cafe_id, "end_of_life", 101, barrier=6)
    a_ticket(cast, cafe_id)
    other = a_cafe(cast, LAST_WEEK - timedelta(days=30))
    a_repair(cast, other, "fixed", 14, brand="Swan")
    a_repair(cast, a_cafe(cast, who="oluwaseun"), "fixed", 16, who="grace", brand="Canary")


def test_our_lists_are_the_standards_lists() -> None:
    assert list(POWERED.values()) == ords_v03.CATEGORIES and list(POWERED) == list(range(1, 41))
    assert sorted(OUTCOMES.values()) == sorted(ords_v03.STATUSES)
    assert list(BARRIERS.values()) == list(ords_v03.BARRIERS) and list(BARRIERS) == list(range(1, 7))
    assert sorted(f"Unpowered - {word}" for word in UNPOWERED.values()) == sorted(ords_v03.UNPOWERED)


def test_nothing_is_published_as_made_after_the_day_of_its_repair(app_context: Flask, cast: Cast) -> None:
    day = date(TODAY.year - 1, 12, 31)
    cafe_id = a_cafe(cast, day)
    with pytest.raises(RuleBroken) as refused:
        a_repair(cast, cafe_id, made_in=TODAY.year)
    assert refused.value.field == "made_in"
    a_repair(cast, cafe_id, made_in=day.year)
    (row,) = open_repair_rows(cast.sites["coventry"], day, day)
    assert row[FIELDS.index("year_of_manufacture")] == str(day.year) and row[FIELDS.index("product_age")] == 0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_of_records_keeps_every_field_rule_in_any_language(
    page_client: PageClient, cast: Cast, app: Flask, language: str
) -> None:
    with app.app_context():
        a_year_of_repairs(cast)
        with transaction():
            set_look(by=cast.actor("ruth"), person_id=cast.people["ruth"], language=language, at=now())
    sign_in(page_client, "ruth")
    lines = lines_of(page_client, "/occasions/repairs/powered.csv")
    assert list(ords_faults(lines)) == []
    assert len(lines) == 1 + 40 + 1, "a waiting thing and things without power are in no record"
    whole = "\n".join(",".join(line) for line in lines)
    assert "Canary" not in whole and "Mary" not in whole and "Ruth" not in whole
    ages = {line[8] for line in lines[1:] if line[7] == "2017"}
    assert ages == {str(LAST_WEEK.year - 2017)}


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "1"), (2, "UK"), (2, ""), (4, "Kettles"), (5, "15"), (7, "17"), (8, "3"), (9, "Mended"),
     (10, "Item too worn out"), (12, "26/11/2026"), (13, "")],
)  # fmt: skip
def test_the_check_sees_what_the_standard_does_not_allow(place: int, value: str) -> None:
    assert list(ords_faults([ords_v03.FIELDS, ROW])) == []
    broken = [*ROW]
    broken[place] = value
    assert list(ords_faults([ords_v03.FIELDS, broken]))
    assert list(ords_faults([ords_v03.FIELDS, ROW, ROW]))
    assert list(ords_faults([ords_v03.FIELDS[::-1], ROW]))


def test_things_without_power_are_published_as_sums(page_client: PageClient, cast: Cast, app: Flask) -> None:
    with app.app_context():
        a_year_of_repairs(cast)
    sign_in(page_client, "ruth")
    lines = lines_of(page_client, "/occasions/repairs/unpowered.csv")
    assert lines[0] == ["data_provider", "product_category", "repair_status", "total"]
    assert all(
        line[1] in ords_v03.UNPOWERED and line[2] in ords_v03.STATUSES and line[3].isdigit()
        for line in lines[1:]
    )
    sums = {(line[1], line[2]): int(line[3]) for line in lines[1:]}
    assert sums["Unpowered - Furniture", "Fixed"] == 1 and sums["Unpowered - Furniture", "End of life"] == 1
    assert sum(sums.values()) == 7
    old = (LAST_WEEK - timedelta(days=300)).isoformat()
    assert len(lines_of(page_client, f"/occasions/repairs/unpowered.csv?last={old}")) == 1


def test_what_looks_like_a_formula_stays_words(page_client: PageClient, cast: Cast, app: Flask) -> None:
    with app.app_context():
        a_repair(cast, a_cafe(cast), "fixed", 14, brand="=cmd|' /C calc'!A0", what="+1 kettle",
                 problem_words="-SUM(A1)")  # fmt: skip
    sign_in(page_client, "ruth")
    line = lines_of(page_client, "/occasions/repairs/powered.csv")[1]
    assert line[6] == "'=cmd|' /C calc'!A0"
    assert not any(cell.startswith(("=", "+", "@", "-")) for cell in line)


def test_the_share_fixed_is_shown_as_a_bar_and_as_a_table(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        cafe_id = a_cafe(cast, TODAY)
        for outcome in ("fixed", "fixed", "fixed", "repairable"):
            a_repair(cast, cafe_id, outcome)
    sign_in(page_client, "ruth")
    for address in (f"/occasions/{cafe_id}/cafe", "/occasions/repairs"):
        page = page_client.get(address)
        assert "75 %" in page.text and "of 4 repairs tried" in page.text
        assert "share-bar" in page.response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2026, 11, 27), date(2025, 11, 28)),
        (date(2026, 12, 31), date(2026, 1, 1)),
        (date(2026, 7, 31), date(2025, 8, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2024, 2, 28), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 3, 1)),
        (date(2024, 12, 31), date(2024, 1, 1)),
    ],
)
def test_a_year_of_repairs_is_a_year_at_the_end_of_months_and_on_leap_days(last: date, first: date) -> None:
    assert a_year_to(last) == first
