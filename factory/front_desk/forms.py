"""Shape and wording of what the front desk asks for."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from core.pressing import PressedForm, SignedForm

MISSING = lazy_gettext("Please fill this in.")


class SignInForm(PressedForm):
    """Name or e-mail and password."""

    slug = "sign-in"
    first_field = "login"
    login = StringField(lazy_gettext("Name or e-mail"), [InputRequired(MISSING), Length(max=200)])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(MISSING), Length(max=256)])
    back = HiddenField()


class CodeForm(PressedForm):
    """Six digits of an authenticator app."""

    slug = "code"
    first_field = "code"
    code = StringField(lazy_gettext("Code"), [InputRequired(MISSING), Length(max=40)])


class CardForm(PressedForm):
    """What a hand scanner types when a card is shown."""

    slug = "card"
    first_field = "card"
    card = StringField(
        lazy_gettext("Show your card to the scanner"), [InputRequired(MISSING), Length(max=200)]
    )
    back = HiddenField()


class PinForm(PressedForm):
    """Person number and six digits."""

    slug = "pin"
    first_field = "pin"
    number = StringField(lazy_gettext("Your number"), [InputRequired(MISSING), Length(max=20)])
    pin = PasswordField(lazy_gettext("PIN, six digits"), [InputRequired(MISSING), Length(max=64)])
    back = HiddenField()


class ConfirmPinForm(PressedForm):
    """The PIN again, before something that a card alone may not do."""

    slug = "confirm"
    first_field = "pin"
    pin = PasswordField(lazy_gettext("Your PIN or password"), [InputRequired(MISSING), Length(max=200)])
    back = HiddenField()


class PairTabletForm(PressedForm):
    """The code that a coordinator reads out."""

    slug = "pair"
    first_field = "code"
    code = StringField(lazy_gettext("Pairing code"), [InputRequired(MISSING), Length(max=40)])


class OwnPasswordForm(PressedForm):
    """A new password, with the old one."""

    slug = "password"
    first_field = "password"
    old = PasswordField(lazy_gettext("Password of today"), [InputRequired(MISSING), Length(max=256)])
    password = PasswordField(lazy_gettext("New password"), [InputRequired(MISSING), Length(max=256)])


class OwnPinForm(SignedForm):
    """A new PIN, chosen by its owner."""

    slug = "new-pin"
    first_field = "pin"
    pin = PasswordField(lazy_gettext("New PIN, six digits"), [InputRequired(MISSING), Length(max=64)])
