"""Reports become jobs: opened, rested, paused and ended as the machine really did, on the kiosk as on the server."""

from __future__ import annotations

import pytest

from hardware.kiosk.protocols.marlin import PROCESSING
from hardware.vocabulary import (
    AlarmSeen,
    Answered,
    BadLine,
    BannerSeen,
    ContactLine,
    InputSeen,
    LineSent,
    MessageSeen,
    PortLost,
    Profile,
    SentKind,
    Traffic,
)
from tests.hardware.watched import (
    ALARM,
    CHECK,
    CUTTING,
    DOOR,
    HOLD,
    HOME,
    IDLE,
    IDLE_SPINNING,
    JOG,
    RUN,
    Watched,
    shown,
)

BANNER = BannerSeen("Grbl 1.1h ['$' for help]")


def test_a_job_runs_from_its_first_report_to_the_first_idle_one() -> None:
    job = Watched().stays(IDLE, 5).stays(RUN, 60).stays(IDLE, 30).job()
    assert (job.opened_mono_ms, job.closed_mono_ms) == (6000, 66_000)
    assert (job.busy_s, job.idle_s, job.outcome, job.is_counted) == (60, 0, "finished", True)
    assert job.samples == 240


def test_one_stray_report_is_no_job() -> None:
    watched = Watched().stays(IDLE, 5)
    for _ in range(50):
        watched.stays(RUN, 0.25).stays(IDLE, 0.5)
    assert watched.opened == []
    assert watched.jobs() == []


def test_two_reports_in_a_row_are_a_job() -> None:
    watched = Watched().stays(IDLE, 5).stays(RUN, 0.5)
    (opened,) = watched.opened
    assert opened.opened_mono_ms == 6000


def test_one_report_is_believed_after_two_seconds_unless_bad_lines_follow() -> None:
    watched = Watched().stays(IDLE, 1)
    watched.see(RUN)
    watched.passes(1.75)
    assert watched.opened == []
    watched.passes(0.25)
    assert len(watched.opened) == 1
    noisy = Watched().stays(IDLE, 1)
    noisy.see(RUN, BadLine(9, "report"))
    assert noisy.passes(4).opened == []


@pytest.mark.parametrize(
    ("is_laser", "rest", "jobs"), [(False, 19, 1), (False, 21, 2), (True, 44, 1), (True, 46, 2)]
)
def test_a_dwell_reads_idle_and_ends_nothing_until_it_is_too_long(
    is_laser: bool, rest: int, jobs: int
) -> None:
    watched = (
        Watched(Profile(is_laser=is_laser)).stays(RUN, 30).stays(IDLE, rest).stays(RUN, 30).stays(IDLE, 60)
    )
    assert len(watched.jobs()) == jobs
    assert sum(job.busy_s for job in watched.jobs()) == 60
    assert sum(job.idle_s for job in watched.jobs()) == (rest if jobs == 1 else 0)


def test_a_pause_ends_nothing_however_long_and_half_an_hour_is_flagged() -> None:
    short = Watched().stays(RUN, 10).stays(HOLD, 600).stays(DOOR, 600).stays(RUN, 10).stays(IDLE, 30).job()
    assert (short.busy_s, short.paused_s, short.is_long_pause) == (20, 1200, False)
    long = Watched(step=1000).stays(RUN, 10).stays(HOLD, 7200).stays(RUN, 10).stays(IDLE, 30).job()
    assert (long.busy_s, long.paused_s, long.is_long_pause) == (20, 7200, True)


