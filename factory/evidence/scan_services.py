"""Keeping scans of paper, taking one out with its picture, and letting old ones go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, Conflict, NotFound
from core.files import StoredPhoto
from factory.evidence.models import PaperScan
from factory.evidence.scan_queries import Paper, paper_of, scans_of

KEPT: Final = timedelta(days=6 * 365 + 2)
"""Six years, as long as a funder may ask for proofs."""
MOST_AT_ONCE: Final = 200


def keep_scan(*, by: Actor, paper: str, pages: Sequence[StoredPhoto], at: datetime, token: str) -> None:
    """Keep the pages of a paper of the actor's site; the same token again keeps nothing twice.

    Raises NotFound, and Conflict for a token that belongs to another paper or other pages.
    """
    require(by, "keep_scans")
    found = _paper(by, paper, at)
    if _is_known(token, found, [stored.sha256 for stored in pages]):
        return
    for number, stored in enumerate(pages, 1):
        db.session.add(
            PaperScan(
                token=token,
                page=number,
                site_id=by.site_id,
                subject=found.subject,
                run_id=found.thing_id if found.subject == "run" else None,
                makeover_id=found.thing_id if found.subject == "makeover" else None,
                occasion_id=found.thing_id if found.subject == "occasion" else None,
                day=found.day,
                sha256=stored.sha256,
                width=stored.width,
                height=stored.height,
                at=at,
                by_id=by.person_id,
            )
        )
    db.session.flush()
    _note("keep_scan", found, by, at)


def _is_known(token: str, paper: Paper, hashes: list[str]) -> bool:
    """Whether these pages came before. Raises Conflict where others came under this token."""
    kept = db.session.scalars(select(PaperScan).where(PaperScan.token == token)).all()
    of = {(one.subject, one.run_id or one.makeover_id or one.occasion_id or 0, one.day) for one in kept}
    is_same = of == {(paper.subject, paper.thing_id or 0, paper.day)}
    if kept and not (is_same and {one.sha256 for one in kept} <= set(hashes)):
        raise Conflict(N_("This was sent before with other contents."), N_("Load the page again."))
    return bool(kept)


def remove_scan(*, by: Actor, paper: str, scan_id: int, at: datetime) -> str:
    """Take a page of a paper out for good; its picture, to delete after the commit. Raises NotFound."""
    require(by, "keep_scans")
    found = _paper(by, paper, at)
    scan = next((one for one in scans_of(found, by.site_id) if one.id == scan_id), None)
    if scan is None:
        raise NotFound()
    _remove(scan.id)
    _note("remove_scan", found, by, at)
    return scan.sha256


def purge_scans(at: datetime) -> list[str]:
    """Let go of scans that are older than they are kept; their pictures, to delete after the commit."""
    due = fast().rows(
        f"SELECT id, sha256 FROM paper_scan WHERE at < ? ORDER BY at, id LIMIT {MOST_AT_ONCE}", (at - KEPT,)
    )
    for scan_id, _ in due:
        _remove(scan_id)
    return [sha256 for _, sha256 in due]


def _remove(scan_id: int) -> None:
    db.session.flush()
    fast().run("DELETE FROM paper_scan WHERE id = ?", (scan_id,))
    db.session.expire_all()


def _paper(by: Actor, name: str, at: datetime) -> Paper:
    found = paper_of(name, by.site_id, local_day(at))
    if found is None:
        raise NotFound()
    return found


def _note(verb: str, paper: Paper, by: Actor, at: datetime) -> None:
    write_audit_line(
        verb,
        f"scan:{paper.name}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("sha256",),
    )
