"""The figures of the impact page, worked out of the same count as the dashboard, with small counts of people hidden."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.clock import local_day
from core.sites import Site
from factory.impact.peoples_time import is_of_time, people_behind, told_parts
from factory.impact.queries import ToldPiece, told_pieces
from factory.impact.small_counts import PEOPLE_UNITS, Shown, public_pair, public_parts
from factory.programme.indicators import INDICATORS, Indicator
from factory.programme.learning import EVERY
from factory.programme.queries.openings import sources_of
from factory.programme.queries.overview import Overview, View, overview
from factory.programme.rules_told import Rules
from factory.programme.spans import EARLIEST, Span, add_months, month_by_name, month_span, year_span

CHARTED = "pieces_upcycled"
MONTHS_CHARTED = 12
FEWEST_SITES = 2
"""Below two sites there is nothing to tell apart."""
ALWAYS = (CHARTED, "pieces_given_out", "co2e_low_grams", "co2e_high_grams", "co2e_left_out")
"""What is charted whatever was chosen."""
Rooms = tuple[bool, bool]
"""Whether training and machines are open, and so counted."""


@dataclass(frozen=True)
class PublicFigure:
    """One figure: this programme year, since the beginning, and by site this year. None is hidden, not nothing."""

    indicator: Indicator
    year: Shown
    whole: Shown
    by_site: tuple[Shown, ...]


@dataclass(frozen=True)
class Impact:
    """Everything that the public page shows, in no language yet. `mark` changes whenever any of it does."""

    year: Span
    today: date
    sites: tuple[str, ...]
    figures: tuple[PublicFigure, ...]
    co2e: tuple[int, int, int, int]
    left_out: int
    months: tuple[tuple[Span, int], ...]
    kinds: tuple[tuple[str, int], ...]
    destinations: tuple[tuple[str, int], ...]
    stories: tuple[ToldPiece, ...]
    sources: tuple[str, ...] = ()
    """Where opening figures among them are written."""
    rules: Rules = field(default_factory=Rules)
    """By which rules they are counted."""

    @property
    def whole(self) -> Span:
        """Everything since the beginning."""
        return Span("own", EARLIEST, month_span(self.today).ends_on)

    @property
    def hides(self) -> bool:
        """True if any count of people is hidden."""
        return any(None in (figure.year, figure.whole, *figure.by_site) for figure in self.figures)

    @property
    def mark(self) -> str:
        """A hash of all that is shown."""
        told = repr((self.year, self.today, self.sites, self.figures, self.co2e))
        shown = repr(
            (
                self.left_out,
                self.months,
                self.kinds,
                self.destinations,
                self.stories,
                self.sources,
                self.rules,
            )
        )
        return hashlib.sha256(f"{told}\n{shown}".encode()).hexdigest()[:24]

    def of(self, slug: str) -> PublicFigure | None:
        """A figure by its slug; None where it is not shown."""
        return next((figure for figure in self.figures if figure.indicator.slug == slug), None)


def impact(slugs: tuple[str, ...], *, shows_stories: bool, at: datetime, rooms: Rooms) -> Impact:
    """Count what the page shows at `at`."""
    today = local_day(at)
    year = year_span(today)
    this = _count(year, at, rooms)
    lately = _count(Span("own", add_months(today, 1 - MONTHS_CHARTED), month_span(today).ends_on), at, rooms)
    whole = _count(Span("own", EARLIEST, month_span(today).ends_on), at, rooms)
    sites = tuple(this.counted_sites)
    chosen = [EVERY[slug] for slug in slugs if slug in EVERY]
    return Impact(
        year=year,
        today=today,
        sites=tuple(site.name for site in sites) if len(sites) >= FEWEST_SITES else (),
        figures=tuple(_figure(indicator, this, whole, sites) for indicator in chosen),
        co2e=_co2e(this, whole),
        left_out=whole.sums.total("co2e_left_out"),
        months=_months(lately),
        kinds=tuple(whole.kinds(CHARTED)[:8]),
        destinations=tuple(
            sorted(
                (
                    (str(split), amount)
                    for split, amount in this.sums.by("pieces_given_out", lambda cell: cell.split).items()
                ),
                key=lambda item: -item[1],
            )
        ),
        stories=told_pieces() if shows_stories else (),
        sources=sources_of(one for one in whole.openings if one.indicator in (*slugs, *ALWAYS)),
        rules=whole.rules,
    )


def _count(span: Span, at: datetime, rooms: Rooms) -> Overview:
    return overview(View(span, None, "", INDICATORS[CHARTED], at, "", *rooms))


def _figure(indicator: Indicator, this: Overview, whole: Overview, sites: tuple[Site, ...]) -> PublicFigure:
    parts = [this.sums.total(indicator.slug, site_id=site.id) for site in sites]
    here, everywhere = this.sums.total(indicator.slug), whole.sums.total(indicator.slug)
    if is_of_time(indicator):
        return _time(PublicFigure(indicator, here, everywhere, tuple(parts)), this, sites)
    if indicator.unit not in PEOPLE_UNITS:
        return PublicFigure(indicator, here, everywhere, tuple(parts))
    shown, is_sum_shown = public_parts(parts)
    year, total = public_pair(here, everywhere, _earlier(indicator, this.view.span, whole))
    if not is_sum_shown:
        year, total = None, None
    return PublicFigure(indicator, year, total, shown)


def _time(figure: PublicFigure, this: Overview, sites: tuple[Site, ...]) -> PublicFigure:
    """The same without the hours of sites where this year few people stand behind them."""
    behind = people_behind(figure.indicator, this.view.span, this.view.cut_off, by_month=False)
    with_any = [place for place, amount in enumerate(figure.by_site) if amount]
    shown, is_sum_shown = told_parts([behind.get(("", sites[place].id), 0) for place in with_any])
    hidden = {place for place, is_shown in zip(with_any, shown, strict=True) if not is_shown}
    parts = tuple(None if place in hidden else amount for place, amount in enumerate(figure.by_site))
    if not is_sum_shown:
        return replace(figure, year=None, whole=None, by_site=parts)
    return replace(figure, by_site=parts)


def _earlier(indicator: Indicator, year: Span, whole: Overview) -> list[int]:
    """The count of each programme year before this one that has any."""
    years: dict[object, int] = whole.sums.by(
        indicator.slug, lambda cell: year_span(month_by_name(cell.month).starts_on).starts_on
    )
    return [count for starts_on, count in years.items() if starts_on != year.starts_on]


def _co2e(this: Overview, whole: Overview) -> tuple[int, int, int, int]:
    low, high = "co2e_low_grams", "co2e_high_grams"
    return tuple(count.sums.total(slug) for count in (this, whole) for slug in (low, high))  # type: ignore[return-value]


def _months(lately: Overview) -> tuple[tuple[Span, int], ...]:
    return tuple(zip(lately.view.bars, lately.bar_amounts(CHARTED, None), strict=True))
