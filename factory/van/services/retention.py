"""What of the van's day goes when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.db import fast

SIGNATURES_KEPT = timedelta(days=365)
"""How long the strokes of a signature are kept; that it was signed, and when, stays."""


def purge_signatures(at: datetime) -> int:
    """Delete the strokes of old signatures; how many went. Runs in the caller's transaction."""
    return fast().run("DELETE FROM delivery_signature WHERE at < ?", (at - SIGNATURES_KEPT,))
