"""Profiles of awarding bodies are data: two invented ones differ from the generic one, and bad data is refused."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest

from training.profiles import DEMOGRAPHICS, FOLDER, LAYOUTS, Deadline, profile, profiles, read_profile

GENERIC: dict[str, Any] = json.loads((FOLDER / "generic.json").read_text(encoding="utf-8"))


def test_there_is_a_generic_profile_and_two_invented_ones_that_differ() -> None:
    found = profiles()
    assert not found["generic"].is_invented
    invented = [one for one in found.values() if one.is_invented]
    assert len(invented) >= 2 and all("invented" in one.name for one in invented)
    assert len({one.registration_deadline for one in found.values()}) == len(found)
    assert len({one.rac.shape + str(one.rac.formats) + one.rac.achieved for one in found.values()}) == len(
        found
    )


def test_an_unknown_profile_falls_back_to_the_generic_one() -> None:
    assert profile("gone") == profile("generic")


def test_a_uln_stands_beside_a_name_only_where_it_is_demanded() -> None:
    for one in profiles().values():
        for kind in LAYOUTS:
            layout = one.layout(kind)
            sources = {column.source for column in layout.columns}
            if "uln" in sources and sources & DEMOGRAPHICS:
                assert layout.demands_uln_beside_name, (one.key, kind)


def test_short_courses_have_a_deadline_of_their_own_and_working_days_leave_out_weekends() -> None:
    severn = profile("demo-severn")
    assert severn.registration_due(date(2030, 1, 7), date(2030, 2, 1)) == date(2030, 2, 11)
    assert severn.registration_due(date(2030, 1, 7), date(2030, 6, 1)) == date(2030, 3, 4)
    assert Deadline(1, True).due(date(2030, 1, 4)) == date(2030, 1, 7)
    assert Deadline(1, True).due(date(2030, 1, 4), frozenset({date(2030, 1, 7)})) == date(2030, 1, 8)
    assert profile("generic").rac_due(date(2030, 1, 1)) == date(2030, 3, 26)


def changed(path: str, new: object) -> dict[str, Any]:
    data = copy.deepcopy(GENERIC)
    inner: Any = data
    *way, last = path.split(".")
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    if new is None:
        del inner[last]
    else:
        inner[last] = new
    return data


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("name", None),
        ("deadlines.rac", None),
        ("deadlines.rac.days", -1),
        ("registration.columns", []),
        ("registration.columns.0.source", "shoe_size"),
        ("rac.columns.0.source", "birth_date"),
        ("registration.dates", "american"),
        ("rac.shape", "grid"),
        ("rac.columns.0.source", "uln"),
        ("titles", 7),
    ],
)
def test_a_profile_with_a_fault_is_refused(path: str, new: object) -> None:
    read_profile("control", GENERIC)
    with pytest.raises(ValueError):
        read_profile("planted", changed(path, new))
