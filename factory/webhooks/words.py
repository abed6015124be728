"""What events are called on the screen."""

from __future__ import annotations

from typing import Final

from core.errors import N_

EVENT_NAMES: Final = {
    "piece_released": N_("A piece was given out"),
    "run_completed": N_("A run is finished"),
    "makeover_signed_off": N_("A makeover was signed off"),
    "month_closed": N_("A month was closed"),
    "machine_out_of_service": N_("A machine is out of service"),
}
