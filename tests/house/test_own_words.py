"""Nothing of the project leans on what is outside it, and nothing is left open in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from tests.house.sources import ROOT, Source, files, sample

pytestmark = pytest.mark.static

TEXT = (
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".csv",
    ".yml",
    ".yaml",
    ".json",
    ".cfg",
    ".svg",
    ".sh",
)
OUTSIDE = re.compile(
    r"/work/|\.\./shared|\bshared/(design|facts|data|hooks)\b|\bdesign/\d-|\bfacts/\w+\.md|\bissues show\b",
    re.I,
)
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org|registry\.", re.I)
OPEN_ENDS = re.compile(r"(#|//|/\*|<!--).*\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|\blorem ipsum\b")
MINE = "tests/house/test_own_words.py"


def leanings(sources: Iterable[Source]) -> Iterator[str]:
    """Lines that point outside the project."""
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), 1):
            for rule in (OUTSIDE, REGISTRIES):
                if found := rule.search(line):
                    yield f"{source.path}:{number} says {found.group()!r}"


def open_ends(sources: Iterable[Source]) -> Iterator[str]:
    """Lines that leave work undone."""
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), 1):
            if found := OPEN_ENDS.search(line):
                yield f"{source.path}:{number} says {found.group()!r}"


def _ours() -> list[Source]:
    named = files(under=["Makefile", ".ci/run", "requirements.lock"])
    return [source for source in [*files(*TEXT), *named] if source.path != MINE]


def test_nothing_points_outside_the_project() -> None:
    assert list(leanings(_ours())) == []


@pytest.mark.parametrize(
    "line",
    [
        "open('/work/shared/data/x.csv')",
        "see ../shared/design",
        "as design/3-pieces says",
        "index-url = https://pypi.org/simple",
    ],
)
def test_a_pointer_outside_is_seen(line: str) -> None:
    assert list(leanings([sample("core/files.py", line)]))


def test_nothing_is_left_open() -> None:
    assert (
        list(
            open_ends([source for source in _ours() if source.path.endswith((".py", ".html", ".js", ".css"))])
        )
        == []
    )


def test_an_open_end_is_seen() -> None:
    assert list(open_ends([sample("core/files.py", "# TODO later")]))


def test_the_lock_is_hashed_and_names_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text()
    pinned = re.findall(r"^[a-z0-9][\w.\-\[\]]*==\S+", text, re.M)
    assert len(pinned) > 40
    assert "://" not in text
    unhashed = [
        block for block in re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:] if "--hash=sha256:" not in block
    ]
    assert unhashed == []


def test_the_lock_holds_everything_that_the_project_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [
        *project["dependencies"],
        *(one for group in project["optional-dependencies"].values() for one in group),
    ]
    names = {re.split(r"[\[<>=!~ ;]", one)[0].lower() for one in asked}
    locked = set(re.findall(r"^([a-z0-9][\w.\-]*)==", (ROOT / "requirements.lock").read_text(), re.M))
    assert names - locked == set()
