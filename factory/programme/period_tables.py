"""Which months of a view are closed, and the adjustments that count in its days: as tables, and as lines on paper."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import local_day
from core.errors import N_
from factory.programme.learning import EVERY
from factory.programme.methods import NARROWED, Value
from factory.programme.queries.overview import Overview
from factory.programme.queries.periods import LateTruth
from factory.programme.spans import month_by_name
from factory.programme.splits import words_of_split
from factory.programme.tables import FigureTable, Opens, Rows, value_of
from factory.programme.wording import Words


def tables_of_periods(count: Overview, words: Words) -> list[FigureTable]:
    """The closed months and the adjustments of a view; nothing where there are none."""
    found = []
    if closed_of(count):
        found.append(closed_table(count, words))
    if late_of(count):
        found.append(adjustments_table(count, words))
    return found


def closed_of(count: Overview) -> list[tuple[str, int, Value]]:
    """The closed months of the view: month, site, day on which it was closed."""
    site = count.view.site
    return [
        (one.month, one.site_id, local_day(one.closed_at))
        for one in count.settled.closed
        if site is None or one.site_id == site.id
    ]


def late_of(count: Overview) -> list[LateTruth]:
    """The adjustments that count in the view's days."""
    site = count.view.site
    return [one for one in count.settled.late if site is None or one.key.site_id == site.id]


def closed_table(count: Overview, words: Words) -> FigureTable:
    """The closed months, the newest first."""
    names = {site.id: site.name for site in count.sites}
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (words.month(month), names.get(site_id, ""), day) for month, site_id, day in closed_of(count)
    )
    heads = (words.gettext("Month"), words.gettext("Site"), words.gettext("Closed on"))
    note = words.gettext("A month that is not listed is open: its figures may still change.")
    return FigureTable(
        "closed-months",
        words.gettext("Closed months"),
        heads,
        rows,
        note=note,
        opens=((None,) * 3,) * len(rows),
    )


def adjustments_table(count: Overview, words: Words) -> FigureTable:
    """What came to light about closed months and counts in these days."""
    names = {site.id: site.name for site in count.sites}
    machine_words = machine_words_of(count)
    late = late_of(count)
    rows = tuple(
        (
            words.gettext(EVERY[one.key.indicator].name) if one.key.indicator in EVERY else one.key.indicator,
            words.month(one.key.month),
            names.get(one.key.site_id, ""),
            words_of_split(one.key.indicator, one.key.category, one.key.split, words.gettext, machine_words),
            amount_of(one),
            one.found_on,
        )
        for one in late
    )
    sites = {site.id: site.slug for site in count.sites}
    opens: tuple[Opens, ...] = tuple(
        (
            None,
            Rows(one.key.indicator, sites.get(one.key.site_id, ""), span=month_by_name(one.key.month)),
            None,
            None,
            None,
            None,
        )
        for one in late
    )
    return FigureTable(
        "adjustments",
        words.gettext("Adjustments that count in these days"),
        tuple(words.gettext(head) for head in HEADS),
        rows,
        note=words.gettext("Each is about a closed month and counts on the day it was found."),
        opens=opens,
    )


HEADS = (N_("Counted"), N_("About"), N_("Site"), N_("Detail"), N_("Amount"), N_("Found on"))


def amount_of(late: LateTruth) -> Value:
    """An adjustment's amount as a table holds it."""
    indicator = EVERY.get(late.key.indicator)
    return value_of(indicator, late.amount) if indicator else late.amount


def machine_words_of(count: Overview) -> Mapping[str, str]:
    """What kinds of machine and purposes of sessions are called, where machines are counted."""
    if not count.view.counts_machines:
        return {}
    from factory.programme.queries.machines import purpose_names

    return {**count.machine_kinds, **purpose_names()}


def period_lines(count: Overview, words: Words) -> list[str]:
    """What the paper says of closed months: the last one of each site, and how many adjustments count."""
    if count.view.through:
        return [words.gettext(NARROWED)]
    last: dict[int, str] = {}
    for month, site_id, _ in closed_of(count):
        last[site_id] = max(last.get(site_id, month), month)
    names = {site.id: site.name for site in count.sites}
    lines = []
    if last:
        said = "; ".join(
            words.gettext("%(site)s to %(month)s", site=names.get(site_id, ""), month=words.month(month))
            for site_id, month in sorted(last.items())
        )
        lines.append(words.gettext("Closed months: %(which)s.", which=said))
    else:
        lines.append(words.gettext("No month of these days is closed: their figures may still change."))
    number = len(late_of(count))
    if number:
        lines.append(
            words.gettext(
                "Adjustments of closed months that count in these days: %(number)s.",
                number=words.number(number),
            )
        )
    return lines
