"""What a tablet is told of a piece, as plain data: the view, what each move still lacks, what may be asked. Pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from core.clock import from_iso, milliseconds
from inventory.catalogue import categories
from inventory.fold_moves import missing_given
from inventory.gates import GATES, Missing, missing_for_work
from inventory.questions import Question, asked_when, is_asked, questions
from inventory.release_gates import missing_for_release
from inventory.stages import STEPS
from inventory.state import Answer, PieceState
from inventory.views import PieceView, still_missing

OCCASIONS = ("intake", "work", "release", "quality")


def missing_data(item: Missing) -> dict[str, str]:
    """One thing that is missing, in message ids."""
    return {
        "gate": item.gate,
        "wants": item.wants,
        "message": item.message,
        "remedy": item.remedy,
        "permit": item.permit,
    }


def blocked_moves(state: PieceState, moves: tuple[str, ...], on: date) -> dict[str, dict[str, str]]:
    """The first thing that each move still lacks, by stage; work steps as `in_work.<step>`. Free moves are absent."""
    found: dict[str, Missing | None] = {}
    unsafe = next(missing_for_work(state), None)
    for to in moves:
        if to == "released":
            found[to] = next(iter(missing_for_release(state, "own_use", on)), None)
        elif to == "in_work":
            found.update({f"in_work.{step}": missing_given(unsafe, state, to, step) for step in STEPS})
        elif to != "received":
            found[to] = missing_given(unsafe, state, to, "")
    return {to: missing_data(item) for to, item in found.items() if item is not None}


def shown_piece(
    view: PieceView, state: PieceState | None, on: date, kept_for: str = "", set_size: int = 0
) -> dict[str, Any]:
    """A piece as the tablet shows it after a scan. Times in milliseconds, words as message ids.

    `kept_for` is the code of the makeover that alone may have it, `set_size` how many pieces its set has.
    """
    told: dict[str, Any] = {
        "code": view.code,
        "label": view.label,
        "category": view.category,
        "title": view.title,
        "stage": view.stage,
        "step": view.step,
        "place": view.place_id,
        "site": view.site_id,
        "life": view.life,
        "since": milliseconds(from_iso(view.since)) if view.since else 0,
        "grams": view.grams,
        "weight_source": view.weight_source,
        "photo": view.photo,
        "moves": list(view.moves),
        "main": view.main,
        "sealed": view.is_sealed,
        "barred": view.is_barred,
        "last": view.last_event,
        "undo": view.can_undo,
        "practice": view.is_practice,
        "kept_for": kept_for,
        "set": set_size,
    }
    if state is None:
        return told
    return {
        **told,
        "photos": [*state.before, *state.pictures, *state.after],
        "after": bool(state.after),
        "blocked": blocked_moves(state, view.moves, on),
        "missing": [missing_data(item) for item in still_missing(state)],
        "asked": {when: [item.slug for item in asked_when(when, state)] for when in OCCASIONS},
        "answers": {slug: [said.answer, said.counts] for slug, said in state.answers.items()},
        "waste_note": state.waste_note,
    }


def question_data(item: Question) -> dict[str, Any]:
    """A question as the tablet asks it."""
    return {
        "slug": item.slug,
        "when": item.when,
        "text": item.text,
        "hint": item.hint,
        "answers": item.answers,
        "note": item.note,
        "photo": item.photo,
        "permit": item.permit,
        "fields": list(item.fields),
    }


@lru_cache(maxsize=1)
def category_data() -> list[dict[str, Any]]:
    """The categories, with the questions that the intake of each asks and what it can do without."""
    return [
        {
            "slug": kind.slug,
            "name": kind.name,
            "group": kind.group,
            "grams": kind.average_grams,
            "asked": [item.slug for item in asked_when("intake", PieceState(category=kind.slug))],
            "after": _asked_after(kind.slug),
        }
        for kind in categories().values()
    ]


def _asked_after(slug: str) -> dict[str, list[str]]:
    """Questions of the intake that one answer sets off: "question=answer" → slugs. Found by asking the rules."""
    bare = PieceState(category=slug)
    plain = {item.slug for item in asked_when("intake", bare)}
    found: dict[str, list[str]] = {}
    for item in questions().values():
        for answer in item.answers:
            state = PieceState(category=slug)
            state.answers[item.slug] = Answer("", answer, "", None, True, "")
            more = [asked.slug for asked in asked_when("intake", state) if asked.slug not in plain]
            if more and is_asked(item.slug, bare):
                found[f"{item.slug}={answer}"] = more
    return found


def gate_data() -> dict[str, dict[str, Any]]:
    """The gates: name, and whether a coordinator may set it aside."""
    return {gate.slug: {"name": gate.name, "house": gate.is_house_rule} for gate in GATES.values()}
