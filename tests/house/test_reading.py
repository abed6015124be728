"""Opening an address never writes: the cast opens every page of a site at work, and no fact has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core.catalogues import key_of
from core.clock import now
from core.config import Settings
from core.db import Base, db, transaction
from core.guards import PUBLIC, policy
from core.sign_ins import start_sign_in
from factory.cookies import DEVICE
from factory.house import UNFINISHED
from factory.late_rooms import load_late_rooms
from factory.programme.indicators import INDICATORS
from tests.cast import Cast
from tests.inventory.scene import make_scene
from tests.markup import read_html
from tests.page_rules import faults_of
from tests.pages import Client

NOT_FACTS = {"look_log": None, "device": "last_seen_at", "sign_in": "last_seen_at"}
"""What a look may leave: that somebody looked, and when a tablet or a browser was last seen."""
SHARE_OPENED = 0.8

SAMPLES: dict[str, Callable[[], list[str]]] = {
    "code": lambda: _column("SELECT code FROM piece ORDER BY id LIMIT 3"),
    "number": lambda: _column("SELECT number FROM person ORDER BY id LIMIT 1"),
    "photo_id": lambda: _column("SELECT id FROM photo LIMIT 1") or ["none"],
    "batch_id": lambda: _column("SELECT id FROM label_batch LIMIT 1"),
    "import_id": lambda: _column("SELECT id FROM piece_import LIMIT 1") or ["1"],
    "target_id": lambda: _column("SELECT id FROM target LIMIT 1") or ["1"],
    "slug": lambda: list(INDICATORS)[:3],
    "ending": lambda: ["csv", "xlsx"],
    "kind": lambda: ["csv", "xlsx"],
    "language": lambda: ["en", "ar"],
    "door": lambda: ["wrong", "join"],
    "inventory.write_at_door code": lambda: _column(
        "SELECT code FROM piece WHERE stage = 'released' LIMIT 1"
    ),
    "message_id": lambda: _column("SELECT id FROM door_message LIMIT 1") or ["1"],
    "group": lambda: ["organisations"],
    "recipient_id": lambda: _column("SELECT id FROM organisation LIMIT 1") or ["1"],
    "key": lambda: [key_of("Yes")],
    "clip_id": lambda: _column("SELECT id FROM clip LIMIT 1") or ["none"],
    "filename": lambda: ["css/tokens.css"],
    "inventory.edit_place code": lambda: _column("SELECT code FROM place LIMIT 1"),
    "inventory.show_donor number": lambda: _column("SELECT number FROM donor LIMIT 1") or ["1"],
    "inventory.show_donation number": lambda: _column("SELECT number FROM donation LIMIT 1") or ["1"],
}
"""How the places in an address are filled, by their name (or endpoint and name)."""


def _column(sql: str) -> list[str]:
    return [str(row[0]) for row in db.session.execute(text(sql))]


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of everything that can be opened; a place that nobody can fill is a fault. In a context."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            for values in _fillings(rule):
                yield rule.endpoint, adapter.build(rule.endpoint, values)


def _fillings(rule: Rule) -> Iterator[dict[str, object]]:
    names = sorted(rule.arguments)
    unknown = [name for name in names if name not in SAMPLES and f"{rule.endpoint} {name}" not in SAMPLES]
    assert not unknown, f"say in SAMPLES how to fill {unknown} of {rule.rule}"
    lists = [(SAMPLES.get(f"{rule.endpoint} {name}") or SAMPLES[name])() for name in names]
    for place in range(max((len(one) for one in lists), default=1)):
        filled: dict[str, object] = {}
        for name, one in zip(names, lists, strict=True):
            value = one[min(place, len(one) - 1)]
            filled[name] = int(value) if value.isdigit() and name.endswith("_id") else value
        yield filled


def facts(app: Flask) -> str:
    """A fingerprint of everything in the database that is a fact."""
    digest = hashlib.sha256()
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            passed_over = NOT_FACTS.get(table.name, "")
            if passed_over is None:
                continue
            columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name != passed_over)
            rows = db.session.execute(text(f'SELECT {columns} FROM "{table.name}"')).fetchall()
            digest.update(f"{table.name} {sorted(map(repr, rows))}".encode())
    return digest.hexdigest()


@pytest.fixture
def at_work(app: Flask, cast: Cast) -> Cast:
    """The cast with labels printed and pieces in every stage."""
    with app.app_context():
        scene = make_scene(cast, labels=12)
        for stage in ("received", "in_work", "ready", "released"):
            scene.bring(stage)
    return cast


def browser_of(app: Flask, cast: Cast, name: str = "", tablet: str = "") -> Client:
    """A browser: nobody's, somebody's at the desk, or somebody's at a paired tablet."""
    client = Client(app, use_cookies=True)
    if tablet:
        client.set_cookie(DEVICE, cast.tablets[tablet])
    if name:
        with app.app_context(), transaction():
            secret_id = start_sign_in(
                person_id=cast.people[name],
                site_id=cast.sites["coventry"],
                device_id=cast.tablet_ids[tablet] if tablet else None,
                method="card" if tablet else "password",
                at=now(),
            )
        with client.session_transaction() as state:
            state["_user_id"] = secret_id
    return client


