"""Where the audit trail was changed, shortened or lost its end, the chain says so."""

from __future__ import annotations

import pytest
from flask import Flask

from core.audit import broken_lines, broken_lines_of, write_audit_line
from core.clock import now
from core.db import fast, transaction
from tests.cast import Cast

LINES = 6


@pytest.fixture
def trail(app_context: Flask, cast: Cast) -> int:
    """A site whose trail ends in six lines of our own, with no guard on them; the number before the first."""
    site_id = cast.sites["coventry"]
    row = fast().row("SELECT number FROM audit_head WHERE site_id = ?", (site_id,))
    with transaction():
        for _ in range(LINES):
            write_audit_line("set_pin", "person:1", site_id=site_id, by_id=None, device_id=None, at=now())
        guards = (
            ("audit_line_no_update", "audit_line_no_delete")
            if fast().is_sqlite
            else ("audit_line_append_only ON audit_line",)
        )
        for guard in guards:
            fast().run(f"DROP TRIGGER {guard}")
    return int(row[0]) if row else 0


@pytest.mark.parametrize(
    ("wrong", "broken"),
    [
        ("UPDATE audit_line SET verb = 'x' WHERE number = ?", [4]),
        ("DELETE FROM audit_line WHERE number = ?", [5]),
        ("DELETE FROM audit_line WHERE number >= ?", [6]),
        ("UPDATE audit_line SET chain = 'x' WHERE number = ?", [5]),
    ],
    ids=["a line changed", "a line taken out", "the end cut off", "a link changed"],
)
def test_what_was_done_past_the_guards_is_found(
    cast: Cast, trail: int, wrong: str, broken: list[int]
) -> None:
    site_id = cast.sites["coventry"]
    assert list(broken_lines()) == []
    with transaction():
        fast().run(f"{wrong} AND site_id = ?", (trail + 4, site_id))
    numbers = [trail + number for number in broken]
    assert set(broken_lines()) >= {(site_id, number) for number in numbers}
    assert set(broken_lines_of(site_id, newest=LINES)) == set(broken_lines_of(site_id))


def test_a_fault_before_the_newest_lines_is_for_the_whole_look_only(cast: Cast, trail: int) -> None:
    site_id = cast.sites["coventry"]
    with transaction():
        fast().run("UPDATE audit_line SET verb = 'x' WHERE number = ? AND site_id = ?", (trail + 1, site_id))
    assert list(broken_lines_of(site_id)) == [trail + 1]
    assert list(broken_lines_of(site_id, newest=LINES - 1)) == []


def test_a_trail_without_its_head_does_not_hold(cast: Cast, trail: int) -> None:
    with transaction():
        fast().run("DELETE FROM audit_head WHERE site_id = ?", (cast.sites["coventry"],))
    assert [site_id for site_id, _ in broken_lines()] == [cast.sites["coventry"]]