def test_jogging_opens_nothing_and_adds_nothing_to_a_job_that_has_ended() -> None:
    assert Watched().stays(JOG, 60).stays(IDLE, 60).jobs() == []
    job = Watched().stays(RUN, 10).stays(IDLE, 5).stays(JOG, 5).stays(IDLE, 30).job()
    assert (job.busy_s, job.setup_s, job.idle_s, job.closed_mono_ms) == (10, 0, 0, 11_000)
    job = (
        Watched()
        .stays(RUN, 10)
        .stays(IDLE, 5)
        .stays(JOG, 5)
        .stays(IDLE, 5)
        .stays(RUN, 10)
        .stays(IDLE, 30)
        .job()
    )
    assert (job.busy_s, job.setup_s, job.idle_s) == (20, 5, 10)


def test_an_alarm_ends_a_job_at_once_with_its_code() -> None:
    watched = Watched().stays(RUN, 10)
    watched.see(AlarmSeen(3, "ALARM:3"), BANNER, MessageSeen("[MSG:'$H'|'$X' to unlock]"))
    watched.stays(ALARM, 60)
    job = watched.job()
    assert (job.outcome, job.busy_s, job.closed_mono_ms) == ("alarm:3", 10, 11_000)


def test_an_alarm_may_come_in_a_report_alone() -> None:
    from hardware.vocabulary import StateClass, StateSeen

    coded = Watched().stays(RUN, 10).stays(StateSeen(StateClass.FAULT, "Alarm", 11), 5).job()
    assert (coded.outcome, coded.busy_s) == ("alarm:11", 10)
    assert Watched().stays(RUN, 10).stays(ALARM, 5).job().outcome == "alarm"


def test_a_banner_ends_a_job_as_a_reset() -> None:
    watched = Watched().stays(RUN, 10)
    watched.see(BANNER)
    assert shown([watched.stays(IDLE, 60).job()]) == [("reset", 10)]


def test_the_banner_at_the_end_of_check_mode_is_no_reset() -> None:
    watched = Watched().stays(RUN, 10).stays(IDLE, 2)
    watched.see(LineSent(SentKind.CHECK, "$C"), MessageSeen("[MSG:Enabled]"), Answered(True))
    watched.stays(CHECK, 2)
    watched.see(LineSent(SentKind.CHECK, "$C"), MessageSeen("[MSG:Disabled]"), Answered(True), BANNER)
    watched.stays(IDLE, 2).stays(RUN, 10).stays(IDLE, 30)
    assert shown([watched.job()]) == [("finished", 20)]


def test_a_banner_without_a_job_changes_nothing() -> None:
    watched = Watched().stays(IDLE, 5)
    watched.see(BANNER)
    assert watched.stays(IDLE, 30).jobs() == []


def test_silence_ends_a_job_at_the_last_good_report() -> None:
    watched = Watched().stays(RUN, 10).passes(4.5)
    assert watched.jobs() == []
    job = watched.passes(3).job()
    assert (job.outcome, job.busy_s, job.closed_mono_ms) == ("lost", 9.75, 10_750)


def test_one_unanswered_question_is_nothing() -> None:
    watched = Watched().stays(RUN, 10).passes(3).stays(RUN, 10).stays(IDLE, 30)
    assert shown([watched.job()]) == [("finished", 23)]


def test_garbage_is_no_sign_of_life() -> None:
    watched = Watched().stays(RUN, 10).stays(BadLine(40, "not text"), 10)
    assert watched.job().outcome == "lost"


def test_a_machine_that_homes_may_be_silent_for_a_minute() -> None:
    watched = Watched().stays(RUN, 10).stays(IDLE, 5)
    watched.see(LineSent(SentKind.HOMING, "$H"))
    watched.passes(55)
    assert watched.jobs() == []
    watched.see(Answered(True))
    watched.stays(IDLE, 5).stays(RUN, 10).stays(IDLE, 30)
    job = watched.job()
    assert (job.busy_s, job.setup_s) == (20, 55)
    reported = Watched().stays(HOME, 1).passes(50).stays(IDLE, 1)
    assert "silent" not in {event.body.get("class") for event in reported.events}
    assert "silent" in {event.body.get("class") for event in Watched().stays(HOME, 1).passes(70).events}


