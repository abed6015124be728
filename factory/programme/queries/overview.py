"""The whole count of a view: targets against pace, months, weight, CO₂e, destinations, kinds: all outputs read this."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from core.clock import local_day, month_of
from core.sites import SITE_KINDS, Site, all_sites
from factory.programme.indicators import GRAMS_A_KG, HEADLINES, INDICATORS, LINES, Indicator
from factory.programme.learning import EVERY, LEARNING
from factory.programme.machine_hours import LINES_OF_MACHINES, MACHINES
from factory.programme.models import Target
from factory.programme.queries.learning import learning_cells
from factory.programme.queries.machines import machine_cells, machine_kinds
from factory.programme.queries.openings import Opening, Openings, openings
from factory.programme.queries.partners import sites_of
from factory.programme.queries.settled import Settled, settled, settled_categories
from factory.programme.queries.sums import NOWHERE, Sums, Where, sums
from factory.programme.queries.targets import targets_in
from factory.programme.queries.works import work_cells
from factory.programme.rules_told import Rules, rules_in_force
from factory.programme.spans import Span, pieces_of
from factory.programme.through import Through
from factory.programme.works import WORKS


@dataclass(frozen=True)
class View:
    """What a person looks at: span, site, group or kind of furniture, the indicator shown by month, the cut-off."""

    span: Span
    site: Site | None
    group: str
    shown: Indicator
    cut_off: datetime
    kind: str = ""
    learning: bool = False
    machines: bool = False
    through: Through = NOWHERE

    @property
    def is_of_all_furniture(self) -> bool:
        """True where neither a group nor a kind is chosen."""
        return not (self.group or self.kind)

    @property
    def has_targets(self) -> bool:
        """True where targets mean anything: of all furniture, every city and partner."""
        return self.is_of_all_furniture and not self.through

    @property
    def counts_learning(self) -> bool:
        """True where training is open and counted beside: it has no kinds of furniture."""
        return self.learning and self.is_of_all_furniture

    @property
    def counts_machines(self) -> bool:
        """True where the room of machines is open and counted beside."""
        return self.machines and self.is_of_all_furniture

    @property
    def counts_works(self) -> bool:
        """True where the works are counted beside: they have no kinds of furniture."""
        return self.is_of_all_furniture

    def openings(self) -> Openings:
        """The opening figures counted here; each is of its site's city, of no partner and of no kind of furniture."""
        at = sites_of(self.through)
        found = openings(self.span, self.cut_off)
        return found.only(lambda one: self._counts(one) and (at is None or one.site_id in at))

    def _counts(self, opening: Opening) -> bool:
        slug, kinds = opening.indicator, self.where.categories
        if slug in INDICATORS:
            return not kinds or "" in kinds
        if slug in LEARNING:
            return self.counts_learning
        return self.counts_works if slug in WORKS else slug in MACHINES and self.counts_machines

    @property
    def other_lines(self) -> tuple[str, ...]:
        """The indicators of other rooms that have a line of their own, with or without a target."""
        learning = tuple(LEARNING) if self.counts_learning else ()
        machines = LINES_OF_MACHINES if self.counts_machines else ()
        works = (slug for slug, work in WORKS.items() if work.has_line and self.counts_works)
        return (*learning, *machines, *works)

    @property
    def today(self) -> date:
        """The day of the cut-off at the site."""
        return local_day(self.cut_off)

    @property
    def where(self) -> Where:
        """What is counted."""
        return Where(
            self.span, self.site.id if self.site else None, self.group, kind=self.kind, through=self.through
        )

    @property
    def months(self) -> list[str]:
        """The months of the span that have begun."""
        return self.span.months(until=self.today)

    @property
    def bars(self) -> list[Span]:
        """What charts show side by side: its months, or quarters or years where there are too many."""
        return pieces_of(self.span, self.today)

    @property
    def runs(self) -> bool:
        """True if the last of these months is still running."""
        return bool(self.months) and self.months[-1] == month_of(self.today)


