"""The search index of pieces: FTS5 with prefixes on SQLite, a tsvector with GIN on PostgreSQL. No personal data.

On SQLite a second table shows the words that the index holds; it keeps nothing of its own.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from inventory.models.pieces import Piece

LONGEST_PREFIX = 4
"""Beginnings of so many letters, the mark included, have lists of their own in the index on SQLite."""
ON_SQLITE = DDL(
    "CREATE VIRTUAL TABLE piece_search USING fts5"
    "(words, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4')"
)
WORDS_ON_SQLITE = DDL("CREATE VIRTUAL TABLE piece_search_word USING fts5vocab(piece_search, instance)")
ON_POSTGRESQL = DDL(
    "CREATE TABLE piece_search (piece_id BIGINT PRIMARY KEY REFERENCES piece (id), words tsvector NOT NULL)"
)
POSTGRESQL_INDEX = DDL("CREATE INDEX ix_piece_search_words ON piece_search USING gin (words)")

event.listen(Piece.__table__, "after_create", ON_SQLITE.execute_if(dialect="sqlite"))
event.listen(Piece.__table__, "after_create", WORDS_ON_SQLITE.execute_if(dialect="sqlite"))
event.listen(Piece.__table__, "after_create", ON_POSTGRESQL.execute_if(dialect="postgresql"))
event.listen(Piece.__table__, "after_create", POSTGRESQL_INDEX.execute_if(dialect="postgresql"))
