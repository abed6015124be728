"""The agent asks a Grbl for its state only when nobody else does, and takes away at most its own answer."""

from __future__ import annotations

import random

import pytest

from hardware.kiosk.asking import Asker

IDLE = b"<Idle|MPos:0.000,0.000,0.000|FS:0,0>\r\n"
RUN = b"<Run|MPos:1.000,0.000,0.000|FS:400,0>\r\n"


def known() -> Asker:
    """An asker beside a machine that was quiet for long."""
    return Asker(is_identified=True)


def asked(at: int = 10_000) -> Asker:
    """One that has just asked."""
    asker = known()
    assert asker.asks(at) == b"?"
    return asker


def test_it_asks_when_nobody_has_for_a_second() -> None:
    asker = known()
    assert asker.device_sent(IDLE, 1_000) == IDLE
    assert asker.asks(1_900) == b""
    assert asker.asks(2_000) == b"?"
    assert asker.asks(2_001) == b""


def test_it_takes_away_its_own_answer_and_nothing_else() -> None:
    asker = asked()
    assert asker.device_sent(b"ok\r\n" + IDLE + b"ok\r\n" + RUN, 10_010) == b"ok\r\nok\r\n" + RUN
    assert asker.swallowed == 1


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_it_takes_away_the_same_whatever_the_pieces(size: int) -> None:
    asker = asked()
    stream = b"ok\r\n" + IDLE + b"[MSG:x]\r\nok\r\n"
    out = b"".join(asker.device_sent(stream[at : at + size], 10_010) for at in range(0, len(stream), size))
    assert out == b"ok\r\n[MSG:x]\r\nok\r\n"


def test_it_asks_nothing_of_a_firmware_that_it_does_not_know() -> None:
    asker = Asker()
    assert asker.asks(10_000) == b""
    asker.device_sent(b"FIRMWARE_NAME:Marlin 2.1\n", 10_000)
    assert asker.asks(20_000) == b""
    asker.device_sent(IDLE, 20_000)
    assert asker.asks(30_000) == b"?"


def test_a_sender_that_asks_gets_every_report() -> None:
    asker = known()
    asker.sender_sent(b"?", 10_000)
    assert asker.why_not(10_500) == "sender asked"
    assert asker.device_sent(IDLE, 10_600) == IDLE
    assert asker.why_not(10_700) == "report seen"


@pytest.mark.parametrize("question", [b"\x80", b"\x05", b"\x87"])
def test_grblhal_is_asked_in_other_ways_too_and_the_sender_gets_its_report(question: bytes) -> None:
    asker = asked()
    asker.sender_sent(question, 10_001)
    assert asker.device_sent(IDLE, 10_005) == IDLE
    asker = known()
    asker.sender_sent(question, 10_000)
    assert asker.why_not(10_500) == "sender asked"


def test_a_report_goes_to_the_sender_that_asked_after_us_and_only_one_more_is_ours() -> None:
    asker = asked()
    asker.sender_sent(b"?", 10_001)
    assert asker.device_sent(IDLE, 10_005) == IDLE
    assert asker.device_sent(IDLE + RUN, 10_010) == RUN


def test_a_sender_that_asks_again_gets_the_second_report_too() -> None:
    asker = asked()
    asker.sender_sent(b"?", 10_001)
    assert asker.device_sent(IDLE, 10_005) == IDLE
    asker.sender_sent(b"?", 10_007)
    assert asker.device_sent(IDLE, 10_010) == IDLE


def test_half_a_report_that_is_held_is_given_to_a_sender_that_asks() -> None:
    asker = asked()
    assert asker.device_sent(b"<Idle|MPos:0", 10_002) == b""
    asker.sender_sent(b"?", 10_003)
    assert asker.release() == b"<Idle|MPos:0"
    assert asker.device_sent(b".000>\r\n", 10_004) == b".000>\r\n"


def test_it_gives_up_after_two_seconds_and_then_takes_nothing_away() -> None:
    asker = asked()
    assert asker.gave_up(11_900) == b""
    asker.gave_up(12_000)
    assert asker.unanswered == 1
    assert asker.device_sent(IDLE, 12_001) == IDLE


@pytest.mark.parametrize(
    "spoilt",
    [b"<Run|MPos:0ok\r\n", b"<RunALARM:1\r\n", b"<Idle|MPerror:9\r\n", b"<Grbl 1.1h ['$' for help]\r\n"],
)
def test_an_answer_that_lost_bytes_hides_no_ok_from_the_sender(spoilt: bytes) -> None:
    assert asked().device_sent(spoilt, 10_010) == spoilt


