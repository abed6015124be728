"""Photos of evidence: a guest opens those of their visit's own work and no other; the pack holds them by their hash."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

import training.packs
from core.clock import now
from core.db import transaction
from core.files import photo_path, store_photo
from core.ids import new_client_id
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.claim_scene import Workshop
from tests.training.conftest import value
from tests.training.test_visits import ask_in
from training.services.prior_learning import make_claim


def picture(colour: int) -> bytes:
    """A photo as a camera gives it, with a place in its EXIF."""
    image, out, exif = Image.new("RGB", (60, 40), (40 * colour, 90, 90)), io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken in Coventry"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def folder_of(app: Flask) -> Path:
    """Where this app keeps photos."""
    folder: Path = app.config["ECO_SETTINGS"].photo_folder
    return folder


@pytest.fixture
def photos(app: Flask, shop: Workshop) -> dict[str, str]:
    """Photos of the first learner's unit, of the second's, of a claim of each, and one that is no evidence."""
    kept = {
        name: store_photo(picture(number), folder_of(app)).sha256
        for number, name in enumerate(("own", "replaced", "other", "own claim", "other claim", "stray"))
    }
    shop.decide(0, 0, decision="not_yet", photo=kept["replaced"])
    shop.decide(0, 0, photo=kept["own"])
    shop.decide(0, 1)
    shop.decide(1, 0, photo=kept["other"])
    shop.decide(1, 1)
    for number, name in enumerate(("own claim", "other claim")):
        with transaction():
            make_claim(
                by=shop.actor("ruth"),
                registration_id=shop.registrations[number],
                unit_id=shop.unit_id,
                claim="Cut wood for years",
                evidence="",
                photo=kept[name],
                at=now(),
                token=new_client_id(),
            )
    shop.verify_all()
    return kept


@pytest.fixture
def guest(app: Flask, photos: dict[str, str]) -> PageClient:
    """Marek's browser."""
    browser = PageClient(app)
    sign_in(browser, "Marek")
    return browser


OWN = {"own", "replaced", "own claim"}


def test_a_visit_of_chosen_work_opens_each_photo_of_that_work_and_refuses_every_other(
    app: Flask, shop: Workshop, photos: dict[str, str], guest: PageClient
) -> None:
    token = ask_in(shop, "sample")
    opened = {
        name
        for name, sha256 in photos.items()
        if guest.client.get(f"/visits/{token}/photos/{sha256}").status_code == 200
    }
    assert opened == OWN
    for sha256 in photos.values():
        assert guest.client.get(f"/evidence/{sha256}").status_code == 404
    for wrong in ("0" * 64, "x", "..%2f..%2fetc%2fpasswd"):
        assert guest.client.get(f"/visits/{token}/photos/{wrong}").status_code == 404
    for path in folder_of(app).rglob("*.jpg"):
        name = path.name.partition(".")[0]
        status = guest.client.get(f"/visits/{token}/photos/{name}").status_code
        assert status == (200 if name in {photos[one] for one in OWN} else 404)


def test_a_visit_to_the_whole_run_opens_its_evidence_and_what_is_none_stays_shut(
    shop: Workshop, photos: dict[str, str], guest: PageClient
) -> None:
    token = ask_in(shop)
    answers = {
        name: guest.client.get(f"/visits/{token}/photos/{sha256}").status_code
        for name, sha256 in photos.items()
    }
    assert answers == {name: 404 if name == "stray" else 200 for name in photos}


def test_each_look_at_a_photo_is_noted_and_no_browser_keeps_it(
    shop: Workshop, photos: dict[str, str], guest: PageClient
) -> None:
    token = ask_in(shop, "sample")
    for _ in range(2):
        answer = guest.client.get(f"/visits/{token}/photos/{photos['own']}")
        assert answer.headers["Cache-Control"] == "no-store" and answer.mimetype == "image/jpeg"
    guest.client.get(f"/visits/{token}/photos/{photos['other']}")
    assert value("SELECT COUNT(*) FROM look_log WHERE page LIKE 'photo:%'") == 2


