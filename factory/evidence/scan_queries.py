"""Reads of scans: what a scan may be of, its pages, and those that prove rows of the count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.clock import local_day
from core.db import as_day, as_instant, fast
from factory.evidence.models import SUBJECTS

_THINGS = {
    "run": "SELECT r.id, v.title FROM run r JOIN course_version v ON v.id = r.version_id "
    "WHERE r.number = ? AND r.site_id = ?",
    "makeover": "SELECT id, title FROM makeover WHERE code = ? AND site_id = ?",
    "occasion": "SELECT id, title FROM occasion WHERE CAST(id AS TEXT) = ? AND site_id = ?",
}


@dataclass(frozen=True)
class Paper:
    """What a scan is of: `name` in addresses ("run-R-00015"), the subject, its own code and title; a day for visits."""

    subject: str
    ref: str
    title: str
    thing_id: int = 0
    day: date | None = None

    @property
    def name(self) -> str:
        """How addresses and packs call it."""
        return f"{self.subject}-{self.ref}"


@dataclass(frozen=True)
class Scan:
    """One page that is kept."""

    id: int
    page: int
    sha256: str
    day: date


def paper_of(name: str, site_id: int, today: date) -> Paper | None:
    """The run, makeover, occasion or day of visits of a site that an address names, or None."""
    subject, _, ref = name.partition("-")
    if subject not in SUBJECTS:
        return None
    if subject == "visits":
        return _day_of_visits(ref, today)
    rows = fast().rows(_THINGS[subject], (ref, site_id))
    return Paper(subject, ref, rows[0][1], rows[0][0]) if rows else None


def _day_of_visits(ref: str, today: date) -> Paper | None:
    try:
        day = date.fromisoformat(ref)
    except ValueError:
        return None
    is_near = date(2000, 1, 1) <= day <= today
    return Paper("visits", day.isoformat(), "", day=day) if is_near and day.isoformat() == ref else None


def scans_of(paper: Paper, site_id: int) -> list[Scan]:
    """The pages of a paper at a site, in the order of keeping."""
    column = "day" if paper.subject == "visits" else f"{paper.subject}_id"
    rows = fast().rows(
        f"SELECT id, page, sha256, at FROM paper_scan WHERE site_id = ? AND subject = ? AND {column} = ? "
        "ORDER BY at, token, page",
        (site_id, paper.subject, paper.day or paper.thing_id),
    )
    return [Scan(row[0], row[1], row[2], local_day(as_instant(row[3]))) for row in rows]


def papers_at(site_id: int) -> list[tuple[Paper, int, date]]:
    """Every paper of a site with scans: how many pages, and the day of the last; the newest first."""
    rows = fast().rows(
        "SELECT p.subject, COALESCE(r.number, m.code, CAST(o.id AS TEXT), ''), "
        "COALESCE(v.title, m.title, o.title, ''), p.day, COUNT(*), MAX(p.at) FROM paper_scan p "
        "LEFT JOIN run r ON r.id = p.run_id LEFT JOIN course_version v ON v.id = r.version_id "
        "LEFT JOIN makeover m ON m.id = p.makeover_id LEFT JOIN occasion o ON o.id = p.occasion_id "
        "WHERE p.site_id = ? GROUP BY p.subject, r.number, m.code, o.id, v.title, m.title, o.title, p.day "
        "ORDER BY MAX(p.at) DESC",
        (site_id,),
    )
    return [
        (
            Paper(row[0], row[1] or str(as_day(row[3])), row[2], day=as_day(row[3]) if row[3] else None),
            int(row[4]),
            local_day(as_instant(row[5])),
        )
        for row in rows
    ]


def scan_sha(scan_id: int, site_id: int) -> str:
    """The picture of a page of the site, or the empty string."""
    row = fast().row("SELECT sha256 FROM paper_scan WHERE id = ? AND site_id = ?", (scan_id, site_id))
    return str(row[0]) if row else ""


def scans_that_prove(papers: Iterable[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """(name of the paper, number of the page, hash) for each of these papers, each named with the id of its site."""
    found: list[tuple[str, int, str]] = []
    for name, site_id in dict.fromkeys(papers):
        paper = paper_of(name, site_id, date(2100, 1, 1))
        if paper is not None:
            found += [(name, number, scan.sha256) for number, scan in enumerate(scans_of(paper, site_id), 1)]
    return found
