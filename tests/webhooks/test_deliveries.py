"""Deliveries: signed, told once, tried again for a day, then paused and told; and never a person in them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.config import Settings
from core.db import fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.webhooks.models import EVENTS
from factory.webhooks.noticing import FOUND, notice
from factory.webhooks.sending import send_due, tick_webhooks
from factory.webhooks.services import (
    add_webhook,
    end_webhook,
    forget_deliveries,
    send_again,
    switch_webhook,
    wait_after,
)
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import PageClient
from tests.programme.year import bring, labels_at
from tests.webhooks.conftest import Receiver


@pytest.fixture
def allowing(app: Flask) -> Iterator[Settings]:
    """Settings that allow a receiver on this machine."""
    plain: Settings = app.config["ECO_SETTINGS"]
    app.config["ECO_SETTINGS"] = replace(plain, webhook_private=True)
    yield app.config["ECO_SETTINGS"]
    app.config["ECO_SETTINGS"] = plain


def subscribe(cast: Cast, url: str, who: str = "ruth", events: tuple[str, ...] = ("piece_released",)) -> str:
    """Somebody subscribes an address; the secret."""
    with transaction():
        return add_webhook(
            name="Hub", url=url, events=events, allows_private=True, by=cast.actor(who),
            at=now() - timedelta(minutes=5), token=new_client_id(),
        )  # fmt: skip


def give_out(cast: Cast, site: str = "coventry") -> str:
    """A piece is given out just now; its code."""
    code = labels_at(cast, site, now()).pop()
    bring(cast, site, code, CHAIR, "released", "sale", now() - timedelta(minutes=25))
    with transaction():
        fast().run("UPDATE webhook SET made_at = ?", (now() - timedelta(hours=1),))
    return code


def state() -> list[tuple[Any, ...]]:
    rows = fast().rows("SELECT state, attempts, status, fault FROM webhook_delivery ORDER BY id")
    return [tuple(row) for row in rows]


def tick(at: datetime, settings: Settings) -> int:
    return sum(count for count, what in tick_webhooks(at, settings) if what == "webhooks sent")


def test_a_piece_given_out_is_told_once_signed_and_without_a_person(
    app: Flask, cast: Cast, receiver: Receiver, allowing: Settings
) -> None:
    with app.app_context():
        secret = subscribe(cast, receiver.url)
        code = give_out(cast)
        give_out(cast, "wolverhampton")
        assert tick(now(), allowing) == 1 and tick(now(), allowing) == 0
        row = fast().row("SELECT public_id FROM webhook_delivery")
    assert row is not None and len(receiver.got) == 1
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert (told["event"], told["site"], told["facts"]["code"]) == ("piece_released", "coventry", code)
    assert told["facts"]["destination"] == "sale" and told["id"] == row[0] == headers["Idempotency-Key"]
    stamp = headers["X-EcoWorks-Timestamp"]
    wanted = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-EcoWorks-Signature"] == f"v1={wanted}"
    for name, number in cast.numbers.items():
        assert number not in body.decode() and name not in body.decode().lower()


def test_what_fails_is_tried_again_later_each_time_under_the_same_id(
    app: Flask, cast: Cast, receiver: Receiver, allowing: Settings
) -> None:
    receiver.answers = [500, 302, 200]
    with app.app_context():
        subscribe(cast, receiver.url)
        give_out(cast)
        at = now()
        assert tick(at, allowing) == 0 and state() == [("waiting", 1, 500, "status 500")]
        assert tick(at + timedelta(seconds=30), allowing) == 0 and len(receiver.got) == 1
        assert tick(at + timedelta(minutes=2), allowing) == 0 and state()[0][3] == "status 302"
        assert len(receiver.got) == 2, "a redirect is not followed"
        assert tick(at + timedelta(minutes=10), allowing) == 1
        assert state() == [("sent", 3, 200, "")]
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.got}) == 1
    assert [wait_after(tries) for tries in (0, 1, 5, 30)] == [
        timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=32), timedelta(hours=4),
    ]  # fmt: skip


def test_after_a_day_it_is_paused_and_whoever_added_it_is_told(
    app: Flask, cast: Cast, receiver: Receiver, allowing: Settings
) -> None:
    receiver.answers = [503]
    with app.app_context():
        subscribe(cast, receiver.url)
        give_out(cast)
        at = now()
        for hour in range(30):
            tick(at + timedelta(hours=hour), allowing)
        assert state()[0][0] == "failed"
        hook = fast().row("SELECT state, paused_why FROM webhook")
        assert hook is not None and tuple(hook) == ("paused", "status 503")
        message = fast().row("SELECT kind, person_id FROM outbox_message")
        assert message is not None and tuple(message) == ("webhook_paused", cast.people["ruth"])
        tried = len(receiver.got)
        tick(at + timedelta(hours=40), allowing)
        assert len(receiver.got) == tried < 20


def test_a_worker_that_dies_in_between_loses_nothing_and_two_send_once(
    app: Flask, cast: Cast, receiver: Receiver, allowing: Settings
) -> None:
    from factory.webhooks.services import begin_try

    with app.app_context():
        subscribe(cast, receiver.url)
        give_out(cast)
        at = now()
        with transaction():
            notice(at)
        row = fast().row("SELECT id FROM webhook_delivery")
        assert row is not None
        with transaction():
            assert begin_try(delivery_id=row[0], at=at)  # and then the power goes
        with transaction():
            assert not begin_try(delivery_id=row[0], at=at)
        assert send_due(at=at, allows_private=True) == 0 and receiver.got == []
        assert send_due(at=at + timedelta(minutes=2), allows_private=True) == 1


def test_nothing_is_sent_to_this_machine_unless_the_settings_allow_it(
    app: Flask, cast: Cast, receiver: Receiver
) -> None:
    with app.app_context():
        subscribe(cast, receiver.url)
        give_out(cast)
        with transaction():
            notice(now())
        give_out(cast)
        with transaction():
            notice(now())
        assert send_due(at=now(), allows_private=False) == 0
        first, second = state()
        assert first == ("waiting", 1, None, "private address") and receiver.got == []
        assert second == ("waiting", 0, None, ""), "who cannot be reached is asked once a round"


def test_every_event_can_be_looked_for_on_this_database(app: Flask, cast: Cast) -> None:
    assert set(FOUND) == set(EVENTS)
    with app.app_context():
        for event in EVENTS:
            assert FOUND[event](cast.sites["coventry"], now() - timedelta(days=2)) == []


def test_a_delivery_is_sent_again_by_a_press(
    page_client: PageClient, app: Flask, cast: Cast, receiver: Receiver, allowing: Settings
) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/sharing/webhooks")
    facts = {"name": "Hub", "url": receiver.url, "events": ["piece_released"]}
    made = page_client.submit(page, facts, button="Add the webhook", status=200)
    assert "The secret that signs" in made.text
    with app.app_context():
        give_out(cast)
        tick(now(), allowing)
    page = page_client.get("/sharing/webhooks")
    assert "taken" in page.text
    page_client.submit(page, action="/again")
    with app.app_context():
        assert tick(now(), allowing) == 1
    assert len(receiver.got) == 2
    refused = page_client.submit(
        page_client.get("/sharing/webhooks"), {**facts, "url": "http://evil.example/"}, button="Add the webhook",
        status=422,
    )  # fmt: skip
    assert "Only HTTPS is called" in refused.text


def test_another_site_cannot_touch_it_and_an_end_wipes_the_secret(
    app: Flask, cast: Cast, receiver: Receiver
) -> None:
    with app.app_context():
        with pytest.raises(NotAllowed):
            subscribe(cast, receiver.url, who="mary")
        with pytest.raises(RuleBroken):
            subscribe(cast, receiver.url, events=())
        subscribe(cast, receiver.url)
        give_out(cast)
        with transaction():
            notice(now())
        row = fast().row(
            "SELECT w.id, d.public_id FROM webhook w JOIN webhook_delivery d ON d.webhook_id = w.id"
        )
        assert row is not None
        theirs = cast.actor("oluwaseun")
        with pytest.raises(NotFound), transaction():
            end_webhook(hook_id=row[0], by=theirs, at=now())
        with pytest.raises(NotFound), transaction():
            switch_webhook(hook_id=row[0], is_on=False, by=theirs, at=now())
        with pytest.raises(NotFound), transaction():
            send_again(public_id=row[1], by=theirs, at=now())
        with transaction():
            end_webhook(hook_id=row[0], by=cast.actor("ruth"), at=now())
        assert fast().row("SELECT secret, state FROM webhook") == ("", "ended")
        assert state()[0][0] == "failed" and send_due(at=now(), allows_private=True) == 0
        with transaction():
            assert forget_deliveries(at=now() + timedelta(days=31)) == 1
