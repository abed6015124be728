"""What a tablet needs to know of its site: reads only, each with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from core.clock import local_day
from core.db import as_instant, as_json, fast
from core.held_pieces import kept_at
from inventory.catalogue import categories
from inventory.queries.sets import set_sizes
from inventory.shown import shown_piece
from inventory.stages import OPEN_STAGES
from inventory.state import state_from
from inventory.views import view_of

MOST_PIECES = 4000
MOST_BLANKS = 6000
MOST_GONE = 20_000
GONE = ("released", "returned")
"""Stages of pieces that left and may come back."""

_STAGES = ", ".join(f"'{stage}'" for stage in (*OPEN_STAGES, "draft", "lost"))
_PIECES = (
    "SELECT p.code, p.folded, p.is_practice FROM piece p WHERE p.site_id = ? "
    f"AND p.stage IN ({_STAGES}) ORDER BY p.since DESC LIMIT {MOST_PIECES}"
)
_PEOPLE = (
    "SELECT c.lookup_key, p.id, n.called, p.number, p.avatar, p.language, p.theme, p.shows_english, c.ends_on "
    "FROM card c JOIN person p ON p.id = c.person_id LEFT JOIN person_name n ON n.person_id = p.id "
    "WHERE c.state = 'live' AND p.is_active AND EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id "
    "AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?)) "
    "ORDER BY c.id"
)


def pieces_for_tablet(site_id: int, on: date) -> list[dict[str, Any]]:
    """The open pieces of a site, the most lately moved first, each as a scan shows it."""
    rows = fast().rows(_PIECES, (site_id,))
    kept, sets, found = kept_at(site_id), set_sizes(site_id), []
    for code, folded, is_practice in rows:
        state = state_from(as_json(folded))
        view = view_of(code, code, state, is_practice=bool(is_practice))
        found.append(shown_piece(view, state, on, kept.get(code, ""), sets.get(code, 0)))
    return found


def gone_for_tablet(site_id: int) -> list[list[Any]]:
    """The site's pieces that left and may come back, the latest first, so that a scan of one needs no network.

    As short as they go, for there are ten times as many of them: code, stage (its place in `GONE`), life, category
    (its place in the pack's list, -1 for none), the second since when, whether for practice.
    """
    place_of = {slug: place for place, slug in enumerate(categories())}
    rows = fast().rows(
        "SELECT code, stage, life, category, since, is_practice FROM piece WHERE site_id = ? "
        f"AND stage IN ('released', 'returned') AND NOT is_barred ORDER BY since DESC LIMIT {MOST_GONE}",
        (site_id,),
    )
    return [
        [
            row[0],
            GONE.index(row[1]),
            row[2],
            place_of.get(row[3], -1),
            int(as_instant(row[4]).timestamp()),
            int(row[5]),
        ]
        for row in rows
    ]


def other_labels(site_id: int) -> dict[str, str]:
    """Later labels of the site's pieces: label → code of the piece."""
    rows = fast().rows(
        "SELECT l.code, p.code FROM label l JOIN piece p ON p.id = l.piece_id WHERE p.site_id = ? "
        f"AND l.code <> p.code AND p.stage IN ({_STAGES}, 'released', 'returned') "
        f"ORDER BY p.since DESC, l.code LIMIT {MOST_BLANKS}",
        (site_id,),
    )
    return {label: code for label, code in rows}


def blank_labels(site_id: int) -> list[str]:
    """Codes of labels that are printed and wait for a piece, the newest batch first."""
    rows = fast().rows(
        "SELECT code FROM label WHERE site_id = ? AND state = 'printed' "
        f"ORDER BY batch_id DESC, position LIMIT {MOST_BLANKS}",
        (site_id,),
    )
    return [row[0] for row in rows]


def places_for_tablet(site_id: int) -> list[dict[str, Any]]:
    """The places of a site."""
    rows = fast().rows(
        "SELECT id, code, name, kind, step FROM place WHERE site_id = ? AND is_active ORDER BY kind, name",
        (site_id,),
    )
    return [
        {"id": row[0], "code": row[1], "name": row[2], "kind": row[3], "step": row[4] or ""} for row in rows
    ]


def people_rows(site_id: int, at: datetime) -> Iterator[dict[str, Any]]:
    """People with a live card and a role at the site: alias, drawn picture, language; nothing else of them."""
    day = local_day(at)
    for key, person_id, called, number, avatar, language, theme, english, ends_on in fast().rows(
        _PEOPLE, (site_id, day, day)
    ):
        yield {
            "id": person_id,
            "lookup": key,
            "alias": called or number,
            "avatar": avatar,
            "language": language,
            "theme": theme,
            "english": bool(english),
            "until": str(ends_on or ""),
        }


def blank_cards(site_id: int) -> list[str]:
    """Lookup keys of printed cards that wait for a new person."""
    rows = fast().rows(
        "SELECT lookup_key FROM card WHERE site_id = ? AND state = 'blank' ORDER BY id DESC LIMIT 500",
        (site_id,),
    )
    return [row[0] for row in rows]


def recipients_for_tablet(site_id: int) -> dict[str, list[dict[str, Any]]]:
    """Organisations and the site's open makeovers, to choose from when a piece leaves.

    A makeover by its code, whether it is a home, and its city: what the desk calls it is free text about a household.
    """
    connection = fast()
    organisations = connection.rows(
        "SELECT id, name, kind FROM organisation WHERE is_active ORDER BY name LIMIT 500"
    )
    makeovers = connection.rows(
        "SELECT id, code, kind, city FROM makeover WHERE site_id = ? AND is_open ORDER BY code LIMIT 500",
        (site_id,),
    )
    return {
        "organisations": [{"id": row[0], "name": row[1], "kind": row[2]} for row in organisations],
        "makeovers": [
            {"id": row[0], "code": row[1], "kind": row[2], "name": "" if row[3] == "other" else row[3]}
            for row in makeovers
        ],
    }


def most_used_categories(site_id: int) -> list[str]:
    """The categories that the site takes in most, at most nine."""
    rows = fast().rows(
        "SELECT category, sum(amount) FROM board_count WHERE site_id = ? AND category <> '' "
        "GROUP BY category ORDER BY 2 DESC, 1 LIMIT 9",
        (site_id,),
    )
    return [row[0] for row in rows]


def photo_hash(photo_id: str) -> str:
    """The stored picture behind a photo's id; "" where there is none (yet)."""
    row = fast().row("SELECT sha256 FROM photo WHERE id = ?", (photo_id,))
    return row[0] if row else ""


def is_photo_awaited(photo_id: str, site_id: int) -> bool:
    """True if an accepted event of a piece of the site names the photo, whose bytes have not come yet."""
    row = fast().row(
        "SELECT 1 FROM photo f JOIN piece p ON p.id = f.piece_id WHERE f.id = ? AND f.sha256 = '' AND p.site_id = ?",
        (photo_id, site_id),
    )
    return row is not None
