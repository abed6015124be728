"""Shape and wording of recommendations: signing, sending, amending, the body's answers, handing over."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm, SignedForm


class SignRacForm(SignedForm):
    """The tutor or the internal verifier signs, with the PIN or password."""

    slug = "sign"
    first_field = "secret"


class SendRacForm(PressedForm):
    """On which day it went out."""

    slug = "send"
    first_field = "sent_on"
    sent_on = DayField(_l("Sent on"), validators=[InputRequired()])


class AmendForm(PressedForm):
    """Why a line that was sent must change."""

    slug = "amend"
    first_field = "reason"
    reason = TextAreaField(_l("Why must it change?"), validators=[InputRequired(), Length(max=400)])


class ResultsForm(PressedForm):
    """The body's answers to the lines of a run; each line has fields of its own beside these."""

    slug = "results"
    first_field = "result_on"
    result_on = DayField(_l("Answered on"), validators=[InputRequired()])


class ResultsFileForm(PressedForm):
    """The body's answers as a file."""

    slug = "file"
    first_field = "sheet"
    sheet = FileField(_l("The body's file (CSV or XLSX)"), validators=[FileRequired(_l("Choose a file."))])


class HandOverForm(PressedForm):
    """The body's certificates of some lines were given to their learners."""

    slug = "hand"
    first_field = "handed_on"
    handed_on = DayField(_l("Handed over on"), validators=[Optional()])
