"""The log of faults: what broke and where in the program, no value: an error's own words may hold what was typed."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any, Final

from flask import Flask

from core.clock import iso, now

log = logging.getLogger("eco")
DEEPEST: Final = 5
"""So many errors behind an error are told."""


class FaultLines(logging.Formatter):
    """One line for the fault, one for each step that led to it; no line is of somebody else's making."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines of a record."""
        said = " ".join(record.getMessage().split())
        lines = [f"{iso(now())} {record.levelname} {record.name}: {said}"]
        if record.exc_info:
            lines += steps(record.exc_info[1])
        return "\n".join(lines)


class ToStderr(logging.Handler):
    """Writes where systemd or a container keeps it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the lines of a record at once."""
        sys.stderr.write(self.format(record) + "\n")


def register_fault_log(app: Flask) -> None:
    """Take the place of the framework's own handler, which tells the error's words and the page's address."""
    for name in ("eco", app.name):
        found = logging.getLogger(name)
        if not any(isinstance(handler, ToStderr) for handler in found.handlers):
            handler = ToStderr(logging.WARNING)  # what is no fault is left to other logs
            handler.setFormatter(FaultLines())
            found.addHandler(handler)


def log_fault(method: str, endpoint: str | None, problem: BaseException | None) -> None:
    """Tell which view broke and by what kind of error."""
    log.error("%s %s broke", method[:10], endpoint, exc_info=problem)


def steps(problem: BaseException | None) -> Iterator[str]:
    """The kinds of the errors, the last one first, and where in the program each passed."""
    for _ in range(DEEPEST):
        if problem is None:
            return
        kind: Any = type(problem)
        yield f"  {kind.__module__}.{kind.__qualname__}"
        for frame in traceback.extract_tb(problem.__traceback__):
            yield f"    {frame.filename}:{frame.lineno} {frame.name}"
        problem = problem.__cause__ or problem.__context__
