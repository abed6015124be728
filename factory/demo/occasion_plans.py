"""What is open to anyone in the demo's year, what is made in batches, and which firms are helped. All invented."""

from __future__ import annotations

from factory.demo.cast import COV, VAN, WOL

FABLAB = "fablab"
OCCASIONS = (
    # site, kind, title, city, partner, first days ago, every so many days, adults, children
    (COV, "open_day", "Open day at the factory", "Coventry", "", 352, 61, 46, 12),
    (
        COV,
        "family_workshop",
        "Family Saturday: bird boxes",
        "Coventry",
        "Foleshill Families Centre",
        338,
        56,
        14,
        21,
    ),
    (
        COV,
        "exhibition",
        "Made again: pieces of the season",
        "Coventry",
        "Tile Hill Library Friends",
        300,
        120,
        96,
        18,
    ),
    (
        COV,
        "school_visit",
        "Class visit to the benches",
        "Coventry",
        "Stoke Park Primary School",
        320,
        91,
        4,
        27,
    ),
    (WOL, "open_day", "Open hall, Bilston Road", "Wolverhampton", "", 345, 73, 34, 9),
    (WOL, "family_workshop", "Make a stool together", "Wolverhampton", "Wednesfield Sheds", 311, 70, 12, 15),
    (
        WOL,
        "school_visit",
        "Nursery visits the paint bench",
        "Wolverhampton",
        "Low Hill Nursery",
        280,
        110,
        6,
        18,
    ),
    (
        FABLAB,
        "family_workshop",
        "Laser evening for families",
        "Coventry",
        "Canley Youth Club",
        330,
        49,
        11,
        16,
    ),
    (FABLAB, "exhibition", "Prototypes of the year", "Coventry", "", 150, 400, 71, 8),
    (VAN, "van_stop", "Van at the market", "Birmingham", "Sparkbrook Sewing Rooms", 348, 28, 22, 11),
    (VAN, "van_stop", "Van at the hall", "Wolverhampton", "Heath Town Tenants' Hall", 334, 63, 17, 8),
    (VAN, "open_day", "Tools and tea", "Birmingham", "Balsall Heath Forum Hall", 260, 95, 26, 7),
)
AHEAD = (
    (COV, "family_workshop", "Winter toys from offcuts", "Coventry", 16),
    (WOL, "open_day", "Open hall in the new year", "Wolverhampton", 39),
    (VAN, "van_stop", "Van at the library", "other", 9),
)
CAFES = (
    # site, title, city, partner, days ago, things
    (COV, "Repair café, Tile Hill library", "Coventry", "Tile Hill Library Friends", 211, 31),
    (WOL, "Repair café, Bilston Road hall", "Wolverhampton", "Bilston Lunch Club", 124, 24),
    (VAN, "Repair café, Kings Heath", "Birmingham", "Kings Heath Repair Collective", 68, 38),
    (COV, "Repair café at the factory", "Coventry", "", 0, 17),
)
WAITING = 6
"""Things of the last café that nobody has mended yet; of the one before them, one is on the bench."""
THINGS = (
    # category of the standard, what, brand, made in, problem, words
    (14, "kettle", "Swan", 2017, "dead", "No light when switched on"),
    (31, "toaster", "Dualit", 2009, "stuck", "The lever does not stay down"),
    (15, "desk lamp", "", None, "cable", "Cable worn at the base"),
    (34, "upright vacuum", "Vax", 2015, "noise", ""),
    (16, "laptop", "Lenovo", 2016, "battery", "Runs for ten minutes"),
    (29, "rice cooker", "Tefal", 2014, "dead", ""),
    (27, "sewing machine", "Singer", 1986, "stuck", "The wheel turns hard"),
    (23, "portable radio", "Roberts", 2004, "stops", "Crackles when moved"),
    (39, "hair dryer", "", 2019, "smell", "Smells when hot"),
    (40, "steam iron", "Morphy Richards", 2013, "leak", ""),
    (32, "toy fire engine", "", None, "broken", "A wheel came off"),
    (37, "blender", "Kenwood", 2011, "noise", "The coupling is worn"),
    (35, "wall clock", "", None, "dead", ""),
    (24, "drill", "Bosch", 2008, "cable", "The plug was cut off"),
    (7, "table fan", "", 2018, "stops", ""),
    (25, "printer", "HP", 2016, "stuck", "Paper lies in the rollers"),
    (101, "dining chair", "", None, "loose", "A joint has opened"),
    (101, "bedside table", "", None, "broken", "The drawer has no runner"),
    (102, "winter coat", "", None, "torn", "The zip is stuck"),
    (102, "school bag", "", None, "torn", "A strap came off"),
    (103, "child's bicycle", "Raleigh", None, "broken", "No rear brake"),
    (103, "town bicycle", "", None, "loose", ""),
    (104, "garden shears", "", None, "stuck", ""),
    (105, "necklace", "", None, "broken", "The clasp is lost"),
    (106, "music box", "", None, "stuck", ""),
)
BATCHES = (
    # site, kind, what, how many, for whom (an organisation), days ago, has a machine
    (FABLAB, "ppe", "Face shields", 640, "Penn Road Surgery", 340, True),
    (FABLAB, "ppe", "Ear savers for masks", 1500, "Tettenhall Home Visits", 322, True),
    (FABLAB, "ppe", "Door hooks", 420, "Earlsdon Carers' Circle", 281, True),
    (FABLAB, "signage", "Way signs for the festival", 86, "Balsall Heath Forum Hall", 254, True),
    (FABLAB, "gifts", "Keyrings for new tenants", 900, "Two Towers Housing Support", 233, True),
    (FABLAB, "props", "Lanterns for the parade", 140, "Spon End Community Kitchen", 206, False),
    (FABLAB, "parts", "Shelf pins", 760, "Digbeth Starter Homes", 171, True),
    (FABLAB, "gifts", "Bookmarks", 620, "Tile Hill Library Friends", 118, True),
    (FABLAB, "signage", "House numbers", 96, "Heath Town Tenants' Hall", 64, True),
    (FABLAB, "props", "Giant dominoes", 56, "Canley Youth Club", 31, False),
    (COV, "parts", "Replacement drawer knobs", 310, "Foleshill Families Centre", 290, True),
    (COV, "gifts", "Plant pots from offcuts", 180, "Hillfields Welcome House", 199, False),
    (COV, "props", "Stage blocks", 24, "Stoke Park Primary School", 148, False),
    (COV, "signage", "Bench plaques", 40, "Bell Green Food Hub", 77, True),
    (WOL, "gifts", "Coat hooks", 150, "Whitmore Reans Advice Shop", 226, False),
    (WOL, "parts", "Chair glides", 480, "Ettingshall Sports Trust", 95, False),
)
FOR_OCCASIONS = ((COV, "gifts", "Name badges", 65), (WOL, "signage", "Arrows to the hall", 22))
FIRMS = (
    ("Ashmoor Print Works", "Coventry"),
    ("Baltic Street Bakers", "Coventry"),
    ("Cheylesmore Cargo Bikes", "Coventry"),
    ("Dovecote Toys", "Coventry"),
    ("Earlsdon Frames", "Coventry"),
    ("Far Gosford Ceramics", "Coventry"),
    ("Golden Thread Alterations", "Birmingham"),
    ("Hockley Lamps", "Birmingham"),
    ("Ironmonger Row Leather", "Coventry"),
    ("Jasmine Catering", "Birmingham"),
    ("Kiln and Canal", "Wolverhampton"),
    ("Low Hill Joinery", "Wolverhampton"),
    ("Merridale Signs", "Wolverhampton"),
    ("Northern Star Couriers", "Birmingham"),
    ("Oxley Play Frames", "Wolverhampton"),
    ("Pool Meadow Models", "Coventry"),
    ("Quinton Cabinet Makers", "Birmingham"),
    ("Ring Road Robotics", "Coventry"),
    ("Sabil Sewing", "Birmingham"),
    ("Three Spires Furniture", "Coventry"),
)
STARTED = (3, 6, 9, 14, 17, 18)
"""Which of the firms began to trade with that help, by their place in the list."""
SUBJECTS = {
    "advice": "choosing a machine",
    "prototyping": "a first model",
    "machine_time": "cutting samples",
    "training": "safe use of the laser",
    "materials": "offcuts for trials",
    "space": "a bench for two weeks",
    "other": "a letter of support",
}
