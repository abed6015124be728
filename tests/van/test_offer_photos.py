"""Photos with an offer: up to five, cleaned, seen by whoever may see the offer, gone with the contact or when asked."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.config import Settings
from core.db import db, fast, transaction
from core.errors import RuleBroken
from core.files import StoredPhoto, photo_path, store_photo
from core.ids import new_client_id
from factory.clockwork import tick
from factory.privacy.again import erase_again
from factory.privacy.ledger import known_erasures
from factory.van.contacts import Contact
from factory.van.models.offer_photos import OfferPhoto
from factory.van.models.offers import OfferContact
from factory.van.services.forgetting import forget_offer
from factory.van.services.offer_photos import add_photos
from factory.van.services.offers import decline_offer, keep_offer, own_offer, receive_offer
from inventory.door_stamps import stamp_of
from inventory.services.donors import change_donor
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import PageClient, fields_of
from tests.van.scene import DONOR, VanDay

SENT = {"outcode": "cv5", "email": "someone@example.org", f"many-{CHAIR}": "1"}


@pytest.fixture(autouse=True)
def empty_store(settings: Settings) -> None:
    """No file of another test's."""
    shutil.rmtree(settings.photo_folder, ignore_errors=True)


@pytest.fixture
def stranger(van: VanDay) -> Iterator[PageClient]:
    """Somebody at home, signed in nowhere."""
    yield PageClient(van.app)


def picture(colour: str = "red", size: tuple[int, int] = (40, 30), form: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **more)
    return out.getvalue()


def files(*contents: bytes) -> dict[str, Any]:
    """The form's part of that name, as a browser sends several of it."""
    return {"photos": [(io.BytesIO(data), f"IMG_{place}.jpg") for place, data in enumerate(contents, 1)]}


def offered(van: VanDay, browser: PageClient, data: dict[str, Any], status: int = 303) -> Any:
    """Send the public form a minute after it was opened."""
    page = browser.get("/give/coventry")
    token = next(one.get("value") for one in page.tree.all("input") if one.get("name") == "token")
    key = str(van.app.config["ECO_SETTINGS"].secret_key).encode()
    opened = stamp_of(key, token, now() - timedelta(minutes=1))
    return browser.submit(page, {**data, "opened": opened}, action="/give/coventry", status=status)


def count(table: str) -> int:
    return int(fast().rows(f"SELECT COUNT(*) FROM {table}")[0][0])


def on_disk(settings: Settings) -> int:
    return len([path for path in settings.photo_folder.rglob("*") if path.is_file()])


def kept(settings: Settings, colour: str) -> StoredPhoto:
    return store_photo(picture(colour), settings.photo_folder)


def an_offer(van: VanDay, *photos: StoredPhoto, token: str = "") -> str:
    """An offer with photos, as the desk keeps it; its number."""
    with transaction():
        return keep_offer(
            site_id=van.site, by=van.cast.actor("ruth"), came_by="phone", items={CHAIR: 1}, outcode="CV1",
            contact=DONOR, language="en", at=now(), token=token or new_client_id(), photos=photos,
        ).number  # fmt: skip


def test_a_stranger_sends_photos_and_the_desk_sees_them_upright_and_stripped(
    van: VanDay, stranger: PageClient, settings: Settings, page_client: PageClient
) -> None:
    note = Image.Exif()
    note[0x0112], note[0x010E] = 6, "Number 7, Canary Wharfingers Row"
    note.get_ifd(0x8825)[1] = "N"
    assert "Thank you" in offered(van, stranger, {**SENT, **files(picture(exif=note), picture("blue"))}).text
    sign_in(page_client, "Ruth")
    page = page_client.get("/van/offers/O-00001")
    assert [link for link in page.links if "/photos/" in link] == [
        "/van/offers/O-00001/photos/1",
        "/van/offers/O-00001/photos/2",
    ]
    answer = page_client.client.get("/van/offers/O-00001/photos/1")
    assert answer.headers["Cache-Control"] == "private, no-store"
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (30, 40) and not shown.getexif() and b"Wharfingers" not in answer.data
    assert page_client.client.get("/van/offers/O-00001/photos/1?size=small").status_code == 200
    page_client.get("/van/offers/O-00001/photos/3", 404)


