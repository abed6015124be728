"""Courses at the desk: the list, a course with its versions and runs, new, changed, words in other languages."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.listings import sent_table
from core.spreadsheets import Cell
from training.forms.courses import VersionForm, WordsForm, version_values
from training.queries.catalogue import qualifications, unit_choices
from training.queries.courses import (
    course_by_slug,
    course_choices,
    courses,
    needs_of,
    newest_version,
    permit_choices,
    units_of_version,
    version_is_used,
    versions_of,
    words_of_version,
)
from training.queries.runs import runs_of_course
from training.routes import blueprint
from training.routes.words import ESOL_NAMES, OWN_PICTURES, named
from training.services.courses import add_course, change_course, save_version, set_words
from training.words import CATEGORY_NAMES

Page = str | Answer | tuple[str, int]
SEE = "right:see_accreditation|right:edit_runs"


@blueprint.get("/catalogue/courses")
@policy(SEE)
def list_courses() -> str:
    """The courses with their newest version."""
    category = request.args.get("category", "")
    category = category if category in CATEGORY_NAMES else ""
    text, ended = request.args.get("q", "").strip()[:60], request.args.get("ended") == "1"
    return render_template(
        "training/list_courses.html",
        courses=courses(category=category, text=text, with_ended=ended),
        category=category,
        categories=list(CATEGORY_NAMES),
        q=text,
        ended=ended,
    )


@blueprint.get("/catalogue/courses.<kind>")
@policy("right:export_training")
def export_courses(kind: str) -> Response:
    """The courses as a table."""
    heads = [_("Course"), _("About"), _("Version"), _("Accredited"), _("Units"), _("Runs"), _("Learners")]
    rows: list[list[Cell]] = [
        [
            line.title,
            _(CATEGORY_NAMES[line.category]),
            line.number,
            line.is_accredited,
            line.units,
            line.runs,
            line.learners,
        ]
        for line in courses(with_ended=True)
    ]
    return sent_table(kind, "courses", _("Courses"), heads, rows)


@blueprint.get("/catalogue/courses/<slug>")
@policy(SEE)
def show_course(slug: str) -> str:
    """A course: its newest version, the older ones, its words and its runs."""
    return course_page(slug)


def course_page(slug: str, words_form: WordsForm | None = None) -> str:
    """The page of a course, with the form of words as it was sent."""
    course = course_by_slug(slug)
    version = newest_version(course.id)
    return render_template(
        "training/show_course.html",
        course=course,
        version=version,
        versions=versions_of(course.id),
        units=units_of_version(version.id),
        needs=needs_of(version.id),
        words=words_of_version(version.id),
        is_used=version_is_used(version.id),
        runs=runs_of_course(course.id, (current_actor().site_id,)),
        words_form=words_form or WordsForm(formdata=None),
    )


def _offer(form: VersionForm, slug: str = "", kept: list[Any] | None = None) -> None:
    """Fill the lists; units that a version teaches stay on offer though newer ones are there."""
    units = unit_choices()
    have = {unit_id for unit_id, _title in units}
    units += [
        (unit.id, f"{unit.code} v{unit.version} · {unit.title}") for unit in kept or [] if unit.id not in have
    ]
    needs = [(f"course|{key}", f"{_('Course')}: {title}") for key, title in course_choices() if key != slug]
    needs += [(f"permit|{kind}", f"{_('Permit')}: {title}") for kind, title in permit_choices()]
    known = {value for value, _title in needs}
    needs += [
        (one, one.partition("|")[2])
        for one in form.needs.data or ()
        if one not in known and not form.is_submitted()
    ]
    form.offer(
        categories=named(CATEGORY_NAMES),
        pictures=[
            (key, _(CATEGORY_NAMES[category]))
            for category, key in zip(CATEGORY_NAMES, OWN_PICTURES, strict=True)
        ],
        qualifications=[(row.id, f"{row.reference} · {row.title}") for row in qualifications()],
        units=units,
        esol=named(ESOL_NAMES),
        needs=needs,
    )


@blueprint.route("/catalogue/courses/new", methods=["GET", "POST"])
@policy("right:edit_catalogue")
def new_course() -> Page:
    """A course with its first version."""
    form = VersionForm()
    _offer(form)
    page: dict[str, Any] = {"course": None, "form": form, "is_used": False}
    if not form.is_submitted():
        return render_template("training/edit_course.html", **page)
    if form.validate():
        try:
            with transaction():
                slug = add_course(
                    by=current_actor(),
                    category=form.category.data,
                    picture=form.picture.data,
                    data=form.version_data,
                    at=now(),
                    token=form.stale_token,
                ).slug
            flash(_("The course is kept."), "good")
            return redirect(url_for("training.show_course", slug=slug), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/edit_course.html", **page), 422


@blueprint.route("/catalogue/courses/<slug>/edit", methods=["GET", "POST"])
@policy("right:edit_catalogue")
def edit_course(slug: str) -> Page:
    """Change the newest version; once a run teaches it, what is kept is a new version."""
    course = course_by_slug(slug)
    version = newest_version(course.id)
    units = units_of_version(version.id)
    wanted = [(need.kind, need.wanted) for need in needs_of(version.id)]
    values = version_values(version, course.category, course.picture, [unit.id for unit in units], wanted)
    form = VersionForm(data=values)
    _offer(form, slug, units)
    page: dict[str, Any] = {"course": course, "form": form, "is_used": version_is_used(version.id)}
    if not form.is_submitted():
        return render_template("training/edit_course.html", **page)
    if form.validate():
        try:
            with transaction():
                change_course(
                    by=current_actor(),
                    slug=slug,
                    category=form.category.data,
                    picture=form.picture.data,
                    is_active=course.is_active,
                    at=now(),
                )
                save_version(
                    by=current_actor(), slug=slug, data=form.version_data, at=now(), token=form.stale_token
                )
            flash(_("The course is kept."), "good")
            return redirect(url_for("training.show_course", slug=slug), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("training/edit_course.html", **page), 422


@blueprint.post("/catalogue/courses/<slug>/offer/<word>")
@policy("right:edit_catalogue")
def offer_course(slug: str, word: str) -> Answer:
    """Offer a course, or offer it no more."""
    course = course_by_slug(slug)
    with transaction():
        change_course(
            by=current_actor(),
            slug=slug,
            category=course.category,
            picture=course.picture,
            is_active=word == "on",
            at=now(),
        )
    flash(_("The course is offered.") if word == "on" else _("The course is offered no more."), "good")
    return redirect(url_for("training.show_course", slug=slug), 303)


@blueprint.post("/catalogue/courses/<slug>/words")
@policy("right:edit_catalogue")
def set_course_words(slug: str) -> Page:
    """Title and summary in one more language."""
    course, form = course_by_slug(slug), WordsForm()
    if form.validate():
        try:
            version_id = newest_version(course.id).id
            with transaction():
                set_words(
                    by=current_actor(),
                    version_id=version_id,
                    language=form.language.data,
                    title=form.title.data or "",
                    summary=form.summary.data or "",
                    is_reviewed=bool(form.is_reviewed.data),
                    at=now(),
                )
            flash(_("The words are kept."), "good")
            return redirect(url_for("training.show_course", slug=slug), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return course_page(slug, form), 422
