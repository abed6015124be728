"""Several machines on one screen: a tile for each, with its own ground, shape and word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hardware.kiosk.screen.scenes import CLOSED, Scene, scene_of
from hardware.kiosk.showing import Snapshot, Standing
from hardware.vocabulary.signs import N_

WORDS = {
    "not_safe": N_("Not safe"),
    "needs_check": N_("Needs a check"),
    "stopped": N_("It stopped itself"),
    "door": N_("Door opened"),
    "line": N_("No answer"),
    "still": N_("Still in use?"),
    "nobody": N_("Who is it?"),
    "running": N_("Running"),
    "paused": N_("Paused"),
    "in_use": N_("In use, idle"),
    "free": N_("Free"),
    "closed": N_("Closed now"),
}
SIGNS = {"door": "paused", "still": "paused", "nobody": "running", "in_use": "", "line": "", "closed": ""}
ICONS = {"line": "wifi-off", "in_use": "user", "closed": "clock"}
"""Which big sign stands for a word that is no sign of its own."""
SOUNDS = ("refused", "look")
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Bench:
    """A machine as its tile shows it: `word` of `WORDS`, its sign (none for a machine that is not heard), minutes."""

    shown: Snapshot
    word: str
    ground: str
    sound: str
    minutes: int

    @property
    def sign(self) -> str:
        """The big sign of its state."""
        return SIGNS.get(self.word, self.word)

    @property
    def mark(self) -> str:
        """A text that changes when the tile must."""
        shown = self.shown
        return f"{shown.machine.code} {self.word} {self.minutes} {shown.owner} {shown.waiting} {shown.is_disk_full}"


def bench_of(shown: Snapshot) -> Bench:
    """The tile of a machine. What a card was told is not for a screen that shows everybody's machines."""
    scene = scene_of(replace(shown, answer=None))
    word = _word(shown, scene)
    ground = "running" if word == "in_use" else "free" if scene.ground == "paper" else scene.ground
    is_at_work = word in ("running", "paused", "nobody")
    return Bench(shown, word, ground, scene.sound, int(shown.busy_seconds // MINUTE) if is_at_work else 0)


def _word(shown: Snapshot, scene: Scene) -> str:
    if scene.template == "working":
        return "running" if shown.standing is Standing.RUNNING else "paused"
    if scene.template == "mending":
        return str(shown.standing)
    if scene is CLOSED:
        return "closed"
    if scene.template in WORDS:
        return scene.template
    return "in_use" if shown.owner is not None else "free"


def gravest_sound(benches: Iterable[Bench]) -> str:
    """The one tone of all of them."""
    heard = {one.sound for one in benches}
    return next((sound for sound in SOUNDS if sound in heard), "")


def alarms_of(benches: Iterable[Bench]) -> str:
    """A text that changes when a tone is due."""
    return " ".join(f"{one.shown.machine.code}:{one.word}" for one in benches if one.sound in SOUNDS)
