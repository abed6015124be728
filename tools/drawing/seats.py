"""Chairs, sofas and other seats."""

from .shapes import LEG, METALS, Tone, box, disc, oval, shadow, shape, stroke


def tuft(x: float, y: float, cloth: Tone) -> str:
    """A button pulled into the cloth."""
    fold = f"M{x:g} {y:g}m-11-6l11 6 11-6"
    return disc(x, y, 4, cloth.dark) + stroke(fold, cloth.dark, 1.8, 0.55)


def cushion(x: float, y: float, wide: float, high: float, cloth: Tone, lit: bool = True) -> str:
    """A seat or back cushion with its seam."""
    fill = cloth.light if lit else cloth.mid
    seam = f"M{x + 10:g} {y + high - 13:g}q{wide / 2 - 10:g} 9 {wide - 20:g} 0"
    return box(x, y, wide, high, fill, min(20, high / 2.4)) + stroke(
        seam, cloth.mid if lit else cloth.dark, 4, 0.8
    )


def arm(x: float, y: float, wide: float, high: float, cloth: Tone, lit: bool) -> str:
    """A rolled arm seen from the front."""
    fill, edge = (cloth.mid, cloth.light) if lit else (cloth.dark, cloth.mid)
    roll = f"M{x + wide * 0.2:g} {y + 20:g}q{wide * 0.3:g}-15 {wide * 0.6:g} 0"
    return box(x, y, wide, high, fill, wide * 0.46) + stroke(roll, edge, 6)


def sofa(cloth: Tone, seats: int = 3) -> str:
    """A sofa of two, three or more seats."""
    half = {1: 110, 2: 160, 3: 186}[seats]
    start, wide = 200 - half, 2 * half
    inner = wide - 76
    each = inner / seats
    parts = [
        shadow(half + 6),
        shape(f"M{start + 40:g} 306h16v34h-12ZM{400 - start - 56:g} 306h16l-4 34h-12Z", LEG.dark),
    ]
    parts.append(box(start + 22, 150, wide - 44, 146, cloth.dark, 30))
    parts.append(
        shape(
            f"M{start + 52:g} 150h{wide - 104:g}q30 0 30 26q-6-16-30-16H{start + 52:g}q-24 0-30 16q0-26 30-26Z",
            cloth.mid,
        )
    )
    for seat in range(seats):
        x = start + 38 + seat * each
        parts.append(box(x + 1, 166, each - 3, 92, cloth.mid, 22))
        parts.append(stroke(f"M{x + 20:g} 180q{each / 2 - 20:g}-9 {each - 42:g} 0", cloth.light, 5, 0.8))
        parts.append(tuft(x + each / 2, 212, cloth))
    parts.append(
        box(start + 22, 276, wide - 44, 38, cloth.deep, 10)
        + box(start + 22, 276, wide - 44, 20, cloth.dark, 8)
    )
    parts += [cushion(start + 38 + seat * each, 240, each - 2, 46, cloth) for seat in range(seats)]
    parts.append(arm(start, 192, 54, 122, cloth, True) + arm(400 - start - 54, 192, 54, 122, cloth, False))
    return "".join(parts)


def sofa_bed(cloth: Tone, metal: bool) -> str:
    """A sofa with its bed half drawn out; the metal one shows its frame."""
    mattress = "#EFE6D3"
    parts = [
        shadow(186),
        box(48, 132, 304, 130, cloth.dark, 28),
        box(66, 148, 132, 88, cloth.mid, 20),
        box(202, 148, 132, 88, cloth.mid, 20),
    ]
    parts.append(tuft(132, 190, cloth) + tuft(268, 190, cloth))
    parts.append(arm(20, 176, 54, 130, cloth, True) + arm(326, 176, 54, 130, cloth, False))
    if metal:
        iron = METALS["steel"]
        parts.append(stroke("M84 318L70 342M316 318L330 342M110 318v24M290 318v24", iron.dark, 7))
        parts.append(box(62, 304, 276, 12, iron.mid, 5) + stroke("M84 310h232", iron.light, 2.4))
        parts.append(box(70, 258, 260, 46, mattress, 14) + stroke("M90 280h220", "#C9BDA1", 2, 0.7))
    else:
        parts.append(box(58, 296, 284, 42, cloth.dark, 12) + box(66, 250, 268, 56, cloth.light, 18))
        parts.append(stroke("M84 290q116 12 232 0M200 254v34", cloth.mid, 4, 0.8))
    parts.append(box(90, 236, 104, 34, "#F7F1E2", 14) + box(206, 236, 104, 34, "#EFE6D3", 14))
    return "".join(parts)


