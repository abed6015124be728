"""One sweep over the whole route list: whatever is sent, by people of enough right, is answered in words.

Every endpoint of `tests/house/endpoints.txt` is fed wrong types, missing fields, foreign ids, huge values, broken
images, markup, control characters, bad addresses and bad bodies. No answer is a 5xx; what is refused leaves no row
behind; no fact is ever lost. An endpoint added later is a line of that list, and is swept like the others.
"""

from __future__ import annotations

import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Flask

from core.clock import milliseconds, now
from core.db import transaction
from core.ids import new_client_id
from factory.recounting import all_differences
from hardware.services.derive import derive_stale
from tests.conftest import Database
from tests.every_route import nasty, workshops
from tests.every_route.drawn import draw_over
from tests.every_route.house import SITES, House
from tests.every_route.noting import noted_names
from tests.every_route.route_list import SWEPT
from tests.every_route.sweep import MANY, Sweep
from tests.scan_desk.tablet_client import by_card, message_of

pytestmark = pytest.mark.slow


@pytest.fixture
def sweep(app: Flask, house: House, database: Database, request: pytest.FixtureRequest) -> Iterator[Sweep]:
    """The endpoint under fire; its faults are told at the end."""
    with noted_names(app) as names:
        yield Sweep(app, house, database, request.param, names)


def read_with(sweep: Sweep, address: str) -> None:
    """Reading, with each name in the query that the view looks at."""
    names = sweep.learn("GET", address)
    for name in names:
        for value in sweep.turned(name, nasty.VALUES):
            sweep.send("GET", address, query_string={name: value})
    for raw in sweep.turned("raw", nasty.RAW_QUERIES, 4):
        sweep.send("GET", address, query_string=raw.decode())
    sweep.send("GET", address, query_string=[(name, value) for name in names for value in ("1", "x", "")])
    draw_over(sweep, "GET", address, names)


def write_form(sweep: Sweep, address: str) -> None:
    """A form: each field alone spoiled, all at once, doubled, missing; files that are none; bodies that are no form."""
    plausible = {**PLAUSIBLE, **sweep.house.real[SITES[0]]}
    names = sweep.learn("POST", address)
    base = {name: plausible.get(name, "1") for name in names}
    for name in few_of_each(names):
        for value in sweep.turned(name, nasty.VALUES):
            sweep.send("POST", address, data=sweep.form(**{**base, name: value}))
        sweep.send("POST", address, data=sweep.form(**{**base, name: ["1", "x", ""]}))
        sweep.send("POST", address, data=sweep.form(**{key: base[key] for key in names if key != name}))
    for value in sweep.turned("all", nasty.VALUES):
        sweep.send("POST", address, data={**sweep.form(**dict.fromkeys(names, value)), "token": value})
    for body, kind in nasty.RAW_FORMS:
        sweep.send("POST", address, data=body, content_type=kind, headers={"X-CSRFToken": sweep.asker.csrf})
    for field in [name for name in names if name in FILES]:
        for title, data in nasty.broken_files():
            sent = sweep.form(**{**base, field: (io.BytesIO(data), title)})
            sweep.send("POST", address, data=sent, content_type="multipart/form-data")
    draw_over(sweep, "POST", address, names)


def few_of_each(names: Iterable[str]) -> list[str]:
    """The names, but of a family (`many-chair`, `many-table` …), which one line of code reads, the first two only.

    A nightly run tries each.
    """
    if MANY:
        return list(names)
    seen: Counter[str] = Counter()
    kept = []
    for name in names:
        stem = name.partition("-")[0] if "-" in name else name
        seen[stem] += 1
        if seen[stem] <= 2:
            kept.append(name)
    return kept


FILES = frozenset({"picture", "sheet", "photo", "sealed"})
PLAUSIBLE = {
    "to": "stored",
    "kg": "7.5",
    "category": "dining-or-kitchen-chair-wooden",
    "codes": "0000000",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "given_on": "2026-01-01",
    "language": "en",
    "role": "volunteer",
    "name": "A name",
    "called": "A name",
    "kind": "charity",
    "count": "21",
    "start": "1",
    "stationery": "L7160",
    "destination": "sale",
    "terms": "gift",
    "reason": "A reason long enough",
    "indicator": "pieces_upcycled",
    "confirmed": "yes",
}
"""What a person may well send, so that the one spoiled field is what is looked at."""


def scans_of(sweep: Sweep) -> dict[str, Any]:
    """A batch with one event of each kind in it, as a tablet sends it."""
    code = sweep.house.real[SITES[0]]["code"]
    ids = [new_client_id() for _ in range(4)]
    intake = {
        "category": "dining-or-kitchen-chair-wooden",
        "grams": 7000,
        "photos": [new_client_id()],
        "answers": {"intent": "yes", "infestation": "no"},
    }
    events = [
        ("moved", code, {"to": "in_work", "step": "repair", "place": "COV-B4", "waste_note": ""}),
        ("intake", sweep.house.blanks[0], intake),
        ("weighed", code, {"grams": 5000}),
        ("undone", code, {"event": ids[0]}),
    ]
    return {
        "now": milliseconds(now()),
        "live": False,
        "events": [
            {
                "id": event_id,
                "kind": kind,
                "code": label,
                "at": milliseconds(now()),
                "seq": number,
                "how": "scan",
                "with": [],
                "data": data,
            }
            for number, (event_id, (kind, label, data)) in enumerate(zip(ids, events, strict=True))
        ],
    }


