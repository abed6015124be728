"""A day of another century is a slip of the keyboard: no form of the room takes it, and none takes any number."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from wtforms import DateField, DateTimeLocalField, IntegerField
from wtforms.validators import NumberRange

import training.forms
from core.clock import today
from core.errors import RuleBroken
from core.pressing import DayField, MomentField, PressedForm
from tests.training.claim_scene import Workshop
from tests.training.conftest import Desk, value
from tests.training.test_visits import ask_in

FAR = date(9999, 12, 31)


def forms() -> Iterator[type[PressedForm]]:
    """Every form of the room."""
    for module in pkgutil.iter_modules(training.forms.__path__):
        for found in vars(import_module(f"training.forms.{module.name}")).values():
            if isinstance(found, type) and issubclass(found, PressedForm) and found is not PressedForm:
                yield found


def fields() -> Iterator[tuple[str, Any]]:
    """Every field of every form, with its name, not bound to a form yet."""
    for form in forms():
        for name in dir(form):
            field = getattr(form, name)
            if hasattr(field, "field_class"):
                yield f"{form.__name__}.{name}", field


def test_every_day_of_a_form_is_a_near_one() -> None:
    days = [
        (name, one) for name, one in fields() if issubclass(one.field_class, DateField | DateTimeLocalField)
    ]
    assert len(days) > 20
    assert [name for name, one in days if not issubclass(one.field_class, DayField | MomentField)] == []


def test_every_number_of_a_form_has_two_ends() -> None:
    numbers = [(name, one) for name, one in fields() if issubclass(one.field_class, IntegerField)]
    assert len(numbers) > 15
    for name, one in numbers:
        ends = [rule for rule in one.kwargs.get("validators", ()) if isinstance(rule, NumberRange)]
        assert any(rule.min is not None and rule.max is not None for rule in ends), name


@pytest.mark.parametrize(
    ("day", "is_taken"),
    [
        (date(1999, 12, 31), False), (date(2000, 1, 1), True), (today(), True),
        (today() + timedelta(days=3653), True), (today() + timedelta(days=3655), False), (FAR, False),
    ],
)  # fmt: skip
def test_a_form_takes_days_until_ten_years_ahead(app_context: Flask, day: date, is_taken: bool) -> None:
    class _Form(PressedForm):
        on = DayField()
        at = MomentField(format="%Y-%m-%dT%H:%M")

    said = {"on": day.isoformat(), "at": f"{day.isoformat()}T10:00"}
    with app_context.test_request_context("/", method="POST", data=said):
        form = _Form(meta={"csrf": False})
        form.validate()
    assert (not form.on.errors, not form.at.errors) == (is_taken, is_taken)
    assert is_taken or "Choose a day between" in str(form.on.errors[0])


def test_places_are_not_kept_until_the_end_of_the_calendar(desk: Desk) -> None:
    """It once answered with an error: the day after the last of all days is none."""
    run = desk.college.open_run()
    page = desk.get(f"/runs/{run.number}")
    said = {"partner": "Right Track", "seats": "1", "until": FAR.isoformat()}
    page = desk.browser.submit(page, said, action="/holds", status=422)
    assert "Choose a day between" in page.text
    assert value("SELECT COUNT(*) FROM seat_hold") == 0


@pytest.mark.parametrize("day", [today() + timedelta(days=800), FAR])
def test_a_guest_is_not_asked_in_for_a_day_years_away(shop: Workshop, day: date) -> None:
    with pytest.raises(RuleBroken, match="This day cannot be") as refused:
        ask_in(shop, starts_on=day, ends_on=day)
    assert refused.value.field == "starts_on"
    assert value("SELECT COUNT(*) FROM verifier_visit") == 0
