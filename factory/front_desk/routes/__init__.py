"""The front desk's one blueprint; its views live in the modules beside this file."""

from flask import Blueprint

blueprint = Blueprint("front_desk", __name__)

from factory.front_desk.routes import (  # noqa: E402, F401
    api,
    choices,
    codes,
    finding,
    first_hour,
    health,
    help,
    home,
    me,
    own_sign_ins,
    pairing,
    sign_in,
    tablet,
)
