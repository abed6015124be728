"""The route list as it is committed; `tests/house` holds that it is the app's."""

from __future__ import annotations

from tests.house.endpoints import TABLE, Row


def listed() -> list[Row]:
    """Every line of the list."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    parted = [line.split(None, 3) for line in lines if not line.startswith("#")]
    return [Row(endpoint, rule, methods, policy) for endpoint, methods, rule, policy in parted]


ROWS = listed()
