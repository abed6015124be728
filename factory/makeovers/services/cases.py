"""What the writes of makeovers share: the makeover of the person's own site, its steps, its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.recipients import Makeover
from factory.makeovers.models.referral import MakeoverCase
from factory.makeovers.words import LIVE, STEPS

Case = tuple[Makeover, MakeoverCase]


def own_case(by: Actor, makeover_id: int, right: str = "edit_makeovers") -> Case:
    """The makeover of the person's site with its way, held until the transaction ends. Raises NotFound."""
    require(by, right)
    row = db.session.get(Makeover, makeover_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    query = select(MakeoverCase).where(MakeoverCase.makeover_id == makeover_id).with_for_update()
    return row, db.session.scalars(query).one()


def live_case(by: Actor, makeover_id: int, right: str = "edit_makeovers") -> Case:
    """The makeover while there is something to do. Raises RuleBroken for one that is over."""
    row, case = own_case(by, makeover_id, right)
    refuse_over(case)
    return row, case


def case_then(by: Actor, makeover_id: int, at: datetime, right: str = "work_at_makeovers") -> Case:
    """The makeover for something that happened at `at` and is told later. Raises RuleBroken where it was over then."""
    row, case = own_case(by, makeover_id, right)
    if case.state_at <= at:
        refuse_over(case)
    return row, case


def refuse_over(case: MakeoverCase) -> None:
    """Raise RuleBroken for a makeover that is over."""
    if case.state not in LIVE:
        raise RuleBroken("", N_("This makeover is over."), N_("Open another makeover."))


def take_step(case: MakeoverCase, to: str, at: datetime) -> None:
    """Bring a makeover to its next state. Raises RuleBroken for a state that does not follow."""
    if to not in STEPS[case.state]:
        raise RuleBroken("", N_("This step does not follow yet."), N_("Look at what is missing above."))
    case.state, case.state_at = to, at


def note(verb: str, row: Makeover, by: Actor, at: datetime, fields: Sequence[str] = ()) -> None:
    """Flush, and write the audit line of a makeover: names of fields, never values."""
    db.session.flush()
    write_audit_line(
        verb,
        f"makeover:{row.code}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
