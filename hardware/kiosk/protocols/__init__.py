"""Parsers: bytes of a machine in, observations out. One file for each dialect; none knows a port, a clock or a file."""

from __future__ import annotations

from collections.abc import Callable

from hardware.kiosk.protocols.fm1 import MeterParser
from hardware.kiosk.protocols.grbl import GrblParser
from hardware.kiosk.protocols.marlin import MarlinParser
from hardware.kiosk.protocols.raw import RawParser
from hardware.vocabulary import Parser

PARSERS: dict[str, Callable[[], Parser]] = {
    "grbl": GrblParser,
    "grblhal": lambda: GrblParser("grblHAL", speaks_freely=True),
    "fluidnc": lambda: GrblParser("FluidNC", speaks_freely=True),
    "marlin": MarlinParser,
    "fm1": MeterParser,
    "raw": RawParser,
}
"""A maker for each dialect that has bytes; `contact` has none, its line is read at the port."""


def parser_for(dialect: str) -> Parser:
    """A fresh parser of the dialect. Raises KeyError for one that has no bytes."""
    return PARSERS[dialect]()
