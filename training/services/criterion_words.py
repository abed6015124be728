"""The easy words of a unit's criteria in one more language. They carry no rule, so they may be mended at any time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from core.access import Actor, require
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.people import LANGUAGES
from training.models.catalogue import Criterion, Unit
from training.models.criterion_words import CriterionWords
from training.services.noting import note, tidy


def set_criterion_words(
    *, by: Actor, unit_id: int, language: str, words: Mapping[int, str], at: datetime
) -> int:
    """Keep the easy words of criteria; an empty text takes its words away. How many have words afterwards.

    Raises RuleBroken for English or an unknown language, NotFound for a criterion of another unit.
    """
    require(by, "edit_catalogue")
    if language not in LANGUAGES or language == "en":
        raise RuleBroken("language", N_("Choose a language other than English."))
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    known = set(db.session.scalars(select(Criterion.id).where(Criterion.unit_id == unit.id)))
    for criterion_id in sorted(known & set(words)):
        text = tidy(f"words-{criterion_id}", words[criterion_id], 300)
        row = db.session.get(CriterionWords, (criterion_id, language))
        if row is not None and not text:
            db.session.delete(row)
        elif row is not None and row.easy_text != text:
            row.easy_text, row.changed_at = text, at
        elif row is None and text:
            db.session.add(
                CriterionWords(criterion_id=criterion_id, language=language, easy_text=text, changed_at=at)
            )
    db.session.flush()
    note("set_criterion_words", f"unit:{unit.id}", by, at, (f"words.{language}",))
    left = fast().row(
        "SELECT COUNT(*) FROM criterion_words w JOIN criterion c ON c.id = w.criterion_id "
        "WHERE c.unit_id = ? AND w.language = ?",
        (unit.id, language),
    )
    return int(left[0]) if left else 0


def copy_criterion_words(*, from_id: int, to_id: int, at: datetime) -> None:
    """Take the easy words along into the twin of a criterion in a new version of its unit."""
    for row in list(db.session.scalars(select(CriterionWords).where(CriterionWords.criterion_id == from_id))):
        db.session.add(
            CriterionWords(criterion_id=to_id, language=row.language, easy_text=row.easy_text, changed_at=at)
        )


def drop_criterion_words(*, criterion_id: int) -> None:
    """Forget the easy words of a criterion that is taken out."""
    db.session.execute(delete(CriterionWords).where(CriterionWords.criterion_id == criterion_id))
