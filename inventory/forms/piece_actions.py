"""The forms of a piece's desk page: one act each, shape only; the model decides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import PressedForm, SignedForm
from inventory.catalogue import categories
from inventory.event_data import TERMS
from inventory.gates import HOUSE_RULES
from inventory.queries.desk_lists import DonationChoice, PlaceChoice
from inventory.questions import Question
from inventory.release_gates import TESTED_FIELDS
from inventory.stages import DESTINATION_NAMES, STAGES, STEP_NAMES


def step_choices() -> list[tuple[str, str]]:
    """Work steps to choose from, with none on top."""
    return [("", gettext("No work step")), *((slug, gettext(name)) for slug, name in STEP_NAMES.items())]


def place_options(places: list[PlaceChoice]) -> list[tuple[str, str]]:
    """Places to choose from, with none on top."""
    return [("", gettext("No place")), *((item.code, item.name) for item in places)]


def category_options() -> list[tuple[str, str]]:
    """Categories to choose from, by name."""
    named = sorted((gettext(row.name), slug) for slug, row in categories().items())
    return [(slug, name) for name, slug in named]


class MovePieceForm(PressedForm):
    """To another stage, with the work step and the place that go with it."""

    slug = "move"
    first_field = "to"
    to = SelectField(_l("To"), validators=[InputRequired()])
    step = SelectField(_l("Work step"), validators=[Optional()], default="")
    place = SelectField(_l("Place"), validators=[Optional()], default="")
    waste_note = StringField(_l("Waste note"), validators=[Optional(), Length(max=60)])

    def offer(self, moves: list[tuple[str, str]], places: list[PlaceChoice]) -> None:
        """Fill the lists; a stage that the piece cannot go to is refused by the model, with its reason."""
        known = {slug for slug, _ in moves}
        named = self.to.data
        extra = [(named, named)] if named in STAGES and named not in known else []
        self.to.choices = [*moves, *extra]
        self.step.choices = step_choices()
        self.place.choices = place_options(places)


class PlacePieceForm(PressedForm):
    """Another place in the same stage."""

    slug = "place"
    first_field = "place"
    place = SelectField(_l("Place"), validators=[Optional()], default="")

    def offer(self, places: list[PlaceChoice]) -> None:
        """Fill the list."""
        self.place.choices = place_options(places)


class WeighPieceForm(PressedForm):
    """A measured weight."""

    slug = "weight"
    first_field = "kg"
    kg = DecimalField(
        _l("Weight in kg"), places=1, validators=[InputRequired(), NumberRange(min=Decimal("0.1"), max=500)]
    )

    @property
    def grams(self) -> int:
        """The weight in whole grams."""
        return round(Decimal(self.kg.data) * 1000)


class DescribePieceForm(PressedForm):
    """What it is, what it is called, which donation it came with."""

    slug = "describe"
    first_field = "category"
    category = SelectField(_l("Category"), validators=[Optional()], default="")
    title = StringField(_l("Title"), validators=[Optional(), Length(max=80)])
    donation = SelectField(_l("Donation"), validators=[Optional()], coerce=int, default=0)

    def offer(self, donations: list[DonationChoice]) -> None:
        """Fill the lists."""
        self.category.choices = [("", gettext("Not yet named")), *category_options()]
        self.donation.choices = [(0, gettext("No donation")), *((item.id, item.number) for item in donations)]
        known = {value for value, _ in self.donation.choices}
        if self.donation.data and self.donation.data not in known:
            self.donation.choices.append((self.donation.data, str(self.donation.data)))


class NoteFillingForm(PressedForm):
    """The papers of new filling or a new cover."""

    slug = "filling"
    first_field = "supplier"
    what = StringField(_l("What was used"), validators=[Optional(), Length(max=80)])
    supplier = StringField(_l("Supplier"), validators=[InputRequired(), Length(max=80)])
    batch = StringField(_l("Batch"), validators=[InputRequired(), Length(max=80)])
    fire_test = StringField(_l("Fire-test reference"), validators=[InputRequired(), Length(max=80)])


class AddPiecePhotoForm(PressedForm):
    """A photo from the desk."""

    slug = "photo"
    first_field = "picture"
    shelf = SelectField(
        _l("Which photo"),
        default="after",
        choices=[("after", _l("After")), ("before", _l("Before")), ("other", _l("Another"))],
    )
    picture = FileField(_l("Photo"), validators=[FileRequired(_l("Choose a photo."))])


class AnswerQuestionForm(SignedForm):
    """One question of a gate, with its photo and the fields that its answer needs."""

    slug = "answer"
    first_field = "answer"
    question = HiddenField()
    answer = RadioField(_l("Answer"), validators=[InputRequired(_l("Choose an answer."))])
    picture = FileField(_l("Photo that shows it"))
    plug = BooleanField(_l("Plug looked at"))
    fuse = BooleanField(_l("Fuse right"))
    visual = BooleanField(_l("Cable and case sound"))
    pat = BooleanField(_l("Appliance test passed"))
    recall = BooleanField(_l("Not on the recall list"))
    tester = StringField(_l("Tester"), validators=[Optional(), Length(max=80)])
    tested_on = DateField(_l("Tested on"), validators=[Optional()])

    def offer(self, asked: Question) -> None:
        """The question's own answers."""
        words = {"yes": gettext("Yes"), "no": gettext("No"), "not_sure": gettext("Not sure")}
        self.question.data = asked.slug
        self.answer.choices = [
            (value, ": ".join(part for part in (words.get(value), gettext(told)) if part))
            for value, told in asked.answers.items()
        ]
        self.answer.label.text = gettext(asked.text)

    def said(self, asked: Question) -> dict[str, Any]:
        """The answer as an event carries it."""
        told: dict[str, Any] = {"answer": self.answer.data}
        if asked.fields:
            told["data"] = {name: "yes" if self[name].data else "no" for name in TESTED_FIELDS}
            told["data"]["tester"] = self.tester.data or ""
            told["data"]["tested_on"] = self.tested_on.data.isoformat() if self.tested_on.data else ""
        return told


