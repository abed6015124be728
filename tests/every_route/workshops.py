"""What of machines is really there in the house that every route is tried in: a value for each place of a rule."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from PIL import Image

from core.access import Actor, actor_for, system_actor
from core.clock import local_day, now
from core.credentials import make_account
from core.db import fast, transaction
from core.files import store_photo
from core.ids import new_client_id
from core.people_roles import give_permit
from hardware.queries.cards import tag_hash
from hardware.queries.kiosks import known_kiosk
from hardware.services.booking_moves import MoveTo, move_booking
from hardware.services.bookings import BookingData, book_machine
from hardware.services.corrections import CorrectionData, ask_for_correction
from hardware.services.derive import derive_stale
from hardware.services.faults import FaultData, keep_fault_photo, report_fault
from hardware.services.feed_keys import make_machine_key
from hardware.services.intake import Upload, take_events
from hardware.services.kiosks import PairedKiosk, make_kiosk_code, pair_kiosk
from hardware.services.machine_materials import set_material
from hardware.services.machine_profiles import set_profile
from hardware.services.machines import MachineData, add_machine
from hardware.services.tags import type_tag
from hardware.services.upkeep import PlanData, add_plan
from hardware.vocabulary import EventKind, KioskEvent

KEEPER_PASSWORD = "chisel harbour violet spoon"
"""Of Brian, who mends Coventry's machines."""
TAG = "04A1B2C3D4E5F6"
HANDS = {"coventry": "Helen", "wolverhampton": "Gurpreet"}
OF_A_RULE = (
    ("/M/", "code", "machine"),
    ("/machine-bookings/", "code", "machine"),
    ("/machine-bookings/", "token", "machine_booking"),
    ("/machine-bookings/calendars/", "key_id", "bookings_key"),
    ("/machine-bookings/moves/", "press", "booking_move"),
    ("/machine-cards/", "code", "machine"),
    ("/machine-use/", "what", "machine_figure"),
    ("/machines/", "code", "machine"),
    ("/machines/", "name", "material"),
    ("/machines/faults/", "token", "fault"),
    ("/machines/kinds/", "slug", "machine_kind"),
    ("/machines/kiosks/", "public_id", "kiosk"),
    ("/machines/", "plan_id", "maintenance_plan"),
    ("/machines/photos/", "photo_id", "fault_photo"),
    ("/machines/sessions/", "token", "correction"),
    ("/machines/who-was-it/", "session_id", "unknown_sitting"),
)
"""Names that mean different things in different addresses of machines; the last that fits counts."""
BY_POLICY = {"right:mend_machines": "brian", "kiosk": "kiosk", "kiosk_pairing": "stranger"}
THERE = {
    "machine": "SELECT code FROM machine WHERE site_id = ? AND name LIKE 'Bandsaw%'",
    "machine_booking": "SELECT b.token FROM machine_booking b JOIN machine m ON m.id = b.machine_id "
    "WHERE m.site_id = ? AND b.state = 'booked' ORDER BY b.id DESC LIMIT 1",
    "bookings_key": "SELECT MAX(id) FROM machine_calendar_key WHERE site_id = ?",
    "booking_move": "SELECT v.token FROM machine_booking_move v JOIN machine m ON m.id = v.machine_id "
    "WHERE m.site_id = ? ORDER BY v.id DESC LIMIT 1",
    "maintenance_plan": "SELECT p.id FROM maintenance_plan p JOIN machine m ON m.id = p.machine_id WHERE m.site_id = ?",
    "fault": "SELECT token FROM machine_fault WHERE site_id = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
    "machine_kind": "SELECT slug FROM machine_type WHERE ? > 0 ORDER BY id LIMIT 1",
    "kiosk": "SELECT d.public_id FROM device d JOIN kiosk k ON k.device_id = d.id WHERE d.site_id = ? "
    "ORDER BY d.id DESC LIMIT 1",
    "rejected_id": "SELECT MAX(r.id) FROM kiosk_rejected r JOIN device d ON d.id = r.kiosk_id WHERE d.site_id = ?",
    "fault_photo": "SELECT id FROM fault_photo WHERE site_id = ? AND sha256 <> '' ORDER BY id LIMIT 1",
    "session_id": "SELECT MAX(id) FROM machine_session WHERE site_id = ? AND ended_at IS NOT NULL "
    "AND unknown_card IS NULL",
    "unknown_sitting": "SELECT MAX(id) FROM machine_session WHERE site_id = ? AND unknown_card IS NOT NULL",
    "tag_id": "SELECT MAX(t.id) FROM kiosk_tag t JOIN device d ON d.id = t.kiosk_id WHERE d.site_id = ?",
    "correction": "SELECT c.token FROM session_correction c JOIN machine_session s ON s.id = c.session_id "
    "WHERE s.site_id = ? AND c.verdict IS NULL ORDER BY c.id DESC LIMIT 1",
}
FIXED = {"machine_figure": "hours", "material": "plywood"}
NOWHERE = dict.fromkeys(THERE, "0")
"""What a site has none of."""


