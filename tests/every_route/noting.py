"""What a view asks of its request: the names of query, form, files and JSON are noted while it reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import ImmutableMultiDict


class Names:
    """The names that were asked for so far, in order."""

    def __init__(self) -> None:
        self.seen: dict[str, None] = {}

    def note(self, name: object) -> None:
        """A name was asked for."""
        if isinstance(name, str) and name not in ("csrf_token", "token"):
            self.seen.setdefault(name)

    def take(self) -> list[str]:
        """What was noted since the last time."""
        found = list(self.seen)
        self.seen.clear()
        return found


@contextmanager
def noted_names(app: Flask) -> Iterator[Names]:
    """Note what is asked of each request, until the end of the block."""
    names = Names()

    class NotingDict(ImmutableMultiDict[str, str]):
        def __getitem__(self, key: Any) -> Any:
            names.note(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            names.note(key)
            return super().__contains__(key)

        def get(self, key: Any, *rest: Any, **more: Any) -> Any:
            names.note(key)
            return super().get(key, *rest, **more)

        def getlist(self, key: Any, *rest: Any, **more: Any) -> Any:
            names.note(key)
            return super().getlist(key, *rest, **more)

    class NotingJson(dict[str, Any]):
        def __getitem__(self, key: Any) -> Any:
            names.note(key)
            return super().__getitem__(key)

        def get(self, key: Any, *rest: Any) -> Any:
            names.note(key)
            return super().get(key, *rest)

    class NotingRequest(Request):
        parameter_storage_class = NotingDict

    class NotingProvider(DefaultJSONProvider):
        def loads(self, s: str | bytes, **more: Any) -> Any:
            return super().loads(s, object_hook=NotingJson, **more)

    kept = app.request_class, app.json
    app.request_class, app.json = NotingRequest, NotingProvider(app)
    try:
        yield names
    finally:
        app.request_class, app.json = kept
