"""Counting at once what the clockwork would count within a quarter of an hour: before figures are set side by side."""

from __future__ import annotations

from datetime import datetime

from core.db import transaction
from factory.machine_clockwork import count_machines
from factory.skills.services import count_pairs
from factory.tally.settling import settle_all


def catch_up(at: datetime) -> None:
    """Count the events of machines, the days of pairs and the changes of people that wait, in short transactions."""
    count_machines(at)
    with transaction():
        count_pairs()
    settle_all()
