"""The questions asked of a piece: dated data with versions; which ones a piece is asked follows from what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from inventory.catalogue import DATA, Category, category
from inventory.state import PieceState


@dataclass(frozen=True)
class Question:
    """One question. `permit` is the permit that makes an answer count; `photo` is the answer that wants a photo."""

    slug: str
    gate: str
    when: str
    asks: str
    permit: str
    photo: str
    text: str
    hint: str
    answers: dict[str, str]
    note: str
    fields: tuple[str, ...]
    versions: tuple[tuple[str, date], ...]

    def version_on(self, day: date) -> str:
        """The version in force on `day` (the first one before that)."""
        live = [version for version, since in self.versions if since <= day]
        return live[-1] if live else self.versions[0][0]


@lru_cache(maxsize=1)
def questions() -> dict[str, Question]:
    """Every question by slug, in the order in which they are asked."""
    loaded = json.loads((DATA / "questions.json").read_text(encoding="utf-8"))
    return {row["slug"]: _question(row) for row in loaded["questions"]}


def _question(row: dict[str, Any]) -> Question:
    return Question(
        slug=row["slug"],
        gate=row["gate"],
        when=row["when"],
        asks=row["asks"],
        permit=row["permit"],
        photo=row["photo"],
        text=row["text"],
        hint=row["hint"],
        answers=row["answers"],
        note=row["note"],
        fields=tuple(row.get("fields", ())),
        versions=tuple((item["version"], date.fromisoformat(item["from"])) for item in row["versions"]),
    )


def question(slug: str) -> Question | None:
    """The question with that slug, or None."""
    return questions().get(slug)


ASKED: dict[str, Callable[[Category, PieceState], bool]] = {
    "every": lambda kind, state: True,
    "upholstered": lambda kind, state: kind.is_upholstered,
    "upholstered_or_wooden": lambda kind, state: kind.is_upholstered or kind.is_wooden,
    "pops": lambda kind, state: kind.may_hold_pops,
    "maybe_electrical": lambda kind, state: kind.electrical == "ask",
    "mains": lambda kind, state: state.is_mains,
    "wooden": lambda kind, state: kind.is_wooden,
    "old_paint": lambda kind, state: kind.is_wooden and state.answer("old_paint") in ("yes", "not_sure"),
    "lead_found": lambda kind, state: kind.is_wooden and state.answer("lead_test") in ("no", "not_sure"),
    "before_1950": lambda kind, state: kind.is_upholstered and state.answer("before_1950") == "yes",
    "childrens": lambda kind, state: kind.is_childrens,
    "tall": lambda kind, state: kind.is_tall,
    "glass": lambda kind, state: kind.may_have_glass,
}
"""What a question's `asks` means."""
BY_ANSWERS = ("mains", "old_paint", "lead_found", "before_1950")
"""Those that depend on earlier answers; the others follow from the category alone."""


def is_asked(slug: str, state: PieceState) -> bool:
    """True if the question is asked of a piece in this state (by its category and earlier answers)."""
    asked = _asked_of(slug, state.category)
    return asked if isinstance(asked, bool) else asked(state)


def asked_when(when: str, state: PieceState) -> list[Question]:
    """Questions of one occasion ("intake", "work", "quality", "release") that this piece is asked, in order."""
    return [item for item in _ever_asked(when, state.category) if is_asked(item.slug, state)]


@lru_cache(maxsize=4096)
def _asked_of(slug: str, category_slug: str) -> bool | Callable[[PieceState], bool]:
    """Whether a category is asked the question; a function of the piece where its earlier answers decide."""
    found, kind = question(slug), category(category_slug)
    if found is None:
        return False
    if kind is None:
        return found.asks == "every"
    asks = ASKED[found.asks]
    return partial(asks, kind) if found.asks in BY_ANSWERS else asks(kind, PieceState(category=category_slug))


@lru_cache(maxsize=1024)
def _ever_asked(when: str, category_slug: str) -> tuple[Question, ...]:
    """Questions of one occasion that a category may be asked, in order."""
    return tuple(
        item
        for item in questions().values()
        if item.when == when and _asked_of(item.slug, category_slug) is not False
    )
