"""What a machine is used for is one touch; a machine in alarm or with its door open is told apart from a pause."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.kiosk.showing import Standing
from tests.hardware.agent_scene import Kiosk

PURPOSES_OF_ALL = ("own_work", "piece", "class", "makeover", "artefacts")


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk without a network, beside a machine at rest."""
    one = Kiosk(tmp_path)
    one.wait(5)
    one.server.is_away = True
    yield one
    one.close()


def test_what_for_is_asked_once_and_one_touch_says_it(kiosk: Kiosk) -> None:
    assert not kiosk.beside.snapshot().asks_purpose
    kiosk.card("amina")
    shown = kiosk.beside.snapshot()
    assert shown.asks_purpose and shown.purposes == PURPOSES_OF_ALL
    kiosk.beside.choose_purpose("makeover")
    shown = kiosk.beside.snapshot()
    assert (shown.asks_purpose, shown.purpose) == (False, "makeover")
    kiosk.beside.choose_purpose("makeover")
    kiosk.beside.choose_purpose("class")
    assert kiosk.bodies("purpose_chosen") == [{"purpose": "makeover"}, {"purpose": "class"}]
    kiosk.beside.done()
    kiosk.card("tomasz")
    assert kiosk.beside.snapshot().asks_purpose


def test_nobody_need_say_what_for(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.beside.choose_purpose("")
    shown = kiosk.beside.snapshot()
    assert (shown.asks_purpose, shown.purpose) == (False, "")
    assert kiosk.bodies("purpose_chosen") == []


def test_a_label_says_what_for_and_is_asked_no_more(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.beside.scan_piece("ABCDEF7")
    shown = kiosk.beside.snapshot()
    assert (shown.asks_purpose, shown.purpose) == (False, "piece")


@pytest.mark.parametrize("word", ["maintenance", "dynamite", "unknown"])
def test_care_is_a_maintainers_to_say_and_what_is_no_purpose_is_nobodys(kiosk: Kiosk, word: str) -> None:
    kiosk.beside.choose_purpose("own_work")
    kiosk.card("amina")
    kiosk.beside.choose_purpose(word)
    assert kiosk.bodies("purpose_chosen") == []
    kiosk.card("mary")
    kiosk.beside.choose_purpose("maintenance")
    assert kiosk.bodies("purpose_chosen") == [{"purpose": "maintenance"}]


def test_what_for_outlives_the_agent_and_not_the_person(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.beside.choose_purpose("artefacts")
    kiosk.die()
    kiosk.begin_again()
    shown = kiosk.beside.snapshot()
    assert (shown.asks_purpose, shown.purpose, shown.is_after_restart) == (False, "artefacts", True)
    kiosk.beside.done()
    assert kiosk.beside.snapshot().purpose == ""


def test_a_machine_in_alarm_is_no_paused_one_and_names_who_can_help(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.run(10, then="Alarm")
    kiosk.wait(3)
    shown = kiosk.beside.snapshot()
    assert shown.standing is Standing.STOPPED
    assert [one.called for one in shown.can_help] == ["Mary"]
    kiosk.state = "Idle"
    kiosk.wait(3)
    assert kiosk.beside.snapshot().standing is Standing.FREE


def test_an_opened_door_is_told_apart_from_a_pause(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.run(10, then="Door:1")
    kiosk.wait(3)
    assert kiosk.beside.snapshot().standing is Standing.DOOR
    kiosk.state = "Hold:0"
    kiosk.wait(3)
    assert kiosk.beside.snapshot().standing is Standing.PAUSED
