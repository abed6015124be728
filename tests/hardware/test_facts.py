"""Besides states, facts tell who a machine is, what was noise, a meter that starts or goes quiet."""

from __future__ import annotations

from hardware.kiosk.inference import Inference, jobs_of
from hardware.kiosk.virtual.grbl_board import GrblBoard
from hardware.kiosk.virtual.grbl_settings import GRBL
from hardware.vocabulary import (
    BadLine,
    ContactLine,
    EventKind,
    IdentitySeen,
    InputSeen,
    KioskEvent,
    LineLost,
    MeterAlive,
    MeterBounds,
    MeterHello,
    MeterReading,
    Profile,
)
from tests.hardware.watched import IDLE, RUN, Watched

METER = Profile(dialect="fm1", mode="listen", meter=MeterBounds(0, 2000, 800))


def told(watched: Watched, kind: EventKind) -> list[dict[str, object]]:
    return [event.body for event in watched.events if event.kind is kind]


def test_another_machine_on_the_port_is_noticed() -> None:
    watched = Watched(Profile(identity="left bench"))
    watched.see(
        IdentitySeen("Grbl", "1.1h.20190830:Left Bench", "VER"), IdentitySeen("Grbl", "V,15,128", "OPT")
    )
    watched.see(IdentitySeen("Grbl", "1.1h.20190830:Left Bench", "VER"))
    watched.see(IdentitySeen("Grbl", "1.1h.20190830:right", "VER"))
    assert [body["is_expected"] for body in told(watched, EventKind.IDENTITY)] == [True, False]
    anything = Watched()
    anything.see(IdentitySeen("Grbl", "1.1h.20190830:", "VER"))
    assert told(anything, EventKind.IDENTITY)[0]["is_expected"] is True


def test_noise_is_told_once_a_minute_with_a_line_to_look_at() -> None:
    watched = Watched().stays(IDLE, 300)
    assert told(watched, EventKind.NOISE) == []
    for _ in range(60):
        watched.stays(IDLE, 1)
        watched.see(BadLine(30, "not text", b"\xff\x00<Ru"), LineLost(2))
    watched.stays(IDLE, 120)
    noise = told(watched, EventKind.NOISE)
    assert sum(int(str(body["bad"])) for body in noise) == 60
    assert sum(int(str(body["lost"])) for body in noise) == 120
    assert len(noise) in (1, 2)
    assert noise[0]["sample"] == "\\xff·<Ru"


def test_a_meter_that_starts_is_told_and_one_that_says_nothing_is_silent() -> None:
    watched = Watched(METER)
    watched.see(MeterHello(17, "FM1-0001"))
    watched.stays(MeterReading(0, 2500), 30)
    watched.passes(14)
    assert watched.inference.state == "busy"
    watched.passes(3)
    assert watched.inference.state == "silent"
    assert told(watched, EventKind.METER_HELLO) == [{"boot": 17, "ident": "FM1-0001"}]
    assert watched.job().outcome == "lost"


def test_a_current_that_flutters_between_the_bounds_is_one_job() -> None:
    watched = Watched(METER, step=1000)
    watched.stays(MeterReading(0, 350), 10)
    watched.stays(MeterReading(0, 1500), 30)
    assert watched.opened == []
    watched.stays(MeterReading(0, 2500), 5).stays(MeterReading(0, 1500), 20).stays(MeterReading(0, 500), 10)
    watched.stays(MeterReading(0, 1500), 20).stays(MeterReading(0, 350), 60)
    job = watched.job()
    assert (job.busy_s, job.idle_s) == (45, 10)
    watched.see(MeterReading(0, 2500))
    watched.stays(MeterReading(0, 350), 60)
    assert len(watched.jobs()) == 1


def test_another_channel_of_the_meter_is_another_machine() -> None:
    assert Watched(METER).stays(MeterReading(1, 9000), 60).opened == []


