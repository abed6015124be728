"""When a machine is open, in the time of its site: the same for the kiosk and the server, also where clocks change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Hours = Mapping[str, Sequence[Sequence[str]]]
"""{weekday 0 to 6: [[from, until], …]}, HH:MM of the site; empty for always."""


def closes_at(hours: Hours, zone: str, at: datetime) -> datetime | None:
    """The instant from which a machine that is open at `at` is shut; `at` itself where it is shut already.

    None for a machine without hours, and where this computer knows no such zone: then nobody is sent away. Spans that
    meet are one. An hour that the clocks skip or repeat is the site's own: 17:00 stays 17:00.
    """
    if not any(hours.values()):
        return None
    try:
        local = at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    until = local.time().replace(tzinfo=None)
    is_open = False
    spans = sorted(
        (time.fromisoformat(one[0]), time.fromisoformat(one[1])) for one in _of(hours, local.date())
    )
    for begins, ends in spans:
        if begins <= until < ends:
            until, is_open = ends, True
    if not is_open:
        return at
    end = datetime.combine(local.date(), until, tzinfo=ZoneInfo(zone))
    return max(at, end.astimezone(at.tzinfo))


def _of(hours: Hours, day: date) -> Sequence[Sequence[str]]:
    return hours.get(str(day.weekday()), ())
