"""The doors of what is for others."""

from __future__ import annotations

from flask import render_template

from core.guards import policy
from factory.open_data.routes import blueprint


@blueprint.get("/sharing")
@policy("right:publish_impact|right:edit_forms|right:edit_keys|right:edit_webhooks|right:export_count")
def show_doors() -> str:
    """What leaves the house and for whom: the public page, funders' forms, evidence, keys, webhooks."""
    return render_template("open_data/show_doors.html")
