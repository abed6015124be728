"""Label sheets and rolls by name: their measures in millimetres, and whether our symbol fits on them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from core.errors import N_, RuleBroken
from core.ids import CODE_LENGTH
from core.qr import QUIET_ZONE, size_for
from inventory.label_symbols import label_payload

LEAST_MODULE_MM: Final = 0.5
LARGEST_MODULE_MM: Final = 1.2
"""Beyond this a larger symbol reads no better; the words get the room."""
SHEET_INSET_MM: Final = 2.0
"""Kept free inside each label of a sheet, since printers draw a sheet in up to 2 mm askew."""
ROLL_SIDE_MM: Final = 1.5
ROLL_END_MM: Final = 3.0
"""What label printers cannot print of a roll label (Brother's figures; taken for all rolls)."""
CENTRED_WITHIN_MM: Final = 0.3
MAX_HOST_LETTERS: Final = 80

_FILE: Final = Path(__file__).parent / "data" / "label_sheets.csv"


@dataclass(frozen=True)
class Stationery:
    """One kind of label. Left and top are the first label's corner from the page's upper left, pitch is corner to
    corner; a roll has one label a page."""

    name: str
    columns: int
    rows: int
    label_width_mm: float
    label_height_mm: float
    left_mm: float
    top_mm: float
    pitch_x_mm: float
    pitch_y_mm: float
    page_width_mm: float
    page_height_mm: float

    @property
    def per_page(self) -> int:
        """Labels on a page."""
        return self.columns * self.rows

    @property
    def is_roll(self) -> bool:
        """Whether the page is the label."""
        return self.per_page == 1

    @property
    def inset_mm(self) -> tuple[float, float]:
        """What stays free inside a label at its left and right, and at its top and bottom."""
        return (ROLL_END_MM, ROLL_SIDE_MM) if self.is_roll else (SHEET_INSET_MM, SHEET_INSET_MM)

    def corner_mm(self, position: int) -> tuple[float, float]:
        """The upper left corner of label `position` (1 is the first, then row by row) from the page's upper left."""
        if not 1 <= position <= self.per_page:
            raise ValueError(f"{self.name} has positions 1 to {self.per_page}")
        row, column = divmod(position - 1, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm

    def symbol_room_mm(self) -> float:
        """The side of the largest square for a symbol with its quiet zone."""
        x, y = self.inset_mm
        return min(self.label_width_mm - 2 * x, self.label_height_mm - 2 * y)

    def module_mm(self, payload_length: int) -> float:
        """The side of one module of a symbol of so many letters, as large as the label allows and use asks."""
        return min(self.symbol_room_mm() / (size_for(payload_length) + 2 * QUIET_ZONE), LARGEST_MODULE_MM)


@lru_cache(maxsize=1)
def load_stationery() -> Mapping[str, Stationery]:
    """All stationery by name, in the order of the file. Raises ValueError for measures that cannot be."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        found = [_from_row(row) for row in csv.DictReader(file)]
    for stationery in found:
        check_geometry(stationery)
    return MappingProxyType({stationery.name: stationery for stationery in found})


def stationery_by_name(name: str) -> Stationery:
    """The stationery of that name. Raises RuleBroken on the field "stationery" for a name we do not know."""
    found = load_stationery().get(name)
    if found is None:
        raise RuleBroken(
            "stationery",
            N_("We do not know these labels."),
            N_("Choose one of the list; its name is printed on the box."),
        )
    return found


def check_geometry(stationery: Stationery) -> None:
    """Raise ValueError unless labels are apart, lie on the page and, on a sheet, stand in its middle."""
    s = stationery
    for side, count, start, pitch, length, page in (
        ("width", s.columns, s.left_mm, s.pitch_x_mm, s.label_width_mm, s.page_width_mm),
        ("height", s.rows, s.top_mm, s.pitch_y_mm, s.label_height_mm, s.page_height_mm),
    ):
        end = start + (count - 1) * pitch + length
        if count < 1 or length <= 0 or start < 0 or end > page + 1e-6:
            raise ValueError(f"{s.name}: the labels do not lie within the page's {side}")
        if count > 1 and pitch < length - 1e-6:
            raise ValueError(f"{s.name}: labels overlap across the page's {side}")
        if abs((page - end) - start) > 2 * CENTRED_WITHIN_MM:
            raise ValueError(f"{s.name}: the labels are not in the middle of the page's {side}")


def fits(stationery: Stationery, host: str) -> RuleBroken | None:
    """None when labels for `host` can be printed on `stationery`, else the reason, ready to be raised or shown."""
    if not host:
        return RuleBroken(
            "stationery",
            N_(
                "Labels cannot be printed yet: EcoWorks does not know its own address, so they would lead nowhere."
            ),
            N_("Ask an administrator to set ECO_PUBLIC_URL."),
        )
    payload = label_payload(host, "0" * CODE_LENGTH)
    if not _is_printable(host):
        return RuleBroken(
            "stationery",
            N_("The address %(host)s cannot stand on a label."),
            N_("Ask an administrator for an address of letters, digits, dots and dashes, 80 at most."),
            host=host[:MAX_HOST_LETTERS],
        )
    if stationery.module_mm(len(payload)) >= LEAST_MODULE_MM:
        return None
    return RuleBroken(
        "stationery",
        N_("%(name)s labels are too small for the address %(host)s: cameras could not read the code."),
        N_("Choose larger labels, or ask an administrator for a shorter address."),
        name=stationery.name,
        host=host,
    )


def _is_printable(host: str) -> bool:
    return len(host) <= MAX_HOST_LETTERS and host.isascii() and all(c.isalnum() or c in ".-:" for c in host)


def _from_row(row: Mapping[str, str]) -> Stationery:
    def number(name: str) -> float:
        return float(row[name])

    return Stationery(
        name=row["name"],
        columns=int(row["columns"]),
        rows=int(row["rows"]),
        label_width_mm=number("label_width_mm"),
        label_height_mm=number("label_height_mm"),
        left_mm=number("left_mm"),
        top_mm=number("top_mm"),
        pitch_x_mm=number("pitch_x_mm"),
        pitch_y_mm=number("pitch_y_mm"),
        page_width_mm=number("page_width_mm"),
        page_height_mm=number("page_height_mm"),
    )
