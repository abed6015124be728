"""Keeps the catalogues in step with the visible words: `update` writes them, `check` counts what is missing.

English is the message id itself. A text that no person has reviewed is marked fuzzy; it is shown, and counted.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
WHOLE = ("ar",)
"""Languages in which nothing may be missing (English always is whole)."""
PREPARED = ("fa", "ckb", "ti", "uk", "pl", "ro", "fr", "ur", "ps", "am")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "N_": None,
    "duo": None,
    "nduo": (1, 2),
}
PASSED_OVER = frozenset({"__pycache__", "tests", "benchmarks", "tools", "static", "instance", "migrations"})
HEADER = "# Translations of EcoWorks. Texts marked fuzzy wait for a person's review.\n"


def holds_words(folder: str) -> bool:
    """True for the folders worth reading (Babel's own filter would pass over `templates/_layouts`)."""
    name = Path(folder).name
    return name not in PASSED_OVER and not name.startswith(".")


def collected() -> Catalog:
    """The template catalogue: every visible word of the packages and templates, with where it stands."""
    catalog = Catalog(project="EcoWorks", version="1", header_comment=HEADER, charset="utf-8")
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    for name, line, message, comments, context in extract_from_dir(
        str(ROOT),
        methods,
        options,
        KEYWORDS,
        comment_tags=("L10N:",),
        strip_comment_tags=True,
        directory_filter=holds_words,
    ):
        catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    for name, message in words_of_data():
        catalog.add(message, None, [(name, 1)])
    return catalog


def words_of_data() -> Iterator[tuple[str, str]]:
    """(file, text) of what people read in the data files: the questions of the gates, the names of the categories."""
    data = ROOT / "inventory" / "data"
    for question in json.loads((data / "questions.json").read_text("utf-8"))["questions"]:
        for text in (question["text"], question["hint"], question["note"], *question["answers"].values()):
            yield "inventory/data/questions.json", text
    with (data / "categories.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield "inventory/data/categories.csv", row["name"]


def path_of(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


PLURAL_RULES = {
    "ar": "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
}
"""Which number takes which form, where Babel's order is not that of CLDR (zero, one, two, few, many, other)."""


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, header_comment=HEADER, charset="utf-8")
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    if language in PLURAL_RULES:
        vars(catalog)["_plural_expr"] = PLURAL_RULES[language]
    return catalog


def in_step(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language brought up to the template: new ids empty, lost ids gone, nothing guessed."""
    catalog = read(language)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=True)
    catalog.obsolete.clear()
    return catalog


def as_text(catalog: Catalog) -> bytes:
    """The catalogue as it is written: sorted, places without line numbers, no dates, so that changes are small."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    moving = (b'"POT-Creation-Date:', b'"PO-Revision-Date:', b'"Generated-By:')
    lines = [line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith(moving)]
    return b"".join(lines)


def missing(catalog: Catalog) -> Iterator[str]:
    """The ids without a translation (or with an empty plural form)."""
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(forms):
            yield message.id if isinstance(message.id, str) else message.id[0]


def update() -> int:
    """Write every catalogue anew, in step."""
    template = collected()
    for language in (*WHOLE, *PREPARED):
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_text(in_step(language, template)))
    print(f"{len(template)} texts in {1 + len(WHOLE) + len(PREPARED)} languages")
    return 0


def check() -> int:
    """0 if each catalogue is in step and the whole languages miss nothing; prints the count of each."""
    template = collected()
    wrong: list[str] = []
    counts = [f"{len(template)} texts", "en 0 missing"]
    for language in (*WHOLE, *PREPARED):
        fresh = in_step(language, template)
        lacking = list(missing(fresh))
        unreviewed = sum(1 for message in fresh if message.id and message.fuzzy)
        counts.append(
            f"{language} {len(lacking)} missing" + (f", {unreviewed} unreviewed" if unreviewed else "")
        )
        path = path_of(language)
        if not path.exists() or path.read_bytes() != as_text(fresh):
            wrong.append(f"{language}: out of step with the sources; run `make translations`")
        if language in WHOLE and lacking:
            wrong.append(f"{language}: {len(lacking)} missing, the first: {lacking[:3]}")
    print("; ".join(counts))
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


def main(arguments: Sequence[str]) -> int:
    """`update` or `check`."""
    commands = {"update": update, "check": check}
    if len(arguments) != 1 or arguments[0] not in commands:
        raise SystemExit("say `update` or `check`")
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
