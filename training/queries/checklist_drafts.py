"""Drafts of checklists: what the next version would say, and how far its words in other languages are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, fast
from training.queries.checklists import Checklist, checklist_of


@dataclass(frozen=True)
class Draft:
    """A checklist as its next version would be."""

    checklist: Checklist
    changed_at: datetime
    changed_by: str

    def missing_in(self, language: str) -> int:
        """How many texts are not there in a language."""
        said = self.checklist.words.get(language, {})
        asked, shown = said.get("questions", {}), said.get("practice", {})
        missing = int(not said.get("title"))
        for one in self.checklist.questions:
            own = asked.get(one["key"], {})
            missing += int(not own.get("text")) + int(bool(one.get("why")) and not own.get("why"))
            missing += sum(not own.get("answers", {}).get(reply["key"]) for reply in one["answers"])
        return missing + sum(not shown.get(one["key"]) for one in self.checklist.practice)


_DRAFT = (
    "SELECT i.id, i.slug, i.permit_kind, i.title, i.picture, i.valid_days, i.unused_days, i.supervised_minutes, "
    "i.pass_percent, i.is_active, 0, COALESCE((SELECT MAX(v.number) FROM induction_version v "
    "WHERE v.induction_id = i.id), 0) + 1, d.questions, d.practice, d.words, d.changed_at, "
    "COALESCE(n.called, p.number, '') FROM checklist_draft d JOIN induction i ON i.id = d.induction_id "
    "LEFT JOIN person p ON p.id = d.changed_by_id LEFT JOIN person_name n ON n.person_id = p.id "
)


def _draft(row: Sequence[Any]) -> Draft:
    return Draft(checklist_of(row[:15]), as_instant(row[15]), row[16])


def draft_by_slug(slug: str) -> Draft | None:
    """The draft of a kind of induction."""
    row = fast().row(f"{_DRAFT}WHERE i.slug = ?", (slug,))
    return _draft(row) if row else None


def drafts() -> list[Draft]:
    """Every draft, in the order of their titles."""
    return [_draft(row) for row in fast().rows(f"{_DRAFT}ORDER BY i.title, i.id")]
