"""Files that no row names: a refusal leaves none, and what a crash left is found after a day and nothing else."""

from __future__ import annotations

import io
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from PIL import Image

from core.clock import now
from core.config import Settings
from core.db import fast, transaction
from core.errors import RuleBroken
from core.files import keep_file, store_photo
from core.ids import new_client_id
from core.pictures import picture_shelf, stored_pictures
from core.sites import Site
from factory.clockwork import SWEPT_AT, tick
from factory.commands.purge import command
from factory.fault_photos import purge_fault_photos
from factory.founding import add_site
from factory.leftovers import EVERY_PART, leftovers, parts_of_the_hour, sweep_leftovers
from hardware.services.faults import keep_fault_photo

DAYS = timedelta(days=2)


@pytest.fixture
def site(app_context: Flask) -> Site:
    with transaction():
        return add_site(by=None, slug="north", name="North", at=now())


@pytest.fixture(autouse=True)
def empty_store(settings: Settings) -> None:
    """No file of another test's."""
    shutil.rmtree(settings.photo_folder, ignore_errors=True)


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def files(settings: Settings) -> list[Path]:
    return sorted(path for path in settings.photo_folder.rglob("*") if path.is_file())


def keep(site: Site, settings: Settings, colour: str, *, photo_id: str = "") -> str:
    """A photo of a fault, as its route keeps it."""
    with stored_pictures([picture(colour)], settings.photo_folder) as (stored,), transaction():
        keep_fault_photo(
            site_id=site.id, device_id=None, photo_id=photo_id or new_client_id(), stored=stored, at=now()
        )
    return stored.sha256


def grow_old(settings: Settings, age: timedelta = DAYS) -> None:
    time = (now() - age).timestamp()
    for path in files(settings):
        os.utime(path, (time, time))


def test_what_a_row_names_stays_and_what_was_refused_goes(site: Site, settings: Settings) -> None:
    keep(site, settings, "teal")
    before = files(settings)
    with pytest.raises(RuleBroken):
        keep(site, settings, "olive", photo_id="no id")
    assert files(settings) == before and len(before) == 2
    with pytest.raises(RuleBroken):
        keep(site, settings, "teal", photo_id="no id")
    assert files(settings) == before, "the same picture is another row's"


def test_of_several_pictures_the_sound_ones_go_too_when_one_is_none(site: Site, settings: Settings) -> None:
    with pytest.raises(RuleBroken), stored_pictures([picture("teal"), b"none"], settings.photo_folder):
        pass
    assert files(settings) == []


def test_a_refusal_leaves_the_picture_that_another_request_brings_just_now(
    site: Site, settings: Settings
) -> None:
    with pytest.raises(RuleBroken), picture_shelf(settings.photo_folder) as first:
        first.keep(picture("teal"))
        store_photo(picture("teal"), settings.photo_folder)
        raise RuleBroken("photo", "no")
    assert len(files(settings)) == 2
    with picture_shelf(settings.photo_folder) as shelf:
        stored = shelf.keep(picture("teal"))
        with transaction():
            keep_fault_photo(
                site_id=site.id, device_id=None, photo_id=new_client_id(), stored=stored, at=now()
            )
        for path in files(settings):
            path.unlink()
    assert len(files(settings)) == 2, "a row names it: it is put back"


def test_what_no_row_names_is_swept_after_a_day_and_nothing_else(site: Site, settings: Settings) -> None:
    keep(site, settings, "teal")
    store_photo(picture("olive"), settings.photo_folder)  # the control: as before, with nobody to tidy
    clip = "ab" * 32
    keep_file(b"sound", settings.photo_folder, clip, ".clip")
    keep_file(b"not ours", settings.photo_folder, clip, ".txt")
    (settings.photo_folder / "ab" / "ab" / ".half.part").write_bytes(b"half")
    assert len(files(settings)) == 7 and leftovers(settings.photo_folder, now()) == []
    grow_old(settings)
    due = leftovers(settings.photo_folder, now())
    assert len(due) == 4 and len(files(settings)) == 7, "a look changes nothing"
    assert sweep_leftovers(settings.photo_folder, now()) == due
    assert sorted("".join(path.suffixes) for path in files(settings)) == [".jpg", ".small.jpg", ".txt"]
    assert sweep_leftovers(settings.photo_folder, now()) == []


def test_what_is_brought_again_between_the_look_and_the_sweep_stays(site: Site, settings: Settings) -> None:
    store_photo(picture("olive"), settings.photo_folder)
    grow_old(settings)
    assert len(leftovers(settings.photo_folder, now())) == 2
    store_photo(picture("olive"), settings.photo_folder)
    assert sweep_leftovers(settings.photo_folder, now()) == [] and len(files(settings)) == 2


def test_the_clockwork_looks_through_the_whole_store_in_a_day(site: Site, settings: Settings) -> None:
    hours = [now().replace(hour=hour, minute=SWEPT_AT) for hour in range(24)]
    assert sorted(part for hour in hours for part in parts_of_the_hour(hour)) == sorted(EVERY_PART)
    sha256 = store_photo(picture("olive"), settings.photo_folder).sha256
    grow_old(settings)
    tick(now().replace(minute=SWEPT_AT + 1))
    assert len(files(settings)) == 2
    turn = next(hour for hour in hours if sha256[:2] in parts_of_the_hour(hour))
    assert "2 files that no row names deleted" in tick(turn)
    assert files(settings) == []


def test_the_command_says_what_it_would_sweep_and_does_it_when_told(
    site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_photo(picture("olive"), settings.photo_folder)
    grow_old(settings)
    monkeypatch.setenv("ECO_INSTANCE_FOLDER", str(settings.instance_folder))
    monkeypatch.setenv("ECO_DATABASE_URL", settings.database)
    monkeypatch.setenv("ECO_SECRET_KEY", settings.secret_key)
    said = CliRunner().invoke(command, [])
    assert "Files that no row names: 2 older than a day" in said.output and len(files(settings)) == 2
    assert CliRunner().invoke(command, ["--yes"]).exit_code == 0
    assert files(settings) == []


def old_photo(site: Site, settings: Settings) -> datetime:
    """The photo of a fault that never came, and the day on which it is due."""
    keep(site, settings, "teal")
    return now() + timedelta(days=400)


def test_a_purge_that_is_rolled_back_loses_no_picture(site: Site, settings: Settings) -> None:
    later = old_photo(site, settings)

    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction():
        assert len(purge_fault_photos(later)) == 1
        raise Broken
    assert fast().rows("SELECT COUNT(*) FROM fault_photo")[0][0] == 1 and len(files(settings)) == 2
    tick(later)
    assert fast().rows("SELECT COUNT(*) FROM fault_photo")[0][0] == 0 and files(settings) == []
