"""A small works on a scratch database for the benchmarks: a site, people, a paired tablet, labels, pieces."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask

from core.access import system_actor
from core.cards import make_card_for
from core.config import demo_settings
from core.db import fast, transaction
from core.devices import add_device
from core.ids import lookup_key, new_client_id, proof_key, sign_proof
from core.people_roles import give_role
from core.people_services import add_person
from core.sign_ins import start_sign_in
from core.sites import Site
from inventory.services.labels import make_batch
from inventory.services.record import record_event

MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)
CHAIR = "dining-or-kitchen-chair-wooden"


@dataclass(frozen=True)
class Works:
    """The app and what a tablet there needs to act."""

    app: Flask
    site_id: int
    person_id: int
    device_id: int
    device_token: str
    card_token: str
    sign_in_id: str
    sign_in_public_id: str
    codes: list[str]

    def by_card(self, event_id: str) -> dict[str, str]:
        """How an event names its person by card."""
        key = proof_key(self.card_token)
        return {"card": lookup_key(key), "proof": sign_proof(key, event_id)}


def build_works(folder: Path, pieces: int = 40, url: str = "") -> Works:
    """Make a migrated works in `folder` with `pieces` chairs that stand in the store."""
    from factory.app import create_app
    from factory.schema import upgrade_schema

    more = {"database_url": url} if url else {"database_url": f"sqlite:///{folder / 'bench.sqlite3'}"}
    app = create_app(demo_settings(folder, **more))
    upgrade_schema(app)
    at = datetime.now(UTC).replace(microsecond=0)
    with app.app_context():
        with transaction() as scope:
            site = Site(slug="coventry", name="Coventry", city="Coventry")
            scope.add(site)
            scope.flush()
            by = system_actor(site.id)
            amina = add_person(by=by, called="Amina", language="ar", at=at, token=new_client_id())
            give_role(
                by=by,
                person_id=amina.id,
                role="volunteer",
                site_id=site.id,
                starts_on=date(2020, 1, 1),
                ends_on=None,
                at=at,
            )
            card = make_card_for(by=by, person_id=amina.id, at=at)
            device, device_token = add_device(
                site_id=site.id, name="Bench", by_id=None, at=at, public_id=new_client_id()
            )
            sign_in = start_sign_in(
                person_id=amina.id, site_id=site.id, device_id=device.id, method="card", at=at
            )
            batch = make_batch(
                by=by,
                stationery_name="L7160",
                count=pieces,
                start=1,
                host="ECO.EXAMPLE",
                at=at,
                token=new_client_id(),
            )
            codes = [row[0] for row in fast().rows("SELECT code FROM label WHERE batch_id = ?", (batch.id,))]
            public = fast().row("SELECT public_id FROM sign_in WHERE id = ?", (sign_in,)) or ("",)
            ids = (site.id, amina.id, device.id)
        with transaction():
            for code in codes:
                store_chair(code, ids[0], at - timedelta(days=2))
    return Works(app, ids[0], ids[1], ids[2], device_token, card.token, sign_in, public[0], codes)


def store_chair(code: str, site_id: int, at: datetime) -> None:
    """Take in a chair and bring it to the store."""
    by = system_actor(site_id)
    intake = {
        "category": CHAIR,
        "weight": "average",
        "photos": [new_client_id()],
        "answers": {"intent": "yes", "infestation": "no"},
    }
    record_event(by=by, code=code, kind="intake", data=intake, at=at, token=new_client_id())
    for minute, to in ((1, "checked"), (2, "stored")):
        when = at + timedelta(minutes=minute)
        record_event(by=by, code=code, kind="moved", data={"to": to}, at=when, token=new_client_id())


def hmac_cookie(secret: bytes, value: str) -> str:
    """The floor's cookie: a value with its HMAC."""
    return f"{value}.{hmac.new(secret, value.encode(), hashlib.sha256).hexdigest()}"
