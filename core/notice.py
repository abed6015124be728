"""The privacy notice: what a new person reads or hears before anything of them is kept."""

from __future__ import annotations

from core.errors import N_

NOTICE_VERSION = "2026-11"
"""The privacy notice that is shown today; the consent keeps which one a person saw or heard."""
NOTICE_TEXTS = (
    N_("What we keep about you"),
    N_("We keep the name you choose, your picture, your language and the days you were here."),
    N_("We keep which furniture you worked on."),
    N_("We never ask about papers, religion or where you come from."),
    N_("Only the people who run this place see it. You may see it too, and have it erased: ask at the desk."),
)
"""Its heading and sentences, the same on every screen; a change of any asks for a new version."""
