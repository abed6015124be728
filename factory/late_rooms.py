"""Rooms that are loaded when somebody first asks for one of their pages; until then the app knows their addresses only.

All of a big room's tables, forms, services and libraries would take a third of the start's time and a fifth of its
memory, on machines where many an hour passes before anybody opens it. So its addresses and policies stand in a table
beside its routes: `python -m tests.house.endpoints` writes it, `tests/house` compares it with the views. A table that
misses a view is not believed: the room is then loaded at the start, as any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import Any

from flask import Flask

from core.guards import policy, policy_of

View = Callable[..., Any]
ROOT = Path(__file__).resolve().parent.parent
TABLE = "addresses.txt"
LATE = "eco_late_rooms"
BY_THEMSELVES = {"HEAD", "OPTIONS"}
"""Methods that come with others."""
_A_VIEW = re.compile(r"^@blueprint\.(?:get|post|put|patch|delete|route)\(", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Address:
    """One rule of a room, and who may call it."""

    endpoint: str
    methods: str
    rule: str
    policy: str

    def __str__(self) -> str:
        return f"{self.endpoint} {self.methods} {self.rule} {self.policy}".rstrip()


@dataclass
class Reading:
    """What a blueprint's deferred steps meet: notes its views and hangs its filters into the app's templates."""

    app: Flask
    name: str
    views: dict[str, View] = field(default_factory=dict)
    addresses: list[Address] = field(default_factory=list)
    first_registration: bool = True

    def add_url_rule(self, rule: str, endpoint: str | None = None, view: Any = None, **more: Any) -> None:
        """Note a view as Flask would register it."""
        called = f"{self.name}.{endpoint or view.__name__}"
        methods = ",".join(sorted(set(more.get("methods") or ("GET",)) - BY_THEMSELVES))
        self.views[called] = view
        self.addresses.append(Address(called, methods, rule, policy_of(view) or ""))


def read_room(app: Flask, package: str) -> Reading:
    """Load a room's routes, and with them all that they use, and read its views."""
    blueprint = import_module(package).blueprint
    reading = Reading(app, blueprint.name)
    for step in blueprint.deferred_functions:
        step(reading)
    words = app.template_context_processors.setdefault(blueprint.name, [])
    words += [give for give in blueprint.template_context_processors[None] if give not in words]
    reading.addresses.sort()
    return reading


def table_of(package: str) -> Path:
    """Where the room's addresses are written."""
    return ROOT.joinpath(*package.split("."), TABLE)


def written_addresses(package: str) -> list[Address]:
    """The addresses as they were written; none where the routes have views that nobody wrote down, or fewer."""
    table = table_of(package)
    lines = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    found = [_address(line) for line in lines if not line.startswith("#")]
    views = sum(len(_A_VIEW.findall(path.read_text("utf-8"))) for path in table.parent.glob("*.py"))
    return found if len(found) == views else []


def _address(line: str) -> Address:
    """A line of the table; a rule may hold blanks."""
    endpoint, methods, rest = line.split(" ", 2)
    rule, _, policy = rest.rpartition(" ")
    return Address(endpoint, methods, rule, policy)


@dataclass
class LateRoom:
    """A room of one app that waits to be asked for."""

    app: Flask
    package: str
    views: dict[str, View] = field(default_factory=dict)
    _lock: Any = field(default_factory=RLock)

    def register(self) -> None:
        """Let the app know every address of the room."""
        known = written_addresses(self.package)
        doors: dict[str, View] = {}
        for address in known or self.load():
            door = doors.setdefault(
                address.endpoint, self._door(address) if known else self.views[address.endpoint]
            )
            methods = address.methods.split(",")
            self.app.add_url_rule(address.rule, address.endpoint, door, methods=methods)

    def load(self) -> list[Address]:
        """Load the room, once: its views take the places of the doors. Raises RuntimeError for a table out of step."""
        with self._lock:
            reading = read_room(self.app, self.package)
            known = written_addresses(self.package)
            if known and known != reading.addresses:
                raise RuntimeError(
                    f"{self.package}: addresses out of step, run python -m tests.house.endpoints"
                )
            if known:
                self.app.view_functions.update(reading.views)
            self.views = reading.views
        return reading.addresses

    def _door(self, address: Address) -> View:
        """What stands at an address until the room is loaded."""

        def door(**values: Any) -> Any:
            if not self.views:
                self.load()
            return self.views[address.endpoint](**values)

        return policy(address.policy)(door)


def register_late(app: Flask, package: str) -> None:
    """Make a room known to the app without loading it."""
    room = LateRoom(app, package)
    app.extensions.setdefault(LATE, []).append(room)
    room.register()


def load_late_rooms(app: Flask) -> Flask:
    """Load every room now: for tests and for commands that look at all tables or all views."""
    rooms: Iterable[LateRoom] = app.extensions.get(LATE, ())
    for room in rooms:
        if not room.views:
            room.load()
    return app
