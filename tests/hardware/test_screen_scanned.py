"""What a reader types is a whole card, a whole label, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import CROCKFORD, check_character, read_qr
from hardware.kiosk.screen.scanned import Scanned, read

TOKEN = "7K3M9QX2F8TC4M9D1WW0RABCDE"
CODE = "7K3M9Q" + check_character("7K3M9Q")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"ECO:{TOKEN}", "card", TOKEN),
        (f"eco:{TOKEN.lower()}\n", "card", TOKEN),
        (CODE, "piece", CODE),
        (f"HTTPS://ECO.EXAMPLE.ORG/P/{CODE}", "piece", CODE),
    ],
)
def test_a_card_and_a_label_are_known(text: str, kind: str, value: str) -> None:
    assert read(text) == Scanned(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"ECO:{TOKEN[:-1]}",
        f"ECO:{TOKEN}7",
        TOKEN,
        CODE[:-1],
        CODE[:-1] + ("0" if CODE[-1] != "0" else "1"),
        f"https://eco.example.org/L/{CODE}",
        "9" * 3000,
        "ECO:ÄÖÜ",
        "<script>alert(1)</script>",
    ],
)
def test_half_a_card_and_anything_else_is_nothing(text: str) -> None:
    assert read(text) is None


@given(st.text(CROCKFORD, min_size=6, max_size=6), st.sampled_from(CROCKFORD))
def test_the_kiosk_reads_the_labels_that_the_server_reads(body: str, last: str) -> None:
    server, kiosk = read_qr(body + last), read(body + last)
    assert (server is None) == (kiosk is None)
    assert server is None or kiosk == Scanned("piece", server.value)
