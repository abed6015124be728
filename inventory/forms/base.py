"""The form class of the house, under the name that this room's forms know."""

from __future__ import annotations

from core.pressing import PressedForm as PressedForm
from core.pressing import told as told
