"""Forms of courses and their versions, of bodies, qualifications and units: shape and wording."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.people import LANGUAGES
from core.pressing import DayField, PressedForm
from training.models.catalogue import CourseVersion
from training.profiles import profiles
from training.services.bodies import QualificationData
from training.services.courses import COMPLETION, VersionData
from training.services.units import UnitData

PERCENT = [Optional(), NumberRange(0, 100)]


class VersionForm(PressedForm):
    """A course as it is taught from one day on."""

    slug = "version"
    first_field = "title"
    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=120)])
    summary = TextAreaField(_l("A few short words about it"), validators=[Optional(), Length(max=600)])
    category = SelectField(_l("About"))
    picture = SelectField(_l("Picture"), default="")
    is_accredited = BooleanField(_l("An awarding body accredits it"))
    qualification_id = SelectField(_l("Qualification"), coerce=int, default=0)
    unit_ids = SelectMultipleField(_l("Units"), coerce=int)
    capacity = IntegerField(_l("Seats"), validators=[InputRequired(), NumberRange(1, 200)], default=10)
    learners_per_trainer = IntegerField(
        _l("Learners for each trainer"), validators=[InputRequired(), NumberRange(1, 60)], default=10
    )
    guided_minutes = IntegerField(
        _l("Guided minutes in all"), validators=[Optional(), NumberRange(0, 120_000)], default=0
    )
    advised_esol = SelectField(_l("English that helps"), default="none")
    equipment = TextAreaField(_l("What it needs, one a line"), validators=[Optional(), Length(max=2000)])
    needs = SelectMultipleField(_l("What a learner needs first"))
    minutes_percent = IntegerField(_l("Share of minutes in percent"), validators=PERCENT, default=80)
    classes_percent = IntegerField(_l("Share of classes in percent"), validators=PERCENT, default=0)
    criteria_percent = IntegerField(_l("Share of criteria in percent"), validators=PERCENT, default=0)
    needs_word = BooleanField(_l("The trainer confirms each one"), default=True)

    def offer(self, **lists: list[Any]) -> None:
        """Fill the lists: categories, pictures, qualifications, units, esol, needs."""
        self.category.choices = lists["categories"]
        self.picture.choices = [("", gettext("That of its category")), *lists["pictures"]]
        self.qualification_id.choices = [(0, gettext("None")), *lists["qualifications"]]
        self.unit_ids.choices = lists["units"]
        self.advised_esol.choices = lists["esol"]
        self.needs.choices = lists["needs"]

    @property
    def version_data(self) -> VersionData:
        """What the form says."""
        return VersionData(
            title=self.title.data or "",
            summary=self.summary.data or "",
            is_accredited=bool(self.is_accredited.data),
            qualification_id=self.qualification_id.data or None,
            unit_ids=tuple(self.unit_ids.data or ()),
            capacity=self.capacity.data or 0,
            learners_per_trainer=self.learners_per_trainer.data or 0,
            guided_minutes=self.guided_minutes.data or 0,
            advised_esol=self.advised_esol.data,
            equipment=tuple((self.equipment.data or "").splitlines()),
            needs=tuple(
                (kind, wanted) for kind, _, wanted in (one.partition("|") for one in self.needs.data or ())
            ),
            completion={
                **{name: self._fields[name].data or 0 for name in COMPLETION if name != "needs_word"},
                "needs_word": bool(self.needs_word.data),
            },
        )


def version_values(
    version: CourseVersion, category: str, picture: str, unit_ids: list[int], needs: list[tuple[str, str]]
) -> dict[str, Any]:
    """The values of the form over a stored version."""
    columns = (
        "title",
        "summary",
        "is_accredited",
        "capacity",
        "learners_per_trainer",
        "guided_minutes",
        "advised_esol",
    )
    return {
        **{name: getattr(version, name) for name in columns},
        **(COMPLETION | version.completion),
        "category": category,
        "picture": picture,
        "qualification_id": version.qualification_id or 0,
        "unit_ids": unit_ids,
        "equipment": "\n".join(version.equipment),
        "needs": [f"{kind}|{wanted}" for kind, wanted in needs],
    }


class WordsForm(PressedForm):
    """Title and summary in one more language."""

    slug = "words"
    first_field = "title"
    language = SelectField(_l("Language"), choices=[(code, code) for code in LANGUAGES if code != "en"])
    title = StringField(_l("Title"), validators=[Optional(), Length(max=160)])
    summary = TextAreaField(_l("A few short words about it"), validators=[Optional(), Length(max=800)])
    is_reviewed = BooleanField(_l("Somebody who speaks it has read it"))


class BodyForm(PressedForm):
    """An awarding body."""

    slug = "body"
    first_field = "name"
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=120)])
    centre_number = StringField(_l("Our centre number"), validators=[Optional(), Length(max=30)])
    profile = SelectField(_l("Deadlines and files"), default="generic")
    is_active = BooleanField(_l("We work with it"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile.choices = [
            (one.key, gettext("Usual deadlines") if one.key == "generic" else one.name)
            for one in profiles().values()
        ]


class QualificationForm(PressedForm):
    """A qualification."""

    slug = "qualification"
    first_field = "reference"
    reference = StringField(_l("Reference"), validators=[InputRequired(), Length(max=40)])
    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=160)])
    level = SelectField(_l("Level"))
    size = SelectField(_l("Size"), default="award")
    tqt_hours = IntegerField(
        _l("Total hours (TQT)"), validators=[Optional(), NumberRange(0, 5000)], default=0
    )
    glh_hours = IntegerField(
        _l("Guided hours (GLH)"), validators=[Optional(), NumberRange(0, 5000)], default=0
    )
    min_credit = IntegerField(
        _l("Credit that makes it"), validators=[Optional(), NumberRange(0, 500)], default=0
    )
    operational_from = DayField(_l("First day"), validators=[Optional()])
    operational_to = DayField(_l("Last day"), validators=[Optional()])

    @property
    def qualification_data(self) -> QualificationData:
        """What the form says."""
        return QualificationData(
            self.reference.data or "",
            self.title.data or "",
            self.level.data,
            self.size.data,
            self.tqt_hours.data or 0,
            self.glh_hours.data or 0,
            self.min_credit.data or 0,
            self.operational_from.data,
            self.operational_to.data,
        )


GROUPS = 4
"""Groups in the form of a rule of combination."""


class _CombinationBase(PressedForm):
    slug = "rule"
    first_field = "name_0"


_GROUP_FIELDS: dict[str, Any] = {}
for _index in range(GROUPS):
    _GROUP_FIELDS |= {
        f"name_{_index}": StringField(_l("Group"), validators=[Optional(), Length(max=80)]),
        f"mandatory_{_index}": BooleanField(_l("All of its units are needed")),
        f"credit_{_index}": IntegerField(
            _l("Credit out of it"), validators=[Optional(), NumberRange(0, 500)], default=0
        ),
        f"count_{_index}": IntegerField(
            _l("Units out of it"), validators=[Optional(), NumberRange(0, 50)], default=0
        ),
        f"units_{_index}": SelectMultipleField(_l("Units"), coerce=int),
    }
CombinationForm: Any = type("CombinationForm", (_CombinationBase,), _GROUP_FIELDS)
"""A rule of combination in up to four groups."""


class UnitForm(PressedForm):
    """A unit."""

    slug = "unit"
    first_field = "code"
    code = StringField(_l("Code"), validators=[InputRequired(), Length(max=30)])
    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=160)])
    level = SelectField(_l("Level"))
    credit = IntegerField(_l("Credit"), validators=[InputRequired(), NumberRange(0, 120)])
    glh_hours = IntegerField(
        _l("Guided hours (GLH)"), validators=[Optional(), NumberRange(0, 1200)], default=0
    )
    body_code = StringField(_l("The body's own code"), validators=[Optional(), Length(max=40)])
    is_invented = BooleanField(_l("Invented: no awarding body wrote it"))

    @property
    def unit_data(self) -> UnitData:
        """What the form says."""
        return UnitData(
            self.title.data or "",
            self.level.data,
            self.credit.data or 0,
            self.glh_hours.data or 0,
            self.body_code.data or "",
            bool(self.is_invented.data),
        )


class CriterionForm(PressedForm):
    """A learning outcome and a criterion of it."""

    slug = "criterion"
    first_field = "text"
    outcome = IntegerField(_l("Outcome"), validators=[InputRequired(), NumberRange(1, 99)])
    outcome_text = StringField(
        _l("What a learner will be able to do"), validators=[Optional(), Length(max=400)]
    )
    number = IntegerField(_l("Criterion"), validators=[InputRequired(), NumberRange(1, 99)])
    text = TextAreaField(_l("The body's words"), validators=[InputRequired(), Length(max=600)])
    easy_text = StringField(_l("In easy English"), validators=[Optional(), Length(max=300)])
    picture = StringField(_l("Picture"), validators=[Optional(), Length(max=80)])


class UnitFileForm(PressedForm):
    """A spreadsheet of units and criteria, and the body that they are of."""

    slug = "file"
    first_field = "sheet"
    body = SelectField(_l("Awarding body"))
    sheet = FileField(_l("CSV or XLSX file"), validators=[FileRequired(_l("Choose a file."))])
