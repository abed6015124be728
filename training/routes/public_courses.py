"""Courses for everybody: pictures and short words in the reader's language, no account needed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from flask import make_response, render_template, request
from flask_babel import force_locale, get_locale
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import policy
from core.ids import new_client_id
from core.people import LANGUAGES
from training.forms.bookings import BookMyselfForm
from training.queries.public_courses import public_course, public_courses
from training.routes import blueprint
from training.words import CATEGORY_NAMES


def _in_language(render: Callable[[str], str]) -> Response:
    """A page in the language of the address, else the reader's own."""
    asked = request.args.get("language", "")
    with force_locale(asked) if asked in LANGUAGES else nullcontext():
        locale = get_locale()
        shown = render(locale.language if locale else "en")
    answer = make_response(shown)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.headers["Cache-Control"] = "private, max-age=60"
    return answer


@blueprint.get("/courses")
@policy("public")
def list_public_courses() -> Response:
    """The courses on offer as pictures and short words."""
    asked = request.args.get("category", "")
    category = asked if asked in CATEGORY_NAMES else ""

    def render(language: str) -> str:
        found = public_courses(language, now(), category)
        return render_template(
            "training/list_public_courses.html",
            courses=found,
            category=category,
            categories=list(CATEGORY_NAMES),
        )

    return _in_language(render)


@blueprint.get("/courses/<slug>")
@policy("public")
def show_public_course(slug: str) -> Response:
    """A course: what it is, what helps, and each run with its days, place, access, crèche and language help."""

    def render(language: str) -> str:
        course, coming = public_course(slug, language, now())
        return render_template(
            "training/show_public_course.html",
            course=course,
            runs=coming,
            book_form=BookMyselfForm(formdata=None),
            book_tokens={run.number: new_client_id() for run in coming},
        )

    return _in_language(render)
