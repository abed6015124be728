"""Labels, places, donors, recipients and refused scans at the desk: each act once, each refusal with words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import now
from core.db import db, fast
from core.ids import new_client_id
from tests.inventory.conftest import Desk


def value(sql: str, *values: object) -> object:
    db.session.rollback()
    row = fast().row(sql, values)
    return row[0] if row else None


# --- labels ---


def test_a_batch_is_made_from_the_first_free_label_and_printed(desk: Desk) -> None:
    page = desk.get("/labels/new?stationery=L7160")
    page = desk.browser.submit(page, {"count": "5", "start": "4"}, action="/labels/new")
    assert "The labels are ready to print" in page.text
    pdf = desk.browser.client.get(page.url + ".pdf")
    assert pdf.mimetype == "application/pdf" and pdf.get_data().startswith(b"%PDF")
    again = desk.get("/labels/new?stationery=L7160")
    chosen = [box for box in again.tree.all("input", name="start") if box.has("checked")]
    assert [box.get("value") for box in chosen] == ["9"]


@pytest.mark.parametrize(
    "data", [{"count": "0"}, {"count": "99999"}, {"count": "x"}, {"start": "22"}, {"start": ""}]
)
def test_bad_numbers_are_refused_beside_their_field(desk: Desk, data: dict[str, str]) -> None:
    page = desk.get("/labels/new?stationery=L7160")
    assert desk.browser.submit(page, data, action="/labels/new", status=422).tree.all("div", class_="errors")


def test_labels_that_are_not_in_the_drawer_are_missing(desk: Desk) -> None:
    used, gone = desk.scene.bring("received"), desk.scene.codes[-1]
    batch = value("SELECT batch_id FROM label WHERE code = ?", gone)
    page = desk.get(f"/labels/batches/{batch}")
    page = desk.browser.submit(page, {"codes": [gone, used], "reason": "missing"}, action="/voids")
    assert "1 label is void" in page.text and desk.scene.stage(used) == "received"
    assert "missing" in page.text
    desk.browser.submit(page, {"codes": ["NOTACODE"]}, action="/voids", status=422)
    desk.get(f"/pieces/{gone}", 404)


def test_a_printers_offset_is_kept_and_used(desk: Desk) -> None:
    page = desk.get("/labels/printers")
    page = desk.browser.submit(
        page, {"printer": "Office", "stationery": "L7160", "x": "1.5", "y": "-0.4"}, action="/labels/printers"
    )
    assert "Office" in page.text and "-0.4" in page.text
    for wrong in ("11", "x", "", "1e9"):
        desk.browser.submit(
            page, {"printer": "Office", "x": wrong, "y": "0"}, action="/labels/printers", status=422
        )


# --- places ---


def test_a_place_is_added_renamed_and_retired_once_empty(desk: Desk) -> None:
    page = desk.browser.submit(desk.get("/places"), {"name": "  Bay   9 "}, action="/places", button="Add it")
    assert "Bay 9" in page.text
    code = str(value("SELECT code FROM place WHERE name = 'Bay 9'"))
    piece = desk.scene.bring("received")
    desk.scene.take(piece, "placed", {"place": code})
    page = desk.browser.submit(desk.get(f"/places/{code}"), action="/retirement")
    assert "pieces still stand there" in page.text
    desk.scene.take(piece, "placed", {"place": "COV-A1"})
    desk.browser.submit(
        desk.get(f"/places/{code}"), {"name": "رف تسعة"}, action=f"/places/{code}", button="Keep it"
    )
    assert "رف تسعة" in desk.get("/places").text
    assert "retired" in desk.browser.submit(desk.get(f"/places/{code}"), action="/retirement").text
    desk.get(f"/places/{code}", 404)


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "Shelf A1"])
def test_a_place_without_a_name_of_its_own_is_refused(desk: Desk, name: str) -> None:
    desk.browser.submit(desk.get("/places"), {"name": name}, action="/places", button="Add it", status=422)


def test_two_places_in_a_script_without_latin_letters_get_codes_of_their_own(desk: Desk) -> None:
    for name in ("رف", "طاولة"):
        desk.browser.submit(desk.get("/places"), {"name": name}, action="/places", button="Add it")
    assert value("SELECT COUNT(DISTINCT code) FROM place WHERE name IN ('رف', 'طاولة')") == 2


# --- donors ---


def test_a_donor_a_donation_and_same_again(desk: Desk) -> None:
    page = desk.browser.submit(
        desk.get("/donors/new"), {"name": "Mrs Ashworth", "phone": "024 7655"}, action="/donors/new"
    )
    assert "Mrs Ashworth" in page.text
    page = desk.browser.submit(page, {"given_on": "2026-01-05"}, action="/donations")
    number = page.heading.split()[-1]
    donation = value("SELECT id FROM donation WHERE number = ?", number)
    code, fresh = desk.scene.bring("received"), desk.scene.label()
    desk.scene.take(code, "described", {"donation": donation})
    page = desk.browser.submit(desk.get(f"/donations/{number}"), {"code": fresh}, action="/pieces")
    assert "Taken in as a draft" in page.text
    assert value("SELECT donation_id FROM piece WHERE code = ?", fresh) == donation
    assert value("SELECT stage FROM piece WHERE code = ?", fresh) == "draft"
    desk.browser.submit(desk.get(f"/donations/{number}"), {"code": "NOTACODE"}, action="/pieces", status=422)


def test_looking_at_a_donor_is_noted_and_an_empty_contact_is_deleted(desk: Desk) -> None:
    page = desk.browser.submit(desk.get("/donors/new"), {"name": "Mr Thandi"}, action="/donors/new")
    number = page.heading.split()[-1]
    assert value("SELECT COUNT(*) FROM look_log WHERE subject = ?", f"donor:{number}")
    desk.browser.submit(
        page, {"name": "", "email": "", "phone": ""}, action=f"/donors/{number}", button="Keep it"
    )
    assert value("SELECT COUNT(*) FROM donor_contact") == 0
    assert value("SELECT COUNT(*) FROM donor") == 1


def test_numbers_that_are_never_kept_are_refused_in_a_donors_fields(desk: Desk) -> None:
    page = desk.browser.submit(
        desk.get("/donors/new"), {"name": "Jo, NI AB 12 34 56 C"}, action="/donors/new", status=422
    )
    assert "We never keep those" in page.text


@pytest.mark.parametrize("day", ["2099-01-01", "1850-01-01", "yesterday", ""])
def test_a_donation_on_a_day_that_cannot_be_is_refused(desk: Desk, day: str) -> None:
    page = desk.browser.submit(desk.get("/donors/new"), {"name": "A"}, action="/donors/new")
    desk.browser.submit(page, {"given_on": day}, action="/donations", status=422)


# --- recipients ---


def test_organisations_and_makeovers_are_added_once(desk: Desk) -> None:
    page = desk.get("/recipients")
    page = desk.browser.submit(page, {"name": "Canley Youth Club"}, action="/organisations")
    assert "Canley Youth Club" in page.text
    desk.browser.submit(page, {"name": "Canley Youth Club"}, action="/organisations", status=422)
    page = desk.get("/recipients?group=makeovers")
    page = desk.browser.submit(page, {"code": "COV-1", "title": "First home"}, action="/makeovers")
    assert "COV-1" in page.text and "First home" in page.text
    desk.browser.submit(page, {"code": "", "title": ""}, action="/makeovers", status=422)


# --- refused scans ---


def refused_scan(desk: Desk) -> str:
    """A queued move that came too late to be possible; its event id."""
    code, token = desk.scene.bring("received"), new_client_id()
    desk.scene.take(
        code,
        "moved",
        {"to": "ready"},
        token=token,
        at=now() - timedelta(minutes=2),
        keep_refused=True,
        device="t1",
    )
    return token


def test_a_refused_scan_is_listed_with_why_and_settled_with_how(desk: Desk) -> None:
    event_id = refused_scan(desk)
    page = desk.get("/refused")
    assert "Ready" in page.text and "Ruth" in page.text
    desk.browser.submit(page, {"note": " "}, action=f"/refused/{event_id}", status=422)
    page = desk.browser.submit(page, {"note": "moved by hand"}, action=f"/refused/{event_id}")
    assert "Nothing was refused" in page.text
    assert "moved by hand" in desk.get("/refused?settled=1").text
    assert value("SELECT settled_at FROM event_verdict WHERE event_id = ?", event_id)


def test_another_sites_refusals_cannot_be_settled(desk: Desk) -> None:
    page = desk.get("/places")
    csrf = page.tree.all("input", name="csrf_token")[0].get("value")
    for event_id in ("nothing", new_client_id(), "%00", "x" * 300):
        answer = desk.browser.client.post(
            f"/refused/{event_id}/settlement",
            data={"csrf_token": csrf, "token": new_client_id(), "note": "x"},
        )
        assert answer.status_code == 404
