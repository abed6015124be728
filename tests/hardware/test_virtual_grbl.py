"""The fake Grbl behaves as the recorded real one, down to what senders trip over."""

from __future__ import annotations

import re

import pytest

from hardware.kiosk.protocols import parser_for
from hardware.kiosk.virtual.grbl_board import GrblBoard
from hardware.kiosk.virtual.grbl_settings import GRBL, GRBLHAL
from hardware.vocabulary import BadLine
from tests.hardware.recordings import turns


class Talk:
    """A conversation with a board on a clock that the test turns."""

    def __init__(self, board: GrblBoard) -> None:
        self.board = board
        board.power_on()
        self.hears()

    def hears(self, seconds: float = 0.01) -> list[str]:
        self.board.run_until(self.board.now + seconds)
        return [line for line in self.board.take_output().decode().split("\r\n") if line]

    def says(self, data: bytes, seconds: float = 0.01) -> list[str]:
        self.board.receive(data)
        return self.hears(seconds)


def grbl(**options: bool) -> Talk:
    return Talk(GrblBoard(GRBL, **options))


def state(talk: Talk) -> str:
    (report,) = talk.says(b"?")
    return report[1:].split("|")[0].rstrip(">")


def test_it_greets_and_says_who_it_is_as_the_real_one() -> None:
    board = GrblBoard(GRBL)
    board.power_on()
    assert board.take_output() == b"\r\nGrbl 1.1h ['$' for help]\r\n"
    board.receive(b"$I\n")
    board.run_until(1)
    assert board.take_output() == b"[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\nok\r\n"


def test_the_recorded_conversation_goes_the_same_way() -> None:
    talk = Talk(GrblBoard(GRBL, pins="PXYZRHS"))
    recorded = turns("grbl")[2:]
    at = 0
    while at < len(recorded):
        _, sent = recorded[at]
        expected = []
        while at + 1 < len(recorded) and recorded[at + 1][0] == "<":
            at += 1
            expected.append(recorded[at][1].decode())
        at += 1
        if b"$SLP" in sent:
            talk.says(b"G1 X90 F400\n")
        is_real_time = not sent.strip(b"?!~\x18")
        heard = talk.says(sent if is_real_time else sent + b"\n", 0.3 if b"!" not in sent else 0.15)
        if is_real_time and expected and expected[0].startswith("<Idle|MPos:10"):
            talk.hears(3)
            heard = talk.says(sent, 0.1)
        assert shape(heard) == shape([line for line in expected if line]), sent


def shape(lines: list[str]) -> list[str]:
    """The lines without the numbers of positions and speeds, and without the fields that take turns."""
    bare = [re.sub(r"\|(WCO|Ov|A):[^|>]*", "", line) for line in lines]
    bare = ["<Run|MPos:n|FS:n|Pn:PXYZRHS>" if "0.|40" in line else line for line in bare]
    return [re.sub(r"Hold:\d", "Hold", re.sub(r"(MPos|FS):[-0-9.,]+", r"\1:n", line)) for line in bare]


@pytest.mark.parametrize("flavour", [GRBL, GRBLHAL])
def test_every_line_of_it_can_be_read(flavour: object) -> None:
    board = GrblBoard(flavour)  # type: ignore[arg-type]
    parser = parser_for("grblhal" if flavour is GRBLHAL else "grbl")
    board.power_on()
    for line in (
        b"$$",
        b"$I",
        b"$G",
        b"$#",
        b"$N",
        b"$",
        b"G1 X5 F600",
        b"M3 S100",
        b"?",
        b"\x87",
        b"",
        b"$Z",
        b"M99",
    ):
        board.receive(line + b"\n")
        board.run_until(board.now + 1)
    said = board.take_output()
    assert b"error:2" in said and b"error:20" in said
    assert not [one for one in parser.feed(said) if isinstance(one, BadLine)]


def test_each_line_is_answered_once_and_an_empty_one_too() -> None:
    assert grbl().says(b"\n") == ["ok"]
    assert grbl().says(b"G21\r\n") == ["ok", "ok"]
    assert Talk(GrblBoard(GRBLHAL)).says(b"G21\r\n") == ["ok"]


def test_real_time_bytes_stand_anywhere_and_two_questions_make_one_report() -> None:
    talk = grbl()
    heard = talk.says(b"G2?1\n")
    assert heard[0] == "ok" and heard[1].startswith("<Idle|")
    assert len(talk.says(b"??")) == 1
    assert len(talk.says(b"?", 0.01) + talk.says(b"?", 0.01)) == 2


