"""What every import does with a file: knows its heads again, says what was left out, tells a row of totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Text, db, fast, no_longer, one_of
from core.errors import N_, RuleBroken
from core.tables_read import Table

IMPORT_KINDS: Final = (
    "units",
    "learners",
    "bookings",
    "past_courses",
    "pieces",
    "organisations",
    "makeovers",
    "visits",
    "repairs",
)
LONGEST_HEAD: Final = 200
_TOTALS: Final = re.compile(
    r"((grand|sub|column|overall)[ -]?)?totals?( \d{4})?|sum|summe|gesamt|insgesamt|total général|somme|suma|razem|"
    r"(ال)?مجموع( الكلي)?|(ال)?إجمالي|ال?اجمالي|всього|разом|جمع|جمع کل|مجموعه",
    re.I,
)
_TEMPLATES: Final[dict[str, frozenset[str]]] = {}
_OTHER_KIND: Final = {
    "units": N_("This is the template for units."),
    "learners": N_("This is the template for learners."),
    "bookings": N_("This is the template for bookings."),
    "past_courses": N_("This is the template for past courses."),
    "pieces": N_("This is the template for pieces."),
    "organisations": N_("This is the template for organisations."),
    "makeovers": N_("This is the template for makeovers."),
    "visits": N_("This is the template for days and hours."),
    "repairs": N_("This is the template for repairs."),
}


class ImportHead(Model):
    """What a site's own lists call one of our columns: said once, known for each file that follows."""

    __tablename__ = "import_head"
    __table_args__ = (one_of("kind", IMPORT_KINDS), no_longer("head", LONGEST_HEAD))

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    head: Mapped[str] = mapped_column(Text, primary_key=True)
    field: Mapped[str] = mapped_column(Text)


def plain_head(head: str) -> str:
    """The head of a column as it is compared: small letters, single blanks."""
    return " ".join(head.lower().replace("_", " ").split())[:LONGEST_HEAD]


def known_heads(site_id: int, kind: str) -> dict[str, str]:
    """What a site's own lists call our columns: head to field, "" for a head that is none of ours."""
    rows = fast().rows("SELECT head, field FROM import_head WHERE site_id = ? AND kind = ?", (site_id, kind))
    return {row[0]: row[1] for row in rows}


def remember_heads(*, site_id: int, kind: str, said: Mapping[str, str], heads: Iterable[str]) -> None:
    """Keep which of a file's heads is which of our fields (`said`: field to head), and that the others are none."""
    of_head = {plain_head(head): name for name, head in said.items()}
    for head in dict.fromkeys(plain_head(each) for each in heads if each):
        db.session.merge(ImportHead(site_id=site_id, kind=kind, head=head, field=of_head.get(head, "")))
    db.session.flush()


def _value_key(field: str, text: str) -> str:
    """Under which head a value stands: no column is called so."""
    return f"{field} = {plain_head(text)}"[:LONGEST_HEAD]


def known_values(site_id: int, kind: str, field: str) -> dict[str, str]:
    """What a site's own lists call one of our things in a field: their words, as they are compared, to our name."""
    start = _value_key(field, "")
    return {
        head.removeprefix(start): ours
        for head, ours in known_heads(site_id, kind).items()
        if head.startswith(start)
    }


def remember_values(*, site_id: int, kind: str, field: str, said: Mapping[str, str]) -> None:
    """Keep which of ours a site means by the words of its lists (`said`: their words to our name)."""
    for text, ours in said.items():
        db.session.merge(ImportHead(site_id=site_id, kind=kind, head=_value_key(field, text), field=ours))
    db.session.flush()


def heads_to_fields(
    header: Sequence[str],
    fields: Iterable[str],
    words: Mapping[str, Sequence[str]],
    known: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Which column holds which field: as the site has said (`known`), else by its head, ours or words people use."""
    said, wanted = known or {}, list(fields)
    plain = [plain_head(head) for head in header]
    found: dict[str, int] = {}
    for index, head in enumerate(plain):
        if said.get(head) in wanted:
            found.setdefault(said[head], index)
    plain = ["" if head in said else head for head in plain]
    for name in wanted:
        if name in found:
            continue
        heads = (name.replace("_", " "), *words[name])
        place = next((plain.index(head) for head in heads if head in plain), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found


def told_of(table: Table, header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """What an import keeps of how its file looked, while it is open: lines, sheets, heads of cells that were emptied.

    `header` and `rows` are what is kept of the table, its columns in their order.
    """
    emptied, start = list[list[Any]](), 0
    for at, head in enumerate(header):
        place = table.header.index(head, start)
        start = place + 1
        count = sum(bool(old[place]) and not new[at] for old, new in zip(table.rows, rows, strict=True))
        if count:
            emptied.append([head, count])
    return {
        "lines": list(table.lines),
        "sheet": table.sheet,
        "others": list(table.others),
        "emptied": emptied,
        "headless": list(table.headless),
    }


def line_of(told: Mapping[str, Any] | None, number: int) -> int:
    """On which line of the file its row of that number (1 for the first) stands."""
    lines = (told or {}).get("lines") or []
    return int(lines[number - 1]) if 0 < number <= len(lines) else number + 1


def total_line(cells: Sequence[str]) -> RuleBroken | None:
    """Why a line is none of its own: it adds up those above it. None for any other line."""
    first = next((cell for cell in cells if cell.strip()), "")
    if not _TOTALS.fullmatch(" ".join(first.split()).rstrip(" :.").strip()):
        return None
    return RuleBroken(
        "", N_("This line adds up those above it."), N_("It is left out; there is nothing to do.")
    )


def register_template(kind: str, fields: Iterable[str]) -> None:
    """Make the heads of a template known, so that it is recognised where another kind of file is asked for."""
    _TEMPLATES[kind] = frozenset(plain_head(field) for field in fields)


def refuse_other_template(kind: str, header: Sequence[str]) -> None:
    """Raises RuleBroken on "sheet" for a file whose heads are just those of another kind's template."""
    heads = frozenset(plain_head(head) for head in header if head)
    other = next((name for name, known in _TEMPLATES.items() if name != kind and known == heads), "")
    if other and heads != _TEMPLATES.get(kind):
        raise RuleBroken("sheet", _OTHER_KIND[other], N_("Bring it at the step of its own kind."))
