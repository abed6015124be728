"""Every list of the desk is searched or filtered by its address, and goes away as a file just as it is filtered."""

from __future__ import annotations

import csv
import io

import pytest

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from inventory.services.donors import add_donor
from tests.inventory.conftest import Desk


def rows_of(desk: Desk, url: str) -> list[list[str]]:
    """A CSV of ours without its head."""
    answer = desk.browser.client.get(url)
    assert answer.status_code == 200 and answer.mimetype == "text/csv", url
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))[1:]


def donor(desk: Desk, name: str, kind: str = "person", phone: str = "") -> None:
    with transaction():
        add_donor(
            by=desk.scene.cast.actor("ruth"), kind=kind, name=name, email="", phone=phone, at=now(),
            token=new_client_id(),
        )  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/donors", "/places", "/labels", "/refused", "/recipients", "/messages", "/pieces"]
)
def test_every_list_leads_to_its_csv_and_xlsx(desk: Desk, path: str) -> None:
    desk.scene.bring("received")
    donor(desk, "Mrs Bell")
    links = desk.get(path).links
    for kind, begin in (("csv", "text/csv"), ("xlsx", "application/vnd")):
        link = next(link for link in links if link.split("?")[0] == f"{path}.{kind}")
        answer = desk.browser.client.get(link)
        assert answer.status_code == 200 and answer.mimetype.startswith(begin)
        assert "attachment" in answer.headers["Content-Disposition"]
    assert desk.browser.client.get(f"{path}.exe").status_code == 404


def test_donors_are_searched_filtered_and_exported_as_filtered(desk: Desk) -> None:
    donor(desk, "Mrs Bell", phone="024 7600 1234")
    donor(desk, "Bell Hall Trust", "organisation")
    donor(desk, "Mr Stone")
    assert {row[2] for row in rows_of(desk, "/donors.csv?q=bell")} == {"Mrs Bell", "Bell Hall Trust"}
    assert [row[2] for row in rows_of(desk, "/donors.csv?q=bell&kind=organisation")] == ["Bell Hall Trust"]
    assert [row[2] for row in rows_of(desk, "/donors.csv?q=1234")] == ["Mrs Bell"]
    page = desk.get("/donors?q=bell")
    assert "Mr Stone" not in page.text and "Bell Hall Trust" in page.text
    for words in ("%25", "zzz"):
        assert "Nobody fits" in desk.get(f"/donors?q={words}").text


def test_many_donors_come_page_by_page(desk: Desk) -> None:
    for place in range(52):
        donor(desk, f"Donor {place:02}.")
    first = desk.get("/donors")
    assert "Donor 51." in first.text and "Donor 01." not in first.text
    assert "Donor 01." in desk.get(next(link for link in first.links if "start=50" in link)).text


def test_taking_donors_away_is_noted_as_a_look(desk: Desk) -> None:
    def looks() -> int:
        row = fast().row("SELECT COUNT(*) FROM look_log WHERE page = 'inventory.export_donors'")
        return int(row[0]) if row else 0

    before = looks()
    rows_of(desk, "/donors.csv")
    assert looks() == before + 1


def test_a_batchs_labels_come_as_a_sheet_to_reconcile_with(desk: Desk) -> None:
    used = desk.scene.bring("received")
    row = fast().row("SELECT batch_id FROM label WHERE code = ?", (used,))
    assert row is not None
    rows = rows_of(desk, f"/labels/batches/{row[0]}/labels.csv")
    assert len(rows) == 60
    assert [line for line in rows if line[1] == used] == [["1", used, "on the piece", used]]
