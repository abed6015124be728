"""Bank holidays as a coordinator notes them: one more, one that is worked, or as published again."""

from __future__ import annotations

from datetime import date, datetime

from core.access import Actor, require
from core.db import db
from core.errors import N_, RuleBroken
from training.bank_holidays import published_holidays
from training.models.holidays import HolidayChange
from training.services.noting import note, tidy

WHAT = ("holiday", "worked", "published")


def note_holiday(*, by: Actor, day: date, name: str, what: str, at: datetime) -> None:
    """Say of a day that it is a bank holiday, that it is worked, or that it stands as published again.

    Raises RuleBroken for a weekend, which never counts, and for a holiday without a name.
    """
    require(by, "edit_accreditation")
    if what not in WHAT:
        raise RuleBroken("what", N_("What kind of day is it?"), N_("Choose one."))
    if day.weekday() >= 5:
        raise RuleBroken(
            "day", N_("This is a weekend, which never counts."), N_("Note the substitute day instead.")
        )
    row = db.session.get(HolidayChange, day)
    words = tidy("name", name, 80) or published_holidays().get(day, "")
    if what == "holiday" and not words:
        raise RuleBroken("name", N_("What is the day called?"), N_("Write its name."))
    if what == "published":
        if row is not None:
            db.session.delete(row)
    else:
        if row is None:
            row = HolidayChange(day=day, name="", by_id=by.person_id or 0, at=at)
            db.session.add(row)
        row.name, row.is_worked, row.by_id, row.at = words, what == "worked", by.person_id or 0, at
    db.session.flush()
    note("note_holiday", f"day:{day.isoformat()}", by, at, (what,))
