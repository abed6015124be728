"""Finding: a code as typed, words in titles and categories, places and donors by name."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import fast, is_sqlite
from core.ids import read_code
from core.searching import small
from inventory.models.search import LONGEST_PREFIX
from inventory.queries.filters import marks
from inventory.queries.pieces import PieceRow, rows_by_ids
from inventory.search_words import readings_of

PAGE = 30
FEW = 8
MOST_ENDINGS = 24
"""So many words may begin alike and still be asked for one by one; more are asked for by their beginning."""
_FIRST_FROM = "SELECT v.term FROM piece_search_word v WHERE v.term >="


@dataclass(frozen=True)
class FoundPlace:
    """A place whose name begins so."""

    code: str
    name: str
    pieces: int


@dataclass(frozen=True)
class FoundDonor:
    """A donor whose name or number begins so."""

    number: str
    name: str


@dataclass(frozen=True)
class FoundPieces:
    """Pieces, newest first; `older` leads on."""

    rows: list[PieceRow]
    older: str


def code_typed(text: str) -> str | None:
    """The piece (or blank label) that a text names, if the whole text reads as a code that was printed."""
    code = read_code(text)
    if code is None:
        return None
    row = fast().row(
        "SELECT COALESCE(p.code, l.code) FROM label l LEFT JOIN piece p ON p.id = l.piece_id WHERE l.code = ?",
        (code,),
    )
    return row[0] if row else None


def find_pieces(
    text: str, *, names: dict[str, str], site_ids: tuple[int, ...], before_id: int = 0, size: int = PAGE
) -> FoundPieces:
    """Pieces that fit every word, newest first. `names` are the categories' names in the person's language."""
    readings = readings_of(text, names)
    if not readings:
        return FoundPieces([], "")
    ids = (_ids_on_sqlite if is_sqlite() else _ids_on_postgresql)(readings, site_ids, before_id, size + 1)
    return FoundPieces(rows_by_ids(ids[:size]), str(ids[size - 1]) if len(ids) > size else "")


def _ids_on_sqlite(
    readings: list[list[str]], site_ids: tuple[int, ...], before_id: int, limit: int
) -> list[int]:
    rows = fast().rows(
        "SELECT f.rowid FROM piece_search f JOIN piece p ON p.id = f.rowid WHERE f.words MATCH ? "
        f"AND f.rowid < ? AND p.site_id IN ({marks(site_ids)}) ORDER BY f.rowid DESC LIMIT ?",
        (match_of(readings, words_that_begin(readings)), before_id or 2**62, *site_ids, limit),
    )
    return [row[0] for row in rows]


def match_of(readings: list[list[str]], words: dict[str, list[str]]) -> str:
    """The question put to FTS5. A mark that may go on becomes the `words` that begin so, where they are known.

    SQLite gathers all pieces of a long beginning before it gives the newest, and reads a whole word's from the newest.
    """
    asked = []
    for any_of in readings:
        told = [word for mark in any_of for word in words.get(mark, [mark])]
        asked.append(" OR ".join(f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"' for word in told))
    return " AND ".join(f"({any_of})" for any_of in asked)


def words_that_begin(readings: list[list[str]]) -> dict[str, list[str]]:
    """For marks too long for a list of their own, the words in the index; not for those that none or many begin with.

    Where none does the beginning itself is asked: it costs nothing, and leaves it to SQLite what a word is.
    """
    marked = dict.fromkeys(mark for any_of in readings for mark in any_of if mark.endswith("*"))
    beginnings = [mark[:-1] for mark in marked if len(mark[:-1]) > LONGEST_PREFIX]
    if not beginnings:
        return {}
    rows = fast().rows(
        f"WITH RECURSIVE asked(mark) AS (VALUES {', '.join(['(?)'] * len(beginnings))}), found(mark, term, place) AS ("
        f"SELECT mark, ({_FIRST_FROM} mark ORDER BY v.term LIMIT 1), 1 FROM asked UNION ALL "
        f"SELECT mark, ({_FIRST_FROM} found.term || char(1) ORDER BY v.term LIMIT 1), place + 1 FROM found "
        "WHERE place <= ? AND substr(term, 1, length(mark)) = mark) "
        "SELECT mark, term FROM found WHERE substr(term, 1, length(mark)) = mark",
        (*beginnings, MOST_ENDINGS),
    )
    words: dict[str, list[str]] = {}
    for mark, term in rows:
        words.setdefault(f"{mark}*", []).append(term)
    return {mark: terms for mark, terms in words.items() if len(terms) <= MOST_ENDINGS}


def _ids_on_postgresql(
    readings: list[list[str]], site_ids: tuple[int, ...], before_id: int, limit: int
) -> list[int]:
    words = " & ".join(
        "(" + " | ".join(f"'{mark[:-1]}':*" if mark.endswith("*") else f"'{mark}'" for mark in any_of) + ")"
        for any_of in readings
    )
    rows = fast().rows(
        "SELECT f.piece_id FROM piece_search f JOIN piece p ON p.id = f.piece_id "
        f"WHERE f.words @@ CAST(? AS tsquery) AND f.piece_id < ? AND p.site_id IN ({marks(site_ids)}) "
        "ORDER BY f.piece_id DESC LIMIT ?",
        (words, before_id or 2**62, *site_ids, limit),
    )
    return [row[0] for row in rows]


def find_places(text: str, site_id: int) -> list[FoundPlace]:
    """Places of the site whose name or code begins with the text, with how many pieces stand there."""
    like = _starts_with(text)
    rows = fast().rows(
        "SELECT l.code, l.name, (SELECT COUNT(*) FROM piece p WHERE p.place_id = l.id) FROM place l "
        "WHERE l.site_id = ? AND l.is_active AND (LOWER(l.name) LIKE ? ESCAPE '!' OR LOWER(l.code) LIKE ? ESCAPE '!' "
        "OR LOWER(l.name) LIKE ? ESCAPE '!') ORDER BY l.name LIMIT ?",
        (site_id, like, like, f"% {like}", FEW),
    )
    return [FoundPlace(*row) for row in rows]


def find_donors(text: str, site_id: int) -> list[FoundDonor]:
    """Donors of the site whose name or number begins with the text; only for those who may see donors."""
    like = _starts_with(text)
    rows = fast().rows(
        "SELECT d.number, COALESCE(c.name, '') FROM donor d LEFT JOIN donor_contact c ON c.donor_id = d.id "
        "WHERE d.site_id = ? AND (LOWER(c.name) LIKE ? ESCAPE '!' OR LOWER(c.name) LIKE ? ESCAPE '!' "
        "OR LOWER(d.number) LIKE ? ESCAPE '!') ORDER BY c.name LIMIT ?",
        (site_id, like, f"% {like}", like, FEW),
    )
    return [FoundDonor(*row) for row in rows]


def _starts_with(text: str) -> str:
    plain = small(text.strip())[:60]
    for letter in "!%_":
        plain = plain.replace(letter, "!" + letter)
    return plain + "%"
