"""Two numbers that are one person: found by sound, merged as an event, and two again when it was a mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from core.access import Actor, actor_for, system_actor
from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.merges import all_of, merged_into, one_person
from core.people_services import add_person
from factory.privacy.likeness import heard
from factory.privacy.queries.doubles import likely_doubles, merges_at
from factory.privacy.services.merging import merge_people, people_counted, say_not_same, undo_merge
from factory.privacy.trying import erase_now
from factory.programme.learning import EVERY
from factory.programme.queries.facts import facts_of
from factory.programme.works import WORKS
from factory.recounting import all_differences
from hardware.queries.counts import first_uses
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from training.queries.counts import learning_rows
from training.queries.recount import FIRST, LAST


@pytest.mark.static
@pytest.mark.parametrize(
    "names",
    [
        ("Mohammed", "Muhamad", "محمد", "Мухаммед"),
        ("Amina", "أمينة", "Amīna", "Аміна"),
        ("Selam", "ሰላም"),
        ("Shirin", "شیرین", "Ширин"),
        ("Yusuf", "يوسف", "Юсуф", "Youssef"),
        ("Svitlana Koval", "Коваль Світлана"),
        ("Zoë", "Zoe"),
    ],
)
def test_a_name_sounds_alike_in_any_script(names: tuple[str, ...]) -> None:
    assert len({heard(name) for name in names}) == 1


@pytest.mark.static
@pytest.mark.parametrize(("one", "other"), [("Tomasz", "Taras"), ("Grace", "Ruth"), ("Habtom", "Hamid")])
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert heard(one) != heard(other)


def coordinator(cast: Cast, who: str = "ruth") -> Actor:
    found = actor_for(cast.people[who], site_id=cast.sites["coventry"], strength="password", at=now())
    assert found is not None
    return found


def newcomer(cast: Cast, called: str) -> int:
    with transaction():
        return add_person(
            by=system_actor(cast.sites["coventry"]), called=called, at=now(), token=new_client_id()
        ).id


def test_somebody_who_came_again_in_another_script_is_listed_until_somebody_says_who(
    app_context: Flask, cast: Cast
) -> None:
    again = newcomer(cast, "Томаш")
    pairs = likely_doubles(cast.sites["coventry"])
    assert [(pair.one.id, pair.other.id) for pair in pairs] == [(cast.people["tomasz"], again)]
    assert likely_doubles(cast.sites["wolverhampton"]) == []
    db.session.rollback()
    with transaction():
        say_not_same(by=coordinator(cast), person_id=again, other_id=cast.people["tomasz"], at=now())
    assert likely_doubles(cast.sites["coventry"]) == []


def test_a_merge_rewrites_nothing_and_is_undone_exactly(app_context: Flask, cast: Cast) -> None:
    one, again, token = cast.people["tomasz"], newcomer(cast, "Tomash"), new_client_id()
    before = people_counted()
    rows = fast().rows("SELECT * FROM person ORDER BY id")
    db.session.rollback()
    for _ in range(2):
        with transaction():
            merge_people(by=coordinator(cast), person_id=again, into_id=one, at=now(), token=token)
    assert (merged_into(again), all_of(one)) == (one, (one, again))
    counted = fast().rows(f"SELECT COUNT(DISTINCT {one_person('p.id')}) FROM person p")[0][0]
    assert counted == len(rows) - 1
    assert fast().rows("SELECT * FROM person ORDER BY id") == rows
    merge_id = merges_at(cast.sites["coventry"])[0].id
    db.session.rollback()
    with transaction():
        undo_merge(by=coordinator(cast), merge_id=merge_id, at=now())
    assert merged_into(again) is None
    assert people_counted() == before
    assert merges_at(cast.sites["coventry"])[0].undone_at is not None


def test_people_are_merged_in_one_step(app_context: Flask, cast: Cast) -> None:
    one, again, third = cast.people["tomasz"], newcomer(cast, "Tomash"), newcomer(cast, "Tomas")
    with transaction():
        merge_people(by=coordinator(cast), person_id=again, into_id=one, at=now(), token=new_client_id())
    for person_id, into_id in ((one, third), (again, third), (third, again)):
        with pytest.raises(RuleBroken), transaction():
            merge_people(
                by=coordinator(cast), person_id=person_id, into_id=into_id, at=now(), token=new_client_id()
            )
        with pytest.raises(Exception, match="one step|UNIQUE|unique"), transaction():
            fast().run(
                "INSERT INTO person_merge (token, person_id, into_id, at, by_id) VALUES (?, ?, ?, ?, ?)",
                (new_client_id(), person_id, into_id, now(), cast.people["ruth"]),
            )
    with pytest.raises(Exception, match="merges stay"), transaction():
        fast().run("DELETE FROM person_merge")


def test_a_trainer_merges_nobody(app_context: Flask, cast: Cast) -> None:
    with pytest.raises(NotAllowed), transaction():
        merge_people(
            by=coordinator(cast, "mary"),
            person_id=cast.people["tomasz"],
            into_id=cast.people["amina"],
            at=now(),
            token=new_client_id(),
        )


def test_erasing_somebody_erases_the_numbers_merged_into_them(app_context: Flask, cast: Cast) -> None:
    one, again = cast.people["tomasz"], newcomer(cast, "Tomash")
    with transaction():
        merge_people(by=coordinator(cast), person_id=again, into_id=one, at=now(), token=new_client_id())
    with pytest.raises(RuleBroken):
        erase_now(by=system_actor(cast.sites["coventry"]), person_id=again, at=now())
    erase_now(by=system_actor(cast.sites["coventry"]), person_id=one, at=now())
    assert fast().rows("SELECT COUNT(*) FROM person_name WHERE person_id IN (?, ?)", (one, again))[0][0] == 0
    assert fast().rows("SELECT COUNT(*) FROM erasure")[0][0] == 2


def test_the_desk_merges_a_listed_pair_and_takes_it_back(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    with app.app_context():
        again = newcomer(cast, "Томаш")
        number = fast().rows("SELECT number FROM person WHERE id = ?", (again,))[0][0]
    sign_in(page_client, "ruth")
    page = page_client.get("/privacy/doubles")
    assert "Томаш" in page.text
    wrong = page_client.submit(page, {"number": number, "into": number}, button="They are one", status=422)
    assert wrong.tree.all("p", class_="error")
    values = {"number": number, "into": cast.numbers["tomasz"]}
    page = page_client.submit(page_client.get("/privacy/doubles"), values, button="They are one", status=303)
    assert "is read as" in page.text
    page = page_client.submit(page, {}, action="/undo", status=303)
    assert "two again" in page.text
    foreign = {"number": number, "into": cast.numbers["grace"]}
    page_client.submit(page, foreign, button="They are one", status=404)


def pairs_counted() -> dict[str, list[int]]:
    """Two people of one site for each figure in which both are counted as people."""
    counted = {
        slug: {row.person_id for row in learning_rows(slug, FIRST, LAST, now(), sites=every_site())}
        for slug in ("trained_digital", "trained_painting")
    }
    counted["machine_people"] = {one.person_id for one in first_uses(now())}
    for slug in ("people_taking_part", "volunteers", "people_mentored"):
        counted[slug] = {
            row[0] for row in fast().rows(f"SELECT f.person_id FROM ({facts_of(WORKS[slug])}) f")
        }
    home = {row[0]: row[1] for row in fast().rows("SELECT id, home_site_id FROM person")}
    found = {}
    for slug, people in counted.items():
        for site in every_site():
            here = sorted(one for one in people if home[one] == site)
            if len(here) > 1:
                found[slug] = here[:2]
    return found


def every_site() -> list[int]:
    return [row[0] for row in fast().rows("SELECT id FROM site WHERE NOT is_practice ORDER BY id")]


def test_two_who_are_one_count_once_in_every_figure_of_people_and_as_two_again_when_taken_back(
    works: Flask,
) -> None:
    pairs = pairs_counted()
    assert pairs.keys() >= {"machine_people", "people_taking_part", "people_mentored"}
    assert pairs.keys() & {"trained_digital", "trained_painting"}
    before = people_counted()
    admin = fast().rows("SELECT person_id FROM role WHERE role = 'administrator' ORDER BY id LIMIT 1")[0][0]
    homes = {row[0]: row[1] for row in fast().rows("SELECT id, home_site_id FROM person")}
    db.session.rollback()
    for slug, (one, other) in pairs.items():
        by = replace(system_actor(homes[one]), person_id=admin)
        with transaction():
            changed = merge_people(by=by, person_id=other, into_id=one, at=now(), token=new_client_id())
        assert (EVERY[slug].name, 1) in {(one.name, one.before - one.after) for one in changed}
        if slug == "machine_people":
            late = "no adjustment tells"  # of a closed month: listed within a day, not at the merge
            assert [line for line in all_differences() if late not in line] == []
        merge_id = fast().rows("SELECT MAX(id) FROM person_merge")[0][0]
        db.session.rollback()
        with transaction():
            back = undo_merge(by=by, merge_id=merge_id, at=now())
        assert {(one.name, one.after, one.before) for one in back} == {
            (one.name, one.before, one.after) for one in changed
        }
    assert people_counted() == before


def test_a_merge_reaches_no_number_of_another_site(app_context: Flask, cast: Cast) -> None:
    here, there = cast.people["tomasz"], cast.people["grace"]
    for one, other in ((here, there), (there, here), (there, there + 10**6)):
        for act in (
            lambda one=one, other=other: merge_people(
                by=coordinator(cast), person_id=one, into_id=other, at=now(), token=new_client_id()
            ),
            lambda one=one, other=other: say_not_same(
                by=coordinator(cast), person_id=one, other_id=other, at=now()
            ),
        ):
            with pytest.raises(NotFound), transaction():
                act()
