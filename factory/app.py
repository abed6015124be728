"""The door of the house: `create_app`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.config import Settings, load_settings

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: Settings | None = None) -> Flask:
    """The app for `settings` (those of the environment by default). Raises Unconfigured for bad settings."""
    chosen = settings or load_settings()
    with _all_kept():
        from factory.house import build_house

        return build_house(chosen)


@contextmanager
def _all_kept() -> Iterator[None]:
    """Look for no rubbish while libraries and tables are loaded: all of it stays, and looking took time."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()
