"""Palettes, the room every piece stands in, and the few strokes that all drawings share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """Four steps of one material: lit, plain, shaded, deep."""

    light: str
    mid: str
    dark: str
    deep: str


@dataclass(frozen=True)
class Room:
    """Wall, the light that falls on it, and the floor."""

    wall: str
    lit: str
    floor: str


WOODS = {
    "oak": Tone("#D9A871", "#BF8A53", "#96653A", "#6E4726"),
    "pine": Tone("#E9C78F", "#D3AA6C", "#AE8449", "#7F5D2F"),
    "walnut": Tone("#AD7850", "#8F5E3D", "#6A4330", "#472B1E"),
    "cream": Tone("#F3E7CF", "#E2D2B2", "#C2AE88", "#8F7C58"),
    "sage": Tone("#A9C3AC", "#8FAD94", "#6F8F77", "#4F6C58"),
    "sky": Tone("#9DB9C2", "#82A1AC", "#627F8B", "#46606B"),
    "grey": Tone("#B9AE9D", "#9E9281", "#7C7162", "#585044"),
    "tired": Tone("#B89B78", "#9F815E", "#7B6145", "#57432E"),
}
FABRICS = {
    "teal": Tone("#5E9C93", "#47857C", "#346A63", "#245049"),
    "mustard": Tone("#E0AE4C", "#C99435", "#A67623", "#785315"),
    "rust": Tone("#C9765A", "#B05F44", "#8C4832", "#643222"),
    "blue": Tone("#7590B0", "#5E7999", "#475F7C", "#32465E"),
    "plum": Tone("#A27C9A", "#87627F", "#6A4A63", "#4A3145"),
    "worn": Tone("#B9A78F", "#A3917A", "#857560", "#5F5344"),
}
METALS = {
    "white": Tone("#F4F1EA", "#E2DDD2", "#C3BCAD", "#8B8577"),
    "steel": Tone("#C9CECB", "#A9B1AE", "#848D8A", "#5A6361"),
    "green": Tone("#7FA38C", "#638A72", "#4B6E59", "#345041"),
    "red": Tone("#C9694F", "#AE4F38", "#873A28", "#5E271B"),
    "black": Tone("#6A6C66", "#50524D", "#3A3C38", "#272926"),
    "dull": Tone("#C4BFB2", "#A8A294", "#87806F", "#5E584A"),
}
ROOMS = {
    "clay": Room("#EAD5C8", "#F3E3D9", "#C4A086"),
    "sage": Room("#D3DDCB", "#E0E8D9", "#B4A384"),
    "mist": Room("#D5DDDD", "#E3E9E8", "#BBA98C"),
    "sand": Room("#EFE3CC", "#F7EEDD", "#CDB08A"),
    "rose": Room("#EBDCC6", "#F3E8D6", "#C8A98A"),
}
LEG = WOODS["walnut"]
BRASS = "#D9A84A"


def box(x: float, y: float, wide: float, high: float, fill: str, corner: float = 4, more: str = "") -> str:
    """A rectangle with soft corners."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="{corner:g}" fill="{fill}"{more}/>'
    )


def shape(d: str, fill: str, soft: float = 0) -> str:
    """A filled path; `soft` rounds its corners with a stroke of the same colour."""
    edge = f' stroke="{fill}" stroke-width="{soft:g}" stroke-linejoin="round"' if soft else ""
    return f'<path d="{d}" fill="{fill}"{edge}/>'


def stroke(d: str, colour: str, wide: float = 4, faint: float = 1) -> str:
    """A line with round ends."""
    pale = f' opacity="{faint:g}"' if faint < 1 else ""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{wide:g}"'
        f' stroke-linecap="round" stroke-linejoin="round"{pale}/>'
    )


def disc(x: float, y: float, r: float, fill: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    """A filled ellipse."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{more}/>'


def shadow(half: float, y: float = 338, middle: float = 200) -> str:
    """The soft contact shadow under a piece."""
    return oval(middle, y, half, 11, "#3A2412", ' opacity="0.2"')


def knob(x: float, y: float, fill: str, glint: str, r: float = 6) -> str:
    """A round knob with its glint."""
    return disc(x, y, r, fill) + disc(x - 1.8, y - 1.8, r * 0.36, glint)


def grain(x: float, y: float, wide: float, rows: int, step: float, colour: str) -> str:
    """A few long curves that say wood."""
    lines = []
    for row in range(rows):
        start, bend = x + wide * (0.06 + 0.07 * (row % 3)), 3 if row % 2 else -2
        lines.append(
            f"M{start:g} {y + row * step:g}q{wide * 0.3:g} {bend} {wide * (0.62 - 0.1 * (row % 2)):g} 0"
        )
    return stroke("".join(lines), colour, 1.6, 0.38)


def legs(
    xs: list[float], top: float, wood: Tone, wide: float = 16, foot: float = 340, lean: float = 4
) -> str:
    """Tapered legs; those right of the middle stand in shade."""
    drawn = []
    for x in xs:
        inner = lean if x < 200 else -lean
        d = f"M{x:g} {top:g}h{wide:g}L{x + wide - 3 + inner * 0:g} {foot:g}h{-(wide - 7):g}Z"
        drawn.append(shape(d, wood.mid if x < 200 else wood.dark))
    return "".join(drawn)


def room(name: str) -> str:
    """Wall, a slant of light from upper left, skirting and boards; wider than any frame."""
    place = ROOMS[name]
    boards = "".join(f"M{x} 288L{200 + (x - 200) * 2.5:g} 480" for x in range(-312, 720, 64))
    return (
        box(-200, -200, 800, 800, place.wall, 0)
        + f'<path d="M40 -10L210 -10L90 284H-110ZM236 -10L300 -10L186 284H116Z" fill="{place.lit}"'
        ' opacity=".85"/>'
        + box(-200, 284, 800, 400, place.floor, 0)
        + box(-200, 272, 800, 12, place.lit, 0)
        + box(-200, 284, 800, 4, "#000", 0, ' opacity=".1"')
        + stroke(boards, "#6E4726", 1.6, 0.16)
    )


def scene(inside: str, room_name: str, frame: str = "-30 14 460 368") -> str:
    """A whole picture, five by four: the middle square is the thumb; a wider frame shows more room."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="' + frame + '" width="800" height="640"'
        f' preserveAspectRatio="xMidYMid meet">{room(room_name)}{inside}</svg>\n'
    )


def over(inside: str, frame: str = "-30 14 460 368") -> str:
    """What lies over a picture of the same frame: no room, no ground."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="' + frame + '" width="800" height="640"'
        f' preserveAspectRatio="xMidYMid meet">{inside}</svg>\n'
    )
