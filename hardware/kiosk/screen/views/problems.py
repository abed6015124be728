"""What is wrong with the machine, by pictures; and its way back into service."""

from __future__ import annotations

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from hardware.kiosk.screen.pages import ask_page, go_home, pages, spell_of_screen
from hardware.vocabulary.signs import DANGERS, N_, PROBLEMS

JPEG = b"\xff\xd8\xff"


@pages.get("/problem")
def ask_problem() -> str:
    """What is not right: pictures."""
    return ask_page("problem")


@pages.post("/problem")
def report_problem() -> ResponseReturnValue:
    """Something is not right; the machine may go on."""
    _report(PROBLEMS, is_unsafe=False)
    return redirect("/thanks", 303)


@pages.get("/thanks")
def thank() -> str:
    """It is written down; a photo may follow."""
    return ask_page("thanks", "free")


@pages.get("/not-safe")
def ask_danger() -> str:
    """The second of two presses: what is dangerous."""
    return ask_page("danger", "not_safe")


@pages.post("/not-safe")
def report_danger() -> ResponseReturnValue:
    """It could hurt somebody: out of service at once, also without a line."""
    _report(DANGERS, is_unsafe=True)
    return go_home()


def _report(known: dict[str, str], *, is_unsafe: bool) -> None:
    what = request.form.get("what", "")
    if what not in known:
        abort(400)
    spell_of_screen().touch()
    spell_of_screen().agent.report_problem(what, is_unsafe=is_unsafe)


@pages.get("/photo")
def ask_photo() -> str:
    """The camera, for a photo of what is wrong."""
    return ask_page("photo")


@pages.post("/photo")
def add_photo() -> ResponseReturnValue:
    """A photo of the last fault."""
    photo = request.get_data()
    if not photo.startswith(JPEG):
        abort(400)
    spell_of_screen().agent.add_photo(photo)
    spell_of_screen().say("good", N_("The photo is with it."))
    return go_home()


@pages.get("/release")
def ask_release() -> str:
    """A maintainer makes a test run and shows their card."""
    return ask_page("release", card_to="/release")
