"""Bytes of real machines become observations; what is not whole and well formed changes nothing and is counted."""

from __future__ import annotations

import pytest

from hardware.kiosk.protocols import PARSERS, parser_for
from hardware.kiosk.protocols.fm1 import record
from hardware.kiosk.protocols.lines import LINE_BYTES
from hardware.vocabulary import (
    AlarmSeen,
    Answered,
    BadLine,
    BannerSeen,
    ButtonSeen,
    IdentitySeen,
    InputSeen,
    JobWord,
    JobWordKind,
    LineLost,
    MessageSeen,
    MeterAlive,
    MeterHello,
    MeterReading,
    Observation,
    StateClass,
    StateSeen,
    TagSeen,
)
from tests.hardware.recordings import received


def observed(dialect: str, data: bytes) -> list[Observation]:
    return parser_for(dialect).feed(data)


def states(dialect: str, data: bytes) -> list[tuple[str, int | None, str, bool | None]]:
    seen = observed(dialect, data)
    return [(s.word, s.sub, s.state_class.value, s.spindle) for s in seen if isinstance(s, StateSeen)]


def test_grbl_says_what_it_does() -> None:
    assert states("grbl", received("grbl")) == [
        ("Idle", None, "idle", False),
        ("Run", None, "busy", False),
        ("Hold", 0, "paused", False),
        ("Run", None, "busy", False),
        ("Idle", None, "idle", False),
        ("Check", None, "offjob", False),
        ("Idle", None, "idle", False),
    ]


def test_the_corrupted_report_of_a_real_grbl_is_no_state() -> None:
    bad = [one for one in observed("grbl", received("grbl")) if isinstance(one, BadLine)]
    assert [one.sample for one in bad] == [b"<Run|MPos:0.|40,0.000,0.000|FS:120,0|Pn:PXYZRHS>"]


def test_grbl_answers_greets_and_says_who_it_is() -> None:
    seen = observed("grbl", received("grbl"))
    assert sum(isinstance(one, Answered) and one.is_ok for one in seen) == 4
    assert Answered(False, 8) in seen
    assert sum(one == BannerSeen("Grbl 1.1h ['$' for help]") for one in seen) == 3
    assert IdentitySeen("Grbl", "1.1h.20190830:", "VER") in seen
    assert IdentitySeen("Grbl", "V,15,128", "OPT") in seen
    assert MessageSeen("[MSG:Disabled]") in seen


def test_grblhal_has_more_states_and_fields() -> None:
    data = received("grblhal")
    assert states("grblhal", data) == [
        ("Run", None, "busy", False),
        ("Alarm", None, "fault", False),
        ("Idle", None, "idle", False),
        ("Hold", 0, "paused", False),
        ("Run", None, "busy", True),
        ("Idle", None, "idle", True),
        ("Jog", None, "setup", False),
        ("Door", 2, "paused", False),
        ("Run", 1, "busy", False),
        ("Run", 2, "busy", False),
        ("Tool", None, "paused", False),
        ("Alarm", 11, "fault", False),
        ("Idle", None, "idle", False),
    ]
    seen = observed("grblhal", data)
    assert AlarmSeen(3, "ALARM:3") in seen
    assert Answered(False, 9) in seen
    assert IdentitySeen("grblHAL", "grblHAL", "FIRMWARE") in seen
    assert not [one for one in seen if isinstance(one, BadLine)]


def test_fluidnc_starts_with_what_it_likes_and_names_files_in_any_script() -> None:
    data = received("fluidnc")
    assert [word for word, *_ in states("fluidnc", data)] == [
        *("Starting", "Idle", "Run", "Run", "Idle", "Home", "Alarm")
    ]
    assert states("fluidnc", data)[3] == ("Run", None, "busy", True)
    seen = observed("fluidnc", data)
    assert BannerSeen("Grbl 3.7 [FluidNC v3.7.8 (wifi) '$' for help]") in seen
    assert not [one for one in seen if isinstance(one, BadLine)]


