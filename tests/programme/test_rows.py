"""Rows: paged by key, sorted by each column, filtered as the number was; files without live formulas."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.spreadsheets import inert
from factory.programme.queries.rows import PAGE, Wanted, each_row, page_of_rows, sums_of_rows
from factory.programme.queries.scope import RowScope
from factory.programme.queries.sums import Where
from factory.programme.spans import Span
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.programme.year import YEAR, Year, csv_rows, xlsx_rows

SPAN = "span=year-2025&site=all"
KEY = b"k"


def plant(count: int, site: int) -> None:
    """Many ledger lines of one piece, for paging."""
    event, piece = fast().row("SELECT id, piece_id FROM piece_event ORDER BY at LIMIT 1") or ()
    with transaction():
        for number in range(count):
            fast().run(
                "INSERT INTO count_entry (indicator, piece_id, life, site_id, day, category, split, amount, event_id, "
                "is_adjustment, made_at) VALUES ('pieces_received', ?, 1, ?, ?, 'lamp', '', ?, ?, ?, ?)",
                (
                    piece,
                    site,
                    date(2025, 5, 1) + timedelta(days=number % 7),
                    1 + number % 3,
                    event,
                    False,
                    now(),
                ),
            )


@pytest.mark.parametrize(
    "order", ["day", "-day", "code", "-code", "kind", "-kind", "site", "-site", "amount", "-amount"]
)
def test_paging_shows_each_row_once_in_every_order_and_back_again(open_year: Year, order: str) -> None:
    scope = RowScope(frozenset(open_year.cast.sites.values()), frozenset())
    plant(3 * PAGE, open_year.cast.sites["wolverhampton"])
    wanted = Wanted(Where(YEAR), "pieces_received", order=order)
    forwards, backwards, page = [], [], page_of_rows(wanted, scope, KEY)
    while True:
        forwards.append([row.id for row in page.rows])
        if not page.after:
            break
        page = page_of_rows(Wanted(Where(YEAR), "pieces_received", None, order, after=page.after), scope, KEY)
    while page.before:
        page = page_of_rows(
            Wanted(Where(YEAR), "pieces_received", None, order, before=page.before), scope, KEY
        )
        backwards.insert(0, [row.id for row in page.rows])
    everything = [number for numbers in forwards for number in numbers]
    assert len(everything) == len(set(everything)) == 3 * PAGE + 9
    assert backwards == forwards[:-1]
    assert everything == [row.id for row in each_row(wanted, scope, KEY)]
    assert sums_of_rows(wanted, scope).count == len(everything)


def test_a_split_of_a_number_opens_to_its_own_rows(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "ann")
    page = page_client.get(f"/count/pieces_given_out/rows?{SPAN}&split=sale")
    assert len(page.tree.all("tbody")[0].all("tr")) == 3 and "A sale" in page.text


def test_the_group_filter_reaches_rows_and_figures_alike(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "ann")
    rows = csv_rows(page_client.client.get(f"/count/pieces_received/rows.csv?{SPAN}&group=storage").data)[1:]
    table = csv_rows(page_client.client.get(f"/count/tables.csv?{SPAN}&group=storage&table=targets").data)
    assert len(rows) == 2
    assert next(row for row in table if row[0] == "Pieces received")[5] == "2"


def test_each_link_of_the_dashboard_leads_to_rows_that_sum_to_it(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "ann")
    page = page_client.get(f"/count?{SPAN}")
    links = [link for link in page.links if "/rows?" in link]
    assert len(links) > 20
    for link in links:
        page_client.get(link)
    october = next(link for link in links if "month-2025-10" in link and "site=coventry" in link)
    assert parse_qs(urlsplit(october).query)["site"] == ["coventry"]
    assert len(page_client.get(october).tree.all("tbody")[0].all("tr")) == 2


def test_each_figure_of_the_report_opens_to_rows_that_sum_to_it(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "ann")
    page = page_client.get(f"/count/tables?{SPAN}")
    figures = [link for link in page.tree.all("a") if link.get("class") == "figure"]
    assert len(figures) > 40
    for figure in figures:
        opened = page_client.get(figure.get("href"))
        total = next(mark for mark in opened.tree.all("b") if "total" in mark.get("class", "")).text
        assert total.removesuffix(" kg") == figure.text, figure.get("href")


def test_one_kind_of_furniture_opens_to_its_own_rows(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "ann")
    kinds = [link for link in page_client.get(f"/count?{SPAN}").links if "kind=" in link]
    assert kinds
    page = page_client.get(kinds[0])
    whats = {row.all("td")[0].text for row in page.tree.all("tbody")[0].all("tr")}
    assert len(whats) == 1 and whats.pop() in page.tree.one("main").all("nav")[0].text
    rows = csv_rows(page_client.client.get(kinds[0].replace("/rows?", "/rows.csv?")).data)[1:]
    assert len(rows) == len(page.tree.all("tbody")[0].all("tr"))
    unknown = page_client.get(f"/count/pieces_received/rows?{SPAN}&kind=unknown")
    assert "Nothing is counted" in unknown.text


def test_a_row_leads_to_its_piece(page_client: PageClient, year: Year, app: Flask) -> None:
    sign_in(page_client, "ann")
    page = page_client.get(f"/count/pieces_upcycled/rows?{SPAN}")
    code = page.tree.all("tbody")[0].all("a")[0].text
    assert code in year.codes
    assert page_client.client.get(page.tree.all("tbody")[0].all("a")[0].get("href")).status_code == 200


def test_xlsx_cells_are_typed_and_the_method_is_on_its_own_sheet(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "ann")
    book = page_client.client.get(f"/count/grams_kept/rows.xlsx?{SPAN}").data
    row = xlsx_rows(book)[1]
    assert row[3].date() in {
        date(2026, 1, 1),
        *(date(2025, month, day) for month, day in ((4, 3), (4, 30), (5, 12), (10, 2), (10, 31))),
    }
    assert isinstance(row[5], int | float)
    said = {line[0]: line[1] for line in xlsx_rows(book, 1)}
    assert "Kept in use, rule version 1" in said and said["Rows"] == 5
    assert "Alloa Community Enterprises" in said["Average weights"]


def test_the_workbook_holds_every_table_and_the_method(page_client: PageClient, year: Year) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    sign_in(page_client, "ann")
    book = load_workbook(BytesIO(page_client.client.get(f"/count/tables.xlsx?{SPAN}").data))
    assert len(set(book.sheetnames)) == len(book.sheetnames) >= 30 and book.sheetnames[-1] == "Method"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_is_inert(lead: str) -> None:
    assert inert(f"{lead}cmd|calc").startswith("'")


@pytest.mark.parametrize(
    "query",
    [
        "after=nonsense",
        "after=2025-01-01~x",
        "after=~",
        "after=2025-01-01~99999999999999999999999",
        "sort=amount&after=9999999999999999999999~1",
        "sort=drop",
        "sort=--day",
        "before=x~y",
        "span=month-2026-99",
        "from=2026-01-01",
        "group=%3Cscript%3E",
        "kind=%3Cscript%3E",
    ],
)
def test_a_broken_address_is_refused_with_words(page_client: PageClient, cast: Cast, query: str) -> None:
    sign_in(page_client, "ann")
    page_client.get(f"/count/pieces_upcycled/rows?{query}", status=422)


@pytest.mark.parametrize(
    "address",
    ["/count/nothing/rows", "/count/pieces_upcycled/rows.exe", "/count/tables.doc", "/count/tables.csv?table=no",
     "/count?site=nowhere", "/count?show=co2e_high_grams"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(page_client: PageClient, cast: Cast, address: str) -> None:
    sign_in(page_client, "ann")
    assert page_client.client.get(address).status_code == 404


def test_an_unknown_split_has_no_rows(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ann")
    assert "Nothing is counted" in page_client.get("/count/grams_kept/rows?split=%D9%85%3D1").text


def test_dates_of_a_century_are_shown(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ann")
    page_client.get("/count?from=2000-01-01&to=2100-12-31")
    assert page_client.client.get("/count/report.pdf?from=2000-01-01&to=2100-12-31").status_code == 200


OWN = Span("own", date(2025, 4, 3), date(2025, 4, 29))


def test_own_days_cut_between_days(open_year: Year) -> None:
    scope = RowScope(frozenset(open_year.cast.sites.values()), frozenset())
    assert sums_of_rows(Wanted(Where(OWN), "pieces_received"), scope).count == 1
