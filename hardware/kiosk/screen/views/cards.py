"""Cards and labels, shown to the reader or the camera."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from hardware.kiosk.screen import scanned
from hardware.kiosk.screen.pages import ask_page, go_home, pages, spell_of_screen
from hardware.kiosk.showing import CardAnswer, Role, Verdict
from hardware.vocabulary.signs import N_


@pages.post("/scan")
def scan() -> ResponseReturnValue:
    """A reader typed something, or the camera saw it: a card, a label, or nothing of ours."""
    seen = scanned.read(request.form.get("text", ""))
    spell = spell_of_screen()
    spell.touch()
    if seen is None:
        spell.say("look", N_("That could not be read. Show it again."))
    elif spell.is_choosing:
        spell.say("look", N_("Press your machine first, then show it again."))
    elif seen.kind == "card":
        return _take_card(seen.value, request.form.get("to", "/card"))
    elif spell.agent.scan_piece(seen.value):
        piece = spell.agent.snapshot().piece
        called = spell.words().gettext(piece.called) if piece and piece.called else seen.value
        spell.say("good", N_("You work on %(name)s now."), called)
    elif spell.agent.snapshot().is_mending:
        spell.say("look", N_("This machine is only being looked after now. Take the piece to another one."))
    else:
        spell.say("look", N_("Show your card first, then the label."))
    return go_home()


def _take_card(token: str, to: str) -> ResponseReturnValue:
    """Hand a card to whatever waits for it."""
    spell = spell_of_screen()
    task, material = to.removeprefix("/care/"), to.removeprefix("/material/")
    if to == "/release":
        _tell(spell.agent.release(token), N_("The machine is back in service. Thank you, %(name)s."))
    elif material != to and material in spell.agent.snapshot().machine.tested:
        if spell.agent.pass_material(material, token):
            spell.say("good", N_("It may go in."))
        else:
            spell.say("look", N_("Only the card of a trainer who may use this machine can do that."))
    elif task != to and task in {due.what for due in spell.agent.snapshot().due}:
        _tell(spell.agent.maintenance_done(task, token), N_("Written down. Thank you, %(name)s."))
    else:
        answer = spell.agent.show_card(token)
        if answer.role in (Role.HELPER, Role.SUPERVISOR) and answer.verdict is Verdict.ALLOWED:
            spell.say("good", N_("%(name)s is beside you now."), _called(answer))
    return go_home()


def _tell(answer: CardAnswer, done: str) -> None:
    if answer.verdict is Verdict.ALLOWED:
        spell_of_screen().say("good", done, _called(answer))
    else:
        spell_of_screen().say("look", N_("Only a maintainer's card can do that."))


def _called(answer: CardAnswer) -> str:
    return answer.somebody.called if answer.somebody else ""


@pages.get("/show")
def ask_card() -> str:
    """The camera, for a card where no reader is."""
    return ask_page("show")


@pages.get("/piece")
def ask_piece() -> str:
    """The camera, for the label of the piece."""
    return ask_page("piece")
