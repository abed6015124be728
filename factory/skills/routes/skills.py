"""What people offer and want: on their own page, at the desk for somebody, and a site's own skills."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.guards import SIGNED_IN, current_actor, policy
from core.people_queries import person_here
from factory.skills.forms import SiteSkillForm, SkillsForm
from factory.skills.queries.skills import own_skills, skills_of
from factory.skills.routes import blueprint
from factory.skills.services import add_site_skill, set_own_skills, set_skills_for, switch_site_skill
from factory.skills.words import skills_shown

Page = str | Response | tuple[str, int]


def _skills_form(person_id: int) -> tuple[SkillsForm, dict[str, str]]:
    """The form as a person's skills stand, and the picture of each skill."""
    standing = skills_of(person_id)
    shown = skills_shown(own_skills(current_actor().site_id), [*standing["offers"], *standing["wants"]])
    form = SkillsForm(data=standing) if request.method != "POST" else SkillsForm()
    form.offer(shown)
    return form, {one.slug: one.picture for one in shown}


@blueprint.route("/me/skills", methods=["GET", "POST"])
@policy(SIGNED_IN)
def set_my_skills() -> Page:
    """What I can show somebody, and what I want to learn: big pictures, ticked."""
    actor = current_actor()
    form, pictures = _skills_form(actor.person_id or 0)
    if request.method != "POST":
        return render_template("skills/set_my_skills.html", form=form, pictures=pictures)
    if form.validate():
        try:
            with transaction():
                set_own_skills(by=actor, offers=form.offers.data or [], wants=form.wants.data or [], at=now())
            flash(_("Kept. Whoever pairs people sees it now."), "good")
            return redirect(url_for("skills.set_my_skills"), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("skills/set_my_skills.html", form=form, pictures=pictures), 422


@blueprint.route("/people/<number>/skills", methods=["GET", "POST"])
@policy("right:pair_people")
def set_person_skills(number: str) -> Page:
    """The same at the desk, as somebody says it."""
    actor = current_actor()
    person = person_here(number, site_id=actor.site_id)
    alias, avatar = person.alias, person.avatar
    form, pictures = _skills_form(person.id)
    frame = {"form": form, "pictures": pictures, "number": number, "alias": alias, "avatar_word": avatar}
    if request.method != "POST":
        return render_template("skills/set_person_skills.html", **frame)
    if form.validate():
        try:
            with transaction():
                set_skills_for(
                    by=actor,
                    number=number,
                    offers=form.offers.data or [],
                    wants=form.wants.data or [],
                    at=now(),
                )
            flash(_("Kept. Whoever pairs people sees it now."), "good")
            return redirect(url_for("skills.set_person_skills", number=number), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("skills/set_person_skills.html", **frame), 422


@blueprint.route("/skills", methods=["GET", "POST"])
@policy("right:pair_people")
def list_skills() -> Page:
    """The pictured list, and the site's own: add one, or take one out of use."""
    form, actor = SiteSkillForm(), current_actor()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    add_site_skill(by=actor, name=form.name.data or "", at=now(), token=form.stale_token)
                flash(_("The skill is on the list."), "good")
                return redirect(url_for("skills.list_skills"), 303)
            except EcoError as problem:
                form.refuse(problem)
    own = own_skills(actor.site_id)
    page = render_template("skills/list_skills.html", form=form, own=own, shown=skills_shown(own))
    return page, status


@blueprint.post("/skills/<int:skill_id>/<word>")
@policy("right:pair_people")
def switch_skill(skill_id: int, word: str) -> Response:
    """Offer a skill of the site's own no more ("off"), or again ("on")."""
    if word not in ("off", "on"):
        raise NotFound()
    with transaction():
        switch_site_skill(by=current_actor(), skill_id=skill_id, is_active=word == "on", at=now())
    flash(
        _("It is offered no more. Who has it keeps it.") if word == "off" else _("It is offered again."),
        "good",
    )
    return redirect(url_for("skills.list_skills"), 303)