@dataclass(frozen=True)
class Line:
    """One line of the dashboard. Amounts are the ledger's (pieces or grams), `goal` and `pace` too (None: no target).

    `parts` are amounts by site of what the target is about; `done` is the view's own number, which opens to its rows
    of `span`; `of_all` is what is held against the pace: the same, or all sites where the target is for all.
    """

    indicator: Indicator
    parts: tuple[tuple[Site, int], ...]
    done: int
    of_all: int
    span: Span
    goal: int | None = None
    pace: int | None = None
    target: Target | None = None
    target_site: Site | None = None
    is_share: bool = False
    split: str = ""
    """The part of the indicator that the line is of; "" is the whole."""

    @property
    def gap(self) -> int | None:
        """Ahead of the pace (positive) or behind it (negative)."""
        return None if self.pace is None else self.of_all - self.pace


@dataclass(frozen=True)
class Overview:
    """Everything that a view shows. `sums` are of the view's site, `all_sums` of all sites."""

    view: View
    sites: tuple[Site, ...]
    sums: Sums
    all_sums: Sums
    lines: tuple[Line, ...]
    by_category: dict[tuple[str, str, int], int]
    machine_kinds: dict[str, str] = field(default_factory=dict)
    settled: Settled = field(default_factory=Settled)
    openings: tuple[Opening, ...] = ()
    """The opening figures that count in the view, at its site."""
    rules: Rules = field(default_factory=Rules)
    """By which rules it is counted."""

    @property
    def counted_sites(self) -> list[Site]:
        """The sites that have anything to count in the view; the chosen one even without."""
        if self.view.site:
            return [self.view.site]
        return [site for site in self.sites if site.id in self.sums.sites]

    @cached_property
    def marks(self) -> dict[int, int]:
        """The number of each site's colour in charts, 1 to 4, the same on every chart of the view."""
        named = [site for site in self.sites if site.id in self.all_sums.sites]
        return {site.id: min(number, 4) for number, site in enumerate(named, 1)}

    def bar_amounts(self, indicator: str, site_id: int | None) -> list[int]:
        """The indicator's amount in each bar of the view's charts."""
        found = self.sums.at_site(site_id).by(indicator, lambda cell: cell.month)
        return [sum(found.get(month, 0) for month in bar.months()) for bar in self.view.bars]

    @property
    def charted_sites(self) -> list[Site]:
        """The sites that have months to show of the chosen indicator; the chosen site even without."""
        shown = self.view.shown.slug
        return [
            site for site in self.counted_sites if self.view.site or self.sums.total(shown, site_id=site.id)
        ]

    @property
    def highest_bar(self) -> int:
        """The highest bar of any site: all charts of a view share their scale."""
        shown = self.view.shown.slug
        return max(
            (amount for site in self.charted_sites for amount in self.month_amounts(shown, site.id)),
            default=1,
        )

    @property
    def bar_unit(self) -> str:
        """The unit of the charts' numbers: "t" where kilograms would be too long to stand over a bar."""
        if self.view.shown.unit != "kg":
            return ""
        return "t" if self.highest_bar >= GRAMS_A_KG * 1000 else "kg"

    def kinds(self, indicator: str) -> list[tuple[str, int]]:
        """The indicator's amount by category, the largest first."""
        found: dict[str, int] = {}
        for (slug, category, _), amount in self.by_category.items():
            if slug == indicator:
                found[category] = found.get(category, 0) + amount
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    def month_amounts(self, indicator: str, site_id: int | None) -> list[int]:
        """The indicator's amount in each month of the view, at a site or in all."""
        found = self.sums.at_site(site_id).by(indicator, lambda cell: cell.month)
        return [found.get(month, 0) for month in self.view.months]


