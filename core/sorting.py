"""The order of a list as its address asks for it: "name" upwards, "-name" downwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

Row = TypeVar("Row")


def read_order(asked: str, known: Collection[str], first: str) -> str:
    """The order that was asked for; `first` for anything unknown."""
    return asked if asked.removeprefix("-") in known else first


def turned(sort: str, key: str) -> str:
    """What a press on the heading of `key` asks for: upwards, then downwards, then upwards again."""
    return f"-{key}" if sort == key else key


def in_order(rows: Iterable[Row], sort: str, keys: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """The rows in that order; equal ones stay as they stood, upwards and downwards."""
    key = keys.get(sort.removeprefix("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else list(rows)
