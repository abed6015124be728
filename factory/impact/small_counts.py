"""Small counts of people are never public: nor what could be worked out by taking shown figures from one another.

The rule. A public count of people from 1 to 4 is hidden (nobody, 0, is shown). Where parts stand beside their sum,
hiding one alone would be no use: so further parts are hidden, the smallest first, until at least two are, together at
least 5 and more than one each; if that cannot be reached, the sum is hidden as well. What is hidden is written the
same way whatever the reason, so that nobody can tell a small part from one that hides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

LEAST: Final = 5
"""The smallest count of people that may be public."""
PEOPLE_UNITS: Final = frozenset({"people", "enrolments", "awards", "pairs", "heads"})
"""Units whose ones are persons, or nearly."""

Shown = int | None


def is_small(count: int) -> bool:
    """True for a count of people that must not be public by itself."""
    return 0 < count < LEAST


def public_parts(parts: Sequence[int], *, sum_is_shown: bool = True) -> tuple[tuple[Shown, ...], bool]:
    """What may be shown of parts beside their sum: each part, or None where it is hidden; and whether the sum may be.

    With `sum_is_shown` false the sum stands nowhere, so that only what is small is hidden.
    """
    hidden = {index for index, count in enumerate(parts) if is_small(count)}
    if not sum_is_shown or not hidden:
        return _without(parts, hidden), sum_is_shown and not is_small(sum(parts))
    others = sorted((count, index) for index, count in enumerate(parts) if count and index not in hidden)
    while not _keeps(parts, hidden) and others:
        hidden.add(others.pop(0)[1])
    return _without(parts, hidden), _keeps(parts, hidden)


def public_pair(year: int, whole: int, earlier: Sequence[int]) -> tuple[Shown, Shown]:
    """This year beside all years: neither tells the years before, one by one (`earlier`) or together.

    A year that is over was shown on its last day, and so was the whole of that day. Whoever kept that page takes them
    from the whole of a later year: so the whole stays hidden while any year before is small, and while this year is.
    """
    year_shown = None if is_small(year) else year
    tells = year_shown is None or is_small(whole) or any(is_small(count) for count in earlier)
    if year_shown is not None and is_small(whole - year):
        tells = True
    return year_shown, None if tells else whole


def _keeps(parts: Sequence[int], hidden: set[int]) -> bool:
    """True if the hidden parts cannot be worked out from the sum and the others."""
    together = sum(parts[index] for index in hidden)
    return len(hidden) > 1 and together >= LEAST and together > len(hidden)


def _without(parts: Sequence[int], hidden: set[int]) -> tuple[Shown, ...]:
    return tuple(None if index in hidden else count for index, count in enumerate(parts))
