"""Writes what is known of the clocks of a kiosk's boots, and has counted again what was put at a wrong time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.clock import milliseconds
from core.db import fast
from hardware.clocks import settled
from hardware.queries.basis import clocks_of


def note_boots(
    *, kiosk_id: int, upload: tuple[str, int], read: Mapping[str, tuple[int, int | None]], at: datetime
) -> None:
    """Note the offsets that an upload and its events say; mark for counting whatever was off.

    `upload` is the kiosk's boot and running clock when it sent; `read` gives by boot the latest running time and the
    least offset of a wall clock known to be right.
    """
    now_ms = milliseconds(at)
    boot, mono_ms = upload
    for name in sorted({*read, boot}):
        last, wall = read.get(name, (0, None))
        sent = now_ms - mono_ms if name == boot else None
        _merge(kiosk_id, name, last, sent, wall)
        fast().run(
            "UPDATE kiosk_boot SET upload_offset_ms = ? - last_mono_ms "
            "WHERE kiosk_id = ? AND boot = ? AND upload_offset_ms > ? - last_mono_ms",
            (now_ms, kiosk_id, name, now_ms),
        )  # nothing was told of a time that is still to come
    before = clocks_of(kiosk_id)
    for old, new in zip(before, settled(before, now_ms), strict=True):
        if new.offset != old.offset or new.is_estimated != old.is_estimated:
            fast().run(
                "UPDATE kiosk_boot SET offset_ms = ?, is_estimated = ? WHERE kiosk_id = ? AND boot = ?",
                (new.offset, new.is_estimated, kiosk_id, new.boot),
            )
            if old.offset is not None:
                _count_again(kiosk_id, new.boot)


def _merge(kiosk_id: int, boot: str, last: int, sent: int | None, wall: int | None) -> None:
    """The least of each offset stands: the same whatever came first."""
    upload_least, wall_least = (
        f"CASE WHEN kiosk_boot.{name} IS NULL THEN excluded.{name} WHEN excluded.{name} IS NULL "
        f"OR kiosk_boot.{name} <= excluded.{name} THEN kiosk_boot.{name} ELSE excluded.{name} END"
        for name in ("upload_offset_ms", "wall_offset_ms")
    )
    fast().run(
        "INSERT INTO kiosk_boot (kiosk_id, boot, last_mono_ms, upload_offset_ms, wall_offset_ms, is_estimated) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk_id, boot) DO UPDATE SET last_mono_ms = CASE WHEN "
        "kiosk_boot.last_mono_ms < excluded.last_mono_ms THEN excluded.last_mono_ms ELSE kiosk_boot.last_mono_ms END, "
        f"upload_offset_ms = {upload_least}, wall_offset_ms = {wall_least}",
        (kiosk_id, boot, last, sent, wall, False),
    )


def _count_again(kiosk_id: int, boot: str) -> None:
    """Everything from the first event of a boot on is at another time than it was thought to be."""
    fast().run(
        "UPDATE machine_fold SET stale_from = ? WHERE kiosk_id = ? AND (stale_from IS NULL OR stale_from > ?)",
        (f"{boot} ", kiosk_id, f"{boot} "),
    )
