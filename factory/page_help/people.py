"""Help in place about people: who they are, what they did, what is kept, and who watches over it."""

from __future__ import annotations

from core.errors import N_
from factory.page_help.shape import Help

PEOPLE = (
    Help(
        ("admin.list_people",),
        N_("Everybody who works, learns or helps here."),
        N_("Press a name to open the person, or New person to add one."),
        "first-day",
    ),
    Help(
        ("admin.new_person",),
        N_("Adds one person. One word is enough for a name."),
        N_(
            "Write the name as the person wants it, choose the language, then save. Roles and a card come "
            "next."
        ),
        "first-day",
    ),
    Help(
        ("admin.show_person",),
        N_("One person: roles, card, PIN, languages, and what may be done."),
        N_("Give a role first, then print the card. What was lost or ends is ended here, never deleted."),
        "first-day",
    ),
    Help(
        ("admin.print_blank_cards",),
        N_("Cards that belong to nobody yet, for the first hour of a new person."),
        N_("Say how many, print them, and keep them at the counter."),
        "first-day",
    ),
    Help(
        ("admin.show_admin",),
        N_("The doors of the administrator: sites, tablets, people, the record of changes, health."),
        N_("Press the door that you need. Begin with the site, then people, then a tablet."),
        "install",
    ),
    Help(
        (
            "admin.list_sites",
            "admin.new_site",
            "admin.edit_site",
        ),
        N_("The places where you work: a factory, a FabLab, a van."),
        N_("Press a site to change its name, phone or hours."),
        "install",
    ),
    Help(
        ("admin.list_devices",),
        N_("The tablets that may work here, and when each was last heard."),
        N_("Make a code here and type it on the tablet. A lost tablet is switched off here at once."),
        "tablets",
    ),
    Help(
        ("admin.list_grants",),
        N_("Who may operate, check, lead or enter, and until when."),
        N_("Two people give a permit: one asks, another agrees here."),
        "machines",
    ),
    Help(
        ("admin.show_audit",),
        N_("Everything that was changed: who, when, what."),
        N_("Choose a person, a day or a kind of change. Nothing here can be altered."),
        "privacy",
    ),
    Help(
        ("admin.show_health",),
        N_("Whether EcoWorks is well: backups, tablets, what waits."),
        N_("Green needs nothing. Where it is not green, the line says what to do."),
        "backup",
    ),
    Help(
        ("privacy.show_privacy", "privacy.list_columns"),
        N_("What is kept about people, why, and for how long."),
        N_("What is due stands on top: read it, then press. What was let go cannot come back."),
        "privacy",
    ),
    Help(
        ("privacy.list_doubles",),
        N_("Pairs that may be one person written twice."),
        N_("Look at both, then join them, or say that they are two people."),
        "privacy",
    ),
    Help(
        ("privacy.list_erasures",),
        N_("Who was erased, when, and by whom. No names are kept."),
        N_("Nothing needs to be pressed: this list is the proof."),
        "privacy",
    ),
    Help(
        ("privacy.show_kept",),
        N_("All that is kept about one person, to give to them or to erase."),
        N_("Save the file for the person. Erasing asks twice, and is for ever."),
        "privacy",
    ),
    Help(
        ("outbox.list_messages",),
        N_("What people must be told, and nobody has told them yet."),
        N_("Call or speak to the person, then press that it was told."),
        "training",
    ),
    Help(
        (
            "words.list_languages",
            "words.list_texts",
            "words.show_text",
        ),
        N_("The words of the screens in each language, and who has read them."),
        N_("Open a text that waits, read it aloud, mend it, and say that it is right."),
        "tablets",
    ),
    Help(
        (
            "visits.list_visits",
            "visits.show_visit",
            "visits.show_hours",
        ),
        N_("Who was here, when, and how many hours it makes."),
        N_("Press a line to correct a forgotten coming or going. The old time is kept beside it."),
        "first-day",
    ),
    Help(
        (
            "visits.key_in_day",
            "paper_day.show_paper_day",
            "paper_day.key_intake",
            "paper_day.key_machines",
            "paper_day.key_moves",
            "paper_day.key_register",
        ),
        N_("For a day without tablets: what was written on paper is typed in here."),
        N_(
            "Print the pads beforehand. Afterwards choose the day, type one line for each line of the "
            "paper, and save."
        ),
        "tablets",
    ),
    Help(
        ("visits.show_fire_list",),
        N_("Who is in the building now. It is for a fire: outside, call each name."),
        N_("Print it, or take the tablet out with you. Visitors without a name are only counted."),
        "first-day",
    ),
    Help(
        ("visits.show_my_hours",),
        N_("Your own hours here, day by day."),
        N_("If a time is wrong, tell the coordinator: it can be corrected."),
        "first-day",
    ),
    Help(
        ("mishaps.list_mishaps", "mishaps.show_mishap"),
        N_("Accidents and near misses: what happened, and what was done about it."),
        N_("Open what is new, write what was done, and close it when nobody can be hurt that way again."),
        "first-day",
    ),
    Help(
        ("mishaps.tell_new_mishap",),
        N_("Say here that somebody was hurt, or nearly. Help the person first."),
        N_("Answer with the pictures, one page after the other. It also works without a connection."),
        "tablets",
    ),
    Help(
        ("my_work.show_my_work", "my_work.show_person_work"),
        N_("The pieces that a person worked on, with photos from before and after."),
        N_("Press a piece to see its story. Press Print to take the work home on paper."),
        "first-day",
    ),
    Help(
        (
            "skills.set_my_skills",
            "skills.set_person_skills",
            "skills.list_skills",
        ),
        N_("What people can do, and what they would like to learn."),
        N_("Press the pictures that fit, then save. It can be changed at any time."),
        "first-day",
    ),
    Help(
        ("skills.list_pairs", "skills.show_pair"),
        N_("Two people who work side by side: one shows, one learns."),
        N_("Open a pair to write down a meeting, or to end it."),
        "first-day",
    ),
    Help(
        ("monitoring.edit_monitoring",),
        N_("The questions about people as a whole that a funder asks. Nobody sees who answered what."),
        N_("Choose which are asked. Small numbers are never shown."),
        "privacy",
    ),
    Help(
        ("monitoring.edit_my_monitoring",),
        N_("Questions about you. You do not have to answer, and nobody sees your name with it."),
        N_("Answer what you like, leave the rest, and save."),
        "privacy",
    ),
    Help(
        (
            "webhooks.list_webhooks",
            "open_data.list_keys",
            "open_data.show_doors",
        ),
        N_("What other programs may read from EcoWorks. No personal data goes out."),
        N_("Make one key for each program. Take a key back as soon as it is not needed."),
        "sharing",
    ),
    Help(
        ("front_desk.show_start",),
        N_("Your start: what waits for you today, and the doors that you may open."),
        N_("Begin with what stands on top."),
        "first-day",
    ),
    Help(
        ("front_desk.show_me",),
        N_("Your own page: language, hours, work, courses, what is kept about you."),
        N_("Press what you want to see or change."),
        "first-day",
    ),
    Help(
        ("front_desk.show_password",),
        N_("Puts a password that only you know in the place of the one that you were given."),
        N_("Type the one that you were given, then your own: four words that do not belong together."),
        "first-day",
    ),
    Help(
        ("front_desk.show_code",),
        N_("A code of your phone beside your password, so that a password alone opens nothing."),
        N_("Scan the picture with an authenticator app and type the six digits that it shows."),
        "first-day",
    ),
    Help(
        ("front_desk.find_things", "inventory.search_pieces"),
        N_("Finds a piece by its code, a person, a course or a place."),
        N_("Type a few letters and press Enter. Then press what you meant."),
        "first-day",
    ),
    Help(
        ("front_desk.change_site",),
        N_("At which site you work now."),
        N_("Press the site. Everything that you see and do is then of that site."),
        "first-day",
    ),
    Help(
        (
            "front_desk.choose_person",
            "front_desk.enter_pin",
            "front_desk.confirm_pin",
        ),
        N_("Tells the tablet who is working, so that your work is yours."),
        N_("Show your card, or press your picture and give your PIN. If you forgot it, ask at the counter."),
        "tablets",
    ),
    Help(
        ("front_desk.show_first_hour",),
        N_("For your first hour here: your name, your language, your picture."),
        N_("Answer one question after the other. One word is enough. You can always go back."),
        "tablets",
    ),
    Help(
        ("front_desk.help_person", "front_desk.choose_help"),
        N_("Helps somebody whose card is lost or whose PIN is forgotten."),
        N_("Choose the person, then what is missing. The old card stops working at once."),
        "tablets",
    ),
)
"""Each: its pages, what this is, what to press, its chapter in the paper manual."""
