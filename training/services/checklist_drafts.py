"""The next version of a checklist: begun from the newest, written item by item, published whole, never a used one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.people import LANGUAGES
from core.people_roles import is_permit_kind
from training.models.checklist_drafts import ChecklistDraft
from training.models.inductions import Induction
from training.queries.checklists import Checklist, checklist_by_slug
from training.services.checklists import (
    MOST_QUESTIONS,
    MOST_STEPS,
    as_file,
    checked_checklist,
    checked_question,
    checked_step,
    checked_words,
    store_version,
    write_line,
)

TAKEN: Final = ("new", "waiting")
"""Words that stand in addresses already."""
EMPTY: Final[dict[str, Any]] = {"questions": [], "practice": [], "words": {}}


def begin_draft(*, by: Actor, slug: str, at: datetime, token: str) -> None:
    """Begin the next version from the newest; goes on with the draft that is there. Raises NotFound."""
    require(by, "edit_inductions")
    known = checklist_by_slug(slug)
    if known is None:
        raise NotFound
    if db.session.get(ChecklistDraft, known.id) is not None:
        return
    newest = as_file(known)
    parts = {part: newest[part] for part in EMPTY}
    db.session.add(
        ChecklistDraft(induction_id=known.id, token=token, changed_by_id=by.person_id, changed_at=at, **parts)
    )
    db.session.flush()
    write_line("begin_draft", by, slug, at, list(parts))


def begin_kind(*, by: Actor, title: str, permit_kind: str, picture: str, at: datetime, token: str) -> str:
    """A new kind of induction with an empty draft: nobody can begin it before it is published. Returns its slug.

    Raises RuleBroken on "permit_kind" for what is no machine.
    """
    require(by, "edit_inductions")
    known = db.session.scalar(
        select(Induction.slug).join(ChecklistDraft).where(ChecklistDraft.token == token)
    )
    if known is not None:
        return known
    slug = _free_slug(title)
    kind = permit_kind or "machine:" + ("" if slug[0].isalpha() else "m_") + slug.replace("-", "_")
    if not kind.startswith("machine:") or not is_permit_kind(kind):
        raise RuleBroken("permit_kind", N_("Choose a machine of the list."))
    row = Induction(
        token=token, slug=slug, permit_kind=kind, title=title.strip(), picture=picture, made_at=at
    )
    db.session.add(row)
    db.session.flush()
    parts = {part: type(value)() for part, value in EMPTY.items()}
    db.session.add(
        ChecklistDraft(induction_id=row.id, token=token, changed_by_id=by.person_id, changed_at=at, **parts)
    )
    db.session.flush()
    write_line("add_checklist", by, slug, at, ["title", "permit_kind"])
    return slug


def _free_slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32] or "machine"
    taken = {*db.session.scalars(select(Induction.slug)), *TAKEN}
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if slug not in taken)


def put_question(*, by: Actor, slug: str, key: str, said: dict[str, Any], at: datetime) -> None:
    """Change a question of the draft, or add one under the key "new". Raises RuleBroken beside what is wrong."""
    row = _own(by, slug)
    known = {reply["key"] for one in row.questions if one["key"] == key for reply in one["answers"]}
    answers, fresh = [], iter(f"a{n}" for n in range(1, 100) if f"a{n}" not in known)
    for reply in said["answers"]:
        answers.append({**reply, "key": reply["key"] if reply["key"] in known else next(fresh)})
    if len(answers) < 2:
        raise RuleBroken("text_1", N_("A question has two answers at least."), N_("Write another one."))
    if sum(bool(reply["right"]) for reply in answers) != 1:
        raise RuleBroken("right", N_("One answer is right, and it is written."), N_("Choose which one."))
    _put(row, "questions", key, {**said, "answers": answers}, checked_question, MOST_QUESTIONS)
    _changed(row, by, slug, at, "questions")


def put_step(*, by: Actor, slug: str, key: str, said: dict[str, Any], at: datetime) -> None:
    """Change what is to be seen, or add it under the key "new"."""
    row = _own(by, slug)
    _put(row, "practice", key, said, checked_step, MOST_STEPS)
    _changed(row, by, slug, at, "practice")


def _put(
    row: ChecklistDraft,
    part: str,
    key: str,
    said: dict[str, Any],
    checked: Callable[[Any], dict[str, Any]],
    most: int,
) -> None:
    items = list(getattr(row, part))
    keys = [one["key"] for one in items]
    if key == "new":
        if len(items) >= most:
            raise RuleBroken("text", N_("There are %(most)s already."), N_("Take one out first."), most=most)
        letter = part[0]
        key = next(name for name in (f"{letter}{n}" for n in range(1, 1000)) if name not in keys)
        items.append(checked({**said, "key": key}))
    elif key in keys:
        items[keys.index(key)] = checked({**said, "key": key})
    else:
        raise NotFound
    setattr(row, part, items)


def put_words(*, by: Actor, slug: str, language: str, said: dict[str, Any], at: datetime) -> None:
    """The texts of the draft in another language; what is left empty is shown in English. All empty: they go.

    Raises NotFound for a language that we do not know, and RuleBroken on "title" without a name for the machine.
    """
    row = _own(by, slug)
    if language not in LANGUAGES or language == "en":
        raise NotFound
    words = {code: told for code, told in row.words.items() if code != language}
    if said["title"] or said["questions"] or said["practice"]:
        if not said["title"]:
            raise RuleBroken("title", N_("Write what the machine is called in this language."))
        words |= checked_words({language: said})
    row.words = words
    _changed(row, by, slug, at, "words")


def move_item(*, by: Actor, slug: str, part: str, key: str, is_up: bool, at: datetime) -> None:
    """One question or step a place up or down."""
    row = _own(by, slug)
    items, place = _found(row, part, key)
    other = place - 1 if is_up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
        setattr(row, part, items)
        _changed(row, by, slug, at, part)


def remove_item(*, by: Actor, slug: str, part: str, key: str, at: datetime) -> None:
    """One question or step, with its words in every language."""
    row = _own(by, slug)
    items, place = _found(row, part, key)
    del items[place]
    setattr(row, part, items)
    row.words = {
        code: {**told, part: {one: text for one, text in told.get(part, {}).items() if one != key}}
        for code, told in row.words.items()
    }
    _changed(row, by, slug, at, part)


def _found(row: ChecklistDraft, part: str, key: str) -> tuple[list[dict[str, Any]], int]:
    items = list(getattr(row, part)) if part in ("questions", "practice") else []
    place = next((at for at, one in enumerate(items) if one["key"] == key), None)
    if place is None:
        raise NotFound
    return items, place


def publish_draft(*, by: Actor, slug: str, at: datetime) -> int:
    """The draft becomes the newest version, for all who begin from now on; who began goes on with theirs.

    Returns its number. Raises RuleBroken where it is not whole or says what the newest version says.
    """
    row = _own(by, slug)
    kind = db.session.get_one(Induction, row.induction_id)
    if not row.practice:
        raise RuleBroken(
            "practice", N_("Nothing is shown yet."), N_("Add at least one thing that somebody sees.")
        )
    newest = checklist_by_slug(slug)
    data = checked_checklist({**_head(kind), **_parts(row)})
    if newest is not None and all(data[part] == getattr(newest, part) for part in EMPTY):
        raise RuleBroken(
            "practice", N_("This is the version that is here already."), N_("Change something first.")
        )
    number = newest.number + 1 if newest else 1
    store_version(kind.id, number, data, at)
    db.session.delete(row)
    db.session.flush()
    write_line("add_version", by, slug, at, list(EMPTY))
    return number


def drop_draft(*, by: Actor, slug: str, at: datetime) -> bool:
    """Throw the draft away; a kind that was never published goes with it. True while the kind is still there."""
    row = _own(by, slug)
    kind = db.session.get_one(Induction, row.induction_id)
    db.session.delete(row)
    db.session.flush()
    write_line("drop_draft", by, slug, at, list(EMPTY))
    newest: Checklist | None = checklist_by_slug(slug)
    if newest is None:
        db.session.delete(kind)
        db.session.flush()
    return newest is not None


def _head(kind: Induction) -> dict[str, Any]:
    names = (
        "slug",
        "permit_kind",
        "title",
        "picture",
        "valid_days",
        "unused_days",
        "supervised_minutes",
        "pass_percent",
    )
    return {name: getattr(kind, name) for name in names}


def _parts(row: ChecklistDraft) -> dict[str, Any]:
    return {part: getattr(row, part) for part in EMPTY}


def _own(by: Actor, slug: str) -> ChecklistDraft:
    require(by, "edit_inductions")
    row = db.session.scalar(select(ChecklistDraft).join(Induction).where(Induction.slug == slug))
    if row is None:
        raise NotFound
    return row


def _changed(row: ChecklistDraft, by: Actor, slug: str, at: datetime, part: str) -> None:
    row.changed_by_id, row.changed_at = by.person_id, at
    db.session.flush()
    write_line("change_draft", by, slug, at, [part])
