"""Pairs of photos that a report may show: pieces given out in its days, before and after, each approved by the desk."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import fast
from factory.programme.queries.overview import View
from factory.programme.through import PIECE_CITY, PIECE_PARTNER

MOST = 7
"""One for the cover, six for the page of pictures."""


@dataclass(frozen=True)
class PicturePair:
    """A piece before and after the work: its kind and the hashes of its photos; no code, nobody's name."""

    category: str
    before: str
    after: str


_APPROVED = (
    "(SELECT MAX(f.sha256) FROM photo f WHERE f.piece_id = e.piece_id AND f.life = e.life AND f.kind = '{kind}' "
    "AND f.approved_at IS NOT NULL AND f.sha256 <> '')"
)


def picture_pairs(view: View, most: int = MOST) -> list[PicturePair]:
    """The newest pieces given out in the view's days and site whose two photos were approved; one of a kind first."""
    site = "" if view.site is None else " AND e.site_id = ?"
    values: tuple[object, ...] = () if view.site is None else (view.site.id,)
    held, own = view.through.held(PIECE_CITY, PIECE_PARTNER)
    rows = fast().rows(
        f"SELECT q.category, q.before_sha, q.after_sha FROM (SELECT e.category, e.day, e.id, "
        f"{_APPROVED.format(kind='before')} AS before_sha, {_APPROVED.format(kind='after')} AS after_sha "
        "FROM count_entry f JOIN count_entry e ON e.id = f.id "
        "WHERE e.indicator = 'pieces_given_out' AND e.amount > 0 AND 0 < (SELECT SUM(n.amount) FROM count_entry n "
        "WHERE n.piece_id = e.piece_id AND n.life = e.life AND n.indicator = e.indicator) AND e.day BETWEEN ? AND ?"
        f"{site}{held} ORDER BY e.day DESC, e.id DESC LIMIT 400) q "
        "WHERE q.before_sha IS NOT NULL AND q.after_sha IS NOT NULL ORDER BY q.day DESC, q.id DESC",
        (view.span.starts_on, view.span.ends_on, *values, *own),
    )
    pairs = list(dict.fromkeys(PicturePair(*row) for row in rows))
    firsts = list({pair.category: pair for pair in reversed(pairs)}.values())[::-1]
    return [*firsts, *(pair for pair in pairs if pair not in firsts)][:most]
