"""What papers say in the language of whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from core.errors import N_
from training.drawing.certificates import hours_words, level_words, span_words
from training.drawing.skills import record_rows
from training.services.verification import CheckedPaper

STATE_WORDS = {
    "valid": N_("This paper is valid."),
    "replaced": N_("This paper was replaced by another one."),
    "revoked": N_("This paper was revoked. It does not count."),
    "ended": N_("Its owner ended this record. Ask them for a new one."),
    "broken": N_("This paper does not match our register. Please tell us."),
}
STATE_SHORT = {"valid": N_("valid"), "replaced": N_("replaced"), "revoked": N_("revoked")}
KIND_SAID = {
    "attendance": N_("Came to the classes"),
    "completion": N_("Completed the course"),
    "units": N_("Completed the course, units awarded"),
}


@dataclass(frozen=True)
class ToldPaper:
    """A checked paper in words."""

    state: str
    kind: str
    hours: str
    days: str
    level: str
    issued: str
    units: list[str]
    parts: list[tuple[str, list[str]]]


def day_words(day: date) -> str:
    """22 Nov 2026."""
    return str(format_date(day, "d MMM y"))


def unit_words(unit: dict[str, Any]) -> str:
    """Code, title, level and credit of a unit."""
    credit = _("credit %(count)s", count=unit["credit"])
    return f"{unit['code']} {unit['title']} ({level_words(unit['level'], _)}, {credit})"


def state_short(state: str) -> str:
    """The state of a certificate in one word."""
    return str(_(STATE_SHORT.get(state, state)))


def record_parts(text: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What a skills record holds, part by part, for the public page."""
    return [
        (_(heading), [f"{row.words}, {row.more}" if row.more else row.words for row in rows])
        for heading, rows in record_rows(text, _, day_words)
    ]


def told_paper(paper: CheckedPaper) -> ToldPaper:
    """The paper in words for the public page."""
    text = paper.snapshot
    said = KIND_SAID.get(text.get("kind", ""))
    return ToldPaper(
        state=_(STATE_WORDS[paper.state]),
        kind=_(said) if said else "",
        hours=hours_words(text.get("minutes", 0), _),
        days=span_words(text.get("from", ""), text.get("to", ""), day_words, _),
        level=level_words(text.get("level", ""), _),
        issued=day_words(date.fromisoformat(text["issued"])),
        units=[unit_words(unit) for unit in text.get("units", [])],
        parts=record_parts(text) if paper.what == "record" else [],
    )
