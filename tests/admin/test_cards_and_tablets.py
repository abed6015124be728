"""Cards on paper, tablets paired by code or on the spot, sites, the trail and health."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from core.db import db
from core.devices import Device
from core.people import Card
from core.sites import Site
from factory.backups.verifying import VERIFIED
from tests.cast import Cast
from tests.front_desk.doors import post_api, sign_in
from tests.pages import PageClient, fields_of


@pytest.fixture
def desk(page_client: PageClient, cast: Cast) -> PageClient:
    """Ruth at her desk in Coventry."""
    sign_in(page_client, "ruth")
    return page_client


def _cards_read(pdf: bytes) -> list[str]:
    import pypdfium2
    import zxingcpp

    found = []
    for page in pypdfium2.PdfDocument(io.BytesIO(pdf)):
        picture = page.render(scale=3).to_pil()
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    return found


def test_cards_printed_ahead_are_read_from_the_paper_and_begin_a_first_hour(
    app: Flask, desk: PageClient, new_page_client: Callable[[], PageClient], cast: Cast
) -> None:
    values = {**fields_of(desk.get("/cards").form("/cards", "Print")), "count": "12"}
    answer = desk.client.post("/cards", data=values)
    assert answer.content_type == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
    read = _cards_read(answer.get_data())
    assert len(set(read)) == 12 and all(text.startswith("ECO:") for text in read)
    tablet = new_page_client()
    tablet.client.set_cookie("eco-device", cast.tablets["coventry"])
    assert post_api(tablet.client, "sign-in/card", {"card": read[0]}).json == {"blank": True}
    with app.app_context():
        kept = " ".join(f"{card.lookup_key} {card.proof_key}" for card in db.session.query(Card))
        assert not any(text.removeprefix("ECO:") in kept for text in read)


@pytest.mark.parametrize("count", ["0", "201", "-1", "many", "", "1e9", "9" * 30])
def test_a_number_of_cards_that_is_none_is_refused(desk: PageClient, count: str) -> None:
    page = desk.submit(desk.get("/cards"), {"count": count}, action="/cards", button="Print", status=422)
    assert page.tree.all("p", class_="error")


def test_a_persons_card_signs_them_in(
    desk: PageClient, new_page_client: Callable[[], PageClient], cast: Cast
) -> None:
    number = cast.numbers["tomasz"]
    values = fields_of(desk.get(f"/people/{number}").form(f"/people/{number}/cards", "Print"))
    read = _cards_read(desk.client.post(f"/people/{number}/cards", data=values).get_data())
    tablet = new_page_client()
    tablet.client.set_cookie("eco-device", cast.tablets["coventry"])
    assert post_api(tablet.client, "sign-in/card", {"card": read[0]}).json["person"]["alias"] == "Tomasz"


def test_a_spoilt_blank_card_works_no_more(
    app: Flask, desk: PageClient, new_page_client: Callable[[], PageClient], cast: Cast
) -> None:
    with app.app_context():
        card = db.session.query(Card).filter_by(state="blank").order_by(Card.id).first()
        assert card is not None
        number = card.number
    desk.submit(desk.get("/cards"), action=f"/cards/{number}/void")
    tablet = new_page_client()
    tablet.client.set_cookie("eco-device", cast.tablets["coventry"])
    assert post_api(tablet.client, "sign-in/card", {"card": cast.blank_cards[0]}).status_code == 403


def _code(desk: PageClient, name: str = "Paint bench") -> str:
    page = desk.submit(desk.get("/admin/devices"), {"name": name}, action="/admin/devices/codes", status=200)
    return page.tree.all("p", class_="code")[0].text.replace(" ", "")


def test_a_code_pairs_one_tablet_once(
    app: Flask, desk: PageClient, new_page_client: Callable[[], PageClient], cast: Cast
) -> None:
    code, tablet = _code(desk), new_page_client()
    values = fields_of(tablet.get(f"/pair?code={code}").form("/pair"))
    assert values["code"] == code
    assert tablet.client.post("/pair", data=values).status_code == 303
    assert tablet.client.get("/api/v1/me").json["device"]["name"] == "Paint bench"
    cookie = tablet.client.get_cookie("eco-device")
    assert cookie is not None and cookie.http_only
    with app.app_context():
        assert cookie.value not in {device.token_hash for device in db.session.query(Device)}
    other = new_page_client()
    other.submit(other.get("/pair"), {"code": code}, action="/pair", status=422)


def test_a_code_lapses_after_ten_minutes(desk: PageClient, new_page_client: Callable[[], PageClient]) -> None:
    code, tablet = _code(desk), new_page_client()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        tablet.submit(tablet.get("/pair"), {"code": code}, action="/pair", status=422)


def test_guessing_codes_is_stopped(new_page_client: Callable[[], PageClient], cast: Cast) -> None:
    stranger = new_page_client()
    values = {**fields_of(stranger.get("/pair").form("/pair")), "code": "AAAABBBB"}
    statuses = [stranger.client.post("/pair", data=values).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2


def test_a_coordinator_pairs_the_browser_they_sit_at_and_is_signed_out_of_it(desk: PageClient) -> None:
    values = {**fields_of(desk.get("/admin/devices").form("/pair/this-browser")), "name": "Van"}
    assert desk.client.post("/pair/this-browser", data=values).status_code == 303
    me = desk.client.get("/api/v1/me").json
    assert me["device"]["name"] == "Van" and me["person"] is None


def test_a_tablet_is_renamed_and_ended(desk: PageClient, cast: Cast) -> None:
    name = cast.tablet_names["coventry"]
    page = desk.submit(
        desk.get("/admin/devices"), {"name": "Glue bench"}, action=f"/admin/devices/{name}/name"
    )
    assert "Glue bench" in page.text
    assert "ended on" in desk.submit(page, action=f"/admin/devices/{name}/end").text


def test_a_site_keeps_its_days_and_steps(app: Flask, desk: PageClient) -> None:
    values = {
        **fields_of(desk.get("/admin/sites/coventry").form(submit="Save")),
        "days_stored": "45",
        "hidden_steps": "strip",
    }
    desk.post("/admin/sites/coventry", values)
    with app.app_context():
        site = db.session.query(Site).filter_by(slug="coventry").one()
        assert site.wanted_days("stored") == 45 and site.hidden_steps == ["strip"]
        assert site.days_wanted == {"stored": 45}


@pytest.mark.parametrize("days", ["0", "1000", "x", "", "9" * 40])
def test_days_that_are_none_are_refused(desk: PageClient, days: str) -> None:
    desk.submit(desk.get("/admin/sites/coventry"), {"days_stored": days}, button="Save", status=422)


def test_a_broken_chain_is_seen(app: Flask, desk: PageClient) -> None:
    assert "The chain holds" in desk.get("/admin/audit?check=1").text
    with app.app_context(), db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_line_no_update"))
        else:
            connection.execute(text("DROP TRIGGER audit_line_append_only ON audit_line"))
        connection.execute(text("UPDATE audit_line SET verb = 'nothing' WHERE number = 3 AND site_id = 1"))
    page = desk.get("/admin/audit?check=1")
    assert "broken at line 3" in page.text


def test_the_trail_is_narrowed_by_its_address(desk: PageClient, cast: Cast) -> None:
    page = desk.get(
        "/admin/audit", query_string={"subject": f"person:{cast.numbers['amina']}", "verb": "set_pin"}
    )
    assert len(page.tree.one("table").all("tr")) == 2
    assert "No line fits" in desk.get("/admin/audit?day=1999-01-01").text
    for nonsense in (
        "day=x",
        "day=0001-01-01",
        "before=-1",
        "before=99999999999999999999",
        "who=%F0%9F%98%80",
    ):
        desk.get(f"/admin/audit?{nonsense}")


def test_health_says_what_to_do(desk: PageClient) -> None:
    page = desk.get("/admin/health")
    assert "There is no backup yet." in page.text and "EcoWorks" in page.text


def test_health_says_whether_the_newest_backup_was_restored_what_waits_and_when_devices_were_seen(
    desk: PageClient, app: Flask
) -> None:
    folder = app.config["ECO_SETTINGS"].backups
    folder.mkdir(parents=True, exist_ok=True)
    newest = folder / "eco-20260105T030000000Z.zip"
    newest.write_bytes(b"one night's")
    try:
        page = desk.get("/admin/health")
        assert "Nobody has restored the newest backup" in page.text and "eco verify-backup" in page.text
        (folder / VERIFIED).write_text(f"{newest.name} good")
        page = desk.get("/admin/health")
        assert "was restored and counted again" in page.text
    finally:
        shutil.rmtree(folder)
    assert "wait to be sent: 0" in page.text and "Tablets and kiosks" in page.text


def test_a_machine_asks_whether_it_is_up(client: object, app: Flask) -> None:
    assert app.test_client().get("/healthz").json == {"ok": True}
