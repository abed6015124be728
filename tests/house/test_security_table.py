"""OWASP ASVS 5.0, level 2: each requirement stands in docs/security.csv once, and what it leans on exists.

`asvs_levels.csv` beside this file lists the numbers and levels of the standard (5.0.0): 253 of levels 1 and 2.
"""

from __future__ import annotations

import ast
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from tests.house.sources import ROOT

pytestmark = pytest.mark.static

TABLE = ROOT / "docs" / "security.csv"
NUMBERS = Path(__file__).with_name("asvs_levels.csv")
HEADINGS = ["number", "level", "asks", "state", "where", "why"]
LEANS = frozenset({"held", "page"})
EXPLAINED = frozenset({"open", "not applicable"})
"""held: a test shows it; page: a page of docs or a module says it; the other two say why."""
SHORTEST_REASON = 7


def levels() -> dict[str, str]:
    """The level of each requirement of the standard by its number."""
    with NUMBERS.open(encoding="utf-8") as whole:
        return {row["number"]: row["level"] for row in csv.DictReader(whole)}


def table_faults(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the table: numbers, levels, states, reasons, and what it leans on."""
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames != HEADINGS:
        yield f"the headings are not {HEADINGS}"
        return
    rows = list(reader)
    counted = Counter(row["number"] for row in rows)
    yield from (f"{number} is missing" for number in known if number not in counted)
    yield from (f"{number} is none of the standard's" for number in counted if number not in known)
    yield from (f"{number} stands {count} times" for number, count in counted.items() if count > 1)
    for row in rows:
        yield from (f"{row['number']} {fault}" for fault in _row_faults(row, known))


def _row_faults(row: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    places = [one.strip() for one in row["where"].split(";") if one.strip()]
    if row["level"] != known.get(row["number"], row["level"]):
        yield "has another level"
    if len(row["asks"]) < 3:
        yield "does not say what is asked"
    if row["state"] not in LEANS | EXPLAINED:
        yield f"has the unknown state {row['state']!r}"
    if row["state"] in EXPLAINED and len(row["why"]) < SHORTEST_REASON:
        yield "says no reason"
    if row["state"] == "held" and not any("::" in one for one in places):
        yield "names no test"
    if row["state"] == "page" and not places:
        yield "names no page"
    yield from (fault for one in places for fault in _place_faults(one))


def _place_faults(place: str) -> Iterator[str]:
    path, _, name = place.partition("::")
    if not (ROOT / path).is_file():
        yield f"leans on {path}, which is not there"
    elif name and name not in _tests_in(path):
        yield f"leans on {place}, which is no test"


@lru_cache(maxsize=200)
def _tests_in(path: str) -> frozenset[str]:
    """The names of the tests of a file, read and not run."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"), path)
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_the_list_of_numbers_is_the_standards() -> None:
    found = levels()
    chapters = Counter(number.split(".")[0] for number in found)
    assert (len(found), sum(level == "1" for level in found.values())) == (253, 70)
    assert set(found.values()) == {"1", "2"} and set(chapters) == {str(one) for one in range(1, 18)}
    assert len(found) - chapters["10"] - chapters["17"] == 217


def test_each_requirement_is_told_once_and_leans_on_what_exists() -> None:
    assert list(table_faults(TABLE.read_text(encoding="utf-8"), levels())) == []


def test_the_page_tells_the_numbers_of_the_table() -> None:
    """An auditor reads the page: how many are held, told, open must be those of today."""
    rows = list(csv.DictReader(io.StringIO(TABLE.read_text(encoding="utf-8"))))
    counted = Counter(row["state"] for row in rows)
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for state in ("held", "page", "not applicable", "open"):
        assert f"| {state} | {counted[state]} |" in page, (state, counted[state])
    for row in rows:
        if row["state"] == "open":
            assert row["number"] in page, f"{row['number']} is open, and the page does not say so"


GOOD = "1.2.5,1,no shell,held,tests/house/test_security_table.py::test_a_planted_breach_is_seen,\n"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", "1.2.5 is missing"),
        (GOOD + GOOD, "1.2.5 stands 2 times"),
        (GOOD.replace("1.2.5", "1.2.99"), "1.2.99 is none of the standard's"),
        (GOOD.replace(",1,", ",2,"), "1.2.5 has another level"),
        (GOOD.replace("no shell", ""), "1.2.5 does not say what is asked"),
        (GOOD.replace("held", "fine"), "1.2.5 has the unknown state 'fine'"),
        (GOOD.replace("_is_seen", "_is_gone"), "which is no test"),
        (GOOD.replace("table.py", "chair.py"), "tests/house/test_security_chair.py, which is not there"),
        ("1.2.5,1,no shell,held,docs/settings.md,\n", "1.2.5 names no test"),
        ("1.2.5,1,no shell,page,,\n", "1.2.5 names no page"),
        ("1.2.5,1,no shell,page,docs/nothing.md,\n", "docs/nothing.md, which is not there"),
        ("1.2.5,1,no shell,open,,\n", "1.2.5 says no reason"),
        ("1.2.5,1,no shell,not applicable,,no\n", "1.2.5 says no reason"),
    ],
)
def test_a_planted_breach_is_seen(line: str, fault: str) -> None:
    found = list(table_faults(",".join(HEADINGS) + "\n" + line, {"1.2.5": "1"}))
    assert any(fault in one for one in found), found


def test_a_good_line_has_no_fault() -> None:
    assert list(table_faults(",".join(HEADINGS) + "\n" + GOOD, {"1.2.5": "1"})) == []
