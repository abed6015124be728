"""What is looked at before the machine is used: which drawings wait, each touched once, and one event when all are."""

from __future__ import annotations

from datetime import datetime

from hardware.kiosk.attendance import Attendance, Told
from hardware.kiosk.spool import Spool
from hardware.vocabulary import EventKind, Pack


class Checklist:
    """One machine's checklist: due before the first use of a day, or for each sitting. `spool` keeps the day."""

    def __init__(self, machine: str, spool: Spool, here: Attendance) -> None:
        self._spool, self._here, self._key = spool, here, f"looked at {machine}"

    def due(self, pack: Pack | None, wall: datetime | None) -> tuple[str, ...]:
        """The steps that whoever is signed on looks at; none where nobody is, or where that is done."""
        if pack is None or self._here.owner is None or self._here.is_looked_at:
            return ()
        if pack.is_checked_each_time:
            return pack.checklist
        day = self._day(wall)
        return () if day in (pack.checked_on, self._spool.recall(self._key)) else pack.checklist

    def touch(self, step: str, pack: Pack | None, wall: datetime | None) -> list[Told]:
        """Whoever is signed on has looked at this; what is written down once nothing is left."""
        steps, owner = self.due(pack, wall), self._here.owner
        if owner is None or step not in steps or step in self._here.looked_at:
            return []
        self._here.looked_at = (*self._here.looked_at, step)
        if set(steps) - set(self._here.looked_at):
            return []
        self._here.is_looked_at = True
        self._spool.remember(self._key, self._day(wall))
        return [(EventKind.CHECKLIST_DONE, {"steps": " ".join(steps), "card": owner.card})]

    def _day(self, wall: datetime | None) -> str:
        """The day at the site; this start of the computer while the clock is not believed."""
        return wall.astimezone().date().isoformat() if wall else f"boot {self._spool.boot}"
