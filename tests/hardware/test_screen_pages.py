"""Every page of the screen is policed as the server's pages are, and each press works without a script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hardware.kiosk.screen.app import build_screen
from tests.hardware.agent_scene import CARDS, Kiosk, a_pack
from tests.markup import read_html
from tests.page_rules import faults_of

HERE = "127.0.0.1:8710"
OWN = {"Host": HERE, "Origin": f"http://{HERE}", "Sec-Fetch-Site": "same-origin"}
PAGES = (
    "/",
    "/problem",
    "/not-safe",
    "/thanks",
    "/material",
    "/purpose",
    "/care",
    "/care/collet",
    "/card-of-machine",
    "/language",
    "/release",
    "/show",
    "/piece",
    "/photo",
)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk beside a machine that is heard, and asks for its material."""
    pack = a_pack(
        maintenance_due=("collet",),
        materials_allowed=("plywood",),
        materials_forbidden=("painted", "pvc"),
        materials_test_first=("painted",),
        asks_material=True,
        site="Coventry",
    )
    stand = Kiosk(tmp_path, pack=pack)
    stand.wait(3)
    yield stand
    stand.agent.stop()


class Visitor:
    """A browser without scripts: it opens pages and presses buttons."""

    def __init__(self, kiosk: Kiosk, **more: object) -> None:
        app = build_screen(kiosk.beside, **more)  # type: ignore[arg-type]
        self.client: FlaskClient = app.test_client()
        self.word = app.config["START_WORD"]

    def opens(self, address: str) -> str:
        """The page, without a fault."""
        answer = self.client.get(address, headers={"Host": HERE})
        assert answer.status_code == 200
        assert faults_of(read_html(answer.text), dict(answer.headers)) == [], address
        return str(answer.text)

    def presses(self, address: str, **values: str) -> str:
        """The page that comes after a press."""
        data = {"csrf_token": self.word, **values}
        answer = self.client.post(address, headers=OWN, data=data, follow_redirects=True)
        assert answer.status_code == 200
        return str(answer.text)

    def title(self) -> str:
        """The heading of the machine's own page."""
        return read_html(self.opens("/")).one("h1").text.strip()


def test_each_page_is_fit_to_be_seen_in_both_directions(kiosk: Kiosk) -> None:
    kiosk.card("mary")
    for language in ("en", "ar"):
        visitor = Visitor(kiosk, language=language)
        for address in PAGES:
            visitor.opens(address)


def test_a_material_that_wants_a_test_waits_for_a_trainers_card(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    assert "Only after a test" in visitor.opens("/card-of-machine")
    assert "Only after a test" in visitor.opens("/")
    visitor.presses("/scan", text=f"ECO:{CARDS['amina']}")
    page = visitor.presses("/material", material="painted")
    assert "I have tested it, and it may go in." in page and 'data-card-to="/material/painted"' in page
    page = visitor.presses("/scan", text=f"ECO:{CARDS['tomasz']}", to="/material/painted")
    assert "Only the card of a trainer who may use this machine can do that." in page
    assert kiosk.beside.snapshot().material == ""
    visitor.presses("/scan", text=f"ECO:{CARDS['mary']}", to="/material/painted")
    assert kiosk.beside.snapshot().material == "painted"
    assert "What is it for?" in visitor.title()


def test_a_visit_goes_on_without_a_script(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    assert visitor.title() == "Free"
    visitor.presses("/scan", text=f"ECO:{CARDS['mary']}")
    assert visitor.title() == "What is in the machine?"
    assert "This material may not go into it." in visitor.presses("/material", material="pvc")
    assert kiosk.beside.snapshot().material == ""
    visitor.presses("/material", material="plywood")
    assert visitor.title() == "What is it for?"
    visitor.presses("/purpose", purpose="dynamite")
    assert visitor.title() == "What is it for?"
    visitor.presses("/purpose", purpose="maintenance")
    assert visitor.title() == "Hello, Mary"
    assert "Show the label of your piece" in visitor.presses("/purpose", purpose="piece")
    assert kiosk.bodies("purpose_chosen") == [{"purpose": "maintenance"}, {"purpose": "piece"}]
    visitor.presses("/done")
    assert visitor.title() == "Free"


def test_closing_time_that_comes_near_stands_on_the_questions_after_a_card_too(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    kiosk.card("mary")
    near = replace(kiosk.beside.snapshot(), closes_in_seconds=541.0)
    kiosk.beside.snapshot = lambda: near  # type: ignore[method-assign]
    assert visitor.title() == "What is in the machine?" and "Closes in 10 min" in visitor.opens("/")
    near = replace(near, material="plywood")
    assert visitor.title() == "What is it for?" and "Closes in 10 min" in visitor.opens("/")


def test_a_word_to_somebody_never_hides_the_way_back(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    visitor.presses("/scan", text="ECO:HALF")
    asked = visitor.opens("/problem")
    assert "That could not be read." in asked and "Back" in asked


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("/problem", {"what": "the intern"}),
        ("/problem", {}),
        ("/not-safe", {"what": "<script>"}),
        ("/photo", {"photo": "no picture"}),
    ],
)
def test_what_no_picture_says_is_not_taken(kiosk: Kiosk, address: str, values: dict[str, str]) -> None:
    visitor = Visitor(kiosk)
    answer = visitor.client.post(address, headers=OWN, data={"csrf_token": visitor.word, **values})
    assert answer.status_code == 400
    assert kiosk.beside.snapshot().fault is None


def test_a_material_that_is_on_no_list_changes_nothing(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    visitor.presses("/scan", text=f"ECO:{CARDS['mary']}")
    visitor.presses("/material", material="dynamite")
    assert kiosk.beside.snapshot().material == ""


def test_a_chosen_language_is_forgotten_with_whoever_chose_it(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.kiosk.screen.spell.CHOSEN_SECONDS", 0.3)
    visitor = Visitor(kiosk)
    assert 'lang="ar"' in visitor.presses("/language", language="ar")
    visitor.presses("/language", language="xx")
    time.sleep(0.4)
    assert 'lang="en"' in visitor.opens("/")


def test_looks_and_tones_are_as_the_settings_say(kiosk: Kiosk) -> None:
    assert 'data-theme="dark"' in Visitor(kiosk, theme="dark").opens("/")
    assert " data-silent" in Visitor(kiosk, is_silent=True).opens("/")
    assert " data-silent" not in Visitor(kiosk).opens("/")


def test_too_large_a_photo_is_refused(kiosk: Kiosk) -> None:
    visitor = Visitor(kiosk)
    headers = {**OWN, "X-Kiosk-Word": visitor.word}
    answer = visitor.client.post("/photo", headers=headers, data=b"\xff\xd8\xff" + b"x" * 4_000_000)
    assert answer.status_code == 413


def test_whoever_is_at_the_wrong_port_is_shown_the_right_one(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(kiosk)
    kiosk.beside.station.shared_by, kiosk.beside.station.door = "bCNC (4242)", "/run/eco-kiosk/CNC-1"
    page = visitor.opens("/")
    assert "Another program uses the machine" in page
    assert "/run/eco-kiosk/CNC-1" in page
    kiosk.beside.station.door = ""
    assert "Close it, or ask staff." in visitor.opens("/")
