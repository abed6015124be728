"""How a line of a spreadsheet becomes a criterion of a unit: the columns we know, what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.errors import N_, RuleBroken
from core.forbidden import holds_forbidden_number, is_head_never_kept, plain_words
from core.import_files import heads_to_fields, register_template, total_line
from training.words import UNIT_LEVELS

FIELDS: Final[dict[str, str]] = {
    "code": N_("Unit code"),
    "title": N_("Unit title"),
    "level": N_("Level"),
    "credit": N_("Credit"),
    "glh": N_("Guided hours (GLH)"),
    "body_code": N_("The body's own code"),
    "outcome": N_("Outcome number"),
    "outcome_text": N_("Learning outcome"),
    "criterion": N_("Criterion number"),
    "text": N_("Criterion"),
    "easy_text": N_("In easy English"),
    "picture": N_("Picture"),
}
"""The columns of a file of units, one line for each criterion."""
register_template("units", FIELDS)
KNOWN_HEADS: Final = {
    "code": ("code", "unit", "unit code", "unit number", "reference"),
    "title": ("title", "unit title", "name"),
    "level": ("level",),
    "credit": ("credit", "credits", "credit value"),
    "glh": ("glh", "guided hours", "guided hours (glh)", "guided learning hours"),
    "body_code": ("body code", "the body's own code", "ofqual number"),
    "outcome": ("outcome", "outcome number", "lo", "lo number"),
    "outcome_text": ("outcome text", "learning outcome", "lo text"),
    "criterion": ("criterion", "criterion number", "ac", "number", "ac number"),
    "text": ("text", "criterion text", "assessment criterion", "ac text"),
    "easy_text": ("easy text", "easy english", "in easy english"),
    "picture": ("picture", "drawing"),
}
LEVELS: Final = {
    "ENTRY1": "E1",
    "ENTRY2": "E2",
    "ENTRY3": "E3",
    "LEVEL1": "L1",
    "LEVEL2": "L2",
    "LEVEL3": "L3",
}
NEEDED: Final = ("code", "title", "level", "credit", "outcome_text", "criterion", "text")
ENOUGH: Final = frozenset(("code", "criterion", "text"))
"""Without these columns no line can be read at all."""
_OF_PEOPLE: Final = re.compile(
    r"learner|student|candidate|trainer|tutor|assessor|verifier|surname|first.?name|full.?name|phone|e-?mail|address|"
    r"post.?code|\buln\b",
    re.I,
)
LONGEST: Final = {
    "title": 160,
    "outcome_text": 400,
    "text": 600,
    "easy_text": 300,
    "picture": 80,
    "body_code": 40,
}


@dataclass
class UnitRow:
    """One line of the file: a criterion with the unit and the outcome that it belongs to."""

    number: int
    code: str = ""
    title: str = ""
    level: str = ""
    credit: int = 0
    glh: int = 0
    body_code: str = ""
    outcome: int = 0
    outcome_text: str = ""
    criterion: int = 0
    text: str = ""
    easy_text: str = ""
    picture: str = ""
    problems: list[RuleBroken] = field(default_factory=list)
    result: str = ""

    @property
    def label(self) -> str:
        """The number of the criterion, n.m."""
        return f"{self.outcome}.{self.criterion}"


def guess_columns(header: Sequence[str], known: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column holds which field: as the site has said, else by its head, ours or words that bodies use."""
    return heads_to_fields(header, FIELDS, KNOWN_HEADS, known)


def _is_of_people(head: str) -> bool:
    return is_head_never_kept(head) or _OF_PEOPLE.search(plain_words(head)) is not None


def lawful(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]], list[str]]:
    """Header and rows without columns about people, and the heads that were dropped; a forbidden number is blanked.

    A list of units is of nobody, yet whoever teaches or passed may stand beside them.
    """
    kept = [index for index, head in enumerate(header) if head and not _is_of_people(head)]
    cleaned = [["" if holds_forbidden_number(row[index]) else row[index] for index in kept] for row in rows]
    dropped = [head for index, head in enumerate(header) if head and index not in kept]
    return [header[index] for index in kept], cleaned, dropped


