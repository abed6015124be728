"""The dashboard: few statements, open ends, practice left out, late truths as adjustments, the paper in Arabic."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from core.clock import milliseconds, now
from core.db import as_instant, fast, transaction
from core.files import store_photo
from core.paper import text_width
from factory.programme.indicators import INDICATORS
from factory.programme.paper import report_page
from factory.programme.paper_cover import Pictures
from factory.programme.paper_method import method_lines
from factory.programme.paper_sheet import Sheet
from factory.programme.queries.open_ends import SILENT_AFTER, open_ends
from factory.programme.queries.pictures import PicturePair, picture_pairs
from factory.programme.wording import Words
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import Client, PageClient
from tests.programme.year import Year, csv_rows, page_count, pdf_text, record, seen, xlsx_rows
from tests.training import scene

ENGLISH = Words("en", lambda text, **values: text % values if values else text)
ARABIC = Words("ar", ENGLISH.gettext, is_rtl=True)


def test_the_figures_take_the_same_few_statements_whatever_the_span(
    open_year: Year, statements: Callable[[], Any]
) -> None:
    seen()
    with statements() as made:
        seen()
    # sites, counters, works, people kept ready and whether anybody is marked, opening figures, closed months,
    # adjustments, targets, kinds
    assert len(made) <= 10, made


def test_a_coordinator_finds_what_could_still_change(page_client: PageClient, year: Year, app: Flask) -> None:
    with app.app_context(), transaction():
        fast().run("UPDATE device SET last_seen_at = ?, paired_at = ?", (now() - SILENT_AFTER * 2,) * 2)
    sign_in(page_client, "ruth")
    page = page_client.get("/count?span=year-2025&site=coventry")
    assert "1 tablet silent since" in page.text
    ends = page_client.get("/count/open-ends?site=coventry")
    assert "1 tablet silent since" in ends.text


def test_a_coordinator_is_told_of_a_tablet_that_sends_nothing_for_a_fortnight(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    """A tablet says since when things wait on it; one that then falls silent is told of all the same."""
    cast, headers = year.cast, {"X-Eco": "1", "Origin": "http://localhost"}
    at = milliseconds(now())
    tablet = Client(app, use_cookies=True)
    tablet.set_cookie("eco-device", cast.tablets["coventry"])
    sign_in(page_client, "ruth")
    for days, is_told in ((13, False), (14, True)):
        body = {"waiting": 3, "oldest": at - days * 86_400_000, "now": at, "keeps_storage": True}
        assert tablet.post("/api/v1/tablet", json=body, headers=headers).status_code == 200
        for _ in range(2):
            page = page_client.get("/count?site=coventry")
            assert ("1 tablet has not sent" in page.text) is is_told
        assert ("not sent since" in page_client.get("/admin/devices").text) is is_told
    tablet.post("/api/v1/tablet", json={"waiting": 0, "keeps_storage": True}, headers=headers)
    assert "not sent since" not in page_client.get("/admin/devices").text


def test_an_open_end_that_is_settled_goes_away(open_year: Year) -> None:
    sites = frozenset(open_year.cast.sites.values())
    assert [(end.slug, end.number) for end in open_ends(sites, now())] == [("silent", 2)]
    with transaction():
        fast().run("UPDATE device SET last_seen_at = ?", (now(),))
    assert open_ends(sites, now()) == []
    assert open_ends(frozenset(), now()) == []


def test_a_late_truth_is_a_listed_adjustment_and_the_sum_follows(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    with app.app_context():
        before = seen().sums.total("grams_kept")
        row = fast().row(
            "SELECT e.at FROM piece_event e WHERE e.kind = 'released' AND e.label = ?", (year.codes[0],)
        )
        assert row is not None
        late = as_instant(row[0]) - timedelta(minutes=1)
        record(year.cast, "coventry", year.codes[0], "weighed", {"grams": 8200}, late)
        assert seen().sums.total("grams_kept") == before + 1200
    sign_in(page_client, "ann")
    page = page_client.get("/count/grams_kept/rows?span=year-2025&site=all")
    assert page.text.count("Adjustment") == 2
    rows = csv_rows(page_client.client.get("/count/grams_kept/rows.csv?span=year-2025&site=all").data)
    assert sorted(row[5] for row in rows if row[0] == year.codes[0]) == ["-7", "7", "8.2"]


@pytest.mark.parametrize("words", [ENGLISH, ARABIC], ids=["en", "ar"])
def test_the_paper_is_a_cover_and_a_page_with_rules_versions_sources_and_cut_off(
    open_year: Year, words: Words
) -> None:
    count = seen()
    text = pdf_text(report_page(count, words))
    for part in ("Alloa", "WRAP", "Futures", words.number(count.sums.total("pieces_upcycled"))):
        assert part in text
    assert text.count("version") >= len(INDICATORS)
    if words is ENGLISH:
        assert "Alloa Community Enterprises, CC BY 4.0" in text and words.instant(count.view.cut_off) in text
        assert all(f"rule version {indicator.version}" in text for indicator in INDICATORS.values())


def test_the_paper_shows_only_photos_that_the_desk_approved(open_year: Year, tmp_path: Path) -> None:
    assert picture_pairs(seen().view) == []
    body = io.BytesIO()
    Image.new("RGB", (90, 60), "#1F5B45").save(body, "JPEG")
    with transaction():
        sha256 = store_photo(body.getvalue(), tmp_path).sha256
        fast().run("UPDATE photo SET sha256 = ?", (sha256,))
        fast().run("UPDATE photo SET approved_at = ? WHERE kind = 'before'", (now(),))
    assert picture_pairs(seen().view) == [], "the photo after the work was not approved"
    with transaction():
        fast().run("UPDATE photo SET approved_at = ?", (now(),))
    pairs = picture_pairs(seen().view)
    assert len({pair.category for pair in pairs}) == len(pairs) >= 2, "one of a kind first"
    shown, plain = (report_page(seen(), ENGLISH, some) for some in (Pictures(tmp_path, pairs), None))
    assert "Before and after" in pdf_text(shown) and page_count(shown) == page_count(plain) + 1
    assert open_year.codes[0] not in pdf_text(shown)
    gone = report_page(seen(), ENGLISH, Pictures(tmp_path / "gone", pairs))
    assert "Before and after" in pdf_text(gone), "a photo whose file is gone leaves an empty frame"


def test_the_name_of_a_piece_leaves_room_for_the_word_after(
    open_year: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, plain = list[tuple[str, float, float]](), Sheet.line

    def line(sheet: Sheet, text: str, at: float, *args: Any, **how: Any) -> None:
        drawn.append((text, at, how.get("room", 500)))
        plain(sheet, text, at, *args, **how)

    monkeypatch.setattr(Sheet, "line", line)
    pair = PicturePair("dining-chair-upholstered", "0" * 64, "0" * 64)
    report_page(seen(), ENGLISH, Pictures(tmp_path, [pair, pair]))
    after = [at for text, at, _room in drawn if text == "After"]
    names = [end - room for text, end, room in drawn if text == "Upholstered dining chair"]
    wide = text_width("After", 8, "regular", "ltr", "en")
    assert names and all(name > start + wide for name, start in zip(names, after, strict=True))


def test_the_paper_has_room_for_every_line_of_its_method() -> None:
    assert len(method_lines(ENGLISH)) < 16


def test_an_empty_programme_has_a_page_that_says_so(page_client: PageClient, app: Flask) -> None:
    from tests.cast import make_cast

    with app.app_context():
        make_cast()
    sign_in(page_client, "ann")
    page = page_client.get("/count")
    assert page.heading == "How we are doing" and "Nothing is counted in these days yet" in page.text
    for address in ("/count/tables", "/count/targets", "/count/open-ends", "/count/pieces_upcycled/rows"):
        page_client.get(address)
    assert page_client.client.get("/count/report.pdf").status_code == 200
    assert page_client.client.get("/count/tables.xlsx").status_code == 200


def test_a_room_tells_what_is_open_with_its_number_and_age(app: Flask, cast: Cast) -> None:
    with app.app_context():
        sites = frozenset(cast.sites.values())
        with transaction():
            version = scene.make_course("chairs", title="Chairs")
            run = scene.make_run(version, cast.sites["coventry"], starts_at=scene.noon(30))
            (learner,) = scene.make_learners(cast.sites["coventry"], 1)
        scene.fill(cast, run, [learner])
        assert not open_ends(sites, now())
        with transaction():
            fast().run(
                "UPDATE course_class SET starts_at = ?, ends_at = ? WHERE run_id = ?",
                (scene.noon(-3), scene.noon(-2), run.id),
            )
        found = {end.slug: end for end in open_ends(sites, now())}
        assert {"unsigned_registers", "unfinished_runs"} == set(found)
        assert found["unsigned_registers"].since == scene.noon(-2)
        assert not open_ends(frozenset({cast.sites["wolverhampton"]}), now())


def test_what_is_open_is_printed_as_left_out(page_client: PageClient, year: Year, app: Flask) -> None:
    with app.app_context(), transaction():
        fast().run("UPDATE device SET last_seen_at = ?", (now() - 2 * SILENT_AFTER,))
    sign_in(page_client, "ruth")
    paper = pdf_text(page_client.client.get("/count/report.pdf?site=all&span=year-2025").data)
    assert "Still open, left out: Tablets silent for two days: 2, the oldest of" in paper
    book = page_client.client.get("/count/tables.xlsx?site=all&span=year-2025").data
    method = [str(row[1]) for row in xlsx_rows(book, -1) if row[0] == "Still open, left out"]
    assert method and method[0].startswith("Tablets silent for two days: 2")
