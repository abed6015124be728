"""How the machine stands, or each of several in its tile, and when that has changed."""

from __future__ import annotations

import time

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from hardware.kiosk.screen import benches
from hardware.kiosk.screen.pages import go_home, pages, short_mark, show_page, spell_of_screen
from hardware.kiosk.screen.scenes import CHOOSER, Scene, scene_of, urgent_of
from hardware.kiosk.showing import Machine, Snapshot, Standing
from hardware.vocabulary.signs import N_

LONGEST_WAIT_SECONDS = 10.0
LOOK_EACH_SECONDS = 0.2


@pages.get("/")
def home() -> str:
    """How the machine stands; of several, each in its tile."""
    if spell_of_screen().is_choosing:
        return _show_all()
    return show_page(scene_of(spell_of_screen().agent.snapshot()))


def _show_all() -> str:
    spell = spell_of_screen()
    tiles = spell.benches()
    site = tiles[0].shown.machine.site
    shown = Snapshot(
        Machine("", N_("Machines"), site, ""),
        waiting=max(one.shown.waiting for one in tiles),  # one spool holds what waits of all of them
        is_disk_full=any(one.shown.is_disk_full for one in tiles),
    )
    return render_template(
        "kiosk/chooser.html",
        shown=shown,
        scene=Scene(CHOOSER.template, CHOOSER.ground, benches.gravest_sound(tiles)),
        note=spell.note,
        mark=short_mark(spell.mark()),
        voice=short_mark(spell.voice()),
        leave=0,
        card_to="/card",
        benches=tiles,
        bench_words=benches.WORDS,
        bench_icons=benches.ICONS,
    )


@pages.post("/machine")
def go_to() -> ResponseReturnValue:
    """One machine of several, whose page comes; which, was read before."""
    return go_home()


@pages.post("/machines")
def go_back() -> ResponseReturnValue:
    """All of them again."""
    spell_of_screen().go_back()
    return go_home()


@pages.get("/now")
def now() -> Response:
    """Answers when the page has changed, else after a while; with the clock's seconds."""
    spell, known = spell_of_screen(), request.args.get("mark", "")
    is_asked = request.args.get("page") == "asked"
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        shown = spell.agent.snapshot()
        mark = short_mark(urgent_of(shown) if is_asked else spell.mark())
        if mark != known or time.monotonic() >= until:
            runs = shown.standing is Standing.RUNNING
            return jsonify(mark=mark, busy=round(shown.busy_seconds, 1), runs=runs)
        time.sleep(LOOK_EACH_SECONDS)
