"""Passwords that leaked, or that whoever knows the place would try, are refused; any other long one is taken."""

from __future__ import annotations

import pytest

from core.password_rules import HASH_BYTES, LEAKED, is_guessable, is_leaked, pressed

OWN = ("helen", "Helen Hargreaves", "Coventry", "Canal Street works", "")


def test_the_list_holds_far_more_than_the_three_thousand_most_used_that_are_long_enough() -> None:
    """OWASP ASVS 5.0, 6.2.4 and 6.2.12: only passwords that our length lets through are in it."""
    assert LEAKED.stat().st_size // HASH_BYTES > 40_000 and LEAKED.stat().st_size % HASH_BYTES == 0


@pytest.mark.parametrize("password", ["1qaz2wsx3edc", "1QAZ2WSX3EDC", "qweasdzxc123", "chickenwing101"])
def test_a_leaked_password_is_known_in_any_case(password: str) -> None:
    assert is_leaked(password) and is_guessable(password, OWN)


@pytest.mark.parametrize(
    "password",
    [
        "coventry 2026",
        "Furniture-Factory!",
        "helen hargreaves 1974",
        "ecoworks ecoworks",
        "CanalStreet12345",
        "November 2026!!",
        "the password of helen",
        "aaaaaaaaaaaaaa",
    ],
)
def test_words_of_the_place_and_the_person_are_no_password(password: str) -> None:
    assert is_guessable(password, OWN)


@pytest.mark.parametrize(
    "password",
    [
        "oak dovetail lantern river",
        "furniture of velvet pigeons",
        "كرسي أزرق قمر نافذة",
        "x7$Qv!pLm2#zRt9w",
        "зелений горобець",
    ],
)
def test_any_other_is_taken_whatever_signs_and_scripts_it_has(password: str) -> None:
    assert not is_guessable(password, OWN)


def test_without_the_list_a_leaked_password_would_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.password_rules.is_leaked", lambda password: False)
    assert not is_guessable("chickenwing101", OWN)


def test_a_list_is_pressed_to_sorted_hashes_each_once() -> None:
    whole = pressed(["one of them here", "another one here", "ONE OF THEM HERE"])
    assert len(whole) == 2 * HASH_BYTES and whole == b"".join(
        sorted((whole[:HASH_BYTES], whole[HASH_BYTES:]))
    )
