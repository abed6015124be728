"""The words of makeovers as the database keeps them, and the steps that a makeover may take. Pure."""

from __future__ import annotations

import uuid

from core.errors import N_

TRACK = ("referred", "surveyed", "planned", "in_work", "finished", "signed_off")
"""The six states of the track, in order."""
STATES = (*TRACK, "cancelled")
LIVE = ("referred", "surveyed", "planned", "in_work", "finished")
"""States in which there is still something to do."""
STEPS: dict[str, tuple[str, ...]] = {
    "referred": ("surveyed", "cancelled"),
    "surveyed": ("planned", "cancelled"),
    "planned": ("in_work", "cancelled"),
    "in_work": ("finished", "planned", "cancelled"),
    "finished": ("signed_off", "in_work", "cancelled"),
    "signed_off": (),
    "cancelled": (),
}
"""From → to. A makeover whose household refuses to sign goes back to work."""
NEEDS = ("beds", "seating", "table", "storage", "painting", "floor", "repairs", "cleaning", "garden")
"""What is needed, by picture."""
CITIES = ("Coventry", "Wolverhampton", "Birmingham", "other")
PERMISSIONS = ("unknown", "owner", "landlord", "refused")
"""Who allowed the work: nobody yet, the owner, the landlord; or it was refused."""
SUBSTANCE_ANSWERS = ("unknown", "no", "yes")
"""Is there asbestos, is there lead paint?"""
BUILDING_RISKS = ("steep_stairs", "damp", "loose_wires", "weak_floor", "leak", "heavy_lifting")
"""About the building, never about who lives there: those stand on the paper run sheet only."""
RISK_ANSWERS = ("yes", "no")
ROOM_KINDS = ("living", "bedroom", "kitchen", "bathroom", "hall", "garden", "shared", "other")
TASK_KINDS = ("clean", "paint", "paper", "floor", "mend", "fit", "build", "garden", "other")
PHOTO_PARTS = ("survey", "before", "after")
SHOWN_PARTS = ("before", "after")
"""Photos that may be shown outside: they need a consent that stands."""
PIECE_STATES = ("allocated", "on_van", "delivered", "came_back", "taken_off")
PIECE_STEPS: dict[str, tuple[str, ...]] = {
    "allocated": ("on_van", "delivered", "came_back", "taken_off"),
    "on_van": ("delivered", "came_back", "allocated"),
    "delivered": ("came_back",),
    "came_back": (),
    "taken_off": (),
}
"""From → to. `came_back` takes a delivered piece back too: a delivery that was undone."""
BACK_REASONS = ("nobody_in", "refused", "does_not_fit", "damaged", "cancelled", "changed", "undone")
SHEET_STATES = ("out", "destroyed")
CANCEL_REASONS = ("no_contact", "withdrawn", "moved_away", "no_permission", "not_safe", "other")
SIGN_OUTCOMES = ("signed", "marked", "refused")
"""The household drew its signature, chose a picture as its mark, or did not want to sign."""
MARKS = ("sun", "tree", "key", "bird", "flower", "cup")
"""Pictures to sign with, for who does not write."""
REFUSAL_REASONS = ("not_finished", "not_as_agreed", "damage", "no_reason")
QUESTIONS = ("home", "people", "pieces")
"""Do you like the rooms? Were we kind? Are the pieces good?"""
FACES = (1, 2, 3, 4, 5)
DAY_ROLES = ("lead", "helper", "trainee")
ENTER_HOMES = "enter:homes"
"""The permit that people on a work day at a home need."""
TOLD_KINDS = ("arrived", "left", "task", "practice", "consent", "photo", "unread")
"""What a tablet on a work day tells."""
TOLD_STATES = ("done", "waiting", "refused", "unproven")
"""An event waits for the arrival of whom it is about, which another tablet may bring."""
SETTLED = {
    "by_hand": N_("Put right by hand"),
    "not_so": N_("It was not so"),
}
"""What a coordinator says of what a tablet told and could not be done."""

_SIGNED = uuid.UUID("c0f6b0f6-5d0e-4b52-9a5e-2f0d9c6f7a10")
"""Namespace of the witness statements that practice becomes: the same practice is the same statement."""


def statement_token(practice_token: str) -> str:
    """The token of the witness statement that a practice becomes."""
    return str(uuid.uuid5(_SIGNED, practice_token))


def sql_list(words: tuple[str, ...]) -> str:
    """The words as SQL lists them."""
    return ", ".join(f"'{word}'" for word in words)


def steps_in_sql(steps: dict[str, tuple[str, ...]], column: str = "state") -> str:
    """An SQL condition for an update: the state stays, or goes where it may."""
    ways = [
        f"(OLD.{column} = '{before}' AND NEW.{column} IN ({sql_list(after)}))"
        for before, after in steps.items()
        if after
    ]
    return f"(NEW.{column} = OLD.{column} OR {' OR '.join(ways)})"
