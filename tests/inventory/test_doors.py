"""The doors of the public page: a stranger's message reaches the desk once, and what is personal goes in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotFound
from core.ids import new_client_id
from factory.clockwork import tick
from inventory.door_stamps import seconds_open, stamp_of
from inventory.services.messages import leave_message, reopen_message, settle_messages
from tests.front_desk.doors import sign_in
from tests.inventory.conftest import Desk
from tests.markup import Element
from tests.pages import Page, PageClient

KEY = b"k" * 32


def count(table: str = "door_message") -> int:
    db.session.rollback()
    row = fast().row(f"SELECT COUNT(*) FROM {table}")
    return int(row[0]) if row else 0


def opened(app: Flask, url: str, monkeypatch: pytest.MonkeyPatch, ago: int = 20) -> tuple[PageClient, Page]:
    """A stranger's phone that has had the form of a door open for some seconds."""
    phone = PageClient(app)
    then = now() - timedelta(seconds=ago)
    with monkeypatch.context() as patch:
        patch.setattr("inventory.routes.doors.now", lambda: then)
        return phone, phone.get(url)


def leave(desk: Desk, code: str, **more: Any) -> int:
    """A message through the service; its number."""
    values: dict[str, Any] = {
        "door": "wrong", "trouble": "wobbles", "words": "The left leg", "reach": "07700 900123", "language": "en",
        "at": now(), "token": new_client_id(), **more,
    }  # fmt: skip
    with transaction():
        return leave_message(code=code, **values).id