def test_half_a_line_before_our_question_is_not_our_answer() -> None:
    asker = known()
    assert asker.device_sent(b"<Idle|MPos", 10_000) == b"<Idle|MPos"
    assert asker.asks(12_000) == b"?"
    assert asker.device_sent(b":0,0,0>\r\n" + IDLE, 12_010) == b":0,0,0>\r\n"


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"$100=250\n", "eeprom"),
        (b"$N0=G21\n", "eeprom"),
        (b"$RST=$\n", "eeprom"),
        (b"G10L20P1X0\n", "eeprom"),
        (b"G10 P1 L2 X0\n", "eeprom"),
        (b"G28.1\n", "eeprom"),
        (b"$/axes/x/steps_per_mm=80\n", "eeprom"),
        (b"$H\n", "homing"),
        (b"$Xmodem/Receive=a.nc\n", "upload"),
        (b"$10", "half a line that keeps it"),
        (b"G1 X1 (a hole", "half a line that keeps it"),
        (b"[ESP", "half a line that keeps it"),
        (b"\x01\x01\xfe", "upload"),
        (b"\x18", "after a banner"),
    ],
)
def test_it_holds_back(sent: bytes, why: str) -> None:
    asker = known()
    asker.sender_sent(b"G1 X1\n", 9_990)
    asker.sender_sent(sent, 10_000)
    asker.device_sent(b"ok\r\n", 10_001)
    assert asker.why_not(10_500) == why


@pytest.mark.parametrize(
    "sent",
    [
        *(b"G1 X10 F400\n", b"$J=G91 X1 F300\n", b"G10 L1 P1\n", b"$$\n", b"G28\n", b"G38.2 Z-1\n"),
        *(b"G1 X1 (a hole) Y", b"G1 X1 ; (a hole"),
    ],
)
def test_ordinary_lines_hold_nothing_back(sent: bytes) -> None:
    asker = known()
    asker.sender_sent(sent, 10_000)
    assert asker.why_not(10_500) == ""


@pytest.mark.parametrize("ending", [b"\n", b"\r", b"\r\n"])
def test_the_answer_to_the_very_line_ends_the_hold(ending: bytes) -> None:
    asker = known()
    asker.sender_sent(b"G1 X1" + ending + b"$H" + ending + b"G1 X2" + ending, 10_000)
    asker.device_sent(b"ok\r\n", 10_001)
    assert asker.why_not(40_000) == "homing"
    asker.device_sent(b"ok\r\n", 40_001)
    assert asker.why_not(40_002) == ""


def test_a_hold_ends_by_itself_if_no_answer_comes() -> None:
    asker = known()
    asker.sender_sent(b"$100=250\n", 10_000)
    assert asker.why_not(14_999) == "eeprom"
    assert asker.why_not(15_000) == ""


def test_it_waits_two_seconds_after_a_banner() -> None:
    asker = known()
    asker.device_sent(b"\r\nGrbl 1.1h ['$' for help]\r\n", 10_000)
    assert asker.why_not(11_999) == "after a banner"
    assert asker.why_not(12_000) == ""


def test_a_machine_that_obeys_after_a_banner_is_asked_at_once() -> None:
    asker = known()
    asker.device_sent(b"\r\nGrbl 1.1h ['$' for help]\r\n", 10_000)
    asker.sender_sent(b"$X\n", 10_100)
    asker.device_sent(b"ok\r\n", 10_110)
    assert asker.why_not(10_200) == "after a banner"
    asker.sender_sent(b"G21\n", 10_300)
    asker.device_sent(b"ok\r\n", 10_310)
    assert asker.why_not(10_310) == ""


@pytest.mark.parametrize("turn", [b"!", b"~", b"\x84", b"\x85"])
def test_what_a_sender_turns_is_looked_at_soon(turn: bytes) -> None:
    asker = known()
    asker.sender_sent(b"G1 X100 F400\n", 9_000)
    asker.device_sent(RUN, 10_000)
    asker.sender_sent(turn, 10_100)
    assert asker.why_not(10_349) == "report seen"
    assert asker.asks(10_350) == b"?"
    assert asker.device_sent(RUN, 10_360) == b""
    assert asker.why_not(11_359) == "report seen"