def test_nobody_outside_the_site_sees_a_photo(van: VanDay, settings: Settings, stranger: PageClient) -> None:
    address = f"/van/offers/{an_offer(van, kept(settings, 'red'))}/photos/1"
    assert stranger.client.get(address).status_code in (303, 401)
    other = PageClient(van.app)
    sign_in(other, "oluwaseun")
    other.get(address, 404)
    driver = PageClient(van.app)
    sign_in(driver, "Petra")
    assert driver.client.get(address).status_code == 200


def test_what_is_no_photo_is_refused_beside_the_field_and_nothing_typed_is_lost(
    van: VanDay, stranger: PageClient, settings: Settings
) -> None:
    huge = picture(size=(5001, 5000), form="PNG")
    long = b"\xff\xd8\xff" + b"0" * (15 * 1024 * 1024)
    for wrong, said in (
        (files(picture(), b"%PDF-1.4"), "Photo 2: This photo cannot be read."),
        (files(huge), "25 million pixels"),
        (files(long), "larger than 15 MB"),
        (files(*(picture(size=(20 + place, 20)) for place in range(6))), "At most 5 photos."),
        (files(*[long] * 3), "Together the photos are larger than 40 MB."),
    ):
        fast().run("DELETE FROM attempt")
        db.session.commit()
        page = offered(van, stranger, {**SENT, **wrong}, 422)
        field = next(one for one in page.tree.all("fieldset") if one.get("id") == "give-photos")
        assert said in field.text and "Choose the photos again" in field.text
        assert {**fields_of(page.form("/give/coventry")), **SENT} == fields_of(page.form("/give/coventry"))
        assert (count("donation_offer"), count("offer_photo"), on_disk(settings)) == (0, 0, 0), said


def test_a_refusal_of_something_else_says_that_the_photos_are_to_be_chosen_again(
    van: VanDay, stranger: PageClient, settings: Settings
) -> None:
    page = offered(van, stranger, {**SENT, "outcode": "CV1 2AB", **files(picture())}, 422)
    assert "first half" in page.text and "Choose the photos again" in page.text and on_disk(settings) == 0


def test_the_desk_writes_down_an_offer_with_photos_that_were_sent_to_it(
    van: VanDay, ruth: PageClient, settings: Settings
) -> None:
    page = ruth.get("/van/offers/new")
    data = {**SENT, "came_by": "council", **files(picture(), picture())}
    shown = ruth.submit(page, data, action="/offers/new")
    assert shown.text.count("Photos") and count("offer_photo") == 1, "one picture twice is one photo"
    ruth.submit(page, {**data, **files(picture("blue"))}, action="/offers/new")
    assert count("donation_offer") == 1 and on_disk(settings) == 2, (
        "pressed twice: one offer, one photo's files"
    )


def test_a_photo_whose_name_is_that_of_a_text_is_no_text(van: VanDay, ruth: PageClient) -> None:
    page = ruth.get("/van/offers/new")
    ruth.submit(page, {**SENT, "outcode": (io.BytesIO(picture()), "a.jpg")}, action="/offers/new", status=422)


def test_neither_the_model_nor_the_database_takes_a_sixth(van: VanDay, settings: Settings) -> None:
    number = an_offer(van)
    six = [store_photo(picture(size=(20 + place, 20)), settings.photo_folder) for place in range(6)]
    with pytest.raises(RuleBroken), transaction():
        add_photos(own_offer(van.site, number).id, six)
    with pytest.raises(IntegrityError), transaction():
        row = own_offer(van.site, number)
        db.session.add(OfferPhoto(offer_id=row.id, position=6, sha256=six[0].sha256, width=20, height=20))
        db.session.flush()
    assert count("offer_photo") == 0