@pytest.mark.parametrize("door", ["wrong", "back", "like", "join"])
def test_each_door_takes_a_message_and_the_desk_reads_it(
    desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    code = desk.scene.bring("released")
    assert f"/P/{code}/{door}?language=en" in PageClient(app).get(f"/P/{code}").links
    phone, page = opened(app, f"/P/{code}/{door}", monkeypatch)
    data = {"words": "One leg is loose", "reach": "sam@example.org"}
    if door == "wrong":
        data["trouble"] = "wobbles"
    thanks = phone.submit(page, data, action=f"/P/{code}/{door}")
    assert thanks.heading == "Thank you" and count() == 1
    inbox = desk.get("/messages")
    assert "One leg is loose" in inbox.text and "sam@example.org" in inbox.text and code in inbox.text


def test_pressing_send_twice_is_one_message(desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    code = desk.scene.bring("released")
    phone, page = opened(app, f"/P/{code}/like", monkeypatch)
    for _ in range(2):
        phone.submit(page, {"words": "A small table, please"}, action="/like")
    assert count() == 1


def test_before_release_the_finder_may_write_and_nobody_else(
    desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = desk.scene.bring("received")
    for door in ("wrong", "back", "like"):
        assert PageClient(app).client.get(f"/P/{code}/{door}").status_code == 404
    phone, page = opened(app, f"/P/{code}/found", monkeypatch)
    phone.submit(page, {"words": "Beside the canal"}, action="/found")
    assert "Beside the canal" in desk.get("/messages?door=found").text
    assert PageClient(app).client.get("/P/7777777/found").status_code == 404


def test_something_wrong_flags_the_piece_at_the_desk_until_it_is_done(desk: Desk) -> None:
    code = desk.scene.bring("released")
    assert "said to be wrong" not in desk.get("/pieces?stage=all").text
    number = leave(desk, code)
    assert "said to be wrong" in desk.get("/pieces?stage=all").text
    assert code in desk.get("/pieces?wrong=1&stage=all").text
    assert "The left leg" in desk.get(f"/pieces/{code}").text
    assert "1 open" in desk.get("/pieces/board").tree.all("nav")[1].text
    page = desk.get("/messages")
    done = desk.browser.submit(page, {"ids": str(number), "note": "Glued"}, action="/messages/done")
    assert "1 message is done" in done.text and "Nobody has written" in done.text
    assert "said to be wrong" not in desk.get("/pieces?stage=all").text
    again = desk.browser.submit(desk.get("/messages?state=done"), action="/opening")
    assert "open again" in again.text and "The left leg" in again.text


def test_the_inbox_is_searched_filtered_and_taken_away(desk: Desk) -> None:
    code = desk.scene.bring("released")
    leave(desk, code, words="Knob lost 100%", reach="Zoe 07700 900456")
    leave(desk, code, door="join", trouble="", words="I can sew")
    for asked, seen in (("q=knob", True), ("q=100%25", True), ("q=zoe", True), (f"q={code.lower()}", True),
                        ("q=_%25_", False), ("q=sew", False), ("door=join", False), ("state=done", False)):  # fmt: skip
        assert ("Knob lost" in desk.get(f"/messages?{asked}").text) is seen, asked
    sheet = desk.browser.client.get("/messages.csv?door=join").get_data(as_text=True)
    assert "I can sew" in sheet and "Knob lost" not in sheet
    assert desk.browser.client.get("/messages.xlsx").get_data()[:2] == b"PK"
    assert desk.browser.client.get("/messages?after=x&state=no&door=no").status_code == 200


def test_many_messages_come_page_by_page(desk: Desk) -> None:
    code = desk.scene.bring("released")
    for number in range(55):
        leave(desk, code, words=f"Message {number}.")
    first = desk.get("/messages")
    assert "Message 54." in first.text and "Message 4." not in first.text
    older = next(link for link in first.links if "after=" in link)
    assert "Message 4." in desk.get(older).text


def test_another_sites_desk_neither_sees_nor_settles_it(desk: Desk, app: Flask) -> None:
    number = leave(desk, desk.scene.bring("released"))
    other = PageClient(app)
    sign_in(other, "oluwaseun")
    assert "The left leg" not in other.get("/messages").text
    by = replace(desk.scene.cast.actor("ruth"), site_id=desk.scene.cast.sites["wolverhampton"])
    with pytest.raises(NotFound), transaction():
        settle_messages(by=by, ids=[number], note="", at=now())
    with pytest.raises(NotFound), transaction():
        reopen_message(by=by, message_id=number, at=now())


@pytest.mark.parametrize(
    ("door", "data", "said"),
    [
        ("wrong", {"words": "x"}, "Say what is wrong"),
        ("wrong", {"trouble": "nonsense"}, "Say what is wrong"),
        ("like", {}, "This message is empty"),
        ("like", {"words": "My number is QQ 12 34 56 C"}, "We never keep those"),
        ("like", {"words": "Hello", "reach": "QQ123456C"}, "We never keep those"),
        ("like", {"words": "x" * 601}, "Please look at this again"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(
    desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch, door: str, data: dict[str, str], said: str
) -> None:
    code = desk.scene.bring("released")
    phone, page = opened(app, f"/P/{code}/{door}", monkeypatch)
    assert said in phone.submit(page, data, action=f"/{door}", status=422).text
    assert count() == 0


def test_a_machine_that_fills_the_trap_is_thanked_and_nothing_is_kept(
    desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = desk.scene.bring("released")
    phone, page = opened(app, f"/P/{code}/like", monkeypatch)
    thanks = phone.submit(page, {"words": "buy", "website": "http://spam.example"}, action="/like")
    assert thanks.heading == "Thank you" and count() == 0


def test_haste_and_stale_pages_are_asked_to_press_once_more(
    desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = desk.scene.bring("released")
    phone, page = opened(app, f"/P/{code}/like", monkeypatch, ago=0)
    assert "very quick" in phone.submit(page, {"words": "Hello"}, action="/like", status=422).text
    phone, page = opened(app, f"/P/{code}/like", monkeypatch, ago=90_000)
    assert "gone stale" in phone.submit(page, {"words": "Hello"}, action="/like", status=422).text
    phone, page = opened(app, f"/P/{code}/like", monkeypatch)
    assert (
        "gone stale"
        in phone.submit(page, {"words": "Hello", "opened": "1.x"}, action="/like", status=422).text
    )
    assert count() == 0


def test_a_stamp_holds_for_its_own_form_only() -> None:
    at = datetime.fromisoformat("2026-11-26T10:00:00+00:00")
    stamp = stamp_of(KEY, "one", at)
    assert seconds_open(KEY, "one", stamp, at + timedelta(seconds=9)) == 9
    assert seconds_open(KEY, "two", stamp, at) is None
    assert seconds_open(b"other", "one", stamp, at) is None
    later = f"{int(stamp.partition('.')[0]) - 60}.{stamp.partition('.')[2]}"
    for forged in (later, "", ".", "²." + "a" * 32, "9" * 40 + ".x", stamp + "é"):
        assert seconds_open(KEY, "one", forged, at) is None, forged


def test_a_flood_from_one_address_is_held_back(
    desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = desk.scene.bring("released")
    for number in range(6):
        phone, page = opened(app, f"/P/{code}/like", monkeypatch)
        phone.submit(page, {"words": f"Number {number}"}, action="/like")
    phone, page = opened(app, f"/P/{code}/like", monkeypatch)
    assert "Try again in" in phone.submit(page, {"words": "Seven"}, action="/like", status=422).text
    assert count() == 6


def test_the_contact_goes_a_month_after_it_is_done_and_the_words_after_a_year(desk: Desk) -> None:
    code, come = desk.scene.bring("released"), now()
    done, waiting = leave(desk, code), leave(desk, code, words="Still waiting")
    by = desk.scene.cast.actor("ruth")
    with transaction():
        settle_messages(by=by, ids=[done], note="Called her", at=come)
    tick(come + timedelta(days=29))
    assert count("door_contact") == 2
    tick(come + timedelta(days=31))
    assert count("door_contact") == 1
    tick(come + timedelta(days=181))
    assert count("door_contact") == 0
    row = fast().row("SELECT words FROM door_message WHERE id = ?", (waiting,))
    assert row is not None and row[0] == "Still waiting"
    tick(come + timedelta(days=366))
    rows = fast().rows("SELECT id, words, note FROM door_message ORDER BY id")
    assert [tuple(row) for row in rows] == [(done, "", ""), (waiting, "", "")]
    assert tick(come + timedelta(days=367)) == []


def test_the_form_works_without_script_and_in_the_strangers_language(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("released")
    page = PageClient(app).get(f"/P/{code}/wrong?language=ar")
    assert page.tree.one("html").get("dir") == "rtl"
    assert not page.tree.all("script", type="module")
    form: Element = page.form("/wrong")
    assert "language=ar" in form.get("action")


def test_the_doors_tell_no_destination_donor_place_or_day(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("released")
    for door in ("wrong", "back", "like", "join"):
        body = PageClient(app).get(f"/P/{code}/{door}").response.get_data(as_text=True)
        for word in ("sale", "COV-A1", "N-0", "D-0", now().date().isoformat()):
            assert word not in body
