"""Who counts as trained: the rules in force and earlier ones, and choosing another after a look at what it changes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id
from factory.programme.forms import TrainedRuleForm
from factory.programme.learning import EVERY
from factory.programme.queries.trained import changed_months, choice_refused, first_day, months_to_choose
from factory.programme.routes import blueprint
from factory.programme.routes.asked import learning_is_open, words
from factory.programme.rules_told import WAY_CLAUSES, WAY_HINTS, WAY_NAMES, rules_in_force
from factory.programme.services import choose_trained_rule as keep_choice
from factory.programme.spans import month_span
from training.queries.trained_rules import trained_choices
from training.trained import TRAINED

Page = str | Response | tuple[str, int]


@blueprint.get("/count/trained")
@policy("right:see_count")
def list_trained_rules() -> str:
    """The rule of each indicator as it is in force, those to come, and every choice that was made."""
    return render_template("programme/list_trained_rules.html", choices=trained_choices()[::-1], **_frame())


@blueprint.route("/count/trained/new", methods=["GET", "POST"])
@policy("right:edit_targets")
def choose_trained_rule() -> Page:
    """Choose another rule: first it is shown what it changes, then it is kept."""
    form = _form()
    if not form.validate_on_submit():
        return _form_page(form)
    asked: dict[str, Any] = {"indicator": form.indicator.data, "way": form.way.data, "at": now()}
    try:
        asked["starts_on"] = first_day(form.month.data or "")
        if form.sure.data != "yes":
            return _look(form, asked)
        with transaction():
            keep_choice(by=current_actor(), token=form.stale_token, **asked)
    except RuleBroken as broken:
        form.refuse(broken)
        return _form_page(form)
    flash(gettext("The rule is chosen."), "good")
    return redirect(url_for("programme.list_trained_rules"), 303)


def _look(form: TrainedRuleForm, asked: dict[str, Any]) -> tuple[str, int]:
    """What a choice would change. Each look is a choice of its own: who goes back and chooses otherwise is heard."""
    form.token.data = new_client_id()
    refused = choice_refused(**asked)
    if refused is not None:
        raise refused
    return _form_page(form, asked)


def _form() -> TrainedRuleForm:
    """The form with its choices; NotFound where training is closed, and nobody is counted as trained."""
    if not learning_is_open():
        raise NotFound()
    months, say = months_to_choose(now()), words()
    current = f"{today():%Y-%m}"
    form = TrainedRuleForm(token=new_client_id(), month=current if current in months else months[0])
    form.indicator.choices = [(slug, gettext(EVERY[slug].name)) for slug in TRAINED]
    form.way.choices = [(way, gettext(name)) for way, name in WAY_NAMES.items()]
    form.month.choices = [(month, say.month(month)) for month in months]
    return form


def _form_page(form: TrainedRuleForm, asked: dict[str, Any] | None = None) -> tuple[str, int]:
    """The form, and what is asked for with what it would change."""
    page = render_template(
        "programme/choose_trained_rule.html",
        form=form,
        asked=asked,
        changed=changed_months(**asked) if asked else [],
        hints={way: gettext(hint) for way, hint in WAY_HINTS.items()},
        **_frame(),
    )
    return page, 422 if form.errors else 200


def _frame() -> dict[str, Any]:
    return {
        "words": words(),
        "indicators": EVERY,
        "trained": TRAINED,
        "rules": rules_in_force(),
        "today": today(),
        "now_span": month_span(today()),
        "way_names": WAY_NAMES,
        "way_clauses": WAY_CLAUSES,
    }
