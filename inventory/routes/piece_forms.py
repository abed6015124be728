"""The forms that a piece's desk page shows: those that fit its state and the person, the refused one as it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from core.access import Actor
from core.pressing import PressedForm
from core.recipients import open_makeovers, organisations
from inventory.forms.piece_actions import (
    AddPiecePhotoForm,
    AnswerQuestionForm,
    DescribePieceForm,
    MovePieceForm,
    NoteFillingForm,
    NoteWasteForm,
    OverrideGateForm,
    PlacePieceForm,
    ReceivePieceForm,
    RelabelPieceForm,
    ReleasePieceForm,
    UndoMoveForm,
    WeighPieceForm,
)
from inventory.forms.sets import KeepTogetherForm
from inventory.gates import GATES, HOUSE_RULES
from inventory.queries.desk_lists import donation_choices, place_choices
from inventory.queries.dossier import Dossier
from inventory.questions import asked_when, question
from inventory.stages import MOVE_WORDS
from inventory.state import PieceState
from inventory.views import PieceView

BY_INTAKE = ("received",)
BY_RELEASE = ("released",)


@dataclass(frozen=True)
class Asked:
    """A question that may be answered at the desk, with its form."""

    slug: str
    form: AnswerQuestionForm
    is_answered: bool
    wants_photo: bool
    has_fields: bool
    permit: str


def move_choices(view: PieceView) -> list[tuple[str, str]]:
    """The stages that a move may lead to; giving out and taking in have forms of their own."""
    stages = [stage for stage in view.moves if stage not in (*BY_INTAKE, *BY_RELEASE)]
    return [(stage, gettext(MOVE_WORDS.get(stage, stage))) for stage in stages]


def forms_for(dossier: Dossier, view: PieceView, actor: Actor, bound: PressedForm | None) -> dict[str, Any]:
    """Every form of the page by its slug; the one that was refused stands with its errors."""
    places = place_choices(actor.site_id)
    forms: dict[str, Any] = {
        "move": _move(view, places),
        "place": _place(dossier, places),
        "weight": WeighPieceForm(formdata=None),
        "describe": _describe(dossier, actor),
        "filling": NoteFillingForm(formdata=None),
        "photo": AddPiecePhotoForm(formdata=None),
        "release": _release(actor),
        "override": _override(),
        "waste": NoteWasteForm(formdata=None),
        "undo": UndoMoveForm(formdata=None, event=view.last_event),
        "receive": _receive(places),
        "relabel": RelabelPieceForm(formdata=None),
        "together": KeepTogetherForm(formdata=None),
    }
    if bound is not None and bound.slug in forms:
        forms[bound.slug] = bound
    return forms


def _move(view: PieceView, places: list[Any]) -> MovePieceForm:
    form = MovePieceForm(formdata=None)
    form.offer(move_choices(view), places)
    return form


def _place(dossier: Dossier, places: list[Any]) -> PlacePieceForm:
    now_at = next((item.code for item in places if item.id == dossier.state.place), "")
    form = PlacePieceForm(formdata=None, place=now_at)
    form.offer(places)
    return form


def _describe(dossier: Dossier, actor: Actor) -> DescribePieceForm:
    state = dossier.state
    form = DescribePieceForm(
        formdata=None, category=state.category, title=state.title, donation=state.donation
    )
    form.offer(donation_choices(actor.site_id) if actor.may("see_donors") else [])
    return form


def _release(actor: Actor) -> ReleasePieceForm:
    form = ReleasePieceForm(formdata=None)
    form.offer(organisations(), open_makeovers(actor.site_id))
    return form


def _receive(places: list[Any]) -> ReceivePieceForm:
    form = ReceivePieceForm(formdata=None)
    form.offer(places)
    return form


def _override() -> OverrideGateForm:
    form = OverrideGateForm(formdata=None)
    form.gate.choices = [(slug, gettext(GATES[slug].name)) for slug in HOUSE_RULES]
    return form


def questions_for(state: PieceState, bound: PressedForm | None) -> list[Asked]:
    """The questions that this piece is asked now, each with its form."""
    whens = ("intake", "work", "release", *(("quality",) if state.stage == "quality_check" else ()))
    found = []
    for asked in [item for when in whens for item in asked_when(when, state)]:
        sent = isinstance(bound, AnswerQuestionForm) and bound.question.data == asked.slug
        form = bound if sent else AnswerQuestionForm(formdata=None, slug=f"answer-{asked.slug}")
        assert isinstance(form, AnswerQuestionForm)
        form.offer(asked)
        found.append(
            Asked(
                asked.slug,
                form,
                bool(state.answer(asked.slug)),
                bool(asked.photo),
                bool(asked.fields),
                asked.permit,
            )
        )
    return found


def is_question(slug: str) -> bool:
    """True if a missing thing is a question that can be answered here."""
    return question(slug) is not None
