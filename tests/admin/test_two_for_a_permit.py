"""Nobody alone gives the right to sign a safety check: two people apart from one another, or an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from core.access import Actor, actor_for
from core.clock import local_day, now
from core.credentials import set_pin
from core.db import db, fast, transaction
from core.errors import NotAllowed, RuleBroken
from core.ids import new_client_id
from core.people import Permit, Person
from core.people_roles import confirm_permit, end_role, give_permit, give_role
from core.people_services import add_person
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient

FIRE = "check:fire_label"


@dataclass
class Works:
    """Coventry with a second coordinator, Noor, whom the administrator made."""

    cast: Cast
    noor: int

    def actor(self, name: str) -> Actor:
        """Somebody at Coventry with PIN, as they are today."""
        person_id = self.noor if name == "noor" else self.cast.people[name]
        return self.actor_of(person_id)

    def actor_of(self, person_id: int) -> Actor:
        found = actor_for(person_id, site_id=self.cast.sites["coventry"], strength="pin", at=now())
        assert found is not None
        return found

    def made_by(self, name: str, role: str, called: str) -> int:
        """A person whom somebody makes, with a role from their hand."""
        by = self.actor(name)
        with transaction():
            person = add_person(by=by, called=called, at=now(), token=new_client_id())
            self._give(by, person, role)
            return person.id

    def _give(self, by: Actor, person: Person, role: str) -> None:
        give_role(
            by=by,
            person_id=person.id,
            role=role,
            at=now(),
            site_id=by.site_id,
            starts_on=local_day(now()),
            ends_on=None,
        )

    def give(self, by: Actor, holder: int) -> Permit:
        """A permit for fire labels, for a year."""
        day = local_day(now())
        with transaction():
            return give_permit(
                by=by,
                person_id=holder,
                kind=FIRE,
                source="document",
                at=now(),
                starts_on=day,
                ends_on=day + timedelta(days=365),
            )

    def confirm(self, by: Actor, permit: Permit) -> None:
        """The second person's yes."""
        with transaction():
            person = db.session.get_one(Person, permit.person_id)
            confirm_permit(by=by, person_id=person.id, permit_id=permit.id, at=now())

    def signs(self, holder: int) -> bool:
        """True if the person's answer to the question counts."""
        return self.actor_of(holder).holds(FIRE)


@pytest.fixture
def works(app_context: Flask, cast: Cast) -> Works:
    """The works, with Noor."""
    works = Works(cast, 0)
    works.noor = works.made_by("ann", "coordinator", "Noor")
    return works


def test_a_coordinators_permit_counts_only_once_another_has_confirmed_it(works: Works) -> None:
    tomasz = works.cast.people["tomasz"]
    permit = works.give(works.actor("ruth"), tomasz)
    assert not works.signs(tomasz)
    with pytest.raises(NotAllowed):
        works.confirm(works.actor("ruth"), permit)
    works.confirm(works.actor("noor"), permit)
    assert works.signs(tomasz)


def test_an_administrator_gives_it_alone(works: Works) -> None:
    tomasz = works.cast.people["tomasz"]
    works.give(works.actor("ann"), tomasz)
    assert works.signs(tomasz)


def test_a_puppet_is_no_second_person(works: Works) -> None:
    """Ruth makes people up; they give her no permit, confirm none of hers, nor she or they one of theirs."""
    ruth, tomasz = works.cast.people["ruth"], works.cast.people["tomasz"]
    puppet = works.made_by("ruth", "coordinator", "Puppet")
    second = works.made_by("ruth", "trainer", "Second")
    works_of = works.actor_of
    for giver, holder, confirmer in (
        (ruth, tomasz, puppet),
        (puppet, tomasz, ruth),
        (puppet, ruth, second),
        (puppet, tomasz, second),
    ):
        permit = works.give(works_of(giver), holder)
        with pytest.raises(NotAllowed):
            works.confirm(works_of(confirmer), permit)
        assert not works.signs(holder)
        with transaction():
            db.session.get_one(Permit, permit.id).ended_at = now()


