"""A day of the van: offers, a round, a delivery of ready pieces, and a tablet without a browser that tells of them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.clock import local_day, milliseconds, now
from core.db import db, fast, transaction
from core.ids import new_client_id, proof_message
from core.recipients import Makeover, Organisation, add_makeover, add_organisation
from core.sealing import sealing_key
from factory.van.contacts import Contact
from factory.van.models.deliveries import Delivery, DeliveryPiece
from factory.van.models.offers import DonationOffer
from factory.van.services.deliveries import plan_delivery
from factory.van.services.offers import accept_offer, keep_offer
from factory.van.services.rounds import plan_round
from tests.cast import Cast
from tests.inventory.scene import Scene, make_scene
from tests.inventory.stories import CHAIR
from tests.scan_desk.tablet_client import HEADERS, by_card, seal

Event = dict[str, Any]
DONOR = Contact("Xavier Quillfeather", "024 7600 0001", "", "7 Canary Wharfingers Row")
"""Words that no list may hold."""


@dataclass
class VanDay:
    """Coventry's van, its tablet, and the workshop whose pieces it carries."""

    app: Flask
    cast: Cast
    scene: Scene
    client: FlaskClient
    sequence: int = 0

    @property
    def site(self) -> int:
        """Coventry."""
        return self.cast.sites["coventry"]

    def offer(self, outcode: str = "CV1", *, accepted: bool = True, **items: int) -> str:
        """An offer of chairs by phone; its number."""
        ruth = self.cast.actor("ruth")
        with transaction():
            row = keep_offer(
                site_id=self.site, by=ruth, came_by="phone", items=items or {CHAIR: 2}, outcode=outcode,
                contact=DONOR, language="en", at=now(), token=new_client_id(),
            )  # fmt: skip
            if accepted:
                accept_offer(by=ruth, number=row.number, slot_at=None, at=now())
            return row.number

    def state_of(self, offer: str) -> tuple[str, str]:
        """The state of an offer and why it was declined."""
        db.session.rollback()
        row = db.session.scalars(select(DonationOffer).where(DonationOffer.number == offer)).one()
        return row.state, row.reason

    def round(self, *offers: str) -> str:
        """A round of today; its number."""
        with transaction():
            return plan_round(
                by=self.cast.actor("ruth"), day=local_day(now()), van="Sprinter", driver="", offers=offers,
                at=now(), token=new_client_id(),
            ).number  # fmt: skip

    def stop(self, offer: str) -> str:
        """The token of an offer's newest stop."""
        row = fast().row(
            "SELECT s.token FROM round_stop s JOIN donation_offer o ON o.id = s.offer_id WHERE o.number = ? "
            "ORDER BY s.id DESC",
            (offer,),
        )
        assert row is not None
        return str(row[0])

    def makeover(self, code: str = "MK-7") -> int:
        """A home as a destination; its id."""
        known = db.session.scalar(select(Makeover.id).where(Makeover.code == code))
        if known is not None:
            return known
        with transaction():
            return add_makeover(
                site_id=self.site, code=code, title="Two rooms", kind="home", city="Coventry", by_id=None,
                at=now(), token=new_client_id(),
            ).id  # fmt: skip

    def organisation(self, name: str = "Hope House") -> int:
        """An organisation as a destination; its id."""
        known = db.session.scalar(select(Organisation.id).where(Organisation.name == name))
        if known is not None:
            return known
        with transaction():
            return add_organisation(
                name=name, kind="charity", city="Coventry", site_id=self.site, by_id=None, at=now(),
                token=new_client_id(),
            ).id  # fmt: skip

    def delivery(
        self, *codes: str, to: str = "makeover", at: datetime | None = None, back_at: time = time(23, 59)
    ) -> str:
        """A delivery of today; its number."""
        moment = at or now()
        destination = self.makeover() if to == "makeover" else self.organisation()
        with transaction():
            return plan_delivery(
                by=self.cast.actor("ruth"),
                makeover_id=destination if to == "makeover" else None,
                organisation_id=destination if to != "makeover" else None,
                day=local_day(moment), back_at=back_at, van="", driver="", codes=codes, at=moment,
                token=new_client_id(),
            ).number  # fmt: skip

    def ready(self, count: int) -> list[str]:
        """Codes of fresh pieces that are ready."""
        return [self.scene.bring("ready") for _ in range(count)]

    def lines(self, number: str) -> dict[str, tuple[str, str]]:
        """Code → what became of it and why, of a delivery."""
        db.session.rollback()
        rows = fast().rows(
            "SELECT p.code, x.state, x.reason FROM delivery_piece x JOIN delivery d ON d.id = x.delivery_id "
            "JOIN piece p ON p.id = x.piece_id WHERE d.number = ? ORDER BY p.code",
            (number,),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def row(self, number: str) -> Delivery:
        """The delivery itself, read anew."""
        db.session.rollback()
        db.session.expire_all()
        return db.session.scalars(select(Delivery).where(Delivery.number == number)).one()

    def piece_row(self, number: str, code: str) -> DeliveryPiece:
        """A piece of it, read anew."""
        delivery = self.row(number)
        found = fast().row("SELECT piece_id FROM label WHERE code = ?", (code,))
        assert found is not None
        line = db.session.get(DeliveryPiece, (delivery.id, found[0]))
        assert line is not None
        return line

    def event(self, kind: str, *, who: str = "petra", ago: float = 0, **said: Any) -> Event:
        """An event as the tablet makes it: sealed, proven by the card of `who`; `ago` minutes before now."""
        self.sequence += 1
        event_id, device_ms = new_client_id(), milliseconds(now() - timedelta(minutes=ago))
        body = json.dumps({"kind": kind, **said}).encode()
        key = sealing_key(self.app.config["ECO_SETTINGS"].secret_key)
        sealed = base64.b64encode(seal(key, body, f"van:{event_id}")).decode()
        by = by_card(self.cast.cards[who], proof_message("van", event_id, device_ms, sealed))
        return {"id": event_id, "at": device_ms, "seq": self.sequence, "sealed": sealed, "by": by}

    def send(self, *events: Event, live: bool = False, site: str = "coventry") -> list[dict[str, Any]]:
        """The events in one batch of a tablet whose clock is right; what the server says of each."""
        self.client.set_cookie("eco-device", self.cast.tablets[site])
        body = {"now": milliseconds(now()), "live": live, "events": list(events)}
        answer = self.client.post("/api/v1/van", data=json.dumps(body), headers=HEADERS)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        told: list[dict[str, Any]] = answer.get_json()["answers"]
        return told

    def results(self, *events: Event, live: bool = False) -> list[str]:
        """What became of each."""
        return [one["result"] for one in self.send(*events, live=live)]

    def pack(self) -> dict[str, Any]:
        """What the tablet takes along."""
        self.client.set_cookie("eco-device", self.cast.tablets["coventry"])
        answer = self.client.get("/api/v1/van/pack")
        assert answer.status_code == 200
        told: dict[str, Any] = answer.get_json()
        return told


def make_van_day(app: Flask, cast: Cast, client: FlaskClient) -> VanDay:
    """The day; needs the app's context."""
    return VanDay(app, cast, make_scene(cast), client)
