"""The route list as it is committed; `tests/house` holds that it is the app's."""

from __future__ import annotations

from tests.house.endpoints import TABLE, Row


def listed() -> list[Row]:
    """Every line of the list; a rule may hold blanks, a policy none."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    parted = [line.split(None, 2) for line in lines if not line.startswith("#")]
    ended = [(endpoint, methods, rest.rsplit(None, 1)) for endpoint, methods, rest in parted]
    return [Row(endpoint, rule.strip(), methods, policy) for endpoint, methods, (rule, policy) in ended]


ROWS = listed()
