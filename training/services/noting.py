"""What the room's services share when they write, as `core.noting` has it."""

from __future__ import annotations

from core.noting import note as note
from core.noting import tidy as tidy
from core.noting import within as within
