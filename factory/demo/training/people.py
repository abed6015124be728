"""Who learns at the demo's college beside those who work there: called, full name, language, picture, site."""

from __future__ import annotations

LEARNERS = (
    ("Farah", "فرح الديري", "ar", "lemon", "coventry"),
    ("وائل", "وائل حمدان", "ar", "kettle", "fablab"),
    ("Noor", "نور الحلبي", "ar", "rose", "wolverhampton"),
    ("Habtom", "ሃብቶም ወልዱ", "ti", "bread", "fablab"),
    ("ለተ", "ለተብርሃን ሓጎስ", "ti", "cup", "coventry"),
    ("Oksana", "Оксана Мельник", "uk", "carrot", "fablab"),
    ("Тарас", "Тарас Гриценко", "uk", "mushroom", "coventry"),
    ("Lidiia", "Лідія Савчук", "uk", "cat", "wolverhampton"),
    ("Parisa", "پریسا نیکو", "fa", "spoon", "coventry"),
    ("Hêvî", "هێڤی عەلی", "ckb", "elephant", "fablab"),
    ("Agata", "Agata Wilk", "pl", "dog", "coventry"),
    ("Mihai", "Mihai Rusu", "ro", "ladybird", "wolverhampton"),
    ("Fatou", "Fatou Camara", "fr", "scissors", "fablab"),
    ("Blessing", "", "en", "brush", "coventry"),
    ("Roy", "Roy Hadley", "en", "pear", "wolverhampton"),
    ("Sandra", "Sandra Pike", "en", "leaf", "fablab"),
    ("Jaswinder", "Jaswinder Gill", "en", "hen", "wolverhampton"),
    ("Kofi", "", "en", "sun", "van"),
    ("Denise", "Denise Yates", "en", "star", "van"),
    ("Saba", "سبا افضل", "ur", "bee", "van"),
    ("Almaz", "አልማዝ ተክሌ", "am", "tree", "van"),
    ("Nguyên", "Nguyễn Thảo Nguyên", "en", "fish", "fablab"),
    ("Terry", "Terry Cox", "en", "boat", "coventry"),
    ("Rosalind", "Rosalind Ames", "en", "tulip", "coventry"),
    ("Idris", "", "ar", "fox", "wolverhampton"),
    ("Zlata", "Злата Панченко", "uk", "apple", "coventry"),
)
"""Some have one name only, none has an address: a learner needs neither."""
CAME_DAYS_AGO = 310
VENUES = {
    "laser": "Laser bench",
    "cnc": "Bench 2",
    "print": "Long shelf",
    "paint": "Paint bench",
    "diy": "Bilston Road hall",
    "seat": "Upholstery table",
    "stool": "Fold-out bench",
    "english": "Bay 1",
    "trade": "Bay 2",
}
"""Where each course meets: a place of its site."""
