"""The room's one blueprint; its views live in the modules beside this file, split by noun."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Blueprint

blueprint = Blueprint("training", __name__)

_VIEWS = (
    "words",
    "courses",
    "catalogue",
    "holidays",
    "units",
    "criterion_words",
    "unit_imports",
    "public_courses",
    "runs",
    "run_changes",
    "classes",
    "booking_words",
    "assessment_words",
    "bookings",
    "offers",
    "learners",
    "learner_files",
    "learner_imports",
    "registers",
    "register_api",
    "tablet_photos",
    "register_waiting",
    "completions",
    "assessors",
    "registrations",
    "grid_cells",
    "assessment",
    "decisions",
    "evidence",
    "witnesses",
    "mine",
    "appeals",
    "own_units",
    "sampling",
    "racs",
    "results",
    "certificates",
    "verify",
    "skills",
    "inductions",
    "checklists",
    "checklist_drafts",
    "outcomes",
    "calendars",
    "imports",
    "exports",
    "visits",
    "packs",
)

for _name in _VIEWS:
    if find_spec(f"{__name__}.{_name}") is not None:
        import_module(f"{__name__}.{_name}")
