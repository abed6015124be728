"""Who works where in the demo: sites, places, people and what they sign in with. All invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SitePlan:
    """A site of the demo: how many pieces came to it in the year, and on which weekdays it works (Monday is 0)."""

    slug: str
    name: str
    city: str
    kind: str
    phone: str
    pieces: int
    weekdays: tuple[int, ...]
    places: tuple[tuple[str, str, str], ...]
    is_practice: bool = False


BENCHES = (
    ("Repair bench", "bench", "repair"),
    ("Sanding booth", "bench", "strip"),
    ("Paint bench", "bench", "finish"),
    ("Upholstery table", "bench", "upholster"),
)
SITES = (
    SitePlan(
        "coventry",
        "Coventry",
        "Coventry",
        "factory",
        "024 7601 0100",
        350,
        (0, 1, 2, 3, 4),
        (
            ("Bay 1", "bay", ""),
            ("Bay 2", "bay", ""),
            ("Bay 3", "bay", ""),
            ("Shelf A", "shelf", ""),
            ("Shelf B", "shelf", ""),
            ("Quarantine shelf", "quarantine", ""),
            ("Ready corner", "bay", ""),
            *BENCHES,
            ("CNC bench", "bench", "make"),
        ),
    ),
    SitePlan(
        "wolverhampton",
        "Wolverhampton",
        "Wolverhampton",
        "factory",
        "01902 010 200",
        215,
        (1, 2, 3, 4, 5),
        (
            ("Bilston Road hall", "venue", ""),
            ("Canal-side workshop", "venue", ""),
            ("Rack 1", "shelf", ""),
            ("Rack 2", "shelf", ""),
            ("Quarantine cage", "quarantine", ""),
            *BENCHES,
        ),
    ),
    SitePlan(
        "fablab",
        "FabLab Coventry",
        "Coventry",
        "fablab",
        "024 7601 0300",
        45,
        (0, 1, 2, 3, 4),
        (
            ("Long shelf", "shelf", ""),
            ("Quarantine box", "quarantine", ""),
            ("Laser bench", "bench", "make"),
            ("Bench 2", "bench", "repair"),
            ("Paint corner", "bench", "finish"),
        ),
    ),
    SitePlan(
        "van",
        "Mobile FabLab",
        "Birmingham",
        "van",
        "0121 496 0400",
        40,
        (2, 4, 5),
        (
            ("Van floor", "bay", ""),
            ("Sealed box", "quarantine", ""),
            ("Fold-out bench", "bench", "repair"),
            ("Awning", "bench", "finish"),
        ),
    ),
    SitePlan(
        "practice",
        "Practice",
        "Coventry",
        "factory",
        "",
        14,
        (0, 2, 4),
        (("Practice shelf", "shelf", ""), ("Practice bench", "bench", "repair")),
        is_practice=True,
    ),
)
"""Phone numbers are of the ranges kept for fiction."""

FIRE, POPS, MAINS, QUALITY, CHILD = (
    "check:fire_label",
    "check:pops",
    "check:electrical",
    "check:quality",
    "check:children",
)
ALL_CHECKS = (FIRE, POPS, MAINS, QUALITY, CHILD)
TOOLS, SPRAY = "machine:hand_power_tools", "machine:spray_booth"
MACHINES = ("machine:laser_cutter", "machine:cnc_router", "machine:printer_3d", TOOLS)


@dataclass(frozen=True)
class PersonPlan:
    """A person of the demo. `site` "" is every site; `days` ago they came; a login makes an account."""

    key: str
    called: str
    full_name: str
    language: str
    avatar: str
    site: str
    roles: tuple[str, ...] = ("volunteer",)
    permits: tuple[str, ...] = ()
    days: int = 380
    login: str = ""


COV, WOL, LAB, VAN = "coventry", "wolverhampton", "fablab", "van"
STAFF = ("coordinator",)
PEOPLE = (
    PersonPlan("helen", "Helen", "Helen Marsh", "en", "teapot", COV, STAFF, (QUALITY,), 400, "helen"),
    PersonPlan(
        "gurpreet", "Gurpreet", "Gurpreet Sandhu", "en", "sun", WOL, STAFF, (QUALITY,), 400, "gurpreet"
    ),
    PersonPlan("ada", "Ada", "Ada Okafor", "en", "key", "", ("administrator",), (), 400, "ada"),
    PersonPlan(
        "tomasz",
        "Tomasz",
        "Tomasz Wrona",
        "pl",
        "hammer",
        COV,
        ("trainer",),
        (*ALL_CHECKS, TOOLS, SPRAY),
        395,
        "tomasz",
    ),
    PersonPlan("yusuf", "Yusuf", "Yusuf Demir", "en", "ruler", WOL, ("trainer",), ALL_CHECKS, 395, "yusuf"),
    PersonPlan(
        "nia",
        "Nia",
        "Nia Prothero",
        "en",
        "spanner",
        LAB,
        ("trainer", "maintainer"),
        (*ALL_CHECKS, *MACHINES),
        395,
        "nia",
    ),
    PersonPlan(
        "costel", "Costel", "Costel Munteanu", "ro", "horse", VAN, ("driver", "trainer"), ALL_CHECKS, 390
    ),
    PersonPlan("louise", "Louise", "Louise Fairley", "en", "leaf", "", ("funder",), (), 300, "louise"),
    PersonPlan("joan", "Joan", "Joan Attwell", "en", "book", "", ("assessor",), (), 390, "joan"),
    PersonPlan(
        "brian", "Brian", "Brian Tranter", "en", "bicycle", COV, ("maintainer", "volunteer"), (MAINS,), 385
    ),
    PersonPlan("margaret", "Margaret", "Margaret Rowe", "en", "thread", COV, permits=(FIRE, POPS, QUALITY)),
    PersonPlan("derek", "Derek", "Derek Poole", "en", "tree", COV, permits=(QUALITY, CHILD)),
    PersonPlan("winston", "Winston", "Winston Clarke", "en", "boat", WOL, permits=(QUALITY, FIRE, POPS)),
    PersonPlan("pauline", "Pauline", "Pauline Beddoes", "en", "hen", WOL, permits=(CHILD,)),
    PersonPlan("amina", "Amina", "أمينة حداد", "ar", "pomegranate", COV, days=360),
    PersonPlan("khaled", "خالد", "خالد العلي", "ar", "camel", COV, days=330),
    PersonPlan("rima", "Rima", "ريما سليم", "ar", "rose", WOL, days=300),
    PersonPlan("samir", "Samir", "سمير قاسم", "ar", "olive", COV, days=210),
    PersonPlan("huda", "هدى", "هدى منصور", "ar", "moon", WOL, days=95),
    PersonPlan("farid", "Farid", "فرید کریمی", "fa", "swallow", COV, days=345),
    PersonPlan("shirin", "شیرین", "شیرین احمدی", "fa", "tulip", COV, permits=(QUALITY,), days=320),
    PersonPlan("navid", "Navid", "نوید رستمی", "fa", "snail", WOL, days=180),
    PersonPlan("dilan", "Dîlan", "دیلان عوسمان", "ckb", "mountain", COV, days=290),
    PersonPlan("rebin", "Rêbîn", "ڕێبین حەسەن", "ckb", "fox", WOL, days=150),
    PersonPlan("selam", "ሰላም", "ሰላም ተስፋይ", "ti", "basket", COV, days=310),
    PersonPlan("yonas", "Yonas", "ዮናስ ገብረ", "ti", "owl", WOL, days=240),
    PersonPlan("mehret", "Mehret", "ምሕረት ኪዳነ", "ti", "star", COV, days=60),
    PersonPlan("olena", "Олена", "Олена Кравець", "uk", "sunflower", COV, permits=(QUALITY,), days=350),
    PersonPlan("petro", "Petro", "Петро Бондар", "uk", "rabbit", WOL, days=270),
    PersonPlan("iryna", "Iryna", "Ірина Лисенко", "uk", "butterfly", LAB, days=200),
    PersonPlan("zofia", "Zofia", "Zofia Maj", "pl", "cup", WOL, permits=(QUALITY,), days=365),
    PersonPlan("marek", "Marek", "Marek Sobol", "pl", "bear", COV, days=280),
    PersonPlan("ioana", "Ioana", "Ioana Pop", "ro", "apple", WOL, days=255),
    PersonPlan("awa", "Awa", "Awa Diallo", "fr", "drum", COV, days=235),
    PersonPlan("jean", "Jean-Baptiste", "Jean-Baptiste Mukendi", "fr", "plane", WOL, days=340),
    PersonPlan("imran", "Imran", "عمران ملک", "ur", "lamp", WOL, days=225),
    PersonPlan("nasreen", "نسرین", "نسرین بیگم", "ur", "daisy", COV, days=130),
    PersonPlan("zarghuna", "Zarghuna", "زرغونه ستانکزی", "ps", "bird", COV, days=110),
    PersonPlan("gul", "Gul Agha", "ګل آغا وردک", "ps", "sheep", WOL, days=75),
    PersonPlan("tigist", "ትግስት", "ትግስት በቀለ", "am", "bee", COV, days=160),
    PersonPlan("abebe", "Abebe", "አበበ ወርቁ", "am", "turtle", VAN, days=205),
    PersonPlan("maureen", "Maureen", "Maureen Deeley", "en", "button", COV, days=370),
    PersonPlan("colin", "Colin", "Colin Hartshorne", "en", "fish", WOL, days=375),
    PersonPlan("delroy", "Delroy", "Delroy Campbell", "en", "cactus", VAN, permits=(QUALITY,), days=391),
    PersonPlan("patience", "Patience", "Patience Moyo", "en", "acorn", LAB, permits=(QUALITY,), days=392),
    PersonPlan("keith", "Keith", "Keith Wooldridge", "en", "duck", LAB, days=260),
    PersonPlan("leila", "Leila", "ليلى نصر", "ar", "fig", COV, ("trainee",), days=45),
    PersonPlan("andrii", "Andrii", "Андрій Коваль", "uk", "chair", WOL, ("trainee",), days=50),
    PersonPlan(
        "harjit", "Harjit", "Harjit Bains", "en", "pear", "", ("internal_verifier",), (), 390, "harjit"
    ),
    PersonPlan("sunita", "Sunita", "Sunita Rawal", "en", "kettle", "", ("trainer",), (), 385),
)

PASSWORDS = {
    "helen": "oak dovetail lantern river",
    "gurpreet": "canal kettle maple thimble",
    "ada": "brass hinge orchard pencil",
    "tomasz": "birch apron violin saddle",
    "yusuf": "walnut ribbon compass ladder",
    "nia": "copper meadow spindle glove",
    "louise": "amber window garden thread",
    "joan": "linen harbour pepper stool",
    "harjit": "marble ferry clover hammer",
}
"""Passwords of the demo only: its database listens on this machine and on no other."""
PINS = {"amina": "402718", "tomasz": "615094", "helen": "830526", "margaret": "271849", "yusuf": "594183"}
