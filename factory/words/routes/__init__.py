"""The blueprint of the words; its views live in the modules beside this file."""

from flask import Blueprint

blueprint = Blueprint("words", __name__)

from factory.words.routes import (  # noqa: E402, F401
    catalogues,
    clips,
    languages,
    texts,
)
