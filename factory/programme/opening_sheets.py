"""Spreadsheets of earlier years: the template, what each line says, and what is wrong with those that cannot stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from core.errors import N_, RuleBroken
from core.sites import Site
from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from core.tables_read import Table
from factory.programme.indicators import UNIT_NAMES, Indicator
from factory.programme.opening_rules import OpeningFacts, faults_of
from factory.programme.splits import every_split_of
from factory.programme.wording import Words

HEADS: Final = {
    "site": N_("Site"),
    "indicator": N_("Counted"),
    "split": N_("Part"),
    "month": N_("Month"),
    "amount": N_("Amount"),
    "source": N_("Source"),
}
"""The columns of a sheet by our names; read in English or in the reader's language, in any order."""
NEEDED: Final = ("indicator", "month", "amount", "source")
MOST_LINES: Final = 2000
_Key = TypeVar("_Key")
_NUMBER: Final = re.compile(r"\d+(\.\d+)?|\d{1,3}(,\d{3})+(\.\d+)?")
_MONTHS: Final = (
    (re.compile(r"(\d{4})-(\d{1,2})(-\d{1,2})?( .*)?"), (1, 2)),
    (re.compile(r"(\d{1,2})[/.](\d{4})"), (2, 1)),
)
_NAMED_MONTH: Final = re.compile(r"([A-Za-z]{3})[a-z]*[ -](\d{4})")
_SHORT_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True)
class SheetLine:
    """A line of the sheet: its number in the file, its cells as they were written, and its figure or its fault."""

    number: int
    said: Mapping[str, str]
    facts: OpeningFacts | None
    fault: RuleBroken | None = None


@dataclass(frozen=True)
class Known:
    """What a sheet may name: the sites that are open to the reader, and the indicators that are counted."""

    sites: Sequence[Site]
    indicators: Sequence[Indicator]
    words: Words


def read_openings(table: Table, known: Known, at: datetime) -> list[SheetLine]:
    """Every line of a sheet, each with its figure or its fault. Raises RuleBroken for a sheet without our columns."""
    columns = _columns(table.header, known.words)
    if len(table.rows) > MOST_LINES:
        raise RuleBroken(
            "sheet",
            N_("This file has more than %(most)s rows."),
            N_("Split it into smaller files."),
            most=MOST_LINES,
        )
    lines = [_line(number, _cells(row, columns), known) for number, row in enumerate(table.rows, 2)]
    sound = [line for line in lines if line.facts is not None]
    figures = [line.facts for line in sound if line.facts is not None]
    faults = faults_of(figures, at, [line.number for line in sound])
    at_odds = {sound[index].number: broken for index, broken in faults.items()}
    return [
        SheetLine(line.number, line.said, None, at_odds[line.number]) if line.number in at_odds else line
        for line in lines
    ]


def _columns(header: Sequence[str], words: Words) -> dict[str, int]:
    found = {}
    for name, msgid in HEADS.items():
        called = {name, msgid.casefold(), words.gettext(msgid).casefold()}
        place = next((index for index, cell in enumerate(header) if cell.casefold() in called), None)
        if place is not None:
            found[name] = place
    missing = [words.gettext(HEADS[name]) for name in NEEDED if name not in found]
    if missing:
        raise RuleBroken(
            "sheet",
            N_("The first line of the file does not name these columns: %(names)s."),
            N_("Use our template, or name the columns as it does."),
            names=", ".join(missing),
        )
    return found


