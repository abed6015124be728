"""Checklists as data: five to begin with, in two languages, with pictures that are drawn; bad files refused."""

from __future__ import annotations

import copy

import pytest
from flask import Flask

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from tests.cast import Cast
from training.pictures import DRAWN, PREFIX
from training.queries.checklists import checklists
from training.services.checklists import add_starter_checklists, checked_checklist, starter_checklists


@pytest.fixture
def kinds(app_context: Flask, cast: Cast) -> Cast:
    """The starter checklists are in."""
    with transaction():
        add_starter_checklists(by=cast.actor("ruth"), at=now())
    return cast


def test_five_checklists_come_with_english_and_arabic_and_none_is_approved(kinds: Cast) -> None:
    found = checklists()
    assert len(found) == 5
    for row in found:
        assert row.questions and row.practice and row.speaks("ar")
        for question in row.questions:
            said = row.question_in(question["key"], "ar")
            assert said is not None and said["text"] != said["text_en"]
            assert all(reply["text"] != reply["text_en"] for reply in said["answers"])
    with transaction():
        assert add_starter_checklists(by=kinds.actor("ruth"), at=now()) == []


def test_every_starter_is_whole_and_its_pictures_are_drawn() -> None:
    from tests.house.sources import ROOT

    drawn = {path.stem for path in (ROOT / "static/art/inductions").glob("*.svg")}
    assert drawn == set(DRAWN)
    for data in starter_checklists():
        checked = checked_checklist(data)
        pictures = [checked["picture"]] + [
            row["picture"] for row in checked["practice"] + checked["questions"]
        ]
        pictures += [reply["picture"] for row in checked["questions"] for reply in row["answers"]]
        assert all(picture.removeprefix(PREFIX) in drawn for picture in pictures)
        for question in checked["questions"]:
            shown = [reply["picture"] for reply in question["answers"]]
            assert len(set(shown)) == len(shown), "no two answers look alike"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), []),
        (("slug",), "../x"),
        (("permit_kind",), "check:nothing"),
        (("title",), ""),
        (("title",), 7),
        (("valid_days",), 0),
        (("valid_days",), True),
        (("practice",), []),
        (("questions", 0, "answers"), []),
        (("questions", 0, "answers", 1, "right"), True),
        (("questions", 0, "key"), "Material"),
        (("questions", 1, "key"), "material"),
        (("questions", 0, "text"), "x" * 301),
        (("questions", 0, "picture"), "<svg>"),
        (("words",), {"xx": {}}),
        (("words", "ar", "practice"), []),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_where(path: tuple[object, ...], value: object) -> None:
    data = copy.deepcopy(next(row for row in starter_checklists() if row["slug"] == "laser-cutter"))
    if not path:
        data = value
    else:
        inside = data
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value
    with pytest.raises(RuleBroken):
        checked_checklist(data)