def test_a_puppets_puppet_is_no_second_person_either(works: Works) -> None:
    puppet = works.made_by("ruth", "coordinator", "Puppet")
    by = works.actor_of(puppet)
    with transaction():
        other = add_person(by=by, called="Other", at=now(), token=new_client_id())
        works._give(by, other, "coordinator")
    permit = works.give(works.actor("ruth"), works.cast.people["tomasz"])
    with pytest.raises(NotAllowed):
        works.confirm(works.actor_of(other.id), permit)


def test_who_has_just_set_the_others_pin_cannot_be_confirmed_by_them(works: Works) -> None:
    """Ruth sets Noor's PIN and could stand at the tablet as her."""
    with transaction():
        set_pin(by=works.actor("ruth"), person_id=works.noor, pin="730185", at=now())
    permit = works.give(works.actor("ruth"), works.cast.people["tomasz"])
    with pytest.raises(NotAllowed):
        works.confirm(works.actor("noor"), permit)


def test_nobody_confirms_their_own_permit_nor_gives_themselves_a_role(works: Works) -> None:
    permit = works.give(works.actor("noor"), works.cast.people["ruth"])
    with pytest.raises(NotAllowed):
        works.confirm(works.actor("ruth"), permit)
    ruth = db.session.get_one(Person, works.cast.people["ruth"])
    with pytest.raises(RuleBroken, match="themselves"):
        works._give(works.actor("ruth"), ruth, "trainer")


def test_a_volunteer_confirms_nothing(works: Works) -> None:
    permit = works.give(works.actor("ruth"), works.cast.people["amina"])
    with pytest.raises(NotAllowed):
        works.confirm(works.actor("tomasz"), permit)


def test_an_ended_role_lends_no_hand(works: Works) -> None:
    """The control: Ruth's puppet whose role has ended, and who was given another by Ann, is somebody's again."""
    puppet = works.made_by("ruth", "coordinator", "Sam")
    permit = works.give(works.actor("ruth"), works.cast.people["tomasz"])
    person = db.session.get_one(Person, puppet)
    role = fast().row("SELECT id FROM role WHERE person_id = ?", (puppet,))
    assert role is not None
    with transaction():
        works._give(works.actor("ann"), person, "trainer")
        end_role(by=works.actor("ann"), person_id=person.id, role_id=role[0], at=now())
    works.confirm(works.actor_of(puppet), permit)
    assert works.signs(works.cast.people["tomasz"])


def test_the_desk_shows_what_waits_and_who_gave_what(app: Flask, cast: Cast, page_client: PageClient) -> None:
    with app.app_context():
        works = Works(cast, 0)
        works.give(works.actor("ruth"), cast.people["tomasz"])
    sign_in(page_client, "ruth")
    page = page_client.get("/admin/grants")
    assert "Tomasz" in page.text and "given by Ruth" in page.text and "Permit given" in page.text
    assert "1 permit waits for a second person" in page_client.get("/count?site=coventry").text
    assert page.tree.all("form", action=f"/people/{cast.numbers['tomasz']}/permits/1/confirm") == []
    sign_in(page_client, "ann")
    person = page_client.get(f"/people/{cast.numbers['tomasz']}")
    assert "waits for a second person" in person.text
    number = cast.numbers["tomasz"]
    forms = [
        form.get("action") for form in person.tree.all("form") if "/confirm" in (form.get("action") or "")
    ]
    done = page_client.submit(person, {}, action=str(forms[0]))
    assert "The permit holds." in done.text and "waits for a second person" not in done.text
    assert "Permit confirmed" in page_client.get("/admin/grants").text, number


def test_the_word_of_another_site_opens_no_permit_here(
    app: Flask, cast: Cast, page_client: PageClient
) -> None:
    with app.app_context():
        permit = Works(cast, 0).give(Works(cast, 0).actor("ruth"), cast.people["tomasz"])
        permit_id = permit.id
    sign_in(page_client, "oluwaseun")
    token = page_client.get("/admin/grants").tree.all("input", name="csrf_token")[0].get("value")
    address = f"/people/{cast.numbers['tomasz']}/permits/{permit_id}/confirm"
    answer = page_client.client.post(address, data={"csrf_token": token})
    assert answer.status_code == 404
