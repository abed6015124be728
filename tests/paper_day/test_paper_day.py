"""A day on paper: pads in a language and English, lines keyed in as from paper, errors beside their field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from core.access import system_actor
from core.clock import local_day, now, zone
from core.db import db, fast, transaction
from core.errors import NotAllowed
from core.ids import new_client_id
from factory.paper_day.keying import PaperLine, key_in_moves
from factory.paper_day.pads import PADS
from tests.front_desk.doors import sign_in
from tests.inventory.conftest import Desk

AGO = now() - timedelta(hours=1)
DAY = local_day(AGO)
TIME = AGO.astimezone(zone()).strftime("%H:%M")


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def row(number: int, **values: str) -> dict[str, str]:
    return {f"rows-{number}-{name}": value for name, value in values.items()}


def how_of(code: str) -> list[tuple[Any, ...]]:
    db.session.rollback()
    rows = fast().rows(
        "SELECT e.kind, e.how, e.by_id FROM piece_event e JOIN label l ON l.piece_id = e.piece_id "
        "WHERE l.code = ? AND e.how = 'paper' ORDER BY e.at",
        (code,),
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("pad", [pad.slug for pad in PADS])
def test_each_pad_prints_on_one_page_with_site_and_day_in_arabic_and_english(desk: Desk, pad: str) -> None:
    body = desk.browser.client.get(f"/paper-day/{pad}.pdf?language=ar&day=2026-03-10").get_data()
    document = pypdfium2.PdfDocument(body)
    assert len(document) == 1 and document[0].get_width() > document[0].get_height()
    text = text_of(body)
    title = next(one.title for one in PADS if one.slug == pad)
    assert {"Coventry", *title.split()} <= set(text.split())
    assert any("؀" <= letter <= "ۿ" or "ﭐ" <= letter <= "﻿" for letter in text)
    english = desk.browser.client.get(f"/paper-day/{pad}.pdf").get_data()
    assert "____" in text_of(english)


def test_a_pad_that_is_none_is_not_there(desk: Desk) -> None:
    assert desk.browser.client.get("/paper-day/other.pdf").status_code == 404
    assert desk.browser.client.get("/paper-day/moves.pdf?language=xx").status_code == 404


def test_a_trainer_keys_in_a_sheet_and_only_what_is_wrong_stays_on_the_page(desk: Desk) -> None:
    good, other, cast = desk.scene.bring("checked"), desk.scene.bring("checked"), desk.scene.cast
    sign_in(desk.browser, "mary")
    values = {
        "day": DAY.isoformat(),
        **row(0, code=good.lower(), to="in_work", step="repair", person=cast.numbers["dev"], time=TIME),
        **row(1, code=other, to="ready", step="", person=cast.numbers["dev"], time=TIME),
        **row(2, code=other, to="stored", step="", person="99999", time="25:99"),
        **row(3, code="7K3M9QX", to="stored", step="", person=cast.numbers["amina"], time=TIME),
    }
    page = desk.browser.submit(desk.get("/paper-day/moves"), values, button="Keep these lines", status=422)
    assert "1 line is kept." in page.text and "3 lines still stand below." in page.text
    assert "Write the time as 14:30." in page.text and other in str(page.response.get_data(as_text=True))
    assert how_of(good) == [("moved", "paper", cast.people["dev"])] and how_of(other) == []
    mended = {
        **row(1, code=other, to="stored", step="", person=cast.numbers["dev"], time=TIME),
        **{
            name: "" for number in (2, 3) for name in row(number, code="", to="", step="", person="", time="")
        },
    }
    page = desk.browser.submit(page, mended, button="Keep these lines")
    assert "1 line is kept." in page.text
    assert how_of(other) == [("moved", "paper", cast.people["dev"])]
    line = fast().row("SELECT COUNT(*), MIN(by_id) FROM audit_line WHERE verb = 'key_paper'")
    assert line is not None and tuple(line) == (2, cast.people["mary"])


def test_the_same_sheet_sent_twice_moves_nothing_twice(desk: Desk) -> None:
    code, cast, token = desk.scene.bring("checked"), desk.scene.cast, new_client_id()
    line = PaperLine(code, cast.numbers["amina"], TIME, {"to": "in_work", "step": "repair"})
    for _ in range(2):
        with transaction():
            keyed = key_in_moves(by=cast.actor("ruth"), day=DAY, lines=[line], at=now(), token=token)
        assert [one.is_kept for one in keyed] == [True]
    assert len(how_of(code)) == 1


def test_paper_signs_no_check_and_sets_no_rule_aside(desk: Desk) -> None:
    code, cast = desk.scene.bring("quality_check"), desk.scene.cast
    line = PaperLine(code, cast.numbers["mary"], TIME, {"to": "ready", "step": ""})
    with transaction():
        keyed = key_in_moves(by=cast.actor("ruth"), day=DAY, lines=[line], at=now(), token=new_client_id())
    assert not keyed[0].is_kept and how_of(code) == []


def test_intake_from_paper_is_a_draft_whose_questions_wait_at_the_piece(desk: Desk) -> None:
    code, cast = desk.scene.label(), desk.scene.cast
    values = {
        "day": DAY.isoformat(),
        **row(0, code=code, category="dining-table", kilograms="22,5", person=cast.numbers["amina"], time=TIME),
        **row(1, code=desk.scene.label(), category="dining-table", kilograms="heavy"),
        **row(1, person=cast.numbers["amina"], time=TIME),
    }  # fmt: skip
    page = desk.browser.submit(desk.get("/paper-day/intake"), values, button="Keep these lines", status=422)
    assert "Write kilograms, such as 6.4" in page.text
    assert how_of(code) == [("intake", "paper", cast.people["amina"])] and desk.scene.stage(code) == "draft"


def test_a_volunteer_keys_in_nothing_and_a_person_of_another_site_did_nothing_here(desk: Desk) -> None:
    cast, code = desk.scene.cast, desk.scene.bring("checked")
    line = PaperLine(code, cast.numbers["grace"], TIME, {"to": "stored", "step": ""})
    with pytest.raises(NotAllowed), transaction():
        key_in_moves(by=cast.actor("amina"), day=DAY, lines=[line], at=now(), token=new_client_id())
    with transaction():
        keyed = key_in_moves(
            by=system_actor(cast.sites["coventry"]), day=DAY, lines=[line], at=now(), token=new_client_id()
        )
    assert keyed[0].field == "person"
