"""Beds, mattresses, and the things with a plug or a wheel."""

from .shapes import BRASS, METALS, Tone, box, disc, oval, shadow, shape, stroke


def bed_base(cloth: Tone, wood: Tone, half: float) -> str:
    """A divan or slatted base seen from its foot end, a headboard behind."""
    start, wide = 200 - half, 2 * half
    slats = "".join(f"M{start + 18:g} {214 + 13 * n}h{wide - 36:g}" for n in range(4))
    parts = [
        shadow(half + 8),
        box(start + 8, 112, wide - 16, 130, wood.mid, 18),
        box(start + 24, 128, wide - 48, 80, wood.light, 12),
    ]
    parts.append(
        shape(
            f"M{start - 4:g} 272L{start + 16:g} 204H{400 - start - 16:g}L{400 - start + 4:g} 272Z",
            wood.dark,
            6,
        )
        + stroke(slats, "#EAD9B4", 8)
    )
    parts.append(
        box(start - 8, 266, wide + 16, 54, cloth.mid, 10)
        + box(start - 8, 266, wide + 16, 16, cloth.light, 8)
        + stroke(f"M{start + 6:g} 300h{wide - 12:g}", cloth.dark, 2.4, 0.6)
    )
    return "".join(parts) + shape(
        f"M{start + 6:g} 318h20v22h-15ZM{400 - start - 26:g} 318h20l-5 22h-15Z", wood.deep
    )


