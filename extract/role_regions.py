"""What a region has brought in to a sum, and how many villages a fund is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import Kind, Number
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from models.values import Unit

BROUGHT_IN = "role.brought_in"
_GIVES = re.compile(
    r"(?:\s*\([^()\n]{1,30}\))?\s+(?:(?:masing-masing|yang|juga|hanya|baru|sudah|telah|mampu|berhasil|turut|ikut|tercatat)\s+)*"
    r"(?:menyumbang(?:kan)?|berkontribusi)\s+(?:(?:sebesar|sebanyak|sekitar|hingga)\s+)?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:\A|[.,;:]|\b(?:dan|serta|sementara(?: itu)?|sedangkan|kemudian|lalu|adapun|ditopang|didukung))\s*\Z",
    re.IGNORECASE,
)
"""Before a region that does something itself: not in "Pajak daerah Kotim menyumbang", "PT Arga di Katingan"."""
_AND_NEXT = re.compile(r"\s*(?:,|,?\s*(?:dan|serta))\s*")
_FOR_ALL = re.compile(r"\s*(?:lebih\s+)?(?:untuk|bagi)\s+(?:sebanyak\s+|total\s+)?", re.IGNORECASE)
_HAVING = re.compile(
    r"\b(?:jumlah\s+(?:desa|kelurahan)\s+(?:(?:sebanyak|sebesar|mencapai)\s+)?|(?:memiliki|mempunyai)\s+)\Z",
    re.IGNORECASE,
)
_OF_FUND = re.compile(r"\b(?:menyalurkan|mencairkan|menyerap|merealisasikan)\b", re.IGNORECASE)


def is_brought_in(reading: Reading, role: RoleOf, start: int, made: Sequence[RoleOf]) -> bool:
    """Whether an amount is what a region has brought in, and the next of a row; `start` is where its words begin.

    "Katingan menyumbang Rp9 miliar", but "PT Arga di Katingan menyumbang Rp9 miliar" is of the firm.

    >>> from extract.numbers import find_numbers
    >>> from extract.places import find_places
    >>> text = "Katingan menyumbang Rp9 miliar."
    >>> reading = Reading(text, 0, None, None, places=find_places(text, publisher_province=None))
    >>> is_brought_in(reading, RoleOf(find_numbers(text)[0], Role.SHARE, "role.share"), 0, [])
    True
    """
    number = role.number
    if number.kind is Kind.PERCENT or role.role not in (Role.SHARE, Role.UNCLEAR):
        return False
    if made and made[-1].rule == BROUGHT_IN:
        return _AND_NEXT.fullmatch(reading.text, start, number.hedge_start) is not None
    regions = within(reading.places, start, number.hedge_start)
    if not regions or not _SUBJECT.search(reading.text[start : regions[0].start]):
        return False
    return _GIVES.fullmatch(reading.text, regions[-1].end, number.hedge_start) is not None


def is_for_villages(number: Number, before: RoleOf | None, left: str, right: str) -> bool:
    """Whether villages are only those that have a fund: "dari pagu Rp1,2 triliun untuk 1.432 desa".

    Or those of regions whose funds are told of: "dengan jumlah desa sebanyak 166 desa, telah menyalurkan 92 persen".
    """
    if number.unit is not Unit.VILLAGE:
        return False
    if before is None or before.role is not Role.BASE:
        return _HAVING.search(left) is not None and _OF_FUND.search(right) is not None
    return before.number.kind is Kind.RUPIAH and _FOR_ALL.fullmatch(left) is not None
