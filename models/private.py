"""Personal data that no excerpt needs: national ID numbers, telephone numbers, e-mail addresses, number plates.

Source of what counts: UU 27/2022 (PDP), article 4; names of office-holders speaking in office are kept on purpose.
"""

from __future__ import annotations

import re

MASK = "•"

_PATTERNS = (
    re.compile(r"(?<![\d.,])\d{16}(?!\d)"),  # NIK and family card numbers; amounts of that size are printed with points
    re.compile(r"(?<![\d.,+])(?:\+62|0)[ -]?8\d{1,3}(?:[ .-]?\d{3,4}){1,2}(?:[ .-]?\d{1,5})?(?![\d.,]?\d)"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # plates of Kalimantan's provinces only: "DA 25 M" or "B 1 T" would be amounts, so three digits and two letters
    re.compile(r"\b(?:KH|KT|KU|KB|DA) \d{3,4} [A-Z]{2,3}\b"),
)


def masked(text: str) -> str:
    """The text with personal numbers and addresses made unreadable, character for character, so that offsets stay.

    >>> masked("Hubungi 0812-5555-0101 atau a@b.id, target 310.785 jiwa")
    'Hubungi •••••••••••••• atau ••••••, target 310.785 jiwa'
    """
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: MASK * len(found[0]), text)
    return text
