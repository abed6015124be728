"""Addresses of webhooks: the subscriptions of the site, a new one, and the last deliveries."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from factory.webhooks.forms import NewWebhookForm
from factory.webhooks.queries import deliveries_of, hooks_at
from factory.webhooks.services import add_webhook, end_webhook, send_again, switch_webhook
from factory.webhooks.words import EVENT_NAMES

blueprint = Blueprint("webhooks", __name__)


@blueprint.get("/sharing/webhooks")
@policy("right:edit_webhooks")
def list_webhooks() -> str:
    """Who is told what, and how the last deliveries went."""
    return _page(NewWebhookForm(formdata=None))


@blueprint.post("/sharing/webhooks")
@policy("right:edit_webhooks")
def add_new_webhook() -> str | tuple[str, int]:
    """A new subscription; its secret is shown this once."""
    form = _choices(NewWebhookForm())
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            secret = add_webhook(
                name=form.name.data or "",
                url=form.url.data or "",
                events=form.events.data or [],
                allows_private=current_app.config["ECO_SETTINGS"].webhook_private,
                by=current_actor(),
                at=now(),
                token=form.stale_token,
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return _page(form), 422
    return _page(NewWebhookForm(formdata=None), secret)


@blueprint.post("/sharing/webhooks/<int:hook_id>/switch")
@policy("right:edit_webhooks")
def switch_one_webhook(hook_id: int) -> Response:
    """Pause it, or go on."""
    is_on = request.form.get("is_on") == "yes"
    with transaction():
        switch_webhook(hook_id=hook_id, is_on=is_on, by=current_actor(), at=now())
    flash(gettext("It goes on.") if is_on else gettext("It is paused."), "good")
    return redirect(url_for("webhooks.list_webhooks"), 303)


@blueprint.post("/sharing/webhooks/<int:hook_id>/end")
@policy("right:edit_webhooks")
def end_one_webhook(hook_id: int) -> Response:
    """Nothing is told there any more."""
    with transaction():
        end_webhook(hook_id=hook_id, by=current_actor(), at=now())
    flash(gettext("The webhook is ended."), "good")
    return redirect(url_for("webhooks.list_webhooks"), 303)


@blueprint.post("/sharing/deliveries/<public_delivery>/again")
@policy("right:edit_webhooks")
def send_delivery_again(public_delivery: str) -> Response:
    """The same once more."""
    with transaction():
        send_again(public_id=public_delivery, by=current_actor(), at=now())
    flash(gettext("It goes out within a minute."), "good")
    return redirect(url_for("webhooks.list_webhooks"), 303)


def _choices(form: NewWebhookForm) -> NewWebhookForm:
    form.events.choices = [(event, gettext(name)) for event, name in EVENT_NAMES.items()]
    return form


def _page(form: NewWebhookForm, secret: str = "") -> str:
    site_id = current_actor().site_id
    return render_template(
        "webhooks/list_webhooks.html",
        form=_choices(form),
        hooks=hooks_at(site_id),
        deliveries=deliveries_of(site_id),
        event_names=EVENT_NAMES,
        secret=secret,
    )
