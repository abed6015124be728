"""Whether two names may be one, across scripts: each is brought to the consonants that one hears."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

SHORTEST: Final = 2
"""Fewer consonants than these say too little."""
_CYRILLIC: Final = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяё",
        "_bvggd__zz____klmn_prst_fhssss_______",
        strict=True,
    )
)
_ARABIC: Final = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي" + "پچژگکیےةىئؤءأإآهےڕڵۆێەۊټځڅډړږښڼۍۀہھںٹڈڑ",
        "_btsjhhdzrzsssdtz_gfkklmnh__" + "pszgk__________h_rl____tzsdrzsn__hhntdr",
        strict=True,
    )
)
_DIGRAPHS: Final = (
    ("sch", "s"),
    ("tch", "s"),
    ("cz", "s"),
    ("sz", "s"),
    ("ch", "s"),
    ("sh", "s"),
    ("zh", "z"),
    ("kh", "h"),
    ("gh", "g"),
    ("th", "t"),
    ("ph", "f"),
    ("dh", "z"),
    ("ts", "s"),
    ("ck", "k"),
    ("qu", "k"),
    ("x", "s"),
)
_LATIN: Final = str.maketrans(
    {"c": "k", "q": "k", "w": "v", "y": "", "ł": "l", "ß": "s", "đ": "d", "ø": "", "æ": ""}
)
_ETHIOPIC: Final = re.compile(r"ETHIOPIC SYLLABLE (?:GLOTTAL |PHARYNGEAL )?([A-Z]+)")
_JOINED: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=32_768)
def heard(name: str) -> str:
    """The consonants of a name as they are heard, in Latin letters: "Mohammed", "Muhamad" and "محمد" are "mhmd"."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Mn"
    )
    return " ".join(filter(None, sorted(_heard_word(word) for word in re.split(r"\W+", plain))))


def _heard_word(word: str) -> str:
    letters = "".join(_letter(letter) for letter in word)
    for digraph, sound in _DIGRAPHS:
        letters = letters.replace(digraph, sound)
    letters = letters.translate(_LATIN)
    return _JOINED.sub(r"\1", re.sub(r"[aeiou_ıəœ]", "", _JOINED.sub(r"\1", letters).replace("v", "")))


def _letter(letter: str) -> str:
    if letter in _CYRILLIC:
        return _CYRILLIC[letter]
    if letter in _ARABIC:
        return _ARABIC[letter]
    found = _ETHIOPIC.match(unicodedata.name(letter, ""))
    return found[1].lower() if found else letter


def says_enough(sounds: str) -> bool:
    """True if so many consonants may tell one name from another."""
    return len(sounds.replace(" ", "")) >= SHORTEST
