"""Settings and commands are documented, and what is documented is there."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields

import click
import pytest

from core.config import Settings
from tests.house.sources import Source, files, sample

OUTSIDE_SETTINGS = frozenset({"ECO_TEST_DATABASE_URL"})
"""Variables of the tests; not settings of the program."""


def settings_faults(names: Iterable[str], documents: Iterable[Source]) -> Iterator[str]:
    """Settings that no page of docs explains, and variables that a page names but nothing reads."""
    known = {f"ECO_{name.upper()}" for name in names}
    pages = list(documents)
    told = {name for page in pages for name in re.findall(r"\bECO_[A-Z0-9_]+\b", page.text)}
    told = {name.removesuffix("_FILE") if name not in known else name for name in told}
    yield from (f"{name} is not documented" for name in sorted(known - told))
    yield from (f"{name} is documented but is no setting" for name in sorted(told - known - OUTSIDE_SETTINGS))


def command_faults(names: Iterable[str], documents: Iterable[Source]) -> Iterator[str]:
    """Commands of `eco` that no page explains, and commands that a page names but nobody wrote."""
    known = set(names)
    told = {found for page in documents for found in re.findall(r"`eco ([a-z][a-z-]*)", page.text)}
    yield from (f"eco {name} is not documented" for name in sorted(known - told))
    yield from (f"eco {name} is documented but is no command" for name in sorted(told - known))


def commands() -> list[str]:
    """The commands of `eco` that there are."""
    if importlib.util.find_spec("factory.cli") is None:
        return []
    main = importlib.import_module("factory.cli").main
    assert isinstance(main, click.Group)
    return main.list_commands(click.Context(main))


def pages() -> list[Source]:
    """The pages that people read."""
    return files(".md", under=["docs", "README.md"])


@pytest.mark.static
def test_every_setting_is_documented() -> None:
    documents = [
        page for page in pages() if page.path in ("docs/settings.md", "docs/install.md", "README.md")
    ]
    assert list(settings_faults([item.name for item in fields(Settings)], documents)) == []


def test_every_command_is_documented() -> None:
    assert list(command_faults(commands(), pages())) == []


@pytest.mark.static
def test_a_silent_setting_and_a_silent_command_are_seen() -> None:
    page = sample("docs/settings.md", "Set `ECO_OLD_THING`, then `eco fly`.")
    assert list(settings_faults(["public_url"], [page])) == [
        "ECO_PUBLIC_URL is not documented",
        "ECO_OLD_THING is documented but is no setting",
    ]
    assert list(command_faults(["serve"], [page])) == [
        "eco serve is not documented",
        "eco fly is documented but is no command",
    ]