def overview(view: View, *, all_kinds: bool = False) -> Overview:
    """Count the view in a few statements (sites, counters, targets, kinds, closed months), however much there is.

    Kinds of furniture are counted for the indicator shown; for every headline with `all_kinds`.
    """
    sites = tuple(sorted(all_sites(), key=lambda site: (SITE_KINDS.index(site.kind), site.name)))
    kinds_of = HEADLINES if all_kinds or view.shown.slug not in INDICATORS else (view.shown.slug,)
    everywhere = sums(view.where.everywhere)
    if view.counts_learning:
        everywhere = Sums((*everywhere.cells, *learning_cells(view.span, view.cut_off, view.through)))
    if view.counts_machines:
        everywhere = Sums((*everywhere.cells, *machine_cells(view.span, view.cut_off, view.through)))
    if view.counts_works:
        everywhere = Sums((*everywhere.cells, *work_cells(view.span, view.cut_off, through=view.through)))
    opened = view.openings()
    stands = settled(view.where)
    everywhere = stands.sums(opened.sums(everywhere))
    here = everywhere.at_site(view.site.id if view.site else None)
    return Overview(
        view=view,
        sites=sites,
        sums=here,
        all_sums=everywhere,
        lines=tuple(_lines(view, sites, here, everywhere)),
        by_category=settled_categories(replace(view.where, indicators=kinds_of), stands, opened),
        machine_kinds=machine_kinds() if view.counts_machines else {},
        settled=stands,
        openings=tuple(one for one in opened.lines if view.site is None or one.site_id == view.site.id),
        rules=rules_in_force() if view.counts_learning else Rules(),
    )


def _lines(view: View, sites: tuple[Site, ...], here: Sums, everywhere: Sums) -> list[Line]:
    lines: list[Line] = []
    standing = targets_in(view.span) if view.has_targets else []
    targets = [(target, _common(target, view)) for target in standing]
    about = (view.site,) if view.site else sites
    for slug in (*LINES, *view.other_lines):
        fitting = [(target, common) for target, common in targets if target.indicator == slug and common]
        of_parts = dict.fromkeys(target.split for target, _ in fitting if target.split)
        mine, parts = (
            [
                _target_line(target, common, view, sites, everywhere)
                for split in splits
                for target, common in _nearest([one for one in fitting if one[0].split == split], view)
            ]
            for splits in (("",), of_parts)
        )
        lines += mine
        done = here.total(slug)
        if not mine and (slug in HEADLINES or slug in view.other_lines) and (done or slug not in WORKS):
            lines.append(Line(EVERY[slug], _parts(slug, about, here), done, done, view.span))
        lines += parts
    return lines


def _nearest(found: list[tuple[Target, Span]], view: View) -> list[tuple[Target, Span]]:
    """The targets nearest to the view: the site's own before that of all sites; for all sites the other way round."""
    for_all = [item for item in found if item[0].site_id is None]
    if view.site:
        return [item for item in found if item[0].site_id == view.site.id] or for_all
    return for_all or found


def _common(target: Target, view: View) -> Span | None:
    """The days that view and target share, if the view's sums can tell them: all of the view, or whole months."""
    common = view.span.overlap(Span("own", target.starts_on, target.ends_on))
    if common is None or (common.starts_on, common.ends_on) == (view.span.starts_on, view.span.ends_on):
        return common and view.span
    return common if common.is_whole_months and view.span.is_whole_months else None


def _target_line(target: Target, common: Span, view: View, sites: tuple[Site, ...], everywhere: Sums) -> Line:
    indicator, slug = EVERY[target.indicator], target.indicator
    counted = everywhere if common is view.span else everywhere.in_months(common.months())
    whole_days = (target.ends_on - target.starts_on).days + 1
    site = next((site for site in sites if site.id == target.site_id), None)
    split = target.split or None
    parts = _parts(slug, (site,) if site else sites, counted, split)
    whole = target.number * indicator.scale
    seen_at = view.site or site
    return Line(
        indicator,
        parts,
        counted.total(slug, site_id=seen_at.id if seen_at else None, split=split),
        sum(amount for _, amount in parts),
        common,
        rounded_up(whole * common.days, whole_days),
        rounded_up(whole * common.days_until(view.today), whole_days),
        target,
        site,
        is_share=common.days != whole_days,
        split=target.split,
    )


def _parts(
    indicator: str, sites: tuple[Site, ...], counted: Sums, split: str | None = None
) -> tuple[tuple[Site, int], ...]:
    return tuple((site, counted.total(indicator, site_id=site.id, split=split)) for site in sites)


def rounded_up(amount: int, by: int) -> int:
    """`amount` / `by` rounded up, in whole numbers: half a piece does not keep the pace."""
    return -(-amount // by)
