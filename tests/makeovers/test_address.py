"""The address of a makeover: on numbered papers only, in no page and no file, noted when looked at, gone afterwards."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.clockwork import tick
from factory.makeovers.services.addresses import (
    Whereabouts,
    forget_addresses,
    keep_address,
    open_run_sheet,
    print_run_sheet,
    tick_run_sheet,
)
from factory.makeovers.services.ending import cancel_makeover
from tests.makeovers.conftest import Home

CANARY = "Zanzibarstrasse 4711"
TOLD = Whereabouts(CANARY, "Key under the quokka", "A loud parrot")
SECRET = "a secret of the tests that is long enough"
PAGES = ("", "/survey", "/plan", "/pieces", "/choose", "/days", "/photos", "/sign", "/referral")


def keep(home: Home, made: int, told: Whereabouts = TOLD, secret: str = SECRET) -> None:
    home.do(keep_address, made, told=told, secret=secret)


def look(home: Home, made: int, who: str = "ruth", secrets: Sequence[str] = (SECRET,)) -> Whereabouts:
    return open_run_sheet(by=home.cast.actor(who), makeover_id=made, number=1, secrets=secrets)


def paper(answer: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(answer))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def everything_in_the_database() -> str:
    db.session.rollback()
    names = [str(table.name) for table in db.metadata.sorted_tables]
    return "\n".join(str(fast().rows(f"SELECT * FROM {name}", ())) for name in names)


def test_it_stands_on_no_page_and_in_no_file_and_nowhere_in_plain(home: Home) -> None:
    made = home.refer()
    page = home.browser.get("/makeovers/MK-0001")
    said = {"address": CANARY, "access": "Key under the quokka", "risks": "A loud parrot"}
    shown = home.browser.submit(page, said, button="Keep it sealed")
    seen = [shown.text, *(home.browser.get(f"/makeovers/MK-0001{path}").text for path in PAGES)]
    seen += [home.browser.get("/makeovers").text, home.browser.get("/makeovers?q=Zanzibar").text]
    for ending in ("csv", "xlsx"):
        answer = home.browser.client.get(f"/makeovers.{ending}").get_data()
        seen.append(answer.decode("latin-1"))
    seen.append(everything_in_the_database())
    for word in ("Zanzibar", "quokka", "parrot"):
        assert not any(word in one for one in seen)
    assert fast().rows("SELECT COUNT(*) FROM makeover_address")[0][0] == 1 and made


def test_each_paper_has_a_number_and_each_look_is_noted(home: Home) -> None:
    home.refer()
    page = home.browser.get("/makeovers/MK-0001")
    home.browser.submit(page, {"address": CANARY}, button="Keep it sealed")
    for number in (1, 2):
        page = home.browser.submit(home.browser.get("/makeovers/MK-0001"), {}, button="New run sheet")
        assert f"Run sheet no. {number}" in page.text
    answer = home.browser.client.get("/makeovers/MK-0001/sheets/2")
    told = paper(answer.get_data())
    assert CANARY in told and "Run sheet no. 2" in told and "MK-0001" in told
    assert answer.headers["Cache-Control"] == "no-store"
    assert fast().rows("SELECT COUNT(*) FROM look_log WHERE subject = 'makeover:MK-0001'")[0][0] == 1
    assert home.browser.client.get("/makeovers/MK-0001/sheets/9").status_code == 404
    page = home.browser.get("/makeovers/MK-0001")
    home.browser.submit(page, {}, action="/makeovers/MK-0001/sheets/2/tick")
    assert home.browser.client.get("/makeovers/MK-0001/sheets/2").status_code == 404


def test_a_paper_is_numbered_once_for_each_press(home: Home) -> None:
    made = home.refer()
    with pytest.raises(RuleBroken, match="No address"):
        home.do(print_run_sheet, made, token=new_client_id())
    keep(home, made)
    token = new_client_id()
    for _ in range(2):
        home.do(print_run_sheet, made, token=token)
    assert fast().rows("SELECT number, state FROM makeover_run_sheet")[0][0] == 1
    home.do(tick_run_sheet, made, number=1)
    home.do(tick_run_sheet, made, number=1)
    with pytest.raises(NotFound):
        look(home, made)


def test_only_who_prints_run_sheets_sees_one(home: Home) -> None:
    made = home.refer()
    keep(home, made)
    home.do(print_run_sheet, made, token=new_client_id())
    for name in ("mary", "petra", "amina"):
        with pytest.raises(NotAllowed):
            look(home, made, who=name)
    with pytest.raises(RuleBroken, match="another server"):
        look(home, made, secrets=["another secret that is long enough"])
    seen = look(home, made, secrets=["another secret", SECRET])
    assert seen == TOLD


@pytest.mark.parametrize("ending", ["signed", "cancelled"])
def test_it_is_gone_when_the_makeover_is_over(home: Home, ending: str) -> None:
    made = home.refer()
    keep(home, made)
    home.do(print_run_sheet, made, token=new_client_id())
    if ending == "signed":
        home.work(made)
        home.sign(made)
    else:
        home.do(cancel_makeover, made, reason="other")
    assert fast().rows("SELECT COUNT(*) FROM makeover_address")[0][0] == 0
    with pytest.raises(NotFound):
        look(home, made)
    with pytest.raises(RuleBroken, match="over"):
        keep(home, made)
    assert "Run sheet no. 1" in home.browser.get("/makeovers/MK-0001").text
    home.do(tick_run_sheet, made, number=1)
    with pytest.raises(DBAPIError, match="over"), transaction():
        db.session.execute(
            text(
                "INSERT INTO makeover_address (makeover_id, sealed, kept_at) "
                "VALUES (:id, 'x', '2026-11-20T09:00:00.000Z')"
            ),
            {"id": made},
        )
    with transaction():
        assert forget_addresses() == 0


def test_the_clock_finds_one_that_was_left(home: Home) -> None:
    made = home.refer()
    keep(home, made)
    with transaction():
        db.session.execute(
            text(
                "UPDATE makeover_case SET state = 'cancelled', cancel_reason = 'other' WHERE makeover_id = :id"
            ),
            {"id": made},
        )
    tick(now())
    assert fast().rows("SELECT COUNT(*) FROM makeover_address")[0][0] == 0


def test_an_identity_number_is_refused_there_too(home: Home) -> None:
    made = home.refer()
    with pytest.raises(RuleBroken, match="National Insurance"):
        keep(home, made, Whereabouts("1 High Street", "", "QQ 12 34 56 C"))
