"""What the coordinator of an empty house does first, in the order of `docs/first-day.md`; a first piece ends it."""

from __future__ import annotations

from dataclasses import dataclass

from core.access import Actor
from core.db import fast
from core.errors import N_


@dataclass(frozen=True)
class FirstStep:
    """One thing to do, why, the page where it is done, and whether it is done already."""

    icon: str
    words: str
    about: str
    endpoint: str
    is_done: bool


_STEPS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "edit_people",
        "user-plus",
        N_("Write down the people"),
        N_("Names, roles and cards; or print blank cards, and new people begin by showing one"),
        "admin.list_people",
        "SELECT COUNT(*) FROM person WHERE home_site_id = ? AND id <> ?",
    ),
    (
        "edit_places",
        "map-pin",
        N_("Write down the places"),
        N_("Bays, shelves and benches, and their wall cards"),
        "inventory.list_places",
        "SELECT COUNT(*) FROM place WHERE site_id = ?",
    ),
    (
        "edit_devices",
        "device-tablet",
        N_("Pair a tablet"),
        N_("A code is made here and typed there, once"),
        "admin.list_devices",
        "SELECT COUNT(*) FROM device WHERE site_id = ? AND revoked_at IS NULL",
    ),
    (
        "print_labels",
        "qrcode",
        N_("Print labels"),
        N_("Stick one on the first piece and scan it: the tablet asks the rest"),
        "inventory.make_label_batch",
        "SELECT COUNT(*) FROM label_batch WHERE site_id = ?",
    ),
)
"""Right, icon, words, why, page, and the count that is more than nothing once it is done."""


def first_steps(by: Actor) -> list[FirstStep]:
    """The steps that the person may take, all of them; none once the site has a piece."""
    asked = [one for one in _STEPS if by.may(one[0])]
    row = fast().row("SELECT COUNT(*) FROM piece WHERE site_id = ?", (by.site_id,))
    if not asked or (row and row[0]):
        return []
    me = by.person_id or 0
    done = [(fast().row(sql, (by.site_id, me, me)[: sql.count("?")]) or (0,))[0] for *_, sql in asked]
    return [
        FirstStep(icon, words, about, page, bool(number))
        for (_right, icon, words, about, page, _sql), number in zip(asked, done, strict=True)
    ]