def test_unplugged_ends_a_job_at_the_last_good_report() -> None:
    watched = Watched().stays(RUN, 10)
    watched.see(PortLost("gone"))
    watched.passes(29)
    assert watched.jobs() == []
    job = watched.passes(5).job()
    assert (job.outcome, job.busy_s, job.gaps_s, job.closed_mono_ms) == ("unplugged", 9.75, 0, 10_750)


def test_plugged_in_again_and_still_at_it_is_the_same_job_with_a_gap() -> None:
    job = Watched().stays(RUN, 10).unplugged(20).stays(RUN, 10).stays(IDLE, 30).job()
    assert (job.outcome, job.busy_s, job.gaps_s) == ("finished", 19.75, 20.25)
    assert job.length_s == (job.closed_mono_ms or 0) / 1000 - job.opened_mono_ms / 1000


def test_plugged_in_again_and_idle_is_an_end_back_then() -> None:
    assert shown([Watched().stays(RUN, 10).unplugged(5).stays(IDLE, 30).job()]) == [("unplugged", 9.75)]


def test_plugged_in_too_late_is_another_job() -> None:
    watched = Watched().stays(RUN, 10).unplugged(40).stays(RUN, 10).stays(IDLE, 30)
    assert shown(watched.jobs()) == [("unplugged", 9.75), ("finished", 10)]


def test_what_rested_when_the_cable_was_pulled_had_finished() -> None:
    assert shown([Watched().stays(RUN, 10).stays(IDLE, 5).unplugged(60).job()]) == [("finished", 10)]


def test_a_job_that_goes_on_over_a_restart_of_the_agent_is_one_job_with_a_gap() -> None:
    job = Watched().stays(RUN, 60).killed(8).stays(RUN, 30).stays(IDLE, 30).job()
    assert job.outcome == "finished"
    assert job.busy_s + job.gaps_s == 98
    assert 8 <= job.gaps_s <= 18
    assert not job.needs_review


def test_a_job_that_is_over_when_the_agent_comes_back_ended_at_its_last_sign_of_life() -> None:
    job = Watched().stays(RUN, 60).killed(8).stays(IDLE, 30).job()
    assert (job.outcome, job.needs_review) == ("agent_down", True)
    assert 50 <= job.busy_s <= 60


def test_a_job_that_goes_on_over_a_reboot_is_one_job_with_the_gap_that_is_sure() -> None:
    job = Watched().stays(RUN, 60).killed(45, is_new_boot=True).stays(RUN, 30).stays(IDLE, 30).job()
    assert job.boot != job.closed_boot
    assert (job.outcome, job.gaps_s, job.closed_mono_ms) == ("finished", 45, 75_000)
    assert 80 <= job.busy_s <= 90


def test_an_agent_that_was_down_for_hours_adopts_nothing() -> None:
    watched = Watched().stays(RUN, 60).killed(3600).stays(RUN, 30).stays(IDLE, 30)
    assert [job.outcome for job in watched.jobs()] == ["agent_down", "finished"]


def test_a_pause_is_adopted_too() -> None:
    job = (
        Watched()
        .stays(RUN, 60)
        .stays(HOLD, 60)
        .killed(8)
        .stays(HOLD, 30)
        .stays(RUN, 10)
        .stays(IDLE, 30)
        .job()
    )
    assert job.outcome == "finished"
    assert job.length_s == 168


def test_a_short_job_is_kept_and_not_counted() -> None:
    job = Watched().stays(RUN, 4).stays(IDLE, 30).job()
    assert (job.busy_s, job.is_counted) == (4, False)


def test_a_spindle_that_was_left_on_is_flagged_and_its_time_is_the_jobs_alone() -> None:
    watched = Watched().stays(IDLE_SPINNING, 10).stays(CUTTING, 30).stays(RUN, 10).stays(IDLE_SPINNING, 60)
    job = watched.job()
    assert (job.spindle_on_s, job.is_spindle_left_on) == (30, True)
    assert not Watched().stays(CUTTING, 30).stays(IDLE, 60).job().is_spindle_left_on


