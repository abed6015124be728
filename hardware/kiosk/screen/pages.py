"""What every page of the screen is made with, and what stands before each press."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from hardware.kiosk.screen.scenes import Scene, urgent_of
from hardware.kiosk.screen.spell import Spell

pages = Blueprint("kiosk", __name__)
LEAVE_SECONDS = 25
FOR_ALL = frozenset(
    f"kiosk.{name}" for name in ("home", "now", "scan", "go_to", "go_back", "ask_language", "choose_language")
)
"""What can be asked of a screen that shows several machines."""
LOOKS = frozenset(("kiosk.home", "kiosk.now", "kiosk.go_back"))
"""What is no press at a machine; a browser that is led back home brings the headers of the press along."""


def spell_of_screen() -> Spell:
    """What the screen remembers between presses, and the agents behind it."""
    spell: Spell = current_app.extensions["kiosk"]
    return spell


@pages.before_request
def at_the_machine_of_the_page() -> ResponseReturnValue | None:
    """A press is meant for the machine that its page shows, whatever the screen has gone back to since."""
    spell = spell_of_screen()
    if spell.has_several:
        if request.endpoint not in LOOKS:
            spell.go_to(request.headers.get("X-Kiosk-Machine") or request.form.get("machine", ""))
        if spell.is_choosing and request.endpoint not in FOR_ALL:
            return go_home()
    return None


def short_mark(text: str) -> str:
    """A short mark of `text`, another one after each start of the kiosk."""
    return hashlib.sha256(f"{current_app.config['START_WORD']} {text}".encode()).hexdigest()[:16]


def show_page(scene: Scene, *, leave: int = 0, card_to: str = "/card", **values: Any) -> str:
    """A page. `leave` seconds after the last press it goes back to the machine; a card goes to `card_to`."""
    spell = spell_of_screen()
    shown = spell.shown()
    mark = short_mark(urgent_of(shown) if leave else spell.mark())
    return render_template(
        f"kiosk/{scene.template}.html",
        shown=shown,
        scene=scene,
        note=spell.note,
        voice=short_mark(spell.voice()) if scene.sound and not leave else "",
        mark=mark,
        leave=leave,
        card_to=card_to,
        **values,
    )


def ask_page(template: str, ground: str = "paper", **values: Any) -> str:
    """A page that somebody opened by a press."""
    spell_of_screen().touch()
    return show_page(Scene(template, ground), leave=LEAVE_SECONDS, **values)


def go_home() -> ResponseReturnValue:
    """After a press: the page of how the machine stands."""
    return redirect("/", 303)
