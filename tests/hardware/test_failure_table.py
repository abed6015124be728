"""What goes wrong beside a machine, and the tests that say what must happen then: no row without one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROWS = {
    "the cable is pulled in a job": (
        "test_however_often_the_cable_is_pulled_the_minutes_are_right_within_a_second",
        "test_a_cable_that_stays_out_ends_the_job_when_it_was_last_seen",
        "test_it_tries_again_after_1_2_5_then_every_10_seconds",
        "test_a_pulled_cable_is_one_kind_of_loss_whatever_pyserial_raises",
    ),
    "the machine is switched off": (
        "test_a_machine_that_is_switched_off_is_silent_and_its_job_lost_at_the_last_sign_of_it",
        "test_silence_ends_a_job_at_the_last_good_report",
    ),
    "the machine is reset": (
        "test_a_banner_ends_a_job_as_a_reset",
        "test_a_reset_in_motion_is_an_alarm_with_its_code",
    ),
    "the kiosk is switched off or dies in a job": (
        "test_however_often_the_agent_is_killed_it_is_one_job_with_its_gaps",
        "test_a_job_whose_machine_had_stopped_meanwhile_is_to_be_looked_at",
        "test_after_a_restart_the_screen_goes_on_with_the_same_job",
        "test_a_job_that_goes_on_over_a_reboot_is_one_job_with_the_gap_that_is_sure",
        "test_whatever_was_said_to_be_kept_is_there_after_a_kill",
    ),
    "the server is away for days": (
        "test_a_week_without_the_server_is_told_afterwards_once_and_whole",
        "test_seven_days_without_a_server_are_drained_with_nothing_lost_or_doubled",
        "test_every_sum_is_the_same_without_what_only_repeats",
    ),
    "an upload is answered and the answer lost": (
        "test_a_lost_answer_is_asked_for_again_and_nothing_is_doubled",
        "test_each_event_is_answered_and_told_twice_it_is_a_duplicate",
        "test_order_split_and_repetition_change_nothing",
    ),
    "the clock is wrong, jumps, goes back": (
        "test_a_wrong_clock_changes_no_duration",
        "test_a_clock_that_jumps_in_a_job_changes_no_duration",
        "test_a_kiosk_with_a_clock_in_1970_is_counted_at_the_right_hours",
    ),
    "two cards, the second while it rests": (
        "test_a_second_card_while_nothing_runs_takes_over",
        "test_another_card_while_the_machine_rests_takes_over",
    ),
    "a second card while it runs": (
        "test_a_second_card_while_it_runs_helps_and_the_owner_stays",
        "test_another_card_while_it_runs_helps",
    ),
    "no card, and the machine runs": (
        "test_a_machine_that_runs_with_nobody_asks_who_it_is",
        "test_work_that_nobody_had_waits_a_day_to_be_claimed",
    ),
    "a card that is unknown or withdrawn": (
        "test_a_refusal_says_why",
        "test_what_is_sent_of_a_card_is_never_its_letters",
    ),
    "somebody who has no induction": (
        "test_a_refusal_never_touches_who_is_there",
        "test_who_may_only_beside_a_supervisor_begins_when_the_supervisors_card_follows",
        "test_a_refused_card_touches_nothing",
    ),
    "a machine that is left running, a person who forgot": (
        "test_nobody_is_signed_off_while_it_runs",
        "test_a_machine_left_running_stays_with_its_owner",
        "test_four_hours_at_work_are_nothing_and_a_moment_more_is_told_to_staff_once",
        "test_who_forgets_to_sign_off_is_asked_and_may_answer",
        "test_somebody_who_forgot_to_sign_off_is_gone_after_the_time_out",
    ),
    "a machine that is left in hold for hours": (
        "test_a_pause_ends_nothing_however_long_and_half_an_hour_is_flagged",
        "test_a_tool_change_by_m0_is_a_pause_however_long",
    ),
    "a question is not answered, the port is fine": (
        "test_one_unanswered_question_is_nothing",
        "test_a_question_that_is_never_answered_is_given_up_and_asked_again",
        "test_a_machine_that_homes_may_be_silent_for_a_minute",
    ),
    "garbage, another baud, half lines": (
        "test_noise_crashes_nothing_grows_nothing_and_makes_no_job",
        "test_noise_is_told_once_a_minute_with_a_line_to_look_at",
        "test_most_lines_unreadable_is_a_wrong_baud",
    ),
    "another machine on the port": (
        "test_another_machine_on_the_port_is_noticed",
        "test_another_machine_on_the_cable_blocks_cards_until_a_maintainer_has_looked",
    ),
    "a sender that opens the machine's own port": (
        "test_a_sender_at_the_machines_own_port_is_named_and_told_where_to_go",
        "test_one_that_we_may_not_look_into_is_noticed_all_the_same",
        "test_what_is_made_while_bytes_are_taken_is_to_be_looked_at",
        "test_a_program_at_the_machines_port_stands_on_the_kiosks_page_until_it_has_gone",
    ),
    "the kiosk's disk is full or worn out": (
        "test_a_full_disk_stops_neither_machine_nor_record_and_says_when_it_is_over",
        "test_what_neither_disk_nor_memory_could_hold_is_counted_and_told",
        "test_people_go_after_everything_else_and_what_went_is_counted",
        "test_what_a_kiosk_could_neither_write_nor_hold_stands_on_its_page",
    ),
    "the agent is started anew": (
        "test_the_link_to_the_senders_port_stays_the_same_over_a_restart",
        "test_systemd_starts_the_agent_anew_within_five_seconds",
    ),
}


def names() -> set[str]:
    return {
        name
        for path in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


@pytest.mark.parametrize("row", list(ROWS))
def test_each_row_has_its_tests(row: str) -> None:
    assert ROWS[row]
    assert set(ROWS[row]) <= names()


def test_a_test_that_has_gone_would_be_missed() -> None:
    assert "test_that_nobody_wrote" not in names()
    assert len(ROWS) == 20


def test_systemd_starts_the_agent_anew_within_five_seconds() -> None:
    unit = (HERE.parents[1] / "deploy" / "eco-kiosk.service").read_text(encoding="utf-8")
    told = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
    assert told["Restart"] == "always"
    assert float(told["RestartSec"].rstrip("s")) < 5
