"""The table of all endpoints with their access policies; `python -m tests.house.endpoints` writes it anew.

A new endpoint is seen in review as a new line of `endpoints.txt`, with who may call it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from core.access import RIGHTS
from core.guards import (
    DEVICE_BATCH,
    KIOSK,
    KIOSK_PAIRING,
    OPEN_KEY,
    PUBLIC,
    SIGNED_IN,
    TABLET,
    policy_of,
)
from factory.house import LATE
from factory.late_rooms import read_room, table_of

TABLE = Path(__file__).resolve().parent / "endpoints.txt"
WORDS = (PUBLIC, TABLET, SIGNED_IN, DEVICE_BATCH, KIOSK, KIOSK_PAIRING, OPEN_KEY)
HEADING = "# endpoint · methods · rule · policy. Written by `python -m tests.house.endpoints`; read each new line.\n"
LATE_HEADING = "# endpoint methods rule policy. Written by `python -m tests.house.endpoints`.\n"
FILES = {"static": PUBLIC}
"""Flask's own endpoint of files, which has no view of ours to state a policy on."""
BY_THEMSELVES = ("HEAD", "OPTIONS")
"""Methods that come with others."""


@dataclass(frozen=True, order=True)
class Row:
    """One rule of the app."""

    endpoint: str
    rule: str
    methods: str
    policy: str

    def __str__(self) -> str:
        return f"{self.endpoint:<44} {self.methods:<10} {self.rule:<58} {self.policy}".rstrip()


def rows_of(app: Flask) -> list[Row]:
    """Every rule of the app, sorted."""
    rows = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted(set(rule.methods or ()) - set(BY_THEMSELVES)))
        policy = policy_of(app.view_functions.get(rule.endpoint)) or FILES.get(rule.endpoint, "")
        rows.append(Row(rule.endpoint, rule.rule, methods, policy))
    return sorted(rows)


def policy_faults(rows: Iterable[Row]) -> Iterator[str]:
    """Endpoints without a policy, or with one that nobody knows."""
    for row in rows:
        if not row.policy:
            yield f"{row.endpoint} states no policy"
        for part in row.policy.split("|") if row.policy else ():
            kind, _, right = part.strip().partition(":")
            known = (right in RIGHTS) if kind == "right" else (part.strip() in WORDS)
            if not known and not (kind not in WORDS and part.strip() in RIGHTS):
                yield f"{row.endpoint} has the unknown policy {part.strip()!r}"


def as_text(rows: Iterable[Row]) -> str:
    """The table as it is written."""
    return HEADING + "".join(f"{row}\n" for row in rows)


def table_faults(rows: Iterable[Row], written: str) -> list[str]:
    """How the app and the written table differ."""
    live = {str(row) for row in rows}
    listed = {line for line in written.splitlines() if line and not line.startswith("#")}
    return [f"not in endpoints.txt: {line}" for line in sorted(live - listed)] + [
        f"in endpoints.txt but not in the app: {line}" for line in sorted(listed - live)
    ]


def late_table(package: str) -> str:
    """The table of a room that is loaded late, from its views as they are."""
    return LATE_HEADING + "".join(f"{address}\n" for address in read_room(Flask("table"), package).addresses)


def write_late_tables() -> None:
    """Write the addresses of the rooms that are loaded late."""
    for package in LATE:
        table_of(package).write_text(late_table(package), encoding="utf-8")


def main() -> int:
    """Write the table from the app as it is; an endpoint without a policy is refused."""
    from factory.app import create_app
    from factory.late_rooms import load_late_rooms
    from tests.fresh import test_settings

    write_late_tables()
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(load_late_rooms(create_app(test_settings(Path(folder), "sqlite://"))))
    faults = list(policy_faults(rows))
    TABLE.write_text(as_text(rows), encoding="utf-8")
    sys.stdout.write("\n".join([f"{len(rows)} endpoints written", *faults]) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
