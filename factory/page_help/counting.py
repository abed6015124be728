"""Help in place about numbers, reports, what is public, and the machines."""

from __future__ import annotations

from core.errors import N_
from factory.page_help.shape import Help

COUNTING = (
    Help(
        ("programme.show_dashboard",),
        N_("The numbers of the programme beside their targets."),
        N_("Press Show rows under a number: there is everything that it counts. Press a row to open it."),
        "closing",
    ),
    Help(
        ("programme.list_rows",),
        N_("Everything that one number counts, row by row, and the rule."),
        N_("Press a row to open the piece or the class. What is wrong is mended there, not here."),
        "closing",
    ),
    Help(
        (
            "programme.list_targets",
            "programme.add_target",
            "programme.edit_target",
        ),
        N_("What was promised: how many, of what, by when."),
        N_("Add a target with its words from the contract. It then stands on the overview."),
        "closing",
    ),
    Help(
        (
            "programme.list_trained_rules",
            "programme.choose_trained_rule",
        ),
        N_("Who counts as trained: whoever came to a class, completed a run, or was awarded a unit."),
        N_(
            "Choose what the funder asks for and from which month on. You see what changes before you keep it."
        ),
        "closing",
    ),
    Help(
        (
            "programme.list_periods",
            "programme.end_period",
            "programme.list_adjustments",
        ),
        N_("A closed month keeps its numbers for ever. Later corrections stand beside it."),
        N_("Look first at the open ends, then close the oldest month."),
        "closing",
    ),
    Help(
        ("programme.list_open_ends",),
        N_("What is unfinished and would make a number wrong."),
        N_("Press a line, finish it there, and come back."),
        "closing",
    ),
    Help(
        (
            "programme.list_openings",
            "programme.add_opening",
            "programme.read_opening_sheet",
        ),
        N_("What had already been reached before EcoWorks, from your old reports."),
        N_("Write one figure with the report that it stands in, or bring a spreadsheet of them."),
        "opening",
    ),
    Help(
        ("programme.show_reports",),
        N_("Tables by month and site, for a report."),
        N_("Choose the time and the site, then press PDF, CSV or XLSX."),
        "closing",
    ),
    Help(
        (
            "profiles.list_forms",
            "profiles.add_form",
            "profiles.show_form",
            "profiles.add_form_line",
            "profiles.edit_form_line",
        ),
        N_("A funder's own form, filled from our numbers."),
        N_("Say once which number belongs in which line. Then choose the months and take the file."),
        "sharing",
    ),
    Help(
        ("impact.edit_impact",),
        N_("What the public sees of the programme. Nothing is public before you say so."),
        N_("Choose the numbers and the photos, look at the preview, then publish."),
        "sharing",
    ),
    Help(
        ("hardware.list_machines", "hardware.show_machine"),
        N_("The machines: which are free, in use, or not safe."),
        N_("Open a machine to see its hours, faults and who may use it."),
        "machines",
    ),
    Help(
        (
            "hardware.add_new_machine",
            "hardware.edit_machine",
            "hardware.edit_profile",
            "hardware.list_types",
            "hardware.edit_type",
        ),
        N_("What a machine is, how it is read, and which permit it needs."),
        N_("Save after each change. Guards and emergency stops are never done here: they are wired."),
        "machines",
    ),
    Help(
        (
            "hardware.list_faults",
            "hardware.report_machine_fault",
            "hardware.show_fault_reach",
        ),
        N_("Faults: what is broken, and whom it concerns."),
        N_("If it is not safe, say so first: the machine is then closed to everybody."),
        "machines",
    ),
    Help(
        ("hardware.list_upkeep",),
        N_("Maintenance that is due, by running hours."),
        N_("Do the work, then write here that it was done."),
        "machines",
    ),
    Help(
        (
            "hardware.list_sittings",
            "hardware.show_sitting",
            "hardware.list_claims",
            "hardware.list_unknown",
            "hardware.show_utilisation",
        ),
        N_("Who ran a machine, when, and for how long."),
        N_("Where nobody is named, say who it was. The old answer is kept."),
        "machines",
    ),
    Help(
        (
            "hardware.list_machine_bookings",
            "hardware.new_machine_booking",
            "hardware.new_booking_move",
            "hardware.show_bookings_calendar",
        ),
        N_("Times at a machine, booked ahead."),
        N_("Choose the machine and a free time, then book. Cancel early, so that others may have it."),
        "machines",
    ),
    Help(
        ("hardware.list_machine_cards", "hardware.list_tags"),
        N_("The card that hangs at each machine, and the tags people use there."),
        N_("Print the card and hang it where it is seen. A lost tag is switched off here."),
        "machines",
    ),
    Help(
        ("hardware.list_kiosks", "hardware.list_rejected"),
        N_("The small screens beside the machines, and what they could not hand over."),
        N_("Make a code and type it at the screen. What was put aside says why."),
        "kiosk",
    ),
)
"""Each: its pages, what this is, what to press, its chapter in the paper manual."""
