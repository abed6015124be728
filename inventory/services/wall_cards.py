"""Which wall cards a site hangs up: work steps, stages, answers and undo, and its places."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import N_, RuleBroken
from core.sites import site_by_id
from inventory.drawing.sprite_pictures import sprite_picture
from inventory.drawing.wall_cards import PLAIN_GROUND, WallCard
from inventory.queries.desk_lists import place_choices
from inventory.stages import STEP_NAMES, TRACK

KINDS = ("steps", "stages", "answers", "places")
STEP_ICONS = {
    "repair": "step-repair",
    "strip": "step-strip",
    "make": "step-make",
    "finish": "brush",
    "upholster": "step-upholster",
}
STAGES_CARDED = {
    "checked": (N_("Checked"), "stage-checked", "#C5E7EB"),
    "stored": (N_("Stored"), "stage-stored", "#E1DBF6"),
    "quality_check": (N_("Quality check"), "stage-quality-check", "#F2D7E5"),
    "ready": (N_("Ready"), "stage-ready", "#D0E7D3"),
    "quarantine": (N_("Quarantine"), "hand-stop", "#F8E2DA"),
}
ANSWERS_CARDED = {
    "ANSWER.YES": (N_("Yes"), "check", "#D8E9DA"),
    "ANSWER.NO": (N_("No"), "x", PLAIN_GROUND),
    "ANSWER.NOT-SURE": (N_("Not sure"), "question-mark", "#FBEBC8"),
    "UNDO": (N_("Undo"), "arrow-back-up", PLAIN_GROUND),
}
IN_WORK = "#F1DBC7"
assert set(STAGES_CARDED) - {"quarantine"} <= set(TRACK)


def wall_cards(kind: str, *, site_id: int, host: str, translate: Callable[[str], str]) -> list[WallCard]:
    """The cards of a kind for a site. Raises RuleBroken without a host, for an unknown kind, and for no places."""
    if not host:
        raise RuleBroken(
            "host",
            N_("Wall cards cannot be printed yet: EcoWorks does not know its own address."),
            N_("Ask an administrator to set ECO_PUBLIC_URL."),
        )
    if kind not in KINDS:
        raise RuleBroken("kind", N_("These cards are not known here."), N_("Choose from the list."))
    root = f"HTTPS://{host.upper()}"
    if kind == "places":
        return _places(root, site_id)
    if kind == "steps":
        hidden = _hidden(site_id)
        named = [
            (f"STEP.{slug.upper()}", name, STEP_ICONS[slug], IN_WORK)
            for slug, name in STEP_NAMES.items()
            if slug not in hidden
        ]
    else:
        listed = (
            {f"STAGE.{slug.upper()}".replace("_", "-"): row for slug, row in STAGES_CARDED.items()}
            if kind == "stages"
            else ANSWERS_CARDED
        )
        named = [(value, *row) for value, row in listed.items()]
    return [
        WallCard(f"{root}/S/{value}", translate(name), name, sprite_picture(picture), ground)
        for value, name, picture, ground in named
    ]


def _places(root: str, site_id: int) -> list[WallCard]:
    places = place_choices(site_id)
    if not places:
        raise RuleBroken("kind", N_("This site has no places yet."), N_("Add places first."))
    picture = sprite_picture("map-pin")
    return [WallCard(f"{root}/L/{place.code}", place.name, "", picture, "#E1DBF6") for place in places]


def _hidden(site_id: int) -> list[str]:
    return site_by_id(site_id).hidden_steps
