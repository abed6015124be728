"""The shape of what an event carries: known keys, bounded values, nothing else. Pure; the first that input meets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.bounds import whole
from core.errors import N_, RuleBroken
from core.forbidden import refuse_forbidden
from core.ids import read_client_id
from core.people import LANGUAGES
from inventory.facts import KINDS, PHOTO_KINDS
from inventory.questions import question
from inventory.stages import DESTINATIONS, STAGES, STEPS

LONGEST_TEXT = 200
HEAVIEST_GRAMS = 500_000
MOST_PHOTOS = 12
TERMS = ("gift", "nominal", "sale", "loan")
Cleaner = Callable[[Any], Any]


def _bad(field: str) -> RuleBroken:
    return RuleBroken(field, N_("This value cannot be used."), N_("Check it and try again."))


def _text(field: str, length: int = LONGEST_TEXT) -> Cleaner:
    def clean(value: Any) -> str:
        if not isinstance(value, str):
            raise _bad(field)
        kept = "".join(
            " " if letter in "\t\r\n" else letter
            for letter in value
            if letter.isprintable() or letter in "\t\r\n"
        )
        kept = " ".join(kept.split())
        if len(kept) > length:
            raise RuleBroken(
                field,
                N_("This text is too long: at most %(most)s characters."),
                N_("Make it shorter."),
                most=length,
            )
        return kept

    return clean


def _words(field: str, length: int = LONGEST_TEXT) -> Cleaner:
    """A text in somebody's own words: it might be about a person."""
    kept = _text(field, length)

    def clean(value: Any) -> str:
        return refuse_forbidden(field, kept(value))

    return clean


def _one_of(field: str, known: tuple[str, ...], empty: bool = False) -> Cleaner:
    def clean(value: Any) -> str:
        if not isinstance(value, str) or (value not in known and not (empty and value == "")):
            raise _bad(field)
        return value

    return clean


def _whole(field: str, most: int) -> Cleaner:
    def clean(value: Any) -> int:
        if isinstance(value, str) and len(value) <= 12:
            value = whole(value.strip(), 12)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise RuleBroken(
                field, N_("This number must be between 0 and %(most)s."), N_("Check the number."), most=most
            )
        return value

    return clean


def _client_id(field: str) -> Cleaner:
    def clean(value: Any) -> str:
        found = read_client_id(value)
        if found is None:
            raise _bad(field)
        return found

    return clean


def _photos(value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or len(value) > MOST_PHOTOS:
        raise RuleBroken(
            "photos", N_("At most %(most)s photos at once."), N_("Leave some out."), most=MOST_PHOTOS
        )
    return [_client_id("photos")(item) for item in value]


def _place(value: Any) -> int | str:
    """A place by its id, or by the code on its wall card; "" and 0 mean no place."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
        return value
    if isinstance(value, str) and len(value) <= 20:
        return value.strip().upper() if (number := whole(value, 6)) is None else number
    raise _bad("place")


def _answers(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or len(value) > 30:
        raise _bad("answers")
    return {str(slug): _answer(str(slug), said) for slug, said in value.items()}


def _answer(slug: str, said: Any) -> dict[str, Any]:
    asked = question(slug)
    told = said if isinstance(said, dict) else {"answer": said}
    if asked is None or told.get("answer") not in tuple(asked.answers):
        raise RuleBroken(
            slug[:40], N_("This question or answer is not known here."), N_("Answer it again on the screen.")
        )
    kept: dict[str, Any] = {"answer": told["answer"]}
    if told.get("photo"):
        kept["photo"] = _client_id("photo")(told["photo"])
    extra = told.get("data")
    if isinstance(extra, dict):
        kept["data"] = {name: _words(name, 80)(extra[name]) for name in asked.fields if name in extra}
    return kept


def _shown(value: Any) -> dict[str, Any]:
    """In which words the questions stood on the screen. A note beside the facts: what cannot be read is left out."""
    if not isinstance(value, dict) or value.get("language") not in LANGUAGES:
        return {}
    kept: dict[str, Any] = {
        "language": value["language"],
        "checked": value.get("checked") is True,
        "english": value.get("english") is True,
    }
    for name, longest in (("version", 32), ("interpreter", 64)):
        if isinstance(value.get(name), str) and value[name].isalnum() and len(value[name]) <= longest:
            kept[name] = value[name]
    return kept


PHOTO_SHELVES = tuple(kind for kind in PHOTO_KINDS if kind != "evidence")
SHAPES: dict[str, dict[str, Cleaner]] = {
    "intake": {
        "category": _text("category", 60),
        "title": _words("title", 80),
        "grams": _whole("grams", HEAVIEST_GRAMS),
        "weight": _one_of("weight", ("average", "measured"), empty=True),
        "photos": _photos,
        "answers": _answers,
        "donation": _whole("donation", 2**53),
        "shown": _shown,
    },
    "moved": {
        "to": _one_of("to", STAGES),
        "step": _one_of("step", STEPS, empty=True),
        "place": _place,
        "waste_note": _words("waste_note", 60),
    },
    "answered": {"answers": _answers, "shown": _shown},
    "placed": {"place": _place},
    "photographed": {"as": _one_of("as", PHOTO_SHELVES), "photo": _client_id("photo")},
    "weighed": {"grams": _whole("grams", HEAVIEST_GRAMS)},
    "described": {
        "category": _text("category", 60),
        "title": _words("title", 80),
        "donation": _whole("donation", 2**53),
    },
    "filled": {name: _text(name, 80) for name in ("supplier", "batch", "fire_test", "what")},
    "released": {
        "destination": _one_of("destination", DESTINATIONS, empty=True),
        "organisation_id": _whole("organisation_id", 2**53),
        "organisation": _words("organisation", 60),
        "household": _text("household", 40),
        "makeover_id": _whole("makeover_id", 2**53),
        "makeover": _text("makeover", 40),
        "terms": _one_of("terms", TERMS, empty=True),
        "price_pence": _whole("price_pence", 10_000_000),
    },
    "transferred": {"place": _place},
    "overridden": {"gate": _text("gate", 40), "reason": _words("reason")},
    "waste_noted": {"waste_note": _words("waste_note", 60), "grams": _whole("grams", HEAVIEST_GRAMS)},
    "undone": {"event": _client_id("event"), "whole": _one_of("whole", ("import",))},
    "closed": {},
}


def clean_data(kind: str, data: Any) -> dict[str, Any]:
    """`data` of an event of `kind`: only the known keys, each value checked. Raises RuleBroken, nothing else."""
    if kind not in KINDS:
        raise RuleBroken(
            "kind", N_("This kind of event is not known here."), N_("Update the tablet: load the page again.")
        )
    if not isinstance(data, dict):
        raise _bad("data")
    if kind == "photographed" and not data.get("photo"):
        raise _bad("photo")
    kept = {name: clean(data[name]) for name, clean in SHAPES[kind].items() if data.get(name) is not None}
    return {name: value for name, value in kept.items() if name != "shown" or value}
