"""Spreadsheets in: first a look, then the good rows once; people's columns dropped; nothing gets round a gate."""

from __future__ import annotations

import io

import pytest

from core.db import db, fast
from core.spreadsheets import Sheet, write_csv, write_xlsx
from inventory.import_rows import drop_forbidden, guess_columns
from tests.inventory.conftest import Desk
from tests.pages import Page, fields_of


def bring_file(desk: Desk, data: bytes, status: int = 303) -> Page:
    """Upload a file through the page."""
    page = desk.get("/imports")
    sent = {**fields_of(page.form("/imports", "Look at it")), "sheet": (io.BytesIO(data), "old.csv")}
    return desk.browser.post("/imports", sent, status, content_type="multipart/form-data")


def take(desk: Desk, page: Page) -> Page:
    return desk.browser.submit(page, action="/rows")


def rows_of(*rows: list[object]) -> bytes:
    return write_csv([["Code", "Category", "Title", "kg", "Reuse"], *rows])  # type: ignore[list-item]


def pieces() -> int:
    db.session.rollback()
    row = fast().row("SELECT COUNT(*) FROM piece")
    return int(row[0]) if row else 0


def test_nothing_is_written_before_the_yes(desk: Desk) -> None:
    page = bring_file(desk, rows_of([desk.scene.label(), "Dining chair", "oak", 6.4, "yes"]))
    assert "1 good" in page.text and "Draft" in page.text
    assert pieces() == 0
    assert "1 row taken" in take(desk, page).text
    assert pieces() == 1


def test_the_same_file_brought_twice_changes_nothing(desk: Desk) -> None:
    data = rows_of(*[[desk.scene.label(), "Dining chair", "oak", 6.4, "yes"] for _ in range(3)])
    take(desk, bring_file(desk, data))
    page = bring_file(desk, data)
    assert "3 taken before" in page.text and not page.tree.all("button", class_="slab")
    assert pieces() == 3


def test_rows_without_a_code_take_blank_labels_of_a_batch_once(desk: Desk) -> None:
    data = rows_of(["", "Dining chair", "a", "", "yes"], ["", "Dining chair", "a", "", "yes"])
    page = bring_file(desk, data)
    assert "There is no label for this row" in page.text
    batch = fast().row("SELECT id FROM label_batch ORDER BY id DESC")
    assert batch is not None
    page = desk.browser.submit(page, {"batch": str(batch[0])}, action="/columns")
    take(desk, page)
    assert pieces() == 2
    again = desk.browser.submit(bring_file(desk, data), {"batch": str(batch[0])}, action="/columns")
    assert "2 taken before" in again.text and pieces() == 2


def test_bad_rows_say_why_and_the_good_ones_are_taken(desk: Desk) -> None:
    good, used = desk.scene.label(), desk.scene.bring("received")
    data = rows_of(
        [good, "Wardrobe", "", "37", "yes"],
        ["NOTACODE", "Wardrobe", "", "", "yes"],
        [used, "Wardrobe", "", "", "yes"],
        [desk.scene.label(), "spaceship", "", "", "yes"],
        [desk.scene.label(), "Wardrobe", "", "heavy", "yes"],
        [desk.scene.label(), "Wardrobe", "", "", "perhaps"],
        [good, "Wardrobe", "twice", "", "yes"],
        [desk.scene.label(), "", "", "", ""],
    )
    page = bring_file(desk, data)
    for words in ("is no label code", "is in use already", "is no category of ours", "is no weight in kg",
                  "is no answer here", "stands in two rows", "The category is missing"):  # fmt: skip
        assert words in page.text, words
    take(desk, page)
    assert desk.scene.stage(good) == "draft" and pieces() == 2
    mend = desk.browser.client.get(page.url + "/bad.csv").get_data(as_text=True)
    assert "spaceship" in mend and "is no category of ours" in mend


def test_a_sofa_from_a_sheet_lands_no_further_than_its_gates(desk: Desk) -> None:
    code = desk.scene.label()
    sheet = write_csv([["code", "category", "intent", "before_1950", "minor_repair", "kept_apart", "stage"],
                       [code, "sofa-2-seat", "yes", "yes", "yes", "yes", "released"]])  # fmt: skip
    take(desk, bring_file(desk, sheet))
    assert desk.scene.stage(code) in ("draft", "quarantine")


