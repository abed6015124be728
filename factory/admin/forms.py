"""Shape and wording of what the administration asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from core.bounds import whole
from core.people import (
    CHECK_PERMITS,
    DUTY_PERMITS,
    HOME_PERMITS,
    LANGUAGES,
    MACHINE_PERMITS,
    ROLES,
    WORD_PERMITS,
)
from core.pressing import ClockField, PressedForm
from core.sites import DAYS_WANTED, SITE_KINDS
from factory.people_words import OWN_NAMES, permit_words, role_words

MISSING = lazy_gettext("Please fill this in.")
NO_NUMBER = lazy_gettext("Write a whole number.")
SITE_KIND_WORDS = {
    "factory": lazy_gettext("Workshop with furniture"),
    "fablab": lazy_gettext("FabLab"),
    "van": lazy_gettext("Van"),
}
NO_DATE = lazy_gettext("Write the day as in the calendar.")


class Day(DateField):
    """A day whose error is ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day; refuse one that is none in our words."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(str(NO_DATE)) from problem


class WholeNumber(IntegerField):
    """A whole number whose one error is ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number of at most nine digits."""
        plain = valuelist[0].strip() if valuelist else ""
        self.data = whole(plain)
        if self.data is None:
            raise ValueError(str(NO_NUMBER))

    def pre_validate(self, form: Any) -> None:
        """What is no number is not also out of bounds."""
        if self.process_errors:
            raise StopValidation


class NewPersonForm(PressedForm):
    """A new person: one word is enough."""

    slug = "person"
    first_field = "called"
    called = StringField(lazy_gettext("Called"), [InputRequired(MISSING), Length(max=60)])
    full_name = StringField(lazy_gettext("Full name"), [Optional(), Length(max=160)])
    language = SelectField(lazy_gettext("Language"), choices=[(code, OWN_NAMES[code]) for code in LANGUAGES])
    role = SelectField(lazy_gettext("Role from today"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", gettext("None yet")), *[(role, role_words(role)) for role in ROLES]]


class NameForm(PressedForm):
    """What a person is called."""

    slug = "name"
    first_field = "called"
    called = StringField(lazy_gettext("Called"), [InputRequired(MISSING), Length(max=60)])
    full_name = StringField(lazy_gettext("Full name"), [Optional(), Length(max=160)])
    language = SelectField(lazy_gettext("Language"), choices=[(code, OWN_NAMES[code]) for code in LANGUAGES])


class SetContactsForm(PressedForm):
    """How to reach a person, if they wish."""

    slug = "contact"
    first_field = "email"
    email = StringField(lazy_gettext("E-mail"), [Optional(), Length(max=160)])
    phone = StringField(lazy_gettext("Phone"), [Optional(), Length(max=40)])


class RoleForm(PressedForm):
    """A role between days."""

    slug = "role"
    first_field = "role"
    role = SelectField(lazy_gettext("Role"))
    site = SelectField(lazy_gettext("Where"))
    starts_on = Day(lazy_gettext("From"), [InputRequired(MISSING)])
    ends_on = Day(lazy_gettext("Until"), [Optional()])

    def __init__(self, *args: Any, sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role, role_words(role)) for role in ROLES]
        self.site.choices = sites


class PermitForm(PressedForm):
    """A permit for a check, from training or from a document seen."""

    slug = "permit"
    first_field = "kind"
    kind = SelectField(lazy_gettext("Permit"))
    source = RadioField(
        lazy_gettext("Where from"),
        choices=[
            ("training", lazy_gettext("Training here")),
            ("document", lazy_gettext("A document I have seen (it is not kept)")),
        ],
        default="training",
    )
    starts_on = Day(lazy_gettext("Trained or seen on"), [InputRequired(MISSING)])
    ends_on = Day(lazy_gettext("Holds until"), [InputRequired(MISSING)])
    interpreter = SelectField(lazy_gettext("Who interpreted?"), [Optional()], default="")

    def __init__(
        self,
        *args: Any,
        interpreters: Sequence[tuple[str, str]] = (),
        names_reviewers: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = (
            *CHECK_PERMITS,
            *HOME_PERMITS,
            *DUTY_PERMITS,
            *MACHINE_PERMITS,
            *(WORD_PERMITS if names_reviewers else ()),
        )
        self.kind.choices = [(kind, permit_words(kind)) for kind in kinds]
        self.interpreter.choices = interpreter_choices(interpreters)


def interpreter_choices(people: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Whom one may name: nobody asked yet, nobody needed, or somebody who is in today."""
    return [("", gettext("Choose")), ("nobody", gettext("Nobody was needed")), *people]


class AccountForm(PressedForm):
    """A sign-in name and a first password."""

    slug = "account"
    first_field = "login"
    login = StringField(lazy_gettext("Sign-in name"), [InputRequired(MISSING), Length(max=120)])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(MISSING), Length(max=256)])


class PrintBlankCardsForm(PressedForm):
    """How many cards to print ahead."""

    slug = "cards"
    first_field = "count"
    count = WholeNumber(
        lazy_gettext("How many"),
        [NumberRange(1, 200, lazy_gettext("Between 1 and 200 cards at once."))],
        default=10,
    )


class TabletForm(PressedForm):
    """A tablet's name."""

    slug = "tablet"
    first_field = "name"
    name = StringField(lazy_gettext("Name of the tablet"), [InputRequired(MISSING), Length(max=60)])


class NewSiteForm(PressedForm):
    """A new site."""

    slug = "site"
    first_field = "name"
    name = StringField(lazy_gettext("Name"), [InputRequired(MISSING), Length(max=80)])
    slug_word = StringField(
        lazy_gettext("Short name for addresses"), [InputRequired(MISSING), Length(max=30)]
    )
    city = StringField(lazy_gettext("City"), [Optional(), Length(max=80)])
    kind = SelectField(lazy_gettext("Kind"), choices=[(kind, SITE_KIND_WORDS[kind]) for kind in SITE_KINDS])


class SiteForm(PressedForm):
    """A site: its name, the days wanted in each stage, and the work steps that it does not use."""

    slug = "site"
    first_field = "name"
    name = StringField(lazy_gettext("Name"), [InputRequired(MISSING), Length(max=80)])
    city = StringField(lazy_gettext("City"), [Optional(), Length(max=80)])
    phone = StringField(lazy_gettext("Phone on public pages"), [Optional(), Length(max=40)])
    is_active = BooleanField(lazy_gettext("Open"))
    closes_at = ClockField(lazy_gettext("The house closes at"), [Optional()])
    wants_codes = BooleanField(lazy_gettext("Coordinators and administrators give a code of their phone too"))
    hidden_steps = SelectMultipleField(lazy_gettext("Work steps not used here"))

    @property
    def days(self) -> dict[str, int]:
        """Days wanted by stage."""
        return {stage: self[f"days_{stage}"].data for stage in DAYS_WANTED}


for _stage in DAYS_WANTED:
    setattr(
        SiteForm,
        f"days_{_stage}",
        WholeNumber(_stage, [NumberRange(1, 999, lazy_gettext("Between 1 and 999 days."))]),
    )
