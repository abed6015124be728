"""The demo's morning: who has shown a card today, and which tablets are on: no screen looks deserted."""

from __future__ import annotations

from datetime import datetime

from core.access import system_actor
from core.db import fast, transaction
from core.ids import new_client_id
from core.people_services import note_day_in
from core.sign_ins import KnownDevice, write_seen
from core.sites import site_by_slug
from factory.demo.cast import PEOPLE
from factory.demo.van import plan_today
from factory.demo.work_today import plan_work_today

IN_TODAY = (
    ("amina", "margaret", "tomasz", "derek", "shirin", "selam", "olena", "awa", "khaled", "maureen", "helen"),
    ("yusuf", "zofia", "winston", "jean", "imran", "gul", "gurpreet"),
    ("nia", "patience", "iryna"),
)
"""People of the two factories and the FabLab who came in this morning."""


def begin_the_day(at: datetime) -> None:
    """Note who is in and which tablets are on. Needs the context of the demo's app; harmless to repeat."""
    names = {person.key: person.called for person in PEOPLE}
    people = dict(fast().rows("SELECT n.called, p.id FROM person p JOIN person_name n ON n.person_id = p.id"))
    homes = dict(fast().rows("SELECT id, home_site_id FROM person"))
    tablets = fast().rows(
        "SELECT id, public_id, site_id, kind, name FROM device WHERE revoked_at IS NULL AND name LIKE '% tablet'"
    )
    with transaction():
        for key in (key for group in IN_TODAY for key in group):
            person_id = people[names[key]]
            note_day_in(person_id=person_id, site_id=homes[person_id], at=at)
        for row in tablets:
            write_seen(sign_in=None, device=KnownDevice(row[0], row[1], row[2], row[3], row[4], None), at=at)
    site = site_by_slug("coventry")
    if site is not None:
        plan_today(system_actor(site.id), at, new_client_id)
        plan_work_today(system_actor(site.id), at)
