"""A small year of pieces recorded through `record_event`, and the same figures read out of every output."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.access import Actor, system_actor
from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from core.people import CHECK_PERMITS
from factory.programme.indicators import INDICATORS
from factory.programme.queries.overview import Overview, View, overview
from factory.programme.services import set_target
from factory.programme.spans import Span
from inventory.services.labels import make_batch
from inventory.services.record import Outcome, record_event
from tests.cast import Cast, make_cast
from tests.inventory.stories import CHAIR, LAMP, SOFA, WARDROBE, release_answers, way_to_ready

YEAR = Span("year", date(2025, 4, 1), date(2026, 3, 31))
PLAN = (
    # day, site, kind, how far it comes, where to
    ("2025-04-03", "coventry", CHAIR, "released", "sale"),
    ("2025-04-30", "coventry", SOFA, "released", "own_use"),
    ("2025-05-12", "wolverhampton", WARDROBE, "released", "event"),
    ("2025-07-01", "wolverhampton", CHAIR, "ready", ""),
    ("2025-09-15", "coventry", WARDROBE, "received", ""),
    ("2025-10-02", "coventry", LAMP, "released", "sale"),
    ("2025-10-31", "coventry", CHAIR, "released", "sale"),
    ("2026-01-08", "wolverhampton", SOFA, "ready", ""),
    ("2026-03-31", "coventry", CHAIR, "ready", ""),
)
EXPECTED = {"pieces_received": 9, "pieces_upcycled": 8, "pieces_given_out": 5, "co2e_left_out": 1}


@dataclass
class Year:
    """The cast, the codes of the pieces, and the targets of a small year."""

    cast: Cast
    codes: list[str] = field(default_factory=list)


def make_year() -> Year:
    """Record the plan as two sites' people would have, and set targets. Needs the app's context."""
    cast = make_cast(at=datetime(2025, 3, 1, 9, tzinfo=UTC))
    year = Year(cast)
    labels = {site: labels_at(cast, site, datetime(2025, 3, 1, 9, tzinfo=UTC)) for site in cast.sites}
    for day, site, kind, stage, to in PLAN:
        code = labels[site].pop()
        year.codes.append(code)
        bring(cast, site, code, kind, stage, to, datetime.fromisoformat(f"{day}T10:00:00+00:00"))
    with transaction():
        for indicator, number in (("pieces_upcycled", 10), ("grams_kept", 200)):
            set_target(
                indicator=indicator,
                number=number,
                starts_on=YEAR.starts_on,
                ends_on=YEAR.ends_on,
                site_id=None,
                by=system_actor(cast.sites["coventry"]),
                at=now(),
                token=new_client_id(),
            )
    return year


def labels_at(cast: Cast, site: str, at: datetime) -> list[str]:
    """Codes of a fresh sheet of labels."""
    with transaction():
        batch = make_batch(
            by=system_actor(cast.sites[site]),
            stationery_name="L7160",
            count=21,
            start=1,
            host="ECO.EXAMPLE",
            at=at,
            token=new_client_id(),
        )
        return [row[0] for row in fast().rows("SELECT code FROM label WHERE batch_id = ?", (batch.id,))]


def bring(cast: Cast, site: str, code: str, kind: str, stage: str, to: str, start: datetime) -> None:
    """Bring one piece as far as the plan says."""
    steps = [*way_to_ready(kind), *release_answers()]
    for minute, item in enumerate(steps[:1] if stage == "received" else steps):
        checks = "quality_check" in item.data.get("answers", {})
        record(
            cast,
            site,
            code,
            item.kind,
            _fresh(item.data, start),
            start + timedelta(minutes=minute),
            second=checks,
        )
    if stage != "received":
        record(
            cast, site, code, "moved", {"to": "ready"}, start + timedelta(minutes=15), missing_is_fine=True
        )
    if stage == "released":
        record(cast, site, code, "released", {"destination": to}, start + timedelta(minutes=20))


def record(
    cast: Cast,
    site: str,
    code: str,
    kind: str,
    data: dict[str, Any],
    at: datetime,
    *,
    second: bool = False,
    missing_is_fine: bool = False,
) -> Outcome:
    """Record one event as one of two people of the site who hold every permit."""
    by = _person(cast, site, second)
    with transaction():
        outcome = record_event(
            by=by, code=code, kind=kind, data=data, at=at, received_at=at, token=new_client_id()
        )
    assert missing_is_fine or outcome.result == "stored", outcome
    return outcome


def _person(cast: Cast, site: str, second: bool) -> Actor:
    names = {"coventry": ("ruth", "mary"), "wolverhampton": ("oluwaseun", "grace")}[site]
    return Actor(
        person_id=cast.people[names[second]],
        site_id=cast.sites[site],
        roles=frozenset({"coordinator"}),
        permits=frozenset(CHECK_PERMITS),
        strength="pin",
    )


def _fresh(data: dict[str, Any], start: datetime) -> dict[str, Any]:
    """The same data with photo ids of its own and a test of that day."""
    changed: dict[str, Any] = {}
    for name, value in data.items():
        if name == "photo":
            changed[name] = new_client_id()
        elif name == "photos":
            changed[name] = [new_client_id() for _ in value]
        elif name == "tested_on":
            changed[name] = start.date().isoformat()
        else:
            changed[name] = _fresh(value, start) if isinstance(value, dict) else value
    return changed


def seen(span: Span = YEAR, site: Any = None) -> Overview:
    """The count of a span, as the dashboard reads it."""
    return overview(View(span, site, "", INDICATORS["pieces_upcycled"], now()))


def csv_rows(body: bytes) -> list[list[str]]:
    """A CSV file's lines."""
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def xlsx_rows(body: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    """One sheet of a workbook as typed rows."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(body))
    return [tuple(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


def page_count(body: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    return len(pypdfium2.PdfDocument(body))


def pdf_text(body: bytes, pages: int = 0, first: int = 0) -> str:
    """The words of a PDF from its page `first` on; fails unless it has so many pages.

    0: a cover, a page of pieces, and more as rooms are counted.
    """
    import pypdfium2

    paper = pypdfium2.PdfDocument(body)
    assert len(paper) in ((pages,) if pages else range(2, 20))
    text = " ".join(page.get_textpage().get_text_range() for page in list(paper)[first:])
    return re.sub(r"\s+", " ", text)
