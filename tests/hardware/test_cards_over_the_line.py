"""The agent and the server by their own line: a tag taken in, a stranger let in, a token turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from core.clock import now, today
from core.config import Settings
from core.db import transaction
from core.ids import new_client_id, read_card
from core.sealing import signing_key
from hardware.kiosk.agent import Agent
from hardware.kiosk.clock import KioskClock
from hardware.kiosk.settings import KioskSettings, read_token, write_token
from hardware.kiosk.showing import Verdict as Shown
from hardware.kiosk.uplink import Http
from hardware.kiosk.virtual import register
from hardware.queries.kiosks import known_kiosk
from hardware.services.kiosks import PairedKiosk, ask_for_turn
from hardware.services.tags import open_tag_window
from hardware.vocabulary import EventKind, Profile, TagSeen
from tests.cast import Cast
from tests.hardware.workshop import ROUTER, make_kiosk, make_machine, permit, rows
from tests.live import ProcessServer

UID = "04A1B2C3D4E5F6"


class Line:
    """A kiosk's agent, its server in a process of its own, and the folder that it keeps its token in."""

    def __init__(self, agent: Agent, paired: PairedKiosk, cast: Cast, code: str) -> None:
        self.agent, self.paired, self.cast, self.code = agent, paired, cast, code
        self.beside = agent.beside[code]

    def tell(self) -> None:
        """Something is told, and the server answers."""
        self.agent.spool.add(EventKind.CLOCK, "", {"source": "server"})
        self.agent.exchange()

    def knows(self, token: str) -> bool:
        """Whether the server takes a token now."""
        rows("SELECT 1")  # what its process has written since is seen from here on
        return known_kiosk(token, now()) is not None

    @property
    def token(self) -> str:
        """The token that the kiosk keeps."""
        return read_token(self.agent.settings)


@pytest.fixture
def line(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[Line]:
    """A router that Amina may use and Mary supervise; its kiosk has its first pack."""
    with app.app_context():
        machine = make_machine(cast, "Router", ROUTER)
        for name in ("amina", "mary"):
            permit(cast, name, ROUTER, on=today() - timedelta(days=10))
        paired = make_kiosk(cast, machine, now() - timedelta(days=1))
        code = machine.code
    server = ProcessServer(settings)
    server.start()
    register()
    profile = replace(Profile(dialect="grbl", mode="poller"), port=f"virtual://grbl?name={new_client_id()}")
    here = KioskSettings(
        name=paired.public_id,
        server=server.url,
        folder=tmp_path,
        run_folder=tmp_path / "run",
        token_file=tmp_path / "token",
        pepper=paired.pepper,
        public_key=signing_key(settings.secret_key),
        machines={code: profile},
    )
    write_token(here, paired.token)
    agent = Agent(here, KioskClock(), Http(server.url, paired.token, ""))
    found = Line(agent, paired, cast, code)
    found.tell()
    yield found
    agent.stop()
    server.kill()


def test_a_token_is_turned_by_hand_with_the_next_upload_and_the_one_before_ends_when_it_is_used(
    line: Line, app: Flask
) -> None:
    first = line.token
    with app.app_context():
        line.tell()
        assert line.token == first
        with transaction():
            ask_for_turn(by=line.cast.actor("ruth"), public_id=line.paired.public_id, at=now())
        line.tell()
        second = line.token
        assert second != first
        assert line.knows(first)
        line.tell()
        assert line.token == second
        assert not line.knows(first)
        assert line.knows(second)
        verbs = rows("SELECT verb FROM audit_line WHERE verb IN ('ask_for_turn', 'turn_token') ORDER BY id")
        assert verbs == [("ask_for_turn",), ("turn_token",)]
        assert rows("SELECT turn_asked_at FROM kiosk") == [(None,)]


def test_a_tag_that_the_desk_waits_for_is_taken_in_and_greets_its_person_a_moment_later(
    line: Line, app: Flask
) -> None:
    tag = TagSeen(UID, "tap")
    line.beside.take_tag(tag)
    answer = line.beside.snapshot().answer
    assert answer is not None and answer.reason == "unknown_card"
    line.agent.exchange()
    with app.app_context(), transaction():
        open_tag_window(
            by=line.cast.actor("ruth"),
            public_id=line.paired.public_id,
            person_number=line.cast.numbers["amina"],
            at=now(),
            token=new_client_id(),
        )
    line.agent.uplink._next_pack_ms.clear()  # type: ignore[union-attr]  # a minute later
    line.tell()
    line.beside.take_tag(tag)
    answer = line.beside.snapshot().answer
    assert answer is not None and answer.reason == "tag_taken"
    line.agent.exchange()
    line.beside.take_tag(tag)
    shown = line.beside.snapshot()
    assert shown.owner is not None and shown.owner.called == "Amina"
    with app.app_context():
        assert rows("SELECT tail FROM kiosk_tag") == [("F6",)]


def test_a_stranger_beside_a_supervisor_is_a_sitting_of_nobody_yet_on_the_server(
    line: Line, app: Flask
) -> None:
    assert line.beside.show_card("Z" * 26).verdict is Shown.REFUSED
    mary = read_card(line.cast.cards["mary"])
    assert mary is not None
    line.beside.show_card(mary)
    shown = line.beside.snapshot()
    assert shown.owner is not None and shown.owner.is_guest
    assert shown.supervisor is not None and shown.supervisor.called == "Mary"
    line.beside.choose_material("pvc")
    line.beside.done()
    line.agent.exchange()
    with app.app_context():
        found = rows("SELECT person_id, supervisor_id, end_cause FROM machine_session")
        assert found == [(None, line.cast.people["mary"], "sign_out")]
