"""Photos of rooms: before and after only with a consent that is dated and can be taken back; then they are gone."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.clock import now
from core.db import db, fast, transaction
from core.errors import RuleBroken
from core.files import photo_path, store_photo
from core.ids import new_client_id
from core.pictures import delete_unnamed
from factory.makeovers.services.ending import cancel_makeover
from factory.makeovers.services.photos import (
    give_consent,
    keep_makeover_photo,
    purge_survey_photos,
    take_back_consent,
)
from tests.makeovers.conftest import Home
from tests.pages import fields_of


def picture(colour: str = "sienna") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, "JPEG")
    return out.getvalue()


def keep(home: Home, made: int, part: str, colour: str = "sienna") -> str:
    stored = store_photo(picture(colour), home.folder)
    home.do(keep_makeover_photo, made, part=part, stored=stored, token=new_client_id())
    return stored.sha256


def count() -> int:
    db.session.rollback()
    return int(fast().rows("SELECT COUNT(*) FROM makeover_photo")[0][0])


def test_before_and_after_wait_for_the_consent(home: Home) -> None:
    made = home.refer()
    keep(home, made, "survey")
    with pytest.raises(RuleBroken, match="not agreed"):
        keep(home, made, "before")
    with pytest.raises(DBAPIError, match="consent"), transaction():
        db.session.execute(
            text(
                "INSERT INTO makeover_photo (id, makeover_id, part, sha256, width, height, taken_at) "
                "SELECT 'x', makeover_id, 'after', sha256, width, height, taken_at FROM makeover_photo"
            )
        )
    home.do(give_consent, made, token=new_client_id())
    home.do(give_consent, made, token=new_client_id())
    keep(home, made, "before")
    assert count() == 2


def test_a_consent_taken_back_takes_the_pictures_along(home: Home) -> None:
    made = home.refer()
    home.do(give_consent, made, token=new_client_id())
    survey, after = keep(home, made, "survey", "navy"), keep(home, made, "after", "gold")
    assert home.do(take_back_consent, made) == [after]
    assert home.do(take_back_consent, made) == []
    delete_unnamed([after, survey], home.folder)
    assert count() == 1 and photo_path(home.folder, survey).is_file()
    assert not list(home.folder.rglob(f"{after}*"))
    with pytest.raises(RuleBroken, match="not agreed"):
        keep(home, made, "after")
    page = home.browser.get("/makeovers/MK-0001/photos")
    assert "taken back" in page.text


def test_photos_of_a_makeover_that_is_over_go(home: Home) -> None:
    made = home.refer()
    survey = keep(home, made, "survey", "teal")
    assert home.do(cancel_makeover, made, reason="other") == [survey] and count() == 0
    signed = home.refer(reference="CV-2")
    home.do(give_consent, signed, token=new_client_id())
    keep(home, signed, "survey", "olive")
    keep(home, signed, "after", "pink")
    home.work(signed)
    home.sign(signed)
    with transaction():
        assert len(purge_survey_photos()) == 1
    assert count() == 1


def test_a_photo_is_taken_shown_and_deleted_on_the_page(home: Home) -> None:
    home.refer()
    page = home.browser.get("/makeovers/MK-0001/photos")
    page = home.browser.submit(
        page, {"picture": (io.BytesIO(picture()), "room.jpg")}, button="Keep the photo"
    )
    assert count() == 1
    photo_id = fast().rows("SELECT id FROM makeover_photo")[0][0]
    answer = home.browser.client.get(f"/makeover-photos/{photo_id}?size=small")
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    home.browser.submit(page, {}, button="Delete")
    assert count() == 0
    assert home.browser.client.get(f"/makeover-photos/{photo_id}").status_code == 404


def send(
    home: Home, data: bytes, part: str, token: str = "", status: int = 303, code: str = "MK-0001"
) -> str:
    """Send the form of a photo as the page would; what the answer says."""
    page = home.browser.get(f"/makeovers/{code}/photos")
    sent = {**fields_of(page.form(submit="Keep the photo")), "part": part}
    sent |= {"picture": (io.BytesIO(data), "room.jpg"), **({"token": token} if token else {})}
    answer = home.browser.client.post(
        f"/makeovers/{code}/photos", data=sent, content_type="multipart/form-data"
    )
    assert answer.status_code == status, answer.get_data(as_text=True)[:1500]
    return answer.get_data(as_text=True)


def kept(home: Home) -> set[str]:
    """The pictures in the store, which outlives a test."""
    return {path.name for path in home.folder.rglob("*.jpg")}


def test_a_photo_that_is_refused_leaves_no_picture_behind(home: Home) -> None:
    home.refer()
    before = kept(home)
    assert "not agreed" in send(home, picture("#123456"), "before", status=422)
    assert count() == 0 and kept(home) == before


def test_a_photo_under_the_token_of_another_is_refused_and_the_first_stays(home: Home) -> None:
    home.refer()
    home.refer(reference="CV-2")
    token, before = new_client_id(), kept(home)
    for _ in range(2):
        send(home, picture("#234567"), "survey", token)
    first = kept(home) - before
    assert "with other contents" in send(home, picture("#345678"), "survey", token, 422)
    assert "with other contents" in send(home, picture("#234567"), "survey", token, 422, "MK-0002")
    assert count() == 1 and len(first) == 2 and kept(home) - before == first


def test_a_picture_stays_where_taking_it_away_was_undone_or_another_row_names_it(home: Home) -> None:
    made = home.refer()
    sha256 = keep(home, made, "survey", "#456789")
    with pytest.raises(RuntimeError, match="the power goes"), transaction():
        cancel_makeover(by=home.ruth, makeover_id=made, reason="other", at=now())
        raise RuntimeError("the power goes")
    assert count() == 1 and photo_path(home.folder, sha256).is_file()
    other = home.refer(reference="CV-2")
    keep(home, other, "survey", "#456789")
    page = home.browser.get("/makeovers/MK-0001/photos")
    page = home.browser.submit(page, {}, button="Delete")
    assert count() == 1 and photo_path(home.folder, sha256).is_file()
    home.browser.submit(home.browser.get("/makeovers/MK-0002/photos"), {}, button="Delete")
    assert f"{sha256}.jpg" not in kept(home)
