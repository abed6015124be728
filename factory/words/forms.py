"""Shape and wording of what the pages of words ask for."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import PressedForm


class CatalogueForm(PressedForm):
    """A catalogue that a translator brings."""

    slug = "catalogue"
    first_field = "file"
    file = FileField(lazy_gettext("Catalogue (.po)"), [InputRequired(lazy_gettext("Choose a file."))])
    approves = BooleanField(lazy_gettext("I stand for the texts that are not marked fuzzy in it"))


class ClipForm(PressedForm):
    """A recording, whose voice it is, and that its owner agrees."""

    slug = "clip"
    first_field = "clip"
    clip = FileField(lazy_gettext("Recording"), [InputRequired(lazy_gettext("Record it, or choose a file."))])
    speaker = StringField(
        lazy_gettext("Number of the person whose voice it is"), [Optional(), Length(max=20)]
    )
    agreed = BooleanField(lazy_gettext("The person whose voice it is agrees"))
