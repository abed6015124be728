"""Stationery: its measures add up to its page, and what cannot hold our symbol is refused by name."""

from dataclasses import replace

import pytest

from core.errors import RuleBroken
from core.qr import QUIET_ZONE, size_for
from inventory.label_symbols import label_payload
from inventory.stationery import Stationery, check_geometry, fits, load_stationery, stationery_by_name

ALL = list(load_stationery().values())
SHEETS = [stationery for stationery in ALL if not stationery.is_roll]
ROLLS = [stationery for stationery in ALL if stationery.is_roll]
HOST = "eco.example.org"


def name(stationery: Stationery) -> str:
    return stationery.name


def test_the_list_has_sheets_and_rolls() -> None:
    assert [s.name for s in SHEETS] == ["L7160", "L7163", "L7165", "L7651", "L7161"]
    assert [s.name for s in ROLLS] == ["DK-1201", "DK-1202", "99012", "99014"]


@pytest.mark.parametrize("stationery", SHEETS, ids=name)
def test_margins_labels_and_gaps_add_up_to_a4(stationery: Stationery) -> None:
    s = stationery
    assert (s.page_width_mm, s.page_height_mm) == (210, 297)
    right = 210 - (s.left_mm + (s.columns - 1) * s.pitch_x_mm + s.label_width_mm)
    below = 297 - (s.top_mm + (s.rows - 1) * s.pitch_y_mm + s.label_height_mm)
    assert (s.left_mm + right) / 2 == pytest.approx(s.left_mm, abs=0.3)
    assert (s.top_mm + below) / 2 == pytest.approx(s.top_mm, abs=0.3)


@pytest.mark.parametrize("stationery", SHEETS, ids=name)
def test_labels_lie_on_the_page_and_apart(stationery: Stationery) -> None:
    s = stationery
    corners = [s.corner_mm(position) for position in range(1, s.per_page + 1)]
    assert len(set(corners)) == s.per_page
    assert all(x >= 0 and x + s.label_width_mm <= 210.001 for x, _ in corners)
    assert all(y >= 0 and y + s.label_height_mm <= 297.001 for _, y in corners)
    for one in corners:
        for other in corners:
            if one != other:
                apart_x = abs(one[0] - other[0]) >= s.label_width_mm - 1e-6
                apart_y = abs(one[1] - other[1]) >= s.label_height_mm - 1e-6
                assert apart_x or apart_y


@pytest.mark.parametrize("stationery", ALL, ids=name)
def test_the_symbol_has_modules_of_half_a_millimetre_within_what_is_printed(stationery: Stationery) -> None:
    assert fits(stationery, HOST) is None
    length = len(label_payload(HOST, "0" * 7))
    module = stationery.module_mm(length)
    inset_x, inset_y = stationery.inset_mm
    side = module * (size_for(length) + 2 * QUIET_ZONE)
    assert module >= 0.5
    assert side <= stationery.label_width_mm - 2 * inset_x + 1e-9
    assert side <= stationery.label_height_mm - 2 * inset_y + 1e-9


@pytest.mark.parametrize("stationery", ROLLS, ids=name)
def test_a_roll_keeps_free_what_its_printer_cannot_print(stationery: Stationery) -> None:
    assert stationery.inset_mm == (3.0, 1.5)
    assert stationery.corner_mm(1) == (0, 0)


def test_small_labels_are_refused_for_a_long_host_by_name() -> None:
    host = "furniture.coventry.example.org"
    reason = fits(stationery_by_name("L7651"), host)
    assert reason is not None
    assert reason.field == "stationery" and reason.params["name"] == "L7651" and reason.params["host"] == host
    assert fits(stationery_by_name("L7160"), host) is None


def test_without_a_host_every_label_is_refused_with_the_reason() -> None:
    for stationery in ALL:
        reason = fits(stationery, "")
        assert reason is not None and "address" in reason.message and "ECO_PUBLIC_URL" in reason.remedy


@pytest.mark.parametrize("host", ["eco_x.org", "eco org", "école.fr", "a" * 81, "x/y", "<b>"])
def test_a_host_that_no_symbol_can_hold_is_refused(host: str) -> None:
    assert fits(stationery_by_name("L7165"), host) is not None


def test_unknown_stationery_is_refused() -> None:
    with pytest.raises(RuleBroken) as refusal:
        stationery_by_name("L9999")
    assert refusal.value.field == "stationery"


@pytest.mark.parametrize(
    "change",
    [
        {"pitch_x_mm": 66.7},
        {"pitch_y_mm": 38.0},
        {"left_mm": -1.0},
        {"left_mm": 7.9},
        {"top_mm": 16.0},
        {"columns": 4},
        {"columns": 0},
        {"label_height_mm": 0.0},
    ],
)
def test_measures_that_cannot_be_are_found(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="L7160"):
        check_geometry(replace(stationery_by_name("L7160"), **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("position", [0, 22, -1])
def test_a_position_off_the_sheet_has_no_corner(position: int) -> None:
    with pytest.raises(ValueError, match="1 to 21"):
        stationery_by_name("L7160").corner_mm(position)
