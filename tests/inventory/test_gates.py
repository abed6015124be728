"""The gates: each one closed on its own keeps a piece where it is, and says what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inventory.facts import PieceEvent, Refusal
from inventory.fold import fold
from inventory.gates import GATES, HOUSE_RULES
from tests.inventory.stories import (
    AMINA,
    CHAIR,
    CHECKER,
    COT,
    COVENTRY,
    DESK,
    LAMP,
    MARY,
    RUTH,
    SOFA,
    WARDROBE,
    event,
    intake_of,
    release_answers,
    way_to_ready,
    with_photo,
)

RELEASE = event("released", 9, destination="sale")


def outcome(events: list[PieceEvent]) -> tuple[str, str]:
    """(stage, reason of the last event's refusal)."""
    folded = fold(events, COVENTRY)
    verdict = folded.without_effect.get(events[-1].id)
    return folded.state.stage, verdict.reason if isinstance(verdict, Refusal) else ""


def without(events: list[PieceEvent], slug: str) -> list[PieceEvent]:
    """The same story with one answer never given."""
    kept = []
    for item in events:
        answers = {name: said for name, said in item.data.get("answers", {}).items() if name != slug}
        kept.append(replace(item, data={**item.data, "answers": answers}) if "answers" in item.data else item)
    return kept


def changed(events: list[PieceEvent], slug: str, answer: object) -> list[PieceEvent]:
    """The same story with one answer given otherwise."""
    return [
        replace(item, data={**item.data, "answers": {**item.data["answers"], slug: answer}})
        if slug in item.data.get("answers", {})
        else item
        for item in events
    ]


@pytest.mark.parametrize("category", [CHAIR, SOFA, WARDROBE, LAMP, COT])
def test_a_piece_with_everything_leaves(category: str) -> None:
    assert outcome([*way_to_ready(category), *release_answers(), RELEASE]) == ("released", "")


CLOSED_AT_RELEASE = [
    (CHAIR, "stable", "stability"),
    (SOFA, "fire_label_release", "fire_release"),
    (SOFA, "new_filling", "filling"),
    (LAMP, "electrical_test", "electrical_release"),
    (COT, "children_gaps", "children"),
    (WARDROBE, "wall_fixing", "wall_fixing"),
    (WARDROBE, "glass", "glass"),
]


@pytest.mark.parametrize(("category", "slug", "gate"), CLOSED_AT_RELEASE)
def test_it_refuses_to_release_without_the_answer(category: str, slug: str, gate: str) -> None:
    story = without([*way_to_ready(category), *release_answers()], slug)
    assert outcome([*story, RELEASE]) == ("ready", gate)


def test_it_refuses_to_release_without_the_photo_after() -> None:
    story = [*way_to_ready(), *release_answers()]
    assert outcome([*[item for item in story if item.kind != "photographed"], RELEASE]) == (
        "ready",
        "after_photo",
    )


def test_it_refuses_to_release_to_nowhere() -> None:
    nowhere = event("released", 9, destination="")
    assert outcome([*way_to_ready(), *release_answers(), nowhere]) == ("ready", "destination")


def test_it_refuses_to_call_ready_what_nobody_checked() -> None:
    story = [item for item in way_to_ready() if "quality_check" not in item.data.get("answers", {})]
    assert outcome([*story, event("moved", 8, to="ready")]) == ("quality_check", "quality_check")


@pytest.mark.parametrize("slug", ["infestation", "fire_label", "minor_repair", "kept_apart"])
def test_it_keeps_a_sofa_in_quarantine_without_a_checkers_answer(slug: str) -> None:
    story = without([intake_of(SOFA, 0, MARY, powers=CHECKER)], slug)
    assert outcome(story)[0] == "quarantine"
    assert outcome([*story, event("moved", 2, to="checked")])[0] == "quarantine"


def test_a_fire_label_without_its_photo_does_not_count() -> None:
    story = changed([intake_of(SOFA, 0, MARY, powers=CHECKER)], "fire_label", "yes")
    assert outcome(story)[0] == "quarantine"


def test_a_volunteers_answer_about_the_fire_label_means_quarantine() -> None:
    assert outcome([intake_of(SOFA, 0, AMINA)])[0] == "quarantine"
    checked = event(
        "answered",
        1,
        MARY,
        powers=CHECKER,
        answers={
            "before_1950": "no",
            "fire_label": with_photo("yes"),
            "minor_repair": "yes",
            "kept_apart": "yes",
        },
    )
    assert outcome([intake_of(SOFA, 0, AMINA), checked, event("moved", 2, to="checked")]) == ("checked", "")


@pytest.mark.parametrize("slug", ["minor_repair", "kept_apart"])
def test_pops_waste_is_barred_for_ever_once_a_checker_says_so(slug: str) -> None:
    story = changed([intake_of(SOFA, 0, MARY, powers=CHECKER)], slug, "no")
    folded = fold(story, COVENTRY)
    assert (folded.state.stage, folded.state.is_barred) == ("waste_pops", True)
    for later in (
        RELEASE,
        event("moved", 9, to="dismantled"),
        event("moved", 9, to="checked"),
        intake_of(CHAIR, 9),
    ):
        assert outcome([*story, later])[0] == "waste_pops"


def test_pops_said_by_a_volunteer_waits_for_a_checker() -> None:
    story = changed([intake_of(SOFA, 0, AMINA)], "minor_repair", "no")
    folded = fold(story, COVENTRY)
    assert (folded.state.stage, folded.state.is_barred) == ("quarantine", False)


def test_old_paint_is_tested_before_it_is_stripped() -> None:
    start = [intake_of(CHAIR), event("moved", 1, to="checked")]
    strip = event("moved", 5, to="in_work", step="strip")
    assert outcome([*start, strip]) == ("checked", "lead_paint")
    assert outcome([*start, event("answered", 2, answers={"old_paint": "no"}), strip])[0] == "in_work"
    old = [*start, event("answered", 2, answers={"old_paint": "yes"})]
    assert outcome([*old, strip]) == ("checked", "lead_paint")
    assert outcome([*old, event("answered", 3, answers={"lead_test": "yes"}), strip])[0] == "in_work"
    lead = [*old, event("answered", 3, answers={"lead_test": "no"})]
    assert outcome([*lead, strip]) == ("checked", "lead_paint")
    assert outcome([*lead, event("answered", 4, answers={"wet_only": "yes"}), strip])[0] == "in_work"


def test_new_filling_needs_its_papers() -> None:
    story = changed([*way_to_ready(SOFA), *release_answers()], "new_filling", "yes")
    assert outcome([*story, RELEASE]) == ("ready", "filling")
    papers = event("filled", 8, supplier="Foam & Co", batch="B7", fire_test="BS5852-1")
    assert outcome([*story, papers, RELEASE])[0] == "released"


def test_an_electrical_test_grows_too_old() -> None:
    story = [*way_to_ready(LAMP), *release_answers()]
    late = replace(RELEASE, at=RELEASE.at + timedelta(days=366))
    assert outcome([*story, late]) == ("ready", "electrical_release")


@pytest.mark.parametrize("field", ["plug", "fuse", "visual", "pat", "recall", "tester", "tested_on"])
def test_an_electrical_test_without_one_of_its_parts_is_none(field: str) -> None:
    story = [*way_to_ready(LAMP), *release_answers()]
    test = story[-1].data["answers"]["electrical_test"]
    lame = {**test, "data": {name: said for name, said in test["data"].items() if name != field}}
    assert outcome([*changed(story, "electrical_test", lame), RELEASE]) == ("ready", "electrical_release")


def test_the_only_worker_does_not_check_their_own_work() -> None:
    story = [
        intake_of(CHAIR, 0, MARY),
        event("moved", 1, MARY, to="checked"),
        event("moved", 2, MARY, to="in_work", step="repair"),
        event("moved", 3, MARY, to="quality_check"),
        event("answered", 4, MARY, powers=CHECKER, answers={"quality_check": "yes"}),
    ]
    assert outcome(story) == ("quality_check", "quality_check")


@pytest.mark.parametrize("gate", sorted(GATES))
def test_only_a_house_rule_can_be_set_aside_and_only_by_a_coordinator(gate: str) -> None:
    story = [
        *way_to_ready(),
        event("overridden", 6, RUTH, powers=DESK, gate=gate, reason="the camera is broken"),
    ]
    folded = fold(story, COVENTRY)
    assert (gate in folded.state.overrides) is (gate in HOUSE_RULES)
    by_volunteer = [*way_to_ready(), event("overridden", 6, AMINA, gate=gate, reason="the camera is broken")]
    assert gate not in fold(by_volunteer, COVENTRY).state.overrides
    silent = [*way_to_ready(), event("overridden", 6, RUTH, powers=DESK, gate=gate, reason=" ")]
    assert gate not in fold(silent, COVENTRY).state.overrides


@pytest.mark.parametrize(
    ("lacking", "gate"), [("intent", "intent"), ("photos", "before_photo"), ("weight", "weight")]
)
def test_a_draft_stays_a_draft_until_the_house_knows_enough(lacking: str, gate: str) -> None:
    full = intake_of(CHAIR)
    data = {name: value for name, value in full.data.items() if name != lacking}
    if lacking == "intent":
        data = {**full.data, "answers": {"infestation": "no"}}
    draft = replace(full, data=data)
    assert outcome([draft])[0] == "draft"
    assert outcome([draft, event("moved", 1, to="checked")]) == ("draft", gate)


def test_a_piece_that_comes_back_starts_its_next_life_and_is_asked_anew() -> None:
    story = [*way_to_ready(), *release_answers(), RELEASE]
    back = fold([*story, intake_of(CHAIR, 60)], COVENTRY).state
    assert (back.stage, back.life, back.works, back.after) == ("received", 2, 0, [])
    assert [life.number for life in back.lives] == [1, 2]
    assert back.lives[0].released_on and not back.lives[1].released_on


def test_undo_takes_back_only_the_newest_and_only_ones_own_and_only_for_ten_minutes() -> None:
    start = [intake_of(CHAIR), event("moved", 1, to="checked")]
    moved = start[-1]
    assert outcome([*start, event("undone", 5, AMINA, event=moved.id)])[0] == "received"
    assert outcome([*start, event("undone", 5, MARY, event=moved.id)])[0] == "checked"
    assert outcome([*start, event("undone", 5, RUTH, powers=DESK, event=moved.id)])[0] == "received"
    assert outcome([*start, event("undone", 12, AMINA, event=moved.id)])[0] == "checked"
    built_on = [*start, event("moved", 2, to="stored")]
    assert outcome([*built_on, event("undone", 5, AMINA, event=moved.id)])[0] == "stored"


def test_a_piece_moves_only_where_it_is_until_it_is_received_there() -> None:
    start = [intake_of(CHAIR)]
    elsewhere = event("moved", 1, site=2, to="checked")
    assert outcome([*start, elsewhere]) == ("received", "elsewhere")
    assert (
        outcome([*start, event("transferred", 1, site=2), event("moved", 2, site=2, to="checked")])[0]
        == "checked"
    )


def test_a_lost_piece_comes_back_to_where_it_was_lost_from() -> None:
    start = [intake_of(CHAIR), event("moved", 1, to="checked"), event("moved", 2, to="stored")]
    lost = [*start, event("moved", 3, to="lost")]
    assert outcome(lost)[0] == "lost"
    assert outcome([*lost, event("moved", 4, to="in_work", step="repair")])[0] == "lost"
    assert outcome([*lost, event("moved", 4, to="stored")])[0] == "stored"
