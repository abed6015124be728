"""Kinds of induction with their versions: questions, what is to be seen, words in other languages, approvals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, as_json, fast


@dataclass(frozen=True)
class Checklist:
    """A kind of induction with one of its versions."""

    id: int
    slug: str
    permit_kind: str
    title: str
    picture: str
    valid_days: int
    unused_days: int | None
    supervised_minutes: int
    pass_percent: int
    is_active: bool
    version_id: int
    number: int
    questions: list[dict[str, Any]]
    practice: list[dict[str, Any]]
    words: dict[str, Any]

    def speaks(self, language: str) -> bool:
        """Whether its text is there in a language."""
        return language == "en" or language in self.words

    def title_in(self, language: str) -> str:
        """Its title in a language, else in English."""
        return str(self.words.get(language, {}).get("title") or self.title)

    def question_in(self, key: str, language: str) -> dict[str, Any] | None:
        """A question with its words in a language, else in English; None where there is none."""
        plain = next((row for row in self.questions if row["key"] == key), None)
        if plain is None:
            return None
        said = self.words.get(language, {}).get("questions", {}).get(key, {})
        replies = said.get("answers", {})
        return {
            **plain,
            "text": said.get("text") or plain["text"],
            "text_en": plain["text"],
            "why": said.get("why") or plain.get("why", ""),
            "answers": [
                {**row, "text": replies.get(row["key"]) or row["text"], "text_en": row["text"]}
                for row in plain["answers"]
            ],
        }

    def practice_in(self, language: str) -> list[dict[str, Any]]:
        """The practice to be seen, in a language, else in English."""
        said = self.words.get(language, {}).get("practice", {})
        return [
            {**row, "text": said.get(row["key"]) or row["text"], "text_en": row["text"]}
            for row in self.practice
        ]

    def right_answer(self, key: str) -> str:
        """The key of the right answer to a question."""
        plain = self.question_in(key, "en") or {"answers": []}
        return next((str(row["key"]) for row in plain["answers"] if row["right"]), "")


CHECKLIST_COLUMNS = (
    "i.id, i.slug, i.permit_kind, i.title, i.picture, i.valid_days, i.unused_days, i.supervised_minutes, "
    "i.pass_percent, i.is_active, v.id, v.number, v.questions, v.practice, v.words"
)
_NEWEST = "v.number = (SELECT MAX(n.number) FROM induction_version n WHERE n.induction_id = i.id)"


def checklist_of(row: Sequence[Any]) -> Checklist:
    """A kind with a version, of the columns that `CHECKLIST_COLUMNS` names."""
    return Checklist(
        id=row[0],
        slug=row[1],
        permit_kind=row[2],
        title=row[3],
        picture=row[4],
        valid_days=row[5],
        unused_days=row[6],
        supervised_minutes=row[7],
        pass_percent=row[8],
        is_active=bool(row[9]),
        version_id=row[10],
        number=row[11],
        questions=as_json(row[12]),
        practice=as_json(row[13]),
        words=as_json(row[14]),
    )


def checklists(*, with_retired: bool = False) -> list[Checklist]:
    """The newest version of every kind of induction, in the order of their titles."""
    rows = fast().rows(
        f"SELECT {CHECKLIST_COLUMNS} FROM induction i JOIN induction_version v ON v.induction_id = i.id AND {_NEWEST} "
        "ORDER BY i.title, i.id"
    )
    found = [checklist_of(row) for row in rows]
    return [row for row in found if row.is_active or with_retired]


def checklist_by_slug(slug: str, number: int | None = None) -> Checklist | None:
    """A kind of induction in its newest or a named version."""
    which, values = (_NEWEST, (slug,)) if number is None else ("v.number = ?", (number, slug))
    row = fast().row(
        f"SELECT {CHECKLIST_COLUMNS} FROM induction i JOIN induction_version v ON v.induction_id = i.id AND {which} "
        "WHERE i.slug = ?",
        values,
    )
    return checklist_of(row) if row else None


def versions_of(induction_id: int) -> list[tuple[int, int, datetime, int]]:
    """Versions: id, number, when made, how many people began it; the newest first."""
    rows = fast().rows(
        "SELECT v.id, v.number, v.made_at, (SELECT COUNT(*) FROM induction_pass p WHERE p.version_id = v.id) "
        "FROM induction_version v WHERE v.induction_id = ? ORDER BY v.number DESC",
        (induction_id,),
    )
    return [(row[0], row[1], as_instant(row[2]), int(row[3])) for row in rows]


def approvals_of(version_id: int) -> dict[str, str]:
    """Languages in which somebody stands for the text of a version, with their names."""
    rows = fast().rows(
        "SELECT a.language, COALESCE(n.called, p.number) FROM induction_approval a JOIN person p ON p.id = a.by_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE a.version_id = ? ORDER BY a.language",
        (version_id,),
    )
    return {language: name for language, name in rows}
