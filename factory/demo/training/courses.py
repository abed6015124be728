"""What the demo's college teaches: units that no awarding body ever wrote, and the courses with their words."""

from __future__ import annotations

from dataclasses import dataclass

BODY = ("Severn Vale Awards (invented)", "DEMO-4471", "demo-severn")
QUALIFICATION = ("DEMO/600/1", "Making and Digital Skills (invented)", "L1", 6)
"""Reference, title, level, and the credit that it takes."""


@dataclass(frozen=True)
class UnitPlan:
    """An invented unit: outcomes as (what is learnt, what is looked at with what is said in easy English)."""

    code: str
    title: str
    credit: int
    hours: int
    outcomes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


UNITS = (
    UnitPlan("DEMO-LC1", "Using a laser cutter safely", 3, 24, (
        ("Work safely at the laser cutter", (
            ("Name three materials that may never be cut, and why", "Say what must never go in"),
            ("Carry out the checks before a cut", "Check before you start"),
            ("Show what to do when something burns", "Show what you do in a fire"))),
        ("Make a part from a drawing", (
            ("Set power and speed for a material", "Set the machine"),
            ("Cut a part that fits the drawing within 0.5 mm", "Cut a part that fits"),
            ("Judge the edge and say what to change", "Say what you would do better"))),
    )),
    UnitPlan("DEMO-DF2", "Drawing for digital fabrication", 3, 20, (
        ("Draw parts that can be made", (
            ("Draw a part with true measures", "Draw with true measures"),
            ("Make two parts that lock together", "Make two parts that lock"),
            ("Save the drawing for the machine", "Save it for the machine"))),
    )),
    UnitPlan("DEMO-CN1", "Routing with a CNC machine", 4, 30, (
        ("Set up work on the router", (
            ("Clamp the board so that no clamp is in the path", "Clamp the board safely"),
            ("Choose the tool and set its zero", "Choose the tool, set zero"))),
        ("Cut and finish a part", (
            ("Watch the first pass and stop in time", "Watch, and stop in time"),
            ("Finish the edges by hand", "Finish the edges"))),
    )),
    UnitPlan("DEMO-PD1", "Preparing and painting a room", 3, 24, (
        ("Prepare surfaces", (
            ("Fill, sand and prime a wall", "Fill, sand and prime"),
            ("Protect floors and furniture", "Cover the floor"))),
        ("Paint to a clean finish", (
            ("Cut in along an edge without tape", "Paint a clean edge"),
            ("Roll a wall without marks", "Roll without marks"),
            ("Clean tools and put waste where it belongs", "Clean the tools"))),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class CoursePlan:
    """A course; `words` are (language, title, summary) that nobody reviewed yet; `needs` name other courses first."""

    key: str
    title: str
    category: str
    summary: str
    units: tuple[str, ...] = ()
    minutes: int = 360
    esol: str = "none"
    equipment: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()


COURSES = (
    CoursePlan(
        "laser",
        "First steps on the laser cutter",
        "digital_fabrication",
        "Draw a small thing, cut it, take it home. You learn to use the machine safely.",
        units=("DEMO-LC1", "DEMO-DF2"),
        minutes=600,
        esol="entry_2",
        equipment=("Closed shoes", "Safety glasses (here)"),
        words=(
            ("ar", "خطوات أولى مع قاطعة الليزر", "ترسم شيئًا صغيرًا وتقصه وتأخذه معك. تتعلم استعمال الآلة بأمان."),
            ("uk", "Перші кроки з лазерним різаком", "Намалюйте маленьку річ, виріжте її й заберіть додому."),
        ),
    ),
    CoursePlan(
        "cnc",
        "CNC routing: from a drawing to a stool",
        "digital_fabrication",
        "Six afternoons at the router: clamp, cut, finish. You make a stool that locks without screws.",
        units=("DEMO-CN1",),
        minutes=900,
        esol="entry_3",
        equipment=("Closed shoes", "Ear defenders (here)"),
        needs=(("course", "laser"),),
        words=(("ar", "آلة التفريز: من الرسم إلى كرسي صغير", "ستة أيام بعد الظهر عند الآلة: تثبيت وقص وتشطيب."),),
    ),
    CoursePlan(
        "print",
        "3D printing in a day",
        "digital_fabrication",
        "Mend a handle, a foot, a knob: measure it, draw it, print it.",
        minutes=330,
        words=(("uk", "3D-друк за один день", "Виміряйте, намалюйте й надрукуйте деталь для ремонту."),),
    ),
    CoursePlan(
        "paint",
        "Painting and decorating: one room in a week",
        "painting_decorating_diy",
        "Fill, sand, prime, paint. By Friday the room is done, and you can do the next one.",
        units=("DEMO-PD1",),
        minutes=1500,
        esol="entry_1",
        equipment=("Old clothes",),
        words=(
            ("ar", "دهان وتزيين: غرفة في أسبوع", "نملأ ونصنفر وندهن. يوم الجمعة تكون الغرفة جاهزة."),
            ("fa", "رنگ‌کاری و تزیین: یک اتاق در یک هفته", "درزگیری، سنباده، آستر، رنگ."),
        ),
    ),
    CoursePlan(
        "diy",
        "DIY at home: shelves, taps and safe drilling",
        "painting_decorating_diy",
        "Four Saturdays. You drill into brick, hang a shelf, change a tap washer.",
        minutes=600,
        words=(("ar", "أعمال بسيطة في البيت: رفوف وحنفيات وحفر آمن", "أربعة أيام سبت. تحفر وتعلق رفًا."),),
    ),
    CoursePlan(
        "seat",
        "Upholstery: a seat in three evenings",
        "upholstery",
        "Take the old seat off, build it up anew, cover it.",
        minutes=450,
        equipment=("A chair of your own, if you like",),
    ),
    CoursePlan(
        "stool",
        "The van comes: make a milking stool",
        "carpentry",
        "Two Saturdays at the van. Hand tools only.",
        minutes=480,
    ),
    CoursePlan(
        "english",
        "English for the workshop",
        "language",
        "Names of tools, asking for help, reading a warning. With tea.",
        minutes=720,
        esol="pre_entry",
        words=(
            ("ar", "الإنجليزية للورشة", "أسماء الأدوات، وطلب المساعدة، وقراءة التحذيرات. ومعها الشاي."),
            ("uk", "Англійська для майстерні", "Назви інструментів, як попросити про допомогу. З чаєм."),
        ),
    ),
    CoursePlan(
        "trade",
        "Selling what you make",
        "enterprise",
        "Prices, photos, a market stall. For two people or more.",
        minutes=240,
    ),
)  # fmt: skip
