"""Repairs the time of kiosks: where each boot's running clock lies in ours. Pure; milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

AGREE_MS = 60_000
"""A wall clock that was known to be right is believed if the uploads say the same within a minute."""
SHIFTED_MS = 5_000
"""A boot is counted again only where its clock turns out to be further off than this."""
OLDEST_MS = 400 * 86_400_000
"""A boot that says to be older than this is put where it can have been."""


@dataclass(frozen=True)
class BootClock:
    """What is known of one boot's clock, oldest boot first in a list.

    `upload` and `wall` are the offsets that its uploads and its wall clock say; `offset` is the one in force;
    `last_mono` is the latest of its events.
    """

    boot: str
    last_mono: int
    upload: int | None
    wall: int | None
    offset: int | None
    is_estimated: bool


def believed(clock: BootClock, now_ms: int) -> int | None:
    """The offset that a boot's own evidence gives; None where it has none that can be believed."""
    if clock.upload is not None:
        is_agreed = clock.wall is not None and abs(clock.wall - clock.upload) <= AGREE_MS
        return clock.wall if is_agreed else clock.upload
    if clock.wall is None:
        return None
    end = clock.wall + clock.last_mono
    return clock.wall if now_ms - OLDEST_MS <= end <= now_ms + AGREE_MS else None


def settled(clocks: Sequence[BootClock], now_ms: int) -> list[BootClock]:
    """Every boot with an offset: by its own evidence, else between its neighbours, and then it is estimated.

    An offset in force moves only if it was wrong by more than a few seconds.
    """
    found = [_by_evidence(clock, now_ms) for clock in clocks]
    after: int | None = None
    for index in range(len(found) - 1, -1, -1):
        clock = found[index]
        if clock.offset is None:
            before = _end_before(found, index)
            found[index] = clock = replace(
                clock,
                offset=_between(clock, before, after if after is not None else now_ms),
                is_estimated=True,
            )
        assert clock.offset is not None
        after = clock.offset
    return found


def _by_evidence(clock: BootClock, now_ms: int) -> BootClock:
    best = believed(clock, now_ms)
    if best is None:
        return replace(clock, offset=None)
    if clock.offset is not None and not clock.is_estimated and abs(best - clock.offset) <= SHIFTED_MS:
        return clock
    return replace(clock, offset=best, is_estimated=False)


def _end_before(clocks: Sequence[BootClock], index: int) -> int | None:
    for clock in reversed(clocks[:index]):
        if clock.offset is not None:
            return clock.offset + clock.last_mono
    return None


def _between(clock: BootClock, before: int | None, after: int) -> int:
    """Halfway between the end of the boot before and the start of the one after; else right before the latter."""
    latest = after - clock.last_mono
    if before is None or before >= latest:
        return latest
    return before + (latest - before) // 2
