"""Dashboard, CSV, XLSX, PDF and recount tell one truth; what is added past the services is found out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from factory.programme.indicators import HEADLINES, INDICATORS
from factory.programme.queries.truth import counter_gaps
from factory.programme.spans import Span
from inventory.services.recount import recount
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.programme.year import EXPECTED, YEAR, Year, csv_rows, pdf_text, seen, xlsx_rows

SPAN = "span=year-2025&site=all"
OWN = f"from={YEAR.starts_on}&to={YEAR.ends_on}"


def totals() -> dict[str, int]:
    """The dashboard's totals of the year."""
    counted = seen()
    return {slug: counted.sums.total(slug) for slug in INDICATORS}


def recounted(span: Span = YEAR) -> Counter[str]:
    """The same, folded from scratch out of the events."""
    from inventory.services.recount import _from_events

    total: Counter[str] = Counter()
    for (indicator, month, *_), amount in _from_events().items():
        if month in span.months():
            total[indicator] += amount
    return total


@pytest.mark.usefixtures("open_year")
def test_the_small_year_counts_what_happened() -> None:
    found = totals()
    assert {slug: found[slug] for slug in EXPECTED} == EXPECTED
    assert found["grams_kept"] == 7000 + 37000 + 55000 + 1500 + 7000
    assert 0 < found["co2e_low_grams"] < found["co2e_high_grams"]


@pytest.mark.usefixtures("open_year")
def test_the_recount_from_the_events_equals_the_dashboard() -> None:
    assert recount() == [] and counter_gaps() == []
    counted = recounted()
    assert totals() == {slug: counted[slug] for slug in INDICATORS}


@pytest.mark.usefixtures("open_year")
def test_own_dates_read_the_ledger_and_months_the_counters_and_both_agree() -> None:
    by_months = {slug: seen(YEAR).sums.total(slug) for slug in INDICATORS}
    last_day_off = Span("own", YEAR.starts_on, date(2026, 3, 30))
    last_day = Span("own", date(2026, 3, 31), date(2026, 3, 31))
    by_days = {
        slug: seen(last_day_off).sums.total(slug) + seen(last_day).sums.total(slug) for slug in INDICATORS
    }
    assert by_months == by_days
    assert seen(last_day).sums.total("pieces_received") == 1


def test_dashboard_csv_xlsx_and_pdf_print_the_same_figures(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    sign_in(page_client, "ann")
    with app.app_context():
        figures = totals()
    page = page_client.get(f"/count?{SPAN}")
    table = csv_rows(page_client.client.get(f"/count/tables.csv?{SPAN}&table=targets").data)
    book = page_client.client.get(f"/count/tables.xlsx?{SPAN}").data
    sheet = xlsx_rows(book)
    paper = pdf_text(page_client.client.get(f"/count/report.pdf?{SPAN}").data)
    for slug in HEADLINES:
        name, is_kg = INDICATORS[slug].name, INDICATORS[slug].unit == "kg"
        exact = Decimal(figures[slug]) / 1000 if is_kg else figures[slug]
        in_csv = next(row for row in table if row[0] == name)
        in_xlsx = next(row for row in sheet if row[0] == name)
        assert Decimal(in_csv[5]) == exact
        assert Decimal(str(in_xlsx[5])) == exact and isinstance(in_xlsx[5], int | float)
        shown = f"{exact:,.1f} kg" if is_kg else f"{exact:,}"
        assert shown in paper
        assert f"{round(exact):,}" in page.text
    low, high = (f"{Decimal(figures[f'co2e_{end}_grams']) / 1000:,.1f}" for end in ("low", "high"))
    assert f"{low} kg to {high} kg" in paper and f"{low} kg" in page.text and f"{high} kg" in page.text


def test_the_rows_of_each_number_sum_to_it(page_client: PageClient, year: Year, app: Flask) -> None:
    sign_in(page_client, "ann")
    with app.app_context():
        figures = totals()
    for slug, indicator in INDICATORS.items():
        rows = csv_rows(page_client.client.get(f"/count/{slug}/rows.csv?{SPAN}").data)[1:]
        book = xlsx_rows(page_client.client.get(f"/count/{slug}/rows.xlsx?{SPAN}").data)[1:]
        assert sum(Decimal(row[5]) for row in rows) == Decimal(figures[slug]) / indicator.scale
        assert [row[0] for row in rows] == [row[0] for row in book]


def test_month_tables_sum_to_the_year(page_client: PageClient, year: Year, app: Flask) -> None:
    sign_in(page_client, "ann")
    with app.app_context():
        figures = totals()
    for slug in HEADLINES:
        rows = csv_rows(page_client.client.get(f"/count/tables.csv?{SPAN}&table=months-{slug}").data)
        assert len(rows) == 1 + 12 + 1
        assert sum(Decimal(row[-1]) for row in rows[1:-1]) == Decimal(rows[-1][-1])
        assert Decimal(rows[-1][-1]) == Decimal(figures[slug]) / INDICATORS[slug].scale


def _plant(table: str) -> None:
    """Add a row past the services."""
    event, piece, site = fast().row("SELECT id, piece_id, site_id FROM piece_event ORDER BY at LIMIT 1") or ()
    with transaction():
        if table == "count_entry":
            fast().run(
                "INSERT INTO count_entry (indicator, piece_id, life, site_id, day, category, split, amount, event_id, "
                "is_adjustment, made_at) VALUES ('pieces_upcycled', ?, 1, ?, ?, 'lamp', '', 1, ?, ?, ?)",
                (piece, site, date(2025, 6, 1), event, False, now()),
            )
        else:
            fast().run("UPDATE count_month SET amount = amount + 1 WHERE indicator = 'pieces_received'")


@pytest.mark.usefixtures("open_year")
@pytest.mark.parametrize("table", ["count_entry", "count_month"])
def test_a_figure_added_past_the_services_is_found_out(table: str) -> None:
    assert recount() == [] and counter_gaps() == []
    _plant(table)
    assert recount() != [] and counter_gaps() != []


@pytest.mark.usefixtures("open_year")
def test_an_event_added_past_the_services_is_found_out() -> None:
    """An event that nobody folded: another weight for a piece before it left, written straight into the table."""
    row = fast().row(
        "SELECT e.id FROM piece_event e JOIN piece p ON p.id = e.piece_id "
        "WHERE e.kind = 'photographed' AND p.stage = 'released' ORDER BY e.at LIMIT 1"
    )
    assert row is not None and recount() == []
    columns = (
        "piece_id, label, at, device_at, received_at, site_id, device, sequence, by_id, with_ids, powers, how"
    )
    with transaction():
        fast().run(
            f"INSERT INTO piece_event (id, kind, data, body_hash, {columns}) "
            f"SELECT ?, 'weighed', ?, 'none', {columns} FROM piece_event WHERE id = ?",
            (new_client_id(), '{"grams":12345}', row[0]),
        )
    assert {gap.indicator for gap in recount()} >= {"grams_kept", "co2e_low_grams"}