def read_rows(rows: Sequence[Sequence[str]], columns: dict[str, int]) -> list[UnitRow]:
    """Each line in our words; lines of a file that disagree about a unit or an outcome are refused."""
    found = [
        _read(number, {name: cells[at] for name, at in columns.items() if at < len(cells)})
        for number, cells in enumerate(rows, start=1)
    ]
    units: dict[str, UnitRow] = {}
    outcomes: dict[tuple[str, int], str] = {}
    seen: set[tuple[str, str]] = set()
    for row in found:
        if total := total_line(rows[row.number - 1]):
            row.problems = [total]
        if row.problems:
            continue
        first = units.setdefault(row.code, row)
        if (first.title, first.level, first.credit, first.glh) != (row.title, row.level, row.credit, row.glh):
            row.problems.append(_wrong("title", N_("Lines above say something else about this unit.")))
        elif outcomes.setdefault((row.code, row.outcome), row.outcome_text) != row.outcome_text:
            row.problems.append(
                _wrong("outcome_text", N_("Lines above say something else about this outcome."))
            )
        elif (row.code, row.label) in seen:
            row.problems.append(_wrong("criterion", N_("This criterion stands above already.")))
        seen.add((row.code, row.label))
    return found


def _wrong(name: str, message: str) -> RuleBroken:
    return RuleBroken(name, message, N_("Make the lines agree."))


def _read(number: int, cells: dict[str, str]) -> UnitRow:
    row = UnitRow(number)
    for name in NEEDED:
        if not cells.get(name, "").strip():
            row.problems.append(RuleBroken(name, N_("This is missing."), N_("Write it here.")))
    for name, most in LONGEST.items():
        text = " ".join(cells.get(name, "").split())
        setattr(row, name, text)
        if len(text) > most:
            row.problems.append(
                RuleBroken(
                    name,
                    N_("This text is too long: at most %(most)s characters."),
                    N_("Make it shorter."),
                    most=most,
                )
            )
    row.code = cells.get("code", "").upper().replace(" ", "")
    row.credit = _whole(row, "credit", cells.get("credit", ""), 120)
    row.glh = _whole(row, "glh", cells.get("glh", "") or "0", 1200)
    level = cells.get("level", "").upper().replace(" ", "")
    row.level = LEVELS.get(level, level)
    if row.level and row.level not in UNIT_LEVELS:
        row.problems.append(
            RuleBroken("level", N_("There is no such level."), N_("Write E1, E2, E3, L1, L2 or L3."))
        )
    _number(row, cells.get("criterion", ""), cells.get("outcome", ""))
    return row


def _whole(row: UnitRow, name: str, text: str, most: int) -> int:
    plain = text.strip()
    if not plain:
        return 0
    if not re.fullmatch(r"\d{1,4}", plain) or int(plain) > most:
        row.problems.append(
            RuleBroken(
                name, N_("«%(text)s» is no number that can be."), N_("Write a whole number."), text=plain[:20]
            )
        )
        return 0
    return int(plain)


def _number(row: UnitRow, text: str, outcome: str) -> None:
    """The criterion's number as n.m, or m beside a column with n."""
    both = re.fullmatch(r"\s*(\d{1,2})\.(\d{1,2})\.?\s*", text)
    alone = re.fullmatch(r"\s*(\d{1,2})\s*", text)
    first = re.fullmatch(r"\s*(\d{1,2})\.?\s*", outcome)
    if both:
        row.outcome, row.criterion = int(both[1]), int(both[2])
    elif alone and first:
        row.outcome, row.criterion = int(first[1]), int(alone[1])
    if text.strip() and not (row.outcome and row.criterion):
        row.problems.append(
            RuleBroken(
                "criterion",
                N_("«%(text)s» is no number of a criterion."),
                N_("Write it as 1.2."),
                text=text[:20],
            )
        )
