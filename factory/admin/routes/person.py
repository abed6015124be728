"""One person: their page, name, contacts, consents, on or off."""

from __future__ import annotations

from flask import current_app, request

from core.access import Actor, require_fresh
from core.audit import saw
from core.clip_services import withdraw_voice
from core.clips import delete_clip
from core.clock import now
from core.credentials import has_account
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import current_actor, policy
from core.notice import NOTICE_TEXTS
from core.people import Person
from core.people_queries import person_here
from core.people_services import (
    name_person,
    note_consent,
    set_contact,
    set_look,
    switch_person,
    withdraw_consent,
)
from core.understandings import ShownWords
from factory.admin.forms import NameForm, SetContactsForm
from factory.admin.person_page import Page, press, show_person_page
from factory.admin.routes import blueprint
from factory.safety_texts import words_shown

SAVED = N_("Saved.")


@blueprint.get("/people/<number>")
@policy("right:see_people")
def show_person(number: str) -> Page:
    """Everything that is kept of a person; that somebody looked is noted."""
    by = current_actor()
    person_here(number, site_id=by.site_id)
    page = show_person_page(number)
    with transaction():
        saw(by.person_id or 0, f"person:{number}", "person", now())
    return page


@blueprint.post("/people/<number>/name")
@policy("right:edit_people")
def name_one(number: str) -> Page:
    """Change what a person is called, and their language."""
    form = NameForm()

    def act(by: Actor, person: Person) -> None:
        name_person(
            by=by,
            person_id=person.id,
            called=form.called.data or "",
            full_name=form.full_name.data or "",
            at=now(),
        )
        set_look(by=by, person_id=person.id, language=form.language.data, at=now())

    return press(number, act, SAVED, form=form, slug="name")


@blueprint.post("/people/<number>/contact")
@policy("right:edit_people")
def set_contacts(number: str) -> Page:
    """Change how to reach a person."""
    form = SetContactsForm()

    def act(by: Actor, person: Person) -> None:
        if has_account(person.id):
            require_fresh(by)  # an e-mail is a name to sign in with
        set_contact(
            by=by, person_id=person.id, email=form.email.data or "", phone=form.phone.data or "", at=now()
        )

    return press(number, act, SAVED, form=form, slug="contact")


@blueprint.post("/people/<number>/switch/<word>")
@policy("right:edit_people")
def switch_one(number: str, word: str) -> Page:
    """Switch a person off at once, or on again."""
    _one_of(word, ("on", "off"))

    def act(by: Actor, person: Person) -> None:
        _above(by, person)
        switch_person(by=by, person_id=person.id, is_on=word == "on", at=now())

    return press(
        number, act, N_("Switched on.") if word == "on" else N_("Switched off. Every sign-in has ended.")
    )


def _above(by: Actor, person: Person) -> None:
    """Raise NotAllowed where the person stands above `by`."""
    from core.helping import person_to_help

    person_to_help(by=by, number=person.number, at=now())


@blueprint.post("/people/<number>/consents")
@policy("right:edit_people")
def note_one_consent(number: str) -> Page:
    """Note a consent that was given, or taken back."""
    kind, how = request.form.get("kind", ""), request.form.get("how", "")
    is_back = request.form.get("act") == "withdraw"
    interpreter, gone = request.form.get("interpreter", "")[:20], list[str]()

    def act(by: Actor, person: Person) -> None:
        if is_back and kind == "voice":
            gone.extend(withdraw_voice(by=by, person_id=person.id, at=now()))
        elif is_back:
            withdraw_consent(by=by, person_id=person.id, kind=kind, at=now())
        else:
            shown = _words(person, interpreter) if how != "paper" or interpreter else None
            note_consent(by=by, person_id=person.id, kind=kind, how=how or "paper", at=now(), shown=shown)

    page = press(number, act, SAVED)
    for sha256 in gone:
        delete_clip(current_app.config["ECO_SETTINGS"].photo_folder, sha256)
    return page


def _words(person: Person, interpreter: str) -> ShownWords:
    """The notice in the person's language: a sheet of paper has words of its own, a screen has these."""
    return words_shown(person.language, NOTICE_TEXTS, with_english=True, interpreter=interpreter)


def _one_of(word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise RuleBroken("", N_("This could not be read."), N_("Go back and try again."))