class ReleasePieceForm(PressedForm):
    """Where a piece goes, on which terms."""

    slug = "release"
    first_field = "destination"
    destination = RadioField(
        _l("Where does it go?"),
        choices=[(slug, _l(name)) for slug, name in DESTINATION_NAMES.items()],
        validators=[InputRequired(_l("Choose where it goes."))],
    )
    organisation_id = SelectField(_l("Organisation"), coerce=int, validators=[Optional()], default=0)
    household = StringField(_l("Household reference"), validators=[Optional(), Length(max=40)])
    makeover_id = SelectField(_l("Makeover"), coerce=int, validators=[Optional()], default=0)
    terms = SelectField(
        _l("Terms"),
        default="gift",
        choices=[
            ("gift", _l("Gift")),
            ("nominal", _l("Small price")),
            ("sale", _l("Sale")),
            ("loan", _l("Loan")),
        ],
    )
    price = DecimalField(
        _l("Price in pounds"), places=2, validators=[Optional(), NumberRange(min=0, max=100_000)]
    )

    with_set = BooleanField(_l("Give out what is ready of its set as well"))

    def offer(self, organisations: list[Any], makeovers: list[Any]) -> None:
        """Fill the lists."""
        self.organisation_id.choices = [
            (0, gettext("Choose")),
            *((row.id, row.name) for row in organisations),
        ]
        self.makeover_id.choices = [
            (0, gettext("Choose")),
            *((row.id, f"{row.code} {row.title}") for row in makeovers),
        ]

    def data_of_event(self) -> dict[str, Any]:
        """What the event carries: only the recipient that fits the destination."""
        recipient = {
            "organisation": ("organisation_id", self.organisation_id.data or 0),
            "household": ("household", self.household.data or ""),
            "makeover": ("makeover_id", self.makeover_id.data or 0),
        }.get(self.destination.data or "")
        data: dict[str, Any] = {"destination": self.destination.data, "terms": self.terms.data}
        if self.terms.data in TERMS and self.price.data:
            data["price_pence"] = round(self.price.data * 100)
        if recipient is not None:
            data[recipient[0]] = recipient[1]
        return data


RECIPIENT_FIELDS = {"organisation": "organisation_id", "household": "household", "makeover": "makeover_id"}


class OverrideGateForm(SignedForm):
    """A house rule set aside by a coordinator, with the reason."""

    slug = "override"
    first_field = "reason"
    gate = SelectField(_l("House rule"), choices=[(slug, slug) for slug in HOUSE_RULES])
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=200)])


class NoteWasteForm(PressedForm):
    """The waste note of a piece that became waste."""

    slug = "waste"
    first_field = "waste_note"
    waste_note = StringField(_l("Waste note reference"), validators=[InputRequired(), Length(max=60)])
    kg = DecimalField(
        _l("Weight in kg"), places=1, validators=[Optional(), NumberRange(min=Decimal("0.1"), max=500)]
    )


class UndoMoveForm(PressedForm):
    """Take back the newest event."""

    slug = "undo"
    first_field = "event"
    event = HiddenField(validators=[InputRequired()])


class ReceivePieceForm(PressedForm):
    """Receive a piece here that is booked at another site."""

    slug = "receive"
    first_field = "place"
    place = SelectField(_l("Place"), validators=[Optional()], default="")

    def offer(self, places: list[PlaceChoice]) -> None:
        """Fill the list."""
        self.place.choices = place_options(places)


class RelabelPieceForm(PressedForm):
    """A new label for a damaged one."""

    slug = "relabel"
    first_field = "new_code"
    new_code = StringField(_l("Code of the new label"), validators=[InputRequired(), Length(max=60)])
