"""The demo is a whole year of work that no gate refused, and every figure of it is the truth."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.audit import broken_lines
from core.clock import local_day
from core.config import Settings, demo_settings
from core.db import fast
from core.errors import Conflict
from core.ids import read_code
from factory.demo import making
from factory.demo.cast import PASSWORDS, PEOPLE, PINS
from factory.demo.handing_out import sign_in_lines, write_cards, write_labels
from factory.demo.making import cards_of, is_filled, make_demo, remove_demo
from factory.demo.planning import plan_year
from factory.demo.world import Codes
from factory.programme.queries.periods import adjustments
from factory.recounting import all_differences
from factory.served import being_served
from inventory.facts import KINDS
from inventory.stages import STAGES
from tests.works.conftest import AT


def test_the_same_seed_plans_the_same_year() -> None:
    assert plan_year(AT).acts == plan_year(AT).acts
    assert plan_year(AT, seed=2).acts != plan_year(AT).acts


def test_the_year_has_six_hundred_pieces_and_lies_in_the_past() -> None:
    plan = plan_year(AT)
    assert sum(1 for story in plan.stories if story.acts and story.site != "practice") >= 600
    assert max(act.at for act in plan.acts) < AT
    assert min(act.at for act in plan.acts) < AT - timedelta(days=330)


def test_its_people_speak_many_languages_and_everybody_has_a_picture() -> None:
    assert len(PEOPLE) >= 45
    assert len({person.language for person in PEOPLE}) >= 10
    assert len({person.avatar for person in PEOPLE}) == len(PEOPLE)
    assert len({person.key for person in PEOPLE}) == len(PEOPLE)


def test_no_gate_refuses_what_the_demo_does_but_what_it_means_to_be_refused(open_demo: Flask) -> None:
    _, telling = open_demo.extensions["told"]
    assert telling.surprises == []
    assert telling.results["stored"] > 5000


def test_every_figure_of_the_demo_is_recounted_and_every_chain_holds(open_demo: Flask) -> None:
    assert all_differences() == []
    assert list(broken_lines()) == []


def test_its_months_are_closed_up_to_two_months_ago_and_a_pad_found_since_is_a_listed_adjustment(
    open_demo: Flask,
) -> None:
    last = fast().rows("SELECT site_id, MAX(month) FROM period WHERE closed_at IS NOT NULL GROUP BY site_id")
    assert {row[1] for row in last} == {"2026-09"} and len(last) == 4
    late = adjustments()
    assert {one.key.month for one in late} == {"2026-09"} and all(
        one.found_on == local_day(AT) for one in late
    )
    assert "volunteer_hours" in {one.key.indicator for one in late}


def test_it_has_the_loose_ends_that_every_year_leaves(open_demo: Flask) -> None:
    states = dict(fast().rows("SELECT state, COUNT(*) FROM label GROUP BY state"))
    assert states["void"] >= 10 and states["replaced"] >= 6
    assert fast().row("SELECT COUNT(*) FROM label WHERE is_missing")[0] >= 4
    for table in ("stray_scan", "settlement", "door_contact"):
        assert fast().row(f"SELECT COUNT(*) FROM {table}")[0] >= 3, table
    assert {row[0] for row in fast().rows("SELECT DISTINCT door FROM door_message")} == {
        "wrong", "back", "like", "join",
    }  # fmt: skip
    open_ones = fast().row("SELECT COUNT(*) FROM door_message WHERE done_at IS NULL")
    assert open_ones is not None and open_ones[0] >= 4


def test_the_same_seed_gives_the_same_codes() -> None:
    first, again, other = Codes(1), Codes(1), Codes(2)
    codes = [first() for _ in range(200)]
    assert codes == [again() for _ in range(200)] and codes != [other() for _ in range(200)]
    assert len(set(codes)) == 200 and all(read_code(code) == code for code in codes)


def test_its_pieces_have_photos_donations_and_both_kinds_of_weight(open_demo: Flask) -> None:
    row = fast().row("SELECT COUNT(*), COUNT(photo_id), COUNT(donation_id) FROM piece WHERE NOT is_practice")
    assert row[0] >= 600 and row[1] == row[0] and row[2] > row[0] * 0.6
    assert fast().row("SELECT COUNT(*) FROM photo WHERE sha256 = ''")[0] == 0
    sources = {item[0] for item in fast().rows("SELECT DISTINCT weight_source FROM piece")}
    assert {"measured", "average"} <= sources


def test_it_can_be_entered_as_it_says(open_demo: Flask) -> None:
    from core.credentials import matches

    text = "\n".join(sign_in_lines(open_demo, "http://localhost:1"))
    settings: Settings = open_demo.config["ECO_SETTINGS"]
    assert cards_of(settings)["amina"] in text
    for key, password in PASSWORDS.items():
        assert password in text
        row = fast().row("SELECT password_hash FROM account WHERE login = ?", (key,))
        assert row is not None and matches(row[0], password)
    assert all(pin in text for pin in PINS.values())


def test_its_labels_and_cards_can_be_printed(open_demo: Flask, tmp_path: Path) -> None:
    for write in (write_labels, write_cards):
        assert write(open_demo, tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")


def test_it_is_filled_only_once(open_demo: Flask) -> None:
    before = fast().row("SELECT COUNT(*) FROM piece_event")
    assert is_filled()
    make_demo(open_demo.config["ECO_SETTINGS"])
    assert fast().row("SELECT COUNT(*) FROM piece_event") == before


def test_it_is_not_thrown_away_while_somebody_serves_it(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    (tmp_path / "demo.sqlite3").write_bytes(b"kept")
    with being_served(settings), pytest.raises(Conflict):
        remove_demo(settings)
    assert (tmp_path / "demo.sqlite3").read_bytes() == b"kept"
    remove_demo(settings)
    assert not (tmp_path / "demo.sqlite3").exists()


def test_it_never_fills_a_database_that_is_not_the_demo(settings: Settings) -> None:
    with pytest.raises(ValueError, match="demo"):
        make_demo(settings)


def test_it_has_pieces_in_every_stage_at_every_end_and_in_later_lives(open_demo: Flask) -> None:
    found = {row[0] for row in fast().rows("SELECT DISTINCT stage FROM piece WHERE NOT is_practice")}
    verdicts = {row[0] for row in fast().rows("SELECT DISTINCT verdict FROM event_verdict")}
    kinds = {row[0] for row in fast().rows("SELECT DISTINCT kind FROM piece_event")}
    assert found == set(STAGES)
    assert fast().row("SELECT MAX(life) FROM piece")[0] >= 2
    assert {"refused", "undone"} <= verdicts
    assert kinds == set(KINDS)


def test_a_demo_broken_off_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = demo_settings(tmp_path)
    tell_all = making.fill_demo

    def broken_off(*given: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    def small(app: Flask, at: datetime, **more: Any) -> Any:
        return tell_all(app, at, share=0.02, **more)

    monkeypatch.setattr(making, "fill_demo", small)
    with monkeypatch.context() as patch:
        patch.setattr(making, "set_targets", broken_off)
        with pytest.raises(KeyboardInterrupt):
            making.make_demo(settings)
    app = making.make_demo(settings)
    with app.app_context():
        assert making.is_filled() and not making.is_half_filled()
