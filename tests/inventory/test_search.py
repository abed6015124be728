"""One box finds codes however they are typed, words in the person's language, places, and donors for those who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.clock import now
from core.db import db, fast, is_sqlite, transaction
from core.ids import new_client_id
from factory.schema import downgrade_schema, upgrade_schema
from inventory.queries.search import (
    MOST_ENDINGS,
    code_typed,
    find_donors,
    find_pieces,
    find_places,
    match_of,
    words_that_begin,
)
from inventory.search_words import readings_of
from inventory.services.donors import add_donor
from inventory.services.search_index import reindex_all
from tests.front_desk.doors import sign_in
from tests.inventory.conftest import Desk
from tests.pages import PageClient

ARABIC = {"dining-or-kitchen-chair-wooden": "كرسي طعام"}


def found(desk: Desk, text: str, names: dict[str, str] | None = None) -> list[str]:
    db.session.rollback()
    sites = tuple(desk.scene.cast.sites.values())
    return [row.code for row in find_pieces(text, names=names or {}, site_ids=sites).rows]


@pytest.mark.parametrize("spoil", [str.lower, lambda c: f" {c[:3]} {c[3:]} ", lambda c: f"{c[:4]}-{c[4:]}"])
def test_a_code_is_found_however_it_is_typed(desk: Desk, spoil: Callable[[str], str]) -> None:
    code = desk.scene.bring("received")
    assert code_typed(spoil(code)) == code
    assert desk.browser.client.get("/search", query_string={"q": spoil(code)}).location == f"/pieces/{code}"


def test_letters_that_look_like_digits_are_read_as_such(desk: Desk) -> None:
    while not set("01") & set(code := desk.scene.label()):
        continue
    assert code_typed(code.replace("0", "O").replace("1", "l")) == code


def test_the_beginning_of_a_code_is_enough(desk: Desk) -> None:
    code = desk.scene.bring("received")
    assert code in found(desk, code[:4])


def test_words_of_title_and_category_in_any_order_newest_first(desk: Desk) -> None:
    first, second = desk.scene.bring("received"), desk.scene.bring("received")
    for code in (first, second):
        desk.scene.take(code, "described", {"title": "Ercol stick-back, Café set"})
    assert found(desk, "chair ercol") == [second, first]
    assert found(desk, "cafe chairs") == [second, first]
    assert found(desk, "ercol wardrobe") == []


def test_a_word_of_the_persons_language_finds_the_category(desk: Desk) -> None:
    code = desk.scene.bring("received")
    assert found(desk, "كرسي", ARABIC) == [code]
    assert found(desk, "كرسي") == []


def test_a_replaced_label_is_found_too(desk: Desk) -> None:
    code, fresh = desk.scene.bring("received"), desk.scene.label()
    page = desk.get(f"/pieces/{code}")
    desk.browser.submit(page, {"new_code": fresh}, action=f"/pieces/{code}/labels")
    assert found(desk, fresh[:5]) == [code]


def test_nobody_can_type_an_inner_mark(desk: Desk) -> None:
    desk.scene.bring("received")
    assert found(desk, "cdiningorkitchenchairwooden") == []
    assert found(desk, 'w* OR "c') == []


def test_a_fresh_index_finds_the_same(desk: Desk) -> None:
    codes = {desk.scene.bring(stage) for stage in ("received", "ready")}
    before = set(found(desk, "chair"))
    with transaction():
        assert reindex_all() == len(codes)
    assert set(found(desk, "chair")) == before == codes


def test_pages_go_on_below_the_last_one(desk: Desk) -> None:
    codes = [desk.scene.bring("received") for _ in range(5)]
    sites = tuple(desk.scene.cast.sites.values())
    page = find_pieces("chair", names={}, site_ids=sites, size=2)
    rest = find_pieces("chair", names={}, site_ids=sites, size=9, before_id=int(page.older))
    assert [row.code for row in page.rows + rest.rows] == codes[::-1]


def titled(desk: Desk, *titles: str) -> list[str]:
    """Pieces with these titles, the newest first."""
    codes = []
    for title in titles:
        codes.append(desk.scene.bring("received"))
        desk.scene.take(codes[-1], "described", {"title": title})
    return codes[::-1]


def asked_of_fts(text: str) -> str:
    """What SQLite is asked for a text."""
    readings = readings_of(text, {})
    return match_of(readings, words_that_begin(readings))


def test_a_beginning_finds_each_word_that_begins_so_and_no_neighbour(desk: Desk) -> None:
    codes = titled(
        desk, "lampshade", "lamplight", "lampshades", "Lampsháde no. 2", "lantern", "lampoon", "lam"
    )
    lampoon, second, shades, light, shade = codes[1], *codes[3:]
    assert found(desk, "lamps") == [second, shades, shade]
    assert found(desk, "lampshade") == [second, shades, shade]
    assert found(desk, "lampshades") == [shades]
    assert found(desk, "lampo") == [lampoon] and found(desk, "lampl") == [light]
    assert found(desk, "lampsh no") == [second]
    assert found(desk, "lampz") == []


def many_titles(beginning: str, endings: int) -> list[str]:
    """Titles, short enough, with so many different words that begin alike."""
    words = [f"{beginning}{number:02d}" for number in range(endings)]
    return [" ".join(words[start : start + 6]) for start in range(0, endings, 6)]


@pytest.mark.parametrize("endings", [MOST_ENDINGS - 1, MOST_ENDINGS, MOST_ENDINGS + 1, MOST_ENDINGS + 9])
def test_few_words_and_many_that_begin_alike_are_all_found(desk: Desk, endings: int) -> None:
    many = titled(desk, *many_titles("sideboard", endings))
    other, last = titled(desk, "sideboard09 without end", "sidecar")[::-1]
    assert found(desk, "sideboard") == [other, *many]
    assert found(desk, "sideb") == [other, *many]
    assert found(desk, "sideboard end") == [other]
    assert found(desk, "sideboard09") == [other, many[-2]]
    assert found(desk, "sidec") == [last] and found(desk, "sideboardzz") == []


def test_a_word_that_is_gone_from_every_title_is_found_no_more(desk: Desk) -> None:
    (code,) = titled(desk, "escritoire")
    assert found(desk, "escri") == [code]
    desk.scene.take(code, "described", {"title": "bureau"})
    assert found(desk, "escri") == [] and found(desk, "burea") == [code]


def test_words_of_any_script_begin_alike(desk: Desk) -> None:
    second, first = titled(desk, "كراسي قديمة", "كراسيكم", "стулья")[1:]
    assert found(desk, "كراسي") == [second, first]
    assert found(desk, "стуль") != [] and found(desk, "стульч") == []


def test_sqlite_is_asked_for_few_words_themselves_and_for_many_by_their_beginning(desk: Desk) -> None:
    """A beginning is gathered whole before its newest are given; a word is read from its newest."""
    if not is_sqlite():
        return
    titled(desk, "wardrobe", "wardrobes", *many_titles("table", MOST_ENDINGS + 1))
    assert asked_of_fts("wardr").startswith('("wwardrobe" OR "wwardrobes"')
    assert asked_of_fts("xyzzy wardrobes").startswith('("wxyzzy" *) AND ("wwardrobes" OR ')
    assert '"wtable" *' in asked_of_fts("table")
    titled(desk, *many_titles("bench", MOST_ENDINGS))
    assert "*" not in (asked := asked_of_fts("bench")) and asked.count('"wbench') == MOST_ENDINGS
    assert asked_of_fts("war").startswith('("wwar" *')


def test_an_index_of_the_version_before_is_searched_after_the_upgrade(desk: Desk) -> None:
    """Nobody has to make the index anew: its words are looked through where they stand."""
    app = desk.browser.client.application
    (code,) = titled(desk, "escritoire")
    db.session.remove()
    downgrade_schema(app, "0005")
    upgrade_schema(app)
    assert found(desk, "escrit") == [code]


def test_places_and_donors_are_listed_for_those_who_may_see_them(
    desk: Desk, new_page_client: Callable[[], PageClient]
) -> None:
    site = desk.scene.cast.sites["coventry"]
    with transaction():
        add_donor(
            by=desk.scene.cast.actor("ruth"), kind="person", name="Mrs Ashworth", email="", phone="",
            at=now(), token=new_client_id(),
        )  # fmt: skip
    assert [place.code for place in find_places("shelf", site)] == ["COV-A1"]
    assert [donor.name for donor in find_donors("ashw", site)] == ["Mrs Ashworth"]
    assert find_donors("%", site) == [] and find_places("_", site) == []
    assert "Mrs Ashworth" in desk.get("/search?q=Ashworth").text
    trainer = new_page_client()
    sign_in(trainer, "Mary")
    assert "Mrs Ashworth" not in trainer.get("/search?q=Ashworth").text


def test_the_index_holds_no_word_about_a_person(desk: Desk) -> None:
    desk.scene.bring("received")
    words = " ".join(str(row[0]) for row in fast().rows("SELECT words FROM piece_search"))
    for name in desk.scene.cast.people:
        assert f"w{name}" not in words.split()
