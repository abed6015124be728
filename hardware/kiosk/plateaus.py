"""Learns from three plateaus of a machine's current (off, standing by, working) when it counts as working."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from hardware.vocabulary import MeterBounds

LEAST_READINGS = 5
LEAST_RISE = 1.5
"""A machine whose working current is less than so many times its standby current cannot be told by it."""


class NotClear(ValueError):
    """The plateaus do not tell working from waiting; the message says what to do."""


def learn_bounds(
    off: Sequence[int], standby: Sequence[int], busy: Sequence[int], *, channel: int = 0
) -> MeterBounds:
    """The bounds, from readings in milliamps. Raises NotClear.

    `hi` lies 0.7 of the way from the upper edge of standing by to the lower edge of working, `lo` 0.3 of it, and at
    most 0.8 of `hi`.
    """
    for readings in (off, standby, busy):
        if len(readings) < LEAST_READINGS:
            raise NotClear(f"only {len(readings)} readings came: let each step last ten seconds")
    if median(off) > 0.5 * max(median(standby), 1) and median(standby) > 0:
        raise NotClear(
            "off draws nearly what standing by does: is the clamp around one conductor of it alone?"
        )
    if median(busy) < LEAST_RISE * max(median(standby), 1):
        raise NotClear("working draws hardly more than standing by: use its lamp or laser-enable as an input")
    upper, lower = _part_of(standby, 0.95), _part_of(busy, 0.1)
    if lower <= upper:
        raise NotClear("working and standing by overlap: make a longer cut in the last step, without pauses")
    hi = upper + 0.7 * (lower - upper)
    lo = min(upper + 0.3 * (lower - upper), 0.8 * hi)
    if lo <= upper:
        raise NotClear("standing by flutters up to where working begins: use an input instead of the current")
    return MeterBounds(channel, max(round(hi), 1), int(lo))


def _part_of(readings: Sequence[int], part: float) -> int:
    return sorted(readings)[min(int(part * len(readings)), len(readings) - 1)]
