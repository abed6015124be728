"""The help of the tablet's screens: what each is, and what to press."""

from __future__ import annotations

from core.errors import N_

HELP_WORDS = (
    N_("Show the label to the camera. Looking changes nothing."),
    N_("A piece opens by itself. If the camera does not see it, press Type a code."),
    N_("One piece: where it is, and what comes next."),
    N_("Press the big button. A mistake can be taken back."),
    N_("A new piece comes in: a photo, what it is, how heavy."),
    N_("Answer each question with a picture. Not sure is a good answer too."),
    N_("Each scan does the same thing here, until you leave."),
    N_("Choose what a scan does. Then show one label after the other."),
    N_("Moves a whole pile at once."),
    N_("Show each label, then press once for all."),
    N_("Tells the tablet who is working."),
    N_("Show your card, or press your picture. Forgotten? Ask at the counter."),
    N_("Coming and going: your hours are counted from here."),
    N_("Show your card when you come and when you go. Nothing else is needed."),
    N_("Who is in the building. For a fire: go outside first."),
    N_("Call each name. Tap each person whom you see outside."),
    N_("Somebody was hurt, or nearly. Help the person first."),
    N_("Press the picture that fits. It is kept, even without a connection."),
    N_("Who came to the class."),
    N_("Press once for each learner. It is kept, even without a connection."),
    N_("What a learner has shown, one criterion at a time."),
    N_("Look at the work, add a photo, then decide."),
    N_("The van's day: fetch and bring, stop by stop."),
    N_("Open the next stop and press what happened. It is kept, even without a connection."),
    N_("The camera shows no picture."),
    N_("Do what the page says, or go on by typing codes."),
    N_("In the paper manual:"),
    N_("Help"),
    N_("A work day at a makeover: who is there and what is to do."),
    N_("Show your card when you come and when you go. It is kept, even without a connection."),
)
