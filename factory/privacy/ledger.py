"""The ledger of erasures beside the data and beside the backups: an older backup does not know whom to forget.

A line is a number (or an offer's id) and an instant, no more. Restoring never moves the file aside, and reads both.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from core.clock import iso
from core.config import Settings
from core.db import as_instant, fast

NAME: Final = "erasures.jsonl"
OFFERS: Final = "offer:"
"""How an offer stands in it: this, and the client's id of the write that made it."""
_EVERY: Final = (
    "SELECT number, erased_at FROM erasure "
    f"UNION ALL SELECT '{OFFERS}' || token, forgotten_at FROM donation_offer WHERE forgotten_at IS NOT NULL"
)
"""People by their number, and offers whose donor asked to be forgotten: by the id that the form gave them, as a number
would be given again after a restore."""


def ledger_files(settings: Settings) -> tuple[Path, ...]:
    """Where the ledger is kept: beside the database and beside the backups."""
    return settings.instance_folder / NAME, settings.backups / NAME


def read_ledger(path: Path) -> dict[str, datetime]:
    """Number → when erased. A line cut off by a power cut is passed over: the database has it too."""
    found: dict[str, datetime] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            said = json.loads(line)
            found[str(said["number"])] = as_instant(said["at"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def known_erasures(settings: Settings, *more: Path) -> dict[str, datetime]:
    """Everybody whom a ledger names: beside the data, beside the backups, and in the files named besides."""
    found: dict[str, datetime] = {}
    for path in (*ledger_files(settings), *more):
        found |= read_ledger(path)
    return found


def write_ledger(settings: Settings, *more: Path) -> None:
    """Bring the files, and those named besides, up to the database's own ledger; what only they know they keep."""
    rows = fast().rows(_EVERY)
    every = known_erasures(settings, *more) | {row[0]: as_instant(row[1]) for row in rows}
    for path in (*ledger_files(settings), *more):
        if read_ledger(path) != every:
            _write(path, every.items())


def _write(path: Path, lines: Iterable[tuple[str, datetime]]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        for number, at in lines:
            out.write(json.dumps({"number": number, "at": iso(at)}) + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, path)
