"""What the pack tells beside who may: the machine, the piece that a label names, and words of the house's own."""

from __future__ import annotations

from collections.abc import Mapping

from hardware.kiosk.showing import Machine, Piece
from hardware.vocabulary import Pack


def machine_of(code: str, pack: Pack | None, *, is_laser: bool) -> Machine:
    """The machine as its screen shows it; without a pack its code, and whether it is a laser."""
    if pack is None:
        return Machine(code, code, "", "laser" if is_laser else "")
    return Machine(
        code=code,
        called=pack.title,
        site=pack.site,
        kind=pack.kind,
        protection=pack.protection,
        method=pack.method,
        allowed=pack.materials_allowed,
        tested=tuple(one for one in pack.materials_forbidden if one in pack.materials_test_first),
        forbidden=tuple(one for one in pack.materials_forbidden if one not in pack.materials_test_first),
        asks_material=pack.asks_material,
    )


def piece_of(code: str, pack: Pack | None) -> Piece | None:
    """The piece by the code of its label: with its name and category where the pack knows it, else the code alone."""
    if not code:
        return None
    known = next((one for one in pack.pieces if one.code == code), None) if pack else None
    return Piece(code, known.called, known.category) if known else Piece(code)


def corrected_of(pack: Pack | None, language: str) -> Mapping[str, tuple[str, ...]]:
    """The house's own words of a language by their English; none where the pack has none."""
    said = pack.corrected if pack else ()
    return {one.english: one.forms for one in said if one.language == language and one.forms}


def languages_of(pack: Pack | None) -> frozenset[str]:
    """The languages in which the pack has words."""
    return frozenset(one.language for one in pack.corrected) if pack else frozenset()
