"""What a real Grbl 1.1h printed, and when: it is read without a bad line, and the virtual one behaves the same."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from hardware.kiosk.protocols import parser_for
from hardware.kiosk.virtual.grbl_board import GrblBoard
from hardware.kiosk.virtual.grbl_settings import GRBL
from hardware.vocabulary import AlarmSeen, Answered, BadLine, BannerSeen, StateSeen
from tests.hardware.recordings import Timed, timed

RECORDED = ("moves", "modes", "limits")
SAME = {
    "moves": (
        *("real-time", "spindle, a move, held and resumed"),
        *("resume while the hold still slows down is not heard", "door idle", "door in motion with spindle"),
        *("jog", "jog cancelled", "held", "reset when idle", "reset in motion", "reset when held"),
        "reset while the hold slows down",
    ),
    "modes": (
        *("dwell", "dwell after a move", "M1, M2, M30 with a spindle", "check mode"),
        *("check mode left by reset", "sleep"),
    ),
}
"""Stretches of the recordings in which the virtual one must say and be the same; it has no probes and no pins."""


def said(name: str) -> bytes:
    return b"".join(one.line + b"\r\n" for one in timed(name) if one.way == "<")


@pytest.mark.parametrize("name", RECORDED)
def test_no_line_of_a_real_grbl_is_bad(name: str) -> None:
    seen = parser_for("grbl").feed(said(name))
    assert [one for one in seen if isinstance(one, BadLine)] == []
    assert sum(isinstance(one, StateSeen) for one in seen) > 40


def test_every_state_alarm_and_answer_of_it_is_known() -> None:
    seen = [one for name in RECORDED for one in parser_for("grbl").feed(said(name))]
    states = {(one.word, one.sub) for one in seen if isinstance(one, StateSeen)}
    assert states == {
        *(("Idle", None), ("Run", None), ("Jog", None), ("Alarm", None), ("Check", None), ("Sleep", None)),
        *(("Hold", 0), ("Hold", 1), ("Door", 0), ("Door", 2), ("Door", 3)),
    }
    assert {one.code for one in seen if isinstance(one, AlarmSeen)} == {1, 2, 3, 4, 5, 6, 7, 9}
    errors = {one.code for one in seen if isinstance(one, Answered) and not one.is_ok}
    assert errors == {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 15, 20, 22, 35}
    assert sum(isinstance(one, BannerSeen) for one in seen) == 25


def part(name: str, title: str) -> list[Timed]:
    """One stretch of a recording, up to the next remark."""
    whole = timed(name)
    start = next(at for at, one in enumerate(whole) if one.way == "#" and one.line.decode() == title)
    end = next((at for at in range(start + 1, len(whole)) if whole[at].way == "#"), len(whole))
    return whole[start + 1 : end]


def words(lines: list[bytes]) -> tuple[list[str], list[str]]:
    """(all that is no report and no list of settings and modes, the states that follow one another)."""
    text = [line.decode() for line in lines if line]
    states = [re.split(r"[|:>]", line[1:])[0] for line in text if line[0] == "<"]
    return [line for line in text if not line.startswith(("<", "$", "[GC"))], [
        word for word, _ in groupby(states)
    ]


def place_before(name: str, title: str) -> str:
    """Where the tool stood when the stretch began."""
    whole = timed(name)
    start = next(at for at, one in enumerate(whole) if one.way == "#" and one.line.decode() == title)
    places = [found[1] for one in whole[:start] if (found := re.search(rb"MPos:([-0-9.]+)", one.line))]
    return places[-1].decode() if places else "0"


def replayed(name: str, title: str) -> list[bytes]:
    """What the virtual one says if it is told the same at the same times."""
    board = GrblBoard(GRBL)
    board.is_deaf_while_storing = False
    board.power_on()
    stretch = part(name, title)
    begun = stretch[0].at
    board.receive(f"G1 X{place_before(name, title)} F500\n".encode())
    board.run_until(10)
    if title == "jog cancelled":
        board.receive(b"$J=G91X10F500\n")
    board.run_until(10.1)
    board.take_output()
    for one in stretch:
        if one.way == ">":
            board.run_until(10.1 + one.at - begun)
            board.receive(one.line)
    board.run_until(board.now + 0.5)
    return board.take_output().split(b"\r\n")


@pytest.mark.parametrize(("name", "title"), [(name, title) for name in SAME for title in SAME[name]])
def test_the_virtual_one_says_and_is_the_same(name: str, title: str) -> None:
    real = [one.line for one in part(name, title) if one.way == "<"]
    assert words(replayed(name, title)) == words(real)
