"""Files and names keep to the measure: no wall of a file, no drawer for odds and ends, no bare word of two meanings."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator

import pytest

from tests.house.sources import Source, files, our_modules, sample

pytestmark = pytest.mark.static

LONGEST_FILE = 400
LONG_TEMPLATE = 150
DRAWERS = frozenset(
    {"utils", "util", "helpers", "helper", "misc", "common", "shared", "tools_", "stuff", "lib"}
)
BARE_WORDS = frozenset({"session", "factory", "user", "sessions", "users", "factories"})


def too_long(sources: Iterable[Source], wall: int = LONGEST_FILE) -> Iterator[str]:
    """Files over the wall."""
    for source in sources:
        if source.lines > wall:
            yield f"{source.path} has {source.lines} lines"


def drawers(sources: Iterable[Source]) -> Iterator[str]:
    """Modules and folders named for nothing in particular."""
    for source in sources:
        if DRAWERS & set(source.path.removesuffix(".py").split("/")):
            yield source.path


def bare_words(source: Source) -> Iterator[str]:
    """Names of ours that are one of the three bare words (names that libraries gave are theirs)."""
    for node in source.nodes:
        for name in _names_given(node):
            if name.lower() in BARE_WORDS:
                yield f"{source.path}:{getattr(node, 'lineno', 0)} names something {name!r}"


def _names_given(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr
    elif isinstance(node, ast.alias) and node.asname:
        yield node.asname
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name


def undocumented(sources: Iterable[Source]) -> Iterator[str]:
    """Modules without a sentence on what lives there."""
    for source in sources:
        if not ast.get_docstring(source.tree):
            yield source.path


def untyped(sources: Iterable[Source]) -> Iterator[str]:
    """Functions that do not say what they take and give; mypy sees ours, this sees those of the tests as well."""
    for source in sources:
        for node in source.nodes:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            given += [one for one in (node.args.vararg, node.args.kwarg) if one]
            bare = [one for one in given if one.annotation is None and one.arg not in ("self", "cls")]
            if bare or node.returns is None:
                yield f"{source.path}:{node.lineno} {node.name} is not typed"


def test_no_file_is_over_the_wall() -> None:
    assert (
        list(too_long([source for source in files(".py") if not source.path.startswith("migrations/")])) == []
    )


def test_long_templates_are_pointed_out() -> None:
    for fault in too_long(files(".html", under=["templates"]), LONG_TEMPLATE):
        warnings.warn(f"{fault}; {LONG_TEMPLATE} is the measure", stacklevel=1)


def test_a_wall_of_a_file_is_seen() -> None:
    assert list(too_long([sample("core/people.py", "x = 1\n" * 401)]))
    assert not list(too_long([sample("core/people.py", "x = 1\n" * 400)]))


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert list(drawers(files(".py"))) == []


@pytest.mark.parametrize("path", ["core/utils.py", "inventory/helpers.py", "factory/common/words.py"])
def test_a_drawer_is_seen(path: str) -> None:
    assert list(drawers([sample(path, "")]))


def test_nothing_of_ours_has_a_bare_name() -> None:
    assert [fault for source in files(".py") for fault in bare_words(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "session = db.session",
        "def move(user): ...",
        "def factory(): ...",
        "class User: ...",
        "for user in people: ...",
        "from flask import session as Session",
        "self.user = 1",
        "with open_scope() as session: ...",
    ],
)
def test_a_bare_name_is_seen(text: str) -> None:
    assert list(bare_words(sample("core/people.py", text)))


def test_names_that_say_which_are_free() -> None:
    text = "from flask import session\nsession['token'] = 1\nmachine_session = 2\ncreate_app = db.session.factory"
    assert not list(bare_words(sample("core/people.py", text)))


def test_each_module_says_what_lives_there() -> None:
    assert list(undocumented([*our_modules(), *files(".py", under=["wsgi.py", "tools", "benchmarks"])])) == []


def test_a_silent_module_is_seen() -> None:
    assert list(undocumented([sample("core/people.py", "x = 1")]))


def test_each_function_is_typed() -> None:
    assert list(untyped(files(".py"))) == []


@pytest.mark.parametrize(
    "text", ["def f(): ...", "def f(x) -> None: ...", "class A:\n    def f(self, *, x) -> None: ..."]
)
def test_an_untyped_function_is_seen(text: str) -> None:
    assert list(untyped([sample("tests/test_x.py", text)]))
