"""A new person's first hour: a blank card, then four questions, each on a screen of its own."""

from __future__ import annotations

import flask
from flask import redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from core.avatars import AVATARS
from core.clock import now
from core.db import transaction
from core.errors import EcoError, RuleBroken
from core.guards import TABLET, current_device, policy
from core.ids import new_client_id, read_client_id
from core.newcomers import Newcomer, welcome
from core.notice import NOTICE_TEXTS, NOTICE_VERSION
from core.people import LANGUAGES
from core.people_queries import in_today
from core.people_services import clean_name
from core.pressing import told
from core.sign_in_services import begin_by_card
from core.words_queries import unchecked
from factory.front_desk.entrance import FIRST_CARD, begin, home_endpoint
from factory.front_desk.routes import blueprint
from factory.safety_texts import words_shown

STEPS = ("language", "called", "avatar", "notice_how")


@blueprint.route("/first-hour", methods=["GET", "POST"])
@policy(TABLET)
def show_first_hour() -> str | Response | tuple[str, int]:
    """The next question, or the welcome once all four are answered."""
    lookup = flask.session.get(FIRST_CARD)
    if not isinstance(lookup, str):
        return redirect(url_for("front_desk.choose_person"), 303)
    answers = _answers()
    step = next((name for name in STEPS if not answers[name]), "")
    if step:
        return _ask(step, answers)
    try:
        _welcome(lookup, answers)
    except EcoError as problem:
        if isinstance(problem, RuleBroken) and problem.field == "interpreter":
            return _ask("notice_how", answers, told(problem), problem.status)
        return _ask("called", {**answers, "called": ""}, told(problem), problem.status)
    return redirect(url_for(home_endpoint()), 303)


def _answers() -> dict[str, str]:
    """What has been answered so far; `back` takes the last answer away."""
    answers = {name: request.form.get(name, "").strip() for name in STEPS}
    if answers["language"] not in LANGUAGES:
        answers["language"] = ""
    if answers["avatar"] not in AVATARS:
        answers["avatar"] = ""
    if answers["notice_how"] not in ("seen", "heard"):
        answers["notice_how"] = ""
    dropped = request.form.get("back", "")
    if dropped in STEPS:
        answers.update(dict.fromkeys(STEPS[STEPS.index(dropped) :], ""))
    answers["is_young"] = "yes" if request.form.get("is_young") == "yes" and answers["called"] else ""
    answers["interpreter"] = request.form.get("interpreter", "")[:20]
    answers["token"] = read_client_id(request.form.get("token")) or new_client_id()
    return answers


def _ask(step: str, answers: dict[str, str], refused: str = "", status: int = 200) -> tuple[str, int]:
    if answers["called"] and step != "called":
        try:
            clean_name("called", answers["called"])
        except EcoError as problem:
            step, answers, refused, status = "called", {**answers, "called": ""}, told(problem), 422
    language = answers["language"] or request.accept_languages.best_match(LANGUAGES) or "en"
    asks_who = step == "notice_how" and bool(unchecked(language, NOTICE_TEXTS))
    with force_locale(language):
        page = render_template(
            "front_desk/first_hour.html",
            step=step,
            place=STEPS.index(step),
            steps=STEPS,
            answers=answers,
            refused=refused,
            avatars=AVATARS,
            notice_texts=NOTICE_TEXTS,
            interpreters=in_today(site_id=current_device().site_id, at=now()) if asks_who else [],
            asks_who=asks_who,
        )
    return page, status


def _welcome(lookup: str, answers: dict[str, str]) -> None:
    device, at = current_device(), now()
    newcomer = Newcomer(
        token=answers["token"],
        called=answers["called"],
        language=answers["language"],
        avatar=answers["avatar"],
        notice=NOTICE_VERSION,
        is_young=answers["is_young"] == "yes",
        notice_how=answers["notice_how"],
        shown=words_shown(
            answers["language"], NOTICE_TEXTS, with_english=True, interpreter=answers["interpreter"]
        ),
    )
    with transaction():
        person, _ = welcome(
            newcomer=newcomer, lookup=lookup, site_id=device.site_id, device_id=device.id, at=at
        )
        sign_in_id = begin_by_card(person_id=person.id, device=device, at=at)
    begin(sign_in_id)