@pytest.mark.parametrize(
    "line",
    [
        b"<Run|MPos:0.000,0.000,0.000|FS:0,0",
        b"Run|MPos:0.000,0.000,0.000|FS:0,0>",
        b".000,0.000|FS:0,0>",
        b"<Run|MPos:0.000,0.000,0.000|FS:0,0>ok",
        b"ok<Run|MPos:0.000,0.000,0.000|FS:0,0>",
        b"<Run|MPos:0.0<Run|MPos:0.000,0.000,0.000|FS:0,0>",
        b"<Running|MPos:0.000,0.000,0.000|FS:0,0>",
        b"<Rum|MPos:0.000,0.000,0.000|FS:0,0>",
        b"<run|MPos:0.000,0.000,0.000|FS:0,0>",
        b"<Run:|MPos:0.000,0.000,0.000|FS:0,0>",
        b"<Run:x|MPos:0.000,0.000,0.000|FS:0,0>",
        b"<Run|MPos:0.000,0.000,0.00x|FS:0,0>",
        b"<Run|MPos:0.000,,0.000|FS:0,0>",
        b"<Run|MPos:|FS:0,0>",
        b"<Run|MPos:0.000,0.000,0.000|FS:0>",
        b"<Run|MPos:0.000,0.000,0.000|FS:0,0,0,0>",
        b"<Run|MPos:0.000,0.000,0.000|FS:60,0Pn:XYZ>",
        b"<Run|MPos:0.000,0.000,0.000||FS:0,0>",
        b"<Run|MPos:0.000,0.000,0.000|FS:0,0|>",
        b"<Run|MPos:0.000,0.000,0.000|FS:0,0|FS:0,0>",
        b"<Run|MPos:0.000,0.000,0.000|MPos:0.000,0.000,0.000>",
        b"<Run|MPos:0.000,0.000,0.000|New:\x01>",
        b"<Run|MPos:0.000,0.000,0.000|New:\xff>",
        b"<Run|MPos:0.0000000,0.000,0.000|FS:0,0>",
        b"<>",
        b"<",
        b"<|>",
        b"okk",
        b"o",
        b"error:",
        b"error:1234",
        b"ALARM:x9",
        b"ALARM:",
        b"Grbl 1.1h ['$' for",
        b"\xff\xfe\x00",
        b"[MSG:cut",
    ],
)
def test_a_line_that_is_not_whole_is_only_counted(line: bytes) -> None:
    (seen,) = observed("grbl", line + b"\r\n")
    assert isinstance(seen, BadLine)
    assert seen.sample


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (b"<Idle>", "Idle"),
        (
            b"<Idle|MPos:0.0000,0.0000,0.0000|WPos:0.0000,0.0000,0.0000|F:4000.0,100.0>",
            "Idle",
        ),  # Smoothieware
        (b"<Idle|FS:0,0>", "Idle"),
        (b"<Run|FS:10.5,0|MPos:1.000,2.000>", "Run"),
        (b"<Run|WPos:-1.000,2.0000,3.000,4.000,5.000,6.000|F:10>", "Run"),
        (b"<Run|MPos:0.000,0.000,0.000|Later:any thing: at all,1>", "Run"),
        (
            b"<Idle|MPos:0.000,0.000,0.000|FS:0,0|SP1:0,,|Pn:O|WCO:0.000,0.000,0.000|WCS:G59.1|H:0,0|FW:grblHAL|AR>",
            "Idle",
        ),  # grblHAL, asked with 0x87, that could report by itself
    ],
)
def test_nothing_but_the_state_is_required(line: bytes, word: str) -> None:
    assert [state[0] for state in states("grbl", line + b"\n")] == [word]


@pytest.mark.parametrize(
    ("fields", "spindle"),
    [
        (b"|FS:100,0", False),
        (b"|FS:100,800", True),
        (b"|F:100", None),
        (b"", None),
        (b"|F:100|Ov:100,100,100", False),
        (b"|F:100|Ov:100,100,100|A:SF", True),
        (b"|F:100|Ov:100,100,100|A:F", False),
        (b"|FS:100,0|Ov:100,100,100|A:C", True),
        (b"|FS:100,0|A:", False),
    ],
)
def test_a_spindle_is_commanded_by_its_speed_or_its_letter(fields: bytes, spindle: bool | None) -> None:
    assert states("grbl", b"<Run|MPos:0.000,0.000,0.000" + fields + b">\n")[0][3] is spindle


@pytest.mark.parametrize(
    ("dialect", "line"),
    [
        ("grblhal", b"[G59.1:0.000,0.000,0.000]"),
        ("grblhal", b"[MSG:Warning: Spindle is not at speed]"),
        ("grblhal", b"[COMPATIBILITY LEVEL:1]"),
        ("grblhal", b"---- General:"),
        ("grblhal", b" Commands"),
        ("grblhal", b"0\tStep pulse time\tmicroseconds\tDecimal"),
        ("grblhal", b"$10: Status report options as bitfield:"),
        ("grbl", b"['$H'|'$X' to unlock]"),
        ("grbl", b"[Reset to continue]"),
        ("grbl", b"[Caution: Unlocked]"),
        ("grbl", b"[0.9j.20160303:]"),
        ("grbl", b"[G0 G54 G17 G21 G90 G94 M0 M5 M9 T0 F0. S0.]"),
        ("grbl", b"[echo: G1X1F100]"),
    ],
)
def test_what_a_firmware_says_besides_is_no_noise(dialect: str, line: bytes) -> None:
    assert observed(dialect, line + b"\r\n") == [MessageSeen(line.decode())]


