"""How long plain statements take, and how many there are, while something else is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from core.scopes import Fast


class Clock:
    """Adds up the milliseconds that statements take, their rows fetched."""

    def __init__(self) -> None:
        self.spent, self.statements = 0.0, 0

    def note(self, began: float) -> None:
        self.spent += (time.process_time() - began) * 1000
        self.statements += 1


@contextmanager
def clocked() -> Iterator[Clock]:
    """Measure every plain statement meanwhile."""
    clock, rows, row = Clock(), Fast.rows, Fast.row

    def timed(way: Callable[..., Any]) -> Callable[..., Any]:
        def asked(self: Fast, sql: str, values: Sequence[object] = ()) -> Any:
            began = time.process_time()
            found = way(self, sql, values)
            clock.note(began)
            return found

        return asked

    Fast.rows, Fast.row = timed(rows), timed(row)  # type: ignore[method-assign]
    try:
        yield clock
    finally:
        Fast.rows, Fast.row = rows, row  # type: ignore[method-assign]
