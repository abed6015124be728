"""What no text of a table shows: a name in a sealed address is taken out, scans of paper that may bear it are named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from core.db import as_day, fast
from core.errors import RuleBroken
from core.sealing import open_up, seal_up
from factory.privacy.erased import Erased
from factory.privacy.naming import Names

_PAPERS: Final = (
    "SELECT DISTINCT 'run-' || r.number FROM paper_scan s JOIN run r ON r.id = s.run_id "
    "JOIN booking b ON b.run_id = r.id WHERE b.person_id = ?",
    "SELECT DISTINCT 'makeover-' || m.code FROM paper_scan s JOIN makeover m ON m.id = s.makeover_id "
    "JOIN makeover_day d ON d.makeover_id = m.id JOIN makeover_day_person p ON p.day_id = d.id WHERE p.person_id = ?",
)
_PADS: Final = (
    "SELECT DISTINCT s.day FROM paper_scan s JOIN visit v ON v.site_id = s.site_id AND v.day = s.day "
    "WHERE v.person_id = ?"
)


def note_papers(person_id: int, done: Erased) -> None:
    """Name each paper with scans on which the person may stand: a picture is read by somebody, not by a program."""
    for query in _PAPERS:
        done.papers.update(row[0] for row in fast().rows(query, (person_id,)))
    done.papers.update(f"visits-{as_day(row[0])}" for row in fast().rows(_PADS, (person_id,)))


def take_names_out_of_sealed(names: Names, person_id: int, secrets: Sequence[str], done: Erased) -> None:
    """Open each makeover's address, take the person's names out and seal it again, bound to the same makeover.

    One that none of `secrets` opens, or in which a first name alone still stands, is left for somebody to look at.
    """
    rows = fast().rows("SELECT makeover_id, sealed, by_id FROM makeover_address ORDER BY makeover_id")
    for makeover_id, sealed, by_id in rows:
        about = f"makeover address {makeover_id}"
        try:
            told = json.loads(open_up(secrets, sealed, about))
        except RuleBroken:
            done.note(done.left, "makeover_address", 1)
            continue
        new = {part: names.taken_out(text, with_own=by_id == person_id) for part, text in told.items()}
        if new != told:
            fast().run(
                "UPDATE makeover_address SET sealed = ? WHERE makeover_id = ?",
                (seal_up(secrets[0], json.dumps(new, ensure_ascii=False), about), makeover_id),
            )
            done.note(done.taken_out, "makeover_address", 1)
        if any(names.taken_out(text, with_own=True) != text for text in new.values()):
            done.note(done.left, "makeover_address", 1)
