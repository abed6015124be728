"""Lines of imports that are open still: one that names the person goes blank, or taking it would make them anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.db import as_json, as_json_text, fast
from factory.privacy.erased import Erased
from factory.privacy.naming import Names
from factory.privacy.services.names_out import json_cast
from training.import_rows import ref_token
from training.queries.known_learners import name_key

OPEN_ROWS: Final = ("works_import", "training_import", "piece_import")
"""Where the rows of a spreadsheet wait until its import closes."""


def blank_open_lines(person_id: int, names: Names, done: Erased) -> None:
    """Empty each such line, of whatever site: the coordinator finds it without a name among those to mend.

    A line names them by a cell that is one of their names (one word too), their number or their reference of an old
    list, or by a name of more words within it. Asks for their names, so before those are deleted.
    """
    sites = {row[0]: row[1] for row in fast().rows("SELECT id, slug FROM site")}
    for table in OPEN_ROWS:
        for import_id, site_id, raw in fast().rows(
            f"SELECT id, site_id, rows FROM {table} WHERE state = 'open'"
        ):
            names_them, rows = _reader(person_id, names, sites[site_id]), as_json(raw)
            new = [[""] * len(cells) if names_them(cells) else cells for cells in rows]
            if new != rows:
                fast().run(
                    f"UPDATE {table} SET rows = ?{json_cast()} WHERE id = ?", (as_json_text(new), import_id)
                )
                done.note(
                    done.blanked, table, sum(one != other for one, other in zip(new, rows, strict=True))
                )


def _reader(person_id: int, names: Names, site: str) -> Callable[[list[str]], bool]:
    """Whether a line of a site's file names the person; a postcode is a whole street's."""
    streets = {row[0] for row in fast().rows(
        "SELECT postcode FROM learner_record WHERE person_id = ?", (person_id,)
    )}  # fmt: skip
    token = fast().rows("SELECT token FROM person WHERE id = ?", (person_id,))[0][0]
    said = {name_key(text) for text in (*(names.sure | names.own) - streets, names.number)}
    within = Names(names.sure - streets).pattern(with_own=False)

    def names_them(cells: list[str]) -> bool:
        is_theirs = any(
            name_key(cell) in said or ref_token(site, " ".join(cell.split())) == token
            for cell in cells
            if cell
        )
        return is_theirs or (within is not None and within.search(" ".join(cells)) is not None)

    return names_them
