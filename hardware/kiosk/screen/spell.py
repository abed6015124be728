"""What the screen keeps in mind between two presses: the language that somebody chose, and a word to say. No name."""

from __future__ import annotations

import time
from dataclasses import dataclass

from hardware.kiosk.screen.scenes import language_of, mark_of
from hardware.kiosk.screen.words import Words
from hardware.kiosk.showing import ForTheScreen

CHOSEN_SECONDS = 60.0
NOTE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Note:
    """A word to whoever stands there: good or look, with `%(name)s` filled in by `name`."""

    kind: str
    text: str
    name: str = ""


class Spell:
    """One screen. A chosen language holds for a minute after the last press; a note for some seconds."""

    def __init__(self, agent: ForTheScreen, language: str) -> None:
        self.agent = agent
        self._usual = language
        self._chosen = ""
        self._touched_at = 0.0
        self._note: Note | None = None
        self._noted_at = 0.0

    def touch(self) -> None:
        """Somebody pressed something."""
        self._touched_at = time.monotonic()

    def choose_language(self, language: str) -> None:
        """Speak `language` until nobody has pressed anything for a while."""
        self._chosen = language
        self.touch()

    def say(self, kind: str, text: str, name: str = "") -> None:
        """Show a note for some seconds."""
        self._note, self._noted_at = Note(kind, text, name), time.monotonic()

    @property
    def note(self) -> Note | None:
        """What is being said now, if anything."""
        return self._note if time.monotonic() - self._noted_at < NOTE_SECONDS else None

    @property
    def chosen(self) -> str:
        """The language of the screen while nobody is known."""
        is_held = time.monotonic() - self._touched_at < CHOSEN_SECONDS
        return self._chosen if self._chosen and is_held else self._usual

    def words(self) -> Words:
        """The words of the page as it is now."""
        return Words(language_of(self.agent.snapshot(), self.chosen))

    def mark(self) -> str:
        """A text that changes when the page must."""
        shown = self.agent.snapshot()
        return f"{language_of(shown, self.chosen)} {self.note} {mark_of(shown)}"
