"""Decisions taken without a network with every value of the grid, and photos that follow them, each exactly once."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.clock import now, today
from core.db import db, transaction
from core.ids import new_client_id
from core.pictures import KEEPERS, delete_unnamed
from core.sealing import sealing_key
from factory.tablet_photos import purge_tablet_photos
from tests.scan_desk.tablet_client import HEADERS, seal
from tests.training.claim_scene import Workshop
from tests.training.conftest import value
from tests.training.register_client import RegisterClient
from training.models.assessment import CriterionDecision
from training.models.off_grid import RegisterEvent
from training.models.tablet_photos import TabletPhoto
from training.services.register_signing import sign_waiting

pytestmark = pytest.mark.usefixtures("empty_store")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def van(app: Flask, shop: Workshop) -> RegisterClient:
    """A tablet of Coventry away from the line."""
    return RegisterClient(app, app.test_client(), shop.cast.tablets["coventry"])


def picture() -> bytes:
    """A photo as a camera gives it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 10, 10)).save(out, "JPEG")
    return out.getvalue()


def sealed_photo(app: Flask, photo_id: str) -> tuple[bytes, dict[str, str]]:
    """The photo as it lies on the tablet's disk, and how a decision names it."""
    sealed = seal(sealing_key(app.config["ECO_SETTINGS"].secret_key), picture(), f"photo:{photo_id}")
    return sealed, {"id": photo_id, "digest": hashlib.sha256(sealed).hexdigest()}


def decided(van: RegisterClient, shop: Workshop, **said: Any) -> dict[str, Any]:
    """Nia's card decides on the first learner's first criterion."""
    told = {"run": shop.run.number, "criterion": shop.criteria[0], "decision": "achieved", **said}
    learner = {"number": shop.learners[0].number}
    return van.event(shop.cast.cards["nia"], "decide", now() - timedelta(minutes=5), learner=learner, **told)


def bring(van: RegisterClient, photo_id: str, sealed: bytes) -> TestResponse:
    """The photo arrives."""
    van.client.set_cookie("eco-device", van.secret)
    data = {"id": photo_id, "sealed": (io.BytesIO(sealed), "photo")}
    return van.client.post("/api/v1/evidence", data=data, headers=HEADERS)


def sign(shop: Workshop) -> int:
    """Nia signs with her PIN."""
    with transaction():
        return sign_waiting(by=shop.actor("nia"), at=now())


def only_decision() -> CriterionDecision:
    """The decision that there is."""
    db.session.expire_all()
    return db.session.scalars(select(CriterionDecision)).one()


def test_every_value_of_the_grid_is_taken_without_a_network(van: RegisterClient, shop: Workshop) -> None:
    by = (today() + timedelta(days=7)).isoformat()
    event = decided(
        van,
        shop,
        decision="referred",
        evidence="question",
        reference="Sheet 4",
        feedback="Clamp it first",
        borderline=True,
        resubmit=by,
    )
    assert van.results(event) == ["to_sign"] and sign(shop) == 1
    made = only_decision()
    assert (made.decision, made.evidence, made.reference, made.feedback) == (
        "referred",
        "question",
        "Sheet 4",
        "Clamp it first",
    )
    assert made.is_borderline and made.resubmit_on == today() + timedelta(days=7)


def test_what_was_achieved_is_taken_back_with_the_reason_that_was_given_there(
    van: RegisterClient, shop: Workshop
) -> None:
    shop.decide(at=now() - timedelta(days=1))
    assert van.results(decided(van, shop, decision="not_yet")) == ["to_sign"] and sign(shop) == 0
    assert van.results(decided(van, shop, decision="not_yet", because="The edge burnt")) == ["to_sign"]
    assert sign(shop) == 1


def test_a_decision_waits_for_its_photo_and_then_holds_it(
    app: Flask, van: RegisterClient, shop: Workshop
) -> None:
    photo_id = new_client_id()
    sealed, named = sealed_photo(app, photo_id)
    assert van.results(decided(van, shop, evidence="photo", photo=named)) == ["to_sign"]
    assert sign(shop) == 0
    assert "has not arrived" in db.session.scalars(select(RegisterEvent.message)).one()
    assert bring(van, photo_id, sealed).status_code == 200
    assert sign(shop) == 1
    assert len(only_decision().photo) == 64 and only_decision().evidence == "photo"