def _cells(row: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    return {name: row[columns[name]].strip() if name in columns else "" for name in HEADS}


def _line(number: int, said: dict[str, str], known: Known) -> SheetLine:
    try:
        return SheetLine(number, said, _facts(said, known))
    except RuleBroken as fault:
        return SheetLine(number, said, None, fault)


def _facts(said: dict[str, str], known: Known) -> OpeningFacts:
    gettext = known.words.gettext
    sites = {site.id: (site.slug, site.name) for site in known.sites}
    if not said["site"] and len(sites) == 1:
        site_id = next(iter(sites))
    else:
        site_id = _named(
            said["site"], sites, "site", N_("No site of yours is called %(said)s."), gettext=gettext
        )
    slugs = {one.slug: (one.slug, one.name) for one in known.indicators}
    slug = _named(
        said["indicator"],
        slugs,
        "indicator",
        N_("Nothing that we count is called %(said)s."),
        gettext=gettext,
    )
    split = read_part(said["split"], slug, known.words)
    indicator = next(one for one in known.indicators if one.slug == slug)
    month, amount = read_month(said["month"]), read_amount(said["amount"], indicator)
    return OpeningFacts(site_id, slug, split, month, amount, said["source"])


def _named(
    said: str,
    names: Mapping[_Key, tuple[str, str]],
    field: str,
    message: str,
    *,
    gettext: Callable[..., str],
) -> _Key:
    """The key that a cell names, in English or in the reader's language. Raises RuleBroken for none."""
    wanted = said.casefold()
    for key, (slug, name) in names.items():
        if wanted in (slug.casefold(), name.casefold(), gettext(name).casefold()):
            return key
    raise RuleBroken(field, message, N_("The second sheet of the template has the names."), said=said or "–")


def read_part(said: str, slug: str, words: Words) -> str:
    """The part that a cell names; "" for none. Raises RuleBroken for what the indicator is not told apart by."""
    parts = {name: (name, called) for name, called in every_split_of(slug).items()}
    message = N_("What is counted has no part called %(said)s.")
    return _named(said.strip(), parts, "split", message, gettext=words.gettext) if said.strip() else ""


def read_month(said: str) -> str:
    """A month as YYYY-MM, out of 2023-04, a day of it, 04/2023 or Apr 2023. Raises RuleBroken for anything else."""
    for pattern, (year, month) in _MONTHS:
        found = pattern.fullmatch(said)
        if found and 1 <= int(found.group(month)) <= 12:
            return f"{int(found.group(year)):04d}-{int(found.group(month)):02d}"
    named = _NAMED_MONTH.fullmatch(said)
    if named and named.group(1).casefold() in _SHORT_MONTHS:
        return f"{named.group(2)}-{_SHORT_MONTHS.index(named.group(1).casefold()) + 1:02d}"
    raise RuleBroken(
        "month", N_("%(said)s is no month."), N_("Write it as year and month: 2023-04."), said=said or "–"
    )


def read_amount(said: str, indicator: Indicator) -> int:
    """A number in the indicator's unit, at its scale. Raises RuleBroken for what is no number, or no whole one."""
    plain = "".join(said.split())  # whatever blank a language sets between thousands
    if not _NUMBER.fullmatch(plain):
        raise RuleBroken(
            "amount",
            N_("%(said)s is no number."),
            N_("Write digits, with a point before decimals."),
            said=said or "–",
        )
    amount = Decimal(plain.replace(",", "")) * indicator.scale
    if indicator.scale == 1 and amount != int(amount):
        raise RuleBroken(
            "amount", N_("This is counted in whole numbers."), N_("Write it without decimals."), said=said
        )
    return int(amount.to_integral_value())


def packed(lines: Sequence[SheetLine]) -> str:
    """The good lines as a form carries them from the preview to the press."""
    return json.dumps(
        [
            [fact.site_id, fact.indicator, fact.split, fact.month, fact.amount, fact.source]
            for line in lines
            if (fact := line.facts) is not None
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpacked(text: str) -> list[OpeningFacts]:
    """The same again; whoever sent something else is told to choose the file once more."""
    try:
        rows = json.loads(text)
        found = [
            OpeningFacts(int(row[0]), str(row[1]), str(row[2]), str(row[3]), int(row[4]), str(row[5]))
            for row in rows
        ]
    except (ValueError, TypeError, IndexError, KeyError, OverflowError, RecursionError):
        found = []
    if not found or len(found) > MOST_LINES:
        raise RuleBroken("sheet", N_("The lines did not arrive whole."), N_("Choose the file once more."))
    return found


def template_file(ending: str, known: Known, last_month: date) -> bytes:
    """An empty sheet with our columns and one line as an example; in XLSX also what may be named."""
    gettext = known.words.gettext
    heads = [gettext(name) for name in HEADS.values()]
    place, counted, part, *_ = heads
    first = known.indicators[0]
    site = known.sites[0].name if known.sites else ""
    source = gettext("Pieces 2023.xlsx, page 2")
    example: list[Cell] = [
        site,
        gettext(first.name),
        "",
        f"{last_month:%Y-%m}",
        12,
        source,
    ]
    if ending == "csv":
        return write_csv([heads, example])
    return write_xlsx(
        [
            Sheet(gettext("Opening figures"), heads, [example]),
            Sheet(
                gettext("Names"),
                [counted, gettext("Unit"), part],
                [line for one in known.indicators for line in _names(one, gettext)],
            ),
            Sheet(gettext("Sites"), [place], [[one.name] for one in known.sites]),
        ]
    )


def _names(indicator: Indicator, gettext: Callable[..., str]) -> list[list[Cell]]:
    name, unit = gettext(indicator.name), gettext(UNIT_NAMES[indicator.unit])
    return [[name, unit, part] for part in ("", *map(gettext, every_split_of(indicator.slug).values()))]
