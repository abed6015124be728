"""The street door."""

from factory.app import create_app
from factory.security_log import log_to_stderr

log_to_stderr()
app = create_app()
