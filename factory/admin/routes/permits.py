"""Roles and permits of a person."""

from __future__ import annotations

from flask import render_template

from core.access import Actor
from core.clock import now
from core.errors import N_
from core.guards import current_actor, policy
from core.people import Person
from core.people_roles import (
    confirm_permit,
    end_permit,
    end_role,
    give_permit,
    give_role,
    is_administrator,
)
from core.understandings import ShownWords
from factory.admin.forms import RoleForm
from factory.admin.grants import grants_lately, waiting_permits
from factory.admin.person_page import Page, permit_form, press, site_choices
from factory.admin.routes import blueprint
from factory.safety_texts import texts_of_permit, words_shown


@blueprint.post("/people/<number>/roles")
@policy("right:give_roles")
def give_one_role(number: str) -> Page:
    """Give a role between days."""
    form = RoleForm(sites=site_choices(current_actor()))

    def act(by: Actor, person: Person) -> None:
        assert form.starts_on.data is not None
        give_role(
            by=by,
            person_id=person.id,
            role=form.role.data,
            site_id=None if form.site.data == "all" else int(form.site.data),
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            at=now(),
        )

    return press(number, act, N_("The role holds. Earlier sign-ins have ended."), form=form, slug="role")


@blueprint.post("/people/<number>/roles/<int:role_id>/end")
@policy("right:give_roles")
def end_one_role(number: str, role_id: int) -> Page:
    """End a role at once."""

    def act(by: Actor, person: Person) -> None:
        end_role(by=by, person_id=person.id, role_id=role_id, at=now())

    return press(number, act, N_("The role has ended, and so have the sign-ins."))


@blueprint.post("/people/<number>/permits")
@policy("right:give_permits")
def give_one_permit(number: str) -> Page:
    """Give a permit for a check."""
    form = permit_form(current_actor())

    def act(by: Actor, person: Person) -> None:
        assert form.starts_on.data is not None and form.ends_on.data is not None
        give_permit(
            by=by,
            person_id=person.id,
            kind=form.kind.data,
            source=form.source.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            at=now(),
            shown=_words_of(person, form.kind.data, form.interpreter.data or ""),
        )

    said = N_("The permit holds.")
    if not is_administrator(current_actor()):
        said = N_("The permit is written down. It counts once a second person confirms it.")
    return press(number, act, said, form=form, slug="permit")


@blueprint.get("/admin/grants")
@policy("right:give_permits")
def list_grants() -> str:
    """Permits that wait for a second person, and who gave what to whom lately."""
    by, at = current_actor(), now()
    return render_template(
        "admin/list_grants.html",
        waiting=waiting_permits(by.site_id, at),
        grants=grants_lately(by.site_id, at),
    )


@blueprint.post("/people/<number>/permits/<int:permit_id>/confirm")
@policy("right:give_permits")
def confirm_one_permit(number: str, permit_id: int) -> Page:
    """The second person's yes to a permit."""

    def act(by: Actor, person: Person) -> None:
        confirm_permit(by=by, person_id=person.id, permit_id=permit_id, at=now())

    return press(number, act, N_("The permit holds."))


def _words_of(person: Person, kind: str, interpreter: str) -> ShownWords | None:
    """The words of the check in the person's language; None for a permit that has no such words."""
    texts = texts_of_permit(kind)
    if not texts:
        return None
    return words_shown(person.language, texts, with_english=person.shows_english, interpreter=interpreter)


@blueprint.post("/people/<number>/permits/<int:permit_id>/end")
@policy("right:give_permits")
def end_one_permit(number: str, permit_id: int) -> Page:
    """End a permit at once."""

    def act(by: Actor, person: Person) -> None:
        end_permit(by=by, person_id=person.id, permit_id=permit_id, at=now())

    return press(number, act, N_("The permit has ended."))
