"""Keeps the search index in step with the pieces: one row a piece, found by the piece's id."""

from __future__ import annotations

from core.db import Fast, fast, is_sqlite
from inventory.search_words import index_text

CHUNK = 2_000


def index_piece(piece_id: int | None) -> None:
    """Write what is searched of a piece (its codes, title and category); inside the caller's transaction."""
    connection = fast()
    row = connection.row("SELECT title, category FROM piece WHERE id = ?", (piece_id,))
    if row is None:
        return
    codes = [found[0] for found in connection.rows("SELECT code FROM label WHERE piece_id = ?", (piece_id,))]
    _write(connection, [(piece_id, index_text(codes, row[0], row[1]))])


def index_piece_of(code: str) -> None:
    """The same by the piece's code: after it was given another label."""
    row = fast().row("SELECT id FROM piece WHERE code = ?", (code,))
    index_piece(row[0] if row else None)


def reindex_all() -> int:
    """Make the whole index anew; the number of pieces in it. Inside the caller's transaction."""
    connection = fast()
    connection.run("DELETE FROM piece_search")
    last, count = 0, 0
    while rows := connection.rows(
        "SELECT id, title, category FROM piece WHERE id > ? ORDER BY id LIMIT ?", (last, CHUNK)
    ):
        codes: dict[int, list[str]] = {}
        found = connection.rows(
            "SELECT piece_id, code FROM label WHERE piece_id > ? AND piece_id <= ?", (last, rows[-1][0])
        )
        for piece_id, code in found:
            codes.setdefault(piece_id, []).append(code)
        _write(
            connection, [(row[0], index_text(codes.get(row[0], []), row[1], row[2])) for row in rows], True
        )
        last, count = rows[-1][0], count + len(rows)
    return count


def _write(connection: Fast, rows: list[tuple[int | None, str]], is_new: bool = False) -> None:
    if not is_sqlite():
        connection.run_many(
            "INSERT INTO piece_search (piece_id, words) VALUES (?, array_to_tsvector(string_to_array(?, ' '))) "
            "ON CONFLICT (piece_id) DO UPDATE SET words = excluded.words",
            rows,
        )
        return
    if not is_new:
        connection.run_many("DELETE FROM piece_search WHERE rowid = ?", [(row[0],) for row in rows])
    connection.run_many("INSERT INTO piece_search (rowid, words) VALUES (?, ?)", rows)
