"""The pages and presses of the screen. Each press is a plain form; a script makes them quick, none needs it."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from hardware.kiosk.screen import scanned
from hardware.kiosk.screen.scenes import Scene, scene_of, urgent_of
from hardware.kiosk.screen.spell import Spell
from hardware.kiosk.screen.words import installed
from hardware.kiosk.showing import CardAnswer, Role, Standing, Verdict
from hardware.vocabulary.signs import DANGERS, N_, PROBLEMS

pages = Blueprint("kiosk", __name__)
LONGEST_WAIT_SECONDS = 10.0
LOOK_EACH_SECONDS = 0.2
LEAVE_SECONDS = 25
JPEG = b"\xff\xd8\xff"


def _spell() -> Spell:
    spell: Spell = current_app.extensions["kiosk"]
    return spell


def _short(text: str) -> str:
    """A short mark of `text`, another one after each start of the kiosk."""
    return hashlib.sha256(f"{current_app.config['START_WORD']} {text}".encode()).hexdigest()[:16]


def _show(scene: Scene, *, leave: int = 0, card_to: str = "/card", **values: Any) -> str:
    """A page. `leave` seconds after the last press it goes back to the machine; a card goes to `card_to`."""
    spell = _spell()
    shown = spell.agent.snapshot()
    mark = _short(urgent_of(shown) if leave else spell.mark())
    return render_template(
        f"kiosk/{scene.template}.html",
        shown=shown,
        scene=scene,
        note=spell.note,
        mark=mark,
        leave=leave,
        card_to=card_to,
        **values,
    )


def _ask(template: str, ground: str = "paper", **values: Any) -> str:
    """A page that somebody opened by a press."""
    _spell().touch()
    return _show(Scene(template, ground), leave=LEAVE_SECONDS, **values)


def _home() -> ResponseReturnValue:
    return redirect("/", 303)


@pages.get("/")
def home() -> str:
    """How the machine stands."""
    return _show(scene_of(_spell().agent.snapshot()))


@pages.get("/now")
def now() -> Response:
    """Answers when the page has changed, else after a while; with the clock's seconds."""
    spell, known = _spell(), request.args.get("mark", "")
    is_asked = request.args.get("page") == "asked"
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        shown = spell.agent.snapshot()
        mark = _short(urgent_of(shown) if is_asked else spell.mark())
        if mark != known or time.monotonic() >= until:
            runs = shown.standing is Standing.RUNNING
            return jsonify(mark=mark, busy=round(shown.busy_seconds, 1), runs=runs)
        time.sleep(LOOK_EACH_SECONDS)


# Cards and labels


@pages.post("/scan")
def scan() -> ResponseReturnValue:
    """A reader typed something, or the camera saw it: a card, a label, or nothing of ours."""
    seen = scanned.read(request.form.get("text", ""))
    spell = _spell()
    spell.touch()
    if seen is None:
        spell.say("look", N_("That could not be read. Show it again."))
    elif seen.kind == "card":
        return _take_card(seen.value, request.form.get("to", "/card"))
    elif spell.agent.scan_piece(seen.value):
        spell.say("good", N_("You work on %(name)s now."), seen.value)
    else:
        spell.say("look", N_("Show your card first, then the label."))
    return _home()


def _take_card(token: str, to: str) -> ResponseReturnValue:
    """Hand a card to whatever waits for it."""
    spell = _spell()
    task = to.removeprefix("/care/")
    if to == "/release":
        _tell(spell.agent.release(token), N_("The machine is back in service. Thank you, %(name)s."))
    elif task != to and task in {due.what for due in spell.agent.snapshot().due}:
        _tell(spell.agent.maintenance_done(task, token), N_("Written down. Thank you, %(name)s."))
    else:
        answer = spell.agent.show_card(token)
        if answer.role in (Role.HELPER, Role.SUPERVISOR) and answer.verdict is Verdict.ALLOWED:
            spell.say("good", N_("%(name)s is beside you now."), _called(answer))
    return _home()


def _tell(answer: CardAnswer, done: str) -> None:
    if answer.verdict is Verdict.ALLOWED:
        _spell().say("good", done, _called(answer))
    else:
        _spell().say("look", N_("Only a maintainer's card can do that."))


