"""The project's own sources as the rules of the house read them: files with their text, tree and imports."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("core", "factory", "inventory", "training", "hardware")
ROOMS = ("inventory", "training", "hardware")
PASSED_OVER = frozenset(
    {".git", ".venv", "__pycache__", "instance", "node_modules", "vendor", "build", "dist", "fonts"}
    | {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"}
)


@dataclass(frozen=True)
class Source:
    """A text file: its path inside the project, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, kept out of the collector's sight: a million nodes that nobody lets go."""
        gc.disable()
        try:
            return tuple(ast.walk(self.tree))
        finally:
            gc.freeze()
            gc.enable()

    @cached_property
    def docstrings(self) -> frozenset[int]:
        """The ids of the nodes that are docstrings: prose, whatever words it holds."""
        return frozenset(
            id(child.value)
            for node in self.nodes
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            for child in node.body
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        )

    @property
    def module(self) -> str:
        """The dotted name of a Python file."""
        dotted = self.path.removesuffix(".py").replace("/", ".")
        return dotted.removesuffix(".__init__")

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.text.count("\n") + (not self.text.endswith("\n") and bool(self.text))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Everything it imports, wherever in the file, type-only imports included."""
        return tuple(_imports(self))


@dataclass(frozen=True)
class Import:
    """One import: the full dotted name, as deep as it is written (`from a.b import c` is `a.b.c`), and its line."""

    name: str
    line: int

    def reaches(self, module: str) -> bool:
        """True if it is `module`, or something inside it."""
        return self.name == module or self.name.startswith(module + ".")


def _imports(source: Source) -> Iterator[Import]:
    package = source.module if source.path.endswith("__init__.py") else source.module.rpartition(".")[0]
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(f"{base}.{alias.name}", node.lineno)


@lru_cache(maxsize=64)
def _read(suffixes: tuple[str, ...], under: tuple[str, ...]) -> tuple[Source, ...]:
    starts = [ROOT / name for name in under] or [ROOT]
    found: set[Path] = set()
    for start in starts:
        if start.is_file():
            found.add(start)
        elif start.is_dir():
            found.update(_walk(start))
    wanted = sorted(path for path in found if not suffixes or path.suffix in suffixes)
    return tuple(_source(path) for path in wanted)


@lru_cache(maxsize=4096)
def _source(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def files(*suffixes: str, under: Sequence[str] = ()) -> list[Source]:
    """The project's files with one of these suffixes, sorted; if given, only those `under` these folders or files."""
    return list(_read(suffixes, tuple(under)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in PASSED_OVER and not path.name.endswith(".egg-info"):
                yield from _walk(path)
        elif path.is_file():
            yield path


def our_modules() -> list[Source]:
    """The Python of the five packages."""
    return files(".py", under=PACKAGES)


def sample(path: str, text: str) -> Source:
    """A planted file."""
    return Source(path, text)


def call_name(node: ast.Call) -> str:
    """The dotted name that a call is written with, such as `db.session.commit`; "" for anything stranger."""
    return dotted(node.func)


def dotted(node: ast.AST) -> str:
    """The dotted name of an expression of names and attributes, else ""."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
