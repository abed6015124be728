"""What stands on the screen beside a machine, from the gravest down; when it changes, and in whose language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.kiosk.screen.scenes import language_of, mark_of, scene_of, urgent_of, voice_of
from hardware.kiosk.screen.spell import Spell
from hardware.kiosk.showing import CardAnswer, Line, Machine, Role, Snapshot, Somebody, Standing, Verdict

CNC = Machine("CNC-1", "CNC router", "Coventry", "cnc_router")
LASER = replace(CNC, code="LAS-1", kind="laser_cutter", asks_material=True)
AMINA = Somebody("Amina", "ar", "pear")
FREE = Snapshot(CNC)


class Still:
    """A machine that nothing happens at."""

    def snapshot(self) -> Snapshot:
        """As it stands."""
        return FREE


REFUSED = CardAnswer(Verdict.REFUSED, Role.NOBODY, "no_permit", AMINA)
SUPERVISED = CardAnswer(Verdict.SUPERVISED, Role.NOBODY, "needs_supervisor", AMINA)


@pytest.mark.parametrize(
    ("shown", "scene", "ground"),
    [
        (FREE, "idle", "free"),
        (replace(FREE, owner=AMINA), "ready", "free"),
        (Snapshot(LASER, owner=AMINA), "material", "paper"),
        (Snapshot(LASER, owner=AMINA, material="plywood"), "ready", "free"),
        (replace(FREE, standing=Standing.RUNNING, owner=AMINA), "working", "running"),
        (replace(FREE, standing=Standing.PAUSED, owner=AMINA), "working", "paused"),
        (replace(FREE, standing=Standing.STOPPED, owner=AMINA), "stopped", "look"),
        (replace(FREE, standing=Standing.DOOR, owner=AMINA), "door", "paused"),
        (replace(FREE, owner=AMINA, asks_purpose=True), "purpose", "paper"),
        (Snapshot(LASER, owner=AMINA, asks_purpose=True, checks=("lens",)), "checks", "paper"),
        (replace(FREE, standing=Standing.RUNNING, owner=AMINA, checks=("lens",)), "working", "running"),
        (Snapshot(LASER, owner=AMINA, asks_purpose=True), "material", "paper"),
        (replace(FREE, standing=Standing.RUNNING, owner=AMINA, asks_purpose=True), "working", "running"),
        (replace(FREE, standing=Standing.NEEDS_CHECK), "needs_check", "needs_check"),
        (replace(FREE, standing=Standing.NOT_SAFE), "not_safe", "not_safe"),
        (
            replace(FREE, standing=Standing.NEEDS_CHECK, owner=AMINA, is_mending=True),
            "mending",
            "needs_check",
        ),
        (replace(FREE, standing=Standing.NOT_SAFE, owner=AMINA, is_mending=True), "mending", "not_safe"),
        (replace(FREE, owner=AMINA, is_mending=True), "ready", "free"),
        (replace(FREE, open_until="17:00"), "idle", "free"),
        (replace(FREE, open_until="", opens_at="13:30"), "idle", "silent"),
        (replace(FREE, line=Line.UNPLUGGED), "line", "silent"),
        (replace(FREE, standing=Standing.RUNNING, is_nobody_known=True), "nobody", "look"),
        (replace(FREE, owner=AMINA, still_there_seconds=60.0), "still", "look"),
        (replace(FREE, answer=REFUSED), "told", "refused"),
        (replace(FREE, answer=SUPERVISED), "told", "look"),
    ],
)
def test_each_state_has_its_scene_and_ground(shown: Snapshot, scene: str, ground: str) -> None:
    assert (scene_of(shown).template, scene_of(shown).ground) == (scene, ground)


def test_not_safe_stands_before_everything_else() -> None:
    worst = Snapshot(
        CNC, Standing.NOT_SAFE, Line.UNPLUGGED, owner=AMINA, answer=REFUSED, still_there_seconds=1.0
    )
    assert scene_of(worst).template == "not_safe"


def test_a_refusal_is_told_while_the_machine_runs_and_then_gives_way() -> None:
    runs = replace(FREE, standing=Standing.RUNNING, owner=AMINA)
    assert scene_of(replace(runs, answer=REFUSED)).template == "told"
    assert scene_of(replace(runs, answer=replace(REFUSED, age_seconds=11.0))).template == "working"
    assert scene_of(replace(FREE, answer=replace(REFUSED, age_seconds=11.0))).template == "told"
    assert scene_of(replace(FREE, answer=replace(REFUSED, age_seconds=26.0))).template == "idle"


def test_whoever_may_begin_beside_somebody_waits_for_them_until_somebody_is_signed_on() -> None:
    assert scene_of(replace(FREE, answer=replace(SUPERVISED, age_seconds=60.0))).template == "told"
    assert scene_of(replace(FREE, answer=SUPERVISED, owner=AMINA)).template == "ready"


def test_the_clock_running_on_is_no_change_of_the_page() -> None:
    early = replace(FREE, standing=Standing.RUNNING, busy_seconds=3.0, answer=REFUSED)
    later = replace(early, busy_seconds=9.5, answer=replace(REFUSED, age_seconds=6.5))
    assert mark_of(early) == mark_of(later)
    assert mark_of(early) != mark_of(replace(later, waiting=2))


def test_a_tone_is_due_when_closing_time_comes_near_and_not_each_minute_after() -> None:
    ready = replace(FREE, owner=AMINA)
    near, nearer = replace(ready, closes_in_seconds=599.0), replace(ready, closes_in_seconds=299.0)
    assert voice_of(ready) != voice_of(near)
    assert voice_of(near) == voice_of(replace(nearer, waiting=9))
    assert mark_of(near) != mark_of(nearer)


def test_a_question_is_left_for_danger_or_another_card_only() -> None:
    runs = replace(FREE, standing=Standing.RUNNING, owner=AMINA)
    assert urgent_of(runs) == urgent_of(replace(runs, standing=Standing.PAUSED, waiting=7))
    assert urgent_of(runs) != urgent_of(replace(runs, standing=Standing.NOT_SAFE))
    assert urgent_of(runs) != urgent_of(replace(runs, answer=REFUSED))


def test_it_speaks_to_whoever_showed_a_card_last_and_then_to_nobody_in_particular() -> None:
    assert language_of(replace(FREE, answer=REFUSED), "en") == "ar"
    assert language_of(replace(FREE, owner=AMINA), "en") == "ar"
    assert language_of(replace(FREE, answer=replace(REFUSED, age_seconds=30.0)), "en") == "en"
    assert language_of(FREE, "fr") == "fr"


def test_a_language_chosen_after_the_card_was_shown_is_spoken() -> None:
    told = replace(FREE, answer=replace(REFUSED, age_seconds=9.0))
    assert language_of(told, "fr", 4.0) == "fr"
    assert language_of(told, "fr", 12.0) == "ar"


def test_a_language_that_somebody_chose_earlier_does_not_come_back_with_the_next_press(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = [1000.0]
    monkeypatch.setattr("hardware.kiosk.screen.spell.time.monotonic", lambda: seconds[0])
    screen = Spell((Still(),), "en")  # type: ignore[arg-type]
    screen.choose_language("ar")
    seconds[0] += 30
    screen.touch()
    assert screen.chosen == "ar"
    seconds[0] += 61
    screen.touch()
    assert screen.chosen == "en"