def test_photos_go_with_the_contact_a_month_after_the_answer_and_half_a_year_at_most(
    van: VanDay, settings: Settings
) -> None:
    shared = kept(settings, "green")
    refused, taken = an_offer(van, kept(settings, "red"), shared), an_offer(van, kept(settings, "blue"))
    an_offer(van, shared)
    with transaction():
        decline_offer(by=van.cast.actor("ruth"), number=refused, reason="no_space", at=now())
        receive_offer(by=van.cast.actor("ruth"), number=taken, at=now(), token=new_client_id())
    tick(now() + timedelta(days=29))
    assert count("offer_photo") == 4 and on_disk(settings) == 6
    tick(now() + timedelta(days=31))
    assert count("offer_photo") == 1 == count("offer_contact")
    assert on_disk(settings) == 2 and photo_path(settings.photo_folder, shared.sha256)
    tick(now() + timedelta(days=181))
    assert (count("offer_photo"), on_disk(settings), count("donation_offer")) == (0, 0, 3)


def test_who_offered_is_forgotten_at_once_when_they_ask_and_again_out_of_an_older_backup(
    van: VanDay, ruth: PageClient, settings: Settings
) -> None:
    number = an_offer(van, kept(settings, "red"))
    photo = fast().rows("SELECT offer_id FROM offer_photo")[0]
    page = ruth.get(f"/van/offers/{number}")
    after = ruth.submit(page, action="/forget")
    assert "they asked for it" in after.text and DONOR.name not in after.text
    assert (count("offer_photo"), count("offer_contact"), on_disk(settings)) == (0, 0, 0)
    known = {who: when for who, when in known_erasures(settings).items() if who.startswith("offer:")}
    assert known and DONOR.name not in str(known)
    again = kept(settings, "red")
    with transaction():  # the data of before: an older backup was put back
        fast().run("UPDATE donation_offer SET forgotten_at = NULL")
        db.session.add(OfferContact(offer_id=photo[0], name=DONOR.name))
        db.session.add(OfferPhoto(offer_id=photo[0], position=1, sha256=again.sha256, width=40, height=30))
    assert erase_again(settings, known, at=now()) == [number]
    assert (count("offer_photo"), count("offer_contact"), on_disk(settings)) == (0, 0, 0)
    assert erase_again(settings, known, at=now()) == []


def test_an_offer_on_a_round_is_taken_off_it_before_its_donor_is_forgotten(
    van: VanDay, ruth: PageClient
) -> None:
    number = van.offer()
    page = ruth.get(f"/van/offers/{number}")
    van.round(number)
    assert "Take it off the round first" in ruth.submit(page, action="/forget").text
    with pytest.raises(RuleBroken), transaction():
        forget_offer(by=van.cast.actor("ruth"), number=number, at=now())
    assert count("offer_contact") == 1


def test_a_donor_whose_contact_is_deleted_leaves_no_photo_of_the_offer(
    van: VanDay, settings: Settings
) -> None:
    ruth, number = van.cast.actor("ruth"), an_offer(van, kept(settings, "red"))
    with transaction():
        receive_offer(by=ruth, number=number, at=now(), token=new_client_id())
        donor = fast().rows("SELECT number FROM donor")[0][0]
        change_donor(by=ruth, number=donor, name="Another", email="", phone="", at=now())
    assert count("offer_photo") == 1
    with transaction():
        change_donor(by=ruth, number=donor, name="", email="", phone="", at=now())
    assert (count("offer_photo"), count("offer_contact")) == (0, 0)


def test_a_broken_write_leaves_no_file(van: VanDay, settings: Settings, stranger: PageClient) -> None:
    number = an_offer(van)
    with transaction():
        token = fast().rows("SELECT token FROM donation_offer WHERE number = ?", (number,))[0][0]
    assert an_offer(van, kept(settings, "red"), token=token) == number and count("offer_photo") == 0


def test_a_contact_without_photos_stays_as_it_was(van: VanDay) -> None:
    with transaction():
        row = keep_offer(
            site_id=van.site, by=None, came_by="form", items={CHAIR: 1}, outcode="CV1", language="en",
            contact=Contact(phone="024 7600 0001"), at=now(), token=new_client_id(),
        )  # fmt: skip
    assert row.forgotten_at is None and count("offer_photo") == 0
