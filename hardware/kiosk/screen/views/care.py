"""What is due at the machine, done by a maintainer's card."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from hardware.kiosk.screen.pages import ask_page, go_home, pages, spell_of_screen


@pages.get("/care")
def ask_care() -> str:
    """What is due."""
    return ask_page("care")


@pages.get("/care/<task>")
def ask_care_done(task: str) -> ResponseReturnValue:
    """A maintainer shows their card for what is done."""
    if task not in {due.what for due in spell_of_screen().agent.snapshot().due}:
        return go_home()
    return ask_page("care_done", card_to=f"/care/{task}", task=task)