def test_check_mode_is_no_job() -> None:
    assert Watched().stays(CHECK, 120).stays(IDLE, 30).jobs() == []


def test_a_contact_is_believed_after_two_seconds_and_needs_no_repetition() -> None:
    profile = Profile(dialect="contact", mode="contact", contact=ContactLine("cts"))
    watched = Watched(profile)
    watched.see(InputSeen("cts", False))
    watched.passes(5)
    watched.see(InputSeen("cts", True))
    watched.passes(60)
    watched.see(InputSeen("cts", False))
    job = watched.passes(60).job()
    assert (job.outcome, job.busy_s, job.opened_mono_ms) == ("finished", 60, 6000)
    watched.see(InputSeen("cts", True))
    watched.passes(1)
    watched.see(InputSeen("cts", False))
    assert len(watched.passes(60).jobs()) == 1
    upside_down = Profile(dialect="contact", mode="contact", contact=ContactLine("cts", False))
    watched = Watched(upside_down)
    watched.see(InputSeen("cts", False))
    assert watched.passes(10).inference.state == "busy"


def test_the_state_is_told_every_ten_seconds_while_not_idle() -> None:
    watched = Watched().stays(IDLE, 60)
    assert len(watched.events) == 1
    watched.stays(RUN, 60)
    times = [event.mono_ms for event in watched.events[1:]]
    assert len(times) == 6
    assert all(later - earlier == 10_000 for earlier, later in zip(times, times[1:], strict=False))
    assert len(watched.stays(IDLE, 600).events) <= 11


def test_the_open_job_can_be_looked_at() -> None:
    watched = Watched().stays(RUN, 33)
    job = watched.inference.job(watched.now)
    assert job is not None and job.is_open
    assert job.busy_s == 32.75


def test_two_stray_signs_of_work_an_hour_apart_are_no_job() -> None:
    watched = Watched(Profile(dialect="marlin")).stays(MessageSeen("T:21.3"), 5)
    for _ in range(3):
        watched.see(PROCESSING)
        watched.stays(MessageSeen("T:21.3"), 3600)
    assert watched.opened == []


def test_an_unread_machine_works_while_bytes_pass() -> None:
    profile = Profile(dialect="raw", mode="listen")
    job = Watched(profile).stays(Traffic(1), 60).passes(3).stays(Traffic(1), 60).passes(60).job()
    assert (job.outcome, job.busy_s) == ("finished", pytest.approx(123, abs=1))
    assert Watched(profile).stays(Traffic(1), 1).passes(60).opened == []


def test_a_struck_limit_says_nothing_until_it_is_reset_and_is_an_alarm_all_that_time() -> None:
    watched = Watched().stays(RUN, 20)
    watched.see(AlarmSeen(1, "ALARM:1"))
    watched.passes(600)
    assert (watched.inference.state, watched.inference.word) == ("fault", "Alarm")
    watched.see(PortLost("gone"))
    assert watched.inference.state == "silent"
    assert watched.job().outcome == "alarm:1"


def test_an_alarm_that_goes_on_answering_is_missed_when_it_falls_silent() -> None:
    watched = Watched().stays(RUN, 20)
    watched.see(AlarmSeen(3, "ALARM:3"))
    watched.stays(ALARM, 10).passes(60)
    assert watched.inference.state == "silent"


def test_homing_that_is_asked_for_amid_work_is_no_homing_yet() -> None:
    watched = Watched().stays(RUN, 20)
    watched.see(LineSent(SentKind.HOMING, "$H"), Answered(False, 8))
    job = watched.stays(RUN, 20).stays(IDLE, 30).job()
    assert (job.busy_s, job.setup_s) == (40, 0)
