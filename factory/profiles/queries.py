"""Reads of form profiles: the forms of a site, their lines in order, and what each line comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from core.db import db
from core.errors import N_
from core.sites import Site, all_sites
from factory.profiles.models import FormLine, FormProfile
from factory.programme.indicators import INDICATORS, Indicator
from factory.programme.learning import EVERY, LEARNING
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.openings import sources_of
from factory.programme.queries.overview import Overview, View, overview
from factory.programme.queries.partners import has_partners
from factory.programme.spans import EARLIEST, Span, year_span
from factory.programme.splits import splits_of as splits_of
from factory.programme.tables import value_of
from factory.programme.through import NOT_SAID, Through

UNBOUND = N_("We count nothing that answers this: write it in by hand.")
NO_CELL = N_("No cell is named for it.")
GONE = N_("This is not counted here any more.")
CLOSED = N_("The room that counts this is not open here.")
NO_PARTNERS = N_("This figure knows no partners: take the partner out of the line, or write it in by hand.")


def forms_at(site_id: int) -> list[FormProfile]:
    """The forms that a site keeps, by name; those put away last."""
    query = (
        select(FormProfile)
        .where(FormProfile.site_id == site_id)
        .order_by(FormProfile.ended_at.isnot(None), FormProfile.name, FormProfile.id)
    )
    return list(db.session.scalars(query))


def form_at(form_id: int, site_id: int) -> FormProfile | None:
    """A form of the site, or None for one that is not there or is another site's."""
    found = db.session.get(FormProfile, form_id)
    return found if found is not None and found.site_id == site_id else None


def form_by_token(token: str) -> FormProfile | None:
    """The form that was made under a client id, or None."""
    return db.session.scalar(select(FormProfile).where(FormProfile.token == token))


def line_by_token(token: str) -> FormLine | None:
    """The line that was made under a client id, or None."""
    return db.session.scalar(select(FormLine).where(FormLine.token == token))


def lines_of(form_id: int) -> list[FormLine]:
    """The lines of a form in the funder's order."""
    query = select(FormLine).where(FormLine.profile_id == form_id).order_by(FormLine.position, FormLine.id)
    return list(db.session.scalars(query))


def line_counts(form_ids: list[int]) -> dict[int, int]:
    """How many lines each form has."""
    query = select(FormLine.profile_id, func.count()).where(FormLine.profile_id.in_(form_ids or [0]))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(FormLine.profile_id))}


@dataclass(frozen=True)
class Answer:
    """A line of a form with what it comes to; or why it cannot be filled (an English msgid)."""

    line: FormLine
    indicator: Indicator | None
    span: Span
    value: int | Decimal | None
    why: str = ""
    sources: tuple[str, ...] = ()
    """Where opening figures in it are written."""


def answers(form_id: int, asked: Span, at: datetime, rooms: tuple[bool, bool]) -> list[Answer]:
    """Every line of a form, counted for the days asked; one count for all lines of the same days."""
    counted: dict[tuple[date, date, Through], Overview] = {}
    sites = all_sites()
    return [_answer(line, asked, at, rooms, sites, counted) for line in lines_of(form_id)]


def span_of(line: FormLine, asked: Span) -> Span:
    """The days that a line counts when `asked` is the period of the form."""
    if line.span == "own" and line.starts_on and line.ends_on:
        return Span("own", line.starts_on, line.ends_on)
    if line.span == "to_date":
        return Span("own", year_span(asked.ends_on).starts_on, asked.ends_on)
    return Span("own", EARLIEST, asked.ends_on) if line.span == "in_all" else asked


def _answer(
    line: FormLine,
    asked: Span,
    at: datetime,
    rooms: tuple[bool, bool],
    sites: list[Site],
    counted: dict[tuple[date, date, Through], Overview],
) -> Answer:
    span = span_of(line, asked)
    if not line.indicator:
        return Answer(line, None, span, None, UNBOUND)
    indicator = EVERY.get(line.indicator)
    if indicator is None:
        return Answer(line, None, span, None, GONE)
    through = through_of(line)
    why = _refused(line, rooms)
    if why:
        return Answer(line, indicator, span, None, why)
    days = (span.starts_on, span.ends_on, through)
    if days not in counted:
        shown = INDICATORS["pieces_upcycled"]
        counted[days] = overview(View(span, None, "", shown, at, "", *rooms, through))
    split = line.split or None
    asked_at = {site.id for site in sites if line.site_id in (None, site.id)}
    sums = counted[days].sums
    amount = sum(sums.total(indicator.slug, site_id=site_id, split=split) for site_id in asked_at)
    value = value_of(indicator, amount)
    sources = sources_of(
        one
        for one in counted[days].openings
        if one.indicator == indicator.slug and one.site_id in asked_at and split in (None, one.split)
    )
    return Answer(line, indicator, span, value if isinstance(value, int | Decimal) else None, sources=sources)


def _refused(line: FormLine, rooms: tuple[bool, bool]) -> str:
    """Why the line comes to nothing that could be told, so that no 0 stands for it (an English msgid); else ""."""
    slug = line.indicator or ""
    if (slug in LEARNING and not rooms[0]) or (slug in MACHINES and not rooms[1]):
        return CLOSED
    return NO_PARTNERS if line.partner not in (None, "", NOT_SAID) and not has_partners(slug) else ""


def through_of(line: FormLine) -> Through:
    """The city and the partner that a line is narrowed to."""
    return Through(line.city, line.partner or "")
