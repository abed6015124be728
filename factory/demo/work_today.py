"""The demo's work day of today, at a makeover in work: somebody leads, two help, one learns."""

from __future__ import annotations

import uuid
from datetime import datetime

from core.access import Actor
from core.clock import local_day
from core.db import fast, transaction
from factory.makeovers.services.days import plan_day, put_on_day

_DAYS = uuid.UUID("2a1d9c0e-6f0b-4f0e-9a53-0d6b2f6f7c31")
HELPERS = 2


def plan_work_today(by: Actor, at: datetime) -> None:
    """A work day of today at the site's makeover in work, where one is; harmless to repeat."""
    found = fast().row(
        "SELECT m.id FROM makeover m JOIN makeover_case c ON c.makeover_id = m.id WHERE m.site_id = ? "
        "AND c.state = 'in_work' ORDER BY m.id LIMIT 1",
        (by.site_id,),
    )
    day, team = local_day(at), _team(by.site_id, at)
    if found is None or not team:
        return
    with transaction():
        made = plan_day(
            by=by, makeover_id=found[0], on=day, begins="09:30", ends="15:30", at=at,
            token=str(uuid.uuid5(_DAYS, f"{found[0]} {day}")),
        )  # fmt: skip
        for number, part in team:
            put_on_day(by=by, makeover_id=found[0], day_id=made.id, person=number, part=part, at=at)


def _team(site_id: int, at: datetime) -> list[tuple[str, str]]:
    """A trainer who leads, two who help and one who learns a unit, of those who may enter homes."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT p.number, MIN(r.role), (SELECT COUNT(*) FROM registration g JOIN run x "
        "ON x.id = g.run_id WHERE g.person_id = p.id AND x.site_id = r.site_id) FROM person p "
        "JOIN role r ON r.person_id = p.id AND r.site_id = ? AND r.ends_on IS NULL "
        "WHERE EXISTS (SELECT 1 FROM permit t "
        "WHERE t.person_id = p.id AND t.kind = 'enter:homes' AND t.ended_at IS NULL AND t.confirmed_at IS NOT NULL "
        "AND t.starts_on <= ? AND t.ends_on >= ?) GROUP BY p.id, p.number, r.site_id ORDER BY p.id",
        (site_id, day, day),
    )
    leads = [row[0] for row in rows if row[1] == "trainer"][:1]
    learns = [row[0] for row in rows if row[2] and row[0] not in leads][:1]
    helps = [row[0] for row in rows if row[1] == "volunteer" and row[0] not in learns][:HELPERS]
    return [
        *((one, "lead") for one in leads),
        *((one, "helper") for one in helps),
        *((one, "trainee") for one in learns),
    ]
