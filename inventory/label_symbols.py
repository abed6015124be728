"""What the QR symbol of a piece's label says, and the symbols of many labels."""

from __future__ import annotations

from core.ids import CODE_LENGTH
from core.qr import AlikeSymbols, QrBits


def label_payload(host: str, code: str) -> str:
    """What a piece's label says: the upper-case address of its story."""
    return f"HTTPS://{host.upper()}/P/{code}"


class LabelSymbols:
    """The symbols of one host's labels, many a second."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._symbols = AlikeSymbols(label_payload(host, "0" * CODE_LENGTH))

    def of(self, code: str) -> QrBits:
        """The symbol of the label with that code, the same as `modules(label_payload(host, code))`."""
        return self._symbols.of(label_payload(self._host, code))
