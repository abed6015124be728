"""Shape and wording of machines, their kinds, materials, states and profiles."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from core.errors import N_, RuleBroken
from core.pressing import PressedForm
from hardware.forms.spoken import machine_word
from hardware.services.machine_types import TypeData
from hardware.services.machines import MachineData
from hardware.spoken import CHECK_TIMES, STEPS
from hardware.vocabulary import Profile
from hardware.vocabulary.profiles import BAUDS, DIALECTS, MODES
from hardware.vocabulary.signs import CHECKS, MATERIALS
from hardware.words import METHOD, PPE


class TicksField(SelectMultipleField):
    """Several words of a list, each with a tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class TypeForm(PressedForm):
    """A kind of machine."""

    slug = "type"
    first_field = "name"
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=60)])
    permit_kind = StringField(_l("Permit"), validators=[InputRequired(), Length(max=60)])
    wants_material = BooleanField(_l("The kiosk asks which material goes in"))
    piece_step = SelectField(
        _l("For which step of a piece’s work?"),
        validators=[Optional()],
        choices=[("", _l("None of them")), *((word, _l(words)) for word, words in STEPS.items())],
    )
    checklist = TicksField(
        _l("Looked at before use"), choices=[(word, _l(words)) for word, words in CHECKS.items()]
    )
    checklist_due = SelectField(
        _l("When is it looked at?"), choices=[(word, _l(words)) for word, words in CHECK_TIMES.items()]
    )
    is_active = BooleanField(_l("In use"), default=True)

    def data_told(self) -> TypeData:
        """What it says, for the service."""
        kind = (self.permit_kind.data or "").strip().lower()
        if kind and ":" not in kind:
            kind = f"machine:{kind.replace(' ', '_').replace('-', '_')}"
        return TypeData(
            self.name.data or "",
            kind,
            wants_material=bool(self.wants_material.data),
            checklist=tuple(self.checklist.data or ()),
            checklist_due=self.checklist_due.data or "day",
            piece_step=self.piece_step.data or "",
        )


class MachineForm(PressedForm):
    """A machine: what it is, where it stands, what its card says and by whose rules it is used."""

    slug = "machine"
    first_field = "name"
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=60)])
    type_slug = SelectField(_l("Kind of machine"), validators=[InputRequired()])
    place = SelectField(_l("Place"), validators=[Optional()])
    serial_identity = StringField(_l("How it names itself"), validators=[Optional(), Length(max=200)])
    ppe = TicksField(_l("What to wear and see to"))
    method = TicksField(_l("What to do"))
    instructions = TextAreaField(_l("In words"), validators=[Optional(), Length(max=2000)])
    wants_second_person = BooleanField(_l("Never alone: a second person is there"))
    opening = TextAreaField(_l("Opening hours"), validators=[Optional(), Length(max=400)])
    idle_minutes = IntegerField(_l("Signed off after idle minutes"), default=15, validators=[InputRequired()])
    longest_minutes = IntegerField(
        _l("Longest booking in minutes"), default=240, validators=[InputRequired()]
    )
    horizon_days = IntegerField(
        _l("Booked at most so many days ahead"), default=28, validators=[InputRequired()]
    )
    most_bookings = IntegerField(_l("Bookings a person may hold"), default=2, validators=[InputRequired()])

    def offer(self, kinds: list[tuple[str, str]], places: list[tuple[str, str]], none: str) -> MachineForm:
        """Set what can be chosen."""
        self.type_slug.choices = kinds
        self.place.choices = [("", none), *places]
        self.ppe.choices = [(word, machine_word(word, "ppe")) for word in PPE]
        self.method.choices = [(word, machine_word(word, "method")) for word in METHOD]
        return self

    def data_told(self) -> MachineData:
        """What it says, for the service. Raises RuleBroken where the hours cannot be read."""
        return MachineData(
            name=self.name.data or "",
            type_slug=self.type_slug.data or "",
            place_code=self.place.data or "",
            serial_identity=self.serial_identity.data or "",
            ppe=tuple(self.ppe.data or ()),
            method=tuple(self.method.data or ()),
            instructions=self.instructions.data or "",
            wants_second_person=bool(self.wants_second_person.data),
            opening=read_opening(self.opening.data or ""),
            idle_minutes=self.idle_minutes.data or 0,
            longest_minutes=self.longest_minutes.data or 0,
            horizon_days=self.horizon_days.data or 0,
            most_bookings=self.most_bookings.data or 0,
        )


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_opening(text: str) -> dict[str, list[list[str]]]:
    """Lines such as `mon 09:00-12:30 13:00-17:00`; nothing means whenever the site is open. Raises RuleBroken."""
    kept: dict[str, list[list[str]]] = {}
    for line in text.lower().splitlines():
        day, *spans = line.split()[:8] or [""]
        if not day:
            continue
        pairs = [span.replace("–", "-").split("-") for span in spans]
        if day[:3] not in DAYS or not pairs or any(len(pair) != 2 for pair in pairs):
            raise RuleBroken(
                "opening", N_("These hours are not right."), N_("Write mon 09:00-17:00, a day a line.")
            )
        kept[str(DAYS.index(day[:3]))] = pairs
    return kept


