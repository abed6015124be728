"""Scans of paper: pages of a signed list or form, kept as pictures beside what they prove."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, UtcInstant, Whole, one_of, within
from core.triggers import refuse_unless

SUBJECTS: Final = ("run", "makeover", "occasion", "visits")
MOST_PAGES: Final = 20


class PaperScan(Model):
    """One page of paper as a picture. `day` says of which day's pad of visits it is; a row goes with its picture."""

    __tablename__ = "paper_scan"
    __table_args__ = (
        UniqueConstraint("token", "page"),
        one_of("subject", SUBJECTS),
        within("page", 1, MOST_PAGES),
        within("width", 1, 10_000),
        within("height", 1, 10_000),
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
        CheckConstraint("(subject = 'run') = (run_id IS NOT NULL)", name="run_named"),
        CheckConstraint("(subject = 'makeover') = (makeover_id IS NOT NULL)", name="makeover_named"),
        CheckConstraint("(subject = 'occasion') = (occasion_id IS NOT NULL)", name="occasion_named"),
        CheckConstraint("(subject = 'visits') = (day IS NOT NULL)", name="day_named"),
        Index("ix_paper_scan_site_id", "site_id", "subject"),
        Index("ix_paper_scan_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    token: Mapped[str] = mapped_column(Text)
    page: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    subject: Mapped[str] = mapped_column(Text)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    makeover_id: Mapped[int | None] = mapped_column(ForeignKey("makeover.id"))
    occasion_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id"))
    day: Mapped[date | None] = mapped_column(Day)
    sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Whole)
    height: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def _guard(paper_scan: Table) -> None:
    """A scan is of its own site's run, makeover or occasion, and never becomes one of another."""
    of_site = " AND ".join(
        f"(NEW.{table}_id IS NULL OR EXISTS "
        f"(SELECT 1 FROM {table} s WHERE s.id = NEW.{table}_id AND s.site_id = NEW.site_id))"
        for table in ("run", "makeover", "occasion")
    )
    refuse_unless(
        paper_scan,
        "paper_scan_of_its_site",
        "INSERT ON paper_scan",
        of_site,
        "a scan is of paper at its own site",
    )
    refuse_unless(
        paper_scan, "paper_scan_stays_as_it_is", "UPDATE ON paper_scan", "1 = 0", "a scan is never changed"
    )


_guard(PaperScan.__table__)  # type: ignore[arg-type]
