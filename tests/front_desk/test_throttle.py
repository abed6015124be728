"""Guessing: a PIN succeeds at most once in ten thousand tablet-days; the one guessed at still gets in elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.clock import now
from core.db import fast
from core.throttle import PIN_ON_TABLET, TooManyTries, give_back, reserve
from tests.cast import Cast
from tests.front_desk.doors import give_pin, pair, show_card
from tests.pages import Client, PageClient, fields_of


def _guess_all_day(tablet: Client, cast: Cast, name: str) -> int:
    """Guess as often as the tablet lets one, for a day; the number of guesses that were judged."""
    start, judged = datetime.now(UTC), 0
    for step in range(0, 24 * 60, 5):
        with time_machine.travel(start + timedelta(minutes=step), tick=False):
            for _ in range(6):
                answer = give_pin(tablet, cast, name, f"{judged:06d}")
                if answer.status_code == 429:
                    break
                judged += 1
    return judged


@pytest.mark.slow
def test_a_day_of_guessing_at_a_tablet_stays_below_one_in_ten_thousand(
    tablet: Client, new_tablet: Callable[[], Client], cast: Cast
) -> None:
    judged = _guess_all_day(tablet, cast, "mary")
    assert judged / 1_000_000 <= 1e-4 and judged == PIN_ON_TABLET.count
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=23, minutes=50), tick=False):
        assert show_card(tablet, cast, "amina").status_code == 200
        other = new_tablet()
        pair(other, cast, "coventry")
        other.set_cookie("eco-device", cast.tablets["coventry"])


def test_after_five_wrong_pins_the_tablet_waits_and_another_does_not(
    app: Flask, tablet: Client, new_tablet: Callable[[], Client], cast: Cast
) -> None:
    from core.db import transaction
    from core.devices import add_device
    from core.ids import new_client_id

    for _ in range(5):
        assert give_pin(tablet, cast, "dev", "111112").status_code == 422
    stopped = give_pin(tablet, cast, "dev")
    assert stopped.status_code == 429 and "another tablet" in stopped.json["error"]["remedy"]
    with app.app_context(), transaction():
        _, secret = add_device(
            site_id=cast.sites["coventry"], name="Bench 2", by_id=None, at=now(), public_id=new_client_id()
        )
    other = new_tablet()
    other.set_cookie("eco-device", secret)
    assert give_pin(other, cast, "dev").status_code == 200


def test_the_right_pin_does_not_count(tablet: Client, cast: Cast) -> None:
    for _ in range(8):
        assert give_pin(tablet, cast, "dev").status_code == 200


def test_a_hundred_tries_at_once_are_a_hundred_tries(app: Flask, cast: Cast) -> None:
    """The try is counted before it is judged; the control counts after, and lets all of them through."""
    with app.app_context():
        at, taken = now(), 0
        for _ in range(PIN_ON_TABLET.count + 40):
            try:
                reserve([(PIN_ON_TABLET, "bench")], at=at)
                taken += 1
            except TooManyTries:
                pass
        assert taken == PIN_ON_TABLET.count


def test_a_try_given_back_is_free_again(app: Flask, cast: Cast) -> None:
    from core.db import transaction

    with app.app_context():
        reserved = reserve([(PIN_ON_TABLET, "bench")], at=now())
        with transaction():
            give_back(reserved)
        assert fast().row("SELECT count(*) FROM attempt")[0] == 0  # type: ignore[index]


def test_wrong_passwords_make_one_wait_and_what_was_typed_is_not_kept(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    page = page_client.get("/sign-in")
    values = {**fields_of(page.form("/sign-in")), "login": "ruth", "password": "not the right words"}
    for _ in range(5):
        assert page_client.client.post("/sign-in", data=values).status_code == 422
    assert page_client.client.post("/sign-in", data=values).status_code == 429
    with app.app_context():
        kept = " ".join(str(row) for row in fast().rows("SELECT kind, key FROM attempt"))
        assert "ruth" not in kept and "127.0.0.1" not in kept
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert page_client.client.post("/sign-in", data=values).status_code == 422