def test_an_input_of_the_meter_holds_as_long_as_the_meter_lives() -> None:
    profile = Profile(dialect="fm1", mode="listen", contact=ContactLine("run"))
    watched = Watched(profile, step=1000)
    watched.see(InputSeen("lid", True), InputSeen("run", True))
    watched.stays(MeterAlive(), 60)
    watched.see(InputSeen("run", False))
    job = watched.stays(MeterAlive(), 60).job()
    assert job.busy_s == 60
    watched.see(InputSeen("run", True))
    watched.stays(MeterAlive(), 60)
    assert watched.passes(30).jobs()[-1].outcome == "lost"


def state(seq: int, at: int, name: str, machine: str = "m", boot: str = "b1") -> KioskEvent:
    body = {"class": name, "since_ms": at, "last_ms": at}
    return KioskEvent("k", boot, seq, at, machine, EventKind.MACHINE_STATE, body)


def test_two_machines_at_one_kiosk_keep_their_jobs_apart_and_both_notice_its_restart() -> None:
    events = [
        state(1, 1000, "busy", "m"),
        state(2, 2000, "busy", "n"),
        state(3, 9000, "busy", "m"),
        state(4, 9000, "busy", "n"),
        KioskEvent("k", "b1", 5, 20_000, "", EventKind.AGENT_STARTED),
        state(6, 21_000, "busy", "m"),
        state(7, 21_000, "idle", "n"),
        state(8, 30_000, "idle", "m"),
        state(9, 60_000, "idle", "m"),
    ]
    one, other = jobs_of(events, {})
    assert (one.machine, one.outcome, one.busy_s, one.gaps_s) == ("m", "finished", 17, 12)
    assert (other.machine, other.outcome, other.busy_s) == ("n", "agent_down", 7)


def test_a_boot_whose_first_event_is_missing_is_a_restart_all_the_same() -> None:
    events = [state(1, 1000, "busy"), state(2, 9000, "busy"), state(3, 40_000, "idle", boot="b2")]
    (job,) = jobs_of(events, {})
    assert (job.outcome, job.busy_s) == ("agent_down", 8)


def test_a_job_that_goes_on_is_among_the_jobs_open() -> None:
    (job,) = jobs_of([state(1, 1000, "busy"), state(2, 9000, "busy")], {})
    assert job.is_open and job.busy_s == 8 and job.closed_mono_ms is None


def test_a_sender_that_counts_letters_is_answered_for_each_line_whoever_asks_meanwhile() -> None:
    board = GrblBoard(GRBL)
    board.power_on()
    board.run_until(0.1)
    board.take_output()
    lines = [b"G21 G90 F6000\n", *(b"G1 X%d Y%d\n" % (n % 7, n % 5) for n in range(601)), b"M2\n"]
    waiting: list[int] = []
    answered, said, turn, at = 0, b"", 0, 0
    inference = Inference(Profile())
    assert inference.job(0) is None
    while answered < len(lines) and turn < 200_000:
        turn += 1
        while at < len(lines) and sum(waiting) + len(lines[at]) <= 127:
            board.receive(lines[at])
            waiting.append(len(lines[at]))
            at += 1
        if turn % 10 == 0:
            board.receive(b"?")
        board.run_until(board.now + 0.01)
        said += board.take_output()
        *whole, said = said.split(b"\r\n")
        for line in whole:
            assert not line.startswith((b"error", b"ALARM"))
            if line == b"ok":
                answered += 1
                waiting.pop(0)
    assert answered == len(lines) == 603
    assert board.lost_bytes == 0


def test_a_run_that_was_seen_is_told_as_it_was() -> None:
    watched = Watched().stays(IDLE, 2).stays(RUN, 12).stays(IDLE, 25)
    shown = [
        (event.body["class"], event.body["since_ms"]) for event in watched.events if "class" in event.body
    ]
    assert shown[:2] == [("idle", 1000), ("busy", 3000)]
    assert shown[-1] == ("idle", 15_000)
