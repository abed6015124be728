"""What a Grbl board keeps and says of itself: flavours, settings, and the answers to $ questions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from hardware.kiosk.virtual.gcode import Modes


@dataclass(frozen=True)
class Flavour:
    """A firmware of the family, as it introduces itself."""

    name: str
    banner: str
    identity: tuple[str, ...]
    rx_bytes: int
    blocks: int
    is_hal: bool = False


GRBL = Flavour("Grbl", "Grbl 1.1h ['$' for help]", ("[VER:1.1h.20190830:]", "[OPT:V,15,128]"), 128, 15)
GRBLHAL = Flavour(
    "grblHAL",
    "GrblHAL 1.1f ['$' or '$HELP' for help]",
    (
        "[VER:1.1f.20260817:]",
        "[OPT:VNMSL,100,1024,3,0]",
        "[AXS:3:XYZ]",
        "[NEWOPT:ENUMS,RT-]",
        "[FIRMWARE:grblHAL]",
        "[NVS STORAGE:*FLASH]",
        "[DRIVER:Virtual]",
    ),
    1024,
    100,
    is_hal=True,
)
FLUIDNC = Flavour(
    "FluidNC",
    "Grbl 3.7 [FluidNC v3.7.8 (wifi) '$' for help]",
    ("[VER:3.7 FluidNC v3.7.8:]", "[OPT:PHS]"),
    256,
    16,
)
FLAVOURS = {"grbl": GRBL, "grblhal": GRBLHAL, "fluidnc": FLUIDNC, "laser": GRBL}
SETTING = re.compile(r"\$(\d{1,3})=(-?\d+(?:\.\d+)?)")
WRITES = re.compile(r"\$(\d{1,3}=|I=|N\d=|RST=)")


@dataclass
class Store:
    """The EEPROM."""

    is_laser: bool = False
    homes: bool = False
    note: str = ""
    starts: list[str] = field(default_factory=lambda: ["", ""])
    values: dict[int, str] = field(default_factory=lambda: {10: "1", 13: "0", 110: "500.000", 120: "10.000"})

    def is_writing(self, word: str) -> bool:
        """Whether the line writes here."""
        return WRITES.match(word) is not None

    def start_lines(self) -> list[str]:
        """What is obeyed at each start."""
        return [line for line in self.starts if line]

    def listing(self) -> list[str]:
        """What $$ prints."""
        known = {**self.values, 22: str(int(self.homes)), 32: str(int(self.is_laser))}
        return [f"${number}={known[number]}" for number in sorted(known)]

    def keep(self, number: int, value: str) -> None:
        """Store one setting."""
        if number == 22:
            self.homes = float(value) != 0
        elif number == 32:
            self.is_laser = float(value) != 0
        else:
            self.values[number] = value


class Asked(Protocol):
    """What the answers need to know of a board."""

    flavour: Flavour
    store: Store
    modes: Modes


def dollar_words(word: str, text: str, board: Asked) -> list[str] | None:
    """The lines that answer a $ line before its `ok`; None if it is not known."""
    if word == "$$":
        return board.store.listing()
    if word == "$I":
        first, *others = board.flavour.identity
        return [first.replace(":]", f":{board.store.note}]"), *others]
    if word == "$G":
        modes = board.modes
        return [
            f"[GC:{modes.motion} G54 G17 G21 G90 G94 {modes.spindle} M9 T0 F{modes.feed:.0f} S{modes.rpm:.0f}]"
        ]
    if word == "$#":
        return [f"[{name}:0.000,0.000,0.000]" for name in ("G54", "G28", "G30", "G92")]
    if word == "$":
        return ["[HLP:$$ $# $G $I $N $x=val $Nx=line $J=line $SLP $C $X $H ~ ! ? ctrl-x]"]
    if word == "$N":
        return [f"$N{number}={line}" for number, line in enumerate(board.store.starts)]
    return _kept(word, text, board.store)


def _kept(word: str, text: str, store: Store) -> list[str] | None:
    if match := SETTING.fullmatch(word):
        store.keep(int(match[1]), match[2])
        return []
    if word.startswith("$I="):
        store.note = text[3:].strip()[:60]
        return []
    if word.startswith(("$N0=", "$N1=")):
        store.starts[int(word[2])] = word[4:]
        return []
    return None
