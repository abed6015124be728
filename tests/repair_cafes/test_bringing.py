"""Repairs come in from a file: all or nothing, the same file twice adds nothing, our own file neither."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotAllowed, RuleBroken
from core.spreadsheets import read_table
from factory.repair_cafes.bringing import Brought, bring_repairs
from factory.repair_cafes.publishing import FIELDS, open_repair_rows
from factory.repair_cafes.queries import tickets_of
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.occasions.scene import LAST_WEEK, TODAY, a_cafe, a_repair
from tests.pages import PageClient, fields_of

PAPER = (
    "product_category,repair_status,repair_barrier_if_end_of_life,brand,problem,minutes\r\n"
    "Kettle,Fixed,,Swan,No light,20\r\nKettle,Fixed,,Swan,No light,20\r\n"
    "Unpowered - Furniture,3,6,,Worm in the legs,\r\nLamp,2,,,,15\r\n"
)


def bring(cast: Cast, cafe_id: int, text: str, who: str = "ruth") -> Brought:
    with transaction():
        table = read_table(text.encode())
        return bring_repairs(by=cast.actor(who), occasion_id=cafe_id, table=table, at=now())


def test_a_file_from_paper_becomes_tickets_and_twice_adds_nothing(app_context: Flask, cast: Cast) -> None:
    cafe_id = a_cafe(cast)
    assert bring(cast, cafe_id, PAPER) == Brought(4, 0, 0)
    assert bring(cast, cafe_id, PAPER) == Brought(0, 4, 0)
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
    assert bring(cast, cafe_id, out.getvalue()) == Brought(0, 2, 0)
    again, other_day = a_cafe(cast), a_cafe(cast, TODAY)
    assert bring(cast, again, out.getvalue()) == Brought(2, 0, 0)
    assert bring(cast, other_day, out.getvalue()) == Brought(0, 0, 2)
    first, second = tickets_of(cafe_id)[0], tickets_of(again)[0]
    alike = ("category", "what", "brand", "made_in", "problem", "problem_words", "outcome", "barrier")
    assert [getattr(first, name) for name in alike] == [getattr(second, name) for name in alike]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PAPER.replace("Lamp", "Lampe"), "Line 5: what stands under product_category"),
        (PAPER.replace("3,6", "3,"), "Line 4: what stands under repair_barrier"),
        (PAPER.replace(",2,", ",mended,"), "Line 5: what stands under repair_status"),
        (PAPER.replace("repair_status", "status"), "The column repair_status is missing"),
        (PAPER.replace("Worm in the legs", "call 07700 900123"), "This is published"),
        ("hello", "no table"),
    ],
)
def test_one_bad_line_and_nothing_is_taken(app_context: Flask, cast: Cast, text: str, said: str) -> None:
    cafe_id = a_cafe(cast)
    with pytest.raises(RuleBroken, match=said):
        bring(cast, cafe_id, text)
    db.session.rollback()
    assert fast().row("SELECT COUNT(*) FROM repair_item") == (0,)


def test_a_coordinator_brings_a_file_on_screen_and_a_trainer_does_not(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        cafe_id = a_cafe(cast)
        with pytest.raises(NotAllowed):
            bring(cast, cafe_id, PAPER, "mary")
    sign_in(page_client, "ruth")
    address = f"/occasions/{cafe_id}/cafe/file"
    for text, status in ((PAPER.replace("Lamp", "Lampe"), 422), (PAPER, 303)):
        sent = fields_of(page_client.get(address).form(address))
        sent = {**sent, "sheet": (io.BytesIO(text.encode()), "paper.csv")}
        answer = page_client.client.post(address, data=sent, content_type="multipart/form-data")
        assert answer.status_code == status
    assert "4 repairs are added" in page_client.get(f"/occasions/{cafe_id}/cafe/queue").text
