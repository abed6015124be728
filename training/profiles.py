"""Profiles of awarding bodies, as data: deadlines, layouts of their files, words of their titles. No body is in code.

A profile is a JSON file of `training/data/profiles`; a site adds its own body's by adding a file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent / "data" / "profiles"
DATE_STYLES: Final = {"iso": "%Y-%m-%d", "british": "%d/%m/%Y"}
LAYOUTS: Final = ("registration", "rac")
SHAPES: Final = ("rows", "grid")
SOURCES: Final[dict[str, frozenset[str]]] = {
    "registration": frozenset(
        # fmt: off
        {
            "centre_number",
            "course_title",
            "qualification_reference",
            "run_number",
            "body_run_number",
            "venue",
            "venue_postcode",
            "starts_on",
            "ends_on",
            "learner_number",
            "body_learner_number",
            "uln",
            "given_name",
            "family_name",
            "full_name",
            "birth_date",
            "gender",
            "postcode",
            "ethnic_group",
            "employment",
            "prior_attainment",
            "has_adjustment",
            "credit_target",
            "unit_codes",
            "empty",
        }
        # fmt: on
    ),
    "rac": frozenset(
        # fmt: off
        {
            "centre_number",
            "course_title",
            "qualification_reference",
            "run_number",
            "body_run_number",
            "learner_number",
            "body_learner_number",
            "uln",
            "given_name",
            "family_name",
            "full_name",
            "unit_code",
            "unit_title",
            "unit_level",
            "unit_credit",
            "unit_grid",
            "result",
            "decided_on",
            "assessor",
            "verifier",
            "empty",
        }
        # fmt: on
    ),
}
"""What a column of a file may hold, by layout; `unit_grid` becomes one column for each unit."""
DEMOGRAPHICS: Final = frozenset(
    {"given_name", "family_name", "full_name", "birth_date", "gender", "postcode"}
)
"""A ULN may not travel beside one of these unless the profile demands it and the coordinator confirms."""


@dataclass(frozen=True)
class Column:
    """A column of a file: its head, what it holds, whether it must be filled, the longest text it takes."""

    head: str
    source: str
    is_required: bool = False
    longest: int = 0


@dataclass(frozen=True)
class Layout:
    """A file as the body wants it: rows (a learner or a learner and unit a line) or a grid of learners × units."""

    shape: str
    columns: tuple[Column, ...]
    date_style: str = "iso"
    single_name: str = ""
    unknown: str = ""
    achieved: str = "A"
    refused: str = "N"
    with_head: bool = True
    formats: tuple[str, ...] = ("csv", "xlsx")
    demands_uln_beside_name: bool = False

    def day(self, value: date) -> str:
        """A day in the body's own style."""
        return value.strftime(DATE_STYLES[self.date_style])


@dataclass(frozen=True)
class Deadline:
    """Days until something is due after a run's start or end; working days leave out weekends and bank holidays."""

    days: int
    is_working: bool = False

    def due(self, start: date, holidays: frozenset[date] = frozenset()) -> date:
        """The last day on which it is in time."""
        if not self.is_working:
            return start + timedelta(days=self.days)
        day, left = start, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5 and day not in holidays
        return day


@dataclass(frozen=True)
class Profile:
    """All that a body asks for, by words and numbers."""

    key: str
    name: str
    is_invented: bool
    registration_deadline: Deadline
    short_registration_deadline: Deadline
    short_course_weeks: int
    rac_deadline: Deadline
    error_report_days: int
    never_words: tuple[str, ...]
    accredited_words: tuple[str, ...]
    registration: Layout
    rac: Layout
    asks: dict[str, bool] = field(default_factory=dict)

    def layout(self, kind: str) -> Layout:
        """The layout of the registration or the RAC."""
        return self.registration if kind == "registration" else self.rac

    def registration_due(
        self, starts_on: date, ends_on: date, holidays: frozenset[date] = frozenset()
    ) -> date:
        """Until when learners of a run must be registered: short courses have a deadline of their own."""
        is_short = ends_on - starts_on < timedelta(weeks=self.short_course_weeks)
        deadline = self.short_registration_deadline if is_short else self.registration_deadline
        return deadline.due(starts_on, holidays)

    def rac_due(self, ends_on: date, holidays: frozenset[date] = frozenset()) -> date:
        """Until when the RAC of a run must be sent."""
        return self.rac_deadline.due(ends_on, holidays)


@cache
def profiles() -> dict[str, Profile]:
    """Every profile by its key (the name of its file)."""
    return {
        path.stem: read_profile(path.stem, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.json"))
    }


def profile(key: str) -> Profile:
    """The profile of that key; the generic one where its file is gone."""
    return profiles().get(key) or profiles()["generic"]


def read_profile(key: str, data: dict[str, Any]) -> Profile:
    """A profile from its data. Raises ValueError that says what is wrong with it."""
    try:
        deadlines, titles = data["deadlines"], data["titles"]
        made = Profile(
            key=key,
            name=str(data["name"]),
            is_invented=bool(data["is_invented"]),
            registration_deadline=_deadline(deadlines["registration"]),
            short_registration_deadline=_deadline(deadlines["short_registration"]),
            short_course_weeks=int(deadlines["short_course_weeks"]),
            rac_deadline=_deadline(deadlines["rac"]),
            error_report_days=int(deadlines["error_report_days"]),
            never_words=tuple(titles["never"]),
            accredited_words=tuple(titles["only_accredited"]),
            registration=_layout("registration", data["registration"]),
            rac=_layout("rac", data["rac"]),
            asks={str(name): bool(value) for name, value in data.get("asks", {}).items()},
        )
    except (KeyError, TypeError) as fault:
        raise ValueError(f"profile {key}: {fault} is missing or of the wrong kind") from fault
    return made


def _deadline(data: dict[str, Any]) -> Deadline:
    days = int(data["days"])
    if not 0 <= days <= 400:
        raise ValueError("a deadline has 0 to 400 days")
    return Deadline(days, bool(data.get("working", False)))


def _layout(kind: str, data: dict[str, Any]) -> Layout:
    columns = tuple(_column(kind, column) for column in data["columns"])
    shape, date_style = data.get("shape", "rows"), data.get("dates", "iso")
    if shape not in SHAPES or date_style not in DATE_STYLES or not columns:
        raise ValueError(f"{kind}: unknown shape or dates, or no columns")
    sources = {column.source for column in columns}
    demands = bool(data.get("demands_uln_beside_name", False))
    if "uln" in sources and sources & DEMOGRAPHICS and not demands:
        raise ValueError(f"{kind}: a ULN beside a name, birth date, gender or postcode must be demanded")
    if shape == "grid" and "unit_grid" not in sources:
        raise ValueError(f"{kind}: a grid needs a unit_grid column")
    return Layout(
        shape=shape,
        columns=columns,
        date_style=date_style,
        single_name=str(data.get("single_name", "")),
        unknown=str(data.get("unknown", "")),
        achieved=str(data.get("achieved", "A")),
        refused=str(data.get("refused", "N")),
        with_head=bool(data.get("with_head", True)),
        formats=tuple(data.get("formats", ("csv", "xlsx"))),
        demands_uln_beside_name=demands,
    )


def _column(kind: str, data: dict[str, Any]) -> Column:
    if data["source"] not in SOURCES[kind]:
        raise ValueError(f"{kind}: no column can hold {data['source']!r}")
    return Column(
        str(data["head"]), data["source"], bool(data.get("required", False)), int(data.get("longest", 0))
    )