def test_a_photo_that_comes_twice_is_kept_once_and_another_under_its_number_is_not(
    app: Flask, van: RegisterClient, shop: Workshop
) -> None:
    photo_id = new_client_id()
    sealed, _ = sealed_photo(app, photo_id)
    assert [bring(van, photo_id, sealed).status_code for _ in range(3)] == [200, 200, 200]
    other, _ = sealed_photo(app, photo_id)
    assert other != sealed and bring(van, photo_id, other).status_code == 409
    assert value("SELECT COUNT(*) FROM tablet_photo") == 1


def test_a_photo_that_was_swapped_on_the_way_is_not_taken_for_the_one_that_was_named(
    app: Flask, van: RegisterClient, shop: Workshop
) -> None:
    photo_id = new_client_id()
    _, named = sealed_photo(app, photo_id)
    van.results(decided(van, shop, photo=named))
    other, _ = sealed_photo(app, photo_id)
    bring(van, photo_id, other)
    assert sign(shop) == 0


def test_what_is_no_photo_is_refused_and_a_browser_that_is_no_tablet_too(
    app: Flask, van: RegisterClient, shop: Workshop
) -> None:
    assert bring(van, new_client_id(), b"no photo").status_code in (400, 409, 422)
    stranger = RegisterClient(app, app.test_client(), "x")
    photo_id = new_client_id()
    assert bring(stranger, photo_id, sealed_photo(app, photo_id)[0]).status_code in (401, 403)


def purge(app: Flask, days: int) -> int:
    """What the clockwork does so many days from now."""
    with transaction():
        gone = purge_tablet_photos(now() + timedelta(days=days))
    delete_unnamed(gone, app.config["ECO_SETTINGS"].photo_folder)
    return len(gone)


def files_of(app: Flask) -> list[Path]:
    """Every picture in the store."""
    return sorted(app.config["ECO_SETTINGS"].photo_folder.rglob("*.jpg"))


def test_the_names_of_photos_go_after_a_year_and_the_decisions_keep_them(
    app: Flask, van: RegisterClient, shop: Workshop
) -> None:
    photo_id = new_client_id()
    sealed, named = sealed_photo(app, photo_id)
    van.results(decided(van, shop, photo=named))
    bring(van, photo_id, sealed)
    assert purge(app, 366) == 0, "its decision waits to be signed"
    sign(shop)
    assert purge(app, 364) == 0 and value("SELECT COUNT(*) FROM tablet_photo") == 1
    assert purge(app, 366) == 1 and value("SELECT COUNT(*) FROM tablet_photo") == 0
    assert len(only_decision().photo) == 64 and len(files_of(app)) == 2


def test_a_photo_that_no_decision_ever_named_leaves_the_store_after_a_year_with_its_last_name(
    app: Flask, van: RegisterClient, shop: Workshop
) -> None:
    first, second = new_client_id(), new_client_id()
    for photo_id in (first, second):
        assert bring(van, photo_id, sealed_photo(app, photo_id)[0]).status_code == 200
    with transaction():
        db.session.get_one(TabletPhoto, second).received_at = now() + timedelta(days=10)
    assert purge(app, 366) == 1 and len(files_of(app)) == 2, "the second name still stands for it"
    assert purge(app, 376) == 1 and files_of(app) == []
    assert purge(app, 376) == 0


def test_every_column_that_holds_a_picture_is_looked_at_before_one_is_removed() -> None:
    lines = csv.DictReader((ROOT / "docs" / "columns.csv").open(encoding="utf-8"))
    told = {tuple(line.values())[:2] for line in lines if "picture" in tuple(line.values())[4]}
    drawn = {("delivery_signature", "strokes")}  # lines of a finger, in no file
    by_a_tablet = {("tablet_photo", "sha256")}  # what a tablet called it
    assert (told - drawn) | by_a_tablet == set(KEEPERS)