def test_the_buffer_holds_128_bytes_and_loses_what_does_not_fit() -> None:
    talk = grbl()
    talk.says(b"G4 P5\n")
    talk.says(b"G1 X1 F1\n" * 20)
    assert talk.board.lost_bytes == 180 - 128


def test_the_planner_holds_fifteen_moves_and_then_keeps_the_ok_back() -> None:
    talk = grbl()
    heard = [word for n in range(1, 21) for word in talk.says(b"G1 X%d F60\n" % n)]
    assert heard == ["ok"] * 15
    assert talk.hears(1.0) == ["ok"]


def test_a_move_takes_its_time_and_is_then_idle() -> None:
    talk = grbl()
    talk.says(b"G1 X10 F600\n")
    assert state(talk) == "Run"
    talk.hears(0.9)
    assert state(talk) == "Run"
    talk.hears(0.2)
    assert state(talk) == "Idle"
    assert "MPos:10.000,0.000,0.000" in talk.says(b"?")[0]


def test_a_hold_stops_and_a_start_goes_on() -> None:
    talk = grbl()
    talk.says(b"G1 X10 F600\n")
    talk.says(b"!")
    assert state(talk) == "Hold:1"
    talk.hears(0.2)
    assert state(talk) == "Hold:0"
    talk.hears(60)
    assert state(talk) == "Hold:0"
    talk.says(b"~")
    assert state(talk) == "Run"


def test_a_reset_in_motion_is_an_alarm_and_locks() -> None:
    talk = grbl()
    talk.says(b"G1 X10 F600\n")
    assert talk.says(b"\x18?") == ["ALARM:3"]
    assert talk.hears(0.5) == ["Grbl 1.1h ['$' for help]", "[MSG:'$H'|'$X' to unlock]"]
    assert state(talk) == "Alarm"
    assert talk.says(b"G1 X1\n") == ["error:9"]
    assert talk.says(b"$X\n") == ["[MSG:Caution: Unlocked]", "ok"]
    assert state(talk) == "Idle"


def test_a_reset_from_idle_leaves_no_alarm_and_forgets_the_question() -> None:
    talk = grbl()
    assert talk.says(b"?\x18") == ["Grbl 1.1h ['$' for help]"]


def test_a_struck_limit_answers_nothing_until_a_reset() -> None:
    talk = grbl()
    talk.board.alarm(1)
    assert talk.hears() == ["ALARM:1", "[MSG:Reset to continue]"]
    assert talk.says(b"?$I\n", 5) == []
    assert "Grbl 1.1h ['$' for help]" in talk.says(b"\x18")


def test_nothing_is_said_while_homing() -> None:
    talk = Talk(GrblBoard(GRBL, homes=True))
    assert state(talk) == "Alarm"
    assert talk.says(b"$H\n?", 2.9) == []
    assert [line.split("|")[0] for line in talk.hears(0.2)] == ["ok", "<Idle"]
    assert grbl().says(b"$H\n") == ["error:5"]


def test_check_mode_moves_nothing_and_ends_with_a_banner() -> None:
    talk = grbl()
    assert talk.says(b"$C\n") == ["[MSG:Enabled]", "ok"]
    assert talk.says(b"G1 X500 F10\n") == ["ok"]
    assert state(talk) == "Check"
    assert talk.says(b"$C\n") == ["[MSG:Disabled]", "ok", "Grbl 1.1h ['$' for help]"]


def test_a_programmed_pause_reads_hold_and_a_dwell_reads_idle() -> None:
    talk = grbl()
    assert talk.says(b"G1 X1 F600\nM0\n") == ["ok"]
    talk.hears(0.2)
    assert state(talk) == "Hold:0"
    assert talk.says(b"~") == ["ok"]
    assert talk.says(b"G4 P1.1\n") == []
    assert state(talk) == "Idle"
    assert talk.hears(1.1) == ["ok"]


def test_a_spindle_stays_on_and_a_laser_goes_dark() -> None:
    talk = grbl()
    talk.says(b"M3 S800\nG1 X1 F600\n", 1)
    assert "<Idle|" in talk.says(b"?")[0]
    assert "FS:0,800" in talk.says(b"?")[0]
    laser = Talk(GrblBoard(GRBL, is_laser=True))
    laser.says(b"M4 S800\nG1 X5 F600\n", 0.1)
    assert "FS:600,800" in laser.says(b"?")[0]
    laser.hears(1)
    assert "FS:0,0" in laser.says(b"?")[0]