def futon(cloth: Tone, wood: Tone) -> str:
    """A folded mattress on a slatted frame."""
    parts = [
        shadow(172),
        shape("M52 214h14v126h-14ZM334 214h14v126h-14Z", wood.dark),
        box(38, 206, 42, 13, wood.light, 5) + box(320, 206, 42, 13, wood.mid, 5),
    ]
    parts += [shape("M44 240h14v100h-14Z", wood.light), shape("M342 240h14v100h-14Z", wood.mid)]
    parts.append(box(68, 130, 264, 120, cloth.mid, 26) + box(68, 130, 264, 26, cloth.light, 13))
    parts.append(tuft(134, 190, cloth) + tuft(200, 186, cloth) + tuft(266, 190, cloth))
    parts.append(box(60, 236, 280, 50, cloth.light, 22) + stroke("M76 272q124 12 248 0", cloth.mid, 4))
    parts.append(
        box(56, 286, 288, 16, wood.light, 4)
        + stroke("M96 308v24M148 308v24M200 308v24M252 308v24M304 308v24", wood.dark, 9)
    )
    return "".join(parts)


def chaise(cloth: Tone) -> str:
    """One arm, a sloping back, a long seat."""
    parts = [
        shadow(176),
        shape("M64 304h16l-8 36h-10ZM322 304h16l-2 36h-10Z", LEG.mid),
        shape("M150 304h12l-4 26h-6ZM250 304h12l-2 26h-6Z", LEG.deep),
    ]
    parts.append(
        shape("M52 292V158Q52 112 96 112Q134 112 140 158Q150 214 232 222Q260 226 262 244V292Z", cloth.dark, 8)
    )
    parts.append(shape("M74 268V168Q74 136 98 136Q118 136 122 168Q134 230 222 240V268Z", cloth.mid, 6))
    parts.append(tuft(98, 176, cloth) + tuft(106, 214, cloth))
    parts.append(box(44, 240, 312, 52, cloth.light, 24) + stroke("M66 278q134 12 268 0", cloth.mid, 5))
    parts.append(
        box(48, 284, 304, 24, cloth.deep, 9)
        + oval(96, 128, 34, 26, cloth.mid)
        + stroke("M78 122q16-14 36 0", cloth.light, 6)
    )
    parts.append(box(112, 196, 60, 48, cloth.deep, 14, ' transform="rotate(-10 142 220)"'))
    return "".join(parts)


def recliner(cloth: Tone) -> str:
    """A high-backed chair with its footrest out."""
    parts = [shadow(150), shape("M104 306h190v20q0 10-10 10H114q-10 0-10-10Z", cloth.deep)]
    parts.append(shape("M118 262L104 96Q104 56 146 52Q200 44 254 52Q296 56 296 96L282 262Z", cloth.mid))
    parts.append(box(124, 66, 152, 66, cloth.light, 26) + box(128, 138, 144, 92, cloth.light, 22))
    parts.append(stroke("M140 120q60 12 120 0M146 218q54 10 108 0", cloth.mid, 5))
    parts.append(arm(76, 178, 58, 140, cloth, True) + arm(266, 178, 58, 140, cloth, False))
    parts.append(box(122, 224, 156, 52, cloth.light, 22) + stroke("M138 262q62 10 124 0", cloth.mid, 5))
    parts.append(shape("M128 284h144l12 30H116Z", cloth.mid, 10) + box(110, 308, 180, 26, cloth.dark, 12))
    parts.append(stroke("M320 224l16-22", LEG.deep, 7) + disc(337, 200, 7, LEG.mid))
    return "".join(parts)


def fireside(cloth: Tone, wood: Tone) -> str:
    """Wooden arms, a tall upholstered back, turned legs."""
    parts = [shadow(120), shape("M150 296h12v36h-9ZM240 296h12l-3 36h-9Z", wood.deep)]
    parts.append(
        shape("M126 270L122 92Q122 58 158 58H242Q278 58 278 92L274 270Z", cloth.mid)
        + box(138, 76, 124, 146, cloth.light, 24)
    )
    parts.append(stroke("M156 112q44-8 88 0M156 160q44-8 88 0", cloth.mid, 4, 0.8))
    parts.append(
        shape("M94 200h16l6 140h-12Z", wood.light, 3) + shape("M290 200h16l-10 140h-12Z", wood.mid, 3)
    )
    parts.append(
        box(108, 240, 184, 46, cloth.light, 20)
        + stroke("M124 276q76 10 152 0", cloth.mid, 5)
        + box(104, 284, 192, 18, wood.dark, 5)
    )
    parts.append(stroke("M92 200Q104 188 128 190M308 200Q296 188 272 190", wood.light, 14))
    return "".join(parts)


