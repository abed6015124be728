"""The lock that says that some process serves the data of a folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.config import Settings
from core.errors import N_, Conflict

LOCK = "served.lock"


@contextmanager
def being_served(settings: Settings) -> Iterator[None]:
    """Hold the folder's lock, shared, so that several processes may serve and no restore comes between.

    Raises Conflict while a restore is running.
    """
    path = settings.instance_folder / LOCK
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as fault:
            raise Conflict(N_("A restore is running on this data."), N_("Wait for its end.")) from fault
        yield


def is_served(settings: Settings) -> bool:
    """True while some process serves the data in this folder."""
    path: Path = settings.instance_folder / LOCK
    if not path.exists():
        return False
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(lock, fcntl.LOCK_UN)
    return False
