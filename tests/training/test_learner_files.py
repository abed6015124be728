"""Tables to take along: what they hold, that none runs a formula, that none holds a ULN beside a name."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import load_workbook

from core.clock import now
from core.db import db, transaction
from core.ids import new_client_id
from core.people import PersonName
from core.tables_read import read_table
from tests.cast import Cast
from tests.training import scene
from tests.training.conftest import Desk, Run
from training.models.delivery import CourseClass
from training.services.learners import set_record, set_uln
from training.services.registers import NewMark, record_mark

HESA = "9276308686"
SECRETS = {
    "name": "Zzyzx",
    "full name": "Qwertwin",
    "birth date": "1983-04-05",
    "gender": "womanish",
    "postcode": "CV9 9ZZ",
}
"""Words that appear nowhere else, so that a file that holds one holds that fact."""


@pytest.fixture
def told(run: Run, cast: Cast) -> str:
    """A learner of whom everything is kept; their number."""
    ruth = cast.actor("ruth")
    with transaction():
        (person,) = scene.make_learners(cast.sites["coventry"], 1)
        name = db.session.get_one(PersonName, person.id)
        name.called, name.full_name = f"={SECRETS['name']}", f"@{SECRETS['full name']}"
        number = person.number
        kept = {
            "born_on": SECRETS["birth date"],
            "gender": SECRETS["gender"],
            "postcode": SECRETS["postcode"],
        }
        set_record(by=ruth, number=number, said=kept, because="told", at=now())
        set_uln(by=ruth, number=number, uln=HESA, because="letter", at=now())
        first = db.session.query(CourseClass).filter_by(run_id=run.id, number=1).one()
        first.starts_at, first.ends_at = scene.noon(-1), scene.noon(-1).replace(hour=14)
    scene.fill(cast, run, [person])
    with transaction():
        mark = NewMark(
            id=new_client_id(),
            class_token=first.token,
            person_number=number,
            mark="present",
            method="tap",
            at=scene.noon(-1),
            device_at=scene.noon(-1),
        )
        record_mark(by=cast.actor("mary"), new=mark, received_at=now())
    return number


def text_of(body: bytes) -> str:
    """Every cell of a file as text, whatever its format; of a pack that of all its files."""
    if body.startswith(b"PK"):
        with ZipFile(io.BytesIO(body)) as pack:
            names = pack.namelist()
            if "[Content_Types].xml" not in names:
                return "\n".join(text_of(pack.read(name)) for name in names)
        book = load_workbook(io.BytesIO(body))
        return "\n".join(
            str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row
        )
    return body.decode("utf-8-sig", "replace")


def exports_of(app: Flask, number: str, run: str) -> list[str]:
    """The address of every table that the room gives away."""
    known = {"number": run, "run_number": run, "body": "body-of-tests", "slug": "laser", "person": number}
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("training.") or "GET" not in (rule.methods or ()):
            continue
        last = rule.rule.rpartition("/")[2]
        if "." not in last:
            continue
        for ending in ("csv", "xlsx"):
            for name in ("learners", "bookings", "past_courses", "attendance", "results"):
                values = {
                    argument: ending
                    if argument in ("kind", "ending") and f".<{argument}>" in last
                    else known.get(argument, name)
                    for argument in rule.arguments
                }
                try:
                    with app.test_request_context():
                        from flask import url_for

                        found.append(url_for(rule.endpoint, **values))
                except (
                    Exception
                ):  # an argument of another kind, such as the number of an import: no table of ours
                    continue
    return sorted(set(found))


def test_no_export_of_the_room_holds_a_uln_beside_a_name(desk: Desk, app: Flask, told: str, run: Run) -> None:
    with_uln, with_name, asked = [], [], exports_of(app, told, run.number)
    for address in asked:
        answer = desk.browser.client.get(address)
        if answer.status_code != 200:
            continue
        text = text_of(answer.data)
        has_uln = HESA in text
        beside = [what for what, word in SECRETS.items() if word in text]
        with_uln += [address] if has_uln else []
        with_name += [address] if beside else []
        assert not (has_uln and beside), f"{address} holds a ULN beside {beside}"
    assert with_uln == ["/learners/files/ulns.csv", "/learners/files/ulns.xlsx"]
    assert {f"/learners.{kind}" for kind in ("csv", "xlsx")} <= set(with_name)


@pytest.mark.parametrize("name", ["bookings", "attendance"])
def test_a_name_that_looks_like_a_formula_is_a_name(desk: Desk, told: str, name: str) -> None:
    csv = desk.browser.client.get(f"/learners/files/{name}.csv").data
    assert f"'={SECRETS['name']}".encode() in csv
    book = load_workbook(io.BytesIO(desk.browser.client.get(f"/learners/files/{name}.xlsx").data))
    cells = [
        cell for row in book.worksheets[0].iter_rows() for cell in row if SECRETS["name"] in str(cell.value)
    ]
    assert cells and all(cell.data_type == "s" for cell in cells)


def test_the_tables_say_what_happened(desk: Desk, told: str, run: Run) -> None:
    bookings = read_table(desk.browser.client.get(f"/learners/files/bookings.csv?run={run.number}").data)
    assert len(bookings.rows) == 1 and told in bookings.rows[0]
    marks = read_table(desk.browser.client.get("/learners/files/attendance.csv").data)
    assert [row[marks.header.index("Minutes")] for row in marks.rows] == ["120"]
    nothing = desk.browser.client.get("/learners/files/attendance.csv?from=2031-01-01").data.decode(
        "utf-8-sig"
    )
    assert len(nothing.strip().splitlines()) == 1


def test_the_page_keeps_its_days_and_bad_ones_mean_all(desk: Desk, told: str) -> None:
    page = desk.get("/learners/files?from=2026-01-01&to=2026-12-31")
    assert any("from=2026-01-01" in link for link in page.links)
    desk.get("/learners/files?from=yesterday&to=9999-99-99")
    assert desk.browser.client.get("/learners/files/bookings.pdf").status_code == 404