def test_a_senders_first_line_is_looked_at_soon_and_a_stream_is_not_asked_more_often() -> None:
    asker = known()
    asker.device_sent(IDLE, 10_000)
    asker.sender_sent(b"G1 X1 F400\n", 10_010)
    assert asker.why_not(10_259) == "report seen"
    assert asker.asks(10_260) == b"?"
    asker.device_sent(RUN, 10_264)
    for at in range(10_300, 11_264, 50):
        asker.sender_sent(b"X2\n", at)
        assert asker.asks(at) == b""
    assert asker.asks(11_264) == b"?"


def test_a_sender_that_says_nothing_but_dollars_makes_a_grbl_known() -> None:
    asker = Asker()
    asker.sender_sent(b"\r\n\r\nM5\n", 10_000)
    asker.device_sent(b"ok\r\nok\r\nok\r\n", 10_010)
    assert asker.why_not(13_000) == "unknown firmware"
    asker.sender_sent(b"$X\n", 13_000)
    asker.device_sent(b"ok\r\n", 13_010)
    assert asker.why_not(16_000) == ""


@pytest.mark.parametrize("said", [b"error:9\r\n", b"ALARM:1\r\n", b"[MSG:Pgm End]\r\n", b"$100=250.000\r\n"])
def test_words_that_only_the_family_has_make_it_known(said: bytes) -> None:
    asker = Asker()
    asker.device_sent(said, 10_000)
    assert asker.why_not(13_000) == ""


@pytest.mark.parametrize(
    "said",
    [
        b'echo:Unknown command: "$X"\nok\n',
        b'// Unknown command:"$X"\nok\n',
        b"error:Unknown command\nok\n",
        b"ok T:21.3 /0.0\n",
        b"Resend: 1\nok\n",
    ],
)
def test_a_firmware_of_another_family_stays_unknown(said: bytes) -> None:
    asker = Asker()
    asker.sender_sent(b"$X\n", 10_000)
    asker.device_sent(said, 10_010)
    assert asker.why_not(16_000) == "unknown firmware"


def test_an_answer_behind_a_banner_is_taken_out_as_well() -> None:
    asker = known()
    asker.sender_sent(b"$H\n", 9_000)
    assert asker.device_sent(b"ALARM:9\r\n", 9_500) == b"ALARM:9\r\n"
    asker.device_sent(b"ok\r\n", 10_000)
    assert asker.asks(10_000) == b"?"
    banner = b"\r\nGrbl 1.1h ['$' for help]\r\n[MSG:'$H'|'$X' to unlock]\r\n"
    assert asker.device_sent(banner + IDLE, 10_040) == banner
    assert asker.device_sent(IDLE, 10_050) == IDLE


def test_a_question_that_a_reset_swallowed_takes_nothing_from_the_sender() -> None:
    asker = asked()
    asker.sender_sent(b"\x18", 10_001)
    asker.device_sent(b"\r\nGrbl 1.1h ['$' for help]\r\n", 10_030)
    for at in range(10_100, 11_900, 200):
        asker.sender_sent(b"?", at)
        assert asker.device_sent(IDLE, at + 5) == IDLE


def test_a_start_up_line_is_no_answer() -> None:
    asker = known()
    asker.sender_sent(b"$H\n", 10_000)
    asker.device_sent(b">G21:ok\r\n", 10_001)
    assert asker.why_not(10_002) == "homing"


def test_whatever_passes_nothing_but_one_report_a_question_is_ever_missing() -> None:
    luck = random.Random(7)
    asker, at, stream, seen = known(), 0, bytearray(), bytearray()
    words = [
        b"ok\r\n",
        b"error:20\r\n",
        IDLE,
        RUN,
        b"<Run|MP",
        b"\n",
        b"ALARM:1\r\n",
        b"[MSG:]\r\n",
        b"\xff\x00",
    ]
    for _ in range(20_000):
        at += luck.randrange(200)
        asker.asks(at)
        if luck.random() < 0.03:
            asker.sender_sent(luck.choice([b"?", b"G1 X1\n", b"$1=0\n"]), at)
            seen += asker.release()
        piece = luck.choice(words)[: luck.choice([2, 99, 99, 99])]
        stream += piece
        seen += asker.device_sent(piece, at)
        seen += asker.gave_up(at)
    missing = len(stream) - len(seen)
    assert 0 <= missing <= asker.swallowed * 520 + 520
    assert seen.count(b"error:20\r\n") == stream.count(b"error:20\r\n")
    assert seen.count(b"ALARM:1\r\n") == stream.count(b"ALARM:1\r\n")
    assert asker.swallowed <= asker.asked
    assert asker.swallowed > 100
