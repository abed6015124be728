"""The form classes of the house, under the names that this room's forms know."""

from __future__ import annotations

from core.pressing import PressedForm as PressedForm
from core.pressing import SignedForm as SignedForm
from core.pressing import told as told
