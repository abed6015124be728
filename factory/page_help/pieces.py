"""Help in place about furniture: pieces, labels, old spreadsheets, makeovers, occasions, the van."""

from __future__ import annotations

from core.errors import N_
from factory.page_help.shape import Help

PIECES = (
    Help(
        ("inventory.scan_desk",),
        N_("Show the label to the camera. Everything begins here."),
        N_(
            "A piece opens by itself. If the camera does not see it, press Type a code. Looking changes "
            "nothing."
        ),
        "tablets",
    ),
    Help(
        ("inventory.show_piece",),
        N_("One piece: where it is, what was done, what comes next."),
        N_("Press the big button for the next step. A mistake can be taken back."),
        "first-day",
    ),
    Help(
        ("inventory.take_in",),
        N_("Takes a new piece in: a photo, what it is, how heavy, a few questions."),
        N_("Press a picture for each answer. Not sure is a good answer too."),
        "first-day",
    ),
    Help(
        ("inventory.show_station",),
        N_("For one bench: each scan does the same thing, until you leave."),
        N_("Choose what a scan does here, then show one label after the other."),
        "tablets",
    ),
    Help(
        ("inventory.show_board", "inventory.list_pieces"),
        N_("All pieces of the site, by stage. The oldest stand first."),
        N_("Press a piece to open it. Press the words above the list to see fewer."),
        "first-day",
    ),
    Help(
        (
            "inventory.list_label_batches",
            "inventory.make_label_batch",
            "inventory.show_label_batch",
            "inventory.set_printer",
            "inventory.list_wall_cards",
        ),
        N_("The labels that give each piece its code, and the cards for the walls."),
        N_("Choose the sheet, make the labels, print one page and measure it with the ruler page first."),
        "printers",
    ),
    Help(
        ("inventory.list_places", "inventory.edit_place"),
        N_("The bays, shelves and benches where pieces stand."),
        N_("Add a place, then print its wall card. A place with pieces in it cannot be ended."),
        "first-day",
    ),
    Help(
        (
            "inventory.list_donors",
            "inventory.add_new_donor",
            "inventory.show_donor",
            "inventory.show_donation",
        ),
        N_("Who gave furniture, and what became of it."),
        N_("Open a donor to see the pieces, or to print a letter of thanks."),
        "first-day",
    ),
    Help(
        ("inventory.list_recipients", "inventory.show_recipient"),
        N_("Who receives furniture: organisations and households."),
        N_("Open one to see which pieces went there."),
        "first-day",
    ),
    Help(
        ("inventory.list_messages",),
        N_("What people wrote at the label of a piece, with their own phone."),
        N_("Read, answer if they asked, then press that it was seen."),
        "first-day",
    ),
    Help(
        ("inventory.list_refused",),
        N_("What a tablet did without a connection and could not be taken. Nothing was lost."),
        N_("Each line says why. Do it again at the piece, or put it aside."),
        "tablets",
    ),
    Help(
        ("inventory.list_imports", "inventory.show_import"),
        N_("Brings pieces from a spreadsheet. Nothing counts before you say so."),
        N_("Choose the file, look at the lines that do not fit, mend them, then take it in."),
        "opening",
    ),
    Help(
        (
            "bringing.show_bringing",
            "bringing.bring_works",
            "bringing.show_brought",
            "bringing.show_works_import",
        ),
        N_("Brings years of old spreadsheets in: pieces, people, courses, makeovers, visits."),
        N_(
            "Go from top to bottom. Take the template, copy your columns into it, choose the file. You see "
            "every line before it counts."
        ),
        "opening",
    ),
    Help(
        (
            "makeovers.list_makeovers",
            "makeovers.new_makeover",
            "makeovers.show_makeover",
            "makeovers.edit_referral",
            "makeovers.edit_survey",
            "makeovers.edit_plan",
            "makeovers.sign_makeover",
        ),
        N_("A home or community place that is made over, from the first call to the signature."),
        N_("The page says what comes next. It counts as done when the people there have signed."),
        "first-day",
    ),
    Help(
        (
            "makeovers.choose_pieces",
            "makeovers.list_makeover_pieces",
            "makeovers.list_makeover_photos",
        ),
        N_("The furniture and the photos of one makeover."),
        N_("Only pieces that are ready can be chosen. Faces and house numbers stay out of photos."),
        "first-day",
    ),
    Help(
        ("makeovers.list_work_days", "makeovers.list_my_work_days"),
        N_("The days of work at a home: who comes, when, what to bring."),
        N_("Press a day. The address is shown only to those who go there, and only around that day."),
        "first-day",
    ),
    Help(
        (
            "occasions.list_occasions",
            "occasions.show_occasion",
            "occasions.edit_occasion",
            "occasions.add_new_occasion",
            "occasions.count_occasion_heads",
        ),
        N_("Open days, workshops, repair cafés and exhibitions, with heads counted."),
        N_("Add the occasion before the day. On the day count heads; one number is enough."),
        "occasions",
    ),
    Help(
        (
            "occasions.list_help",
            "occasions.add_new_help",
            "occasions.edit_help",
            "occasions.list_artefacts",
            "occasions.add_new_artefact",
            "occasions.edit_artefact",
        ),
        N_("Help that you gave to others, and things that were made and shown."),
        N_("Add one when it has happened, with its day."),
        "occasions",
    ),
    Help(
        (
            "repair_cafes.show_desk",
            "repair_cafes.show_queue",
            "repair_cafes.show_ticket",
            "repair_cafes.bring_file",
            "repair_cafes.show_repairs",
        ),
        N_("A repair café: who brings what, who mends it, and how it ended."),
        N_("Make a ticket for each thing. Call the next. At the end say how it ended."),
        "occasions",
    ),
    Help(
        ("van.show_day",),
        N_("The day of the van: collections and deliveries, in order."),
        N_("Open a stop and press what happened there. It also works without a connection."),
        "tablets",
    ),
    Help(
        (
            "van.list_offers",
            "van.add_offer",
            "van.show_offer",
        ),
        N_("Furniture that people offer from their homes."),
        N_("Open what is new, say yes or a kind no, then put it on a round."),
        "first-day",
    ),
    Help(
        (
            "van.list_rounds",
            "van.add_round",
            "van.show_round",
            "van.list_deliveries",
            "van.add_delivery",
            "van.show_delivery",
        ),
        N_("Rounds that fetch furniture, and deliveries that bring it."),
        N_("Choose the day, put the stops in order, print the sheet for the driver."),
        "first-day",
    ),
)
"""Each: its pages, what this is, what to press, its chapter in the paper manual."""
