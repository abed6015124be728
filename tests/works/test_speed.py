"""What keeps the start quick is there, and a run of the benchmarks becomes a picture that tells the truth."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import current_app
from werkzeug.routing import Map, Rule
from werkzeug.routing.exceptions import BuildError

from benchmarks.chart import drawn, share_of_bar
from benchmarks.start import ONLY_WHERE_USED, ROOT, of_the_unit
from benchmarks.table import Line

LOADED = """
import sys
from pathlib import Path
from core.config import demo_settings
from factory.app import create_app
import gc
create_app(demo_settings(Path(sys.argv[1])))
print(",".join(name for name in sys.argv[2].split(",") if name in sys.modules), gc.isenabled())
"""


def test_the_app_on_sqlite_loads_no_library_before_it_is_used_and_leaves_the_collector_on(
    tmp_path: Path,
) -> None:
    given = [sys.executable, "-c", LOADED, str(tmp_path), ",".join(ONLY_WHERE_USED)]
    told = subprocess.run(given, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "True"


def fitting(rule: Rule, name: str) -> str:
    """A value that an address takes: one of its own words where the rule names them."""
    words = getattr(rule._converters.get(name), "items", None)
    return min(words) if words else "a b"


def test_addresses_are_made_as_the_framework_makes_them(app_context: object) -> None:
    plain = [
        Rule(rule.rule, endpoint=rule.endpoint, methods=rule.methods, defaults=rule.defaults)
        for rule in current_app.url_map.iter_rules()
    ]
    theirs = Map(plain).bind("localhost")
    ours = current_app.url_map.bind("localhost")
    for rule in current_app.url_map.iter_rules():
        if not rule.methods or "GET" not in rule.methods:
            continue
        values = {name: 7 if f"int:{name}>" in rule.rule else fitting(rule, name) for name in rule.arguments}
        for more in ({}, {"rule": "x y", "page": "2"}):
            try:
                expected = theirs.build(rule.endpoint, {**values, **more})
            except BuildError:
                with pytest.raises(BuildError):
                    ours.build(rule.endpoint, {**values, **more})
                continue
            assert ours.build(rule.endpoint, {**values, **more}) == expected


def test_the_service_keeps_few_heaps() -> None:
    assert of_the_unit() == {"MALLOC_ARENA_MAX": "1"}


@pytest.mark.parametrize(
    ("line", "share"),
    [
        (Line("import", 0.4, "s", 0.2, bar="≤ 0.8 s"), 0.5),
        (Line("scan", 900, "us", 300, ratio=3.2, bar="≤ 4.0×"), 0.8),
        (Line("own days", 6, "ms", 10, bar="≤ 1.2×"), 0.5),
        (Line("growth", 3, "×", bar="≤ 1.5×"), 2.0),
        (Line("faster", 12, "×", bar="≥ 6×"), 0.5),
        (Line("failed", 0, "", bar="0"), None),
        (Line("floor", 3, "ms"), None),
    ],
)
def test_a_figure_is_shown_as_its_share_of_its_bar(line: Line, share: float | None) -> None:
    assert share_of_bar(line) == (None if share is None else pytest.approx(share))


def test_a_missed_bar_stands_out_in_the_picture() -> None:
    lines = [
        Line("held & well", 1, "s", bar="≤ 2 s", is_held=True),
        Line("missed", 30, "s", bar="≤ 2 s", is_held=False),
    ]
    picture = ElementTree.fromstring(drawn(lines, date(2026, 11, 26)))
    bars = [item for item in picture.iter("{http://www.w3.org/2000/svg}rect") if item.get("rx")][1::2]
    held, missed = bars
    assert held.get("fill") != missed.get("fill")
    assert float(missed.get("width", "")) == 300, "it ends at the edge and not outside the picture"