def padded_chair(cloth: Tone, wood: Tone) -> str:
    """A dining chair with an upholstered seat and back."""
    parts = [shadow(104), shape("M140 230h15l-3 100h-9ZM248 230h15l1 100h-9Z", wood.deep)]
    parts.append(
        shape("M126 236L120 70Q120 58 131 58Q141 58 142 70L146 236Z", wood.mid)
        + shape("M274 236L280 70Q280 58 269 58Q259 58 258 70L254 236Z", wood.dark)
    )
    parts.append(
        box(136, 66, 128, 104, cloth.mid, 20)
        + box(146, 76, 108, 84, cloth.light, 16)
        + tuft(178, 116, cloth)
        + tuft(222, 116, cloth)
    )
    parts.append(
        shape("M112 250h18l-6 92h-10Z", wood.light)
        + shape("M270 250h18l-2 92h-10Z", wood.mid)
        + stroke("M130 304h142", wood.dark, 8)
    )
    parts.append(
        box(108, 236, 184, 20, wood.dark, 5)
        + box(102, 204, 196, 42, cloth.light, 20)
        + stroke("M120 236q80 10 160 0", cloth.mid, 5)
    )
    return "".join(parts)


def pouffe(cloth: Tone, wood: Tone) -> str:
    """A padded stool on four legs."""
    parts = [shadow(100), shape("M150 262h14l2 66h-10ZM238 262h14l-6 66h-10Z", wood.deep)]
    parts.append(shape("M120 266h20l-16 74h-11Z", wood.light) + shape("M260 266h20l7 74h-11Z", wood.mid))
    parts.append(
        shape("M104 214Q104 188 200 188Q296 188 296 214V252Q296 278 200 278Q104 278 104 252Z", cloth.mid)
    )
    parts.append(
        oval(200, 212, 96, 27, cloth.light)
        + stroke("M106 246q94 34 188 0", cloth.dark, 4, 0.8)
        + tuft(160, 212, cloth)
        + tuft(200, 218, cloth)
        + tuft(240, 212, cloth)
    )
    return "".join(parts)


def office_chair(cloth: Tone) -> str:
    """Five castors, a gas stem, arms."""
    iron = METALS["black"]
    parts = [
        shadow(110),
        stroke("M200 300L112 326M200 300L288 326M200 300v34", iron.mid, 12),
        stroke("M200 300L150 318M200 300L250 318", iron.dark, 9),
    ]
    parts.append(
        "".join(
            disc(x, y, 8, iron.deep) for x, y in ((112, 332), (288, 332), (200, 338), (150, 324), (250, 324))
        )
    )
    parts.append(box(191, 250, 18, 54, iron.dark, 5) + box(187, 186, 26, 50, iron.deep, 6))
    parts.append(
        box(136, 58, 128, 140, cloth.mid, 30)
        + box(148, 70, 104, 116, cloth.light, 24)
        + stroke("M164 130q36 8 72 0", cloth.mid, 5)
    )
    parts.append(
        stroke("M124 244V196h26M276 244V196h-26", iron.mid, 11)
        + box(104, 190, 52, 14, iron.dark, 7)
        + box(244, 190, 52, 14, iron.deep, 7)
    )
    parts.append(box(116, 220, 168, 42, cloth.light, 20) + stroke("M134 252q66 10 132 0", cloth.mid, 5))
    return "".join(parts)


def high_chair(wood: Tone) -> str:
    """A tall seat with a tray and a foot board."""
    parts = [shadow(100), shape("M158 196h14l-16 136h-10ZM228 196h14l12 136h-10Z", wood.deep)]
    parts.append(
        shape("M146 196L150 66Q150 56 160 56Q168 56 168 66L168 196Z", wood.mid)
        + shape("M254 196L250 66Q250 56 240 56Q232 56 232 66L232 196Z", wood.dark)
    )
    parts.append(
        box(158, 64, 84, 26, wood.light, 8)
        + box(164, 104, 72, 16, wood.mid, 6)
        + stroke("M184 124v62M216 124v62", wood.mid, 8)
    )
    parts.append(
        box(140, 190, 120, 18, wood.mid, 6)
        + shape("M138 206h18l-24 134h-13Z", wood.light)
        + shape("M244 206h18l19 134h-13Z", wood.mid)
    )
    parts.append(box(138, 272, 124, 14, wood.light, 5) + stroke("M132 314h136", wood.dark, 8))
    parts.append(box(116, 150, 168, 22, wood.light, 11) + box(124, 166, 152, 10, wood.dark, 5))
    return "".join(parts)
