"""Shape and wording of faults: pictures to press, a photo, no typing; and how one was mended."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import PressedForm
from hardware.forms.spoken import machine_word
from hardware.spoken import FAULT_CAUSES
from hardware.words import FAULT_CAUSES as CAUSES
from hardware.words import FAULT_SIGNS


class FaultForm(PressedForm):
    """What somebody saw."""

    slug = "fault"
    first_field = "sign"
    sign = RadioField(_l("What did you see?"), validators=[InputRequired()])
    picture = FileField(_l("Take a photo"))
    note = StringField(_l("In words"), validators=[Optional(), Length(max=400)])

    def offer(self) -> FaultForm:
        """Set what can be chosen."""
        self.sign.choices = [(word, machine_word(word, "fault")) for word in FAULT_SIGNS]
        return self


class EndFaultForm(PressedForm):
    """What it was, and that the machine was run once and watched."""

    slug = "end"
    first_field = "cause"
    cause = RadioField(_l("What was it?"), validators=[InputRequired()])
    note = StringField(_l("What was done"), validators=[Optional(), Length(max=400)])
    has_test_run = BooleanField(_l("I ran it once and watched it"))

    def offer(self) -> EndFaultForm:
        """Set what can be chosen."""
        self.cause.choices = [
            (word, machine_word(word, "fault_cause")) for word in CAUSES if word in FAULT_CAUSES
        ]
        return self


class SettleForm(PressedForm):
    """Why things that wait for a machine are called off; what becomes of each is a field of its own beside it."""

    slug = "settle"
    first_field = "reason"
    reason = StringField(_l("Why? (where something is called off)"), validators=[Optional(), Length(max=200)])
