"""The list of what people have to be told."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.audit import saw
from core.clock import now
from core.db import transaction
from core.guards import current_actor, policy
from factory.outbox.channels import can_mail, can_text
from factory.outbox.queries import to_tell
from factory.outbox.services import tell
from factory.outbox.wording import written

blueprint = Blueprint("outbox", __name__)


def silent_channels() -> list[str]:
    """The channels that reach nobody by themselves here."""
    settings = current_app.config["ECO_SETTINGS"]
    silent = ["print"]
    if not can_mail(settings):
        silent.append("email")
    if not can_text(settings):
        silent.append("sms")
    return silent


@blueprint.get("/to-tell")
@policy("right:tell_people")
def list_messages() -> str:
    """Whom to call or tell at the desk, what to say in their language and in English; made to be printed."""
    actor = current_actor()
    waiting = to_tell(actor.site_id, silent_channels())
    if waiting and actor.person_id is not None:
        with transaction():
            saw(actor.person_id, "contacts:to-tell", "outbox.list_messages", now())
    lines = [(message, written(message)) for message in waiting]
    return render_template("outbox/list_messages.html", lines=lines)


@blueprint.post("/to-tell/<int:message_id>")
@policy("right:tell_people")
def tell_person(message_id: int) -> Response:
    """They know now."""
    with transaction():
        tell(by=current_actor(), message_id=message_id, at=now())
    flash(gettext("Told."), "good")
    return redirect(url_for("outbox.list_messages"), 303)
