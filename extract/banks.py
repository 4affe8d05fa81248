"""The banks that lend of a programme: "BRI Rp120 miliar, BNI Rp32 miliar", each a kind of its own of the credit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.vocabulary import pattern

SLUG = "people_credit"
_NAME = rf"(?:{pattern('bank_name').pattern})"
_UNIT = r"(?:\s+(?:[Uu]nit|[Cc]abang|KC|KCP|Kanca|Kanwil|Regional)(?:\s+[A-Z][\w-]+){0,2})?"
_AMOUNT = (
    r"(?:\s*\([^()\d]{1,20}\))?,?(?:\s+(?:dengan|yang|telah|sudah|baru|tercatat|menyalurkan|penyaluran(?:nya)?|realisasi(?:nya)?"
    r"|KUR|ditarget(?:kan)?|target(?:nya)?|sebesar|senilai|sebanyak|mencapai|yakni|yaitu|sekitar|hanya|masih)){0,5}\s*[(:]?\s*Rp\s?\.?\s?\d"
)
_LENT = re.compile(rf"\b({_NAME}{_UNIT})(?={_AMOUNT})")
_SPEAKS = re.compile(
    r"(?:\b(?:kepala|pimpinan|pinca|direktur|manajer|manager|branch|kanwil|data|menurut)\s+)\Z", re.IGNORECASE
)
_BACK = 20


def find_banks(text: str) -> Iterator[tuple[str, int, int]]:
    """(slug, start, end) of every bank right before what it lent, not where it speaks or has an office.

    >>> text = "Penyaluran KUR di Kapuas oleh BRI sebesar Rp120 miliar, Bank Kalteng Rp32 miliar, kata Kepala BNI"
    >>> [text[start:end] for _, start, end in find_banks(text)]
    ['BRI', 'Bank Kalteng']
    """
    for found in _LENT.finditer(text):
        if not _SPEAKS.search(text[max(0, found.start() - _BACK) : found.start()]):
            yield SLUG, found.start(1), found.end(1)


def is_bank(words: str) -> bool:
    """Whether a kind of the credit is the bank that lent it: "BRI Cabang Arang", not "KUR mikro".

    >>> is_bank("Bank Kalteng"), is_bank("KUR mikro")
    (True, False)
    """
    return re.fullmatch(_NAME + _UNIT, words) is not None
