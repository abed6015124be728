"""What the pack tells beside who may: pieces by name, and the words of the house, also without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from core.catalogues import key_of
from core.clock import now
from core.crossings import crossings
from core.db import fast, transaction
from core.words_services import correct_text
from hardware.kiosk.screen import pictures
from hardware.kiosk.screen.app import build_screen
from hardware.kiosk.screen.words import Words
from hardware.queries.kiosks import known_kiosk
from hardware.queries.packs import make_pack
from hardware.services.machine_materials import set_material
from hardware.vocabulary import Corrected, KnownPiece, NotUnderstood, Pack
from tests.hardware.agent_scene import CARDS, Kiosk, a_pack
from tests.hardware.test_screen_pages import Visitor
from tests.hardware.workshop import NINE, ROUTER, Workshop
from tests.inventory.scene import make_scene
from tests.words.conftest import name_reviewer

CHAIR = KnownPiece("7K3M9QX", "Dining table", "dining-table")


def pack_of(workshop: Workshop, name: str = "router", at: datetime | None = None) -> Pack:
    """The pack of a machine, as its kiosk reads it."""
    kiosk = known_kiosk(token=workshop.kiosks[name].token, at=at or now())
    assert kiosk is not None
    made = make_pack(kiosk=kiosk, machine_code=workshop.machines[name].code, at=at or now())
    return Pack.from_bytes(made.as_bytes())


# On the server


def test_a_material_that_wants_a_test_is_told_apart_and_so_is_who_may_pass_it(workshop: Workshop) -> None:
    code = workshop.machines["router"].code
    with transaction():
        for name, rule in (("painted", "test_first"), ("pvc", "forbidden"), ("plywood", "allowed")):
            set_material(by=workshop.actor("ruth"), code=code, name=name, rule=rule, at=now())
        fast().run("UPDATE card SET ends_on = NULL")
    told = pack_of(workshop, at=NINE)
    assert told.materials_allowed == ("plywood",)
    assert told.materials_forbidden == ("painted", "pvc"), "a kiosk of before goes on refusing both"
    assert told.materials_test_first == ("painted",)
    assert {one.alias for one in told.people if one.can_pass} == {"Mary"}, "Amina has the permit alone"
    with transaction():
        fast().run(
            "DELETE FROM permit WHERE person_id = ? AND kind = ?", (workshop.cast.people["mary"], ROUTER)
        )
    assert not any(one.can_pass for one in pack_of(workshop).people)


def test_pieces_in_work_are_told_by_name_and_those_first_that_wait_for_the_machine(
    workshop: Workshop,
) -> None:
    scene = make_scene(workshop.cast)
    later, waits, away = scene.bring("in_work"), scene.bring("in_work"), scene.bring("checked")
    with transaction():
        fast().run("UPDATE machine_type SET piece_step = 'make' WHERE permit_kind = ?", (ROUTER,))
        fast().run("UPDATE piece SET step = 'make', since = '2020-01-01 00:00:00' WHERE code = ?", (waits,))
        fast().run("UPDATE piece SET title = ? WHERE code = ?", ("Grandma\u2019s chair", later))
    told = pack_of(workshop).pieces
    assert [one.code for one in told] == [waits, later]
    assert told[1].called == "Grandma\u2019s chair"
    assert told[0].called and pictures.piece_drawing(told[0].category) == f"art/{told[0].category}-before.svg"
    assert away not in [one.code for one in told]
    with transaction():
        fast().run("UPDATE piece SET is_practice = ?", (True,))
    assert pack_of(workshop).pieces == ()


def test_no_more_pieces_are_told_than_a_pack_holds(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.crossings import PieceAtWork

    many = [
        PieceAtWork(f"{number:07d}", "A chair\nwith \u202ea long name" * 20, "chair") for number in range(900)
    ]
    monkeypatch.setattr(crossings, "pieces_at_work", lambda kind, site: many)
    told = pack_of(workshop).pieces
    assert len(told) == 200
    assert len(told[0].called) == 120 and told[0].called.startswith("A chair with a long name")


def test_words_that_a_reviewer_corrects_go_into_the_pack_and_those_of_other_pages_do_not(
    app: Flask, workshop: Workshop
) -> None:
    name_reviewer(workshop.cast, "mary", "ar")
    mary = workshop.cast.actor("mary", strength="password")
    with transaction():
        for english, own in (("Not safe", "خطِرة"), ("Awarding body", "ادخل ببطاقتك")):
            correct_text(by=mary, language="ar", key=key_of(english), forms=[own], seen=0, at=now())
    assert pack_of(workshop).corrected == (Corrected("ar", "Not safe", ("خطِرة",)),)


def test_a_name_with_the_joiners_of_persian_reaches_the_kiosk(workshop: Workshop) -> None:
    called = "علی\u200cرضا"
    with transaction():
        fast().run(
            "UPDATE person_name SET called = ? WHERE person_id = ?", (called, workshop.cast.people["amina"])
        )
    assert called in [one.alias for one in pack_of(workshop).people]


# In the pack's own form


@pytest.mark.parametrize(
    "part",
    [
        {"pieces": [{"code": "", "called": "x"}]},
        {"pieces": [{"code": "7K3M9QX", "called": "\u202e" * 3}]},
        {"pieces": [{"code": "7K3M9QX", "called": "x" * 121}]},
        {"pieces": [{}] * 201},
        {"corrected": [{"language": "ar", "english": "Free", "forms": ["a\nb"]}]},
        {"corrected": [{"language": "ar", "english": "Free", "forms": [""]}]},
        {"corrected": [{"language": "ar", "english": "Free", "forms": "free"}]},
        {"corrected": "words"},
    ],
)
def test_a_part_that_does_not_fit_is_no_pack(part: dict[str, object]) -> None:
    whole = json.loads(a_pack().as_bytes())
    with pytest.raises(NotUnderstood):
        Pack.from_bytes(json.dumps({**whole, **part}).encode())


def test_a_pack_from_before_has_neither() -> None:
    whole = json.loads(a_pack().as_bytes())
    del whole["pieces"], whole["corrected"]
    found = Pack.from_bytes(json.dumps(whole).encode())
    assert (found.pieces, found.corrected) == ((), ())


# At the kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk that knows a piece and words of the house, without a network since."""
    said = (
        Corrected("ar", "Not safe", ("خطِرة",)),
        Corrected(
            "ar", "%(num)s to send", ("صفر", "واحدة تنتظر", "اثنتان", "%(num)s تنتظر", "%(num)s ت", "%(num)s")
        ),
        Corrected("ar", "Hello, %(name)s", ("أهلاً %(nobody)s",)),
        Corrected("so", "I'm done", ("Waan dhammeeyay",)),
        Corrected("so", "Free", ("Bannaan",)),
        Corrected("tr", "Free", ("Boş",)),
    )
    one = Kiosk(tmp_path, pack=a_pack(pieces=(CHAIR,), corrected=said))
    one.wait(5)
    one.server.is_away = True
    yield one
    one.close()


