"""How answers enter a piece's state: which count, what they set off. Pure; part of the fold."""

from __future__ import annotations

from core.clock import iso, local_day
from core.errors import N_
from inventory.facts import PieceEvent, Refusal
from inventory.fold_steps import Verdict, elsewhere, finish_draft, go_to
from inventory.gates import missing_for_work
from inventory.questions import Question, question
from inventory.state import Answer, PieceState

UNSEAL = "correct_pieces"


def refuse_answers(state: PieceState, event: PieceEvent) -> Refusal | None:
    """Why the answers of an event cannot be taken in; changes nothing."""
    for slug, answer, _ in given_answers(event):
        asked = question(slug)
        if asked is None or answer not in asked.answers:
            return Refusal(
                "answer",
                N_("This question or answer is not known here."),
                N_("Answer it again on the screen."),
            )
        if slug == "quality_check" and (refused := _may_check_quality(state, event)) is not None:
            return refused
    return None


def given_answers(event: PieceEvent) -> list[tuple[str, str, dict[str, object]]]:
    """(question, answer, rest) of each answer in `data["answers"]`: slug → answer, or a dict with photo and data."""
    given = event.data.get("answers")
    if not isinstance(given, dict):
        return []
    told = [(str(slug), said if isinstance(said, dict) else {"answer": said}) for slug, said in given.items()]
    return [(slug, str(said.get("answer") or ""), said) for slug, said in told]


def apply_answers(state: PieceState, event: PieceEvent) -> None:
    """Take in the answers of an event that `refuse_answers` let pass."""
    for slug, answer, said in given_answers(event):
        asked = question(slug)
        if asked is None:
            continue
        extra = said.get("data")
        state.answers[slug] = Answer(
            event_id=event.id,
            answer=answer,
            version=asked.version_on(local_day(event.at)),
            by=event.by,
            counts=_counts(asked, event, answer, state),
            at=iso(event.at),
            photo=str(said.get("photo") or ""),
            data=dict(extra) if isinstance(extra, dict) else {},
        )
        _set_off(state, slug, answer)


def _counts(asked: Question, event: PieceEvent, answer: str, state: PieceState) -> bool:
    """Safety answers count from a person with that check's live permit; a seal is lifted by trainers and up."""
    if asked.permit:
        return asked.permit in event.powers
    if asked.slug == "infestation" and answer == "no" and state.is_sealed:
        return UNSEAL in event.powers
    return True


def _set_off(state: PieceState, slug: str, answer: str) -> None:
    taken = state.answers[slug]
    if slug == "infestation":
        if answer != "no":
            state.is_sealed = True
        elif taken.counts:
            state.is_sealed = False
    if slug in ("minor_repair", "kept_apart") and answer == "no" and taken.counts:
        state.is_barred = True


def _may_check_quality(state: PieceState, event: PieceEvent) -> Refusal | None:
    if state.stage != "quality_check":
        return Refusal(
            "stage", N_("It is not at the quality check."), N_("Move it to the quality check first.")
        )
    if "check:quality" not in event.powers:
        return Refusal(
            "quality_check",
            N_("The quality check waits for a checker."),
            N_("Ask a quality checker to look at it."),
            "check:quality",
            "quality_check",
        )
    if state.workers and event.by is not None and set(state.workers) == {event.by}:
        return Refusal(
            "quality_check",
            N_("You did all the work on it alone."),
            N_("Somebody else checks it: two pairs of eyes."),
            "check:quality",
            "quality_check",
        )
    return None


def take_answered(state: PieceState, event: PieceEvent) -> Verdict:
    """Answers, and what they set off."""
    if (refused := elsewhere(state, event)) is not None:
        return refused
    if state.stage in ("released", "waste_pops", "dismantled", "recycled", "waste", "returned", "lost"):
        return Refusal("stage", N_("It has left already."), N_("Scan it in again first."))
    if (refused := refuse_answers(state, event)) is not None:
        return refused
    apply_answers(state, event)
    if state.stage == "draft":
        finish_draft(state, event)
        return None
    passed = state.answers.get("quality_check")
    if passed is not None and passed.event_id == event.id:
        _judge_quality(state, event, passed.answer)
    elif (to := _sent_by_answers(state, event)) is not None:
        go_to(state, event, to)
    return None


def _judge_quality(state: PieceState, event: PieceEvent, answer: str) -> None:
    if answer == "yes":
        _pass_quality(state, event)
    else:
        state.since = iso(event.at)
        state.stage, state.step = "in_work", "repair"


def _sent_by_answers(state: PieceState, event: PieceEvent) -> str | None:
    """Where answers send a piece of themselves: to waste for good, or to quarantine; None if it stays."""
    if state.is_barred:
        return "waste_pops"
    if state.stage in ("quarantine", "quality_check"):
        return None
    if next(missing_for_work(state), None) is not None or _waits_for_checker(state, event):
        return "quarantine"
    return None


def _waits_for_checker(state: PieceState, event: PieceEvent) -> bool:
    return any(item.event_id == event.id and not item.counts for item in state.answers.values())


def _pass_quality(state: PieceState, event: PieceEvent) -> None:
    life = state.this_life
    if state.works and not life.upcycled_on:
        life.upcycled_on, life.upcycled_site = local_day(event.at).isoformat(), event.site
        life.upcycled_event, life.category = event.id, state.category
    go_to(state, event, "ready")
