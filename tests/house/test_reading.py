"""Opening an address never writes: the cast opens every page of a site at work, and no fact has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace

from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core.config import Settings
from core.db import Base, db, transaction
from core.guards import PUBLIC, policy
from factory.house import UNFINISHED
from factory.late_rooms import load_late_rooms
from factory.programme.indicators import INDICATORS
from tests.every_route.house import House, known_as
from tests.markup import read_html
from tests.page_rules import faults_of
from tests.pages import Client

NOT_FACTS = {"look_log": None, "attempt": None, "device": "last_seen_at", "sign_in": "last_seen_at"}
"""What a look may leave: that somebody looked or tried a code, and when a tablet or a browser was last seen."""
SHARE_OPENED = 0.8

AT_ONCE = 60
"""So many addresses are opened before the facts are looked at."""
MORE: dict[str, Callable[[], list[str]]] = {
    "code": lambda: _column("SELECT code FROM piece ORDER BY id LIMIT 3"),
    "indicator": lambda: list(INDICATORS)[:3],
    "ending": lambda: ["csv", "xlsx"],
    "kind": lambda: ["csv", "xlsx"],
    "language": lambda: ["en", "ar"],
    "door": lambda: ["wrong", "join"],
    "inventory.write_at_door code": lambda: _column(
        "SELECT code FROM piece WHERE stage = 'released' LIMIT 1"
    ),
}
"""Places of addresses that are filled in more ways than one; the others are as the house of every route knows them."""


def _column(sql: str) -> list[str]:
    return [str(row[0]) for row in db.session.execute(text(sql))]


def addresses(app: Flask, house: House) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of everything that can be opened; a place that nobody can fill is a fault. In a context."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            for values in _fillings(rule, house.real["coventry"]):
                yield rule.endpoint, adapter.build(rule.endpoint, values)


def _fillings(rule: Rule, real: dict[str, str]) -> Iterator[dict[str, object]]:
    names = {name: known_as(rule.rule, name) for name in sorted(rule.arguments)}
    unknown = [known for known in names.values() if known not in real]
    assert not unknown, f"say in tests/every_route how to fill {unknown} of {rule.rule}"
    lists = [_values(rule.endpoint, known, real) for known in names.values()]
    for place in range(max((len(one) for one in lists), default=1)):
        filled: dict[str, object] = {}
        for name, one in zip(names, lists, strict=True):
            value = one[min(place, len(one) - 1)]
            filled[name] = int(value) if f"int:{name}>" in rule.rule else value
        yield filled


def _values(endpoint: str, known: str, real: dict[str, str]) -> list[str]:
    more = MORE.get(f"{endpoint} {known}") or MORE.get(known)
    return more() if more else [real[known]]


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


def page_faults(response: TestResponse) -> list[str]:
    """What the policeman of pages says of an answer that is a page."""
    if response.status_code != 200 or response.mimetype != "text/html":
        return []
    return faults_of(read_html(response.get_data(as_text=True)), dict(response.headers))


def open_one(
    client: Client, endpoint: str, address: str, asks_for_head: bool = True
) -> tuple[list[str], bool]:
    """Open one address by GET, and by HEAD; (what went wrong, whether it answered with a page)."""
    wrong, is_open, statuses = [], False, set()
    for open_it in (client.get, client.head) if asks_for_head else (client.get,):
        try:
            response = open_it(address)
        except Exception as problem:  # what a server would answer with 500
            wrong.append(f"{address} ({endpoint}) fails: {problem!r}")
            continue
        statuses.add(response.status_code)
        if response.status_code >= 500 and response.status_code != 503:
            wrong.append(f"{address} ({endpoint}) answers {response.status_code}")
        if open_it == client.get:
            wrong += [f"{address} ({endpoint}): {fault}" for fault in page_faults(response)]
        is_open = is_open or response.status_code == 200
    if len(statuses) > 1:
        wrong.append(f"{address} ({endpoint}) answers {sorted(statuses)} to GET and HEAD")
    return wrong, is_open


def open_all(
    app: Flask, client: Client, house: House, asks_for_head: bool = False
) -> tuple[list[str], set[str]]:
    """Open everything; (what went wrong, the endpoints that answered with a page)."""
    with app.app_context():
        todo = list(addresses(app, house))
    wrong, opened = [], set()
    before = facts(app)
    for start in range(0, len(todo), AT_ONCE):
        some = todo[start : start + AT_ONCE]
        for endpoint, address in some:
            faults, is_open = open_one(client, endpoint, address, asks_for_head)
            wrong += faults
            opened |= {endpoint} if is_open else set()
        after = facts(app)
        if after != before:
            wrong += who_wrote(app, client, some)
            before = facts(app)
    return wrong, opened


def who_wrote(app: Flask, client: Client, some: list[tuple[str, str]]) -> list[str]:
    """Open them again one by one: whose opening changes a fact."""
    found, before = [], facts(app)
    for endpoint, address in some:
        open_one(client, endpoint, address)
        after = facts(app)
        if after != before:
            found.append(f"opening {address} changed a fact")
        before = after
    return found or [f"opening one of {[address for _, address in some]} changed a fact, the first time"]


ASKERS = (
    ("stranger", "en"),
    ("ada", "en"),
    ("helen", "ar"),
    ("bench", "ar"),
    ("counter", "en"),
    ("harjit", "ar"),
)
"""Who opens everything, in which language: nobody, an administrator, a coordinator, Amina and Helen at a tablet, a
verifier; on the other database the three who see most. HEAD is asked of the administrator's addresses."""


def test_opening_every_page_changes_no_fact_and_each_is_fit_to_be_seen(app: Flask, house: House) -> None:
    opened: set[str] = set()
    faults: list[str] = []
    for name, language in ASKERS[1:4] if os.environ.get("ECO_TEST_DATABASE_URL") else ASKERS:
        _speak(app, language)
        wrong, seen = open_all(app, house.askers[name].client(app), house, asks_for_head=name == "ada")
        faults += [f"{name} {language}: {fault}" for fault in wrong]
        opened |= seen
    assert faults == []
    with app.app_context():
        all_endpoints = {endpoint for endpoint, _ in addresses(app, house)}
    assert len(opened) >= SHARE_OPENED * len(all_endpoints), f"never opened: {sorted(all_endpoints - opened)}"


def _speak(app: Flask, language: str) -> None:
    with app.app_context(), transaction():
        db.session.execute(text("UPDATE person SET language = :language"), {"language": language})


def test_a_page_that_writes_when_opened_is_seen(planted_app: Flask, house: House) -> None:
    @policy(PUBLIC)
    def planted() -> str:
        with transaction():
            db.session.execute(text("UPDATE place SET name = name || '!'"))
        return "written"

    planted_app.add_url_rule("/planted", "planted", planted)
    wrong, _ = open_all(planted_app, Client(planted_app), house)
    assert [fault for fault in wrong if "changed a fact" in fault] == ["opening /planted changed a fact"]


def test_templates_use_only_filters_and_tests_that_the_app_has(built_app: Flask, settings: Settings) -> None:
    from factory.app import create_app

    whole = load_late_rooms(create_app(replace(settings, unfinished_rooms=",".join(UNFINISHED))))
    for name in whole.jinja_env.list_templates(extensions=["html"]):
        whole.jinja_env.get_template(name)
