"""The street door."""

from factory.app import create_app

app = create_app()
