"""Choosing who counts as trained: looked at first, kept once, refused for closed months, told the same everywhere."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask import Flask

from core.clock import local_day, month_of, now
from core.db import fast, transaction
from core.errors import NotAllowed, RuleBroken
from core.ids import new_client_id
from factory.impact.figures import impact
from factory.open_data.figures import figure
from factory.programme.indicators import INDICATORS
from factory.programme.learning import LEARNING
from factory.programme.queries.overview import View, overview
from factory.programme.queries.periods import adjustments
from factory.programme.rules_told import rules_in_force
from factory.programme.services import choose_trained_rule
from factory.programme.services.periods import close_month, list_late_truths
from factory.programme.spans import Span, month_by_name, year_span
from factory.programme.wording import IN_ENGLISH
from factory.recounting import all_differences
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import Page, PageClient
from tests.programme.year import csv_rows, pdf_text, xlsx_rows
from tests.training.test_trained import DIGITAL, choose, ended, first, learners, taught

NAME = "Trained in digital fabrication"
LATELY = Span("own", first(5), local_day(now()))
CLASS = "in at least one class of a course in digital fabrication"
RUN = "completed at least one run of a course in digital fabrication"


def close(cast: Cast, ago: int, site: str = "coventry") -> None:
    with transaction():
        close_month(
            month=month_of(first(ago)),
            site_ids=(cast.sites[site],),
            by=cast.actor("ruth"),
            at=now(),
            token=new_client_id(),
        )


def look(client: PageClient, status: int, **said: str) -> Page:
    """What the page answers to a choice that is looked at."""
    page = client.get("/count/trained/new")
    said = {"indicator": DIGITAL, "way": "attended", "month": month_of(first(3)), **said}
    return client.submit(page, said, button="Show what changes", status=status)


@pytest.mark.parametrize("way", ["attended", "completed"])
def test_every_output_tells_the_same_figure_and_names_its_rule(
    app: Flask, page_client: PageClient, cast: Cast, way: str
) -> None:
    with app.app_context():
        run = taught(cast, learners(cast, 2), [4, 3])
        taught(cast, learners(cast, 1), [2])
        ended(cast, run, 2)
        if way == "attended":
            choose(cast, way, 6)
        assert all_differences() == []
    amount, rule, version = (3, CLASS, "attended-1") if way == "attended" else (2, RUN, "1")
    sign_in(page_client, "ann")
    asked = f"site=all&from={LATELY.starts_on}&to={LATELY.ends_on}"
    shown = page_client.get(f"/count?{asked}").text
    assert ("came to a first class" in shown) == (way == "attended")
    table = csv_rows(page_client.client.get(f"/count/tables.csv?{asked}&table=months-{DIGITAL}").data)
    assert int(table[-1][-1]) == amount
    book = page_client.client.get(f"/count/tables.xlsx?{asked}").data
    assert any(row[0] == NAME and amount in row for row in xlsx_rows(book))
    paper = " ".join(pdf_text(page_client.client.get(f"/count/report.pdf?{asked}").data).split())
    assert rule in paper and f"rule version {version}" in paper
    rows = page_client.get(f"/count/{DIGITAL}/rows?{asked}").text
    assert rule in rows and f"Rule version {version}." in rows
    assert len(csv_rows(page_client.client.get(f"/count/{DIGITAL}/rows.csv?{asked}").data)[1:]) == amount
    sheet = page_client.client.get(f"/count/{DIGITAL}/rows.xlsx?{asked}").data
    assert len(xlsx_rows(sheet)[1:]) == amount
    method = page_client.get(f"/count/tables?{asked}").text
    assert rule in method and f"{NAME}, rule version {version}" in method


def test_two_rules_in_one_span_are_both_named_with_their_days(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    with app.app_context():
        choose(cast, "attended", 2)
        rules, indicator = rules_in_force(), LEARNING[DIGITAL]
        told = rules.rule(indicator, LATELY, IN_ENGLISH)
        assert told.index(RUN) < told.index(IN_ENGLISH.day(first(2))) < told.index(CLASS)
        assert rules.version(indicator, LATELY) == "1, attended-1"
        before = Span("own", first(5), date.fromordinal(first(2).toordinal() - 1))
        assert (rules.rule(indicator, before, IN_ENGLISH), rules.version(indicator, before)) == (
            indicator.rule,
            "1",
        )
        year = year_span(local_day(now()))
        said = figure(INDICATORS["pieces_upcycled"], year, now(), (True, True))["rules"]
        assert [(one["from"], one["version"]) for one in said] == [(None, "1")]
        public = impact((DIGITAL,), shows_stories=False, at=now(), rooms=(True, True))
        assert CLASS in public.rules.rule(indicator, public.whole, IN_ENGLISH)
    sign_in(page_client, "ann")
    asked = f"site=all&from={LATELY.starts_on}&to={LATELY.ends_on}"
    for address in (f"/count/{DIGITAL}/rows?{asked}", f"/count/tables?{asked}"):
        shown = page_client.get(address).text
        assert RUN in shown and CLASS in shown and f"From {IN_ENGLISH.day(first(2))}:" in shown


def test_the_api_tells_which_rule_holds_from_which_day(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    with app.app_context():
        choose(cast, "attended", 2)
        found = figure(LEARNING[DIGITAL], year_span(local_day(now())), now(), (True, True))["rules"]
        assert found[-1]["from"] == first(2).isoformat()
        assert found[-1]["version"] == "attended-1" and CLASS in found[-1]["rule"]
        assert json.dumps(found)


def test_a_choice_is_looked_at_first_and_kept_once(app: Flask, page_client: PageClient, cast: Cast) -> None:
    with app.app_context():
        taught(cast, learners(cast, 4), [3])
    sign_in(page_client, "ruth")
    seen = look(page_client, 200)
    assert "counts learners who came to a class" in seen.text
    with app.app_context():
        assert fast().rows("SELECT 1 FROM trained_rule") == []
        months = [IN_ENGLISH.month(month_of(first(3))), "0", "4"]
    assert " ".join(months) in " ".join(seen.text.split())
    kept = page_client.submit(seen, {}, button="Yes, count by this rule")
    assert "The rule is chosen." in kept.text and "Came to a class" in kept.text
    page_client.submit(seen, {}, button="Yes, count by this rule")
    with app.app_context():
        assert len(fast().rows("SELECT 1 FROM trained_rule")) == 1
        verbs = fast().rows("SELECT fields FROM audit_line WHERE verb = 'choose_trained_rule'")
        assert verbs == [("indicator,way,starts_on",)]
        assert all_differences() == []
    assert "That is the rule from this month on already." in look(page_client, 422).text
    assert "counts learners who were awarded a unit" in look(page_client, 200, way="awarded").text


def test_a_month_that_is_closed_anywhere_takes_no_rule(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    with app.app_context():
        taught(cast, learners(cast, 2), [4, 3])
        close(cast, 4)
        for ago in (5, 4):
            with pytest.raises(RuleBroken, match="closed at a site"):
                choose(cast, "attended", ago)
            with pytest.raises(Exception, match="after every closed month"), transaction():
                fast().run(
                    "INSERT INTO trained_rule (token, indicator, way, starts_on, decided_at) VALUES (?, ?, ?, ?, ?)",
                    (new_client_id(), DIGITAL, "attended", first(ago), now()),
                )
        with pytest.raises(NotAllowed), transaction():
            choose_trained_rule(
                indicator=DIGITAL,
                way="attended",
                starts_on=first(2),
                by=cast.actor("amina"),
                at=now(),
                token=new_client_id(),
            )
        choose(cast, "attended", 3)
        assert fast().rows("SELECT way FROM trained_rule") == [("attended",)]
    sign_in(page_client, "ruth")
    page = page_client.get("/count/trained/new")
    assert IN_ENGLISH.month(month_of(first(4))) not in page.text
    assert IN_ENGLISH.month(month_of(first(2))) in page.text
    assert "This month is closed at a site" in look(page_client, 422, month=month_of(first(4))).text
    for month in ("2150-01", "2026-13", "x", "", "٢٠٢٦-٠٣"):
        assert "This is no month." in look(page_client, 422, month=month).text


def test_a_closed_month_keeps_its_rule_and_a_late_truth_tells_by_which_it_was_found(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        one, late = learners(cast, 2)
        taught(cast, [one], [4])
        choose(cast, "attended", 4)
        close(cast, 4)
        frozen = fast().rows("SELECT rule_version, amount FROM frozen_cell WHERE indicator = ?", (DIGITAL,))
        assert sorted(frozen) == [("attended-1", 0), ("attended-1", 1)]
        choose(cast, "completed", 2)
        close(cast, 3)
        close(cast, 2)
        versions = "SELECT DISTINCT rule_version FROM frozen_cell WHERE indicator = ? AND month = ?"
        assert fast().rows(versions, (DIGITAL, month_of(first(3)))) == [("attended-1",)]
        assert fast().rows(versions, (DIGITAL, month_of(first(2)))) == [("1",)]
        taught(cast, [late], [4])
        with transaction():
            assert list_late_truths(at=now()) > 0
        found = [truth for truth in adjustments() if truth.key.indicator == DIGITAL]
        assert [(truth.key.month, truth.rule_version, truth.amount) for truth in found] == [
            (month_of(first(4)), "attended-1", 1)
        ]
        assert all_differences() == []
        span = month_by_name(month_of(first(4)))
        count = overview(View(span, None, "", INDICATORS["pieces_upcycled"], now(), learning=True))
        assert count.sums.total(DIGITAL) == 1
