"""The easy words of a unit's criteria in one language, beside the English ones."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import fast


@dataclass(frozen=True)
class WordsLine:
    """A criterion with its words: the body's, the easy English ones, and those of the language."""

    id: int
    number: str
    text: str
    easy_text: str
    words: str


def words_of_unit(unit_id: int, language: str) -> list[WordsLine]:
    """The criteria of a unit in order."""
    rows = fast().rows(
        "SELECT c.id, o.number, c.number, c.text, c.easy_text, COALESCE(w.easy_text, '') FROM criterion c "
        "JOIN learning_outcome o ON o.id = c.outcome_id "
        "LEFT JOIN criterion_words w ON w.criterion_id = c.id AND w.language = ? "
        "WHERE c.unit_id = ? ORDER BY o.number, c.number",
        (language, unit_id),
    )
    return [WordsLine(row[0], f"{row[1]}.{row[2]}", *row[3:6]) for row in rows]
