"""Reads of monitoring: the basis in force, one's own answers, and counts with small ones hidden. Nothing else."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.db import db, fast
from factory.impact.small_counts import Shown, public_parts
from factory.monitoring.models import MonitoringAnswer, MonitoringBasis
from factory.monitoring.words import QUESTIONS


def basis_in_force(today: date) -> MonitoringBasis | None:
    """The basis on which answers are asked and kept today; None where nothing is asked."""
    found = newest_basis()
    return found if found is not None and found.is_asked and found.ends_on >= today else None


def newest_basis() -> MonitoringBasis | None:
    """The newest row, in force or not."""
    return db.session.scalar(select(MonitoringBasis).order_by(MonitoringBasis.id.desc()).limit(1))


def basis_by_token(token: str) -> MonitoringBasis | None:
    """The row that was made under a client id, or None."""
    return db.session.scalar(select(MonitoringBasis).where(MonitoringBasis.token == token))


def answer_key(person_id: int, secret: str) -> str:
    """Where a person's answers are: worked out from the house's secret, so that the database alone leads nowhere."""
    return hmac.new(secret.encode(), f"monitoring:{person_id}".encode(), hashlib.sha256).hexdigest()


def own_answers(person_id: int, secrets: Sequence[str]) -> MonitoringAnswer | None:
    """What a person said of themselves, under the present secret or an earlier one."""
    for secret in secrets:
        found = db.session.get(MonitoringAnswer, answer_key(person_id, secret))
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class Counted:
    """A question with how often each answer was given; None where that is hidden."""

    question: str
    answers: tuple[tuple[str, Shown], ...]
    total: Shown


def counts() -> list[Counted]:
    """Each question by itself, never two together: counts under 5 are hidden, and what would give them away."""
    found = []
    for name, (_, words) in QUESTIONS.items():
        rows = dict(
            fast().rows(f"SELECT {name}, COUNT(*) FROM monitoring_answer WHERE {name} <> '' GROUP BY {name}")
        )
        parts = [int(rows.get(word, 0)) for word in words]
        shown, is_sum_shown = public_parts(parts)
        pairs = tuple(zip(words, shown, strict=True))
        found.append(Counted(name, pairs, sum(parts) if is_sum_shown else None))
    return found
