"""What nobody thought of: fields, queries and pieces of an address drawn by hypothesis, some for each endpoint."""

from __future__ import annotations

import os
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.every_route.sweep import Sweep

DRAWS = int(os.environ.get("ECO_TEST_DRAWS", "1"))
"""How many requests of each sort an endpoint gets; a nightly run may ask for many more."""

LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",))
    | st.sampled_from("\u202e\u2066\u200f\x00\x1b\r\n<>&'\"%{}=@٣"),
    max_size=60,
)
NUMBERS = (
    st.integers(-(2**70), 2**70).map(str)
    | st.floats().map(repr)
    | st.decimals(places=3, allow_nan=True).map(str)
)
TIMES = (
    st.dates().map(str)
    | st.datetimes().map(lambda at: at.isoformat(timespec="minutes"))
    | st.times().map(str)
)
WORDS = st.sampled_from(
    ("stored", "released", "coventry", "en", "ar", "yes", "no", "unsure", "all", "1", "0")
)
VALUE = WORDS | NUMBERS | TIMES | LETTERS


def draw_over(sweep: Sweep, method: str, address: str, names: list[str]) -> None:
    """Send requests with every name that the view reads filled at random; the sweep keeps the faults."""
    drawn = st.fixed_dictionaries({}, optional={name: VALUE for name in names}) if names else st.just({})

    @settings(
        max_examples=DRAWS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn, LETTERS.filter(bool))
    def send(fields: dict[str, str], part: str) -> None:
        if method == "GET":
            sweep.send("GET", address, query_string=fields)
            sweep.send("GET", f"{address.rsplit('/', 1)[0]}/{quote(part, safe='')}")
        elif sweep.row.policy == "device_batch":
            sweep.send(method, address, json={**fields, "events": [{**fields, "kind": part, "id": part}]})
        else:
            sweep.send(method, address, data=sweep.form(**fields))

    send()
