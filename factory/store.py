"""The files beside the database, pictures, voices and funders' workbooks, and the columns that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from core.clips import ENDING as CLIP
from core.db import fast
from core.pictures import KEEPERS
from factory.profiles.workbooks import ENDING as WORKBOOK

SMALL: Final = ".small.jpg"
"""The second file of each picture: made with the first."""
NAMED_IN: Final = {
    ".jpg": KEEPERS,
    SMALL: KEEPERS,
    CLIP: (("clip", "sha256"),),
    WORKBOOK: (("form_profile", "template_sha256"),),
}
"""Which columns name the files of an ending. A file of any other ending is none of ours."""


def ending_of(name: str) -> str:
    """From the first dot of a file's name on: what its kind is known by."""
    _hash, dot, rest = name.partition(".")
    return dot + rest


def named(ending: str, part: str = "") -> set[str]:
    """The hashes of files of that ending that rows name; of those beginning with `part` where it is given."""
    return {
        row[0]
        for table, column in NAMED_IN[ending]
        for row in fast().rows(
            f"SELECT DISTINCT {column} FROM {table} WHERE {column} >= ? AND {column} < ? AND {column} <> ''",
            (part, part + "g"),
        )
    }


def lost_files(names: Iterable[str]) -> Iterator[str]:
    """The names, as `ab/cd/abcd….jpg`, of files that rows name and that are not among `names`; a picture once."""
    there = set(names)
    for ending in NAMED_IN:
        if ending == SMALL:
            continue
        for one in sorted(named(ending)):
            name = f"{one[:2]}/{one[2:4]}/{one}{ending}"
            if name not in there:
                yield name
