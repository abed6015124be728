"""All rows behind a figure that somebody may open, each with the key it is drawn by and what leads to its proof."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import date, datetime

from core.errors import N_, RuleBroken
from core.sites import all_sites
from factory.programme.indicators import INDICATORS, Indicator, Work
from factory.programme.learning import LEARNING
from factory.programme.queries.learning import pseudonym
from factory.programme.queries.openings import is_at, opening_places
from factory.programme.queries.partners import partners
from factory.programme.queries.rows import Wanted, each_row
from factory.programme.queries.scope import RowScope
from factory.programme.queries.sums import NOWHERE, Where
from factory.programme.queries.works import WantedWorks, works_counted
from factory.programme.spans import Span
from factory.programme.tables import value_of
from factory.programme.through import OF_LEARNER, Through, city_of
from factory.programme.works import WORKS
from training.queries.counts import learning_rows


@dataclass(frozen=True)
class Asked:
    """Rows of which figure: the indicator, its days, the sites that may be opened."""

    indicator: Indicator
    span: Span
    sites: frozenset[int]
    until: datetime
    split: str = ""
    through: Through = NOWHERE


@dataclass(frozen=True)
class Row:
    """One row that was counted, under a name of its own (`key`). `who` is a pseudonym, as funders' rows show it.

    `papers` name what its scans are of, each with the site's id; they and `person_id` are for the proof alone.
    """

    key: str
    day: date
    site: str
    split: str
    amount: object
    what: str
    who: str = ""
    piece: str = ""
    run: str = ""
    makeover: str = ""
    city: str = ""
    partner: str = ""
    papers: tuple[tuple[str, int], ...] = ()
    person_id: int | None = field(default=None, repr=False)


def population(asked: Asked, mask: bytes) -> list[Row]:
    """Every row of the figure. Machines' figures have none: their rows are sums of events, shown by the count."""
    slug = asked.indicator.slug
    if slug in INDICATORS:
        return _pieces(asked, mask)
    if slug in LEARNING:
        return _learners(asked, mask)
    return _works(asked, mask) if slug in WORKS else []


def _pieces(asked: Asked, mask: bytes) -> list[Row]:
    where = Where(asked.span, indicators=(asked.indicator.slug,), through=asked.through)
    wanted = Wanted(where, asked.indicator.slug, asked.split or None)
    sites, names_of_partners = _site_names(), partners()
    masked = each_row(wanted, RowScope(frozenset(), asked.sites), mask)
    names = {row.id: row.code for row in masked}
    return [
        Row(
            key=_key(asked, f"{row.code}/{row.id}", mask),
            day=row.day,
            site=sites.get(row.site_id, ""),
            split=row.split,
            amount=value_of(asked.indicator, row.amount),
            what=row.category,
            who=names.get(row.id, ""),
            piece=row.code,
            city=row.city,
            partner=names_of_partners.get(row.partner, ""),
        )
        for row in each_row(wanted, RowScope(asked.sites, frozenset()), mask)
    ]


def _learners(asked: Asked, mask: bytes) -> list[Row]:
    places = opening_places(asked.indicator.slug, asked.span)
    sites, span, known = _site_names(), asked.span, partners()
    rows = learning_rows(
        asked.indicator.slug,
        span.starts_on,
        span.ends_on,
        asked.until,
        sites=sorted(asked.sites),
        split=asked.split,
        narrowed=asked.through.held("", OF_LEARNER),
        shown=(city_of(), OF_LEARNER),
    )
    return [
        Row(
            key=_key(asked, f"{row.id}/{row.person_id}", mask),
            day=row.day,
            site=sites.get(row.site_id, ""),
            split=row.split,
            amount=1,
            what=row.title,
            who=pseudonym(row.person_id, mask),
            run=row.run,
            city=row.city,
            partner=known.get(row.partner, ""),
            papers=((f"run-{row.run}", row.site_id),),
            person_id=row.person_id,
        )
        for row in rows
        if not is_at(places, asked.indicator.slug, row.day, row.site_id)
    ]


def _works(asked: Asked, mask: bytes) -> list[Row]:
    work, sites, known = WORKS[asked.indicator.slug], _site_names(), partners()
    wanted = WantedWorks(work, asked.span, asked.until, None, asked.split, asked.through)
    refs = {row.key: row.ref for row in works_counted(wanted, RowScope(asked.sites, frozenset()), mask).rows}
    found = works_counted(wanted, RowScope(frozenset(), asked.sites), mask)
    return [
        Row(
            key=_key(asked, row.key, mask),
            day=row.day,
            site=sites.get(row.site_id, ""),
            split=row.split,
            amount=value_of(work, row.amount),
            what=row.what,
            who=row.who,
            makeover=row.key if work.slug == "makeovers" else "",
            city=row.city,
            partner=known.get(row.partner, ""),
            papers=((f"{_paper(work, refs.get(row.key, ''), row.day)}", row.site_id),),
        )
        for row in found.rows
    ]


_PAPERS = {
    "makeovers.show_makeover": "makeover",
    "occasions.show_occasion": "occasion",
    "training.show_run": "run",
}


def _paper(work: Work, ref: str, day: date) -> str:
    """The name of the paper that proves a row: of the makeover, occasion or run it opens to, else its day's pad."""
    subject = _PAPERS.get(work.opens[0] if work.opens else "", "")
    return f"{subject}-{ref}" if subject else f"visits-{day.isoformat()}"


def _key(asked: Asked, own: str, mask: bytes) -> str:
    """A name for a row that is the same each time and leads nobody to what it is of."""
    told = f"{asked.indicator.slug}:{own}".encode()
    return "E-" + hmac.new(mask, told, hashlib.sha256).hexdigest()[:12].upper()


def _site_names() -> dict[int, str]:
    return {site.id: site.name for site in all_sites()}


def chosen(rows: list[Row], names: list[str]) -> list[Row]:
    """The rows that somebody asks for: by a row's name, a piece's code, or the pseudonym of the rows' export.

    Raises RuleBroken where nothing is called so.
    """
    wanted = list(dict.fromkeys(name.strip().upper() for name in names if name.strip()))
    found = [row for row in rows if {row.key, row.piece, row.who} & set(wanted)]
    known = {name for row in found for name in (row.key, row.piece, row.who)}
    missing = [name for name in wanted if name not in known]
    if missing:
        raise RuleBroken("rows", N_("These are not among the rows: %(names)s"), names=", ".join(missing[:5]))
    return found
