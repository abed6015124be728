"""The blueprint of skills, pairs and mentoring; its views live in the modules beside this file."""

from flask import Blueprint

blueprint = Blueprint("skills", __name__)

from factory.skills.routes import (  # noqa: E402, F401
    pairs,
    skills,
)
