"""Every verb that a service writes into the audit trail has a name that people read."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from core.audit import write_audit_line
from factory.admin.audit_words import VERB_NAMES
from inventory.facts import KINDS
from tests.house.sources import Source, our_modules, sample

pytestmark = pytest.mark.static

BUILT = {
    "event.kind": KINDS,
    "f\"change_{subject.partition(':')[0]}\"": ("change_organisation", "change_makeover", "change_household"),
}
"""Verbs that are put together where they are written, and all that they can come to."""
Writers = dict[str, tuple[str, int]]
"""Functions that hand a verb on to the trail: dotted name to the parameter that takes the verb, and its position."""


@dataclass(frozen=True)
class NamedCall:
    """A call of a function by its name: where it stands and whom it reaches."""

    source: Source
    owner: ast.FunctionDef
    call: ast.Call
    reaches: str


def verbs_written(sources: Iterable[Source]) -> dict[str, str]:
    """Each verb, with a place that writes it. What cannot be read from the code is a verb by its own text."""
    writers: Writers = {f"{write_audit_line.__module__}.{write_audit_line.__name__}": ("verb", 0)}
    calls = [found for source in sources for found in _calls(source)]
    found: dict[str, str] = {}
    known = 0
    while known != len(writers):
        known = len(writers)
        for one in calls:
            if one.reaches in writers:
                for verb in _verbs_of(one, writers):
                    found[verb] = f"{one.source.path}:{one.call.lineno}"
    return found


@cache
def verbs_of_ours() -> dict[str, str]:
    """The verbs that the project writes; read once, since every file is walked."""
    return verbs_written(our_modules())


def _calls(source: Source) -> Iterator[NamedCall]:
    if source.module == write_audit_line.__module__:
        return
    near = {found.name.rpartition(".")[2]: found.name for found in source.imports}
    near |= {name: f"{source.module}.{name}" for name in _functions(source)}
    for owner in source.nodes:
        if isinstance(owner, ast.FunctionDef):
            for call in ast.walk(owner):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in near:
                    yield NamedCall(source, owner, call, near[call.func.id])


def _verbs_of(one: NamedCall, writers: Writers) -> Iterator[str]:
    """The verbs of a call; where it hands on a parameter of its own function, that is a writer from now on."""
    for verb in _spoken(_given(one.call, *writers[one.reaches]), one.owner):
        parameter = _position(one.owner, verb)
        if parameter is None:
            yield from BUILT.get(verb, (verb,))
        else:
            writers[f"{one.source.module}.{one.owner.name}"] = (verb, parameter)


def _functions(source: Source) -> Iterator[str]:
    return (node.name for node in source.nodes if isinstance(node, ast.FunctionDef))


def _given(call: ast.Call, parameter: str, position: int) -> ast.expr:
    named = [keyword.value for keyword in call.keywords if keyword.arg == parameter]
    return named[0] if named else call.args[position]


def _spoken(given: ast.expr, owner: ast.FunctionDef) -> Iterator[str]:
    """What an expression can come to: its words, or its text where it is neither a word nor a choice of words."""
    if isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.IfExp):
        yield from _spoken(given.body, owner)
        yield from _spoken(given.orelse, owner)
    elif isinstance(given, ast.Name) and _position(owner, given.id) is None:
        for node in ast.walk(owner):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == given.id:
                yield from _spoken(node.value, owner)
    else:
        yield ast.unparse(given)


def _position(owner: ast.FunctionDef, name: str) -> int | None:
    names = [each.arg for each in (*owner.args.posonlyargs, *owner.args.args, *owner.args.kwonlyargs)]
    return names.index(name) if name in names else None


def test_every_verb_of_the_trail_has_a_name() -> None:
    nameless = {verb: place for verb, place in verbs_of_ours().items() if verb not in VERB_NAMES}
    assert nameless == {}, "give each verb a name in factory/admin/audit_words.py"


def test_no_name_is_left_over_from_a_verb_that_nothing_writes() -> None:
    assert set(VERB_NAMES) - set(verbs_of_ours()) == set()


def test_no_two_verbs_share_a_name() -> None:
    assert len(set(VERB_NAMES.values())) == len(VERB_NAMES)


@pytest.mark.parametrize(
    ("body", "verbs"),
    [
        ('write_audit_line("mend", "a:1")', {"mend"}),
        ('verb = "mend" if good else "break"\n    write_audit_line(verb, "a:1")', {"mend", "break"}),
        ('_note("mend", 1)\n\ndef _note(verb, row):\n    write_audit_line(verb, "a:1")', {"mend"}),
        ("write_audit_line(said(), 'a:1')", {"said()"}),
    ],
)
def test_the_rule_reads_the_verbs(body: str, verbs: set[str]) -> None:
    source = sample(
        "inventory/sample.py", f"from core.audit import write_audit_line\n\ndef one(good):\n    {body}\n"
    )
    assert set(verbs_written([source])) == verbs