def test_a_start_up_line_answers_nothing() -> None:
    assert observed("grbl", b">G54G20:ok\r\n") == [MessageSeen(">G54G20:ok")]


def test_equal_reports_are_one_object() -> None:
    first, second = observed("grbl", b"<Run|MPos:0.000|FS:9,0>\r\n<Run|MPos:1.000|FS:9,0|Pn:X>\r\n")
    assert first is second


def test_what_the_parser_remembers_is_bounded() -> None:
    parser = parser_for("grbl")
    for feed in range(5000):
        (seen,) = parser.feed(b"<Run|MPos:0.000|FS:%d,0>\r\n" % feed)
        assert isinstance(seen, StateSeen) and seen.feed == feed
    assert len(parser._known) <= 1024  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialect", ["grbl", "marlin", "fm1"])
def test_a_line_without_end_is_counted_once_and_dropped_to_the_next_line(dialect: str) -> None:
    last = {"grbl": b"ok\n", "marlin": b"ok\n", "fm1": record(1, 1, "HB")}[dialect]
    parser = parser_for(dialect)
    seen = [one for _ in range(100) for one in parser.feed(b"x" * 100)]
    assert [type(one) for one in seen] == [BadLine]
    assert len(parser.__dict__["_rest"]) <= LINE_BYTES
    assert not [one for one in parser.feed(b"<Run|MPos:0.000>\n" + last) if isinstance(one, BadLine)]
    at_once = observed(dialect, b"x" * 10_000 + b"<Run|MPos:0.000>\n" + last)
    assert isinstance(at_once[0], BadLine) and at_once[0] == seen[0]
    assert not isinstance(at_once[1], BadLine)


def test_marlin_is_read_from_what_it_says_meanwhile() -> None:
    seen = observed("marlin", received("marlin"))
    words = [one.word for one in seen if isinstance(one, StateSeen)]
    assert words == [
        *("Wait", "Streaming", "NotSD", "Streaming", "SD", "Processing", "Paused", "SD", "Wait"),
    ]
    kinds = [one.kind for one in seen if isinstance(one, JobWord)]
    assert kinds == [JobWordKind.PAUSED, JobWordKind.RESUMED, JobWordKind.DONE]
    assert AlarmSeen(0, "Printer halted. kill() called!") in seen
    assert IdentitySeen("Marlin", "cede2a2f-41a2-4748-9b12-c55c62f367ff", "UUID") in seen
    assert IdentitySeen("Marlin", "AUTOREPORT_TEMP:1", "Cap") in seen
    assert seen[0] == BannerSeen("start")


def test_marlins_answers_to_questions_are_no_sign_of_work() -> None:
    assert states("marlin", b"ok T:21.3 /0.0\n T:21.3 /0.0\nNot SD printing\nok\n") == [
        ("NotSD", None, "idle", None)
    ]
    assert [word for word, *_ in states("marlin", b"ok\nok N12 P15 B3\n")] == ["Streaming", "Streaming"]


def test_a_print_from_the_card_that_does_not_go_on_is_no_sign_of_work() -> None:
    said = b"".join(b"SD printing byte %d/480\n" % byte for byte in (12, 40, 40, 40, 77))
    assert [word for word, *_ in states("marlin", said)] == ["SD", "SD", "SD"]


def test_a_file_on_its_way_to_the_card_is_no_work() -> None:
    sent = b"ok\nWriting to file: a.gco\nok\n" + 20 * b"ok\n" + b"Done saving file\nok\n"
    assert [word for word, *_ in states("marlin", sent)] == ["Streaming", "Streaming"]
    assert [word for word, *_ in states("marlin", b"Writing to file: a.gco\nstart\nok\n")] == ["Streaming"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("echo:busy: processing", "Processing"),
        ("busy:processing", "Processing"),
        ("echo:busy: paused for user", "Paused"),
        ("busy: paused for input", "Paused"),
    ],
)
def test_a_busy_machine_is_understood_in_either_spelling(line: str, word: str) -> None:
    assert [one for one, *_ in states("marlin", line.encode() + b"\n")] == [word]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("echo:EMERGENCY SHUTDOWN DETECTED. KILLED.", "EMERGENCY SHUTDOWN DETECTED. KILLED."),
        ("!! Lost communication with MCU 'mcu'", "Lost communication with MCU 'mcu'"),
    ],
)
def test_a_printer_that_has_shut_down_is_at_fault(line: str, text: str) -> None:
    assert observed("marlin", line.encode() + b"\n") == [AlarmSeen(0, text)]


