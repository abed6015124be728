"""What every part of the year needs: who acts where at which time, the days of the year, and what was made so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from core.access import Actor, actor_for
from core.ids import new_client_id
from core.people import CHECK_PERMITS
from factory.programme.spans import Span
from tests.cast import Cast

BEGAN = datetime(2019, 3, 1, 9, tzinfo=UTC)
SPAN = Span("year", date(2019, 4, 1), date(2020, 3, 31))
DAYS_A_YEAR = 360
"""The last days of the year are left free, so that what takes some days still ends in it."""


@dataclass
class Scene:
    """The cast and what was made of the year."""

    cast: Cast
    organisations: list[int] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def site(self) -> int:
        """Coventry."""
        return self.cast.sites["coventry"]

    def actor(self, name: str, at: datetime) -> Actor:
        """Somebody of the cast at Coventry, with every permit that the work asks for."""
        found = actor_for(self.cast.people[name], site_id=self.site, strength="password", at=at)
        assert found is not None, name
        return found

    def checker(self, name: str) -> Actor:
        """Somebody of the site who holds every permit of a check."""
        return Actor(
            person_id=self.cast.people[name],
            site_id=self.site,
            roles=frozenset({"coordinator"}),
            permits=frozenset(CHECK_PERMITS),
            strength="pin",
        )


def days(count: int, hour: int = 10) -> Iterator[datetime]:
    """So many instants spread evenly over the year, in order, on working hours of its days."""
    first = datetime(2019, 4, 1, hour, tzinfo=UTC)
    for turn in range(count):
        yield first + timedelta(days=turn * DAYS_A_YEAR // count, minutes=turn % 240)


def token() -> str:
    """A fresh client id."""
    return new_client_id()
