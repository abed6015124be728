"""What years do to a piece: tears and stains on cloth, scratches and rings on wood, rust on metal."""

from collections.abc import Callable

from .shapes import disc, oval, shape, stroke

Wear = Callable[[float, float], str]
TEAR = "l12-9 10 5 14-8 10 9 14 0-8 10 4 9-16-2-10 7-12-8-16 3 4-9Z"


def on_cloth(x: float, y: float) -> str:
    """A tear with its filling showing, two stains and a loose thread; x, y is the tear."""
    return (
        f'<path d="M{x:g} {y:g}{TEAR}" fill="#EFE3C6" stroke="#5A4E40" stroke-width="3.5"'
        ' stroke-linejoin="round"/>'
        + stroke(f"M{x + 18:g} {y + 6:g}q8 4 14-2M{x + 36:g} {y + 10:g}q8 2 12-4", "#C9B68E", 2.5)
        + oval(x - 44, y - 62, 26, 17, "#857560", ' opacity=".35"')
        + oval(x - 62, y + 4, 20, 9, "#5F5344", ' opacity=".28"')
        + stroke(f"M{x - 96:g} {y + 16:g}l12 5-8 8 12 6", "#5A4E40", 3)
    )


def on_wood(x: float, y: float) -> str:
    """Scratches, a ring left by a cup, a split; x, y is the ring."""
    return (
        f'<ellipse cx="{x:g}" cy="{y:g}" rx="17" ry="11" fill="none" stroke="#F1E6D2"'
        ' stroke-width="3.5" opacity=".55"/>'
        + stroke(
            f"M{x + 34:g} {y - 10:g}l34 12M{x + 40:g} {y + 2:g}l22 9M{x - 58:g} {y + 14:g}l26-9",
            "#F1E6D2",
            2.4,
            0.6,
        )
        + stroke(f"M{x - 70:g} {y + 44:g}l14 3-9 8 15 6-6 9", "#3F2D1C", 3)
        + shape(f"M{x + 58:g} {y + 46:g}l16-4 3 13-9 6-12-3Z", "#3F2D1C")
    )


def on_metal(x: float, y: float) -> str:
    """Rust that has run, and a dent."""
    rust = "#A4623C"
    return (
        oval(x, y, 18, 10, rust, ' opacity=".75"')
        + stroke(f"M{x - 8:g} {y + 6:g}v22M{x + 4:g} {y + 8:g}v14M{x + 11:g} {y + 4:g}v26", rust, 4, 0.6)
        + disc(x + 62, y + 40, 7, rust)
        + stroke(f"M{x - 62:g} {y + 30:g}q14 12 30 2", "#5E584A", 4, 0.7)
    )


def placed(draw: Wear, at: tuple[float, ...]) -> str:
    """The wear at its place, squeezed to the surface that it lies on."""
    x, y, across, down = (*at, 1.0, 1.0)[:4]
    return f'<g transform="translate({x:g} {y:g}) scale({across:g} {down:g})">{draw(0, 0)}</g>'
