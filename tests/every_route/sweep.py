"""A sweep of one route: whatever is sent to it, what it answered, and whether anything was lost."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from typing import Any

from flask import Flask

from core.db import Base, db, fast
from core.ids import new_client_id
from tests.conftest import Database
from tests.every_route import nasty
from tests.every_route.house import HEADERS, PLACE, SITES, House, look_up_again
from tests.every_route.noting import Names
from tests.house.endpoints import Row
from tests.pages import Client

MAY_SHRINK = frozenset(
    {
        "makeover_address",  # goes when the makeover is over
        "makeover_photo",  # goes by hand, with its consent, and with its makeover
        "offer_contact",  # whoever offered asks to be forgotten
        "offer_photo",  # as above
        "paper_scan",  # a page is taken out by hand, or when its years are over
        "makeover_want",  # what was wanted is changed
        "makeover_wish",  # the household points elsewhere
        "young_person",  # 18 or older after all
        "form_line",  # a line is taken out of a funder's form
        "round_stop",  # a stop is taken off a round
        "monitoring_answer",  # whoever gave an answer takes it back
        "person_skill",  # what somebody shows and learns is ticked anew
        "attempt",
        "pairing_code",
        "board_count",
        "count_month",
        "tally_row",
        "tally_month",
        "tally_mark",
        "tally_thing",
        "tally_thing_mark",
        "pair_day",  # sums, reckoned anew when a meeting is struck out
        "person_contact",
        "criterion_words",
        "checklist_draft",
        "machine_material",
    }
)
"""Tables without facts: tries, codes of ten minutes, sums, drafts; contacts and words that a person may empty, a
machine's rules of materials, which are told in the trail."""
MAY_GROW = frozenset(
    {
        "attempt",
        "audit_line",
        "audit_head",
        "look_log",
        "stray_scan",
        "sign_in",
        "day_in",
        "visit",
        "visit_event",
        "tally_mark",
        "tally_thing_mark",
    }
)
"""What a refused request may still write: that it was tried, or that a coordinator must look at it."""
MANY = bool(os.environ.get("ECO_TEST_DRAWS"))
"""A nightly run: more values, every field of a family, every address counted from scratch."""
PER_FIELD = 6 if MANY else 1 if os.environ.get("ECO_TEST_DATABASE_URL") else 2
"""How many of the nasty values each field gets, which ones turns with endpoint and field; the other database, tried
beside, gets one: every endpoint is swept there too."""