def signed(sweep: Sweep, body: dict[str, Any]) -> dict[str, Any]:
    """The batch with each event signed as it now stands, so that what is spoiled in it is looked at."""

    def sign(event: Any) -> Any:
        if not isinstance(event, dict):
            return event
        told = {**event, "data": json.dumps(event["data"])} if "data" in event else event
        try:
            return {"by": by_card(sweep.house.cards["amina"], message_of(told)), **told}
        except (KeyError, TypeError, ValueError):
            return told

    events = body.get("events")
    return {**body, "events": [sign(event) for event in events]} if isinstance(events, list) else body


def write_json(sweep: Sweep, address: str) -> None:
    """A tablet's request: each part of a good body spoiled, then bodies that are none."""
    names = sweep.learn("POST", address)
    base = scans_of(sweep) if "scans" in address else {name: sweep.house.cards["amina"] for name in names}
    for number, body in enumerate(nasty.spoiled(base)):
        if number % (4 if "scans" in address else 1) == 0:
            sent = json.dumps(
                signed(sweep, {**body, "live": number % 8 == 0}) if "scans" in address else body
            )
            sweep.send("POST", address, data=sent, content_type="application/json")
    for raw in nasty.RAW_JSON:
        sweep.send("POST", address, data=raw, content_type="application/json")
    for body, kind in nasty.RAW_FORMS:
        sweep.send("POST", address, data=body, content_type=kind)
    for field in [name for name in names if name in FILES]:
        good = {"id": new_client_id(), "code": "0000000", "kind": "before", "at": "1", "now": "2", "by": "{}"}
        for title, data in nasty.broken_files():
            sent = {**good, field: (io.BytesIO(data), title)}
            sweep.send("POST", address, data=sent, content_type="multipart/form-data")
        for name in good:
            for value in sweep.turned(name, nasty.VALUES):
                sent = {**good, name: value, field: (io.BytesIO(b"x"), "x.jpg")}
                sweep.send("POST", address, data=sent, content_type="multipart/form-data")
    draw_over(sweep, "POST", address, names)


def tell_as_kiosk(sweep: Sweep, address: str) -> None:
    """A kiosk's request: batches with each part spoiled, bodies that are none, packed and unpacked; broken photos."""
    for body in workshops.spoiled_batches(sweep.house.real[SITES[0]]["machine"]):
        sweep.send("POST", address, data=json.dumps(body), content_type="application/json")
    for raw in [*nasty.RAW_JSON, *(body for body, _ in nasty.RAW_FORMS)]:
        packed = gzip.compress(raw if isinstance(raw, bytes) else raw.encode())
        for sent in (raw, packed, packed[:-3]):
            sweep.send("POST", address, data=sent, headers={"Content-Encoding": "gzip"})
            sweep.send("POST", address, data=sent, content_type="application/json")
    for _, data in nasty.broken_files():
        sweep.send("POST", address, data=data, query_string={"id": new_client_id()})
    for value in nasty.VALUES:
        sweep.send("POST", address, data=b"x", query_string={"id": value, "machine": value})
        sweep.send("POST", address, data=json.dumps({"code": value}), content_type="application/json")


WRITES = {"device_batch": write_json, "kiosk": tell_as_kiosk, "kiosk_pairing": tell_as_kiosk}
"""What is sent where it is no form, by policy."""


@pytest.mark.parametrize("sweep", SWEPT, ids=lambda row: f"{row.endpoint}-{row.methods}", indirect=True)
def test_whatever_is_sent_is_answered_in_words_and_loses_nothing(sweep: Sweep, app: Flask) -> None:
    row, methods = sweep.row, sweep.row.methods.split(",")
    real, *others = sweep.addresses()
    if "GET" in methods:
        read_with(sweep, real)
        for address in others:
            sweep.send("GET", address)
    if "POST" in methods:
        WRITES.get(row.policy, write_form)(sweep, real)
        for address in others:
            sweep.send("POST", address, data=sweep.form())
    for method in ("PUT", "DELETE", "PATCH"):
        sweep.send(method, real)
    sweep.look_at_readings()
    let_in = sweep.statuses - {401, 403, 405}
    assert not sweep.faults, "\n".join([f"{len(sweep.faults)} faults", *sweep.faults[:40]])
    assert let_in, f"nobody was let in: {sweep.statuses}"
    if "POST" not in methods or not sweep.is_counted_again():
        return  # that reading changes no fact is held by tests/house/test_reading.py
    with app.app_context():
        with transaction():
            derive_stale(at=now())  # as the clockwork does within the minute
        assert all_differences() == []
