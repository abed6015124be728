"""Inside a room the lower storeys know no web: services, queries, models and rules run from anywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.house.sources import ROOMS, Source, call_name, our_modules, sample

pytestmark = pytest.mark.static

WEB = ("flask", "flask_login", "wtforms", "flask_wtf", "flask_babel", "werkzeug")
WEB_STOREYS = ("routes", "forms")
LOWER_STOREYS = ("services", "queries", "models")
KNOWS_THE_WEB = (
    "core.batches",
    "core.feeds",
    "core.guards",
    "core.import_pages",
    "core.listings",
    "core.packs",
    "core.pressing",
    "core.shown_pictures",
    "core.signing",
)
ORDER = {"models": 0, "queries": 1, "services": 2, "forms": 3, "routes": 4}
READS = ("db.session.", "db.engine.", "fast", "select")
"""What no route calls: the names themselves, or whatever begins with those that end in a dot."""


def storey(source: Source) -> str:
    """The storey of a module: the last of its name's parts that is one, else "rule" in a room, else ""."""
    parts = source.module.split(".")
    named = [part for part in parts[1:] if part in ORDER]
    if named:
        return named[-1]
    return "rule" if parts[0] in ROOMS and len(parts) > 1 and parts[1] != "kiosk" else ""


def knows_no_web(source: Source) -> bool:
    """True for the modules that may not import the web: lower storeys and rules, and core but its guards."""
    if source.module.split(".")[0] == "core":
        return source.module not in KNOWS_THE_WEB
    return storey(source) in (*LOWER_STOREYS, "rule")


def web_below(sources: Iterable[Source]) -> Iterator[str]:
    """Imports of the web in lower storeys."""
    for source in sources:
        if not knows_no_web(source):
            continue
        for found in source.imports:
            if any(found.reaches(name) for name in (*WEB, *KNOWS_THE_WEB)):
                yield f"{source.path}:{found.line} imports {found.name}"


def upstairs(sources: Iterable[Source]) -> Iterator[str]:
    """Imports that climb inside a room: models ← queries ← services ← forms ← routes; a rule imports none of them."""
    for source in sources:
        mine = storey(source)
        package = source.module.split(".")[0]
        for found in source.imports:
            if not found.reaches(package):
                continue
            above = [ORDER[part] for part in found.name.split(".")[1:] if part in ORDER]
            if above and mine in ORDER and above[-1] > ORDER[mine]:
                yield f"{source.path}:{found.line} ({mine}) imports {found.name}"
            if above and mine == "rule" and above[-1] > ORDER["models"]:
                yield f"{source.path}:{found.line} (a rule) imports {found.name}"


def reaches_past_queries(sources: Iterable[Source]) -> Iterator[str]:
    """Imports of a room's tables, forms or routes upstairs: factory reads a room through its queries."""
    for source in sources:
        if source.module.split(".")[0] != "factory":
            continue
        for found in source.imports:
            parts = found.name.split(".")
            if parts[0] in ROOMS and {"models", "forms", "routes"} & set(parts[1:]):
                yield f"{source.path}:{found.line} imports {found.name}"


def reads_in_routes(sources: Iterable[Source]) -> Iterator[str]:
    """Database reads written in routes: they belong to queries."""
    for source in sources:
        if storey(source) != "routes":
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call) and _reads(call_name(node)):
                yield f"{source.path}:{node.lineno} calls {call_name(node)}"


def _reads(name: str) -> bool:
    return any(name.startswith(one) if one.endswith(".") else name == one for one in READS)


WRITES = (
    "flush",
    "add",
    "add_all",
    "delete",
    "run",
    "run_many",
    "transaction",
    "write_audit_line",
    "write_person_line",
)
WRITE_SQL = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b")


def writes_in_queries(sources: Iterable[Source]) -> Iterator[str]:
    """Writes in modules that only read."""
    for source in sources:
        if storey(source) != "queries" and not source.module.endswith("_queries"):
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call) and _is_write(call_name(node), node):
                yield f"{source.path}:{node.lineno} calls {ast.unparse(node.func)}"
            elif isinstance(node, ast.Constant) and WRITE_SQL.match(str(node.value)):
                yield f"{source.path}:{node.lineno} writes in SQL"


def _is_write(name: str, node: ast.Call) -> bool:
    """A write of the database: of `db.session`, of `fast()`, or a function of that name alone."""
    owner, _, verb = (name or ast.unparse(node.func)).rpartition(".")
    return verb in WRITES and (owner in ("", "db.session", "connection") or owner.endswith("fast()"))


def test_the_lower_storeys_know_no_web() -> None:
    assert list(web_below(our_modules())) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("inventory/services.py", "from flask import current_app"),
        ("inventory/services/pieces.py", "import flask_login"),
        ("training/queries.py", "from wtforms import Form"),
        ("hardware/models.py", "from flask_babel import gettext"),
        ("inventory/gates.py", "from core.guards import policy"),
        ("training/services/runs.py", "from core.pressing import PressedForm"),
        ("factory/programme/services.py", "from flask import g"),
        ("core/people.py", "from flask import session"),
    ],
)
def test_the_web_downstairs_is_seen(path: str, text: str) -> None:
    assert list(web_below([sample(path, text)]))


def test_routes_may_know_the_web() -> None:
    planted = [
        sample("inventory/routes/pieces.py", "from flask import Blueprint\nfrom core.guards import policy")
    ]
    assert list(web_below(planted)) == []


def test_nobody_climbs_inside_a_room() -> None:
    assert list(upstairs(our_modules())) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("inventory/models.py", "from inventory.queries import piece_by_code"),
        ("inventory/queries/pieces.py", "from inventory.services.pieces import move_piece"),
        ("inventory/services.py", "from inventory.forms import MovePieceForm"),
        ("inventory/stages.py", "from inventory.services import move_piece"),
        ("factory/front_desk/queries.py", "from factory.front_desk.routes import home"),
    ],
)
def test_a_climber_is_seen(path: str, text: str) -> None:
    assert list(upstairs([sample(path, text)]))


def test_queries_only_read() -> None:
    assert list(writes_in_queries(our_modules())) == []


@pytest.mark.parametrize(
    "write",
    [
        "db.session.add(row)",
        "db.session.flush()",
        "fast().run(sql)",
        "transaction()",
        "rows('DELETE FROM x')",
    ],
)
@pytest.mark.parametrize("path", ["inventory/queries/pieces.py", "core/people_queries.py"])
def test_a_write_in_a_query_is_seen(path: str, write: str) -> None:
    assert list(writes_in_queries([sample(path, f"def read():\n    return {write}")]))


def test_upstairs_reads_a_room_through_its_queries() -> None:
    assert list(reaches_past_queries(our_modules())) == []


@pytest.mark.parametrize(
    "what", ["models import Photo", "forms.labels import LabelForm", "routes.desk import show"]
)
def test_a_hand_in_a_rooms_tables_is_seen(what: str) -> None:
    assert list(reaches_past_queries([sample("factory/backups/making.py", f"from inventory.{what}")]))


def test_routes_hold_no_query() -> None:
    assert list(reads_in_routes(our_modules())) == []


@pytest.mark.parametrize(
    "query",
    ["db.session.scalar(found)", "db.session.get_one(Piece, 1)", "select(Piece)", "fast().rows('SELECT 1')"],
)
def test_a_query_in_a_route_is_seen(query: str) -> None:
    planted = f"def show_piece(code):\n    return {query}"
    assert list(reads_in_routes([sample("inventory/routes.py", planted)]))
