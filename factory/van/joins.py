"""What the rest of the house tells the van."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor


def donor_forgotten(donor_id: int, by: Actor, at: datetime) -> None:
    """A donor's contact was deleted at the desk: what their offers hold of them goes with it."""
    from factory.van.services.forgetting import forget_offers_of_donor

    forget_offers_of_donor(donor_id=donor_id, by=by, at=at)
