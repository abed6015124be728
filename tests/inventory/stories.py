"""Stories of pieces as lists of events: what the pure tests fold. Times are minutes after one morning in January."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from core.people import CHECK_PERMITS
from inventory.facts import PieceEvent

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
COVENTRY, WOLVERHAMPTON = 1, 2
AMINA, TOMASZ, MARY, RUTH = 1, 2, 3, 4
CHECKER = frozenset(CHECK_PERMITS)
DESK = frozenset({"override", "undo_others", "correct_pieces"})
CHAIR, SOFA, WARDROBE, LAMP, COT = (
    "dining-or-kitchen-chair-wooden",
    "sofa-2-seat",
    "wardrobe-double",
    "lamp",
    "cot",
)


def story_id(name: str) -> str:
    """A client id that is the same for the same name."""
    return str(uuid5(NAMESPACE_URL, name))


def event(kind: str, minute: float, by: int = AMINA, *, name: str = "", **more: Any) -> PieceEvent:
    """One event; `more` are the fields of PieceEvent or, all others, its data."""
    own = {key: more.pop(key) for key in ("site", "device", "sequence", "powers", "with_ids") if key in more}
    own.setdefault("site", COVENTRY)
    made = name or f"{kind}-{minute}-{by}-{sorted(more.items(), key=str)}"
    return PieceEvent(
        id=story_id(made),
        kind=kind,
        at=MORNING + timedelta(minutes=minute),
        by=by,
        data=more.pop("data", more),
        **own,
    )


def with_photo(answer: str, name: str = "photo") -> dict[str, str]:
    """An answer with its photo."""
    return {"answer": answer, "photo": story_id(name)}


def intake_of(category: str, minute: float = 0, by: int = AMINA, **more: Any) -> PieceEvent:
    """An intake with everything the house asks, and the safety answers all good."""
    answers = {
        "intent": "yes",
        "infestation": "no",
        "before_1950": "no",
        "fire_label": with_photo("yes", "fire"),
        "minor_repair": "yes",
        "kept_apart": "yes",
        "electrical": "none",
        **more.pop("answers", {}),
    }
    return event(
        "intake",
        minute,
        by,
        category=category,
        weight="average",
        photos=[story_id("before")],
        answers=answers,
        **more,
    )


def way_to_ready(category: str = CHAIR, start: float = 0) -> list[PieceEvent]:
    """Events that bring a piece from the door to ready, with a checker's powers."""
    powers = CHECKER
    return [
        intake_of(category, start, MARY, powers=powers),
        event("moved", start + 1, to="checked"),
        event("moved", start + 2, to="in_work", step="repair"),
        event("moved", start + 3, to="quality_check"),
        event("answered", start + 4, MARY, powers=powers, answers={"quality_check": "yes"}),
    ]


def release_answers(minute: float = 5) -> list[PieceEvent]:
    """The photo after and every answer that a release may ask."""
    test = {
        "answer": "yes",
        "data": {
            **dict.fromkeys(("plug", "fuse", "visual", "pat", "recall"), "yes"),
            "tester": "Dev",
            "tested_on": "2026-01-05",
        },
    }
    return [
        event("photographed", minute, data={"as": "after", "photo": story_id("after")}),
        event(
            "answered",
            minute + 0.1,
            MARY,
            powers=CHECKER,
            answers={
                "stable": "yes",
                "new_filling": "no",
                "fire_label_release": with_photo("yes", "fire-out"),
                "electrical_test": test,
                "children_gaps": "yes",
                "wall_fixing": "yes",
                "glass": "yes",
            },
        ),
    ]
