"""Help in place about courses, registers, criteria, inductions, and what proves them."""

from __future__ import annotations

from core.errors import N_
from factory.page_help.shape import Help

LEARNING = (
    Help(
        (
            "training.list_runs",
            "training.new_run",
            "training.show_run",
            "training.edit_run",
            "training.add_run_classes",
            "training.edit_class",
        ),
        N_("A run is one delivery of a course, with its classes and learners."),
        N_("Begin from the course. Add the days, book learners, then take the register at each class."),
        "training",
    ),
    Help(
        ("training.book_learner",),
        N_("Gives a learner a place in this run, or a place in the waiting list."),
        N_("Choose the person and save. A full run keeps the order of asking."),
        "training",
    ),
    Help(
        (
            "training.list_learners",
            "training.show_learner",
            "training.edit_record",
            "training.edit_needs",
            "training.edit_uln",
        ),
        N_("People who learn: their courses, what they need, what they have reached."),
        N_("Open a learner. What somebody needs is seen only by those who teach them."),
        "training",
    ),
    Help(
        (
            "training.bring_learners",
            "training.show_learner_import",
            "training.bring_units",
            "training.show_unit_import",
        ),
        N_("Brings learners, bookings or units from a spreadsheet."),
        N_("Take the template, fill it, choose the file. You see every line before it counts."),
        "opening",
    ),
    Help(
        ("training.list_learner_files", "training.show_body_files"),
        N_("Files for the awarding body and for your own records."),
        N_("Choose what and when, then press CSV or XLSX. Each file that is made is written down."),
        "training",
    ),
    Help(
        (
            "training.list_courses",
            "training.show_course",
            "training.new_course",
            "training.edit_course",
        ),
        N_("The courses that you offer. A course is a template: its runs have the days."),
        N_("Open a course to change it or to begin a new run."),
        "training",
    ),
    Help(
        (
            "training.list_bodies",
            "training.show_body",
            "training.new_qualification",
            "training.edit_qualification",
            "training.list_units",
            "training.show_unit",
            "training.new_unit",
            "training.write_criterion_words",
        ),
        N_("Awarding bodies, qualifications and units, as the body publishes them."),
        N_(
            "Copy them exactly. Criteria may be said in other languages too; English stays the one that "
            "counts."
        ),
        "training",
    ),
    Help(
        (
            "training.list_registers",
            "training.show_register",
            "training.list_register_events",
        ),
        N_("Who came to the class. Today's classes stand first."),
        N_("Press once for each learner: here, late, away. It also works without a connection."),
        "training",
    ),
    Help(
        ("training.sign_what_waits",),
        N_("What you did without a connection, and must still sign with your PIN."),
        N_("Read each line, then sign all of it with your PIN."),
        "training",
    ),
    Help(
        (
            "training.list_assessments",
            "training.show_grid",
            "training.show_folder",
            "training.show_cell",
            "training.show_column",
        ),
        N_("Learners beside criteria: what is met, what is missing, on what evidence."),
        N_("Press a square, look at the evidence, then decide. Only an assessor decides."),
        "training",
    ),
    Help(
        ("training.list_to_witness", "training.write_witness_statement"),
        N_("You saw somebody do something well: say so, for their course."),
        N_("Write what you saw with your own eyes, and sign it with your PIN."),
        "training",
    ),
    Help(
        (
            "training.show_sample",
            "training.show_draw",
            "training.show_item",
            "training.list_actions",
            "training.list_standardisations",
        ),
        N_("Checks that assessors decide alike: somebody else looks at a sample."),
        N_("Draw the sample, look at each, agree or set an action with a day."),
        "training",
    ),
    Help(
        (
            "training.list_visits",
            "training.show_visit",
            "training.show_visit_work",
            "training.list_run_visits",
        ),
        N_("The visit of an external verifier: only the runs that were chosen, only to read."),
        N_("Open a run, take your own sample, write actions. The access ends by itself."),
        "training",
    ),
    Help(
        (
            "training.list_assessors",
            "training.show_assessor",
            "training.entitle_assessor",
            "training.list_holidays",
            "training.list_appeals",
        ),
        N_("Who may assess and verify what, until when, and what was appealed."),
        N_("Add an assessor with the document that you saw. The document itself is not kept."),
        "training",
    ),
    Help(
        (
            "training.show_registration",
            "training.show_results",
            "training.show_rac",
            "training.record_run_completion",
            "training.show_awards",
        ),
        N_("From registration to result: what was sent to the awarding body and what came back."),
        N_("Work through the steps in their order. A step that is closed says what is missing."),
        "training",
    ),
    Help(
        (
            "training.list_certificates",
            "training.issue_certificates",
            "training.show_certificate",
        ),
        N_("Certificates. Anybody can check one with the code on it."),
        N_("Choose who has earned one, then print. A mistake is withdrawn and issued anew."),
        "training",
    ),
    Help(
        (
            "training.list_inductions",
            "training.new_induction",
            "training.show_checklist",
            "training.show_draft",
            "training.edit_step",
            "training.edit_question",
            "training.edit_draft_words",
            "training.preview_checklist",
        ),
        N_("What somebody must see and answer before they may use a machine."),
        N_("Change the draft, look at it as the learner does, then put it in force."),
        "training",
    ),
    Help(
        ("training.list_waiting", "training.see_practice"),
        N_("Who has answered everything and now waits for you to watch them."),
        N_("Watch the person work safely, tick what you saw, sign with your PIN."),
        "training",
    ),
    Help(
        ("training.list_permits",),
        N_("Who may use what, and until when."),
        N_("What ends soon stands first: arrange a renewal."),
        "training",
    ),
    Help(
        (
            "training.list_help",
            "training.list_outcomes",
            "training.tell_next_step",
        ),
        N_("How learners are doing after the course, and who needs a call."),
        N_("Ask, write the answer, save. No answer is an answer too."),
        "training",
    ),
    Help(
        (
            "training.show_my_classes",
            "training.show_my_units",
            "training.show_my_record",
            "training.show_my_skills",
        ),
        N_("Your own courses, days, units and certificates."),
        N_("Press a course to see when and where. You may print what is yours."),
        "training",
    ),
    Help(
        (
            "training.list_my_inductions",
            "training.show_my_induction",
            "training.ask_question",
        ),
        N_("What you may use here, and what is missing for the rest."),
        N_("Look at each step, press Next, answer with the pictures. You may try again."),
        "training",
    ),
    Help(
        ("training.tell_my_step",),
        N_("What came after your course: work, another course, something else."),
        N_("Press what fits and save. You need not answer."),
        "training",
    ),
    Help(
        ("evidence.choose_evidence",),
        N_("A pack for a funder: the figures with the rows and papers behind them."),
        N_(
            "Choose the time and the figures, then make the pack. Names stay out of it unless you choose "
            "otherwise."
        ),
        "sharing",
    ),
    Help(
        ("evidence.list_scans", "evidence.list_paper_scans"),
        N_("Signed papers, photographed and kept with what they prove."),
        N_("Photograph each page flat and whole, then save it with its paper."),
        "sharing",
    ),
)
"""Each: its pages, what this is, what to press, its chapter in the paper manual."""
