"""What the person at the machine says: material, purpose, the checklist, language, done."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from hardware.kiosk.screen.pages import ask_page, go_home, pages, spell_of_screen
from hardware.vocabulary.signs import N_


@pages.get("/material")
def ask_material() -> str:
    """What lies in the machine: pictures."""
    return ask_page("material")


@pages.post("/material")
def choose_material() -> ResponseReturnValue:
    """It lies in the machine; what is forbidden is told so, written down and not taken. After a test a card decides."""
    material, spell = request.form.get("material", ""), spell_of_screen()
    machine = spell.agent.snapshot().machine
    spell.touch()
    if material in machine.tested:
        return ask_page("test_first", card_to=f"/material/{material}", material=material)
    if material in (*machine.allowed, *machine.forbidden):
        spell.agent.choose_material(material)
    if material in machine.forbidden:
        return ask_page("forbidden", "refused", material=material)
    return go_home()


@pages.post("/checks")
def look_at() -> ResponseReturnValue:
    """One thing of the checklist was looked at; which are left the page shows."""
    step, spell = request.form.get("step", ""), spell_of_screen()
    spell.touch()
    if step in spell.agent.snapshot().checks:
        spell.agent.look_at(step)
    return go_home()


@pages.get("/purpose")
def ask_purpose() -> ResponseReturnValue:
    """What it is used for, asked once more: pictures."""
    return ask_page("purpose") if spell_of_screen().agent.snapshot().owner else go_home()


@pages.post("/purpose")
def choose_purpose() -> ResponseReturnValue:
    """One touch; none of the pictures is an answer as well. For a piece its label is asked next."""
    purpose, spell = request.form.get("purpose", ""), spell_of_screen()
    spell.touch()
    if purpose and purpose not in spell.agent.snapshot().purposes:
        return go_home()
    spell.agent.choose_purpose(purpose)
    shown = spell.agent.snapshot()
    return redirect("/piece", 303) if purpose == "piece" and not shown.piece else go_home()


@pages.post("/done")
def done() -> ResponseReturnValue:
    """Whoever is signed on is done."""
    spell_of_screen().agent.done()
    return go_home()


@pages.post("/still-here")
def still_here() -> ResponseReturnValue:
    """Whoever is signed on still uses it."""
    spell_of_screen().agent.still_here()
    return go_home()


@pages.post("/without-card")
def use_without_card() -> ResponseReturnValue:
    """Somebody without a card uses it."""
    spell_of_screen().agent.use_without_card()
    spell_of_screen().say("good", N_("Good. Tell staff your name today."))
    return go_home()


@pages.get("/card-of-machine")
def show_picture_card() -> str:
    """The whole picture card, large."""
    return ask_page("picture_card")


@pages.get("/language")
def ask_language() -> str:
    """The languages that are installed, by their own names."""
    return ask_page("language")


@pages.post("/language")
def choose_language() -> ResponseReturnValue:
    """Speak another language until nobody has pressed anything for a while."""
    language = request.form.get("language", "")
    if language in spell_of_screen().languages():
        spell_of_screen().choose_language(language)
    return go_home()