class Sweep:
    """One endpoint under fire: sends as its person does, and holds each answer against the rows of the database."""

    def __init__(self, app: Flask, house: House, database: Database, row: Row, names: Names) -> None:
        self.app, self.house, self.database, self.row, self.names = app, house, database, row, names
        self.asker = house.askers[house.who(row)]
        self.client: Client = self.asker.client(app)
        self.faults: list[str] = []
        self.readings: list[str] = []
        self.statuses: set[int] = set()
        self.rows: dict[str, int] = {}
        self.counted_at: int | None = None
        self.rows, self.there = self.count(), self.who_is_there()
        assert self.there not in ("", "/sign-in", "None"), "nobody is signed in"

    def count(self) -> dict[str, int]:
        """How many rows each table has; as before where nobody has committed anything since."""
        written = self.database.written()
        if written == self.counted_at:
            return self.rows
        self.counted_at = written
        with self.app.app_context():
            tables = sorted(Base.metadata.tables) or sorted(db.metadata.tables)
            sql = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in tables)
            found = {str(name): int(count) for name, count in fast().rows(sql)}
            db.session.remove()
        return found

    def send(self, method: str, address: str, **more: Any) -> int:
        """Send one request and look at what it did."""
        said = f"{method} {address[:120]!r} {_short(more)}"
        if method != "GET":
            self.look_at_readings()
        if self.row.policy == "device_batch":
            more["headers"] = {**HEADERS, **more.get("headers", {})}
        try:
            answer = self.client.open(address, method=method, **more)
        except Exception as problem:
            self.faults.append(f"{said} broke: {type(problem).__name__}: {str(problem)[:200]}")
            self.begin_anew()
            return 500
        status, body = answer.status_code, answer.get_data()
        self.statuses.add(status)
        if status >= 500:
            self.faults.append(f"{said} answered {status}")
        if b'"result":"failed"' in body:
            self.faults.append(f"{said} broke within: {body[:200]!r}")
        if status >= 400 and method != "HEAD" and not body.strip():
            self.faults.append(f"{said} answered {status} without a word")
        if answer.mimetype == "text/html" and b"<script>alert(1)" in body:
            self.faults.append(f"{said} came back as markup")
        answer.close()
        self.look_at_rows(said, method, status)
        return status

    def look_at_rows(self, said: str, method: str, status: int) -> None:
        """Nothing is lost; what was refused or only read left nothing behind."""
        if method == "GET":
            self.readings.append(said)
            return
        if self.database.is_write_open():
            self.faults.append(f"{said} left a transaction open")
        after = self.count()
        for name, count in after.items():
            before = self.rows.get(name, 0)
            if count < before and name not in MAY_SHRINK:
                self.faults.append(f"{said} answered {status} and lost {before - count} of {name}")
            if count > before and name not in MAY_GROW and status >= 400:
                self.faults.append(f"{said} answered {status} and left {count - before} in {name}")
        self.rows = after
        if status < 400 and not self.is_still_there():
            self.begin_anew()

    def look_at_readings(self) -> None:
        """What was only read since the last look has changed no table."""
        if not self.readings:
            return
        said, self.readings = self.readings, []
        after = self.count()
        changed = [
            name for name, count in after.items() if count != self.rows.get(name) and name not in MAY_GROW
        ]
        if changed or self.database.is_write_open():
            self.faults.append(f"one of {len(said)} readings, {said[0]} to {said[-1]}, wrote {changed}")
        self.rows = after

    def is_still_there(self) -> bool:
        """True unless that request ended the sign-in, which would make all that follows hollow."""
        return self.who_is_there() == self.there

    def who_is_there(self) -> str:
        """Whom a tablet says is signed in on it; of a desk, where its person begins, which for nobody is the door."""
        who = self.house.who(self.row)
        if who in ("stranger", "tablet", "newcomer", "kiosk", "builder"):
            return who
        if who in ("bench", "counter"):
            told = self.client.get("/api/v1/me").get_json()
            return str((told.get("person") or {}).get("number"))
        return self.client.get("/").location or ""

    def begin_anew(self) -> None:
        """Put the house back."""
        self.database.reset(self.app, "house")
        look_up_again(self.app)
        self.client = self.asker.client(self.app)
        self.counted_at = None
        self.rows = self.count()

    # What is sent

    def addresses(self) -> Iterator[str]:
        """Real, another site's, and with nonsense in each place of the rule."""
        for site in SITES:
            yield self.house.address(self.row, site)
        for place in PLACE.finditer(self.row.rule):
            before, after = self.row.rule[: place.start()], self.row.rule[place.end() :]
            fill = Row(self.row.endpoint, "{}", self.row.methods, self.row.policy)
            for part in nasty.PARTS:
                around = Row(fill.endpoint, f"{before}\0{after}", fill.methods, fill.policy)
                yield self.house.address(around).replace("\0", part)

    def form(self, **more: Any) -> dict[str, Any]:
        """The hidden fields of a form as a browser sends them."""
        return {"csrf_token": self.asker.csrf, "token": new_client_id(), **more}

    def is_counted_again(self) -> bool:
        """True for every third endpoint (each, with ECO_TEST_DRAWS): a count from scratch takes a second."""
        return MANY or zlib.crc32(self.row.endpoint.encode()) % 3 == 0

    def turned(self, name: str, values: tuple[Any, ...], count: int = PER_FIELD) -> list[Any]:
        """Some of the values, others for each field and endpoint."""
        start = zlib.crc32(f"{self.row.endpoint} {name}".encode())
        step = 7 if len(values) % 7 else 5
        return [values[(start + turn * step) % len(values)] for turn in range(count)]

    def learn(self, method: str, address: str) -> list[str]:
        """The names that the view reads."""
        found: dict[str, None] = {}
        for more in ({}, dict.fromkeys(("span", "to", "site"), "own")):
            self.names.take()
            if method == "GET":
                self.send("GET", address, query_string=more)
            elif self.row.policy == "device_batch":
                self.send(method, address, json={**more, "events": [{}], "now": 1})
            else:
                self.send(method, address, data=self.form(**more))
            found.update(dict.fromkeys(self.names.take()))
        return list(found)


def _short(more: dict[str, Any]) -> str:
    text = repr({name: value for name, value in more.items() if name != "headers"})
    return text if len(text) < 300 else text[:300] + "…"
