"""What the screen keeps in mind between two presses: the language that somebody chose, and a word to say. No name."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from math import inf

from hardware.kiosk.screen.benches import Bench, alarms_of, bench_of
from hardware.kiosk.screen.scenes import language_of, mark_of, voice_of
from hardware.kiosk.screen.words import A_WORD_OF_THE_SCREEN, Words, installed
from hardware.kiosk.showing import ForTheScreen, Snapshot

CHOSEN_SECONDS = 60.0
STAYS_SECONDS = 60.0
"""So long after the last press the screen of several machines stays with one of them."""
NOTE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Note:
    """A word to whoever stands there: good or look, with `%(name)s` filled in by `name`."""

    kind: str
    text: str
    name: str = ""


class Spell:
    """One screen, of one machine or several. What is chosen holds for a minute after the last press."""

    def __init__(self, agents: tuple[ForTheScreen, ...], language: str) -> None:
        self._agents = {agent.snapshot().machine.code: agent for agent in agents}
        self._machine = next(iter(self._agents))
        self._is_at_machine = False
        self._usual = language
        self._chosen = ""
        self._chosen_at = self._touched_at = 0.0
        self._note: Note | None = None
        self._noted_at = 0.0

    @property
    def agent(self) -> ForTheScreen:
        """The machine that is shown."""
        return self._agents[self._machine]

    @property
    def has_several(self) -> bool:
        """True if the screen is of several machines."""
        return len(self._agents) > 1

    @property
    def is_choosing(self) -> bool:
        """True while the screen shows all its machines and none of them is meant."""
        is_left = not self._is_at_machine or time.monotonic() - self._touched_at >= STAYS_SECONDS
        return self.has_several and is_left

    def go_to(self, machine: str) -> None:
        """Show a machine of this screen."""
        if machine in self._agents:
            self._machine, self._is_at_machine = machine, True
            self.touch()

    def go_back(self) -> None:
        """Show all of them."""
        self._is_at_machine = False

    def benches(self) -> list[Bench]:
        """All machines, each for its tile."""
        return [bench_of(agent.snapshot()) for agent in self._agents.values()]

    def touch(self) -> None:
        """Somebody pressed something; what somebody before them chose is forgotten once it has lapsed."""
        at = time.monotonic()
        if at - self._touched_at >= CHOSEN_SECONDS:
            self._chosen = ""
        self._touched_at = at

    def choose_language(self, language: str) -> None:
        """Speak `language` until nobody has pressed anything for a while."""
        self.touch()
        self._chosen = language
        self._chosen_at = self._touched_at

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
        language = self._language()
        return Words(language, self.agent.corrected(language))

    def languages(self) -> tuple[str, ...]:
        """Those that came with the program, and those that the house has written itself."""
        came = installed()
        own = sorted(code for code in self.agent.languages() if code not in came)
        return (*came, *(code for code in own if A_WORD_OF_THE_SCREEN in self.agent.corrected(code)))

    def _language(self) -> str:
        if self.is_choosing:
            return self.chosen
        chosen_ago = time.monotonic() - self._chosen_at if self._chosen else inf
        return language_of(self.agent.snapshot(), self.chosen, chosen_ago)

    def shown(self) -> Snapshot:
        """What to show now, with a guest called by the word of their picture in the language of the page."""
        shown, words = self.agent.snapshot(), self.words()
        owner = shown.owner
        if owner is None or not owner.is_guest:
            return shown
        return replace(shown, owner=replace(owner, called=words.gettext(owner.called)))

    def mark(self) -> str:
        """A text that changes when the page must."""
        if self.is_choosing:
            return f"{self.chosen} {self.note} {[one.mark for one in self.benches()]}"
        return f"{self._language()} {self.note} {mark_of(self.agent.snapshot())}"

    def voice(self) -> str:
        """A text that changes when the page's tone is due."""
        return alarms_of(self.benches()) if self.is_choosing else voice_of(self.agent.snapshot())
