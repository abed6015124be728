"""Files for awarding bodies: the columns and order of a profile, what is missing, no ULN beside a name by accident."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import update

from core.clock import now
from core.db import db, transaction
from tests.front_desk.doors import sign_in
from tests.pages import PageClient, fields_of
from tests.training.claim_scene import Workshop
from tests.training.conftest import value
from training.body_files import BodyFile, FileLine, build_file
from training.models.catalogue import AwardingBody
from training.models.registers import LearnerNumber, LearnerRecord
from training.profiles import DEMOGRAPHICS, FOLDER, SOURCES, Layout, profiles, read_profile

ULN = "9276308686"
PERSONAL = sorted(DEMOGRAPHICS)


def layout_of(sources: list[str], *, demands: bool) -> Layout:
    """A layout of a profile with those columns, read as any profile is; skipped where a profile may not be so."""
    data: dict[str, Any] = json.loads((FOLDER / "generic.json").read_text("utf-8"))
    data["registration"]["columns"] = [{"head": source, "source": source} for source in sources]
    data["registration"]["demands_uln_beside_name"] = demands
    return read_profile("planted", data).registration


columns = st.lists(st.sampled_from(sorted(SOURCES["registration"])), min_size=1, max_size=12)
people = st.fixed_dictionaries(
    {name: st.sampled_from(["", "Amina", ULN]) for name in PERSONAL}
    | {"uln": st.just(ULN), "learner_number": st.sampled_from(["P-1", ULN, f"ref {ULN[:5]} {ULN[5:]}"])}
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(columns, st.booleans(), st.booleans(), st.lists(people, min_size=1, max_size=4))
def test_no_uln_stands_in_a_file_with_names_unless_demanded_and_confirmed(
    sources: list[str], demands: bool, is_confirmed: bool, found: list[dict[str, str]]
) -> None:
    try:
        layout = layout_of(sources, demands=demands)
    except ValueError:
        assert "uln" in sources and set(sources) & DEMOGRAPHICS and not demands
        return
    made = build_file(layout, [FileLine("a learner", one) for one in found], [], is_confirmed=is_confirmed)
    cells = ["".join(letter for letter in cell if letter.isdigit()) for row in made.rows for cell in row]
    has_uln = any(ULN in cell for cell in cells)
    assert has_uln == made.holds_uln
    if set(sources) & DEMOGRAPHICS and has_uln:
        assert demands and is_confirmed and "uln" in sources


def test_the_ban_is_what_keeps_it_out() -> None:
    """The control: with the demand and the confirmation the same file holds both."""
    layout = layout_of(["uln", "full_name"], demands=True)
    line = [FileLine("x", {"uln": ULN, "full_name": "Amina"})]
    assert build_file(layout, line, []).rows == (("", "Amina"),)
    assert build_file(layout, line, [], is_confirmed=True).rows == ((ULN, "Amina"),)


def test_a_uln_that_was_kept_as_a_learner_number_is_left_out_too() -> None:
    layout = layout_of(["learner_number", "full_name"], demands=False)
    made = build_file(layout, [FileLine("x", {"uln": ULN, "learner_number": ULN, "full_name": "A"})], [])
    assert made.rows == (("", "A"),) and "beside a name" in made.gaps[0].words


def generic(values: dict[str, str]) -> BodyFile:
    return build_file(profiles()["generic"].registration, [FileLine("Amina", values)], [])


def test_what_is_required_and_missing_is_named_and_what_is_unknown_takes_the_bodys_word() -> None:
    made = generic({"given_name": "Amina", "learner_number": "P-1"})
    assert {gap.head for gap in made.hard} == {"Centre number", "Course title", "Run", "Start", "End"}
    cells = dict(zip(made.head, made.rows[0], strict=True))
    assert cells["Family name"] == "-" and cells["Date of birth"] == "Not known"


def test_a_name_too_long_is_shortened_and_said() -> None:
    severn = profiles()["demo-severn"].registration
    made = build_file(severn, [FileLine("x", {"given_name": "A" * 60})], [])
    assert dict(zip(made.head, made.rows[0], strict=True))["Forename"] == "A" * 35
    assert any("too long" in gap.words for gap in made.gaps)


@pytest.fixture
def office(shop: Workshop, app: Flask) -> PageClient:
    """Ruth at the desk; two learners of whom a record and a ULN are kept; the recommendation drawn up."""
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    with transaction():
        for person, name, uln in zip(shop.learners, ("=Amina", "Omar"), (ULN, "1234567890"), strict=True):
            record = {"given_name": name, "family_name": "", "born_on": "1990-05-17", "gender": "F"}
            record |= {"postcode": "CV1 1AA", "work_situation": "none", "prior_attainment": "none"}
            db.session.add(LearnerRecord(person_id=person.id, changed_at=now(), **record))
            db.session.add(LearnerNumber(person_id=person.id, uln=uln, changed_at=now()))
        db.session.execute(update(AwardingBody).values(centre_number="C-1"))
        shop.run.body_run_number = "B-RUN"
        db.session.merge(shop.run)
    browser = PageClient(app)
    sign_in(browser, "Ruth")
    return browser


def use_profile(key: str) -> None:
    with transaction():
        db.session.execute(update(AwardingBody).values(profile=key))


def made_by(office: PageClient, shop: Workshop, kind: str, ending: str, **more: str) -> bytes:
    """A file as the page makes it."""
    page = office.get(f"/runs/{shop.run.number}/files")
    sent = fields_of(page.form(f"/files/{kind}")) | more
    answer = office.client.post(f"/runs/{shop.run.number}/files/{kind}.{ending}", data=sent)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.get_data()


def rows_of(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_generic_registration_is_read_back_by_others_and_holds_no_live_formula(
    shop: Workshop, office: PageClient
) -> None:
    rows = rows_of(made_by(office, shop, "registration", "csv"))
    assert rows[0][:3] == ["Centre number", "Course title", "Run"] and len(rows) == 3
    by_head = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row["Given name"] for row in by_head] == ["'=Amina", "Omar"]
    assert {row["Family name"] for row in by_head} == {"-"}
    assert by_head[0]["Date of birth"] == "1990-05-17" and ULN not in str(rows)
    page = load_workbook(io.BytesIO(made_by(office, shop, "registration", "xlsx"))).worksheets[0]
    cells = [[cell for cell in row] for row in page.iter_rows()]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "inlineStr"}
    assert [cell.value for cell in cells[1]][7] == "=Amina"


def test_a_grid_of_units_stands_in_the_bodys_order_with_its_own_words(
    shop: Workshop, office: PageClient
) -> None:
    use_profile("demo-severn")
    page = load_workbook(io.BytesIO(made_by(office, shop, "rac", "xlsx"))).worksheets[0]
    rows = [[str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    assert rows[0] == ["RunID", "LearnerRef", "Name", "DEMO-LC1"]
    assert rows[1][0] == "B-RUN" and rows[1][3] == "1"


def test_a_file_of_ulns_without_names_has_no_head_line_where_the_body_wants_none(
    shop: Workshop, office: PageClient
) -> None:
    use_profile("demo-tame")
    rows = rows_of(made_by(office, shop, "rac", "csv"))
    assert [row[1] for row in rows] == [ULN, "1234567890"] and rows[0][4] == "ACHIEVED"
    assert "Amina" not in str(rows)


def test_ulns_beside_names_need_the_demand_and_the_coordinators_word_and_are_noted(
    shop: Workshop, office: PageClient
) -> None:
    use_profile("demo-severn")
    bare = rows_of(made_by(office, shop, "registration", "csv"))
    assert ULN not in str(bare) and "Omar" in str(bare)
    assert value("SELECT COUNT(*) FROM audit_line WHERE verb = 'export_uln_with_names'") == 0
    both = rows_of(made_by(office, shop, "registration", "csv", is_confirmed="y"))
    assert ULN in str(both) and "Omar" in str(both)
    assert value("SELECT COUNT(*) FROM audit_line WHERE verb = 'export_uln_with_names'") == 1
    assert value("SELECT COUNT(*) FROM look_log WHERE page = 'training.write_body_file'") == 4


def test_the_page_says_what_is_missing_and_a_form_that_the_body_does_not_take_is_refused(
    shop: Workshop, office: PageClient
) -> None:
    use_profile("demo-severn")
    page = office.get(f"/runs/{shop.run.number}/files")
    assert "demands ULNs beside names" in page.text and "Nothing is missing." in page.text
    sent = fields_of(page.form("/files/rac"))
    answer = office.client.post(f"/runs/{shop.run.number}/files/rac.csv", data=sent)
    assert answer.status_code == 303
    assert "does not take such a file" in office.get(f"/runs/{shop.run.number}/files").text


def test_a_trainer_makes_no_file_for_a_body(shop: Workshop, app: Flask) -> None:
    browser = PageClient(app)
    sign_in(browser, "Mary")
    assert browser.client.get(f"/runs/{shop.run.number}/files").status_code == 403
