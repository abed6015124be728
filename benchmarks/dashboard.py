"""The dashboard, the rows behind a figure, its files, the funder's paper and the recount over the big house.

1,000,000 events, 100,000 pieces, 10,000 people, three years, closed months: `benchmarks.big_house` builds it once and
keeps it. Whole requests: sign-in, policy and layout included. Run: python -m benchmarks dashboard
"""

from __future__ import annotations

import csv
import gc
import io
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median
from typing import Any

from flask import Flask

from benchmarks.apart import Taken, apart, let_go
from benchmarks.big_house.making import EVENTS, Size, open_house
from benchmarks.clocked import clocked
from benchmarks.scan import Caller
from benchmarks.table import Line, as_text
from benchmarks.utilisation import Hall, asked_barely, page_of
from core.clock import local_day, now
from core.db import fast, transaction
from core.sign_ins import start_sign_in
from factory.tally.settling import settle_all

MOST_SQL_MS, MOST_PAGE_MS, MOST_PDF_S, MOST_MIB = 20.0, 300.0, 10.0, 64.0
BARE = "SELECT indicator, month, site_id, split, SUM(amount) FROM {} GROUP BY 1, 2, 3, 4"
BARE_LEDGER = BARE.format(
    "(SELECT indicator, substr(day, 1, 7) AS month, site_id, split, amount FROM count_entry)"
)
BARE_ROWS = (
    "SELECT e.id, p.code, p.title, e.category, e.site_id, e.day, e.split, e.amount, e.life FROM count_entry e "
    "JOIN piece p ON p.id = e.piece_id WHERE e.indicator = 'pieces_given_out' AND e.day BETWEEN '{}' AND '{}' "
    "ORDER BY e.day DESC, e.id DESC"
)
BARE_EVENTS = "SELECT piece_id, kind, at, site_id, by_id, data FROM piece_event"


def open_hall(app: Flask) -> Hall:
    """The cookie of somebody who sees every site."""
    with app.app_context(), transaction():
        row = fast().row(
            "SELECT person_id FROM role WHERE role = 'administrator' AND site_id IS NULL ORDER BY id"
        )
        assert row is not None
        site = fast().row("SELECT MIN(id) FROM site WHERE NOT is_practice")
        assert site is not None
        sign_in = start_sign_in(
            person_id=row[0], site_id=site[0], device_id=None, method="password", at=now()
        )
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return Hall(app, f"eco={serializer.dumps({'_user_id': sign_in, '_fresh': True})}")


def measure(*, share: float = 1.0, rounds: int = 5) -> list[Line]:
    """Pages, files, paper and recount, in one run, each beside a floor."""
    app = open_house(Size().by(share))
    hall = open_hall(app)
    with app.app_context():
        many = [fast().row(f"SELECT COUNT(*) FROM {table}") or (0,) for table in (*EVENTS, "piece", "person")]
        settle_all()
    *events, pieces, people = (int(row[0]) for row in many)
    of = f"{sum(events):,} events"
    print(f"{of}, {pieces:,} pieces, {people:,} people: {dict(zip(EVENTS, events, strict=True))}")
    end = local_day(now())
    year, odd = (end - timedelta(days=364), end), (end - timedelta(days=3 * 365 - 3), end - timedelta(days=2))
    lines = [*_pages(hall, of, year, odd, rounds), *_files(hall, year), *_recounted(app)]
    let_go(app)
    return lines


def _asking(days: tuple[date, date]) -> str:
    return f"site=all&from={days[0]}&to={days[1]}"


def _pages(
    hall: Hall, of: str, year: tuple[date, date], odd: tuple[date, date], rounds: int
) -> Iterator[Line]:
    counters = _floor(hall.app, BARE.format("count_month"), rounds)
    page = page_of(hall, "/count", _asking(_whole_months(year)))
    yield from _page_lines(f"{of}, dashboard of twelve months", page, counters, rounds)
    ledger = _floor(hall.app, BARE_LEDGER, rounds)
    page = page_of(hall, "/count", _asking(odd))
    yield from _page_lines("dashboard of three years less five days", page, ledger, rounds)
    with hall.app.app_context(), transaction():  # somebody showed a card a moment ago
        fast().run("INSERT INTO tally_mark (person_id) VALUES (107), (107), (108)")
    page = page_of(hall, "/count", _asking(_whole_months(year)))
    yield from _page_lines("  where two people have just come", page, counters, rounds)
    with hall.app.app_context():
        settle_all()
    rows = _floor(hall.app, f"{BARE_ROWS.format(*year)} LIMIT 51", rounds)
    page = page_of(hall, "/count/pieces_given_out/rows", _asking(year))
    yield from _page_lines("first rows behind a figure of a year", page, rows, rounds)
    page = page_of(hall, "/count/volunteer_hours/rows", _asking(year))
    yield from _page_lines("first rows behind the hours of a year", page, rows, rounds)


def _whole_months(year: tuple[date, date]) -> tuple[date, date]:
    """The twelve whole months that ended before the year did: what the counters answer."""
    return year[0].replace(day=1), year[1].replace(day=1) - timedelta(days=1)


