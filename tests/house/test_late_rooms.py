"""A big room is loaded when somebody first asks for one of its pages; until then the app knows its addresses only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from core.config import Settings, environment_of_programs
from factory import late_rooms
from factory.app import create_app
from factory.house import LATE
from factory.late_rooms import LateRoom, table_of, written_addresses
from tests.pages import Client

ROOT = Path(__file__).resolve().parents[2]
ROOM = "training.routes"
FRESH = """
import sys
from pathlib import Path
from core.config import demo_settings
from factory.app import create_app
from factory.schema import upgrade_schema
app = create_app(demo_settings(Path(sys.argv[1])))
before = "training.models" in sys.modules
upgrade_schema(app)
answer = app.test_client().get("/courses", base_url="https://eco.example")
print(before, "training.models" in sys.modules, answer.status_code, "training.views_of_nobody" in app.view_functions)
"""


def test_the_start_loads_no_late_room_and_the_first_page_does(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FRESH, str(tmp_path)],
        cwd=ROOT,
        env=environment_of_programs(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert run.stdout.split() == ["False", "True", "200", "False"]


def room_of(app: Flask) -> late_rooms.LateRoom:
    """The room of training as the app knows it."""
    rooms: list[late_rooms.LateRoom] = app.extensions[late_rooms.LATE]
    return next(room for room in rooms if room.package == ROOM)


def test_a_door_states_the_policy_of_its_view_before_the_room_is_loaded(
    app: Flask, settings: Settings
) -> None:
    late = create_app(settings)
    assert Client(late).get("/runs/new").status_code == 303
    assert not room_of(late).views
    assert Client(late).get("/courses").status_code == 200
    assert room_of(late).views


def test_a_table_that_misses_a_view_is_not_believed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Control: the same folder with all of its lines is believed."""
    for path in [*table_of(ROOM).parent.glob("*.py"), table_of(ROOM)]:
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(late_rooms, "table_of", lambda package: tmp_path / late_rooms.TABLE)
    assert len(written_addresses(ROOM)) > 90
    lines = (tmp_path / late_rooms.TABLE).read_text("utf-8").splitlines(keepends=True)
    (tmp_path / late_rooms.TABLE).write_text("".join(lines[:-1]), "utf-8")
    assert written_addresses(ROOM) == []
    late = create_app(settings)
    assert room_of(late).views
    assert Client(late).get("/courses").status_code == 200


def test_a_table_out_of_step_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = tmp_path / late_rooms.TABLE
    text = table_of(ROOM).read_text("utf-8").replace("/courses ", "/lessons ", 1)
    for path in table_of(ROOM).parent.glob("*.py"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    table.write_text(text, "utf-8")
    monkeypatch.setattr(late_rooms, "table_of", lambda package: table)
    with pytest.raises(RuntimeError, match="out of step"):
        LateRoom(Flask("planted"), ROOM).load()


@pytest.mark.static
def test_every_late_room_has_its_table() -> None:
    assert [package for package in LATE if not table_of(package).exists()] == []
