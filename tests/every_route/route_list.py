"""The route list as it is committed; `tests/house` holds that it is the app's."""

from __future__ import annotations

import os

from tests.house.endpoints import TABLE, Row


def listed() -> list[Row]:
    """Every line of the list; a rule may hold blanks, a policy none."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    parted = [line.split(None, 2) for line in lines if not line.startswith("#")]
    ended = [(endpoint, methods, rest.rsplit(None, 1)) for endpoint, methods, rest in parted]
    return [Row(endpoint, rule.strip(), methods, policy) for endpoint, methods, (rule, policy) in ended]


ROWS = listed()
SWEPT = (
    ROWS[::24] if os.environ.get("ECO_TEST_DATABASE_URL") and not os.environ.get("ECO_TEST_DRAWS") else ROWS
)
"""What the sweep tries: everything; on the other database each 24th, since making its house anew takes seconds.

With ECO_TEST_DRAWS it is everything there too.
"""