def _page_lines(name: str, page: Callable[[], object], floor: float, rounds: int) -> Iterator[Line]:
    page()
    sql, whole, number = [], [], 0
    for _ in range(rounds):
        gc.collect()
        with clocked() as clock:
            began = time.process_time()
            page()
            whole.append((time.process_time() - began) * 1000)
        sql.append(clock.spent)
        number = clock.statements
    spent, request = median(sql), median(whole)
    bar, held = (
        (f"≤ {MOST_SQL_MS:g} ms", spent <= MOST_SQL_MS) if "dashboard of twelve" in name else ("", None)
    )
    yield Line(f"{name}: its {number} statements", spent, "ms", floor, bar=bar, is_held=held)
    yield Line(
        f"{name}: whole request",
        request,
        "ms",
        floor,
        bar=f"≤ {MOST_PAGE_MS:g} ms",
        is_held=request <= MOST_PAGE_MS,
    )


def _floor(app: Flask, statement: str, rounds: int) -> float:
    way, spent = asked_barely(app, statement), []
    way()
    for _ in range(rounds):
        began = time.process_time()
        way()
        spent.append((time.process_time() - began) * 1000)
    return median(spent)


def _files(hall: Hall, year: tuple[date, date]) -> Iterator[Line]:
    asked, bare = _asking(year), BARE_ROWS.format(*year)
    ledger = apart(hall.app, lambda: str(len(_rows(hall.app, BARE_LEDGER))))
    plain = apart(hall.app, lambda: _plain_csv(hall.app, bare))
    sheet = apart(hall.app, lambda: _plain_xlsx(hall.app, bare))
    rows = apart(hall.app, lambda: _sum_of_csv(_body(hall, "/count/pieces_given_out/rows.csv", asked)))
    direct = apart(hall.app, lambda: _given_out(hall.app, year))
    yield Line(f"rows of a year as CSV, {rows.said} pieces", rows.seconds, "s", plain.seconds)
    yield Line(
        "  off a direct count of the releases", int(rows.said) - int(direct.said), "", bar="= 0",
        is_held=rows.said == direct.said,
    )  # fmt: skip
    yield _memory(rows, plain)
    book = apart(hall.app, lambda: str(len(_body(hall, "/count/pieces_given_out/rows.xlsx", asked))))
    yield Line("rows of a year as XLSX", book.seconds, "s", sheet.seconds)
    yield _memory(book, sheet)
    hours = apart(hall.app, lambda: str(len(_body(hall, "/count/volunteer_hours/rows.csv", asked))))
    yield Line("hours of a year as CSV", hours.seconds, "s", plain.seconds)
    yield _memory(hours, plain)
    tables = apart(hall.app, lambda: str(len(_body(hall, "/count/tables.xlsx", asked))))
    yield Line("every table of a year as XLSX", tables.seconds, "s", ledger.seconds)
    yield _memory(tables, ledger)
    paper = apart(hall.app, lambda: str(len(_body(hall, "/count/report.pdf", asked))))
    yield Line(
        f"the funder's paper of a year (PDF, {int(paper.said) // 1024} KiB)", paper.seconds, "s", ledger.seconds,
        bar=f"≤ {MOST_PDF_S:g} s", is_held=paper.seconds <= MOST_PDF_S,
    )  # fmt: skip
    yield _memory(paper, ledger)


def _memory(taken: Taken, floor: Taken) -> Line:
    return Line(
        "  memory above what stood there", taken.mib, "MiB", floor.mib, bar=f"≤ {MOST_MIB:g} MiB",
        is_held=taken.mib <= MOST_MIB,
    )  # fmt: skip


def _body(hall: Hall, path: str, asked: str) -> bytes:
    caller = Caller(hall.app, path, {"cookie": hall.cookie})
    caller.environ.update(REQUEST_METHOD="GET", QUERY_STRING=asked)
    del caller.environ["CONTENT_TYPE"]
    status, body = caller.post(b"")
    if not status.startswith("200"):
        raise SystemExit(f"{path} answered {status}: {body[:300]!r}")
    return body


def _rows(app: Flask, statement: str) -> list[tuple[Any, ...]]:
    with app.app_context():
        return [tuple(row) for row in fast().rows(statement)]


def _plain_csv(app: Flask, statement: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(_rows(app, statement))
    return str(len(out.getvalue().encode()))


def _plain_xlsx(app: Flask, statement: str) -> str:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in _rows(app, statement):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return str(len(out.getvalue()))


def _sum_of_csv(body: bytes) -> str:
    lines = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    return str(sum(int(line["Amount"]) for line in lines if line["Piece"]))


def _given_out(app: Flask, year: tuple[date, date]) -> str:
    """Releases of the year as they were written down: no practice, none refused, each life once."""
    found = _rows(
        app,
        "SELECT COUNT(*) FROM (SELECT DISTINCT r.piece_id, r.life FROM release r JOIN piece p ON p.id = r.piece_id "
        f"WHERE NOT p.is_practice AND r.released_on BETWEEN '{year[0]}' AND '{year[1]}' "
        "AND NOT EXISTS (SELECT 1 FROM event_verdict v WHERE v.event_id = r.event_id)) q",
    )
    return str(found[0][0])


def _recounted(app: Flask) -> Iterator[Line]:
    from factory.catching_up import catch_up
    from factory.recounting import differences, unlisted_truths

    def compared() -> str:
        with app.app_context():
            catch_up(now())
            found = [*differences(), *unlisted_truths()]
        for line in found[:10]:
            print(line)
        return str(len(found))

    plain = apart(app, lambda: str(len(_rows(app, BARE_EVENTS))))
    all_anew = apart(app, compared)
    yield Line("every figure recounted from the events", all_anew.seconds, "s", plain.seconds)
    yield Line("  memory above what stood there", all_anew.mib, "MiB", plain.mib)
    yield Line("  figures that differ", int(all_anew.said), "", bar="= 0", is_held=all_anew.said == "0")


if __name__ == "__main__":
    print(as_text(measure()))
