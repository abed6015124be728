"""What a person's page needs, and how a press on it is answered: the page anew, its errors beside their fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.access import Actor
from core.clip_services import clips_spoken_by
from core.clock import local_day, now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor
from core.notice import NOTICE_TEXTS
from core.people import Person
from core.people_queries import in_today, person_file, person_here
from core.pressing import PressedForm
from core.standing_queries import may_help
from core.understandings import understood_by
from core.words_queries import unchecked
from factory.admin.forms import AccountForm, NameForm, PermitForm, RoleForm, SetContactsForm
from factory.admin.grants import givers_of
from factory.admin.queries import looks_at, open_sites

Page = str | Response | tuple[str, int]


def site_choices(by: Actor) -> list[tuple[str, str]]:
    """Where `by` may give a role: at their own site; an administrator anywhere."""
    if "administrator" not in by.live_roles:
        return [(str(site.id), site.name) for site in open_sites() if site.id == by.site_id]
    return [(str(site.id), site.name) for site in open_sites()] + [("all", gettext("All sites"))]


def interpreters_today(by: Actor) -> list[tuple[str, str]]:
    """Who may be named as interpreter: whoever is in at the site today."""
    return [(one.number, one.called) for one in in_today(site_id=by.site_id, at=now())]


def permit_form(by: Actor, **given: Any) -> PermitForm:
    """The form of a permit; a coordinator may name reviewers of words with it."""
    return PermitForm(interpreters=interpreters_today(by), names_reviewers=by.may("give_roles"), **given)


def show_person_page(number: str, forms: dict[str, PressedForm] | None = None, status: int = 200) -> Page:
    """The page of a person of the site; forms that were refused come with their errors."""
    by, at = current_actor(), now()
    file = person_file(number, site_id=by.site_id)
    fresh = fresh_forms(by, file)
    return (
        render_template(
            "admin/show_person.html",
            file=file,
            person=file.person,
            forms={**fresh, **(forms or {})},
            givers=givers_of({row.given_by_id for row in file.permits if row.given_by_id}),
            may_help=may_help(by, file.person.id, at=at),
            looks=looks_at(f"person:{number}") if by.may("see_audit") else [],
            today=local_day(at),
            subject=f"person:{number}",
            understood=understood_by(file.person.id),
            clip_count=clips_spoken_by(file.person.id),
            asks_interpreter=bool(unchecked(file.person.language, NOTICE_TEXTS)),
            interpreters=in_today(site_id=by.site_id, at=at),
        ),
        status,
    )


def fresh_forms(by: Actor, file: Any) -> dict[str, PressedForm]:
    """The page's forms, filled with what is kept."""
    name, contact, person = file.person.name, file.contact, file.person
    day = local_day(now())
    return {
        "name": NameForm(
            formdata=None,
            data={
                "called": name.called if name else "",
                "full_name": name.full_name if name else "",
                "language": person.language,
            },
        ),
        "contact": SetContactsForm(
            formdata=None,
            data={"email": contact.email if contact else "", "phone": contact.phone if contact else ""},
        ),
        "role": RoleForm(formdata=None, sites=site_choices(by), data={"starts_on": day}),
        "permit": permit_form(by, formdata=None, data={"starts_on": day}),
        "account": AccountForm(formdata=None),
    }


def press(
    number: str,
    act: Callable[[Actor, Person], object],
    said: str,
    *,
    form: PressedForm | None = None,
    slug: str = "",
) -> Page:
    """Do `act` to the person of the site in a transaction; then back to the page, or the page with what was refused."""
    by = current_actor()
    person_here(number, site_id=by.site_id)
    if form is not None and not form.validate():
        return show_person_page(number, {slug: form}, 422)
    try:
        with transaction():
            act(by, person_here(number, site_id=by.site_id))
    except EcoError as problem:
        if form is None:
            raise
        form.refuse(problem)
        return show_person_page(number, {slug: form}, problem.status)
    flash(gettext(said), "good")
    return redirect(url_for("admin.show_person", number=number), 303)
