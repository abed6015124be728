"""The strokes that draw a chosen picture on its 48 grid, and the grounds it stands on."""

INK, BARK, LEAF, PALE = "#1D2721", "#6E4726", "#4E7F54", "#FFFDF8"


def p(d: str, fill: str) -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"/>'


def s(d: str, colour: str, wide: float = 2.4) -> str:
    """A line with round ends."""
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{wide}" {ends}/>'


def c(x: float, y: float, r: float, fill: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>'


def e(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    """A filled ellipse."""
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"/>'


CLAY, SAGE, MIST, SAND, ROSE, LILAC = "#F3E1D6", "#E1EBDB", "#D9E6EC", "#F5E6C4", "#F4DDE0", "#E6E0F0"