@dataclass(frozen=True)
class Ends:
    """What only kiosks and a keeper have: the token of Coventry's kiosk, and Brian's name at the door."""

    kiosk_token: str
    keeper: str = "brian"


def leave_machine_ends(app: Flask) -> Ends:
    """At each site a bandsaw with a kiosk, something to mend, to look after and to look at; Brian has an account.

    Coventry's last sitting is said to be wrong.
    """
    with app.app_context():
        tokens = {site: _stand(app, _named(called)) for site, called in HANDS.items()}
        brian = _named("Brian")
        with transaction():
            last = fast().row(THERE["session_id"], (brian.site_id,))
            assert last is not None and brian.person_id is not None
            ask_for_correction(
                by=_named("Helen"),
                session_id=last[0],
                data=CorrectionData("forgot_sign_out", busy_seconds=60),
                at=now(),
                token=new_client_id(),
            )
            make_account(
                by=brian,
                person_id=brian.person_id,
                login="brian",
                password=KEEPER_PASSWORD,
                at=now(),
                is_owners=True,
            )
    return Ends(tokens["coventry"])


def _stranger(by: Actor, kiosk: PairedKiosk, code: str, at: datetime) -> None:
    """A contactless card of whoever acts, with which they let somebody unknown work beside them."""
    type_tag(by=by, person_number=by.number, number=TAG, at=at)
    own = tag_hash(kiosk.pepper, TAG)
    bodies = (
        (EventKind.SIGNED_ON, {"card": "f" * 64, "as": "owner", "verdict": "supervised", "beside": own}),
        (EventKind.SIGNED_OFF, {"card": "f" * 64, "cause": "sign_out"}),
    )
    told = [
        KioskEvent(kiosk.public_id, "00000001-aa", 10 + place, 900 + place, code, kind, dict(body)).as_json()
        for place, (kind, body) in enumerate(bodies)
    ]
    known = known_kiosk(kiosk.token, at)
    assert known is not None
    take_events(kiosk=known, upload=Upload("00000001-aa", 1000, 0, told), at=at)
    derive_stale(at=at, kiosk_id=known.id)


def _stand(app: Flask, by: Actor) -> str:
    """A bandsaw, all about it, and the token of the kiosk beside it."""
    at = now() - timedelta(hours=2)
    with transaction():
        slug = fast().row("SELECT slug FROM machine_type ORDER BY id DESC LIMIT 1")
        assert slug is not None
        data = MachineData(name=f"Bandsaw {by.site_id}", type_slug=slug[0])
        code = add_machine(by=by, data=data, at=at, token=new_client_id()).code
        set_profile(by=by, code=code, profile={"dialect": "grbl"}, at=at)
        set_material(by=by, code=code, name="plywood", rule="allowed", at=at)
        plan = PlanData("Tighten the band", "hours", 20, machine_code=code)
        add_plan(by=by, data=plan, at=at, token=new_client_id())
        make_machine_key(by=by, code=code, at=at)
        _moved_booking(by, code, at)
        kiosk = pair_kiosk(code=make_kiosk_code(by=by, name="", machine_codes=[code], at=at), at=at)
        known = known_kiosk(kiosk.token, at)
        assert known is not None
        take_events(kiosk=known, upload=Upload("00000001-aa", 1000, 0, [{"kind": "nothing"}]), at=at)
        _stranger(by, kiosk, code, at)
        photo = new_client_id()
        stored = store_photo(_picture(), app.config["ECO_SETTINGS"].photo_folder)
        keep_fault_photo(site_id=known.site_id, device_id=known.id, photo_id=photo, stored=stored, at=at)
        report_fault(
            by=by, code=code, data=FaultData("noise", False, photo_ids=[photo]), at=at, token=new_client_id()
        )
    return kiosk.token


