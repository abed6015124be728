"""The pages of machines at 50 machines and a million events: the live board, how much they are used, and the count.

Jobs and sessions stand as a million events come to (twelve each), over a year; the floor of a page reads the same
tables by the barest statement. Run: python -m benchmarks.utilisation
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from flask import Flask

from benchmarks.scan import Caller
from benchmarks.table import Line, as_text, interleaved, ratio_of
from core.access import system_actor
from core.clock import local_day
from core.config import demo_settings
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people_roles import give_role
from core.people_services import add_person
from core.sign_ins import start_sign_in
from core.sites import Site
from hardware.models.sittings import MachineJob, MachineSession
from hardware.services.kiosks import make_kiosk_code, pair_kiosk
from hardware.services.machine_profiles import set_profile
from hardware.services.machine_types import TypeData, add_type
from hardware.services.machines import MachineData, add_machine
from hardware.services.months import add_up_months

MACHINES, KINDS, PEOPLE = 50, 5, 40
EVENTS, EVENTS_A_SESSION = 1_000_000, 12
ROUNDS, EACH = 5, 3
MOST_BOARD, MOST_USE, MOST_COUNT = 60.0, 14.0, 14.0


@dataclass(frozen=True)
class Hall:
    """The app with its machines, and the cookie of a coordinator."""

    app: Flask
    cookie: str


def build(folder: Path, events: int) -> Hall:
    """A site of fifty machines, each with a kiosk that was heard of just now, and a year of work."""
    from factory.app import create_app
    from factory.late_rooms import load_late_rooms
    from factory.schema import upgrade_schema

    address = f"sqlite:///{folder / 'machines.sqlite3'}"
    app = load_late_rooms(create_app(demo_settings(folder, database_url=address)))
    upgrade_schema(app)
    at = datetime.now(UTC).replace(microsecond=0)
    with app.app_context():
        with transaction() as scope:
            site = Site(slug="coventry", name="Coventry", city="Coventry")
            scope.add(site)
            scope.flush()
            site_id, by = site.id, system_actor(site.id)
            people = [
                add_person(by=by, called=f"P{turn}", language="en", at=at, token=new_client_id()).id
                for turn in range(PEOPLE + 1)
            ]
            ruth, day = people.pop(), local_day(at) - timedelta(days=300)
            give_role(
                by=by, person_id=ruth, role="coordinator", site_id=site_id, starts_on=day, ends_on=None, at=at
            )
            sign_in = start_sign_in(person_id=ruth, site_id=site_id, device_id=None, method="password", at=at)
        machines = _machines(site_id, at)
        with transaction():
            _work(site_id, machines, people, at, events // EVENTS_A_SESSION)
            months = [f"{local_day(at - timedelta(days=30 * back)):%Y-%m}" for back in range(14)]
            for machine_id, _ in machines:
                add_up_months(machine_id=machine_id, months=sorted(set(months)))
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": sign_in, "_fresh": True})
    return Hall(app, f"eco={cookie}")


def _machines(site_id: int, at: datetime) -> list[tuple[int, int]]:
    """(machine, kiosk) of each, heard of just now."""
    by, since = system_actor(site_id), at - timedelta(days=370)
    found = []
    with transaction():
        kinds = [
            add_type(
                by=by, data=TypeData(f"Kind {turn}", "machine:cnc_router"), at=since, token=new_client_id()
            ).slug
            for turn in range(KINDS)
        ]
    for turn in range(MACHINES):
        with transaction():
            data = MachineData(f"Machine {turn:02}", kinds[turn % KINDS])
            machine = add_machine(by=by, data=data, at=since, token=new_client_id())
            set_profile(by=by, code=machine.code, profile={"dialect": "grbl"}, at=since)
            code = make_kiosk_code(by=by, name="", machine_codes=[machine.code], at=since)
            pair_kiosk(code=code, at=since)
            row = fast().row(
                "SELECT kiosk_id FROM kiosk_machine WHERE machine_id = ? AND ends_at IS NULL", (machine.id,)
            )
            assert row is not None
            fast().run(
                "INSERT INTO machine_fold (kiosk_id, machine_id, folded_at, state_class, state_since, seen_at, "
                "rule_version, word) "
                "VALUES (?, ?, ?, 'busy', ?, ?, 1, '')",
                (row[0], machine.id, at, at, at),
            )
            found.append((machine.id, row[0]))
    return found


def _work(site_id: int, machines: list[tuple[int, int]], people: list[int], at: datetime, many: int) -> None:
    chance = Random(50)
    session_rows: list[tuple[object, ...]] = []
    job_rows: list[tuple[object, ...]] = []
    each = many // len(machines)
    step = timedelta(days=364) / (each + 1)
    for place, (machine_id, kiosk_id) in enumerate(machines):
        for turn in range(each):
            number = place * each + turn + 1
            began = at - timedelta(days=364) + step * turn + timedelta(seconds=chance.randint(0, 900))
            busy = chance.randint(60, 1500) * 1000
            ended = began + timedelta(milliseconds=busy + 60_000)
            session_rows.append(
                (number, f"s{number}", machine_id, site_id, chance.choice(people), "own_work", "", "", "kiosk",
                 began, ended, "sign_out", busy, 1, kiosk_id, 1)
            )  # fmt: skip
            job_rows.append(
                (f"j{number}", kiosk_id, "1-a", machine_id, site_id, number, 0, "1-a", busy, began,
                 began + timedelta(milliseconds=busy), busy, "finished", 1)
            )  # fmt: skip
    _fill(
        MachineSession,
        "id key machine_id site_id person_id used_for piece_code material source began_at ended_at end_cause busy_ms "
        "job_count kiosk_id rule_version",
        session_rows,
    )
    _fill(
        MachineJob,
        "key kiosk_id boot machine_id site_id session_id opened_mono_ms closed_boot closed_mono_ms began_at ended_at "
        "busy_ms outcome rule_version",
        job_rows,
    )
    fast().run(
        "UPDATE machine_session SET ended_at = NULL, end_cause = NULL WHERE id IN "
        "(SELECT MAX(id) FROM machine_session GROUP BY machine_id)"
    )


def _fill(model: type[db.Model], names: str, rows: Sequence[tuple[object, ...]]) -> None:  # type: ignore[name-defined]
    """Put rows in, what they do not name as empty as the model has it."""
    given = names.split()
    empty = {
        column.name: "{}" if column.name == "told_by" else getattr(column.default, "arg", None)
        for column in model.__table__.columns
        if column.name not in given and column.name != "id" and column.default is not None
    }
    columns = [*given, *empty]
    marks = ", ".join("?" * len(columns))
    told = [(*row, *empty.values()) for row in rows]
    fast().run_many(f"INSERT INTO {model.__tablename__} ({', '.join(columns)}) VALUES ({marks})", told)


def page_of(hall: Hall, path: str, query: str = "") -> Callable[[], str]:
    """A whole request, sign-in, policy and layout included."""
    caller = Caller(hall.app, path, {"cookie": hall.cookie})
    caller.environ.update(REQUEST_METHOD="GET", QUERY_STRING=query)
    del caller.environ["CONTENT_TYPE"]

    def page() -> str:
        status, body = caller.post(b"")
        if not status.startswith("200"):
            raise SystemExit(f"{path} answered {status}: {body[:300]!r}")
        return body.decode()

    return page


def asked_barely(app: Flask, *statements: str) -> Callable[[], str]:
    """The floor: bare statements over the same tables as the barest list."""

    def page() -> str:
        with app.app_context():
            return "".join(f"<p>{row}</p>" for one in statements for row in fast().rows(one))

    return page


BARE_BOARD = (
    "SELECT m.name, s.state, f.state_class, e.began_at FROM machine m "
    "JOIN machine_state s ON s.machine_id = m.id AND s.ends_at IS NULL "
    "JOIN machine_fold f ON f.machine_id = m.id "
    "LEFT JOIN machine_session e ON e.machine_id = m.id AND e.ended_at IS NULL AND NOT e.is_void"
)
BARE_HOURS = "SELECT substr(began_at, 1, 7), machine_id, SUM(busy_ms) FROM machine_job GROUP BY 1, 2"


def measure(*, events: int = EVENTS, rounds: int = ROUNDS) -> list[Line]:
    """The live board, the figures of a year, and the overview of the programme."""
    with tempfile.TemporaryDirectory(prefix="eco-hall-") as folder:
        hall = build(Path(folder), events)
        year = f"{events:,} events, a year"
        pages = (
            (f"live board of {MACHINES} machines, whole request", "/machines", "", BARE_BOARD, MOST_BOARD),
            (
                f"utilisation of {MACHINES} machines, {year}",
                "/machine-use",
                "span=year",
                BARE_HOURS,
                MOST_USE,
            ),
            (f"overview with machines, {year}", "/count", "site=all", BARE_HOURS, MOST_COUNT),
        )
        lines = []
        for name, path, query, bare, most in pages:
            ways: dict[str, Callable[[], object]] = {
                "page": page_of(hall, path, query),
                "bare": asked_barely(hall.app, bare),
            }
            taken = interleaved(ways, rounds=rounds, each=EACH)
            ratio = ratio_of(taken, "page", "bare")
            mine, floor = (sorted(taken[way])[rounds // 2] for way in ("page", "bare"))
            lines.append(
                Line(name, mine, "ms", floor, ratio=ratio, bar=f"≤ {most:g}×", is_held=ratio <= most)
            )
        with hall.app.app_context():
            db.session.remove()
            db.engine.dispose()
    return lines


if __name__ == "__main__":
    print(as_text(measure()))
