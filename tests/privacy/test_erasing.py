"""Erasing a person: not a byte of them is left, and not a figure is changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column

from core.access import system_actor
from core.audit import broken_lines
from core.config import Settings
from core.db import Text, db, fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from core.people_services import name_person, set_contact
from core.sealing import open_up, seal_up
from factory.backups.making import make_backup
from factory.backups.restoring import restore_backup
from factory.backups.verifying import verify_backup
from factory.privacy.fates import OWN_WAY, WORD_OF_THE_HOUSE
from factory.privacy.finishing import finish_erasure
from factory.privacy.ledger import NAME
from factory.privacy.lifting import unguarded
from factory.privacy.register import TELLING, kind_of
from factory.privacy.scrubbing import scrub
from factory.privacy.trying import erase_now, erase_tried
from factory.privacy.walking import every_table, ways
from factory.programme.indicators import COUNTED
from factory.programme.queries.facts import facts_of
from factory.programme.queries.sums import Where, sums
from factory.programme.spans import EARLIEST, LATEST, Span
from factory.programme.works import WORKS
from factory.recounting import all_differences
from factory.van.queries.pack import van_pack
from inventory.services.pack import make_pack
from inventory.services.record import record_event
from tests.privacy.conftest import AT, settings_of
from training.models.registers import LearnerNeeds, LearnerNumber, LearnerRecord
from training.queries.register_pack import register_pack

CANARY = "Kanarienvogel"
FULL = f"{CANARY}name Quetzalcoatl"
MAIL = f"{CANARY.lower()}@example.org"


def the_person() -> tuple[int, str, int]:
    """Whoever has the most bookings: told of in the most tables."""
    row = fast().row(
        "SELECT p.id, p.number, p.home_site_id FROM person p JOIN person_name n ON n.person_id = p.id "
        "ORDER BY (SELECT COUNT(*) FROM criterion_decision d WHERE d.learner_id = p.id) DESC, p.id LIMIT 1"
    )
    db.session.rollback()
    assert row
    return int(row[0]), str(row[1]), int(row[2])


def planted_columns() -> Iterator[tuple[str, Column[Any], str]]:
    """Each text that tells of a person, in a table whose rows are about one, and how those rows are found."""
    metadata = every_table()
    for name, way in ways(metadata).items():
        for column in metadata.tables[name].columns:
            tells = kind_of(name, column.name) in TELLING and (name, column.name) not in WORD_OF_THE_HOUSE
            if tells and isinstance(column.type, Text) and name not in OWN_WAY and not column.foreign_keys:
                yield name, column, way.condition


def plant(person_id: int, site_id: int) -> list[str]:
    """Canaries in every column that tells of the person; the columns where there was a row to take one."""
    by, where = system_actor(site_id), list[str]()
    with transaction():
        name_person(by=by, person_id=person_id, called=CANARY, full_name=FULL, at=AT)
        set_contact(by=by, person_id=person_id, email=MAIL, phone="07700 900961", at=AT)
    with transaction():
        db.session.merge(LearnerNeeds(person_id=person_id, wants_creche=True, changed_at=AT))
        db.session.merge(LearnerRecord(person_id=person_id, changed_at=AT))
        db.session.merge(LearnerNumber(person_id=person_id, uln="9009619009", changed_at=AT))
    for table, column, condition in planted_columns():
        word = f"{CANARY}{len(where)}"
        if table in ("person_name", "person_contact", "learner_number") or kind_of(table, column.name) in (
            "picture",
            "voice",
        ):
            continue
        try:
            with transaction(), unguarded([table]):
                found = fast().run(
                    f"UPDATE {table} SET {column.name} = ? WHERE {condition.format(ids=person_id)}", (word,)
                )
        except (sqlite3.IntegrityError, sqlite3.OperationalError):
            continue
        if found:
            where.append(f"{table}.{column.name}")
    with transaction():
        code, at_site = fast().rows("SELECT code, site_id FROM piece WHERE stage = 'stored' ORDER BY id")[0]
        told = {"title": f"Chair of {FULL}"}  # searched for, so that its words lie in the index too
        record_event(
            by=system_actor(at_site), code=code, kind="described", data=told, at=AT, token=new_client_id()
        )
        fast().run(
            "UPDATE occasion SET title = ? WHERE id = (SELECT MIN(id) FROM occasion)", (f"With {FULL}",)
        )
    with transaction(), unguarded(["piece", "machine_fault", "piece_event"]):
        fast().run(
            "UPDATE machine_fault SET note = ? WHERE id = (SELECT MIN(id) FROM machine_fault)",
            (f"{FULL} knows",),
        )
        row = fast().row("SELECT id, data FROM piece_event WHERE by_id = ? ORDER BY id LIMIT 1", (person_id,))
        if row:
            fast().run(
                "UPDATE piece_event SET data = ? WHERE id = ?", (row[1][:-1] + f',"note":"{FULL}"}}', row[0])
            )
    return where


def plant_out_of_sight(person_id: int, settings: Settings) -> str:
    """Canaries in a sealed address and both outboxes, and a scan of a register; the name of that paper."""
    site_id, run_id, number = fast().rows(
        "SELECT r.site_id, r.id, r.number FROM run r JOIN booking b ON b.run_id = r.id "
        "WHERE b.person_id = ? ORDER BY r.id LIMIT 1",
        (person_id,),
    )[0]
    makeover_id = fast().rows("SELECT MIN(makeover_id) FROM makeover_case WHERE state = 'surveyed'")[0][0]
    secret = settings.every_secret_key[0]
    with transaction(), unguarded(every_table().tables):
        told = {"address": f"ask for {FULL}", "access": "07700 900961", "risks": MAIL}
        sealed = seal_up(secret, json.dumps(told), f"makeover address {makeover_id}")
        fast().run("DELETE FROM makeover_address WHERE makeover_id = ?", (makeover_id,))
        fast().run(
            "INSERT INTO makeover_address (makeover_id, sealed, kept_at) VALUES (?, ?, ?)",
            (makeover_id, sealed, AT),
        )
        facts = json.dumps({"link": FULL, "to": MAIL})
        for other in (person_id, fast().rows("SELECT MAX(id) FROM person")[0][0]):
            fast().run(
                "INSERT INTO outbox_message (token, site_id, person_id, kind, facts, channel, state, made_at, due_at, "
                "attempts, fault) VALUES (?, ?, ?, 'booked', ?, 'email', 'waiting', ?, ?, 0, '')",
                (f"told-{other}", site_id, other, facts, AT, AT),
            )
        hook = (
            "INSERT INTO webhook (id, token, site_id, name, url, secret, events, state, paused_why, made_at) "
        )
        fast().run(
            f"{hook} VALUES (990, 'hook', ?, ?, 'https://x.example', 's', '[]', 'live', '', ?)",
            (site_id, FULL, AT),
        )
        fast().run(
            "INSERT INTO webhook_delivery (public_id, webhook_id, event, subject, facts, state, attempts, made_at, "
            "due_at, fault) VALUES ('d', 990, 'run_completed', 'run', ?, 'waiting', 0, ?, ?, '')",
            (facts, AT, AT),
        )
        fast().run(
            "INSERT INTO paper_scan (token, page, site_id, subject, run_id, sha256, width, height, at) "
            "VALUES ('scan', 1, ?, 'run', ?, ?, 10, 10, ?)",
            (site_id, run_id, "ab" * 32, AT),
        )
    return f"run-{number}"


def unsealed(settings: Settings) -> str:
    """Every address that is kept, opened."""
    rows = fast().rows("SELECT makeover_id, sealed FROM makeover_address")
    db.session.rollback()
    return "".join(
        open_up(settings.every_secret_key, sealed, f"makeover address {one}") for one, sealed in rows
    )


def packs(site_id: int) -> str:
    """All that tablets of the site are given to keep."""
    device_id = fast().rows("SELECT MIN(id) FROM device WHERE site_id = ?", (site_id,))[0][0]
    found = [
        make_pack(site_id=site_id, at=AT, sealing_key="", drawings=()),
        van_pack(site_id, AT),
        register_pack(site_id, device_id, AT),
    ]
    db.session.rollback()
    return json.dumps(found, default=str, ensure_ascii=False)


def holds_canary(text: str) -> bool:
    return any(one in text for one in (CANARY, CANARY.lower(), "Quetzalcoatl", "07700 900961"))


def test_nothing_of_them_is_left_in_sealed_addresses_outboxes_and_packs(copy: Flask) -> None:
    settings = settings_of(copy)
    person_id, _, site_id = the_person()
    plant(person_id, site_id)
    paper = plant_out_of_sight(person_id, settings)
    assert holds_canary(unsealed(settings)) and holds_canary(packs(site_id)), "the control: they are there"
    before = figures()
    careless = erase_tried(by=system_actor(site_id), person_id=person_id, at=AT)
    assert careless.left["makeover_address"] >= 1, "what no key opens is told"
    backup = make_backup(copy, settings.backups, at=AT)
    later = AT + timedelta(hours=1)
    secrets = settings.every_secret_key
    done = erase_now(by=system_actor(site_id), person_id=person_id, at=later, secrets=secrets)
    assert finish_erasure(done, settings, at=later).is_scrubbed
    assert paper in done.papers and any(paper in line for line in done.lines())
    assert bytes_with(settings.instance_folder, but=(backup.name,)) == []
    assert not holds_canary(unsealed(settings)) and not holds_canary(packs(site_id))
    assert fast().rows("SELECT COUNT(*) FROM outbox_message WHERE token LIKE 'told-%'")[0][0] == 1
    assert figures() == before
    db.session.remove()
    db.engine.dispose()
    restore_backup(backup, settings, at=later + timedelta(hours=1))
    for path in settings.instance_folder.glob("before-restore-*"):
        shutil.rmtree(path)
    assert bytes_with(settings.instance_folder, but=(backup.name,)) == []
    assert not holds_canary(unsealed(settings)) and not holds_canary(packs(site_id))


def bytes_with(folder: Path, *, but: tuple[str, ...] = ()) -> list[str]:
    """The files below a folder that hold a canary."""
    needles = (CANARY.encode(), CANARY.lower().encode(), b"Quetzalcoatl", b"07700 900961", b"9009619009")
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and path.name not in but and any(needle in path.read_bytes() for needle in needles)
    )


def figures() -> dict[str, object]:
    """Every figure that is told, and how many people stand behind the numbers."""
    span = Where(Span("own", EARLIEST, LATEST))
    told = {one: sums(span).total(one) for one in COUNTED}
    counted = {
        table: fast().rows(f"SELECT COUNT(*) FROM {table}")[0][0]
        for table in (
            "person",
            "piece_event",
            "count_entry",
            "booking",
            "attendance_mark",
            "machine_session",
            "unit_award",
        )
    }
    works = {
        slug: fast().rows(f"SELECT COALESCE(SUM(f.amount), 0), COUNT(*) FROM ({facts_of(work)}) f")[0]
        for slug, work in WORKS.items()
    }
    db.session.rollback()
    return {**told, **counted, **works}


def test_no_byte_of_an_erased_person_is_left_and_no_figure_is_changed(copy: Flask) -> None:
    settings = settings_of(copy)
    person_id, number, site_id = the_person()
    where = plant(person_id, site_id)
    assert len(where) > 20, where
    before = figures()
    assert bytes_with(settings.instance_folder) != []
    done = erase_now(by=system_actor(site_id), person_id=person_id, at=AT)
    finished = finish_erasure(done, settings, at=AT)
    assert finished.is_scrubbed
    assert bytes_with(settings.instance_folder) == []
    assert figures() == before
    assert all_differences() == []
    assert list(broken_lines()) == []
    assert number in (settings.instance_folder / NAME).read_text()


def test_without_writing_over_the_bytes_they_would_be_found(copy: Flask) -> None:
    settings = settings_of(copy)
    person_id, _, site_id = the_person()
    plant(person_id, site_id)
    db.session.remove()
    db.engine.dispose()
    with closing(
        sqlite3.connect(settings.database.removeprefix("sqlite:///"), isolation_level=None)
    ) as careless:
        careless.execute("PRAGMA secure_delete=OFF")
        careless.execute("DELETE FROM person_name WHERE person_id = ?", (person_id,))
        careless.execute("DELETE FROM person_contact WHERE person_id = ?", (person_id,))
        careless.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(settings.database.removeprefix("sqlite:///"))
    assert b"07700 900961" in path.read_bytes()
    with transaction():
        fast().run(
            "INSERT INTO erasure (person_id, number, erased_at, rows_deleted, fields_blanked) "
            "SELECT id, number, ?, 2, 0 FROM person WHERE id = ?",
            (AT, person_id),
        )
    assert scrub(settings, at=AT)
    assert b"07700 900961" not in path.read_bytes()


def test_fifty_people_are_erased_and_every_figure_stays(copy: Flask) -> None:
    people = fast().rows("SELECT id, home_site_id FROM person ORDER BY id LIMIT 50")
    last = fast().rows("SELECT person_id FROM role WHERE role = 'administrator' GROUP BY person_id")
    before = figures()
    assert len(last) == 1 and last[0] in [row[:1] for row in people]
    with pytest.raises(RuleBroken, match="last administrator"):
        erase_now(by=system_actor(people[0][1]), person_id=last[0][0], at=AT)
    people = [row for row in people if row[0] != last[0][0]]
    for person_id, site_id in people:
        erase_now(by=system_actor(site_id), person_id=person_id, at=AT)
    assert figures() == before
    assert all_differences() == []
    assert list(broken_lines()) == []


def test_a_trial_says_what_would_be_done_and_changes_nothing(copy: Flask) -> None:
    person_id, _, site_id = the_person()
    tried = erase_tried(by=system_actor(site_id), person_id=person_id, at=AT)
    assert fast().row("SELECT 1 FROM person_name WHERE person_id = ?", (person_id,))
    assert fast().row("SELECT 1 FROM erasure") is None
    db.session.rollback()
    assert erase_now(by=system_actor(site_id), person_id=person_id, at=AT).lines() == tried.lines()


def test_an_older_backup_is_restored_without_whom_was_erased_since(copy: Flask, tmp_path: Path) -> None:
    settings = settings_of(copy)
    person_id, number, site_id = the_person()
    plant(person_id, site_id)
    backup = make_backup(copy, settings.backups, at=AT)
    verify_backup(backup, settings, at=AT)
    later = AT + timedelta(hours=1)
    finished = finish_erasure(
        erase_now(by=system_actor(site_id), person_id=person_id, at=later), settings, at=later
    )
    assert finished.older == (backup,)
    before = figures()
    db.session.remove()
    db.engine.dispose()
    done = restore_backup(backup, settings, at=later + timedelta(hours=1))
    assert done.erased == [number]
    for path in settings.instance_folder.glob("before-restore-*"):
        shutil.rmtree(path)
    assert bytes_with(settings.instance_folder, but=(backup.name,)) == []
    assert figures() == before
    assert all_differences() == []


def test_another_computer_learns_of_it_from_the_ledger_beside_the_backup(copy: Flask, tmp_path: Path) -> None:
    settings = settings_of(copy)
    person_id, number, site_id = the_person()
    backup = make_backup(copy, settings.backups, at=AT)
    later = AT + timedelta(hours=1)
    finish_erasure(erase_now(by=system_actor(site_id), person_id=person_id, at=later), settings, at=later)
    elsewhere = replace(settings, instance_folder=tmp_path / "elsewhere", database_url="")
    assert restore_backup(backup, elsewhere, at=later).erased == [number]
    alone = shutil.copy(backup, tmp_path / "eco-alone.zip")
    nowhere = replace(settings, instance_folder=tmp_path / "nowhere", database_url="")
    assert restore_backup(Path(alone), nowhere, at=later).erased == []
