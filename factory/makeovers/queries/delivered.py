"""What the van brings back to its makeover: the signature that the household gave when pieces were delivered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from core.db import as_instant, fast

_POINT = re.compile(r"([ML])([0-9]{1,4}) ([0-9]{1,4})")


@dataclass(frozen=True)
class DeliverySign:
    """A signature of a delivery: which, when, and its lines on the makeover's own pad (600 by 200)."""

    number: str
    at: datetime
    drawing: str


def delivery_sign(makeover_id: int) -> DeliverySign | None:
    """The newest signature of a delivery to a makeover; None for none, or where they refused to sign it off since."""
    row = fast().row(
        "SELECT d.number, g.at, g.strokes FROM delivery_signature g JOIN delivery d ON d.id = g.delivery_id "
        "WHERE d.makeover_id = ? AND d.not_signed = '' AND NOT EXISTS (SELECT 1 FROM makeover_sign_off f "
        "WHERE f.makeover_id = d.makeover_id AND f.at >= g.at) ORDER BY g.at DESC, d.id DESC LIMIT 1",
        (makeover_id,),
    )
    return None if row is None else DeliverySign(row[0], as_instant(row[1]), _on_pad(row[2]))


def _on_pad(strokes: str) -> str:
    """The van's pad is 1000 by 400: half of it fits, in the middle."""
    return " ".join(
        f"{word} {int(across) // 2 + 50} {int(down) // 2}" for word, across, down in _POINT.findall(strokes)
    )
