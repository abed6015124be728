"""The parts in which `make test` runs: together they are every test, once on each database that it can tell apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import MARK
from tools.run_tests import READERS, SWEEP, WALKS

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[2]
WAITS = re.compile(
    r"wait_for_timeout\(\d{4,}|process_server|ProcessServer|launch_persistent|keeping_tablet|camera\.show"
)
"""What needs the machine to itself: a second or more that passes, a server or browser that dies, the camera's film."""


def test_what_runs_beside_others_exists_once_and_drives_a_browser() -> None:
    named = [*WALKS, *READERS]
    assert (ROOT / SWEEP).is_dir() and len(set(named)) == len(named)
    assert [one for one in named if MARK not in (ROOT / one).read_text(encoding="utf-8")] == []


def test_what_runs_beside_others_waits_for_no_clock() -> None:
    assert [one for one in READERS if WAITS.search((ROOT / one).read_text(encoding="utf-8"))] == []


def test_control_what_waits_is_known() -> None:
    alone = ROOT / "tests/browser"
    for name in ("test_going_home", "test_offline_desk", "test_words_on_the_tablet", "test_scan_to_stage"):
        assert WAITS.search((alone / f"{name}.py").read_text(encoding="utf-8")), name