def test_a_piece_that_the_pack_knows_is_shown_by_name_and_drawing_and_another_by_its_code(
    kiosk: Kiosk,
) -> None:
    visitor = Visitor(kiosk)
    visitor.presses("/scan", text=f"ECO:{CARDS['mary']}")
    page = visitor.presses("/scan", text=CHAIR.code)
    assert "You work on Dining table now." in page
    assert "<b>Dining table</b>" in page and "art/dining-table-before.svg" in page
    page = visitor.presses("/scan", text="2F8TC4K" if kiosk.beside.scan_piece("2F8TC4K") else "")
    assert "<b>Your piece</b>" in page and "2F8TC4K" in page and "art/machines/show_label.svg" in page


@pytest.mark.parametrize("category", ["", "../../secret", "nobody-drew-this", "dining-table/../x"])
def test_a_category_that_nobody_drew_is_a_label(category: str) -> None:
    assert pictures.piece_drawing(category) == "art/machines/show_label.svg"


def test_the_words_of_the_house_are_said_before_the_programs(kiosk: Kiosk) -> None:
    words = Words("ar", kiosk.beside.corrected("ar"))
    assert words.gettext("Not safe") == "خطِرة"
    assert words.ngettext("%(num)s to send", "%(num)s to send", 1) == "واحدة تنتظر"
    assert words.ngettext("%(num)s to send", "%(num)s to send", 4) == "4 تنتظر"
    assert words.gettext("Free") == Words("ar").gettext("Free")
    assert words.gettext("Hello, %(name)s", name="Amina") == Words("ar").gettext(
        "Hello, %(name)s", name="Amina"
    )
    assert "خطِرة" in Visitor(kiosk, language="ar").opens("/")


def test_a_language_that_the_house_wrote_itself_is_offered_and_half_a_one_is_not(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    assert 'value="so"' in visitor.opens("/language")
    assert 'value="tr"' not in visitor.opens("/language")
    page = visitor.presses("/language", language="so")
    assert 'lang="so"' in page and "Bannaan" in page and "Language" in page
    assert 'lang="so"' in visitor.presses("/language", language="tr")


def test_the_words_outlive_a_restart_without_a_network_and_an_unsigned_pack_brings_none(kiosk: Kiosk) -> None:
    kiosk.die()
    kiosk.begin_again()
    assert kiosk.beside.corrected("ar")["Not safe"] == ("خطِرة",)
    kiosk.server.is_away = False
    body = replace(a_pack(), corrected=(Corrected("ar", "Not safe", ("آمنة",)),)).as_bytes()
    kiosk.server.packs["CNC-1"] = (body, "bm90IHNpZ25lZA==", '"forged"')
    kiosk.clock.wind(61)
    kiosk.agent.exchange()
    assert kiosk.beside.corrected("ar")["Not safe"] == ("خطِرة",)
    assert build_screen(kiosk.beside).test_client().get("/", headers={"Host": "127.0.0.1"}).status_code == 200
