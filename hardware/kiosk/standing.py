"""What is wrong with a machine, as the kiosk knows it: told here, known to the server, put right here or there.

It is kept over restarts, and works both ways without a network: *not safe* holds at once, and so does a release.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from hardware.kiosk.showing import Fault, Somebody
from hardware.kiosk.spool import Spool
from hardware.vocabulary import KioskEvent, Pack

OUT = ("out_of_order", "needs_check")


@dataclass
class MachineStanding:
    """One machine's faults. `spool` keeps it."""

    machine: str
    spool: Spool
    fault: Fault | None = None
    is_unsafe: bool = False
    _seq: int = 0
    _boot: str = ""
    _is_known: bool = False
    """True once a pack has said that the server took the machine out of service."""
    _released: str = ""
    """The pack that was in hand when a maintainer gave the machine back: what it says of the state is over."""
    _names: tuple[str, ...] = field(
        default=("is_unsafe", "_seq", "_boot", "_is_known", "_released"), repr=False
    )

    def __post_init__(self) -> None:
        try:
            kept = json.loads(self.spool.recall(self._key) or "{}")
            for name in self._names:
                setattr(self, name, kept.get(name, getattr(self, name)))
            if kept.get("fault"):
                by = Somebody(**kept["fault"].pop("by")) if kept["fault"].get("by") else None
                self.fault = Fault(**{**kept["fault"], "by": by})
        except (ValueError, TypeError, AttributeError):
            return

    @property
    def _key(self) -> str:
        return f"standing {self.machine}"

    def _remember(self) -> None:
        kept: dict[str, Any] = {name: getattr(self, name) for name in self._names}
        kept["fault"] = asdict(self.fault) if self.fault else None
        self.spool.remember(self._key, json.dumps(kept))

    def told(self, fault: Fault, event: KioskEvent, *, is_unsafe: bool) -> None:
        """Somebody said that something is wrong, by this event."""
        self.fault, self._boot, self._seq = fault, event.boot, event.seq
        if is_unsafe:
            self.is_unsafe, self._is_known, self._released = True, False, ""
        self._remember()

    @property
    def about(self) -> int:
        """The number of the last fault's event."""
        return self._seq

    def has_photo(self) -> None:
        """The last fault has a photo now."""
        if self.fault is not None:
            self.fault = replace(self.fault, has_photo=True)
            self._remember()

    def release(self, pack: Pack | None) -> None:
        """A maintainer gave the machine back, here."""
        self.fault, self.is_unsafe, self._is_known = None, False, False
        self._released = pack.made_at if pack and pack.state in OUT else ""
        self._remember()

    def heard(self, pack: Pack | None) -> Pack | None:
        """The pack as it is to be read here: without a state that is over. It may also end what was wrong."""
        if pack is None:
            return None
        if self._released == pack.made_at and pack.state in OUT:
            return replace(pack, state="in_service")
        if self.is_unsafe and pack.state in OUT and not self._is_known:
            self._is_known = True
            self._remember()
        elif self.is_unsafe and self._is_known and pack.state == "in_service":
            self.release(None)  # given back on the server
        return pack

    def shown(self) -> Fault | None:
        """The last fault, and whether the server has been told of it."""
        if self.fault is None:
            return None
        return replace(self.fault, is_told=not self.spool.holds(self._boot, self._seq))
