"""Kinds of induction and their versions: the starter ones as data, new versions, never a change of one in use."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.ids import new_client_id
from core.people import LANGUAGES
from core.people_roles import is_permit_kind
from training.models.inductions import Induction, InductionVersion
from training.queries.checklists import Checklist, checklist_by_slug

STARTERS: Final = Path(__file__).resolve().parents[1] / "data" / "inductions"
MOST_QUESTIONS: Final = 30
MOST_STEPS: Final = 30
LONGEST: Final = 300
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,30}")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PICTURE: Final = re.compile(r"[a-z0-9-]{0,40}")


def starter_checklists() -> list[dict[str, Any]]:
    """The checklists that come with EcoWorks; no person has approved their texts."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(STARTERS.glob("*.json"))]


def add_starter_checklists(*, by: Actor, at: datetime) -> list[str]:
    """Store the starter checklists that are not here yet; returns their slugs."""
    require(by, "edit_inductions")
    added = []
    for data in starter_checklists():
        if db.session.scalar(select(Induction.id).where(Induction.slug == data["slug"])) is None:
            _add(by, data, at, new_client_id())
            added.append(str(data["slug"]))
    return added


def add_checklist(*, by: Actor, data: Any, at: datetime, token: str) -> str:
    """Store a checklist from a file: a new kind, or the next version of a kind that is there. Returns its slug."""
    require(by, "edit_inductions")
    checked = checked_checklist(data)
    known = checklist_by_slug(checked["slug"])
    if known is None:
        _add(by, checked, at, token)
    else:
        _next_version(by, known, checked, at)
    return str(checked["slug"])


def change_kind(
    *,
    by: Actor,
    slug: str,
    valid_days: int,
    unused_days: int | None,
    supervised_minutes: int,
    is_active: bool,
    at: datetime,
) -> None:
    """Change how long the permit holds and what it needs; permits that were given stay as they are.

    Raises NotFound for an unknown checklist, RuleBroken for days or minutes out of bounds.
    """
    require(by, "edit_inductions")
    row = db.session.scalar(select(Induction).where(Induction.slug == slug))
    if row is None:
        raise NotFound
    if not 1 <= valid_days <= 1826:
        raise RuleBroken("valid_days", N_("A permit holds five years at most."))
    if unused_days is not None and not 1 <= unused_days <= 3660:
        raise RuleBroken("unused_days", N_("Write a number of days, or leave it empty."))
    if not 0 <= supervised_minutes <= 6000:
        raise RuleBroken("supervised_minutes", N_("Write a number of minutes from 0 to 6000."))
    row.valid_days, row.unused_days = valid_days, unused_days
    row.supervised_minutes, row.is_active = supervised_minutes, is_active
    db.session.flush()
    write_line("change_kind", by, slug, at, ["valid_days", "unused_days", "supervised_minutes", "is_active"])


def as_file(checklist: Checklist) -> dict[str, Any]:
    """A version as a file: to be changed in a text editor and given back as the next one."""
    return {
        "slug": checklist.slug,
        "permit_kind": checklist.permit_kind,
        "title": checklist.title,
        "picture": checklist.picture,
        "valid_days": checklist.valid_days,
        "unused_days": checklist.unused_days,
        "supervised_minutes": checklist.supervised_minutes,
        "pass_percent": checklist.pass_percent,
        "questions": checklist.questions,
        "practice": checklist.practice,
        "words": checklist.words,
    }


def checked_checklist(data: Any) -> dict[str, Any]:
    """The data of a checklist if it is whole; raises RuleBroken on the field "sheet" and says what is wrong."""
    if not isinstance(data, dict):
        raise _wrong("the file")
    if not _matches(_SLUG, data.get("slug"), 40) or not is_permit_kind(str(data.get("permit_kind", ""))):
        raise _wrong("slug, permit_kind")
    questions, practice = data.get("questions"), data.get("practice")
    if not isinstance(questions, list) or not isinstance(practice, list) or not practice:
        raise _wrong("questions, practice")
    if len(questions) > MOST_QUESTIONS or len(practice) > MOST_STEPS:
        raise _wrong("questions, practice")
    return {
        "slug": data["slug"],
        "permit_kind": data["permit_kind"],
        "title": _text(data, "title", 80),
        "picture": _picture(data),
        "valid_days": _number(data, "valid_days", 1, 1826, 730),
        "unused_days": None
        if data.get("unused_days") is None
        else _number(data, "unused_days", 1, 3660, 365),
        "supervised_minutes": _number(data, "supervised_minutes", 0, 6000, 0),
        "pass_percent": _number(data, "pass_percent", 0, 100, 100),
        "questions": _distinct([checked_question(row) for row in questions], "questions"),
        "practice": _distinct([checked_step(row) for row in practice], "practice"),
        "words": checked_words(data.get("words") or {}),
    }


