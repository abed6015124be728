"""A whole import looked at and taken back, whatever room it is of."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import NotFound
from core.guards import current_actor, policy
from factory.bringing.forms import KIND_WORDS, STAY_WORDS, THING_WORDS
from factory.bringing.queries import one_brought, things_of
from factory.bringing.routes import blueprint
from factory.bringing.services.undoing import CHUNK, note_undo, take_back, things_to_take_back
from factory.programme.services.periods import list_late_truths


@blueprint.get("/bring/made/<any(pieces,training,works):source>/<int:import_id>")
@policy("right:bring_records")
def show_brought(source: str, import_id: int) -> str:
    """What an import made, line by line: there, gone or staying."""
    made = one_brought(source, import_id, current_actor().site_id)
    if made is None:
        raise NotFound()
    return render_template(
        "bringing/show_brought.html",
        made=made,
        things=things_of(source, import_id),
        kind_words=KIND_WORDS,
        thing_words=THING_WORDS,
        stay_words=STAY_WORDS,
    )


@blueprint.post("/bring/made/<any(pieces,training,works):source>/<int:import_id>/undo")
@policy("right:bring_records")
def undo_import(source: str, import_id: int) -> Answer:
    """Take the whole import back in short transactions; what closed months count otherwise is listed at once."""
    actor, gone, stayed = current_actor(), 0, 0
    wanted = things_to_take_back(by=actor, source=source, import_id=import_id)
    for start in range(0, len(wanted), CHUNK):
        with transaction():
            done = take_back(by=actor, source=source, things=wanted[start : start + CHUNK], at=now())
        gone, stayed = gone + done[0], stayed + done[1]
    with transaction():
        note_undo(by=actor, source=source, import_id=import_id, gone=gone, stayed=stayed, at=now())
        late = list_late_truths(at=now())
    flash(ngettext("%(num)s thing is taken back.", "%(num)s things are taken back.", gone), "good")
    if stayed:
        flash(ngettext("%(num)s stays: see why below.", "%(num)s stay: see why below.", stayed), "look")
    if late:
        flash(_("Closed months keep their figures: what changed in them is listed as adjustments."), "look")
    return redirect(url_for("bringing.show_brought", source=source, import_id=import_id), 303)
