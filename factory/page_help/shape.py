"""The shape of a page's help: what this is, what to press, where the paper manual says more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Help:
    """Help for some pages, named by their endpoints; the sentences are English and translated when shown.

    `chapter` is the stem of the file in `docs/` whose heading the printed manual carries.
    """

    pages: tuple[str, ...]
    what: str
    press: str
    chapter: str
