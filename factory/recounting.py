"""One truth: every figure that is shown, set against a count of the events from scratch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from flask import current_app

from core.clock import local_day, now
from core.db import as_day, as_instant, fast
from factory.programme.indicators import COUNTED
from factory.programme.queries.fresh import EVER, fresh_cells
from factory.programme.queries.machines import machine_figure_differences
from factory.programme.queries.periods import late_truths
from factory.programme.queries.sums import Where, ledger_sums, sums
from factory.programme.queries.works import work_differences
from factory.programme.spans import EARLIEST, LATEST, Span
from factory.skills.queries.time_together import counted_days, reckoned
from inventory.queries.filters import HAS_BEGUN
from inventory.services.recount import recount, stale_pieces
from training.queries.recount import training_differences

BoardKey = tuple[int, str, date, str]


def all_differences() -> list[str]:
    """A line for each figure that does not agree; empty when all is well. Reads only; needs the app's context."""
    return [*differences(), *unlisted_truths()]


def differences() -> list[str]:
    """As `all_differences`, without what came to light about closed months and waits for the next look at them."""
    return [
        *_of_count(),
        *_of_report(),
        *_of_pieces(),
        *_of_board(),
        *_of_training(),
        *_of_machines(),
        *_of_pairs(),
        *work_differences(now()),
        *_of_openings(),
    ]


def unlisted_truths() -> list[str]:
    """Closed months counted again from scratch against what froze in them and what was adjusted since: a line each."""
    return list(_of_closed_months())


def _of_count() -> Iterator[str]:
    """Events against ledger and monthly counters."""
    for one in recount():
        where = " ".join(
            str(part) for part in (one.month, f"site {one.site_id}", one.category, one.split) if part
        )
        yield (
            f"{one.indicator} {where}: {one.recounted} by the events, {one.ledger} in the ledger, "
            f"{one.counters} in the counters"
        )


def _of_report() -> Iterator[str]:
    """The two ways in which the dashboard, the files and the PDF ask: by counters and by the ledger."""
    whole = sums(Where(Span("own", EARLIEST, LATEST)))
    exact = ledger_sums(Where(Span("own", EARLIEST, LATEST)))
    for indicator in COUNTED:
        shown, listed = whole.total(indicator), exact.total(indicator)
        stored = fast().row(
            "SELECT COALESCE(SUM(amount), 0) FROM count_entry WHERE indicator = ?", (indicator,)
        )
        if not shown == listed == (stored[0] if stored else 0):
            yield f"{indicator}: the dashboard shows {shown}, its rows add up to {listed}"


def _of_pieces() -> Iterator[str]:
    """Each piece's row against a fold of its events."""
    for code in stale_pieces():
        yield f"piece {code} is not what its events say"


def _of_training() -> Iterator[str]:
    """Training's figures and rows against its events, marks and answers, where that room is open."""
    if "training.list_learners" in current_app.view_functions:
        yield from training_differences(now())


def _of_machines() -> Iterator[str]:
    """Jobs, sittings and months of machines against their raw events, and the figures against those."""
    from hardware.queries.recount import machine_differences

    yield from machine_differences()
    yield from machine_figure_differences(now())


def _of_closed_months() -> Iterator[str]:
    for late in late_truths(now()):
        key = late.key
        where = " ".join(
            str(part) for part in (key.month, f"site {key.site_id}", key.category, key.split) if part
        )
        yield f"{key.indicator} {where}: closed, and counted otherwise by {late.amount} that no adjustment tells"


def _of_openings() -> Iterator[str]:
    """What counts in a month with an opening figure against those figures alone: no row may be beside them."""
    standing = fast().rows(
        "SELECT indicator, month, site_id, split, SUM(amount) FROM opening_figure "
        "WHERE withdrawn_at IS NULL GROUP BY indicator, month, site_id, split"
    )
    if not standing:
        return
    wanted = Counter({(row[0], row[1], row[2], row[3]): int(row[4]) for row in standing})
    places = {key[:3] for key in wanted}
    shown: Counter[tuple[str, str, int, str]] = Counter()
    for key, amount in fresh_cells(EVER, now()).items():
        if (key.indicator, key.month, key.site_id) in places:
            shown[key.indicator, key.month, key.site_id, key.split] += amount
    for at in sorted(set(wanted) | set(shown)):
        if wanted[at] != shown[at]:
            slug, month, site_id, split = at
            yield f"{slug} {month} site {site_id} {split}: {wanted[at]} by opening figures, {shown[at]} counted"


def _of_pairs() -> Iterator[str]:
    """What counts of pairs against their meetings and work."""
    wanted, counted = reckoned(), counted_days()
    for key in sorted(set(wanted) | set(counted)):
        if wanted.get(key) != counted.get(key):
            yield f"pair {key[0]} on {key[1]}: {wanted.get(key, 0)} ms by the work, {counted.get(key, 0)} ms counted"


def _of_board() -> Iterator[str]:
    """The board's counts against the pieces that stand there."""
    counted, standing = _board_counts(), _standing_pieces()
    for key in sorted(set(counted) | set(standing)):
        if counted[key] != standing[key]:
            site, stage, day, kind = key
            yield f"board of site {site}, {stage} since {day}, {kind}: shows {counted[key]}, there are {standing[key]}"


def _board_counts() -> Counter[BoardKey]:
    rows = fast().rows("SELECT site_id, stage, since_day, category, amount FROM board_count")
    return Counter({(row[0], row[1], as_day(row[2]), row[3]): row[4] for row in rows if row[4]})


def _standing_pieces() -> Counter[BoardKey]:
    rows = fast().rows(f"SELECT p.site_id, p.stage, p.since, p.category FROM piece p WHERE {HAS_BEGUN}")
    return Counter((row[0], row[1], local_day(as_instant(row[2])), row[3]) for row in rows)
