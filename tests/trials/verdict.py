"""Holds the wire before the agent against the wire behind it: what came through changed, missing or unasked."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.trials.tap import Heard, bytes_of, lines_of


@dataclass
class Verdict:
    """What was found; `faults` is empty if the agent was not there as far as the sender can tell."""

    lines: int = 0
    oks: int = 0
    errors: int = 0
    asked: int = 0
    reports: int = 0
    injected: int = 0
    kept_back: int = 0
    slowest_ms: float = 0.0
    faults: list[str] = field(default_factory=list)


def counted(sender: list[Heard]) -> Verdict:
    """What the sender sent and got."""
    told = Verdict()
    sent = bytes_of(sender, ">")
    told.asked = sent.count(b"?")
    told.lines = sum(1 for _, line in lines_of(sender, ">") if line.strip(b"?!~\x18\x84\x85\x90\x99"))
    for _, line in lines_of(sender, "<"):
        told.oks += line.startswith(b"ok")
        told.errors += line.lower().startswith(b"error:")
        told.reports += line.startswith(b"<")
    if told.reports > told.asked:
        told.faults.append(f"{told.reports} reports for {told.asked} questions of the sender")
    return told


def compared(sender: list[Heard], machine: list[Heard]) -> Verdict:
    """The same, and whether the agent between changed anything but its own `?` and their answers."""
    told = counted(sender)
    _towards(sender, machine, told)
    _back(sender, machine, told)
    return told


def _towards(sender: list[Heard], machine: list[Heard], told: Verdict) -> None:
    sent, place = bytes_of(sender, ">"), 0
    for byte in bytes_of(machine, ">"):
        if place < len(sent) and byte == sent[place]:
            place += 1
        elif byte == 0x3F:
            told.injected += 1
        else:
            told.faults.append(f"byte {byte:#x} reached the machine, and nobody sent it there")
            return
    if place < len(sent):
        told.faults.append(f"{len(sent) - place} bytes of the sender never reached the machine")


def _back(sender: list[Heard], machine: list[Heard], told: Verdict) -> None:
    """Each line of the machine, while the sender was there, must have reached it, but for reports of ours."""
    spans = _spans(sender)
    got = list(lines_of(sender, "<"))
    place = 0
    for at, line in lines_of(machine, "<"):
        if place < len(got) and got[place][1] == line and got[place][0] >= at - 0.05:
            if not line.startswith(b"<"):  # two that look alike may be taken for one another
                told.slowest_ms = max(told.slowest_ms, (got[place][0] - at) * 1000)
            place += 1
        elif line.startswith(b"<"):
            told.kept_back += 1
        elif any(begin + 0.1 < at < end - 0.1 for begin, end in spans):
            told.faults.append(f"line {line[:60]!r} at {at:.2f} never reached the sender")
    if place < len(got):
        told.faults.append(
            f"the sender got {len(got) - place} lines that the machine had not said: {got[place][1]!r}"
        )


def _spans(sender: list[Heard]) -> list[tuple[float, float]]:
    spans, begin = [], None
    for one in sender:
        if one.way == "+":
            begin = one.at
        elif one.way == "-" and begin is not None:
            spans.append((begin, one.at))
            begin = None
    if begin is not None:
        spans.append((begin, float("inf")))
    return spans
