"""QR symbols: small, fixed in mask, the same as the library makes, read by a real decoder."""

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

from core.ids import CROCKFORD, new_public_code, new_token, read_qr
from core.qr import _DATA_BYTES, MASK, AlikeSymbols, QrBits, modules, version_for
from inventory.label_symbols import LabelSymbols, label_payload

HOSTS = ["ECO.EXAMPLE", "X.UK", "ECO.COVENTRY.EXAMPLE.ORG", "192.168.100.200:8443"]


def as_image(bits: QrBits, scale: int = 3) -> Image.Image:
    side = bits.size + 8
    image = Image.new("L", (side, side), 255)
    for row, column, length in bits.dark_runs():
        image.paste(0, (column + 4, row + 4, column + 4 + length, row + 5))
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def as_the_library_makes(payload: str) -> list[list[bool]]:
    version, level = version_for(len(payload))
    symbol = QRCode(version, ERROR_CORRECT_Q if level == "Q" else ERROR_CORRECT_M, mask_pattern=MASK)
    symbol.add_data(QRData(payload.encode(), MODE_ALPHA_NUM), optimize=0)
    symbol.make(fit=False)
    return [[bool(module) for module in row] for row in symbol.modules]


def as_rows(bits: QrBits) -> list[list[bool]]:
    return [[bits.is_dark(row, column) for column in range(bits.size)] for row in range(bits.size)]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=120))
def test_a_symbol_is_what_the_library_makes(payload: str) -> None:
    assert as_rows(modules(payload)) == as_the_library_makes(payload)


@pytest.mark.parametrize("host", HOSTS)
def test_the_fast_way_makes_the_same_symbols(host: str) -> None:
    symbols = LabelSymbols(host)
    for code in [new_public_code() for _ in range(60)] + ["ZZZZZZZ", "0000000", CROCKFORD[-7:]]:
        assert symbols.of(code) == modules(label_payload(host, code))


@pytest.mark.parametrize("other", ["", "ECO", "ECO:0000", "eco:000", "ECO_000"])
def test_the_fast_way_refuses_another_length_and_other_letters(other: str) -> None:
    with pytest.raises(ValueError):
        AlikeSymbols("ECO:ABC").of(other)


@pytest.mark.parametrize(
    "payload",
    [label_payload(host, new_public_code()) for host in HOSTS]
    + [f"ECO:{new_token()}", "HTTPS://ECO.EXAMPLE/S/STEP.REPAIR", "HTTPS://ECO.EXAMPLE/S/UNDO"],
)
def test_a_decoder_reads_it_and_we_know_what_it_means(payload: str) -> None:
    (found,) = zxingcpp.read_barcodes(as_image(modules(payload)))
    assert found.text == payload
    assert read_qr(found.text) is not None


def test_a_short_label_is_25_modules_at_level_q() -> None:
    assert version_for(29) == (2, "Q")
    assert modules(label_payload("ECO.EXAMPLE", "0000000")).size == 25


def test_level_m_is_taken_where_q_needs_a_larger_symbol() -> None:
    assert version_for(30) == (2, "M") and version_for(38) == (2, "M")
    assert version_for(39) == (3, "Q")


def test_the_table_of_capacities_is_the_standards() -> None:
    for version in range(1, 10):
        for level, constant in (("M", ERROR_CORRECT_M), ("Q", ERROR_CORRECT_Q)):
            assert _DATA_BYTES[level][version - 1] == sum(b.data_count for b in rs_blocks(version, constant))  # type: ignore[index]


@pytest.mark.parametrize(
    "payload", ["", "https://eco.example/p/0000000", "HTTPS://ECO_X/P/0000000", "A" * 300]
)
def test_a_payload_that_would_need_a_larger_symbol_is_refused(payload: str) -> None:
    with pytest.raises(ValueError):
        modules(payload)