def _wrong(where: str) -> RuleBroken:
    return RuleBroken(
        "sheet",
        N_("This checklist cannot be read: look at %(where)s."),
        N_("Save the newest version as a file, and change that one."),
        where=where,
    )


def _matches(pattern: re.Pattern[str], value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and pattern.fullmatch(value) is not None


def _text(row: dict[str, Any], name: str, longest: int = LONGEST) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
        raise _wrong(name)
    return value.strip()


def _number(row: dict[str, Any], name: str, low: int, high: int, usual: int) -> int:
    value = row.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise _wrong(name)
    return value


def _picture(row: dict[str, Any]) -> str:
    value = row.get("picture", "")
    if not _matches(_PICTURE, value, 40):
        raise _wrong("picture")
    return str(value)


def checked_step(row: Any) -> dict[str, Any]:
    """One thing to be seen, if it is whole; raises RuleBroken."""
    if not isinstance(row, dict) or not _matches(_KEY, row.get("key"), 31):
        raise _wrong("key")
    return {"key": row["key"], "picture": _picture(row), "text": _text(row, "text")}


def checked_question(row: Any) -> dict[str, Any]:
    """A question with its answers, if it is whole; raises RuleBroken."""
    plain = checked_step(row)
    replies = row.get("answers")
    if not isinstance(replies, list) or not 2 <= len(replies) <= 6:
        raise _wrong(f"answers of {plain['key']}")
    answers = [{**checked_step(reply), "right": reply.get("right") is True} for reply in replies]
    if sum(reply["right"] for reply in answers) != 1:
        raise _wrong(f"answers of {plain['key']}")
    why = row.get("why", "")
    return {**plain, "why": _text(row, "why") if why else "", "answers": _distinct(answers, plain["key"])}


def _distinct(rows: list[dict[str, Any]], where: str) -> list[dict[str, Any]]:
    if len({row["key"] for row in rows}) != len(rows):
        raise _wrong(where)
    return rows


def checked_words(words: Any) -> dict[str, Any]:
    """The texts in other languages, if they are whole; raises RuleBroken."""
    if not isinstance(words, dict) or not set(words) <= set(LANGUAGES) - {"en"}:
        raise _wrong("words")
    return {language: _words_in(language, said) for language, said in words.items()}


def _words_in(language: str, said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise _wrong(f"words, {language}")
    questions, practice = said.get("questions", {}), said.get("practice", {})
    if not isinstance(questions, dict) or not isinstance(practice, dict):
        raise _wrong(f"words, {language}")
    return {
        "title": _text(said, "title", 80),
        "questions": {str(key): _said_question(row, language) for key, row in questions.items()},
        "practice": {str(key): _text({"text": row}, "text") for key, row in practice.items()},
    }


def _said_question(row: Any, language: str) -> dict[str, Any]:
    if not isinstance(row, dict) or not isinstance(row.get("answers", {}), dict):
        raise _wrong(f"words, {language}")
    answers = {str(key): _text({"text": text}, "text") for key, text in row.get("answers", {}).items()}
    return {"text": _text(row, "text"), "why": str(row.get("why", ""))[:LONGEST], "answers": answers}


def _add(by: Actor, data: dict[str, Any], at: datetime, token: str) -> None:
    row = Induction(
        token=token,
        slug=data["slug"],
        permit_kind=data["permit_kind"],
        title=data["title"],
        picture=data["picture"],
        valid_days=data["valid_days"],
        unused_days=data["unused_days"],
        supervised_minutes=data["supervised_minutes"],
        pass_percent=data["pass_percent"],
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    store_version(row.id, 1, data, at)
    write_line("add_checklist", by, row.slug, at, ["questions", "practice", "words"])


def _next_version(by: Actor, known: Checklist, data: dict[str, Any], at: datetime) -> None:
    parts = ("questions", "practice", "words")
    if all(data[part] == getattr(known, part) for part in parts):
        raise RuleBroken(
            "sheet", N_("This is the version that is here already."), N_("Change the file first.")
        )
    if data["permit_kind"] != known.permit_kind:
        raise RuleBroken("sheet", N_("Another permit needs a kind of its own."), N_("Give it another slug."))
    store_version(known.id, known.number + 1, data, at)
    write_line("add_version", by, known.slug, at, list(parts))


def store_version(induction_id: int, number: int, data: dict[str, Any], at: datetime) -> None:
    """Store a version; it is never edited afterwards."""
    db.session.add(
        InductionVersion(
            induction_id=induction_id,
            number=number,
            questions=data["questions"],
            practice=data["practice"],
            words=data["words"],
            made_at=at,
        )
    )
    db.session.flush()


def write_line(verb: str, by: Actor, slug: str, at: datetime, fields: list[str]) -> None:
    """The audit line of a change of a checklist."""
    write_audit_line(
        verb,
        f"induction:{slug}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
