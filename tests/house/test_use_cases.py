"""A service is a use case: called by keywords, told who and when, given ids and codes and never a loaded row.

`transaction()` forgets what was loaded before it, so that a row handed in from outside would be a stale one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

import pytest

from tests.house.sources import Source, dotted, our_modules, sample

pytestmark = pytest.mark.static


def house_of(source: Source) -> str:
    """The services that a module belongs to, such as `inventory.services`, or `core`; "" for another storey."""
    parts = source.module.split(".")
    if parts[0] == "core":
        return "" if source.module.endswith("_queries") else "core"
    return ".".join(parts[: parts.index("services") + 1]) if "services" in parts else ""


def rows_known(sources: Iterable[Source]) -> frozenset[str]:
    """The names of the models."""
    return frozenset(
        node.name
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.ClassDef) and any(dotted(base) == "Model" for base in node.bases)
    )


def called_from_outside(service: Source, others: Iterable[Source]) -> frozenset[str]:
    """The names of a module that others than its own services use: its use cases."""
    house, used = house_of(service), set[str]()
    for other in others:
        if other.module == house or other.module.startswith(house + "."):
            continue
        for found in other.imports:
            if found.name.startswith(service.module + "."):
                used.add(found.name.removeprefix(service.module + "."))
            elif found.name == service.module:
                used |= _asked_of(found.name.rpartition(".")[2], other)
    return frozenset(used)


def _asked_of(module: str, other: Source) -> set[str]:
    return {
        node.attr for node in other.nodes if isinstance(node, ast.Attribute) and dotted(node.value) == module
    }


def faults(sources: Sequence[Source]) -> Iterator[str]:
    """Use cases that take a loaded row, or somebody and a moment by their place."""
    rows = rows_known(sources)
    for source in sources:
        used = called_from_outside(source, sources) if house_of(source) else frozenset()
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in used:
                yield from (
                    f"{source.path}:{node.lineno} {node.name} {what}" for what in _faults_of(node, rows)
                )


def _faults_of(service: ast.FunctionDef, rows: frozenset[str]) -> Iterator[str]:
    given = [*service.args.posonlyargs, *service.args.args]
    every = [*given, *service.args.kwonlyargs]
    names = {one.arg for one in every}
    if given and {"by", "at"} <= names:
        yield f"takes {given[0].arg} by its place"
    for one in every if names & {"by", "at"} else ():
        inner = ast.walk(one.annotation) if one.annotation else ()
        if rows & {dotted(part) for part in inner}:
            yield f"takes the row {one.arg}"


def test_use_cases_take_keywords_and_ids() -> None:
    assert list(faults(our_modules())) == []


MODEL = sample("core/people.py", "class Person(Model): ...")
STORY = sample("factory/demo/story.py", "from inventory.services import pieces\npieces.move_piece()")
ROUTE = sample("inventory/routes/pieces.py", "from inventory.services.pieces import move_piece")


@pytest.mark.parametrize(
    "signature",
    [
        "by: Actor, *, code: str, at: datetime",
        "*, by: Actor, at: datetime, person: Person",
        "*, at: datetime, person: Person | None = None",
        "*, by: Actor, people: Sequence[Person]",
    ],
)
@pytest.mark.parametrize("route", [ROUTE, STORY])
def test_a_use_case_that_takes_rows_or_places_is_seen(signature: str, route: Source) -> None:
    service = sample("inventory/services/pieces.py", f"def move_piece({signature}) -> None: ...")
    assert len(list(faults([MODEL, service, route]))) == 1


def test_what_services_hand_one_another_is_free() -> None:
    inner = sample(
        "inventory/services/pieces.py", "def move_piece(row: Person, by: Actor, at: datetime): ..."
    )
    neighbour = sample("inventory/services/bulk.py", "from inventory.services.pieces import move_piece")
    assert list(faults([MODEL, inner, neighbour])) == []


OUR_ERRORS = frozenset({"RuleBroken", "NotFound", "NotAllowed", "Conflict", "TooManyTries"})
SAYS_SO = re.compile(r"[Rr]aise|[Rr]efuse|RuleBroken|NotFound|NotAllowed|Conflict|TooManyTries")
"""How a docstring tells of its errors: by their names, or that something is refused."""


def silent_refusals(sources: Iterable[Source]) -> Iterator[str]:
    """Public functions of services that raise an error of ours and do not say so."""
    for source in sources:
        functions = [node for node in source.tree.body if isinstance(node, ast.FunctionDef)]
        for node in functions if house_of(source) else ():
            is_silent = not SAYS_SO.search(ast.get_docstring(node) or "")
            if not node.name.startswith("_") and is_silent and _raises(node):
                yield f"{source.path}:{node.lineno} {node.name} raises and does not say what"


def _raises(node: ast.FunctionDef) -> bool:
    raised = [inner.exc for inner in ast.walk(node) if isinstance(inner, ast.Raise) and inner.exc]
    return any(dotted(one.func if isinstance(one, ast.Call) else one) in OUR_ERRORS for one in raised)


def test_services_say_what_they_raise() -> None:
    assert list(silent_refusals(our_modules())) == []


def test_a_silent_refusal_is_seen() -> None:
    text = 'def move_piece(*, code: str) -> None:\n    """{}"""\n    raise RuleBroken("code", "No.")'
    told, silent = text.format("Move it. Raises RuleBroken for a gate."), text.format("Move it.")
    assert list(silent_refusals([sample("inventory/services/pieces.py", told)])) == []
    assert list(silent_refusals([sample("inventory/services/pieces.py", silent)]))
