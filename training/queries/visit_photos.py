"""Photos of evidence within a learner's unit: what decisions and claims of prior learning hold, and no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.db import as_day, fast


@dataclass(frozen=True)
class EvidencePhoto:
    """A photo and what it is evidence of: the criterion ("" for prior learning), and on which day."""

    sha256: str
    registration_id: int
    unit_id: int
    criterion: str
    on: date

    @property
    def file(self) -> str:
        """Its name in a pack; the same picture for several learners lies there once."""
        return file_of(self.sha256)


def file_of(sha256: str) -> str:
    """The name of a photo in a pack; "" where there is none."""
    return f"photos/{sha256[:24]}.jpg" if sha256 else ""


def photos_of_work(registration_id: int, unit_id: int) -> list[EvidencePhoto]:
    """The photos of one learner's unit, also of decisions that a later one replaced, by criterion and day."""
    pair = (registration_id, unit_id)
    decided = fast().rows(
        "SELECT d.photo, o.number, c.number, d.decided_on FROM criterion_decision d JOIN criterion c "
        "ON c.id = d.criterion_id JOIN learning_outcome o ON o.id = c.outcome_id "
        "WHERE d.registration_id = ? AND d.unit_id = ? AND d.photo <> '' ORDER BY o.number, c.number, d.at, d.id",
        pair,
    )
    claimed = fast().rows(
        "SELECT photo, made_at FROM prior_claim WHERE registration_id = ? AND unit_id = ? AND photo <> '' ORDER BY id",
        pair,
    )
    return [
        *(EvidencePhoto(row[0], *pair, f"{row[1]}.{row[2]}", as_day(row[3])) for row in decided),
        *(EvidencePhoto(row[0], *pair, "", as_day(str(row[1])[:10])) for row in claimed),
    ]


def has_photo_within(sha256: str, run_id: int, visit_id: int = 0) -> bool:
    """Whether a photo is evidence of work of a run; with `visit_id` only of the work that the visit was given."""
    only = (
        "AND EXISTS (SELECT 1 FROM visit_work w WHERE w.visit_id = ? AND w.registration_id = t.registration_id "
        "AND w.unit_id = t.unit_id)"
    )
    values = (sha256, run_id, visit_id) if visit_id else (sha256, run_id)
    return any(
        fast().row(
            f"SELECT 1 FROM {table} t JOIN registration g ON g.id = t.registration_id "
            f"JOIN run r ON r.id = g.run_id JOIN course_unit cu ON cu.version_id = r.version_id "
            f"AND cu.unit_id = t.unit_id WHERE t.photo = ? AND t.photo <> '' AND r.id = ? {only if visit_id else ''}",
            values,
        )
        for table in ("criterion_decision", "prior_claim")
    )


def distinct_photos(photos: Iterable[EvidencePhoto]) -> list[str]:
    """The hashes of photos, each once, in order."""
    return sorted({one.sha256 for one in photos})
