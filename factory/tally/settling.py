"""Settling in transactions of its own: each part short, so that nobody waits long for the write lock."""

from __future__ import annotations

from core.db import transaction
from factory.tally.queries import are_marked
from factory.tally.services import forget_tally, settle_tally


def settle_all() -> int:
    """Count anew whoever is marked, part by part; without a mark no write lock is asked for."""
    settled = 0
    while are_marked():
        with transaction():
            settled += settle_tally()
    return settled


def tally_anew() -> None:
    """Throw away what is kept ready of people and count all of it from the facts."""
    with transaction():
        forget_tally()
    settle_all()
