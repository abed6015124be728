"""Whatever a sender says to a virtual machine, it neither breaks nor hangs, and what it answers can be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.kiosk.protocols import parser_for
from hardware.kiosk.virtual.bench import Bench
from hardware.vocabulary import BadLine

LINES = st.sampled_from(
    [
        *(
            b"G1 X10 F600\n",
            b"G91 G0 X-3\n",
            b"G2 X1 Y1 I0.5 F100\n",
            b"G4 P0.3\n",
            b"M3 S900\n",
            b"M0\n",
            b"M30\n",
        ),
        *(
            b"$H\n",
            b"$X\n",
            b"$C\n",
            b"$SLP\n",
            b"$J=G91 X1 F300\n",
            b"$110=600\n",
            b"G10 L2 P1 X1\n",
            b"$$\n",
            b"\r\n",
        ),
        *(
            b"?",
            b"!",
            b"~",
            b"\x18",
            b"\x84",
            b"\x85",
            b"\x87",
            b"G1 X",
            b"$",
            b"$$\n",
            b"F0\n",
            b"G1 X1 F0.0001\n",
        ),
        *(
            b"M105\n",
            b"M155 S1\n",
            b"M27 S1\n",
            b"M24\n",
            b"M25\n",
            b"M112\n",
            b"G28\n",
            b"ID?\n",
            b"LED no\n",
        ),
    ]
)
TURNS = st.tuples(
    st.one_of(LINES, LINES, st.binary(max_size=12)), st.sampled_from([0.0, 0.01, 0.2, 3.0, 90.0])
)


@pytest.mark.parametrize("kind", ["grbl?homes=1", "grbl", "grblhal", "laser", "fluidnc", "marlin", "fm1"])
@settings(max_examples=60, deadline=None)
@given(turns=st.lists(TURNS, max_size=25))
def test_nothing_that_is_said_to_it_breaks_it(kind: str, turns: list[tuple[bytes, float]]) -> None:
    clock = [0.0]
    bench = Bench(f"virtual://{kind}", lambda: clock[0])
    dialect = kind.partition("?")[0]
    parser = parser_for("grbl" if dialect == "laser" else dialect)
    for data, seconds in turns:
        bench.receive(data)
        clock[0] += seconds
        seen = parser.feed(bench.take_output())
        assert not [one for one in seen if isinstance(one, BadLine)]
