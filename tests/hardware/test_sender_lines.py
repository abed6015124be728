"""What a sender says is overheard: homing, check mode and writes to EEPROM, whatever real-time bytes stand between."""

from __future__ import annotations

import pytest

from hardware.kiosk.protocols.sender import SenderLines
from hardware.vocabulary import LineSent, SentKind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"$H", SentKind.HOMING),
        (b"$HX", SentKind.HOMING),
        (b"$h", SentKind.HOMING),
        (b"$HELP", SentKind.DOLLAR),
        (b"$C", SentKind.CHECK),
        (b"$CD", SentKind.DOLLAR),
        (b"$SLP", SentKind.SLEEP),
        (b"$110=500", SentKind.STORE),
        (b"$I=left bench", SentKind.STORE),
        (b"$N0=G54", SentKind.STORE),
        (b"$RST=*", SentKind.STORE),
        (b"G10 L20 P1 X0", SentKind.STORE),
        (b"g10 (set) l2 p1 x0", SentKind.STORE),
        (b"G28.1", SentKind.STORE),
        (b"N5 G30.1 ; here", SentKind.STORE),
        (b"G28", SentKind.LINE),
        (b"G10 L201", SentKind.LINE),
        (b"$J=G91 X1 F300", SentKind.DOLLAR),
        (b"$$", SentKind.DOLLAR),
        (b"$I", SentKind.DOLLAR),
        (b"G1 X10 F400", SentKind.LINE),
    ],
)
def test_a_line_is_known_by_its_beginning(line: bytes, kind: SentKind) -> None:
    (sent,) = SenderLines().feed(line + b"\n")
    assert sent.kind is kind


def test_real_time_bytes_stand_anywhere() -> None:
    assert SenderLines().feed(b"?$?H!~\x90\r\n?") == [LineSent(SentKind.HOMING, "$H")]


def test_any_cut_gives_the_same_lines() -> None:
    data = b"?$H\r\n\r\nG1 X1\x18$X\nG10 L2 P1\r$C\n$11"
    whole = SenderLines().feed(data)
    assert [one.text for one in whole] == ["$H", "$X", "G10L2P1", "$C"]
    for size in (1, 2, 3, 5, 8):
        lines = SenderLines()
        assert [one for at in range(0, len(data), size) for one in lines.feed(data[at : at + size])] == whole


def test_an_endless_line_is_kept_short() -> None:
    lines = SenderLines()
    for _ in range(100):
        lines.feed(b"G" * 1000)
    assert len(lines._rest) <= 512