def test_jogging_has_its_own_word_and_its_own_end() -> None:
    talk = grbl()
    assert talk.says(b"$J=G91 X10 F300\n") == ["ok"]
    assert state(talk) == "Jog"
    assert talk.says(b"G1 X1\n") == ["error:9"]
    talk.says(b"\x85")
    assert state(talk) == "Jog"
    talk.hears(0.1)
    assert state(talk) == "Idle"


def test_a_hold_stops_the_reading_too_and_a_start_is_heard_once_it_stands() -> None:
    talk = grbl()
    talk.says(b"!")
    assert state(talk) == "Hold:0"
    assert talk.says(b"G1 X1 F600\n", 1) == []
    assert talk.says(b"~") == ["ok"]
    assert state(talk) == "Run"
    talk.says(b"!~")
    assert state(talk) == "Hold:1"
    talk.hears(5)
    assert state(talk) == "Hold:0"


def test_behind_a_shut_door_the_spindle_takes_four_seconds() -> None:
    talk = grbl()
    talk.says(b"M3 S800\nG1 X10 F600\n")
    assert talk.says(b"\x84", 0.2) == ["[MSG:Check Door]"]
    assert "<Door:0" in (report := talk.says(b"?")[0]) and "FS:0,0" in report
    talk.says(b"~", 3.9)
    assert state(talk) == "Door:3"
    talk.hears(0.2)
    assert state(talk) == "Run"


def test_a_line_that_is_being_obeyed_is_answered_before_the_banner() -> None:
    talk = Talk(GrblBoard(GRBL, homes=True))
    assert talk.says(b"$H\n", 1) == []
    assert talk.says(b"\x18", 0.6) == [
        *("ALARM:6", "ok", "Grbl 1.1h ['$' for help]", "[MSG:'$H'|'$X' to unlock]")
    ]
    assert state(talk) == "Alarm"


def test_a_start_line_is_obeyed_at_each_start_and_defaults_start_anew() -> None:
    talk = grbl()
    assert talk.says(b"$N0=G54\n", 0.1) == ["ok"]
    assert talk.says(b"$RST=#\n", 0.1) == [
        *("[MSG:Restoring defaults]", "ok", "Grbl 1.1h ['$' for help]", ">G54:ok")
    ]


def test_the_door_stops_as_well() -> None:
    talk = Talk(GrblBoard(GRBLHAL))
    talk.says(b"G1 X10 F600\n")
    assert talk.says(b"\x84") == ["[MSG:Check Door]"]
    assert state(talk) == "Door:2"
    talk.hears(0.2)
    assert state(talk) == "Door:0"
    talk.says(b"~")
    assert state(talk) == "Run"


def test_what_arrives_while_settings_are_stored_is_lost() -> None:
    talk = grbl()
    assert talk.says(b"$110=600\n", 0.001) == []
    talk.says(b"G21\n?", 0.001)
    assert talk.board.lost_bytes == 5
    assert talk.hears(0.1) == ["ok"]
    assert "$110=600" in talk.says(b"$$\n")


def test_a_sleeper_needs_a_reset() -> None:
    talk = grbl()
    assert talk.says(b"$SLP\n") == ["ok", "[MSG:Sleeping]"]
    assert state(talk) == "Sleep"
    assert talk.says(b"$I\n") == []
    assert talk.says(b"\x18") == ["Grbl 1.1h ['$' for help]", "[MSG:'$H'|'$X' to unlock]"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"X", 2),
        (b"1", 1),
        (b"G99", 20),
        (b"G1 X1", 22),
        (b"G1 " + b"X1 " * 40, 11),
        (b"$Z", 2),
        (b"$99x", 3),
    ],
)
def test_what_it_cannot_do_it_says_by_number(line: bytes, code: int) -> None:
    assert grbl().says(line + b"\n") == [f"error:{code}"]


def test_inches_relative_ways_and_arcs_are_followed() -> None:
    talk = grbl()
    talk.says(b"G20 G91 G1 X1 F100\nX1\nG21 X-0.8\nG90 Y5\n", 60)
    assert "MPos:50.000,5.000,0.000" in talk.says(b"?")[0]
    talk.says(b"G2 X50 Y5 I10 F600\n")
    talk.hears(6.2)
    assert state(talk) == "Run"
    talk.hears(0.2)
    assert state(talk) == "Idle"
