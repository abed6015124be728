"""The house has floors and rooms: nothing imports upwards, sideways or in a circle."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.sources import PACKAGES, ROOMS, ROOT, Source, files, our_modules, sample

pytestmark = pytest.mark.static

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "core": (),
    "inventory": ("core",),
    "training": ("core",),
    "hardware": ("core",),
    "factory": ("core", *ROOMS),
}
STREET_DOOR = ("factory.app.create_app",)
ABOVE_ALL = ("wsgi", "tests", "benchmarks", "tools")
KIOSK = "hardware.kiosk"
SHARED_WITH_KIOSK = "hardware.vocabulary"
PURE_OF_KIOSK = ("hardware.kiosk.inference",)
"""What the server takes from the kiosk: the rules that make jobs of events, so that both make the same ones."""
KIOSK_MAY = (
    *("serial", "flask", "urllib3"),
    "cryptography",  # checks the signature of a permit pack: docs/decisions/0032
    *("click", "werkzeug", "markupsafe"),  # Flask's own
)
"""What the kiosk may import beside the standard library, itself and the shared vocabulary."""
KIOSK_MAY_NOT = (
    *("core", "factory", "inventory", "training"),
    *(
        "sqlalchemy",
        "flask_sqlalchemy",
        "flask_login",
        "flask_wtf",
        "flask_babel",
        "flask_migrate",
        "wtforms",
    ),
)


def wrong_floors(sources: Iterable[Source]) -> Iterator[str]:
    """Imports that go up or sideways."""
    for source in sources:
        floor = source.module.split(".")[0]
        allowed = (floor, *MAY_IMPORT.get(floor, ()))
        for found in source.imports:
            top = found.name.split(".")[0]
            if top in ABOVE_ALL or (top in PACKAGES and top not in allowed):
                yield f"{source.path}:{found.line} imports {found.name}"


def street_door_faults(source: Source) -> Iterator[str]:
    """wsgi.py imports create_app and nothing else, and defines nothing but `app`."""
    for found in source.imports:
        if found.name not in STREET_DOOR and not found.name.startswith("__future__"):
            yield f"{source.path}:{found.line} imports {found.name}"
    for node in source.tree.body:
        is_app = isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["app"]
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (is_app or is_docstring or isinstance(node, ast.ImportFrom)):
            yield f"{source.path}:{node.lineno} holds more than `app = create_app()`"


def kiosk_faults(sources: Iterable[Source]) -> Iterator[str]:
    """The kiosk reaches no database, no core, no room, and of hardware only itself and the shared vocabulary."""
    for source in sources:
        if source.module == SHARED_WITH_KIOSK or source.module.startswith(SHARED_WITH_KIOSK + "."):
            wrong = [found for found in source.imports if any(map(found.reaches, KIOSK_MAY_NOT))]
            wrong += [f for f in source.imports if f.reaches("hardware") and not f.reaches(SHARED_WITH_KIOSK)]
        elif source.module == KIOSK or source.module.startswith(KIOSK + "."):
            wrong = [found for found in source.imports if any(map(found.reaches, KIOSK_MAY_NOT))]
            mine = (KIOSK, SHARED_WITH_KIOSK)
            wrong += [f for f in source.imports if f.reaches("hardware") and not any(map(f.reaches, mine))]
        else:
            wrong = [
                found
                for found in source.imports
                if found.reaches(KIOSK) and not any(map(found.reaches, PURE_OF_KIOSK))
            ]
        for found in wrong:
            yield f"{source.path}:{found.line} imports {found.name}"


def kiosk_libraries(sources: Iterable[Source]) -> Iterator[str]:
    """Libraries that the kiosk imports and that are not on its list."""
    for source in sources:
        if source.module != KIOSK and not source.module.startswith((KIOSK + ".", SHARED_WITH_KIOSK)):
            continue
        for found in source.imports:
            top = found.name.split(".")[0]
            if top not in sys.stdlib_module_names and top not in (*KIOSK_MAY, *PACKAGES):
                yield f"{source.path}:{found.line} imports {found.name}"


def circles(sources: Iterable[Source]) -> list[str]:
    """Import cycles between modules, by their names.

    A folder `routes/` holds its blueprint and then calls in its own leaves, which hang their views on it; that one
    circle is how blueprints are split, and no other.
    """
    modules = {source.module: source for source in sources}
    leads_to = {name: _targets(source, modules) for name, source in modules.items()}
    done: set[str] = set()
    found: list[str] = []

    def follow(name: str, way: list[str]) -> None:
        if name in way:
            found.append(" → ".join([*way[way.index(name) :], name]))
            return
        if name in done:
            return
        for target in sorted(leads_to[name]):
            follow(target, [*way, name])
        done.add(name)

    for name in sorted(modules):
        follow(name, [])
    return found


def _targets(source: Source, modules: dict[str, Source]) -> set[str]:
    targets = set()
    for found in source.imports:
        name = found.name if found.name in modules else found.name.rpartition(".")[0]
        is_own_leaf = source.path.endswith("routes/__init__.py") and name.startswith(source.module + ".")
        if name in modules and name != source.module and not is_own_leaf:
            targets.add(name)
    return targets


def test_nothing_imports_upwards_or_sideways() -> None:
    assert list(wrong_floors(our_modules())) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("core/people.py", "from inventory import models"),
        ("inventory/services.py", "import training.queries"),
        ("training/routes.py", "from hardware.models import Machine"),
        (
            "inventory/routes.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from factory.app import x",
        ),
        ("hardware/models.py", "def late():\n    from factory import app"),
        ("factory/app.py", "import wsgi"),
        ("core/db.py", "from tests import pages"),
    ],
)
def test_a_wall_broken_is_seen(path: str, text: str) -> None:
    assert list(wrong_floors([sample(path, text)]))


def test_the_street_door_is_only_a_door() -> None:
    for source in files(".py", under=["wsgi.py"]):
        assert list(street_door_faults(source)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from factory.app import create_app\nfrom core.db import db\napp = create_app()",
        "from factory.app import create_app\napp = create_app()\n@app.get('/')\ndef home(): ...",
    ],
)
def test_a_street_door_with_a_kitchen_is_seen(text: str) -> None:
    assert list(street_door_faults(sample("wsgi.py", text)))


def test_the_kiosk_stands_alone() -> None:
    assert list(kiosk_faults(our_modules())) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("hardware/kiosk/link.py", "from core.clock import now"),
        ("hardware/kiosk/screen.py", "from hardware.models import Machine"),
        ("hardware/kiosk/spool.py", "import sqlalchemy"),
        ("hardware/vocabulary/jobs.py", "from hardware.models import Machine"),
        ("hardware/vocabulary/jobs.py", "from hardware.kiosk.inference import jobs_of"),
        ("hardware/services.py", "from hardware.kiosk.link import Link"),
    ],
)
def test_a_kiosk_that_leans_on_the_server_is_seen(path: str, text: str) -> None:
    assert list(kiosk_faults([sample(path, text)]))


def test_the_server_takes_the_pure_rules_of_the_kiosk() -> None:
    planted = sample("hardware/services/recount.py", "from hardware.kiosk.inference import jobs_of")
    assert list(kiosk_faults([planted])) == []


def test_the_kiosk_needs_no_library_that_is_not_on_its_list() -> None:
    assert list(kiosk_libraries(our_modules())) == []


@pytest.mark.parametrize(
    "text", ["import requests", "def late():\n    from PIL import Image", "import babel"]
)
def test_a_library_that_the_kiosk_is_not_to_need_is_seen(text: str) -> None:
    assert list(kiosk_libraries([sample("hardware/kiosk/screen/app.py", text)]))


def test_there_is_no_import_circle() -> None:
    assert circles(our_modules()) == []


def test_a_circle_is_seen() -> None:
    planted = [
        sample("inventory/stages.py", "from inventory.gates import gate"),
        sample("inventory/gates.py", "def late():\n    from inventory import stages"),
    ]
    assert circles(planted) == ["inventory.gates → inventory.stages → inventory.gates"]


def test_the_import_contracts_hold() -> None:
    result = subprocess.run(
        ["lint-imports", "--no-logo"], cwd=ROOT, env=_path(), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_the_import_contracts_see_a_planted_breach(tmp_path: Path) -> None:
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "hardware" / "kiosk").mkdir()
    (tmp_path / "hardware" / "kiosk" / "__init__.py").write_text("import core")
    (tmp_path / "core" / "people.py").write_text("import inventory")
    for name in _kiosk_contract():
        if name.startswith("hardware."):
            (tmp_path / f"{name.replace('.', '/')}.py").write_text("")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    environment = {**_path(), "PYTHONPATH": str(tmp_path)}
    command = ["lint-imports", "--no-logo", "--no-cache"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert result.returncode != 0
    assert "2 broken" in result.stdout, result.stdout


def test_the_kiosks_contract_names_each_module_of_hardware() -> None:
    neighbours = {".".join(source.module.split(".")[:2]) for source in files(".py", under=["hardware"])}
    assert neighbours - {"hardware", KIOSK, SHARED_WITH_KIOSK} <= set(_kiosk_contract())


def _kiosk_contract() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    listed: list[str] = next(c["forbidden_modules"] for c in contracts if c.get("source_modules") == [KIOSK])
    return listed


def _path() -> dict[str, str]:
    return {"PATH": f"{ROOT / '.venv' / 'bin'}:/usr/bin:/bin"}
