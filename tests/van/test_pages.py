"""The van's pages: planned at the desk, with errors beside their field; no donor in a list; papers read back."""

from __future__ import annotations

import io
import re
from datetime import time, timedelta

import pypdfium2

from core.clock import now
from core.db import fast
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import PageClient
from tests.van.scene import VanDay

CANARIES = ("Quillfeather", "Canary Wharfingers", "7600 0001")


def text_of(pdf: bytes) -> str:
    """All words of a PDF, line ends as blanks."""
    file = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in file)


def sheet(browser: PageClient, address: str) -> bytes:
    """The bytes of a paper."""
    answer = browser.client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    return bytes(answer.data)


def test_an_offer_is_written_down_accepted_and_fetched(van: VanDay, ruth: PageClient) -> None:
    page = ruth.get("/van/offers/new")
    fields = {"came_by": "phone", "outcode": "cv1", "phone": "024 7600 0001", f"many-{CHAIR}": "3"}
    refused = ruth.submit(page, {**fields, "outcode": "CV1 2AB"}, action="/offers/new", status=422)
    assert "first half" in refused.text
    shown = ruth.submit(page, fields, action="/offers/new")
    assert "024 7600 0001" in shown.text
    ruth.submit(shown, {"reason": ""}, action="/answer", button="No, thank you", status=422)
    ruth.submit(shown, action="/answer", button="Yes, we fetch it")
    plan = ruth.get("/van/rounds/new")
    ruth.submit(plan, {"offers": []}, action="/rounds/new", status=422)
    assert "O-00001" in ruth.submit(plan, {"offers": "O-00001"}, action="/rounds/new").text


def test_no_list_and_no_page_of_a_round_names_a_donor(van: VanDay, ruth: PageClient) -> None:
    number = van.round(van.offer())
    for address in ("/van", "/van/offers", "/van/rounds", f"/van/rounds/{number}", "/van/rounds/new"):
        text = ruth.get(address).text
        assert not any(word in text for word in CANARIES), address


def test_who_looks_at_a_donors_contact_is_noted(van: VanDay, ruth: PageClient) -> None:
    offer = van.offer()
    ruth.get(f"/van/offers/{offer}")
    row = fast().row("SELECT COUNT(*) FROM look_log WHERE subject = ?", (f"offer:{offer}",))
    assert row is not None and row[0] == 1


def test_a_delivery_is_planned_with_ready_pieces(van: VanDay, ruth: PageClient) -> None:
    [code], makeover = van.ready(1), van.makeover()
    page = ruth.get("/van/deliveries/new")
    sent = {"destination": f"makeover:{makeover}", "back_at": "23:59", "codes": code}
    refused = ruth.submit(page, {**sent, "destination": ""}, action="/deliveries/new", status=422)
    assert "Choose where it goes" in refused.text
    shown = ruth.submit(page, sent, action="/deliveries/new").text
    assert code in shown and "MK-7" in shown


def test_the_van_list_and_the_note_hold_codes_and_no_address(van: VanDay, ruth: PageClient) -> None:
    codes = van.ready(6)
    number = van.delivery(*codes)
    for paper in ("van-list", "note"):
        words = text_of(sheet(ruth, f"/van/deliveries/{number}/{paper}.pdf"))
        assert number in words and "MK-7" in words
        assert all(code in words for code in codes)


def test_the_sheet_of_a_round_is_numbered_and_alone_holds_where_to_go(van: VanDay, ruth: PageClient) -> None:
    number = van.round(van.offer("CV1"), van.offer("CV2"))
    words = text_of(sheet(ruth, f"/van/rounds/{number}/sheet.pdf"))
    assert number in words and "CV2" in words
    assert all(word in words for word in CANARIES)
    row = fast().row("SELECT COUNT(*) FROM look_log WHERE subject = ?", (f"round:{number}",))
    assert row is not None and row[0] == 1


def test_a_stranger_offers_by_the_public_form_and_haste_or_a_trap_is_not_kept(
    van: VanDay, page_client: PageClient
) -> None:
    page = page_client.get("/give/coventry")
    fields = {"outcode": "CV5", "email": "someone@example.org", f"many-{CHAIR}": "1"}
    hasty = page_client.submit(page, fields, action="/give/coventry", status=422)
    assert "very quick" in hasty.text
    page_client.submit(page, {**fields, "website": "x"}, action="/give/coventry")
    row = fast().row("SELECT COUNT(*) FROM donation_offer")
    assert row is not None and row[0] == 0


def test_a_driver_sees_the_day_and_plans_nothing(van: VanDay, page_client: PageClient) -> None:
    number = van.delivery(*van.ready(1))
    sign_in(page_client, "Petra")
    assert number in page_client.get("/van").text
    page_client.get("/van/deliveries/new", 403)


def test_what_is_overdue_stands_first(van: VanDay, ruth: PageClient) -> None:
    number = van.delivery(*van.ready(1), at=now() - timedelta(days=1), back_at=time(12))
    page = ruth.get("/van").text
    assert re.search(rf"Overdue.*{number}", page, re.S)