def page_faults(response: TestResponse) -> list[str]:
    """What the policeman of pages says of an answer that is a page."""
    if response.status_code != 200 or response.mimetype != "text/html":
        return []
    return faults_of(read_html(response.get_data(as_text=True)), dict(response.headers))


def open_all(app: Flask, client: Client) -> tuple[list[str], set[str]]:
    """Open everything; (what went wrong, the endpoints that answered with a page)."""
    with app.app_context():
        todo = list(addresses(app))
    wrong, opened = [], set()
    before = facts(app)
    for endpoint, address in todo:
        for open_it in (client.get, client.head):
            try:
                response = open_it(address)
                status = response.status_code
            except Exception as problem:  # what a server would answer with 500
                wrong.append(f"{address} ({endpoint}) fails: {problem!r}")
                continue
            if status >= 500 and status != 503:
                wrong.append(f"{address} ({endpoint}) answers {status}")
            if open_it == client.get:
                wrong += [f"{address} ({endpoint}): {fault}" for fault in page_faults(response)]
            if status == 200:
                opened.add(endpoint)
        after = facts(app)
        if after != before:
            wrong.append(f"opening {address} changed a fact")
            before = after
    return wrong, opened


ASKERS = (
    ("", "", ""),
    ("ann", "", "en"),
    ("ann", "", "ar"),
    ("amina", "coventry", "ar"),
    ("mary", "coventry", "en"),
)
"""Who opens everything: name, tablet, language."""


def test_opening_every_page_changes_no_fact_and_each_is_fit_to_be_seen(app: Flask, at_work: Cast) -> None:
    opened: set[str] = set()
    faults: list[str] = []
    for name, tablet, language in ASKERS:
        if name:
            _speak(app, at_work.people[name], language)
        wrong, seen = open_all(app, browser_of(app, at_work, name, tablet))
        faults += [f"{name or 'nobody'} {language}: {fault}" for fault in wrong]
        opened |= seen
    assert faults == []
    with app.app_context():
        all_endpoints = {endpoint for endpoint, _ in addresses(app)}
    assert len(opened) >= SHARE_OPENED * len(all_endpoints), f"never opened: {sorted(all_endpoints - opened)}"


def _speak(app: Flask, person_id: int, language: str) -> None:
    with app.app_context(), transaction():
        db.session.execute(
            text("UPDATE person SET language = :language WHERE id = :id"),
            {"language": language, "id": person_id},
        )


def test_a_page_that_writes_when_opened_is_seen(planted_app: Flask, at_work: Cast) -> None:
    @policy(PUBLIC)
    def planted() -> str:
        with transaction():
            db.session.execute(text("UPDATE place SET name = name || '!'"))
        return "written"

    planted_app.add_url_rule("/planted", "planted", planted)
    wrong, _ = open_all(planted_app, Client(planted_app))
    assert [fault for fault in wrong if "changed a fact" in fault] == ["opening /planted changed a fact"]


def test_templates_use_only_filters_and_tests_that_the_app_has(built_app: Flask, settings: Settings) -> None:
    from factory.app import create_app

    whole = load_late_rooms(create_app(replace(settings, unfinished_rooms=",".join(UNFINISHED))))
    for name in whole.jinja_env.list_templates(extensions=["html"]):
        whole.jinja_env.get_template(name)
