"""The count of training as the programme shows it: cells beside those of pieces, and the rows behind each figure."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_day
from factory.programme.learning import LEARNING
from factory.programme.queries.openings import is_at, opening_places
from factory.programme.queries.scope import RowScope
from factory.programme.queries.sums import NOWHERE, Cell
from factory.programme.spans import Span
from factory.programme.through import OF_LEARNER, Through, city_of
from factory.tally.queries import kept_cells
from training.queries.counts import learning_rows, learning_sums

PAGE = 50


def learning_cells(span: Span, until: datetime, through: Through = NOWHERE) -> tuple[Cell, ...]:
    """Every indicator of training by month, site and split; nothing is kept by city or partner."""
    if not through:
        return tuple(kept_cells(LEARNING, span.starts_on, min(span.ends_on, local_day(until))))
    return tuple(
        Cell(one.indicator, one.month, one.site_id, one.split, one.amount)
        for one in learning_sums(span.starts_on, span.ends_on, until, narrowed=through.held("", OF_LEARNER))
    )


@dataclass(frozen=True)
class LearnerCounted:
    """One row: the learner's number, or a pseudonym where `is_masked`; never a name."""

    learner: str
    run: str
    title: str
    site_id: int
    split: str
    day: date
    is_masked: bool
    city: str = ""
    partner: int = 0


@dataclass(frozen=True)
class LearnersCounted:
    """The rows of a figure that a person may open, and how many are counted at sites closed to them."""

    rows: list[LearnerCounted]
    elsewhere: int


def learners_counted(
    slug: str,
    span: Span,
    until: datetime,
    site_id: int | None,
    split: str,
    scope: RowScope,
    mask: bytes,
    through: Through = NOWHERE,
) -> LearnersCounted:
    """The rows behind a figure of training, the newest first."""
    opened = sorted(scope.sites if site_id is None else scope.sites & {site_id})
    places = opening_places(slug, span)
    found = learning_rows(
        slug,
        span.starts_on,
        span.ends_on,
        until,
        sites=opened,
        split=split,
        narrowed=through.held("", OF_LEARNER),
        shown=(city_of(), OF_LEARNER),
    )
    whole = sum(
        cell.amount
        for cell in learning_cells(span, until, through)
        if cell.indicator == slug
        and (slug, cell.month, cell.site_id) not in places
        and split in ("", cell.split)
        and (site_id is None or cell.site_id == site_id)
    )
    rows = [
        LearnerCounted(
            pseudonym(row.person_id, mask) if row.site_id not in scope.named else row.person,
            row.run,
            row.title,
            row.site_id,
            row.split,
            row.day,
            row.site_id not in scope.named,
            row.city,
            row.partner,
        )
        for row in found
        if not is_at(places, slug, row.day, row.site_id)
    ]
    return LearnersCounted(rows, whole - len(rows))


def pseudonym(person_id: int, mask: bytes) -> str:
    """A name for a learner that is the same in every export of this house and leads nobody to their number."""
    return "L-" + hmac.new(mask, f"learner:{person_id}".encode(), hashlib.sha256).hexdigest()[:10].upper()
