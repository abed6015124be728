"""The front page of the administration, and how the system is."""

from __future__ import annotations

from flask import current_app, render_template

from core.clock import now
from core.guards import current_actor, policy
from factory.admin.health import findings, versions
from factory.admin.queries import tablets_at
from factory.admin.routes import blueprint


@blueprint.get("/admin")
@policy("right:see_people|right:edit_devices|right:see_audit|right:see_health")
def show_admin() -> str:
    """The doors of the administration."""
    return render_template("admin/show_admin.html")


@blueprint.get("/admin/health")
@policy("right:see_health")
def show_health() -> str:
    """Database, disk, backup, devices, queues, refused scans, versions."""
    settings, site_id = current_app.config["ECO_SETTINGS"], current_actor().site_id
    found = findings(settings, site_id=site_id, at=now())
    devices = [one for one in tablets_at(site_id) if one.revoked_at is None]
    return render_template("admin/show_health.html", findings=found, versions=versions(), devices=devices)
