"""What people do at a machine's screen: cards, pieces, materials, problems, maintenance; all without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.kiosk.showing import Line, Role, Standing, Verdict
from hardware.kiosk.signatures import card_hash
from hardware.vocabulary import ButtonSeen, Profile, TagSeen
from tests.hardware.agent_scene import CARDS, PEPPER, Kiosk, a_pack

JPEG = b"\xff\xd8\xff" + b"photo" * 100


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    one = Kiosk(tmp_path)
    one.wait(5)
    one.server.is_away = True
    yield one
    one.close()


def test_a_card_is_greeted_by_name_and_language_without_a_network(kiosk: Kiosk) -> None:
    answer = kiosk.card("amina")
    shown = kiosk.beside.snapshot()
    assert (answer.verdict, answer.role) == (Verdict.ALLOWED, Role.OWNER)
    assert shown.owner is not None
    assert (shown.owner.called, shown.owner.language) == ("Amina", "ar")
    assert shown.machine.called == "CNC router"
    assert shown.waiting > 0


def test_what_is_sent_of_a_card_is_never_its_letters(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.beside.show_card("Z" * 26)
    told = str([event.as_json() for event in kiosk.events()])
    assert CARDS["amina"] not in told
    assert "Z" * 26 not in told


def test_the_clock_of_the_job_is_shown_to_whoever_runs_it(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.run(60, then="Run")
    shown = kiosk.beside.snapshot()
    assert shown.standing is Standing.RUNNING
    assert 57 <= shown.busy_seconds <= 61
    kiosk.state = "Hold:0"
    kiosk.wait(20)
    shown = kiosk.beside.snapshot()
    assert shown.standing is Standing.PAUSED
    assert 57 <= shown.busy_seconds <= 61
    kiosk.state = "Idle"
    kiosk.wait(30)
    shown = kiosk.beside.snapshot()
    assert shown.standing is Standing.FREE
    assert 57 <= shown.busy_seconds <= 61


def test_nobody_is_shown_the_time_of_somebody_elses_job(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.run(60)
    kiosk.wait(30)
    assert kiosk.beside.snapshot().busy_seconds > 50
    kiosk.card("tomasz")
    assert kiosk.beside.snapshot().busy_seconds == 0


def test_a_second_card_in_a_dwell_helps_and_takes_nothing_over(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.run(30)
    kiosk.wait(3)
    assert kiosk.card("tomasz").role is Role.HELPER
    kiosk.wait(30)
    assert kiosk.card("grace").role is Role.NOBODY
    shown = kiosk.beside.snapshot()
    assert shown.owner is not None and shown.owner.called == "Amina"


def test_a_machine_that_runs_with_nobody_asks_who_it_is(kiosk: Kiosk) -> None:
    kiosk.run(10, then="Run")
    shown = kiosk.beside.snapshot()
    assert shown.is_nobody_known
    assert 7 <= shown.busy_seconds <= 11
    kiosk.beside.use_without_card()
    assert not kiosk.beside.snapshot().is_nobody_known
    kiosk.state = "Idle"
    kiosk.wait(60)
    kiosk.run(10, then="Run")
    assert kiosk.beside.snapshot().is_nobody_known
    assert kiosk.card("amina").role is Role.OWNER
    assert not kiosk.beside.snapshot().is_nobody_known


def test_who_forgets_to_sign_off_is_asked_and_may_answer(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.wait(14 * 60)
    left = kiosk.beside.snapshot().still_there_seconds
    assert left is not None and 50 <= left <= 61
    kiosk.beside.still_here()
    assert kiosk.beside.snapshot().still_there_seconds is None
    kiosk.wait(15 * 60 + 1)
    assert kiosk.beside.snapshot().owner is None
    assert [body["cause"] for body in kiosk.bodies("signed_off")] == ["idle_timeout"]


def test_done_leaves_no_name_behind(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.beside.scan_piece("ABCDEF7")
    kiosk.beside.choose_material("acrylic")
    kiosk.beside.done()
    shown = kiosk.beside.snapshot()
    assert (shown.owner, shown.piece, shown.material, shown.answer) == (None, None, "", None)
    assert "Amina" not in str(shown)


def test_a_piece_is_noted_for_whoever_is_signed_on(kiosk: Kiosk) -> None:
    assert not kiosk.beside.scan_piece("ABCDEF7")
    kiosk.card("amina")
    assert kiosk.beside.scan_piece("ABCDEF7")
    assert kiosk.bodies("piece_scanned") == [{"code": "ABCDEF7"}]
    assert kiosk.bodies("purpose_chosen") == [{"purpose": "piece"}]
    shown = kiosk.beside.snapshot()
    assert shown.piece is not None and shown.piece.code == "ABCDEF7"


def test_a_forbidden_material_is_not_taken_and_that_it_was_chosen_is_written_down(tmp_path: Path) -> None:
    pack = a_pack(materials_allowed=("plywood",), materials_forbidden=("pvc",), asks_material=True)
    kiosk = Kiosk(tmp_path, pack=pack)
    kiosk.card("amina")
    kiosk.beside.choose_material("pvc")
    shown = kiosk.beside.snapshot()
    assert shown.owner is not None
    assert shown.material == ""
    assert kiosk.bodies("material_refused") == [{"material": "pvc"}]
    assert kiosk.bodies("material_chosen") == []
    kiosk.close()


def test_a_material_that_wants_a_test_goes_in_once_a_trainers_card_says_so(tmp_path: Path) -> None:
    pack = a_pack(
        materials_allowed=("plywood",),
        materials_forbidden=("painted", "pvc"),
        materials_test_first=("painted",),
        asks_material=True,
    )
    kiosk = Kiosk(tmp_path, pack=pack)
    machine = kiosk.beside.snapshot().machine
    assert (machine.allowed, machine.tested, machine.forbidden) == (("plywood",), ("painted",), ("pvc",))
    assert not kiosk.beside.pass_material("painted", CARDS["mary"]), "nobody is there"
    kiosk.card("amina")
    kiosk.beside.choose_material("painted")
    assert not kiosk.beside.pass_material("painted", CARDS["tomasz"])
    assert not kiosk.beside.pass_material("painted", "Z" * 26)
    assert not kiosk.beside.pass_material("pvc", CARDS["mary"])
    assert kiosk.beside.snapshot().material == ""
    assert kiosk.bodies("material_refused") == kiosk.bodies("material_chosen") == []
    assert kiosk.beside.pass_material("painted", CARDS["mary"])
    shown = kiosk.beside.snapshot()
    assert shown.material == "painted"
    assert shown.owner is not None and shown.owner.called == "Amina"
    (chosen,) = kiosk.bodies("material_chosen")
    assert chosen == {"material": "painted", "card": card_hash(PEPPER, CARDS["mary"])}
    kiosk.close()


def test_a_trainer_whose_permit_is_over_passes_no_material(tmp_path: Path) -> None:
    pack = a_pack(materials_forbidden=("painted",), materials_test_first=("painted",), asks_material=True)
    over = tuple(replace(one, until="2026-11-25T00:00:00Z") if one.can_pass else one for one in pack.people)
    kiosk = Kiosk(tmp_path, pack=replace(pack, people=over))
    kiosk.card("amina")
    assert not kiosk.beside.pass_material("painted", CARDS["mary"])
    kiosk.close()


def test_not_safe_takes_the_machine_out_at_once_without_a_network_and_over_a_restart(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.beside.report_problem("smoke", is_unsafe=True, photo=JPEG)
    shown = kiosk.beside.snapshot()
    assert shown.standing is Standing.NOT_SAFE
    assert shown.owner is None
    assert shown.fault is not None
    assert (shown.fault.what, shown.fault.is_told, shown.fault.has_photo) == ("smoke", False, True)
    assert kiosk.card("tomasz").reason == "machine_out"
    kiosk.die()
    kiosk.begin_again()
    assert kiosk.beside.snapshot().standing is Standing.NOT_SAFE
    kiosk.server.is_away = False
    kiosk.agent.hurry()
    kiosk.agent.exchange()
    shown = kiosk.beside.snapshot()
    assert shown.fault is not None and shown.fault.is_told
    (fault,) = kiosk.bodies("fault_reported")
    assert (fault["what"], fault["is_not_safe"]) == ("smoke", True)
    assert [body["cause"] for body in kiosk.bodies("signed_off")] == ["fault_reported"]


def test_only_a_maintainers_card_puts_it_back(kiosk: Kiosk) -> None:
    kiosk.beside.report_problem("smoke", is_unsafe=True)
    assert kiosk.beside.release(CARDS["amina"]).verdict is Verdict.REFUSED
    assert kiosk.beside.release("Z" * 26).reason == "unknown_card"
    assert kiosk.beside.snapshot().standing is Standing.NOT_SAFE
    assert kiosk.beside.release(CARDS["mary"]).role is Role.MAINTAINER
    assert kiosk.beside.snapshot().standing is Standing.FREE
    assert kiosk.card("amina").verdict is Verdict.ALLOWED


def test_a_problem_lets_the_machine_go_on(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    kiosk.beside.report_problem("noise", is_unsafe=False)
    shown = kiosk.beside.snapshot()
    assert shown.standing is Standing.FREE
    assert shown.owner is not None
    assert shown.fault is not None and shown.fault.by is not None and shown.fault.by.called == "Amina"


def test_maintenance_that_is_due_is_done_by_a_maintainer(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, pack=a_pack(maintenance_due=("lens",)))
    assert [due.what for due in kiosk.beside.snapshot().due] == ["lens"]
    assert kiosk.beside.maintenance_done("lens", CARDS["amina"]).verdict is Verdict.REFUSED
    assert kiosk.beside.maintenance_done("lens", CARDS["mary"]).verdict is Verdict.ALLOWED
    (done,) = kiosk.bodies("maintenance_done")
    assert done["task"] == "lens"
    kiosk.close()


def test_photos_are_sent_once_there_is_a_network_and_kept_until_then(kiosk: Kiosk) -> None:
    kiosk.beside.report_problem("smoke", is_unsafe=False, photo=JPEG)
    kiosk.beside.add_photo(JPEG)
    assert len(kiosk.agent.photos.waiting()) == 2
    kiosk.agent.exchange()
    assert len(kiosk.agent.photos.waiting()) == 2
    kiosk.server.is_away = False
    kiosk.agent.hurry()
    kiosk.agent.exchange()
    assert kiosk.agent.photos.waiting() == []
    assert sorted(kiosk.server.photos.values()) == [JPEG, JPEG]


def test_a_card_at_a_meters_reader_signs_on_and_off(tmp_path: Path) -> None:
    from dataclasses import replace

    from hardware.kiosk.signatures import tag_hash
    from tests.hardware.agent_scene import PEPPER

    pack = a_pack()
    tagged = replace(pack.people[0], card=tag_hash(PEPPER, "04A1B2C3D4E5F6"))
    kiosk = Kiosk(tmp_path, pack=replace(pack, people=(tagged, *pack.people[1:])))
    station, at = kiosk.beside.station, kiosk.clock.at_ms
    station._observe(at, TagSeen("04A1B2C3D4E5F6", "in"))
    station._observe(at + 1_000, TagSeen("04A1B2C3D4E5F6", "in"))
    assert len(kiosk.bodies("card_shown")) == 1
    assert kiosk.beside.snapshot().owner is not None
    station._observe(at + 9_000, TagSeen("04A1B2C3D4E5F6", "out"))
    assert kiosk.beside.snapshot().owner is None
    kiosk.card("tomasz")
    station._observe(at + 12_000, ButtonSeen("end"))
    assert kiosk.beside.snapshot().owner is None
    assert "04A1B2C3D4E5F6" not in str(kiosk.events())
    kiosk.close()


def test_another_machine_on_the_cable_blocks_cards_until_a_maintainer_has_looked(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, Profile(mode="poller", identity="CNC-ONE"))
    kiosk.wait(3)
    kiosk.cable.says(b"[VER:1.1h.20190830:LASER-TWO]\r\n[OPT:V,15,128]\r\nok\r\n")
    kiosk.wait(1)
    assert kiosk.beside.snapshot().line is Line.WRONG_MACHINE
    assert kiosk.card("amina").verdict is Verdict.REFUSED
    assert kiosk.bodies("identity")[-1]["is_expected"] is False
    kiosk.beside.release(CARDS["mary"])
    assert kiosk.beside.snapshot().line is Line.GOOD
    assert kiosk.card("amina").verdict is Verdict.ALLOWED
    kiosk.die()
    kiosk.begin_again()
    kiosk.wait(3)
    kiosk.cable.says(b"[VER:1.1h.20190830:LASER-TWO]\r\n[OPT:V,15,128]\r\nok\r\n")
    kiosk.wait(1)
    assert kiosk.beside.snapshot().line is Line.GOOD
    kiosk.close()


def test_most_lines_unreadable_is_a_wrong_baud(kiosk: Kiosk) -> None:
    for _ in range(30):
        kiosk.cable.says(b"\xfe\x80\xf8\x06\r\n")
        kiosk.wait(0.5)
    assert kiosk.beside.snapshot().line is Line.CHECK_BAUD


def test_a_new_profile_takes_effect_when_nobody_is_at_the_machine(kiosk: Kiosk) -> None:
    kiosk.server.is_away = False
    kiosk.card("amina")
    kiosk.offer(a_pack(profile=Profile(mode="poller", quiet_seconds=45)))
    kiosk.wait(61)
    kiosk.agent.exchange()
    assert not kiosk.agent.wants_restart
    kiosk.beside.done()
    kiosk.agent.exchange()
    assert kiosk.agent.wants_restart
    kiosk.die()
    kiosk.begin_again()
    assert kiosk.beside.station.profile.quiet == 45
    assert kiosk.beside.station.profile.port == str(kiosk.port)


def test_a_release_without_a_network_holds_although_the_last_pack_says_otherwise(kiosk: Kiosk) -> None:
    kiosk.beside.report_problem("smoke", is_unsafe=True)
    kiosk.server.is_away = False
    kiosk.offer(a_pack(state="out_of_order", made_at="2026-11-26T09:05:00Z"))
    kiosk.clock.wind(61)
    kiosk.agent.exchange()
    kiosk.server.is_away = True
    kiosk.beside.release(CARDS["mary"])
    assert kiosk.beside.snapshot().standing is Standing.FREE
    assert kiosk.card("amina").verdict is Verdict.ALLOWED
    kiosk.die()
    kiosk.begin_again()
    assert kiosk.beside.snapshot().standing is Standing.FREE


def test_a_machine_that_is_given_back_on_the_server_is_free_here_too(kiosk: Kiosk) -> None:
    kiosk.beside.report_problem("smoke", is_unsafe=True)
    kiosk.server.is_away = False
    for made, state, standing in (
        ("09:01", "in_service", Standing.NOT_SAFE),  # made before the server heard of it
        ("09:05", "out_of_order", Standing.NOT_SAFE),
        ("09:30", "in_service", Standing.FREE),
    ):
        kiosk.offer(a_pack(state=state, made_at=f"2026-11-26T{made}:00Z"))
        kiosk.clock.wind(61)
        kiosk.agent.exchange()
        kiosk.agent.work()
        assert kiosk.beside.snapshot().standing is standing
