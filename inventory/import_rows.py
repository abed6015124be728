"""How a line of a spreadsheet becomes an intake: the columns we know, the words people write, what is wrong. Pure."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from core.errors import N_, RuleBroken
from core.forbidden import holds_forbidden_number, is_head_never_kept, plain_words
from core.ids import read_code
from core.import_files import heads_to_fields, register_template, total_line
from core.said_days import read_said_day
from inventory.catalogue import categories
from inventory.event_data import clean_data
from inventory.questions import questions

NAMESPACE: Final = uuid.UUID("6c1f0a52-31a5-5a0e-9a7b-2f7f3f1f9f10")
FORBIDDEN: Final = re.compile(
    r"\bname\b|surname|first.?name|phone|mobile|\btel\b|e-?mail|address|post.?code|donor|recipient|customer",
    re.I,
)
"""Heads of columns that are dropped too, before anything is stored: people are no part of a list of pieces."""
ANSWERED: Final = ("infestation", "before_1950", "minor_repair", "kept_apart", "electrical")
FIELDS: Final[dict[str, str]] = {
    "code": N_("Label code"),
    "category": N_("Category"),
    "title": N_("Title"),
    "kg": N_("Weight in kg"),
    "intent": N_("To be used again"),
    "received_on": N_("Received on"),
    "place": N_("Place"),
    "donation": N_("Donation number"),
    "infestation": N_("Woodworm, bedbugs, mould"),
    "before_1950": N_("Made before 1950"),
    "minor_repair": N_("Small repair or none"),
    "kept_apart": N_("Kept apart from waste"),
    "electrical": N_("Plug or battery"),
}
"""The columns that an import knows, with their names. A photo cannot come from a sheet: such pieces stay drafts."""
register_template("pieces", FIELDS)
KNOWN_HEADS: Final = {
    "code": ("code", "label", "label code", "tag", "barcode", "id"),
    "category": ("category", "type", "item", "furniture", "what"),
    "title": ("title", "description", "details", "notes"),
    "kg": ("kg", "weight", "weight in kg", "weight (kg)", "weight kg"),
    "intent": ("intent", "reuse", "to be used again", "donor wish"),
    "received_on": ("received on", "received", "date", "date received", "in"),
    "place": ("place", "location", "shelf", "bay"),
    "donation": ("donation", "donation number"),
    "infestation": ("infestation", "woodworm", "woodworm, bedbugs, mould"),
    "before_1950": ("before 1950", "made before 1950"),
    "minor_repair": ("minor repair", "small repair or none"),
    "kept_apart": ("kept apart", "kept apart from waste"),
    "electrical": ("electrical", "plug", "plug or battery"),
}
YES: Final = ("yes", "y", "true", "1", "ja", "oui", "tak", "نعم")
NO: Final = ("no", "n", "false", "0", "nein", "non", "nie", "لا")


@dataclass
class ImportRow:
    """One line: what it says in our words, and what is wrong with it (a message and what to do)."""

    number: int
    code: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    donation: str = ""
    received_on: date | None = None
    problems: list[RuleBroken] = field(default_factory=list)
    token: str = ""
    line_token: str = ""
    result: str = ""


def drop_forbidden(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]], list[str]]:
    """Header and rows without forbidden columns, and the heads that were dropped; a forbidden number is blanked."""
    kept = [index for index, head in enumerate(header) if head and not _is_of_people(head)]
    dropped = [head for head in header if head and _is_of_people(head)]
    cleaned = [["" if holds_forbidden_number(row[index]) else row[index] for index in kept] for row in rows]
    return [header[index] for index in kept], cleaned, dropped


def _is_of_people(head: str) -> bool:
    return is_head_never_kept(head) or FORBIDDEN.search(plain_words(head)) is not None


def guess_columns(header: Sequence[str], known: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column holds which field: as the site has said, else by its head, ours or words that people use."""
    return heads_to_fields(header, FIELDS, KNOWN_HEADS, known)


FORMER_NAMES: Final = {"bench": "bench-solid-wood"}
"""What categories were called before: a spreadsheet keeps its words."""


