"""Forms of a checklist's draft: a question with its answers, what is to be seen, a new kind of machine."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.people import MACHINE_PERMITS, permit_name
from core.pressing import PressedForm
from training.pictures import picture_words

MOST_ANSWERS = 6
_TEXT = [InputRequired(), Length(max=300)]


def _pictures(kept: str) -> list[tuple[str, str]]:
    """The drawings to choose from; an icon of an older version stays choosable."""
    found = [("", gettext("No picture")), *((name, gettext(words)) for name, words in picture_words())]
    return found if kept in dict(found) else [*found, (kept, kept)]


class StepForm(PressedForm):
    """What somebody is to be seen doing."""

    slug = "step"
    first_field = "text"
    text = StringField(_l("What they show, in English"), validators=_TEXT)
    picture = RadioField(_l("Picture"), validators=[Optional()])


class _QuestionBase(PressedForm):
    slug = "question"
    first_field = "text"
    text = StringField(_l("The question, in English"), validators=_TEXT)
    picture = RadioField(_l("Picture"), validators=[Optional()])
    why = TextAreaField(_l("Why it is so"), validators=[Optional(), Length(max=300)])
    right = RadioField(_l("The right answer"), validators=[InputRequired(_l("Choose the right answer."))])

    @property
    def said(self) -> dict[str, Any]:
        """The question as a checklist keeps it; answers without words are left out."""
        fields, answers = self._fields, []
        for turn in range(1, MOST_ANSWERS + 1):
            text = (fields[f"text_{turn}"].data or "").strip()
            if text:
                answers.append(
                    {
                        "key": fields[f"key_{turn}"].data or "",
                        "text": text,
                        "picture": fields[f"picture_{turn}"].data or "",
                        "right": self.right.data == str(turn),
                    }
                )
        said = {
            "text": self.text.data,
            "picture": self.picture.data or "",
            "why": (self.why.data or "").strip(),
        }
        return {**said, "answers": answers}


_ANSWERS: dict[str, Any] = {}
for _turn in range(1, MOST_ANSWERS + 1):
    _ANSWERS[f"key_{_turn}"] = HiddenField()
    _ANSWERS[f"text_{_turn}"] = StringField(_l("Answer"), validators=[Optional(), Length(max=300)])
    _ANSWERS[f"picture_{_turn}"] = RadioField(_l("Picture"), validators=[Optional()])
QuestionForm: Any = type("QuestionForm", (_QuestionBase,), _ANSWERS)
"""A question with up to six answers."""


def step_form(kept: dict[str, Any] | None) -> StepForm:
    """The form over a step, as it was sent, else as it is kept."""
    form = StepForm(data=kept or {})
    form.picture.choices = _pictures((kept or {}).get("picture", ""))
    if not form.is_submitted():
        form.picture.data = (kept or {}).get("picture", "")
    return form


def question_form(kept: dict[str, Any] | None) -> Any:
    """The form over a question, as it was sent, else as it is kept."""
    row = kept or {"text": "", "picture": "", "why": "", "answers": []}
    data = {name: row.get(name, "") for name in ("text", "picture", "why")}
    for turn, reply in enumerate(row["answers"], start=1):
        data |= {f"{name}_{turn}": reply[name] for name in ("key", "text", "picture")}
        if reply["right"]:
            data["right"] = str(turn)
    form = QuestionForm(data=data)
    form.right.choices = [(str(turn), str(turn)) for turn in range(1, MOST_ANSWERS + 1)]
    for name in ("picture", *(f"picture_{turn}" for turn in range(1, MOST_ANSWERS + 1))):
        form[name].choices = _pictures(data.get(name, ""))
        if not form.is_submitted():
            form[name].data = data.get(name, "")
    return form


class NewKindForm(PressedForm):
    """A machine that one learns here."""

    slug = "kind"
    first_field = "title"
    title = StringField(
        _l("What the machine is called, in English"), validators=[InputRequired(), Length(max=80)]
    )
    permit_kind = SelectField(_l("Its permit"))
    picture = RadioField(_l("Picture"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permit_kind.choices = [
            ("", gettext("A permit of its own")),
            *((kind, gettext(permit_name(kind))) for kind in MACHINE_PERMITS),
        ]
        self.picture.choices = _pictures("")
        if not self.is_submitted():
            self.picture.data = ""


class DraftForm(PressedForm):
    """A press about a draft, and the words of a language."""

    slug = "draft"
    first_field = "token"
