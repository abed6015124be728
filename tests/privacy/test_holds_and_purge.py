"""What has had its time goes: evidence only once the day is over until which a coordinator held it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask

from core.access import system_actor
from core.clock import now, today
from core.db import db, fast, transaction
from core.errors import RuleBroken
from factory.cli import main
from factory.privacy.queries.holds import released_sites
from factory.privacy.services.holds import end_hold, hold_evidence
from factory.privacy.trying import purge_now, purge_tried
from factory.recounting import all_differences
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.privacy.conftest import AT


def told(site_id: int) -> int:
    """Decisions on a site's learners that still say something."""
    row = fast().row(
        "SELECT COUNT(*) FROM criterion_decision d JOIN person p ON p.id = d.learner_id WHERE p.home_site_id = ? "
        "AND (d.feedback NOT IN ('', '—') OR d.reference NOT IN ('', '—'))",
        (site_id,),
    )
    db.session.rollback()
    return int(row[0]) if row else 0


@pytest.fixture
def learning_site(works: Flask) -> Iterator[int]:
    """The site with the most decisions that say something."""
    with transaction():
        row = fast().row(
            "SELECT p.home_site_id FROM criterion_decision d JOIN person p ON p.id = d.learner_id "
            "GROUP BY p.home_site_id ORDER BY COUNT(*) DESC LIMIT 1"
        )
        assert row
        fast().run("UPDATE evidence_hold SET ended_at = ?", (AT,))
        fast().run(
            "UPDATE booking SET reason = 'rang in' WHERE id = (SELECT MIN(b.id) FROM booking b JOIN person p "
            "ON p.id = b.person_id WHERE p.home_site_id = ?)",
            (row[0],),
        )
    yield int(row[0])


def reasons(site_id: int) -> int:
    row = fast().row(
        "SELECT COUNT(*) FROM booking b JOIN person p ON p.id = b.person_id WHERE p.home_site_id = ? "
        "AND b.reason = 'rang in'",
        (site_id,),
    )
    db.session.rollback()
    return int(row[0]) if row else 0


def test_evidence_stays_until_the_day_is_over_and_then_goes_without_a_count(learning_site: int) -> None:
    by, last = system_actor(learning_site), AT.date() + timedelta(days=30)
    assert purge_now(at=AT + timedelta(days=4000)).rows["booking"] == 0
    with transaction():
        hold_evidence(by=by, programme="Lottery 2026", until_on=last, at=AT, token="a" * 36)
        hold_evidence(by=by, programme="Lottery 2026", until_on=last, at=AT, token="a" * 36)
    assert released_sites(AT) == []
    assert purge_now(at=AT + timedelta(days=30)).rows["booking"] == 0
    assert reasons(learning_site) == 1
    later = AT + timedelta(days=32)
    tried = purge_tried(at=later)
    assert tried.rows["booking"] > 0
    assert reasons(learning_site) == 1
    assert purge_now(at=later).lines() == tried.lines()
    assert (reasons(learning_site), told(learning_site)) == (0, 0)
    assert all_differences() == []
    assert sum(purge_now(at=later).rows.values()) == 0


def test_a_hold_that_was_taken_back_lets_nothing_go(app_context: Flask, cast: Cast) -> None:
    by = system_actor(cast.sites["coventry"])
    with transaction():
        row = hold_evidence(by=by, programme="Mistake", until_on=today(), at=now(), token="b" * 36)
        hold_id = row.id
    with transaction():
        end_hold(by=by, hold_id=hold_id, at=now())
    assert released_sites(now() + timedelta(days=400)) == []


def test_a_day_that_is_over_is_refused(app_context: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken), transaction():
        hold_evidence(
            by=system_actor(cast.sites["coventry"]),
            programme="Late",
            until_on=today() - timedelta(days=1),
            at=now(),
            token="c" * 36,
        )


def test_a_coordinator_holds_evidence_and_reads_the_clocks(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/privacy")
    assert "Failed sign-ins" in page.text
    wrong = page_client.submit(page, {"programme": "", "until_on": ""}, action="/privacy/holds", status=422)
    assert wrong.tree.all("p", class_="error")
    day = (today() + timedelta(days=90)).isoformat()
    page = page_client.submit(
        wrong, {"programme": "City fund", "until_on": day}, action="/privacy/holds", status=303
    )
    assert "City fund" in page.text
    assert "City fund" not in page_client.submit(page, {}, action="/end", status=303).text


def test_the_register_is_searched_and_each_column_is_in_it(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    assert "learner_needs" in page_client.get("/privacy/columns?q=needs").text
    assert "learner_needs" not in page_client.get("/privacy/columns?class=voice").text
    assert "No column fits" in page_client.get("/privacy/columns?q=horoscope").text


def test_the_shell_says_what_is_due_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = CliRunner().invoke(main, ["purge", "--help"])
    assert "holds" in answer.output or "hold" in answer.output
    assert CliRunner().invoke(main, ["erase", "--help"]).exit_code == 0
    assert CliRunner().invoke(main, ["subject-access", "--help"]).exit_code == 0
