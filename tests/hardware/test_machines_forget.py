"""What machines forget in time: settled things that could not be taken, photos of faults, windows for cards."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from core.db import fast, transaction
from core.errors import NotFound
from core.files import photo_path, store_photo
from factory.machine_clockwork import tick_machines
from hardware.services.kiosks import settle_rejected
from hardware.vocabulary import EventKind
from tests.hardware.test_tags import wait_for
from tests.hardware.workshop import NINE, Workshop, rows

DAY, YEAR = timedelta(days=1), timedelta(days=365)


def tick(app: Flask, at: datetime) -> int:
    """The clockwork's minute; how much was deleted."""
    done = tick_machines(at, app.config["ECO_SETTINGS"])
    return next(count for count, what in done if "deleted" in what)


def folder(app: Flask) -> Path:
    return Path(app.config["ECO_SETTINGS"].photo_folder)


def is_there(app: Flask, sha256: str) -> bool:
    try:
        return photo_path(folder(app), sha256).is_file()
    except NotFound:
        return False


def a_fault_with_a_photo(
    app: Flask, workshop: Workshop, shade: int = 20, photo: str = "00112233445566aa"
) -> str:
    """A kiosk told of a fault with a photo, whose bytes came too; the hash of its picture."""
    tape = workshop.tape(seq=shade, mono=60_000 + shade)
    tape.tell(EventKind.FAULT_REPORTED, what="stuck", is_not_safe=False, photo=photo)
    workshop.play(tape)
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade, 200, 30)).save(out, "JPEG")
    stored = store_photo(out.getvalue(), folder(app))
    with transaction():
        fast().run(
            "UPDATE fault_photo SET sha256 = ?, width = ?, height = ? WHERE id = ?",
            (stored.sha256, stored.width, stored.height, photo),
        )
    return stored.sha256


def end_faults(workshop: Workshop, at: datetime) -> None:
    """The maintainer mended whatever was wrong."""
    by = workshop.cast.people["sunil"]
    with transaction():
        fast().run(
            "UPDATE machine_fault SET ended_at = ?, ended_by_id = ?, fault_cause = 'unknown' WHERE ended_at IS NULL",
            (at, by),
        )


def test_what_could_not_be_taken_goes_a_year_after_somebody_looked_at_it(
    app: Flask, workshop: Workshop
) -> None:
    workshop.send([{"nonsense": 1}, {"nonsense": 2}])
    first = int(rows("SELECT MIN(id) FROM kiosk_rejected")[0][0])
    with transaction():
        settle_rejected(by=workshop.cast.actor("ruth", at=NINE), rejected_id=first, at=NINE)
    with transaction():  # pressed again, on another page
        settle_rejected(by=workshop.cast.actor("ruth", at=NINE + DAY), rejected_id=first, at=NINE + DAY)
    assert tick(app, NINE + YEAR) == 0
    assert tick(app, NINE + YEAR + DAY) == 1
    assert tick(app, NINE + YEAR + DAY) == 0
    assert rows("SELECT settled_at FROM kiosk_rejected") == [(None,)]


def test_a_photo_of_a_fault_goes_a_year_after_the_fault_ended_and_its_picture_too(
    app: Flask, workshop: Workshop
) -> None:
    picture = a_fault_with_a_photo(app, workshop)
    assert tick(app, NINE + 3 * YEAR) == 0
    end_faults(workshop, NINE + 3 * YEAR)
    assert tick(app, NINE + 4 * YEAR) == 0
    assert is_there(app, picture)
    assert tick(app, NINE + 4 * YEAR + DAY) == 1
    assert not is_there(app, picture)
    assert rows("SELECT id FROM fault_photo") == []
    assert rows("SELECT COUNT(*) FROM machine_fault") == [(1,)]


def test_a_picture_that_another_fault_still_shows_stays(app: Flask, workshop: Workshop) -> None:
    picture = a_fault_with_a_photo(app, workshop)
    end_faults(workshop, NINE + timedelta(hours=1))
    tape = workshop.tape(seq=90, mono=90_000)
    tape.tell(EventKind.FAULT_REPORTED, what="noise", is_not_safe=False, photo="aa55443322110000")
    workshop.play(tape)
    with transaction():
        fast().run("UPDATE fault_photo SET sha256 = ?", (picture,))
    assert tick(app, NINE + YEAR + DAY) == 1
    assert is_there(app, picture)
    assert rows("SELECT id FROM fault_photo") == [("aa55443322110000",)]


@pytest.mark.parametrize(("days", "left"), [(1, 1), (3, 0)])
def test_that_a_kiosk_waited_for_a_card_goes_after_a_day(
    app: Flask, workshop: Workshop, days: int, left: int
) -> None:
    wait_for(workshop)
    tick(app, NINE + days * DAY)
    assert rows("SELECT COUNT(*) FROM tag_window") == [(left,)]
