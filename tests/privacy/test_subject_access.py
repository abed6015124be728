"""Everything that is kept of a person, in one file, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from core.access import system_actor
from core.audit import AuditLine
from core.clock import now
from core.db import Text, db, fast, transaction
from core.people import PersonContact
from core.people_services import set_contact
from factory.monitoring.models import MonitoringAnswer
from factory.monitoring.queries import answer_key
from factory.privacy.archive import as_data, write_access
from factory.privacy.lifting import unguarded
from factory.privacy.queries.everything import ANOTHER, everything_of
from factory.privacy.register import TELLING, kind_of
from factory.privacy.walking import every_table, people_columns, ways
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient, fields_of
from training.models.registers import LearnerNeeds, LearnerRecord


def busiest() -> int:
    row = fast().row(
        "SELECT p.id FROM person p JOIN person_name n ON n.person_id = p.id "
        "ORDER BY (SELECT COUNT(*) FROM criterion_decision d WHERE d.learner_id = p.id) DESC, p.id LIMIT 1"
    )
    assert row
    return int(row[0])


def test_each_row_about_a_person_is_in_it(works: Flask) -> None:
    person_id = busiest()
    found = {part.table: part for part in everything_of(person_id).parts if not part.is_done_by}
    for table, way in ways().items():
        count = fast().rows(f"SELECT COUNT(*) FROM {table} WHERE {way.condition.format(ids=person_id)}")[0][0]
        if count:
            assert len(found[table].rows) == count, table
            assert set(found[table].columns) == {
                column.name for column in every_table().tables[table].columns
            }
    assert len(found) > 8


def test_no_id_and_no_name_of_anybody_else_is_in_it(works: Flask) -> None:
    person_id = busiest()
    everything = everything_of(person_id)
    for part in everything.parts:
        people = set(people_columns(every_table().tables[part.table]))
        for row in part.rows:
            for name, value in zip(part.columns, row, strict=True):
                if name in people or name == "by_id":
                    assert value in (person_id, ANOTHER, None, ""), (part.table, name, value)
                if kind_of(part.table, name) == "secret" and value:
                    assert str(value).startswith("(kept"), (part.table, name)
    text = json.dumps(as_data(everything, now()), ensure_ascii=False)
    own = {
        row[0] for row in fast().rows("SELECT full_name FROM person_name WHERE person_id = ?", (person_id,))
    }
    for (full_name,) in fast().rows("SELECT full_name FROM person_name WHERE full_name <> ''"):
        assert full_name in own or full_name not in text, full_name


def test_a_volunteers_work_is_in_it_without_whom_it_was_with(works: Flask) -> None:
    row = fast().row(
        "SELECT by_id FROM piece_event WHERE by_id IS NOT NULL GROUP BY by_id ORDER BY COUNT(*) DESC LIMIT 1"
    )
    assert row
    done = {part.table: part for part in everything_of(row[0]).parts if part.is_done_by}
    events = done["piece_event"]
    count = fast().rows("SELECT COUNT(*) FROM piece_event WHERE by_id = ?", (row[0],))[0][0]
    assert len(events.rows) == count
    place = events.columns.index("with_ids")
    assert {one for line in events.rows for one in line[place]} <= {row[0], ANOTHER}


@pytest.fixture
def desk(page_client: PageClient, cast: Cast) -> PageClient:
    """Ruth at her desk in Coventry."""
    sign_in(page_client, "ruth")
    return page_client


def test_the_desk_hands_it_over_as_one_file_and_notes_it(app: Flask, desk: PageClient, cast: Cast) -> None:
    with app.app_context(), transaction():
        set_contact(
            by=system_actor(cast.sites["coventry"]),
            person_id=cast.people["amina"],
            email="amina@example.org",
            phone="",
            at=now(),
        )
    number = cast.numbers["amina"]
    page = desk.get(f"/people/{number}/kept")
    answer = desk.client.post(f"/people/{number}/kept/file", data=fields_of(page.form("/kept/file")))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        page_text = archive.read("index.html").decode()
        assert "amina@example.org" in page_text
        assert "Amina" in page_text
        assert "Tomasz" not in page_text
        assert {"tables/person.csv", "tables/person_name.csv", "everything.json"} <= set(archive.namelist())
    with app.app_context():
        assert (
            db.session.query(AuditLine).filter_by(verb="give_everything", subject=f"person:{number}").count()
            == 1
        )


def test_nobody_of_another_site_is_handed_over(desk: PageClient, cast: Cast) -> None:
    number = cast.numbers["grace"]
    assert desk.get(f"/people/{number}/kept", status=404)
    page = desk.get(f"/people/{cast.numbers['amina']}/kept")
    values = fields_of(page.form("/kept/file"))
    assert desk.client.post(f"/people/{number}/kept/file", data=values).status_code == 404


def test_formulas_in_its_tables_are_inert(works: Flask) -> None:
    from factory.privacy.archive import as_csv
    from factory.privacy.queries.everything import Part

    assert '"=1+1"' not in as_csv(Part("x", False, ("a",), ("a",), [("=1+1",)]))
    out = io.BytesIO()
    write_access(everything_of(busiest()), works.config["ECO_SETTINGS"], out, at=now())
    assert zipfile.ZipFile(out).testzip() is None


def canaries(person_id: int) -> dict[tuple[str, str], str]:
    """A word of its own in every column of the register that tells of the person, wherever a row can take one."""
    planted: dict[tuple[str, str], str] = {}
    metadata = every_table()
    for table, way in ways(metadata).items():
        for column in metadata.tables[table].columns:
            kind = kind_of(table, column.name)
            if (
                kind not in TELLING - {"picture", "voice"}
                or not isinstance(column.type, Text)
                or column.foreign_keys
            ):
                continue
            word = f"canary{len(planted)}bird"
            try:
                with transaction(), unguarded([table]):
                    count = fast().run(
                        f"UPDATE {table} SET {column.name} = ? WHERE {way.condition.format(ids=person_id)}",
                        (word,),
                    )
            except (IntegrityError, OperationalError, sqlite3.Error):
                continue
            if count:
                planted[table, column.name] = word
    return planted


def test_each_personal_column_of_the_register_is_in_the_file(copy: Flask) -> None:
    person_id, settings = busiest(), copy.config["ECO_SETTINGS"]
    db.session.rollback()
    with transaction():
        db.session.merge(LearnerRecord(person_id=person_id, changed_at=now()))
        db.session.merge(LearnerNeeds(person_id=person_id, changed_at=now()))
        db.session.merge(PersonContact(person_id=person_id, email="a@example.org", phone=""))
        db.session.add(
            MonitoringAnswer(
                answer_key=answer_key(person_id, settings.every_secret_key[0]),
                gender="own",
                gender_own="canarymine",
            )
        )
    planted = canaries(person_id)
    assert len(planted) > 18, planted
    out = io.BytesIO()
    found = everything_of(person_id, secrets=settings.every_secret_key)
    write_access(found, settings, out, at=now())
    with zipfile.ZipFile(out) as archive:
        told = archive.read("everything.json").decode()
        page = archive.read("index.html").decode()
    for (table, column), word in planted.items():
        assert word in told and word in page, (table, column)
    assert "canarymine" in told
    assert "canarymine" not in json.dumps(as_data(everything_of(person_id), now()))
