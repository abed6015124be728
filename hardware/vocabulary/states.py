"""The fixed words of machines: classes of state, kinds of event, outcomes, causes, verdicts, reasons."""

from __future__ import annotations

from enum import StrEnum


class StateClass(StrEnum):
    """What a machine is doing, whatever its firmware calls it.

    `busy` works (Run); `setup` moves without working (Jog, Home); `paused` waits inside a job (Hold, Door, Tool);
    `idle` waits; `offjob` cannot work (Check, Sleep, Starting); `fault` is in alarm; `silent` does not answer.
    """

    BUSY = "busy"
    SETUP = "setup"
    PAUSED = "paused"
    IDLE = "idle"
    OFFJOB = "offjob"
    FAULT = "fault"
    SILENT = "silent"


class SentKind(StrEnum):
    """What a sender said to a machine, as far as it matters to whoever listens."""

    HOMING = "homing"  # $H: no report comes until it has ended
    CHECK = "check"  # $C: leaving check mode prints a banner that is no reset
    STORE = "store"  # writes EEPROM: bytes that arrive meanwhile may be lost
    SLEEP = "sleep"
    DOLLAR = "dollar"  # any other line that begins with $
    LINE = "line"


class EventKind(StrEnum):
    """Kinds of raw event; `hardware.vocabulary.events` says which words the body of each holds."""

    AGENT_STARTED = "agent_started"
    MACHINE_STATE = "machine_state"
    BANNER = "banner"
    ALARM = "alarm"
    IDENTITY = "identity"
    PORT_LOST = "port_lost"
    PORT_BACK = "port_back"
    JOB_WORD = "job_word"
    NOISE = "noise"
    METER_HELLO = "meter_hello"
    CARD_SHOWN = "card_shown"
    SIGNED_ON = "signed_on"
    SIGNED_OFF = "signed_off"
    PIECE_SCANNED = "piece_scanned"
    PURPOSE_CHOSEN = "purpose_chosen"
    MATERIAL_CHOSEN = "material_chosen"
    MATERIAL_REFUSED = "material_refused"
    FAULT_REPORTED = "fault_reported"
    MAINTENANCE_DONE = "maintenance_done"
    CHECKLIST_DONE = "checklist_done"
    JOB_REFRESHED = "job_refreshed"
    CLOCK = "clock"
    DISK = "disk"


class JobWordKind(StrEnum):
    """What a firmware says about its own print (Marlin)."""

    STARTED = "started"
    DONE = "done"
    PAUSED = "paused"
    RESUMED = "resumed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """How a job ended. An alarm is `alarm:N` with the firmware's own code, or `alarm` where it gave none."""

    OPEN = "open"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ALARM = "alarm"
    RESET = "reset"
    LOST = "lost"
    UNPLUGGED = "unplugged"
    AGENT_DOWN = "agent_down"


class EndCause(StrEnum):
    """Why a person's spell at a machine ended."""

    FINISHED = "finished"
    SIGN_OUT = "sign_out"
    IDLE_TIMEOUT = "idle_timeout"
    HAND_OVER = "hand_over"
    CLOSING_TIME = "closing_time"
    PERMIT_ENDED = "permit_ended"
    ALARM = "alarm"
    DOOR = "door"
    RESET = "reset"
    UNPLUGGED = "unplugged"
    LOST = "lost"
    POWER = "power"
    FAULT_REPORTED = "fault_reported"
    AGENT_DOWN = "agent_down"
    ESTIMATED = "estimated"
    CORRECTED = "corrected"


class Purpose(StrEnum):
    """What a person uses a machine for."""

    OWN_WORK = "own_work"
    PIECE = "piece"
    CLASS = "class"
    MAKEOVER = "makeover"
    ARTEFACTS = "artefacts"
    MAINTENANCE = "maintenance"


class ShownAs(StrEnum):
    """What a card that was held to the reader came to."""

    OWNER = "owner"
    HELPER = "helper"
    SUPERVISOR = "supervisor"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class Verdict(StrEnum):
    """May this person use this machine?"""

    ALLOWED = "allowed"
    SUPERVISED = "supervised"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why not, or why only so; `maintenance_due` warns and refuses nothing. `none` stands with a plain yes."""

    NONE = "none"
    NO_PERMIT = "no_permit"
    PERMIT_ENDED = "permit_ended"
    PERMIT_LAPSED = "permit_lapsed"  # by non-use
    MACHINE_OUT = "machine_out"
    MACHINE_NEEDS_CHECK = "machine_needs_check"
    MACHINE_RETIRED = "machine_retired"
    MAINTENANCE_DUE = "maintenance_due"
    CLOSED_NOW = "closed_now"
    NEEDS_SECOND_PERSON = "needs_second_person"
    NEEDS_SUPERVISOR = "needs_supervisor"
    BOOKED_BY_OTHER = "booked_by_other"
    UNKNOWN_CARD = "unknown_card"
    CARD_WITHDRAWN = "card_withdrawn"
    PERSON_ARCHIVED = "person_archived"
    MATERIAL_FORBIDDEN = "material_forbidden"
    PACK_TOO_OLD = "pack_too_old"  # the kiosk was offline for longer than its pack is good for