def test_once_the_visit_is_ended_its_photos_are_shut(
    shop: Workshop, photos: dict[str, str], guest: PageClient
) -> None:
    from training.services.visits import end_visit

    token = ask_in(shop)
    with transaction():
        end_visit(by=shop.actor("ruth"), visit_token=token, at=now())
    assert guest.client.get(f"/visits/{token}/photos/{photos['own']}").status_code == 404


def test_the_work_page_shows_the_guest_photos_by_the_visits_own_door(
    shop: Workshop, photos: dict[str, str], guest: PageClient
) -> None:
    token = ask_in(shop, "sample")
    page = guest.get(f"/visits/{token}/units/{shop.registrations[0]}/{shop.unit_id}")
    for name in OWN:
        assert f"/visits/{token}/photos/{photos[name]}" in " ".join(page.links)
    assert "/evidence/" not in " ".join(page.links)


def saved(browser: PageClient, token: str, more: str = "") -> bytes:
    """The pack of a visit."""
    answer = browser.client.get(f"/visits/{token}/pack.zip{more}")
    assert answer.status_code == 200 and int(answer.headers["Content-Length"]) == len(answer.get_data())
    return answer.get_data()


def test_the_pack_holds_the_photos_of_the_visit_whole_by_their_hash_without_exif(
    shop: Workshop, photos: dict[str, str], guest: PageClient
) -> None:
    token = ask_in(shop, "sample")
    data = saved(guest, token)
    assert saved(guest, token) == data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        held = {name: packed.read(name) for name in packed.namelist() if name.startswith("photos/")}
        listed = {row["file"]: row for row in rows_of(packed, "index.csv")}
        about = rows_of(packed, "photos.csv")
        decided = rows_of(packed, "decisions.csv")
    assert {hashlib.sha256(one).hexdigest() for one in held.values()} == {photos[name] for name in OWN}
    for name, content in held.items():
        assert listed[name]["sha256"] == hashlib.sha256(content).hexdigest()
        with Image.open(io.BytesIO(content)) as image:
            assert not image.getexif() and b"Coventry" not in content
    assert {row["file"] for row in about} == set(held)
    assert {row["photo"] for row in decided if row["photo"]} < set(held)
    with zipfile.ZipFile(io.BytesIO(saved(guest, token, "?photos=no"))) as packed:
        assert not [name for name in packed.namelist() if name.startswith("photos/")]


def rows_of(packed: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    """A table of a pack."""
    return list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"))))


def test_a_photo_that_is_lost_or_altered_is_left_out_and_said(
    app: Flask, shop: Workshop, photos: dict[str, str], guest: PageClient
) -> None:
    token = ask_in(shop, "sample")
    photo_path(folder_of(app), photos["own"]).unlink()
    photo_path(folder_of(app), photos["replaced"]).write_bytes(b"another picture")
    with zipfile.ZipFile(io.BytesIO(saved(guest, token))) as packed:
        assert len([name for name in packed.namelist() if name.startswith("photos/")]) == 1
        lost = [row for row in rows_of(packed, "index.csv") if row["what"] == "photo is lost"]
    assert {row["sha256"] for row in lost} == {photos["own"], photos["replaced"]}


def test_a_pack_too_large_is_refused_in_words_and_given_without_photos(
    shop: Workshop, photos: dict[str, str], guest: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = ask_in(shop, "sample")
    monkeypatch.setattr(training.packs, "MOST_PHOTO_BYTES", 1000)
    answer = guest.client.get(f"/visits/{token}/pack.zip")
    assert answer.status_code == 303
    page = guest.get(f"/visits/{token}")
    assert "one pack holds" in page.text and "Save it without photos" in page.text
    assert saved(guest, token, "?photos=no").startswith(b"PK")
