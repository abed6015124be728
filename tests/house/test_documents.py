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


ONE_PAGE = 60
HEADING = re.compile(r"# (\d+)\. \S")
STANDING = re.compile(r"^Date: \d+ \w+ \d{4}\. Standing: ", re.M)


def decision_faults(decisions: Iterable[Source]) -> Iterator[str]:
    """Decisions whose number is taken, is not that of their heading, or that say no date or more than a page."""
    taken: dict[int, str] = {}
    for page in decisions:
        number = int(page.path.rpartition("/")[2][:4])
        heading = HEADING.match(page.text)
        if number in taken:
            yield f"{page.path} has the number of {taken[number]}"
        if heading is None or int(heading.group(1)) != number:
            yield f"{page.path} is headed otherwise"
        if not STANDING.search(page.text):
            yield f"{page.path} does not say when it was decided and whether it stands"
        if page.lines > ONE_PAGE:
            yield f"{page.path} is longer than a page"
        taken.setdefault(number, page.path)


@pytest.mark.static
def test_each_decision_is_a_page_with_a_number_of_its_own() -> None:
    assert list(decision_faults(files(".md", under=["docs/decisions"]))) == []


@pytest.mark.static
def test_a_decision_out_of_order_is_seen() -> None:
    said = "Date: 1 May 2026. Standing: in force.\n"
    good = sample("docs/decisions/0007-one.md", f"# 7. One\n\n{said}")
    assert list(decision_faults([good])) == []
    for path, text in (
        ("docs/decisions/0007-two.md", f"# 7. Two\n\n{said}"),
        ("docs/decisions/0008-two.md", f"# 7. Two\n\n{said}"),
        ("docs/decisions/0008-two.md", "# 8. Two\n"),
        ("docs/decisions/0008-two.md", f"# 8. Two\n\n{said}" + "line\n" * ONE_PAGE),
    ):
        assert len(list(decision_faults([good, sample(path, text)]))) == 1