def read_rows(
    rows: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    *,
    names: Mapping[str, str],
    today: date,
    site: str,
) -> list[ImportRow]:
    """Each line in our words. `names` are category names in the person's language, by slug.

    Two lines that say the same get tokens of their own by their order; the same file again gets the same tokens.
    """
    known = {slug: slug for slug in categories()} | {
        row.name.lower(): slug for slug, row in categories().items()
    }
    known |= {name.lower(): slug for slug, name in names.items()}
    known |= {row.source_name.lower(): slug for slug, row in categories().items()}
    known |= FORMER_NAMES
    seen: dict[str, int] = {}
    found = []
    for number, cells in enumerate(rows, start=1):
        row = _read_row(
            number, {name: cells[at] for name, at in columns.items() if at < len(cells)}, known, today
        )
        if total := total_line(cells):
            row.problems = [total]
        said = json.dumps(
            [site, row.code, row.data, row.place, row.donation, str(row.received_on)], sort_keys=True
        )
        seen[said] = seen.get(said, 0) + 1
        row.token = str(uuid.uuid5(NAMESPACE, f"{said}#{seen[said]}"))
        found.append(row)
    return found


def _read_row(number: int, cells: dict[str, str], known: Mapping[str, str], today: date) -> ImportRow:
    row = ImportRow(number)
    row.data = {"answers": {}}
    for name, read in READERS.items():
        text = cells.get(name, "").strip()
        if not text:
            continue
        try:
            read(row, text, known, today)
        except RuleBroken as problem:
            row.problems.append(problem)
    for slug in ANSWERED:
        _read_answer(row, slug, cells.get(slug, "").strip())
    if not row.data.get("category") and not any(problem.field == "category" for problem in row.problems):
        row.problems.append(
            RuleBroken(
                "category", N_("The category is missing."), N_("Write what it is, such as Dining chair.")
            )
        )
    row.data.setdefault("weight", "average")
    try:
        clean_data("intake", row.data)
    except RuleBroken as problem:
        row.problems.append(problem)
    return row


def _code(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    code = read_code(text)
    if code is None:
        raise RuleBroken(
            "code",
            N_("«%(text)s» is no label code."),
            N_("Copy the seven letters from the label."),
            text=text[:20],
        )
    row.code = code


def _category(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    slug = known.get(" ".join(text.lower().split()))
    if slug is None:
        raise RuleBroken(
            "category",
            N_("«%(text)s» is no category of ours."),
            N_("Use a name from the template."),
            text=text[:40],
        )
    row.data["category"] = slug


def _title(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    row.data["title"] = text


def _kg(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    plain = text.lower().replace("kg", "").replace(",", ".").strip()
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", plain) or not 0 < float(plain) <= 500:
        raise RuleBroken(
            "kg", N_("«%(text)s» is no weight in kg."), N_("Write a number such as 6.4."), text=text[:20]
        )
    row.data["grams"] = round(float(plain) * 1000)
    row.data["weight"] = "measured"


def _intent(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    row.data["answers"]["intent"] = _yes_no("intent", text)


def _received_on(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    found = read_said_day(text, today)
    if found is None:
        raise RuleBroken(
            "received_on",
            N_("«%(text)s» is no day that can be."),
            N_("Write it as 2026-11-22, not in the future."),
            text=text[:20],
        )
    row.received_on = found


def _place(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    row.place = text[:40]


def _donation(row: ImportRow, text: str, known: Mapping[str, str], today: date) -> None:
    row.donation = text[:20].upper()


Reader = Callable[[ImportRow, str, Mapping[str, str], date], None]
READERS: Final[dict[str, Reader]] = {
    "code": _code,
    "category": _category,
    "title": _title,
    "kg": _kg,
    "intent": _intent,
    "received_on": _received_on,
    "place": _place,
    "donation": _donation,
}


def _read_answer(row: ImportRow, slug: str, text: str) -> None:
    if not text:
        return
    try:
        row.data["answers"][slug] = _yes_no(slug, text)
    except RuleBroken as problem:
        row.problems.append(problem)


def _yes_no(slug: str, text: str) -> str:
    """The answer to a question as people write it; anything else must be a word of the question itself."""
    plain = " ".join(text.lower().split())
    said = "yes" if plain in YES else "no" if plain in NO else plain.replace(" ", "_")
    if said not in questions()[slug].answers:
        raise RuleBroken(
            slug, N_("«%(text)s» is no answer here."), N_("Write yes, no or not sure."), text=text[:20]
        )
    return said
