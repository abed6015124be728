"""Client ids, public codes with a check character, card tokens and proofs, the grammar of our QR codes."""

import hashlib
import hmac
import re
import secrets
import uuid
from dataclasses import dataclass
from typing import Final

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's 32 letters: no I, L, O (read as 1, 1, 0) and no U."""

CODE_LENGTH: Final = 7
CERTIFICATE_LENGTH: Final = 20
TOKEN_LENGTH: Final = 26
MAX_SCANNED_LENGTH: Final = 200

_VALUE_OF: Final = {letter: value for value, letter in enumerate(CROCKFORD)}
_LOOKALIKES: Final = str.maketrans("ILO", "110", " -")
_FIELD_POLYNOMIAL: Final = 0b100101
"""x^5 + x^2 + 1, primitive over GF(2): the powers of x (= 2) run through all 31 elements but zero."""

_CLIENT_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ADDRESS: Final = re.compile(r"HTTPS://[A-Z0-9.:\[\]_-]+/([PLSMV])/([A-Z0-9][A-Z0-9._-]*)")
_KINDS: Final = {"P": "piece", "L": "place", "S": "step", "M": "machine", "V": "certificate"}


@dataclass(frozen=True)
class Scanned:
    """What a scanned or typed text means: its kind, and its value in the canonical (upper-case) form."""

    kind: str
    value: str


def _times(a: int, b: int) -> int:
    """Multiply two elements of GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0b100000:
            a ^= _FIELD_POLYNOMIAL
        b >>= 1
    return product


def check_character(body: str) -> str:
    """The letter that completes `body` (1 to 30 canonical letters).

    Each letter is weighed in GF(32) with its own power of the generator (2, 4, 8, …; the check letter itself
    weighs 1). All weights differ and none is zero, so each wrong letter and each swap of two letters is
    caught. A plain weighted sum mod 32 cannot do that: 32 is not a prime, so it has divisors of zero.

    Raises ValueError for a body that is empty, too long or holds other letters.
    """
    if not 1 <= len(body) <= 30:
        raise ValueError("a code body has 1 to 30 letters")
    total, weight = 0, 1
    for letter in body:
        if letter not in _VALUE_OF:
            raise ValueError("a code body holds only canonical letters")
        weight = _times(weight, 2)
        total ^= _times(weight, _VALUE_OF[letter])
    return CROCKFORD[total]


def _random_letters(count: int) -> str:
    return "".join(secrets.choice(CROCKFORD) for _ in range(count))


def new_public_code() -> str:
    """A new random public code: six letters and their check letter. Whether it is free the caller asks."""
    body = _random_letters(CODE_LENGTH - 1)
    return body + check_character(body)


def new_certificate_code() -> str:
    """A new random code of a paper that anybody may verify: 19 letters (95 random bits) and their check letter."""
    body = _random_letters(CERTIFICATE_LENGTH - 1)
    return body + check_character(body)


def read_certificate_code(text: object) -> str | None:
    """The canonical code of a paper that somebody typed or scanned, or None when it is none.

    Lower case, spaces, dashes, a whole address ending in `/V/<code>` and I, L, O for 1, 1, 0 are read.
    """
    plain = _plain(text)
    if plain is None:
        return None
    address = _ADDRESS.fullmatch(plain.upper())
    code = (address.group(2) if address else plain.upper()).translate(_LOOKALIKES)
    if len(code) != CERTIFICATE_LENGTH or any(letter not in _VALUE_OF for letter in code):
        return None
    return code if hmac.compare_digest(check_character(code[:-1]), code[-1]) else None


def certificate_key(code: str) -> str:
    """What a paper's code is looked up by."""
    return hashlib.sha256(f"eco paper {code}".encode()).hexdigest()


def _plain(text: object) -> str | None:
    """The text without outer blanks, or None if it is not short, printable ASCII."""
    if not isinstance(text, str) or len(text) > MAX_SCANNED_LENGTH:
        return None
    text = text.strip(" \t\r\n")
    return text if text and text.isascii() and text.isprintable() else None


def read_code(text: str) -> str | None:
    """The canonical public code that somebody typed, or None when it is none or its check letter is wrong.

    Lower case, spaces, dashes and I, L, O for 1, 1, 0 are read.
    """
    plain = _plain(text)
    if plain is None:
        return None
    code = plain.upper().translate(_LOOKALIKES)
    if len(code) != CODE_LENGTH or any(letter not in _VALUE_OF for letter in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def read_card(text: str) -> str | None:
    """The token on a person's card (`ECO:` and 26 letters), or None."""
    plain = _plain(text)
    if plain is None or not plain.upper().startswith("ECO:"):
        return None
    token = plain[4:].upper()
    return token if len(token) == TOKEN_LENGTH and all(letter in _VALUE_OF for letter in token) else None


def read_qr(text: str) -> Scanned | None:
    """What a scanned text means, whatever its case and host; None for anything that is not ours.

    Kinds: piece, place, step (its value a word such as STEP.REPAIR, STAGE.STORED, ANSWER.YES or UNDO),
    machine, certificate, card; a bare code is a piece's.
    """
    plain = _plain(text)
    if plain is None:
        return None
    token = read_card(plain)
    if token is not None:
        return Scanned("card", token)
    address = _ADDRESS.fullmatch(plain.upper())
    if address is None:
        code = read_code(plain)
        return Scanned("piece", code) if code is not None else None
    letter, value = address.groups()
    if letter == "P":
        code = read_code(value)
        return Scanned("piece", code) if code is not None else None
    return Scanned(_KINDS[letter], value)


def new_token() -> str:
    """A new secret for a person's card: 26 letters, 130 random bits."""
    return _random_letters(TOKEN_LENGTH)


def new_client_id() -> str:
    """A new id for a write, such as a tablet makes before it asks; repeating the write repeats the id."""
    return str(uuid.uuid4())


def read_client_id(text: object) -> str | None:
    """The id if it is a lower-case UUID of 36 characters, else None."""
    return text if isinstance(text, str) and _CLIENT_ID.fullmatch(text) else None


def proof_key(token: str) -> str:
    """What the server stores instead of a card's token; a tablet derives it from the card to sign."""
    return hashlib.sha256(token.encode()).hexdigest()


def lookup_key(proof_key: str) -> str:
    """What a tablet's pack holds of a card: enough to know it again, not enough to sign in its name."""
    return hashlib.sha256(proof_key.encode()).hexdigest()


def sign_in_key(sign_in_id: str) -> str:
    """The key that proves what was done under a sign-in: handed to the page once, kept in its memory, never stored.

    It follows from the sign-in's secret id, which no script can read, and leads to nothing but proofs.
    """
    return hashlib.sha256(f"eco sign-in proof {sign_in_id}".encode()).hexdigest()


def proof_message(kind: str, *parts: object) -> str:
    """What a proof is made over: its kind ("event", "photo", "newcomer"), then each part on a line of its own."""
    return "\n".join([kind, *(str(part) for part in parts)])


def sign_proof(proof_key: str, message: str) -> str:
    """The proof that whoever made `message` held the card or the sign-in: HMAC-SHA256 under its proof key."""
    return hmac.new(proof_key.encode(), message.encode(), hashlib.sha256).hexdigest()
