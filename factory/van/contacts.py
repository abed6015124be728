"""Who offers furniture and where it stands: kept apart from the offer, and deleted first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """Who offers, and where it stands."""

    name: str = ""
    phone: str = ""
    email: str = ""
    collect_from: str = ""
