"""The shape of a pack for external quality assurance: what it is about, and its tables."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class PackTable:
    """One table of the pack: its file, what it says, its head line and rows."""

    name: str
    what: str
    head: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Pack:
    """A pack before it is written."""

    title: str
    run_number: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[PackTable, ...]
