"""The desk's inbox of messages from public pages: open and done, by door, searched, exported; done and taken back."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.audit import saw
from core.bounds import whole
from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.listings import sent_table
from inventory.forms.messages import TROUBLE_WORDS, DoneForm
from inventory.models.messages import DOORS
from inventory.queries.messages import (
    MOST_EXPORTED,
    MessageFilter,
    count_of_messages,
    messages_page,
)
from inventory.routes import blueprint
from inventory.routes.doors import door_words
from inventory.services.messages import reopen_message, settle_messages

STATES = ("open", "done", "all")


def _wanted() -> MessageFilter:
    asked = request.args
    state = asked.get("state", "open")
    door = asked.get("door", "")
    return MessageFilter(
        current_actor().site_id,
        "" if state == "all" else state if state in STATES else "open",
        door if door in DOORS else "",
        " ".join(asked.get("q", "").split())[:80],
    )


def _address(to: str = "", **changes: str) -> str:
    kept = {name: request.args[name] for name in ("state", "door", "q") if request.args.get(name)}
    asked = {name: value for name, value in {**kept, **changes}.items() if value}
    path = to or url_for("inventory.list_messages")
    return f"{path}?{urlencode(asked)}" if asked else path


@blueprint.get("/messages")
@policy("right:see_messages")
def list_messages() -> str:
    """What strangers wrote; looking at how to reach them is noted."""
    return messages_shown(DoneForm(formdata=None))


def messages_shown(form: DoneForm) -> str:
    """The list with its form as it was sent."""
    wanted = _wanted()
    after = request.args.get("after", "")
    page = messages_page(wanted, after=whole(after, 15) or 0)
    if any(line.reach for line in page.lines):
        _note_look("inventory.list_messages")
    return render_template(
        "inventory/list_messages.html",
        page=page,
        wanted=wanted,
        total=count_of_messages(wanted),
        form=form,
        address=_address,
        doors=door_words(),
        troubles={slug: str(words) for slug, words in TROUBLE_WORDS},
    )


def _note_look(page: str) -> None:
    actor = current_actor()
    if actor.person_id is not None:
        with transaction():
            saw(actor.person_id, "message:list", page, now())


@blueprint.post("/messages/done")
@policy("right:see_messages")
def finish_messages() -> Response | tuple[str, int]:
    """The ticked messages are done, with a note of how."""
    form = DoneForm()
    if form.validate():
        ids = [whole(text, 15) for text in request.form.getlist("ids")[:200]]
        try:
            with transaction():
                count = settle_messages(
                    by=current_actor(), ids=[number for number in ids if number is not None],
                    note=form.note.data or "", at=now(),
                )  # fmt: skip
            flash(ngettext("%(num)s message is done.", "%(num)s messages are done.", count), "good")
            return redirect(_address(), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return messages_shown(form), 422


@blueprint.post("/messages/<int:message_id>/opening")
@policy("right:see_messages")
def open_message_again(message_id: int) -> Response:
    """Done is taken back."""
    with transaction():
        reopen_message(by=current_actor(), message_id=message_id, at=now())
    flash(_("The message is open again."), "good")
    return redirect(_address(), 303)


@blueprint.get("/messages.<kind>")
@policy("right:see_messages")
def export_messages(kind: str) -> Response:
    """The messages as filtered, with how to reach people; noted as a look."""
    _note_look("inventory.export_messages")
    doors, troubles = door_words(), {slug: str(words) for slug, words in TROUBLE_WORDS}
    heads = [
        _("When"),
        _("Door"),
        _("Piece"),
        _("What is wrong?"),
        _("Message"),
        _("Reach"),
        _("Done"),
        _("By"),
        _("Note"),
    ]
    rows = [
        (line.at, doors[line.door], line.code or line.label, troubles.get(line.trouble, ""), line.words, line.reach,
         line.done_at, line.done_by, line.note)
        for line in messages_page(_wanted(), size=MOST_EXPORTED).lines
    ]  # fmt: skip
    return sent_table(kind, "messages", _("Messages"), heads, rows)


@blueprint.app_template_global("messages_waiting")
def messages_waiting() -> int:
    """How many messages are open at the person's site."""
    actor = g.get("actor")
    return count_of_messages(MessageFilter(actor.site_id)) if actor is not None else 0
