"""Every endpoint is listed with who may call it; without a policy it is refused; reading changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask

from core.guards import policy
from factory.house import LATE
from factory.late_rooms import table_of
from tests.house.endpoints import TABLE, Row, as_text, late_table, policy_faults, rows_of, table_faults
from tests.house.sources import Source, call_name, our_modules, sample
from tests.pages import Client

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
MAY_NOTE = frozenset({"saw", "note_look", "write_seen"})
"""What a GET may write: that somebody looked, and when a device was last seen."""


def test_every_endpoint_states_a_known_policy(built_app: Flask) -> None:
    assert list(policy_faults(rows_of(built_app))) == []


def test_the_table_of_endpoints_is_the_app(built_app: Flask) -> None:
    written = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    assert table_faults(rows_of(built_app), written) == [], (
        "run `python -m tests.house.endpoints` and read the change"
    )


@pytest.mark.parametrize("package", LATE)
def test_the_addresses_of_a_room_that_is_loaded_late_are_its_views(package: str) -> None:
    written = table_of(package).read_text(encoding="utf-8")
    assert written == late_table(package), "run `python -m tests.house.endpoints` and read the change"


@pytest.mark.static
@pytest.mark.parametrize("policy", ["", "everybody", "right:fly", "right:see_pieces|right:fly"])
def test_a_missing_or_unknown_policy_is_seen(policy: str) -> None:
    assert list(policy_faults([Row("inventory.show_piece", "/pieces/<code>", "GET", policy)]))


@pytest.mark.static
def test_a_new_a_lost_and_a_changed_endpoint_are_seen() -> None:
    known = Row("inventory.show_piece", "/pieces/<code>", "GET", "right:see_pieces")
    assert table_faults([known], as_text([known])) == []
    assert table_faults([known], as_text([])) != []
    assert table_faults([], as_text([known])) != []
    looser = Row(known.endpoint, known.rule, known.methods, "public")
    assert len(table_faults([looser], as_text([known]))) == 2


def writing_readers(source: Source) -> Iterator[str]:
    """Views that answer GET alone and yet open a transaction (but for noting that somebody looked)."""
    for node in source.nodes:
        if not isinstance(node, ast.FunctionDef) or not _answers_get_alone(node):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.With) and _opens_transaction(inner) and not _only_notes(inner):
                yield f"{source.path}:{inner.lineno} {node.name} answers GET and writes"


def _answers_get_alone(view: ast.FunctionDef) -> bool:
    methods: set[str] = set()
    for decorator in view.decorator_list:
        if isinstance(decorator, ast.Call):
            verb = call_name(decorator).rpartition(".")[2]
            if verb in ("get", "post", "put", "patch", "delete"):
                methods.add(verb.upper())
            elif verb == "route":
                named = [keyword.value for keyword in decorator.keywords if keyword.arg == "methods"]
                methods |= set(ast.literal_eval(named[0])) if named else {"GET"}
    return bool(methods) and not methods & WRITES


def _opens_transaction(block: ast.With) -> bool:
    names = [call_name(item.context_expr) for item in block.items if isinstance(item.context_expr, ast.Call)]
    return any(name.rpartition(".")[2] == "transaction" for name in names)


def _only_notes(block: ast.With) -> bool:
    calls = [
        child.value
        for child in block.body
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Call)
    ]
    return len(calls) == len(block.body) and all(call_name(c).rpartition(".")[2] in MAY_NOTE for c in calls)


@pytest.mark.static
def test_no_reading_view_opens_a_transaction() -> None:
    assert [fault for source in our_modules() for fault in writing_readers(source)] == []


@pytest.mark.static
@pytest.mark.parametrize(
    "decorators", ['@rooms.get("/x")', '@rooms.route("/x")', '@rooms.route("/x", methods=["GET", "HEAD"])']
)
def test_a_reading_view_that_writes_is_seen(decorators: str) -> None:
    text = f"{decorators}\ndef show():\n    with transaction():\n        move_piece(code=1)\n"
    assert list(writing_readers(sample("inventory/routes.py", text)))


@pytest.mark.static
def test_noting_a_look_and_pressing_are_free() -> None:
    looking = (
        '@rooms.get("/x")\ndef show():\n    with transaction():\n        saw(1, "person:2", "show", at)\n'
    )
    pressing = '@rooms.post("/x")\ndef press():\n    with transaction():\n        move_piece(code=1)\n'
    both: Iterable[str] = (looking, pressing)
    assert [fault for text in both for fault in writing_readers(sample("inventory/routes.py", text))] == []


@pytest.mark.parametrize(("stated", "status"), [(None, 403), ("right:fly", 303), ("public", 200)])
def test_an_endpoint_without_a_policy_is_refused(planted_app: Flask, stated: str | None, status: int) -> None:
    """The guard denies by default; a policy that nobody fulfils sends to the sign-in; `public` is the control."""

    def planted() -> str:
        return "in"

    planted_app.add_url_rule("/planted", "planted", policy(stated)(planted) if stated else planted)
    response = Client(planted_app).get("/planted")
    assert response.status_code == status
    assert (response.get_data(as_text=True) == "in") is (status == 200)
