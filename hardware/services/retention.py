"""What machines forget in time, by the clocks of `docs/columns.csv`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.db import fast

SETTLED_KEPT: Final = timedelta(days=365)
"""What a kiosk told and could not be taken, after somebody has looked at it."""
WINDOWS_KEPT: Final = timedelta(days=1)
"""That a kiosk waited for somebody's card."""


def purge_machines(at: datetime) -> int:
    """Delete what has had its time; how much. Run again at once it finds nothing."""
    settled = fast().run(
        "DELETE FROM kiosk_rejected WHERE settled_at IS NOT NULL AND settled_at < ?", (at - SETTLED_KEPT,)
    )
    return settled + fast().run("DELETE FROM tag_window WHERE closes_at < ?", (at - WINDOWS_KEPT,))