def test_columns_about_people_are_dropped_before_anything_is_stored(desk: Desk) -> None:
    heads = ["code", "category", "Donor name", "NI", "Phone", "title"]
    row = [desk.scene.label(), "Dining chair", "Jo Bloggs", "AB123456C", "024", "see AB 12 34 56 C"]
    sheet = write_csv([heads, row])
    page = bring_file(desk, sheet)
    assert "Donor name, NI, Phone" in page.text
    kept = str(fast().row("SELECT header, rows FROM piece_import"))
    assert "Bloggs" not in kept and "AB123456C" not in kept and "AB 12" not in kept


def test_closing_deletes_the_rows(desk: Desk) -> None:
    page = bring_file(desk, rows_of([desk.scene.label(), "Dining chair", "secret oak", "", "yes"]))
    desk.browser.submit(page, action="/closing")
    db.session.rollback()
    assert "secret oak" not in str(fast().rows("SELECT * FROM piece_import"))
    assert desk.browser.client.get(page.url).status_code == 422


def test_each_column_can_be_named_by_hand(desk: Desk) -> None:
    data = write_csv([["a", "b"], [desk.scene.label(), "Dining chair"]])
    page = bring_file(desk, data)
    assert "0 good" in page.text
    page = desk.browser.submit(page, {"column_code": "0", "column_category": "1"}, action="/columns")
    assert "1 good" in page.text
    desk.browser.submit(page, {"column_code": "0", "column_category": "0"}, action="/columns", status=422)
    desk.browser.submit(page, {"column_code": "77"}, action="/columns", status=422)


def test_a_day_in_the_past_is_the_day_it_was_received(desk: Desk) -> None:
    code = desk.scene.label()
    sheet = write_csv([["code", "category", "date"], [code, "Dining chair", "03/02/2026"]])
    take(desk, bring_file(desk, sheet))
    row = fast().row(
        "SELECT at FROM piece_event e JOIN piece p ON p.id = e.piece_id WHERE p.code = ?", (code,)
    )
    assert row is not None and str(row[0]).startswith("2026-02-03")
    late = write_csv([["code", "category", "date"], [desk.scene.label(), "Dining chair", "2031-01-01"]])
    assert "is no day that can be" in bring_file(desk, late).text


def test_an_excel_file_is_read_as_well(desk: Desk) -> None:
    sheet = write_xlsx(
        [Sheet("Pieces", ["code", "category", "kg"], [[desk.scene.label(), "Wardrobe", 37.5]])]
    )
    assert "1 good" in bring_file(desk, sheet).text


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"PK\x03\x04zip", b"%PDF-1.7", b"one line only", "\u202e,\u202e\n<b>,=1".encode()],
)
def test_a_bad_file_is_answered_with_words_never_a_crash(desk: Desk, data: bytes) -> None:
    page = desk.get("/imports")
    sent = {**fields_of(page.form("/imports", "Look at it")), "sheet": (io.BytesIO(data), "x.xlsx")}
    answer = desk.browser.client.post("/imports", data=sent, content_type="multipart/form-data")
    assert answer.status_code in (303, 422)


def test_no_file_at_all_is_said(desk: Desk) -> None:
    page = desk.get("/imports")
    assert "Choose a file" in desk.browser.submit(page, action="/imports", status=422).text


def test_a_thousand_rows_are_looked_at_and_taken(desk: Desk) -> None:
    from core.access import system_actor
    from core.clock import now
    from core.db import transaction
    from core.ids import new_client_id
    from inventory.services.labels import make_batch
    from tests.inventory.scene import HOST

    with transaction():
        batch = make_batch(
            by=system_actor(desk.scene.cast.sites["coventry"]), stationery_name="L7160", count=1000, start=1,
            host=HOST, at=now(), token=new_client_id(),
        ).id  # fmt: skip
    page = bring_file(desk, rows_of(*[["", "Dining chair", f"number {n}", 7, "yes"] for n in range(1000)]))
    page = desk.browser.submit(page, {"batch": str(batch)}, action="/columns")
    assert "1000 good" in page.text
    take(desk, page)
    assert pieces() == 1000


def test_heads_are_guessed_and_people_are_not() -> None:
    assert guess_columns(["Label", "Item", "Weight (kg)", "Location"]) == {
        "code": 0, "category": 1, "kg": 2, "place": 3,
    }  # fmt: skip
    header, _, dropped = drop_forbidden(["code", "Date of birth", "e-mail"], [["a", "b", "c"]])
    assert header == ["code"] and dropped == ["Date of birth", "e-mail"]
