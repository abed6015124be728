"""Somebody new, and everybody who wants something of them in the moment in which they are erased."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from core.access import actor_for, system_actor
from core.cards import card_by_token, claim_card, make_blank_cards, make_card_for
from core.clock import local_day, now
from core.credentials import make_account, set_pin
from core.db import db, fast, transaction
from core.errors import Conflict, NotFound, RuleBroken
from core.ids import new_client_id
from core.people_roles import give_role
from core.people_services import add_person, name_person, set_contact, switch_person
from core.young import set_young
from factory.privacy.services.merging import merge_people
from factory.privacy.trying import erase_now
from tests.cast import Cast
from tests.training.scene import make_course, make_run
from training.services.bookings import book_seat
from training.services.learners import set_needs, set_record, set_uln
from training.words import CHANGE_REASONS

CANARY = "Quetzalcoatl Kanarienvogel"
SAFE = "purple gander mortar oyster"
ULN = "1000000027"
BARE = (
    "person_name",
    "person_contact",
    "account",
    "pin",
    "card",
    "young_person",
    "learner_needs",
    "learner_record",
    "learner_number",
)
"""Tables with nothing of an erased number."""
Act = Callable[[], Any]


def within(act: Act) -> Act:
    def done() -> None:
        with transaction():
            act()

    return done


class Race:
    """Somebody new, another number of theirs, and everybody who wants something of them at once."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast, self.site = app, cast, cast.sites["coventry"]
        with transaction():
            self.run = make_run(make_course(), self.site, capacity=50).number

    def newcomer(self) -> tuple[int, str]:
        with transaction():
            made = add_person(by=system_actor(self.site), called=CANARY, at=now(), token=new_client_id())
            return made.id, made.number

    def acts(self, one: tuple[int, str], other: tuple[int, str]) -> list[Act]:
        """Erase the first; merge the other into them; merge them into the other; book them; call them by a name."""
        at, system = now(), system_actor(self.site)
        ruth = actor_for(self.cast.people["ruth"], site_id=self.site, strength="password", at=at)
        assert ruth is not None
        db.session.rollback()

        return [
            lambda: erase_now(by=system, person_id=one[0], at=at),
            within(
                lambda: merge_people(
                    by=ruth, person_id=other[0], into_id=one[0], at=at, token=new_client_id()
                )
            ),
            within(
                lambda: book_seat(
                    by=ruth,
                    run_number=self.run,
                    person_number=one[1],
                    source="desk",
                    at=at,
                    token=new_client_id(),
                )
            ),
            within(lambda: name_person(by=system, person_id=one[0], called=CANARY, full_name=CANARY, at=at)),
        ]

    def givings(self, one: tuple[int, str]) -> dict[str, Act]:
        """Everybody who gives them something that is theirs alone, by the table in which it stands."""
        at, by = now(), system_actor(self.site)
        person_id, number = one
        with transaction():
            blank = card_by_token(make_blank_cards(by=by, count=1, at=at)[0].token)
            assert blank is not None
            blank_id = blank.id
        login = f"{CANARY} {number}"
        why = CHANGE_REASONS[0]
        return {
            "account": lambda: make_account(by=by, person_id=person_id, login=login, password=SAFE, at=at),
            "pin": lambda: set_pin(by=by, person_id=person_id, pin="418093", at=at),
            "card": lambda: make_card_for(by=by, person_id=person_id, at=at),
            "card blank": lambda: claim_card(by=by, card_id=blank_id, person_id=person_id, at=at),
            "person_contact": lambda: set_contact(
                by=by, person_id=person_id, email="canary@example.org", phone="", at=at
            ),
            "young_person": lambda: set_young(
                by=by, person_id=person_id, is_young=True, permitted_on=None, at=at
            ),
            "learner_needs": lambda: set_needs(
                by=by, number=number, said={"adjustment": CANARY}, because=why, at=at
            ),
            "learner_record": lambda: set_record(
                by=by, number=number, said={"family_name": CANARY}, because=why, at=at
            ),
            "learner_number": lambda: set_uln(by=by, number=number, uln=ULN, because=why, at=at),
            "role": lambda: give_role(
                by=by,
                person_id=person_id,
                role="trainer",
                at=at,
                site_id=self.site,
                starts_on=local_day(at),
                ends_on=None,
            ),
            "person": lambda: switch_person(by=by, person_id=person_id, is_on=True, at=at),
        }

    def at_once(self, acts: list[Act]) -> list[str]:
        """Everybody at the same moment; what went wrong that nobody may see."""
        gate, wrong = threading.Barrier(len(acts)), list[str]()

        def act(one: Act) -> None:
            with self.app.app_context():
                gate.wait()
                try:
                    one()
                except (NotFound, RuleBroken, Conflict):
                    pass
                except Exception as problem:
                    wrong.append(f"{type(problem).__name__}: {problem}")
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=act, args=(one,)) for one in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return wrong

    def told(self, one: int, other: int) -> list[str]:
        """What still says something of an erased person, or reads somebody with a name as one who was erased."""
        found = []
        erased = {row[0] for row in fast().rows("SELECT person_id FROM erasure")}
        for table in BARE:
            for (person_id,) in fast().rows(
                f"SELECT person_id FROM {table} WHERE person_id IN (?, ?)", (one, other)
            ):
                if person_id in erased:
                    found.append(f"{table} of the erased")
        for (person_id,) in fast().rows(
            "SELECT p.id FROM person p WHERE p.id IN (?, ?) AND (p.is_active OR EXISTS (SELECT 1 FROM role r "
            "WHERE r.person_id = p.id AND (r.ends_on IS NULL OR r.ends_on > ?)))",
            (one, other, local_day(now())),
        ):
            if person_id in erased:
                found.append("an erased number that may do something")
        for person_id, into_id in fast().rows(
            "SELECT person_id, into_id FROM person_merge WHERE undone_at IS NULL AND ? IN (person_id, into_id)",
            (one,),
        ):
            if (person_id in erased) != (into_id in erased):
                found.append("an erased number is read as one that has a name")
        db.session.rollback()
        return found
