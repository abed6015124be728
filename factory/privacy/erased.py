"""What an erasure did, or would do."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Erased:
    """What an erasure did, or would do: rows deleted and fields emptied by table, files and papers to see to."""

    number: str
    deleted: dict[str, int] = field(default_factory=dict)
    blanked: dict[str, int] = field(default_factory=dict)
    taken_out: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    clips: list[str] = field(default_factory=list)
    pieces: set[int] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)

    def note(self, what: dict[str, int], table: str, count: int) -> None:
        """Add to one of the counts."""
        if count:
            what[table] = what.get(table, 0) + count

    def lines(self) -> list[str]:
        """Plain lines for the shell."""
        found = [f"{count} of {table} deleted" for table, count in sorted(self.deleted.items())]
        found += [f"{count} of {table} emptied" for table, count in sorted(self.blanked.items())]
        found += [
            f"{count} of {table} without the name now" for table, count in sorted(self.taken_out.items())
        ]
        found += (
            [f"{len(self.photos)} photos, {len(self.clips)} recordings"] if self.photos or self.clips else []
        )
        found += [f"look yourself: scans of {paper} may show their name" for paper in sorted(self.papers)]
        found += [
            f"look yourself: {count} texts of {table} hold the same first name and may mean somebody else"
            for table, count in sorted(self.left.items())
        ]
        return found