def mattress(cloth: Tone, half: float, high: float = 58) -> str:
    """A mattress lying on the floor, its ticking quilted."""
    start, wide, top = 200 - half, 2 * half, 306 - high / 2
    quilt = "".join(f"M{start + wide * (n + 1) / 7:g} {top - 50:g}l-14 54" for n in range(6))
    buttons = "".join(disc(start + wide * (n + 0.5) / 6, top - 24, 3.4, "#C3B594") for n in range(6))
    cream = Tone("#F7F1E2", "#EFE6D3", "#DACDB0", "#B7A986")
    parts = [
        shadow(half + 6),
        shape(
            f"M{start + 2:g} {top + 8:g}L{start + 38:g}"
            f" {top - 52:g}H{400 - start - 38:g}L{400 - start - 2:g} {top + 8:g}Z",
            cream.light,
            16,
        ),
    ]
    parts.append(
        stroke(quilt, cream.dark, 2, 0.8) + buttons + box(start - 8, top, wide + 16, high, cream.mid, 16)
    )
    parts.append(
        stroke(
            f"M{start - 2:g} {top + 7:g}h{wide + 4:g}M{start - 2:g} {top + high - 7:g}h{wide + 4:g}",
            cloth.mid,
            5,
        )
    )
    stripes = "".join(
        f"M{start + 12 + 16 * n:g} {top + 14:g}v{high - 28:g}" for n in range(int((wide - 12) // 16))
    )
    return "".join(parts) + stroke(stripes, cloth.light, 3, 0.7)


def bunk(wood: Tone, cloth: Tone) -> str:
    """Two beds, a ladder and a rail."""
    parts = [shadow(168), shape("M40 64h18v276H40ZM342 64h18v276h-18Z", wood.mid)]
    for y in (132, 254):
        parts.append(
            box(56, y - 20, 288, 26, "#F7F1E2", 10)
            + box(66, y - 32, 70, 22, "#FFFDF8", 10)
            + box(150, y - 26, 190, 28, cloth.mid, 8)
            + box(48, y, 304, 26, wood.light, 5)
            + stroke(f"M64 {y + 14:g}h270", wood.dark, 1.6, 0.4)
        )
    parts.append(
        box(58, 78, 192, 12, wood.mid, 4) + stroke("M92 90v26M140 90v26M188 90v26M236 90v26", wood.mid, 8)
    )
    parts.append(
        stroke("M268 70V336M318 70V336", wood.dark, 12)
        + stroke("M268 112h50M268 156h50M268 200h50M268 244h50M268 288h50", wood.light, 10)
    )
    return "".join(parts)


def cot(wood: Tone) -> str:
    """Bars all round and a small mattress."""
    parts = [
        shadow(140),
        box(70, 104, 260, 16, wood.dark, 6),
        stroke("".join(f"M{88 + 25 * n} 120v130" for n in range(10)), wood.deep, 5, 0.45),
        box(82, 226, 236, 34, "#F7F1E2", 12),
        box(82, 240, 236, 24, "#EFE6D3", 8),
    ]
    parts.append(stroke("".join(f"M{86 + 28.5 * n:g} 152v132" for n in range(9)), wood.mid, 10))
    parts.append(
        shape("M58 96h22v244h-16ZM320 96h22l-6 244h-16Z", wood.light)
        + box(52, 134, 296, 20, wood.light, 8)
        + box(60, 280, 280, 22, wood.mid, 6)
    )
    return "".join(parts) + disc(69, 94, 13, wood.light) + disc(331, 94, 13, wood.mid)


def lamp(shade: Tone, wood: Tone) -> str:
    """A standard lamp."""
    parts = [
        shadow(64),
        box(195, 140, 10, 190, wood.mid, 4),
        oval(200, 332, 46, 9, wood.deep),
        disc(200, 214, 11, wood.dark),
    ]
    return (
        "".join(parts)
        + shape("M160 54h80l36 92H124Z", shade.light, 8)
        + shape("M212 54h28l36 92h-54Z", shade.mid, 8)
        + oval(200, 148, 74, 6, shade.dark)
    )


def vacuum(body: Tone) -> str:
    """A cylinder cleaner with its hose."""
    parts = [
        shadow(150),
        stroke("M150 246C60 220 60 96 150 74S250 96 262 130", "#50524D", 14),
        stroke("M258 120L330 300", "#A9B1AE", 12),
        shape("M296 300h76q6 0 6 8v28H290v-28q0-8 6-8Z", body.dark),
    ]
    parts.append(
        shape(
            "M62 318V282Q62 220 130 220H196Q252 220 252 282V318Q252 328 242 328H72Q62 328 62 318Z",
            body.mid,
            4,
        )
        + shape("M62 282Q62 220 130 220H150V328H72Q62 328 62 318Z", body.light, 4)
    )
    return (
        "".join(parts)
        + disc(110, 320, 24, "#3A3C38")
        + disc(110, 320, 10, "#848D8A")
        + disc(226, 326, 14, "#3A3C38")
        + box(170, 244, 54, 14, body.deep, 7)
        + disc(197, 286, 12, body.light)
    )


def microwave(body: Tone) -> str:
    """On a small stand, door shut."""
    parts = [
        shadow(150),
        shape("M76 322h16v18H80ZM308 322h16l-4 18h-12Z", "#3A3C38"),
        box(54, 178, 292, 148, body.mid, 14),
        box(54, 178, 292, 20, body.light, 10),
        box(74, 204, 188, 104, body.deep, 10),
        box(88, 216, 160, 80, "#3A3C38", 8),
    ]
    parts.append(
        stroke("M112 278l46-48M132 286l66-66", "#848D8A", 5, 0.5)
        + box(280, 206, 50, 24, "#272926", 4)
        + stroke("M288 218h10M304 218h16", "#9BD0A8", 4)
    )
    return (
        "".join(parts)
        + "".join(disc(290 + 15 * (n % 3), 246 + 15 * (n // 3), 4.6, body.dark) for n in range(9))
        + box(280, 290, 50, 18, body.dark, 5)
    )


def sewing_machine(body: Tone, wood: Tone) -> str:
    """A hand machine on its wooden bed."""
    parts = [
        shadow(150),
        box(56, 300, 288, 34, wood.mid, 6),
        box(56, 300, 288, 10, wood.light, 5),
        box(70, 280, 260, 24, body.dark, 6),
    ]
    parts.append(
        shape(
            "M262 284V196Q262 184 246 184H142V214Q142 226 130 226H108Q96 226 96 214V164Q96 136 126"
            " 136H286Q322 136 322 172V284Z",
            body.mid,
            6,
        )
        + shape("M96 164Q96 136 126 136H286Q312 136 320 158H126Q108 158 104 176Z", body.light)
    )
    parts.append(
        stroke("M119 228v34M119 262l-2 16", "#A9B1AE", 6)
        + box(104, 272, 40, 6, "#C9CECB", 2)
        + disc(334, 190, 34, body.deep)
        + disc(334, 190, 22, body.mid)
        + disc(334, 190, 6, BRASS)
    )
    return (
        "".join(parts)
        + box(196, 108, 26, 28, "#C9765A", 4)
        + box(192, 104, 34, 7, "#E9D9B2", 3)
        + stroke("M209 108C170 90 130 110 119 136", "#C9765A", 2)
        + stroke("M166 206h60", BRASS, 4)
        + disc(288, 232, 11, BRASS)
    )


def washing_machine(body: Tone) -> str:
    """A front loader."""
    parts = [
        shadow(124),
        shape("M100 322h22v16h-20ZM278 322h22l-2 16h-20Z", "#3A3C38"),
        box(88, 92, 224, 236, body.mid, 14),
        box(88, 92, 224, 50, body.light, 12),
        box(88, 136, 224, 5, body.dark, 0),
    ]
    parts.append(
        disc(200, 236, 80, body.light)
        + disc(200, 236, 68, body.dark)
        + disc(200, 236, 54, "#46606B")
        + shape("M148 246q26 20 52 2t52-2a54 54 0 0 1-104 0Z", "#9DB9C2")
    )
    return (
        "".join(parts)
        + stroke("M174 206q14-14 34-12", "#CFDDDC", 7, 0.8)
        + box(104, 106, 64, 22, body.mid, 5)
        + disc(280, 117, 14, body.dark)
        + disc(280, 117, 6, body.deep)
        + disc(238, 117, 5, "#7FA38C")
        + disc(222, 117, 5, body.dark)
    )


def bicycle(frame: Tone) -> str:
    """An adult's bicycle on its stand."""
    rubber = METALS["black"].dark
    wheels = "".join(
        stroke(f"M{x} 190a72 72 0 1 0 .1 0", rubber, 9)
        + stroke(f"M{x} 204v116M{x - 58} 262h116M{x - 41} 221l82 82M{x + 41} 221l-82 82", "#A9B1AE", 1.8, 0.8)
        + disc(x, 262, 8, "#50524D")
        for x in (96, 304)
    )
    parts = [
        shadow(176),
        wheels,
        stroke("M96 262L156 164H268L196 262ZM156 164L196 262", frame.mid, 10),
        stroke("M262 134L304 262", frame.dark, 10),
        stroke("M150 142l6 24", "#848D8A", 8),
        stroke("M128 138h48", rubber, 14),
        stroke("M262 136l-8-20q30-10 44 6", "#848D8A", 8),
        stroke("M284 116l16 8", rubber, 12),
    ]
    return (
        "".join(parts)
        + disc(196, 262, 19, "#848D8A")
        + disc(196, 262, 8, "#50524D")
        + stroke("M196 262l20 28M206 292h22", "#50524D", 7)
    )
