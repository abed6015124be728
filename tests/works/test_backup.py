"""A backup holds everything, is shown to be good by restoring it, and a bad one never touches the live data."""

from __future__ import annotations

import os
import random
import shutil
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from core.access import system_actor
from core.clips import ENDING as CLIP
from core.clock import now
from core.config import Settings, demo_settings
from core.db import db, fast, transaction
from core.files import keep_file, photo_path
from core.ids import new_client_id
from core.sites import Site
from factory.app import create_app
from factory.backups import archive, making
from factory.backups.archive import BadBackup
from factory.backups.making import make_backup, newest_backup, sweep
from factory.backups.restoring import restore_backup
from factory.backups.verifying import verified, verify_backup
from factory.profiles.workbooks import ENDING as WORKBOOK
from factory.recounting import differences, unlisted_truths
from factory.schema import newest_version, upgrade_schema
from factory.served import being_served
from factory.visits.services import Stay, key_in_paper
from tests.small_house import closed_after, copy_of


@pytest.fixture(scope="module")
def works(small_house: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A small house with pieces and photos on a file of its own."""
    app = create_app(copy_of(small_house, tmp_path_factory.mktemp("works") / "house"))
    with closed_after(app):
        yield app


@pytest.fixture(scope="module")
def backup(works: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_backup(works, tmp_path_factory.mktemp("kept"), at=now())


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    """Settings of another computer, with nothing on it yet."""
    return demo_settings(tmp_path / "elsewhere")


def live_files(settings: Settings) -> dict[str, bytes]:
    folder = settings.instance_folder
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows_in(settings: Settings) -> int:
    app = create_app(settings)
    with app.app_context():
        found = fast().row("SELECT COUNT(*) FROM piece_event")
        db.session.remove()
        db.engine.dispose()
    return int(found[0]) if found else 0


def test_it_is_one_file_that_nobody_else_may_read(backup: Path) -> None:
    assert making.NAME.fullmatch(backup.name)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_it_holds_the_database_every_photo_and_what_it_says_of_them(works: Flask, backup: Path) -> None:
    with archive.sealed_archive(backup) as (opened, manifest):
        assert set(opened.namelist()) == {"manifest.json", *manifest.files}
        assert manifest.missing == []
        assert manifest.counts["piece"] == fast().row("SELECT COUNT(*) FROM piece")[0]
    photos = {row[0] for row in fast().rows("SELECT sha256 FROM photo")}
    assert photos
    assert all(f"photos/{one[:2]}/{one[2:4]}/{one}.jpg" in manifest.files for one in photos)


def test_it_is_verified_by_restoring_it_and_leaves_nothing_behind(backup: Path, elsewhere: Settings) -> None:
    report = verify_backup(backup, elsewhere, at=now())
    assert report.photos > 0
    assert verified(backup.parent) == backup.name
    assert [path.name for path in elsewhere.instance_folder.iterdir()] == ["demo.secret"]


def test_it_is_restored_on_an_empty_computer_with_all_its_rows_and_photos(
    works: Flask, backup: Path, elsewhere: Settings
) -> None:
    done = restore_backup(backup, elsewhere, at=now())
    assert done.aside == ""
    assert rows_in(elsewhere) == fast().row("SELECT COUNT(*) FROM piece_event")[0]
    settings: Settings = works.config["ECO_SETTINGS"]
    there = {path.relative_to(elsewhere.photo_folder) for path in elsewhere.photo_folder.rglob("*.jpg")}
    assert there == {path.relative_to(settings.photo_folder) for path in settings.photo_folder.rglob("*.jpg")}


def test_a_funders_workbook_and_a_voice_come_back_with_it_and_a_lost_one_is_said(
    small_house: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    app = create_app(copy_of(small_house, tmp_path / "house"))
    with closed_after(app):
        folder: Path = app.config["ECO_SETTINGS"].photo_folder
        kept = {"a" * 64 + WORKBOOK: b"a workbook", "b" * 64 + CLIP: b"a voice"}
        for name, content in kept.items():
            keep_file(content, folder, name.partition(".")[0], "." + name.partition(".")[2])
        keep_file(b"a draft of another program", folder, "c" * 64, ".tmp")
        lost = fast().row("SELECT MIN(sha256) FROM photo WHERE sha256 <> ''")
        assert lost is not None
        photo_path(folder, lost[0]).unlink()
        taken = make_backup(app, tmp_path / "kept", at=now())
    with archive.sealed_archive(taken) as (_opened, manifest):
        assert [Path(name).name for name in manifest.missing] == [f"{lost[0]}.jpg"]
    restore_backup(taken, elsewhere, at=now())
    there = {
        path.name: path.read_bytes() for path in elsewhere.photo_folder.rglob("[abc]*") if path.is_file()
    }
    assert {name: there[name] for name in kept} == kept
    assert "c" * 64 + ".tmp" not in there


def test_what_was_there_is_moved_aside_and_not_lost(backup: Path, elsewhere: Settings) -> None:
    app = create_app(elsewhere)
    upgrade_schema(app)
    with app.app_context():
        with transaction():
            db.session.add(Site(slug="old", name="The old one"))
        db.session.remove()
        db.engine.dispose()
    done = restore_backup(backup, elsewhere, at=now())
    assert rows_in(elsewhere) > 0
    old = replace(elsewhere, database_url=f"sqlite:///{Path(done.aside) / 'demo.sqlite3'}")
    app = create_app(old)
    with app.app_context():
        assert fast().row("SELECT name FROM site") == ("The old one",)
        db.session.remove()
        db.engine.dispose()


def test_a_backup_made_while_others_write_is_whole(works: Flask, tmp_path: Path, elsewhere: Settings) -> None:
    import threading

    stop = threading.Event()

    def keep_writing() -> None:
        number = 0
        while not stop.is_set():
            with works.app_context():
                with transaction():
                    fast().run("UPDATE site SET phone = ? WHERE id = 1", (str(number),))
                db.session.remove()
            number += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        made = [make_backup(works, tmp_path, at=now() + timedelta(seconds=n)) for n in range(3)]
    finally:
        stop.set()
        writer.join()
    for path in made:
        verify_backup(path, elsewhere, at=now())


@pytest.mark.slow
def test_one_changed_byte_anywhere_is_noticed_and_the_live_data_stays(
    backup: Path, tmp_path: Path, elsewhere: Settings
) -> None:
    restore_backup(backup, elsewhere, at=now())
    before = live_files(elsewhere)
    whole, rng, damaged = backup.read_bytes(), random.Random(7), tmp_path / "damaged.zip"
    places = [rng.randrange(len(whole)) for _ in range(60)]
    places += [0, 1, len(whole) - 1, len(whole) - 40, len(whole) - 71, len(whole) - 80, len(whole) - 92]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.randrange(8)
        damaged.write_bytes(changed)
        with pytest.raises(BadBackup):
            restore_backup(damaged, elsewhere, at=now())
    assert live_files(elsewhere) == before


def test_a_backup_that_is_cut_off_is_refused(backup: Path, tmp_path: Path, elsewhere: Settings) -> None:
    whole, cut = backup.read_bytes(), tmp_path / "cut.zip"
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(BadBackup):
            verify_backup(cut, elsewhere, at=now())


def test_a_foreign_file_is_refused(tmp_path: Path, elsewhere: Settings) -> None:
    foreign = tmp_path / "holiday.zip"
    with zipfile.ZipFile(foreign, "w") as out:
        out.writestr("manifest.json", "{}")
    with pytest.raises(BadBackup):
        restore_backup(foreign, elsewhere, at=now())
    text = tmp_path / "letter.txt"
    text.write_text("Dear all")
    with pytest.raises(BadBackup):
        restore_backup(text, elsewhere, at=now())


def resealed(backup: Path, goal: Path, old: bytes, new: bytes) -> Path:
    """A copy of a backup with a changed manifest and a right seal: as another version would have written it."""
    with zipfile.ZipFile(backup) as source, archive.new_archive(goal) as out:
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, data.replace(old, new) if name == "manifest.json" else data)
    return goal


def test_a_backup_of_an_unknown_version_is_refused_with_what_to_do(
    backup: Path, tmp_path: Path, elsewhere: Settings
) -> None:
    newer = resealed(
        backup, tmp_path / "newer.zip", f'"schema": "{newest_version()}"'.encode(), b'"schema": "9001"'
    )
    with pytest.raises(BadBackup) as refusal:
        restore_backup(newer, elsewhere, at=now())
    assert "9001" in str(refusal.value)


def test_a_backup_whose_figures_are_not_true_is_refused(
    works: Flask, tmp_path: Path, elsewhere: Settings
) -> None:
    """Control: the checks look at the contents, and not only at the bytes."""
    settings: Settings = works.config["ECO_SETTINGS"]
    twin = demo_settings(tmp_path / "twin")
    restore_backup(make_backup(works, tmp_path, at=now()), twin, at=now())
    app = create_app(twin)
    with app.app_context():
        with transaction():
            fast().run("UPDATE count_month SET amount = amount + 1 WHERE indicator = 'pieces_received'")
        path = make_backup(app, tmp_path / "wrong", at=now())
        db.session.remove()
        db.engine.dispose()
    with pytest.raises(BadBackup, match="recount"):
        verify_backup(path, elsewhere, at=now())
    assert settings.instance_folder.exists()


def a_pad_of_a_closed_month() -> None:
    """Hours on paper come to light of a month that closed long ago, and the events of machines wait."""
    row = fast().row(
        "SELECT v.person_id, p.number, v.site_id, t.month FROM period t JOIN visit v ON v.site_id = t.site_id "
        "JOIN person p ON p.id = v.person_id WHERE v.role = 'volunteer' ORDER BY t.month DESC, v.id LIMIT 1"
    )
    assert row is not None
    person_id, number, site_id, month = row
    taken = {str(one[0]) for one in fast().rows("SELECT day FROM visit WHERE person_id = ?", (person_id,))}
    day = next(one for n in range(1, 28) if (one := f"{month}-{n:02}") not in taken)
    came = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    with transaction():
        stay = Stay(came, came + timedelta(hours=3), "bench")
        key_in_paper(by=system_actor(site_id), person=number, stay=stay, at=now(), token=new_client_id())
        assert fast().run("UPDATE machine_fold SET stale_from = '' WHERE folded_at IS NOT NULL")


def test_a_backup_is_good_while_late_truths_and_events_of_machines_wait_and_a_forged_row_is_not(
    backup: Path, tmp_path: Path, elsewhere: Settings
) -> None:
    twin = demo_settings(tmp_path / "twin")
    restore_backup(backup, twin, at=now())
    app = create_app(twin)
    with app.app_context():
        a_pad_of_a_closed_month()
        assert unlisted_truths()
        assert any("wait to be counted" in line for line in differences())
        path = make_backup(app, tmp_path / "waiting", at=now())
        with transaction():
            fast().run(
                "UPDATE machine_job SET busy_ms = busy_ms + 1 WHERE id = (SELECT MAX(id) FROM machine_job)"
            )
            fast().run("UPDATE machine_fold SET stale_from = NULL")
        forged = make_backup(app, tmp_path / "forged", at=now())
        db.session.remove()
        db.engine.dispose()
    notes = verify_backup(path, elsewhere, at=now()).notes
    assert any(line.startswith("waits to be listed: ") and "no adjustment tells" in line for line in notes)
    restore_backup(path, elsewhere, at=now())
    with pytest.raises(BadBackup, match="recount"):
        verify_backup(forged, elsewhere, at=now())


def test_no_restore_while_it_is_served(backup: Path, elsewhere: Settings) -> None:
    from core.errors import Conflict

    with being_served(elsewhere), pytest.raises(Conflict):
        restore_backup(backup, elsewhere, at=now())
    restore_backup(backup, elsewhere, at=now())


def test_only_our_own_old_backups_are_swept(backup: Path, tmp_path: Path) -> None:
    for day in range(1, 6):
        shutil.copy(backup, tmp_path / f"eco-2026110{day}T030000000Z.zip")
    (tmp_path / "eco-notes.zip").write_text("mine")
    gone = sweep(tmp_path, 2)
    assert [path.name[4:12] for path in gone] == ["20261101", "20261102", "20261103"]
    assert sorted(os.listdir(tmp_path)) == [
        "eco-20261104T030000000Z.zip",
        "eco-20261105T030000000Z.zip",
        "eco-notes.zip",
    ]
    assert newest_backup(tmp_path) == tmp_path / "eco-20261105T030000000Z.zip"


def test_a_backup_that_breaks_off_leaves_no_file(
    works: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "copy_out", full)
    with pytest.raises(OSError, match="space"):
        make_backup(works, tmp_path, at=now())
    assert list(tmp_path.iterdir()) == []