def opening_text(opening: dict[str, list[list[str]]]) -> str:
    """Opening hours as they are written in the form."""
    return "\n".join(
        f"{DAYS[int(day)]} " + " ".join(f"{begins}-{ends}" for begins, ends in spans)
        for day, spans in sorted(opening.items())
    )


class MaterialForm(PressedForm):
    """A material and whether a machine may be fed it."""

    slug = "material"
    first_field = "name"
    name = SelectField(_l("Material"))
    rule = RadioField(
        _l("May it go in?"),
        choices=[("allowed", _l("Allowed")), ("test_first", _l("Test first")), ("forbidden", _l("Never"))],
        default="allowed",
    )
    why = StringField(_l("Why"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name.choices = [(word, machine_word(word, "material")) for word in MATERIALS]


class StateForm(PressedForm):
    """The state that a machine comes into, and why."""

    slug = "state"
    first_field = "state"
    state = RadioField(
        _l("State"),
        choices=[
            ("in_service", _l("In service")),
            ("needs_check", _l("Needs a check")),
            ("out_of_order", _l("Out of order")),
            ("retired", _l("Retired for good")),
        ],
    )
    cause = SelectField(
        _l("Why?"),
        choices=[
            ("check", _l("A check")),
            ("cleaning", _l("Cleaning")),
            ("maintenance", _l("Maintenance")),
            ("moved", _l("Moved")),
            ("test_run", _l("After a test run")),
            ("fault", _l("A fault")),
            ("not_safe", _l("Not safe")),
            ("retired", _l("Retired")),
            ("other", _l("Another reason")),
        ],
    )
    has_test_run = BooleanField(_l("I ran it once and watched it"))
    note = StringField(_l("Note"), validators=[Optional(), Length(max=400)])


class ProfileForm(PressedForm):
    """How a machine is listened to: what is often changed in fields, all of it as JSON."""

    slug = "profile"
    first_field = "profile"
    dialect = SelectField(_l("Language of the controller"), choices=[(one, one) for one in DIALECTS])
    mode = SelectField(_l("How the kiosk listens"), choices=[(one, one) for one in MODES])
    port = StringField(_l("Port"), validators=[Optional(), Length(max=200)])
    baud = SelectField(_l("Speed"), choices=[(str(one), str(one)) for one in BAUDS])
    is_laser = BooleanField(_l("It is a laser"))
    profile = TextAreaField(_l("All of it, as JSON"), validators=[Optional(), Length(max=4000)])
    seen_number = HiddenField(validators=[Optional(), Regexp("[0-9]{1,6}$")])

    def told_profile(self) -> dict[str, Any]:
        """The JSON with the fields over it. Raises RuleBroken where it cannot be read."""
        try:
            values = json.loads(self.profile.data or "{}")
        except (ValueError, RecursionError) as problem:
            raise RuleBroken(
                "profile", N_("This is no JSON."), N_("Look for a missing comma or quote.")
            ) from problem
        if not isinstance(values, dict):
            raise RuleBroken("profile", N_("This is no JSON."), N_("Begin with { and end with }."))
        return {
            **values,
            "dialect": self.dialect.data,
            "mode": self.mode.data,
            "port": (self.port.data or "").strip(),
            "baud": int(self.baud.data or 0),
            "is_laser": bool(self.is_laser.data),
        }


def profile_values(profile: dict[str, Any] | None) -> dict[str, Any]:
    """What a profile's form shows first."""
    kept = profile or Profile().as_json()
    fields = {name: kept[name] for name in ("dialect", "mode", "port", "is_laser")}
    return {**fields, "baud": str(kept["baud"]), "profile": json.dumps(kept, indent=1)}
