"""A work day at a home, a tablet without a browser that tells of it, and a second one."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from core.access import system_actor
from core.clock import SITE_ZONE, local_day, milliseconds, now, zone
from core.db import db, fast, transaction
from core.devices import add_device
from core.ids import new_client_id, proof_message
from core.sealing import sealing_key
from factory.makeovers.models.told import WorkDayEvent
from factory.makeovers.models.work import MakeoverDay
from factory.makeovers.services.days import put_on_day
from tests.makeovers.conftest import Home
from tests.scan_desk.tablet_client import HEADERS, by_card, seal
from tests.training.assessment_scene import Assessed, make_assessed

Event = dict[str, Any]
CANARY = "Xavier Quillfeather, 7 Canary Wharfingers Row"
"""Words that no pack may hold."""


def at_noon(days: int = 0, minutes: int = 0) -> datetime:
    """Noon here today, so many days and minutes later."""
    day = local_day(now()) + timedelta(days=days)
    return datetime.combine(day, time(12), zone(SITE_ZONE)) + timedelta(minutes=minutes)


def picture(colour: str = "green") -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


@dataclass
class WorkDay:
    """Yesterday's work at a home: Mary led, Yusuf learned, Amina helped; their tablet was out there."""

    home: Home
    app: Flask
    client: FlaskClient
    shop: Assessed
    makeover: int
    code: str
    day_id: int
    token: str
    tasks: list[str] = field(default_factory=list)
    sequence: int = 0

    def number(self, who: str) -> str:
        """Somebody's number."""
        return self.home.cast.numbers[who]

    def at(self, minutes: int) -> datetime:
        """So many minutes from yesterday's noon."""
        return at_noon(-1, minutes)

    def event(self, kind: str, minutes: int, *, who: str = "mary", **said: Any) -> Event:
        """An event as the tablet makes it, sealed and proven by the card of `who`; `minutes` from yesterday's noon."""
        self.sequence += 1
        event_id, device_ms = new_client_id(), milliseconds(self.at(minutes))
        body = json.dumps({"kind": kind, "day": self.token, **said}).encode()
        sealed = base64.b64encode(seal(self._key, body, f"work day:{event_id}")).decode()
        by = by_card(self.home.cast.cards[who], proof_message("work day", event_id, device_ms, sealed))
        return {"id": event_id, "at": device_ms, "seq": self.sequence, "sealed": sealed, "by": by}

    @property
    def _key(self) -> str:
        return sealing_key(self.app.config["ECO_SETTINGS"].secret_key)

    def send(self, *events: Any, live: bool = False, secret: str = "", **more: Any) -> TestResponse:
        """The events in one batch of a tablet whose clock is right."""
        self.client.set_cookie("eco-device", secret or self.home.cast.tablets["coventry"])
        body = {"now": milliseconds(now()), "live": live, "events": list(events), **more}
        return self.client.post("/api/v1/work-days", data=json.dumps(body), headers=HEADERS)

    def results(self, *events: Any, live: bool = False, secret: str = "") -> list[str]:
        """What became of each."""
        answer = self.send(*events, live=live, secret=secret)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return [one["result"] for one in answer.get_json()["answers"]]

    def photo(
        self, part: str = "after", *, who: str = "mary", minutes: int = 60, data: bytes = b"", of: str = "",
        photo_id: str = "", secret: str = "",
    ) -> TestResponse:  # fmt: skip
        """A photo as the tablet sends it, sealed when it was taken."""
        photo_id, at = photo_id or new_client_id(), str(milliseconds(self.at(minutes)))
        sealed, of = seal(self._key, data or picture(), f"photo:{photo_id}"), of or f"{self.token} "
        message = proof_message("photo", photo_id, of, part, at, hashlib.sha256(sealed).hexdigest())
        form = {"id": photo_id, "code": of, "kind": part, "at": at, "now": str(milliseconds(now())),
                "by": json.dumps(by_card(self.home.cast.cards[who], message)),
                "sealed": (io.BytesIO(sealed), "photo")}  # fmt: skip
        self.client.set_cookie("eco-device", secret or self.home.cast.tablets["coventry"])
        return self.client.post("/api/v1/work-days/photos", data=form, headers=HEADERS)

    def pack(self, secret: str = "") -> dict[str, Any]:
        """What the tablet takes along."""
        self.client.set_cookie("eco-device", secret or self.home.cast.tablets["coventry"])
        answer = self.client.get("/api/v1/work-days/pack")
        assert answer.status_code == 200
        told: dict[str, Any] = answer.get_json()
        return told

    def second_tablet(self) -> str:
        """Another tablet of Coventry; its secret."""
        with transaction():
            return add_device(
                site_id=self.home.cast.sites["coventry"], name="Second", by_id=None, at=now(),
                public_id=new_client_id(),
            )[1]  # fmt: skip

    def times(self, who: str) -> tuple[int | None, int | None, int]:
        """When somebody came and went, in minutes from yesterday's noon, and the minutes that count."""
        db.session.rollback()
        row = fast().row(
            "SELECT arrived_at, left_at, minutes FROM makeover_day_person WHERE day_id = ? AND person_id = ?",
            (self.day_id, self.home.cast.people[who]),
        )
        assert row is not None
        came, went = (self._minutes(value) for value in row[:2])
        return came, went, int(row[2])

    def _minutes(self, value: Any) -> int | None:
        from core.db import as_instant

        return None if value is None else round((as_instant(value) - self.at(0)).total_seconds() / 60)

    def states(self) -> list[tuple[str, str]]:
        """Every event that the server holds: its kind and what came of it."""
        db.session.rollback()
        rows = fast().rows("SELECT kind, state FROM work_day_event ORDER BY at, kind, id")
        return [(row[0], row[1]) for row in rows]

    def practices(self) -> list[tuple[str, str, str]]:
        """What was practised: whose number, which criterion, in which words."""
        db.session.rollback()
        rows = fast().rows(
            "SELECT p.number, q.criterion, q.words FROM makeover_practice q JOIN person p ON p.id = q.person_id "
            "ORDER BY q.id"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def row(self, event_id: str) -> WorkDayEvent:
        """An event, read anew."""
        db.session.rollback()
        return db.session.get_one(WorkDayEvent, event_id)

    def criterion(self) -> str:
        """The first criterion of the unit for which the trainee is registered, as people write it."""
        row = fast().row(
            "SELECT u.code, o.number, c.number FROM criterion c JOIN learning_outcome o ON o.id = c.outcome_id "
            "JOIN unit u ON u.id = c.unit_id WHERE c.id = ?",
            (self.shop.criteria[0],),
        )
        assert row is not None
        return f"{row[0]} {row[1]}.{row[2]}"


def make_work_day(app: Flask, home: Home) -> WorkDay:
    """The day; needs the app's context."""
    shop = make_assessed(home.cast, learners=1, own="yusuf")
    made = home.refer(title=CANARY)
    home.plan(made)
    code = str(fast().rows("SELECT code FROM makeover WHERE id = ?", (made,))[0][0])
    day_id = home.day(made)
    with transaction():
        day = db.session.get_one(MakeoverDay, day_id)
        day.works_on = local_day(now()) - timedelta(days=1)
        day.starts_at, day.ends_at = at_noon(-1, -150), at_noon(-1, 210)
        fast().run(
            "UPDATE makeover_case SET state_at = ? WHERE makeover_id = ?", (now() - timedelta(days=3), made)
        )
        fast().run("UPDATE permit SET starts_on = ? WHERE kind = 'enter:homes'",
                   (local_day(now()) - timedelta(days=9),))  # fmt: skip
    _let_in(home, "amina")
    for name, part in (("mary", "lead"), ("yusuf", "trainee"), ("amina", "helper")):
        home.do(put_on_day, made, day_id=day_id, person=home.cast.numbers[name], part=part)
    token = db.session.get_one(MakeoverDay, day_id).token
    tasks = [str(row[0]) for row in fast().rows("SELECT token FROM makeover_task ORDER BY id")]
    return WorkDay(home, app, app.test_client(), shop, made, code, day_id, token, tasks)


def _let_in(home: Home, name: str) -> None:
    from core.people_roles import give_permit

    day = local_day(now()) - timedelta(days=9)
    with transaction():
        give_permit(
            by=system_actor(home.cast.sites["coventry"]), person_id=home.cast.people[name], kind="enter:homes",
            source="training", at=now(), starts_on=day, ends_on=day + timedelta(days=300),
        )  # fmt: skip
