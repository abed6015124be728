"""Places, label batches and refused scans are searched and paged as other lists are; in any letters."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from core.people_services import add_person
from core.recipients import add_organisation
from inventory.services.donors import add_donor
from inventory.services.labels import make_batch
from inventory.services.places import add_place
from inventory.services.refusals import settle_refusal
from tests.inventory.conftest import Desk
from tests.pages import Page


def exported(desk: Desk, url: str, column: int) -> list[str]:
    answer = desk.browser.client.get(url)
    assert answer.status_code == 200
    return [row[column] for row in csv.reader(io.StringIO(answer.get_data(as_text=True)))][1:]


def further(page: Page, which: str = "next") -> str:
    return str(page.tree.one("a", rel=which).get("href"))


def place(desk: Desk, name: str, kind: str = "shelf", step: str = "") -> None:
    with transaction():
        add_place(by=desk.scene.cast.actor("ruth"), name=name, kind=kind, step=step, at=now())


def batch(desk: Desk, sheet: str = "L7651", printer: str = "", count: int = 1) -> int:
    with transaction():
        made = make_batch(
            by=desk.scene.cast.actor("ruth"), stationery_name=sheet, count=count, start=1, host="ECO.EXAMPLE",
            at=now(), token=new_client_id(), printer=printer,
        )  # fmt: skip
        return int(made.number)


def refuse(desk: Desk, minutes: int = 2) -> tuple[str, str]:
    """A queued move that came too late to be possible: its piece and its event."""
    code, token = desk.scene.bring("received"), new_client_id()
    at = now() - timedelta(minutes=minutes)
    desk.scene.take(
        code, "moved", {"to": "ready"}, token=token, at=at, keep_refused=True, device="t1", who="amina"
    )
    return code, token


# --- places ---


def test_places_are_found_by_name_code_kind_and_work(desk: Desk) -> None:
    place(desk, "Łukasz's corner", "bench", "finish")
    place(desk, "North bay", "bay")
    for words in ("łukasz", "ŁUKASZ", "bench corner", "finish"):
        page = desk.get(f"/places?q={words}")
        assert "Łukasz&#39;s corner" in page.text or "Łukasz's corner" in page.text, words
        assert "North bay" not in page.text, words
        assert exported(desk, f"/places.csv?q={words}", 1) == ["Łukasz's corner"]
    nothing = desk.get("/places?q=%25")
    assert "No place fits this search" in nothing.text
    assert "North bay" in desk.get(next(link for link in nothing.links if link == "/places")).text


def test_places_come_page_by_page_in_their_order(desk: Desk) -> None:
    for number in range(60):
        place(desk, f"Rack {number:02}.")
    page = desk.get("/places?q=rack&sort=-name")
    assert "Rack 59." in page.text and "Rack 09." not in page.text
    page = desk.get(further(page))
    assert "Rack 09." in page.text and "Rack 59." not in page.text
    assert "Rack 59." in desk.get(further(page, "prev")).text
    assert exported(desk, "/places.csv?q=rack&sort=-name&start=50", 1)[0] == "Rack 59."
    assert "Rack 00." in desk.get("/places?q=rack&sort=-name&start=9000").text


# --- label batches ---


def test_batches_are_found_by_number_stationery_printer_and_by_a_label_of_theirs(desk: Desk) -> None:
    number = batch(desk, "L7651", "Büro Ärmel")
    code = fast().rows(
        "SELECT l.code FROM label l JOIN label_batch b ON b.id = l.batch_id WHERE b.number = ?", (number,)
    )[0][0]
    for words in ("büro ÄRMEL", "7651", code, f"{code[:3]} {code[3:]}".lower()):
        assert exported(desk, f"/labels.csv?q={words}", 0) == [str(number)], words
        assert f"Batch {number}" in desk.get(f"/labels?q={words}").text
    assert "No batch fits this search" in desk.get("/labels?q=zzz").text


def test_batches_come_page_by_page(desk: Desk) -> None:
    numbers = [batch(desk) for _ in range(55)]
    page = desk.get("/labels?q=L7651")
    more = desk.get(further(page))
    shown = [[head.text for head in each.tree.one("tbody").all("a")] for each in (page, more)]
    wanted = [f"Batch {number}" for number in reversed(numbers)]
    assert shown == [wanted[:50], wanted[50:]]


# --- refused scans ---


def test_refused_scans_are_found_by_code_person_and_note(desk: Desk) -> None:
    (first, one), (second, _two) = refuse(desk), refuse(desk)
    assert first in desk.get(f"/refused?q={first.lower()}").text
    assert second not in desk.get(f"/refused?q={first}").text
    assert set(exported(desk, "/refused.csv?q=AMINA", 1)) == {first, second}
    with transaction():
        settle_refusal(by=desk.scene.cast.actor("ruth"), event_id=one, note="Świetnie, moved", at=now())
    assert first in desk.get("/refused?settled=1&q=świetnie").text
    assert "No scan fits this filter" in desk.get("/refused?settled=1&q=zzz").text


def test_refused_scans_come_page_by_page_and_settling_stays_where_it_was(desk: Desk) -> None:
    events = [refuse(desk, minutes) for minutes in range(52)]
    page = desk.get("/refused?q=amina")
    assert "52" in page.tree.one("main").text
    last = desk.get(further(page))
    assert sum(code in last.text for code, _event in events) == 2
    code, event = next((code, event) for code, event in events if code in last.text)
    after = desk.browser.submit(last, {"note": "moved by hand"}, action=f"/refused/{event}")
    assert "start=50" in after.url and "q=amina" in after.url and code not in after.text
    other, event = next((other, event) for other, event in events if other in after.text)
    after = desk.browser.submit(after, {"note": "moved by hand"}, action=f"/refused/{event}")
    assert "Settled" in after.text and other not in after.text and len(after.tree.all("section")) > 40


# --- letters of any script ---


@pytest.mark.parametrize("name", ["Éva Szabó", "ŁUKASZ", "Олена Ґалаґан", "ΕΛΈΝΗ", "İpek", "أمينة"])
def test_small_and_large_letters_of_any_script_are_the_same_in_every_search(desk: Desk, name: str) -> None:
    by = desk.scene.cast.actor("ruth")
    with transaction():
        add_donor(by=by, kind="person", name=name, email="", phone="", at=now(), token=new_client_id())
        add_organisation(
            name=name, kind="charity", city="Coventry", site_id=by.site_id, by_id=None, at=now(), token=new_client_id()
        )  # fmt: skip
        add_person(by=by, called=name, at=now(), token=new_client_id())
    for typed in {name, name.lower(), name.split()[-1].lower(), name[1:].lower()}:
        for path in ("/donors", "/recipients", "/people"):
            assert name in desk.browser.get(path, query_string={"q": typed}).text, (path, typed)
    assert name in desk.browser.get("/search", query_string={"q": name.lower()}).text
