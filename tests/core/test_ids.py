"""Public codes, the QR grammar and card proofs: what is read, what is refused."""

import hashlib
import hmac
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import (
    CROCKFORD,
    Scanned,
    check_character,
    lookup_key,
    new_client_id,
    new_public_code,
    new_token,
    proof_key,
    read_card,
    read_client_id,
    read_code,
    read_qr,
    sign_proof,
)

BODIES = st.text(alphabet=CROCKFORD, min_size=6, max_size=6)
CODES = BODIES.map(lambda body: body + check_character(body))
CONTEXTS = ["000000", "ZZZZZZ"] + ["".join(random.Random(seed).choices(CROCKFORD, k=6)) for seed in range(4)]


@pytest.mark.parametrize("position", range(7))
def test_every_single_wrong_letter_is_caught(position: int) -> None:
    for context in CONTEXTS:
        for letter in CROCKFORD:
            body = context[:position] + letter + context[position + 1 :] if position < 6 else context
            code = body + check_character(body)
            survivors = [c for c in CROCKFORD if read_code(code[:position] + c + code[position + 1 :])]
            assert survivors == [code[position]]


@pytest.mark.parametrize("position", range(5))
def test_every_swap_of_neighbours_is_caught(position: int) -> None:
    for context in CONTEXTS:
        for first in CROCKFORD:
            for second in CROCKFORD:
                body = context[:position] + first + second + context[position + 2 :]
                code = body + check_character(body)
                swapped = code[:position] + second + first + code[position + 2 :]
                assert (read_code(swapped) is None) == (first != second)


def test_every_swap_of_the_check_letter_with_its_neighbour_is_caught() -> None:
    for context in CONTEXTS:
        for letter in CROCKFORD:
            body = context[:5] + letter
            check = check_character(body)
            if letter != check:
                assert read_code(context[:5] + check + letter) is None


@given(CODES, st.integers(0, 6), st.integers(0, 6))
def test_a_swap_of_any_two_letters_is_caught(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    swapped = "".join(letters)
    assert read_code(swapped) == (code if swapped == code else None)


def test_control_a_weighted_sum_mod_32_misses_a_wrong_letter() -> None:
    def sum_check(body: str) -> int:
        return sum((place + 2) * CROCKFORD.index(letter) for place, letter in enumerate(body)) % 32

    assert sum_check("G00000") == sum_check("000000")
    assert check_character("G00000") != check_character("000000")


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    spaced = f" {code[:3]} {code[3:5]}-{code[5:]} "
    misread = code.replace("1", "l").replace("0", "o")
    for typed in (
        code,
        code.lower(),
        spaced,
        misread,
        code.replace("1", "I"),
        code + "\r\n",
    ):
        assert read_code(typed) == code
        assert read_qr(typed) == Scanned("piece", code)


@pytest.mark.parametrize(
    "text",
    ["", " ", "ABC", "U" * 7, "0" * 8, "0000\x00000", "٠٠٠٠٠٠٠", "ı000000", "0" * 500],
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_a_new_code_reads_back_and_is_random() -> None:
    codes = [new_public_code() for _ in range(2000)]
    assert all(read_code(code) == code and len(code) == 7 for code in codes)
    assert len(set(codes)) == 2000
    assert set("".join(codes)) == set(CROCKFORD)


@pytest.mark.parametrize("body", ["", "0" * 31, "I00000", "abcdef", "00 000"])
def test_a_check_letter_is_asked_only_for_canonical_letters(body: str) -> None:
    with pytest.raises(ValueError):
        check_character(body)


@pytest.mark.parametrize("host", ["eco.example", "ECO.EXAMPLE:8443", "192.168.1.5", "[::1]:9"])
def test_a_label_is_read_whatever_its_host_and_case(host: str) -> None:
    code = new_public_code()
    for text in (
        f"HTTPS://{host}/P/{code}",
        f"https://{host}/p/{code.lower()}",
        f"HTTPS://{host}/P/{code}\r",
    ):
        assert read_qr(text) == Scanned("piece", code)


@pytest.mark.parametrize(
    ("path", "kind", "value"),
    [
        ("L/bay-4", "place", "BAY-4"),
        ("S/STEP.REPAIR", "step", "STEP.REPAIR"),
        ("S/answer.yes", "step", "ANSWER.YES"),
        ("S/STAGE.STORED", "step", "STAGE.STORED"),
        ("S/UNDO", "step", "UNDO"),
        ("M/7K3M9QX", "machine", "7K3M9QX"),
        ("V/7K3M9QX2", "certificate", "7K3M9QX2"),
    ],
)
def test_each_address_has_its_kind(path: str, kind: str, value: str) -> None:
    assert read_qr(f"HTTPS://ECO.EXAMPLE/{path}") == Scanned(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "http://eco.example/P/0000000",
        "HTTPS://ECO.EXAMPLE/P/0000001",
        "HTTPS://ECO.EXAMPLE/P/",
        "HTTPS://ECO.EXAMPLE/Q/0000000",
        "HTTPS://ECO.EXAMPLE/P/0000000/X",
        "HTTPS://ECO.EXAMPLE/P/0000000?A=B",
        "HTTPS://A@B/P/0000000",
        "HTTPS:///P/0000000",
        "javascript:alert(1)",
        "HTTPS://ECO.EXAMPLE/S/A\x00B",
        "HTTPS://ECO.EXAMPLE/S/<B>",
        "HTTPS://ECO.EXAMPLE/S/" + "A" * 200,
        "ECO:" + "0" * 25,
        "ECO:" + "U" * 26,
    ],
)
def test_a_foreign_text_is_refused(text: str) -> None:
    assert read_qr(text) is None


@given(st.text(max_size=300) | st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_read_or_refused_and_never_fails(text: str) -> None:
    for read in (read_code, read_qr, read_card, read_client_id):
        read(text)


def test_a_card_is_read_and_is_never_a_piece() -> None:
    token = new_token()
    assert len(token) == 26
    assert read_qr(f"ECO:{token}") == read_qr(f"eco:{token.lower()}") == Scanned("card", token)
    assert read_card(token) is None


def test_a_client_id_is_a_lower_case_uuid() -> None:
    client_id = new_client_id()
    assert read_client_id(client_id) == client_id
    shouted = client_id[:-1] + "A"
    for wrong in (
        shouted,
        client_id[:-1],
        client_id + "\n",
        "{" + client_id + "}",
        "",
        None,
        7,
    ):
        assert read_client_id(wrong) is None


def test_a_pack_does_not_give_away_the_proof_key() -> None:
    token = new_token()
    key = proof_key(token)
    assert key == hashlib.sha256(token.encode()).hexdigest()
    assert lookup_key(key) == hashlib.sha256(key.encode()).hexdigest() != key
    assert sign_proof(key, "a") == hmac.new(key.encode(), b"a", "sha256").hexdigest() != sign_proof(key, "b")
