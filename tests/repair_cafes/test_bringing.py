"""Repairs come into one café from a file: bad lines wait, the same file twice adds nothing, our own file neither."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.errors import NotAllowed
from core.ids import new_client_id
from factory.bringing.services import (
    look_at_works_rows,
    map_works_columns,
    open_works_import,
    take_works_rows,
)
from factory.repair_cafes.publishing import FIELDS, open_repair_rows
from factory.repair_cafes.queries import tickets_of
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.occasions.scene import LAST_WEEK, TODAY, a_cafe, a_repair
from tests.pages import PageClient

PAPER = (
    "product_category,repair_status,repair_barrier_if_end_of_life,brand,problem,minutes\r\n"
    "Kettle,Fixed,,Swan,No light,20\r\nKettle,Fixed,,Swan,No light,20\r\n"
    "Unpowered - Furniture,3,6,,Worm in the legs,\r\nLamp,2,,,,15\r\n"
)


def bring(cast: Cast, cafe_id: int, text: str, who: str = "ruth") -> tuple[int, int, list[str]]:
    """(taken, known before, what is wrong with the others)."""
    by = cast.actor(who)
    with transaction():
        made = open_works_import(
            by=by, kind="repairs", data=text.encode(), at=now(), token=new_client_id(), occasion_id=cafe_id
        ).id
    report = look_at_works_rows(by=by, import_id=made, at=now())
    with transaction():
        taken, refused = take_works_rows(by=by, import_id=made, rows=report.rows, at=now())
    assert not refused
    return taken, report.count("repeated"), [fault.message for row in report.rows for fault in row.problems]


def test_a_file_from_paper_becomes_tickets_and_twice_adds_nothing(app_context: Flask, cast: Cast) -> None:
    cafe_id = a_cafe(cast)
    assert bring(cast, cafe_id, PAPER) == (4, 0, [])
    assert bring(cast, cafe_id, PAPER) == (0, 4, [])
    found = [
        (line.number, line.category, line.outcome, line.barrier, line.minutes) for line in tickets_of(cafe_id)
    ]
    assert found == [
        (1, 14, "fixed", None, 20), (2, 14, "fixed", None, 20), (3, 101, "end_of_life", 6, None),
        (4, 15, "repairable", None, 15),
    ]  # fmt: skip


def test_our_own_file_adds_nothing_where_it_came_from_and_all_of_it_elsewhere(
    app_context: Flask, cast: Cast
) -> None:
    cafe_id, site = a_cafe(cast), cast.sites["coventry"]
    for what, brand in (("rice cooker", "=1+1"), ("", "")):
        a_repair(cast, cafe_id, "fixed", 29, what=what, brand=brand, problem="smell", made_in=2014)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    writer.writerows(open_repair_rows(site, LAST_WEEK, TODAY))
    assert bring(cast, cafe_id, out.getvalue()) == (0, 2, [])
    again, other_day = a_cafe(cast), a_cafe(cast, TODAY)
    assert bring(cast, again, out.getvalue()) == (2, 0, [])
    assert bring(cast, other_day, out.getvalue()) == (0, 0, ["This line is of another day."] * 2)
    first, second = tickets_of(cafe_id)[0], tickets_of(again)[0]
    alike = ("category", "what", "brand", "made_in", "problem", "problem_words", "outcome", "barrier")
    assert [getattr(first, name) for name in alike] == [getattr(second, name) for name in alike]


@pytest.mark.parametrize(
    ("words", "barrier"),
    [
        ("No way to open product", 3),
        ("No way to open the product", 3),
        ("Item too worn out", 6),
        ("Product too worn out", 6),
        ("Too worn out", 6),
    ],
)
def test_a_barrier_is_read_in_each_wording_of_the_standard(
    app_context: Flask, cast: Cast, words: str, barrier: int
) -> None:
    cafe_id = a_cafe(cast)
    assert bring(cast, cafe_id, PAPER.replace("Furniture,3,6,", f"Furniture,End of life,{words},"))[0] == 4
    assert [line.barrier for line in tickets_of(cafe_id)] == [None, None, barrier, None]


@pytest.mark.parametrize(
    ("text", "said", "good"),
    [
        (PAPER.replace("Lamp", "Lampe"), "is not known here", 3),
        (PAPER.replace("3,6", "3,"), "Only an end of life has a reason", 3),
        (PAPER.replace(",2,", ",mended,"), "is not known here", 3),
        (PAPER.replace("Worm in the legs", "call 07700 900123"), "This is published", 3),
        (PAPER.replace(",15", ",soon"), "is no number that can be", 3),
        (PAPER.replace(",15", ",99999"), "This must be between", 3),
    ],
)
def test_a_bad_line_says_why_and_the_good_ones_are_taken(
    app_context: Flask, cast: Cast, text: str, said: str, good: int
) -> None:
    taken, known, faults = bring(cast, a_cafe(cast), text)
    assert (taken, known) == (good, 0) and len(faults) == 1 and said in faults[0]


def test_own_columns_are_named_once_and_known_the_next_time(app_context: Flask, cast: Cast) -> None:
    cafe_id, by, text = a_cafe(cast), cast.actor("ruth"), "ما هو,ماذا حدث\r\nKettle,Fixed\r\n"
    assert bring(cast, cafe_id, text)[0] == 0
    made = fast().row("SELECT MAX(id) FROM works_import")
    assert made is not None
    with transaction():
        columns = {"product_category": 0, "repair_status": 1}
        map_works_columns(by=by, import_id=made[0], columns=columns, at=now())
    assert bring(cast, cafe_id, text) == (1, 0, [])


def test_a_coordinator_brings_a_file_on_screen_and_a_trainer_does_not(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        cafe_id = a_cafe(cast)
        with pytest.raises(NotAllowed):
            bring(cast, cafe_id, PAPER, "mary")
    sign_in(page_client, "ruth")
    address = f"/occasions/{cafe_id}/cafe/file"
    page = page_client.submit(
        page_client.get(address), {"sheet": (io.BytesIO(b"hello"), "paper.csv")}, action=address, status=422
    )
    assert "no table" in page.text
    page = page_client.submit(page, {"sheet": (io.BytesIO(PAPER.encode()), "paper.csv")}, action=address)
    assert "4 good" in page.text
    assert "4 rows taken" in page_client.submit(page, action="/rows").text
    assert "Swan" in page_client.get(f"/occasions/{cafe_id}/cafe/queue").text
