"""Photos of faults: kept beside the spool until the server has them, oldest first."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hardware.kiosk.uplink import PHOTOS_PATH, Reply

MOST_KEPT = 200
REFUSED = (401, 403, 429)
SETTLED = (200, 201, 204, 400, 409, 413, 415, 422)
"""Answers after which a photo is sent no more: the server has it, or will never take it."""


class Photos:
    """A folder of JPEG files, each named by the id that its fault's event tells. It never raises for a full disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, photo: bytes) -> str:
        """Keep one; its id, or nothing if the disk would not take it."""
        name = secrets.token_hex(8)
        fresh = self.folder / f"{name}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(fresh, "wb") as file:
                file.write(photo)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, self.folder / f"{name}.jpg")
        except OSError:
            with suppress(OSError):
                fresh.unlink()
            return ""
        for old in self.waiting()[:-MOST_KEPT]:
            with suppress(OSError):
                old.unlink()
        return name

    def waiting(self) -> list[Path]:
        """What is still to be sent, oldest first."""
        try:
            return sorted(self.folder.glob("*.jpg"), key=lambda path: path.stat().st_mtime_ns)
        except OSError:
            return []

    def send(self, http: Callable[..., Reply]) -> bool:
        """Send the oldest; True if it is settled and the next may go."""
        for path in self.waiting()[:1]:
            try:
                photo = path.read_bytes()
            except OSError:
                return False
            reply = http("POST", f"{PHOTOS_PATH}?id={path.stem}", photo, {"Content-Type": "image/jpeg"})
            if reply.status in SETTLED:
                with suppress(OSError):
                    path.unlink()
                return True
            if 400 <= reply.status < 500 and reply.status not in REFUSED:
                with suppress(OSError):
                    os.utime(path)  # to the end of the row: it holds no other back
        return False
