"""The order on paper of text that mixes right-to-left and left-to-right scripts: the Unicode bidirectional rules.

Implements UAX #9 (rules W1 to W7, N0 to N2, I1, I2, L1, L2) for one line without explicit controls, which
`core.lettering` takes out of every text before. Pure: no fonts, no pages.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Run:
    """Neighbouring letters of one direction, in the order in which they are read."""

    text: str
    is_rtl: bool


def visual_runs(text: str, *, is_rtl: bool) -> list[Run]:
    """The runs of a line from left to right as they stand on paper, in a paragraph of the given direction."""
    levels = _levels(text, base=1 if is_rtl else 0)
    runs: list[tuple[int, str]] = []
    for letter, level in zip(text, levels, strict=True):
        if runs and runs[-1][0] == level:
            runs[-1] = (level, runs[-1][1] + letter)
        else:
            runs.append((level, letter))
    for floor in range(max(levels, default=0), 0, -1):
        runs = _reverse_where(runs, floor)
    return [Run(piece, bool(level % 2)) for level, piece in runs]


def starts_rtl(text: str) -> bool:
    """Whether the first letter with a direction of its own goes from right to left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def has_rtl(text: str) -> bool:
    """Whether any letter of the text goes from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _reverse_where(runs: list[tuple[int, str]], floor: int) -> list[tuple[int, str]]:
    """L2: turn round each stretch of runs whose level is at least `floor`."""
    turned: list[tuple[int, str]] = []
    stretch: list[tuple[int, str]] = []
    for run in [*runs, (-1, "")]:
        if run[0] >= floor:
            stretch.append(run)
            continue
        turned += reversed(stretch)
        stretch = []
        turned.append(run)
    return turned[:-1]


def _levels(text: str, base: int) -> list[int]:
    edge = "R" if base else "L"
    kinds = [unicodedata.bidirectional(letter) or "L" for letter in text]
    trailing = len(text.rstrip())
    _resolve_weak(kinds, edge)
    _resolve_brackets(text, kinds, edge)
    _resolve_neutral(kinds, edge)
    levels = [_level(kind, base) for kind in kinds]
    return levels[:trailing] + [base] * (len(text) - trailing)


def _level(kind: str, base: int) -> int:
    """I1 and I2."""
    if base == 0:
        return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    return 1 if kind == "R" else 2


def _resolve_weak(kinds: list[str], edge: str) -> None:
    """W1 to W7: marks follow their letter, numbers and their signs hold together."""
    _resolve_marks_and_numbers(kinds, edge)
    for i in range(1, len(kinds) - 1):
        before, here, after = kinds[i - 1 : i + 2]
        if before == after and (here == "CS" and before in ("EN", "AN") or here == "ES" and before == "EN"):
            kinds[i] = before
    _join_signs(kinds)
    strong = edge
    for i, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _resolve_marks_and_numbers(kinds: list[str], edge: str) -> None:
    """W1 to W3."""
    previous = strong = edge
    for i, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kind = previous
        elif kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        previous = kinds[i] = "R" if kind == "AL" else kind


def _join_signs(kinds: list[str]) -> None:
    """W5: signs such as per cent and pound beside a European number belong to it."""
    i = 0
    while i < len(kinds):
        if kinds[i] != "ET":
            i += 1
            continue
        end = i
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if (i and kinds[i - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN"):
            kinds[i:end] = ["EN"] * (end - i)
        i = end


def _as_strong(kind: str) -> str | None:
    """Numbers count as right-to-left where neutrals look for their neighbours."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind)


def _bracket_pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    open_ones: list[tuple[int, str]] = []
    pairs: list[tuple[int, int]] = []
    for i, letter in enumerate(text):
        if kinds[i] not in _NEUTRAL:
            continue
        if letter in _BRACKETS:
            open_ones.append((i, _BRACKETS[letter]))
        for depth in range(len(open_ones) - 1, -1, -1):
            if open_ones[depth][1] == letter:
                pairs.append((open_ones[depth][0], i))
                del open_ones[depth:]
                break
    return sorted(pairs)


def _resolve_brackets(text: str, kinds: list[str], edge: str) -> None:
    """N0: both brackets of a pair go the way of what they hold."""
    for start, end in _bracket_pairs(text, kinds):
        inside = {_as_strong(kind) for kind in kinds[start + 1 : end]} - {None}
        if not inside:
            continue
        direction = edge
        if edge not in inside:
            before = next((s for k in reversed(kinds[:start]) if (s := _as_strong(k))), edge)
            direction = before if before in inside else edge
        kinds[start] = kinds[end] = direction


def _resolve_neutral(kinds: list[str], edge: str) -> None:
    """N1 and N2: what stands between two of one direction joins them, everything else joins the line."""
    i = 0
    while i < len(kinds):
        if kinds[i] not in _NEUTRAL:
            i += 1
            continue
        end = i
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = _as_strong(kinds[i - 1]) if i else edge
        after = _as_strong(kinds[end]) if end < len(kinds) else edge
        kinds[i:end] = [before if before == after and before else edge] * (end - i)
        i = end
