"""Survey and plan: rooms, risks of the building, permission, asbestos and lead; tasks, materials, days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from core.access import Actor
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from factory.makeovers.models.pieces import MakeoverWant
from factory.makeovers.models.referral import MakeoverRisk, MakeoverRoom
from factory.makeovers.models.work import MakeoverMaterial, MakeoverTask
from factory.makeovers.services.cases import live_case, note, take_step
from factory.makeovers.words import (
    BUILDING_RISKS,
    NEEDS,
    PERMISSIONS,
    RISK_ANSWERS,
    ROOM_KINDS,
    SUBSTANCE_ANSWERS,
    TASK_KINDS,
)


@dataclass(frozen=True)
class Survey:
    """What a survey answers; `risks` are yes or no by risk of the building."""

    needs: Sequence[str]
    risks: Mapping[str, str]
    permission: str = "unknown"
    asbestos: str = "unknown"
    asbestos_plan: str = ""
    lead_paint: str = "unknown"
    lead_plan: str = ""


def save_survey(*, by: Actor, makeover_id: int, survey: Survey, at: datetime) -> None:
    """Keep a survey's answers, as often as they change until the makeover is over.

    Raises RuleBroken for an answer that is none.
    """
    row, case = live_case(by, makeover_id)
    needs = [need for need in NEEDS if need in survey.needs]
    if not needs:
        raise RuleBroken("needs", N_("Nobody has said what is needed."), N_("Choose at least one picture."))
    answers = (
        ("permission", PERMISSIONS),
        ("asbestos", SUBSTANCE_ANSWERS),
        ("lead_paint", SUBSTANCE_ANSWERS),
    )
    for name, known in answers:
        if getattr(survey, name) not in known:
            raise RuleBroken(name, N_("Choose an answer."))
        setattr(case, name, getattr(survey, name))
    for name in ("asbestos_plan", "lead_plan"):
        setattr(case, name, _words(name, getattr(survey, name), 200))
    case.needs = needs
    for risk in BUILDING_RISKS:
        if survey.risks.get(risk) in RISK_ANSWERS:
            _answer_risk(makeover_id, risk, survey.risks[risk], by, at)
    note("save_survey", row, by, at, ["needs", "risks", "permission", "asbestos", "lead_paint"])


def _answer_risk(makeover_id: int, risk: str, answer: str, by: Actor, at: datetime) -> None:
    there = db.session.get(MakeoverRisk, (makeover_id, risk))
    if there is None:
        there = MakeoverRisk(makeover_id=makeover_id, risk=risk)
        db.session.add(there)
    there.answer, there.at, there.by_id = answer, at, by.person_id


def finish_survey(*, by: Actor, makeover_id: int, at: datetime) -> None:
    """The survey is whole: at least one room, and each risk of the building answered.

    Raises RuleBroken where one is missing.
    """
    row, case = live_case(by, makeover_id)
    if not _count(MakeoverRoom, makeover_id):
        raise RuleBroken("kind", N_("The survey names no room yet."), N_("Add the first room."))
    if _count(MakeoverRisk, makeover_id) < len(BUILDING_RISKS):
        raise RuleBroken(
            "risks", N_("Not every risk is answered."), N_("Answer each with yes or no, then press again.")
        )
    take_step(case, "surveyed", at)
    note("finish_survey", row, by, at, ["state"])


def add_room(*, by: Actor, makeover_id: int, kind: str, words: str, at: datetime, token: str) -> None:
    """One more room. The same token again changes nothing.

    Raises RuleBroken for an unknown kind.
    """
    row, _ = live_case(by, makeover_id)
    if kind not in ROOM_KINDS:
        raise RuleBroken("kind", N_("Choose the kind of room."))
    if _is_there(MakeoverRoom, token):
        return
    words = _words("words", words, 120)
    db.session.add(MakeoverRoom(token=token, makeover_id=makeover_id, kind=kind, words=words, made_at=at))
    note("add_room", row, by, at, ["kind", "words"])


def add_task(
    *, by: Actor, makeover_id: int, kind: str, words: str, room_id: int = 0, at: datetime, token: str
) -> None:
    """One more thing to do, in a room or everywhere. The same token again changes nothing.

    Raises RuleBroken for an unknown kind or a room of another makeover.
    """
    row, _ = live_case(by, makeover_id)
    if kind not in TASK_KINDS:
        raise RuleBroken("kind", N_("Choose what is to do."))
    room = db.session.get(MakeoverRoom, room_id) if room_id else None
    if room_id and (room is None or room.makeover_id != makeover_id):
        raise RuleBroken("room", N_("This room is not of this makeover."), N_("Choose it from the list."))
    if _is_there(MakeoverTask, token):
        return
    words = _words("words", words, 120)
    db.session.add(
        MakeoverTask(token=token, makeover_id=makeover_id, kind=kind, words=words, room_id=room_id or None)
    )
    note("add_task", row, by, at, ["kind", "words"])


def tick_task(
    *, by: Actor, makeover_id: int, task_id: int, is_done: bool, at: datetime, right: str = "edit_makeovers"
) -> None:
    """A task is done, or not yet after all. Twice changes nothing.

    Raises NotFound.
    """
    row, _ = live_case(by, makeover_id, right)
    task = db.session.get(MakeoverTask, task_id)
    if task is None or task.makeover_id != makeover_id:
        raise NotFound()
    if (task.done_at is not None) != is_done:
        task.done_at, task.done_by_id = (at, by.person_id) if is_done else (None, None)
        note("tick_task", row, by, at, ["done_at"])


def add_material(*, by: Actor, makeover_id: int, words: str, amount: str, at: datetime, token: str) -> None:
    """Material that the work needs. The same token again changes nothing.

    Raises RuleBroken for nothing.
    """
    row, _ = live_case(by, makeover_id)
    words = _words("words", words, 80)
    if not words:
        raise RuleBroken("words", N_("Write what is needed."))
    if _is_there(MakeoverMaterial, token):
        return
    amount = _words("amount", amount, 40)
    db.session.add(MakeoverMaterial(token=token, makeover_id=makeover_id, words=words, amount=amount))
    note("add_material", row, by, at, ["words", "amount"])


def tick_material(*, by: Actor, makeover_id: int, material_id: int, is_there: bool, at: datetime) -> None:
    """Material is there, or gone again. Twice changes nothing.

    Raises NotFound.
    """
    row, _ = live_case(by, makeover_id)
    material = db.session.get(MakeoverMaterial, material_id)
    if material is None or material.makeover_id != makeover_id:
        raise NotFound()
    if material.is_there != is_there:
        material.is_there = is_there
        note("tick_material", row, by, at, ["is_there"])


def plan_makeover(
    *, by: Actor, makeover_id: int, begins_on: date | None, ends_on: date | None, at: datetime
) -> None:
    """Between which days it is worked on; a surveyed makeover is planned by it.

    Raises RuleBroken where the survey or anything to do is missing.
    """
    row, case = live_case(by, makeover_id)
    if begins_on is None or ends_on is None:
        raise RuleBroken("begins_on", N_("The days are missing."), N_("Choose the first and the last day."))
    if ends_on < begins_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    if case.state == "referred":
        raise RuleBroken("begins_on", N_("A plan follows the survey."), N_("Finish the survey first."))
    if case.state == "surveyed":
        if not _count(MakeoverTask, makeover_id) and not _count(MakeoverWant, makeover_id):
            raise RuleBroken(
                "begins_on",
                N_("The plan names nothing to do and no piece that is wanted."),
                N_("Add a task or a wanted piece first."),
            )
        take_step(case, "planned", at)
    case.begins_on, case.ends_on = begins_on, ends_on
    note("plan_makeover", row, by, at, ["begins_on", "ends_on"])


def _count(model: type, makeover_id: int) -> int:
    query = select(func.count()).select_from(model).where(model.makeover_id == makeover_id)  # type: ignore[attr-defined]
    return int(db.session.scalar(query) or 0)


def _is_there(model: type, token: str) -> bool:
    return db.session.scalar(select(model.id).where(model.token == token)) is not None  # type: ignore[attr-defined]


def _words(field: str, text: str, longest: int) -> str:
    tidy = refuse_forbidden(field, " ".join(text.split()))
    if len(tidy) > longest:
        raise RuleBroken(
            field, N_("This is too long."), N_("Write at most %(longest)s letters."), longest=longest
        )
    return tidy