def test_a_marlin_error_that_stops_nothing_is_an_answer() -> None:
    assert observed("marlin", b"Error:Line Number is not Last Line Number+1, Last Line: 4\n") == [
        Answered(False, 0, "Line Number is not Last Line Number+1, Last Line: 4")
    ]


def test_the_check_lines_of_the_meter_are_read() -> None:
    assert observed("fm1", received("fm1")) == [
        MeterHello(17, "E66118C4E3"),
        LineLost(40),
        MeterReading(0, 2450),
        TagSeen("04A1B2C3D4E5F6", "in"),
        MeterAlive(),
    ]


def test_a_meter_line_is_made_as_it_is_read() -> None:
    assert record(41, 52010, "CUR", ch=0, ma=2450) == b"!FM1 41 52010 CUR ch=0 ma=2450*B926\n"
    data = record(1, 5, "IN", name="run", on=1) + record(2, 6, "BTN", id="end") + record(3, 7, "ERR", code=4)
    assert observed("fm1", data) == [
        InputSeen("run", True),
        ButtonSeen("end"),
        MessageSeen("FM1 3 7 ERR code=4"),
    ]


@pytest.mark.parametrize("place", range(len(b"!FM1 41 52010 CUR ch=0 ma=2450*B926")))
def test_each_single_wrong_letter_of_a_meter_line_is_seen(place: int) -> None:
    line = bytearray(b"!FM1 41 52010 CUR ch=0 ma=2450*B926\n")
    for bit in range(8):
        line[place] ^= 1 << bit
        assert not [one for one in observed("fm1", bytes(line)) if isinstance(one, MeterReading)]
        line[place] ^= 1 << bit


def test_the_meters_numbers_wrap_and_a_new_boot_begins_anew() -> None:
    data = record(65535, 2**32 - 10, "HB") + record(0, 5, "HB") + record(3, 9, "HB")
    assert observed("fm1", data) == [MeterAlive(), MeterAlive(), LineLost(2), MeterAlive()]
    data = record(900, 10, "HB") + record(0, 1, "HELLO", boot=18) + record(1, 2, "HB")
    assert observed("fm1", data) == [MeterAlive(), MeterHello(18, ""), MeterAlive()]


def test_a_card_that_lies_on_the_reader_is_one_card() -> None:
    def at(seq: int, up_ms: int, way: str = "in") -> bytes:
        return record(seq, up_ms, "TAG", uid="04A1B2C3", ev=way)

    data = at(1, 1000) + at(2, 3500) + at(3, 6000) + at(4, 6500, "out") + at(5, 12_000, "out")
    seen = observed("fm1", data)
    assert [one.direction for one in seen if isinstance(one, TagSeen)] == ["in", "out", "out"]


@pytest.mark.parametrize(
    "line",
    [
        record(1, 1, "CUR", ch=0),
        record(1, 1, "CUR", ch=0, ma=-5),
        record(1, 1, "CUR", ch=0, ma="9" * 30),
        record(1, 1, "TAG", uid="zz", ev="in"),
        record(1, 1, "HELLO", id="x"),
        record(1, 1, "IN", name="run", on=2),
        record(1, 1, "HB", pad="x" * 90),
    ],
)
def test_a_meter_record_with_wrong_fields_is_only_counted(line: bytes) -> None:
    assert [type(one) for one in observed("fm1", line)] == [BadLine]


def test_an_unread_machine_gives_as_many_signs_as_bytes() -> None:
    assert sum(one.size for one in observed("raw", b"IN;PU0,0;")) == 9  # type: ignore[union-attr]


@pytest.mark.parametrize("dialect", list(PARSERS))
def test_states_are_classed_by_one_table(dialect: str) -> None:
    assert all(isinstance(state, str) for state in StateClass)
    assert parser_for(dialect).feed(b"") == []


def test_an_old_grbl_with_commas_says_what_it_does_too() -> None:
    place = "MPos:5.529,0.560,7.000,WPos:1.529,-5.440,-0.000"
    told = f"<Run,{place}>\r\n<Idle,{place},Buf:0,RX:0,Ln:0,F:0.>\r\n<Hold,WPos:1.000,2.000,3.000>\r\n"
    assert states("grbl", told.encode()) == [
        ("Run", None, "busy", None),
        ("Idle", None, "idle", None),
        ("Hold", None, "paused", None),
    ]


@pytest.mark.parametrize(
    "cut", ["<Run,MPos:5.529,0.5>", "<Run,MPos:5.5|29,0.560,7.000>", "<Ran,MPos:1.0,2.0,3.0>"]
)
def test_an_old_report_that_is_not_whole_is_no_state(cut: str) -> None:
    assert isinstance(observed("grbl", f"{cut}\r\n".encode())[0], BadLine)