def _moved_booking(by: Actor, code: str, at: datetime) -> None:
    """Somebody who may use the bandsaw has booked it and moved that to another hour."""
    first, token = now() + timedelta(days=3), new_client_id()
    _permit_somebody(by, code, at)
    row = fast().row(
        "SELECT p.number FROM permit q JOIN person p ON p.id = q.person_id JOIN machine_type t "
        "ON t.permit_kind = q.kind JOIN machine m ON m.type_id = t.id WHERE m.code = ? AND p.home_site_id = ? "
        "AND q.ended_at IS NULL AND q.confirmed_at IS NOT NULL AND q.ends_on > ? AND p.is_active = ? LIMIT 1",
        (code, by.site_id, local_day(first), True),
    )
    assert row is not None
    hour = timedelta(hours=1)
    data = BookingData(first, first + hour, person_number=row[0])
    book_machine(by=by, code=code, data=data, at=at, token=token)
    to = MoveTo(first + hour, first + 2 * hour)
    move_booking(by=by, token=token, to=to, at=at, press=new_client_id())


def _permit_somebody(by: Actor, code: str, at: datetime) -> None:
    """Whoever came to the site first may use the machine."""
    first = fast().row(
        "SELECT p.id, t.permit_kind FROM person p, machine m JOIN machine_type t ON t.id = m.type_id "
        "WHERE m.code = ? AND p.home_site_id = ? AND p.is_active = ? AND p.id <> ? ORDER BY p.id LIMIT 1",
        (code, by.site_id, True, by.person_id),
    )
    assert first is not None
    today = local_day(at)
    days: dict[str, Any] = {"starts_on": today, "ends_on": today + timedelta(days=300)}
    office = system_actor(by.site_id)
    give_permit(by=office, person_id=first[0], kind=first[1], source="document", at=at, **days)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    return out.getvalue()


def _named(called: str) -> Actor:
    row = fast().row(
        "SELECT p.id, p.home_site_id FROM person p JOIN person_name n ON n.person_id = p.id WHERE n.called = ?",
        (called,),
    )
    assert row is not None
    actor = actor_for(row[0], site_id=row[1], strength="password", at=now())
    assert actor is not None
    return actor


def spoiled_batches(machine: str) -> Iterator[object]:
    """Batches of a kiosk that are none, or hold what no kiosk says."""
    good = {
        "kiosk": "x",
        "boot": "00000001-aa",
        "seq": 1,
        "mono_ms": 1000,
        "wall_utc": None,
        "wall_ok": False,
        "machine": machine,
        "kind": "card_shown",
        "body": {"card": "0" * 32, "as": "owner"},
    }
    spoiled: tuple[object, ...] = (
        None,
        "",
        "x" * 9000,
        -1,
        2**63,
        2**70,
        1.5,
        True,
        [],
        {},
        [[[]]],
        "\x00",
        "\ud800",
        "<b>",
        "٣",
    )
    for value in spoiled:
        yield {"boot": value, "mono_ms": 1, "waiting": 0, "events": [good]}
        yield {"boot": "00000001-aa", "mono_ms": value, "waiting": value, "events": [good]}
        yield {"boot": "00000001-aa", "mono_ms": 1, "waiting": 0, "events": value}
        for name in good:
            yield {"boot": "00000001-aa", "mono_ms": 1, "waiting": 0, "events": [{**good, name: value}, good]}
    yield {"boot": "00000001-aa", "mono_ms": 1, "waiting": 0, "events": [good] * 501}
