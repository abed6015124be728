"""What pages of the count know of cities and partners: what may be chosen, and the words for what is."""

from __future__ import annotations

from typing import Any

from factory.programme.queries.partners import partners
from factory.programme.through import CITIES, NOT_SAID


def through_frame() -> dict[str, Any]:
    """Cities and partners for the menu and the columns of rows."""
    return {"cities": CITIES, "partners": partners(), "not_said": NOT_SAID}