def _called(answer: CardAnswer) -> str:
    return answer.somebody.called if answer.somebody else ""


@pages.get("/show")
def ask_card() -> str:
    """The camera, for a card where no reader is."""
    return _ask("show")


@pages.get("/piece")
def ask_piece() -> str:
    """The camera, for the label of the piece."""
    return _ask("piece")


# What is wrong


@pages.get("/problem")
def ask_problem() -> str:
    """What is not right: pictures."""
    return _ask("problem")


@pages.post("/problem")
def report_problem() -> ResponseReturnValue:
    """Something is not right; the machine may go on."""
    _report(PROBLEMS, is_unsafe=False)
    return redirect("/thanks", 303)


@pages.get("/thanks")
def thank() -> str:
    """It is written down; a photo may follow."""
    return _ask("thanks", "free")


@pages.get("/not-safe")
def ask_danger() -> str:
    """The second of two presses: what is dangerous."""
    return _ask("danger", "not_safe")


@pages.post("/not-safe")
def report_danger() -> ResponseReturnValue:
    """It could hurt somebody: out of service at once, also without a line."""
    _report(DANGERS, is_unsafe=True)
    return _home()


def _report(known: dict[str, str], *, is_unsafe: bool) -> None:
    what = request.form.get("what", "")
    if what not in known:
        abort(400)
    _spell().touch()
    _spell().agent.report_problem(what, is_unsafe=is_unsafe)


@pages.get("/photo")
def ask_photo() -> str:
    """The camera, for a photo of what is wrong."""
    return _ask("photo")


@pages.post("/photo")
def add_photo() -> ResponseReturnValue:
    """A photo of the last fault."""
    photo = request.get_data()
    if not photo.startswith(JPEG):
        abort(400)
    _spell().agent.add_photo(photo)
    _spell().say("good", N_("The photo is with it."))
    return _home()


@pages.get("/release")
def ask_release() -> str:
    """A maintainer makes a test run and shows their card."""
    return _ask("release", card_to="/release")


# Care


@pages.get("/care")
def ask_care() -> str:
    """What is due."""
    return _ask("care")


@pages.get("/care/<task>")
def ask_care_done(task: str) -> ResponseReturnValue:
    """A maintainer shows their card for what is done."""
    if task not in {due.what for due in _spell().agent.snapshot().due}:
        return _home()
    return _ask("care_done", card_to=f"/care/{task}", task=task)


# The person at the machine


@pages.get("/material")
def ask_material() -> str:
    """What lies in the machine: pictures."""
    return _ask("material")


@pages.post("/material")
def choose_material() -> ResponseReturnValue:
    """It lies in the machine; what is forbidden is told so and not taken."""
    material, spell = request.form.get("material", ""), _spell()
    machine = spell.agent.snapshot().machine
    spell.touch()
    if material in machine.allowed:
        spell.agent.choose_material(material)
    elif material in machine.forbidden:
        return _ask("forbidden", "refused", material=material)
    return _home()


@pages.post("/done")
def done() -> ResponseReturnValue:
    """Whoever is signed on is done."""
    _spell().agent.done()
    return _home()


@pages.post("/still-here")
def still_here() -> ResponseReturnValue:
    """Whoever is signed on still uses it."""
    _spell().agent.still_here()
    return _home()


@pages.post("/without-card")
def use_without_card() -> ResponseReturnValue:
    """Somebody without a card uses it."""
    _spell().agent.use_without_card()
    _spell().say("good", N_("Good. Tell staff your name today."))
    return _home()


@pages.get("/card-of-machine")
def show_picture_card() -> str:
    """The whole picture card, large."""
    return _ask("picture_card")


@pages.get("/language")
def ask_language() -> str:
    """The languages that are installed, by their own names."""
    return _ask("language")


@pages.post("/language")
def choose_language() -> ResponseReturnValue:
    """Speak another language until nobody has pressed anything for a while."""
    language = request.form.get("language", "")
    if language in installed():
        _spell().choose_language(language)
    return _home()
