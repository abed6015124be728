"""The search index of pieces: FTS5 with prefixes on SQLite, a tsvector with GIN on PostgreSQL. No personal data."""

from __future__ import annotations

from sqlalchemy import DDL, event

from inventory.models import Piece

ON_SQLITE = DDL(
    "CREATE VIRTUAL TABLE piece_search USING fts5"
    "(words, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4')"
)
ON_POSTGRESQL = DDL(
    "CREATE TABLE piece_search (piece_id BIGINT PRIMARY KEY REFERENCES piece (id), words tsvector NOT NULL)"
)
POSTGRESQL_INDEX = DDL("CREATE INDEX ix_piece_search_words ON piece_search USING gin (words)")

event.listen(Piece.__table__, "after_create", ON_SQLITE.execute_if(dialect="sqlite"))
event.listen(Piece.__table__, "after_create", ON_POSTGRESQL.execute_if(dialect="postgresql"))
event.listen(Piece.__table__, "after_create", POSTGRESQL_INDEX.execute_if(dialect="postgresql"))
