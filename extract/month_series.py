"""Months that are no names because each has its figure: "Maret 12 persen, April 14 persen", a month to a line.

Also the year of a row of parts of it: "selama 2023, yakni triwulan I 54 persen, triwulan II 61 persen".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import PeriodMention

_MONTH = r"(?:januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember)"
_SO_MUCH = (
    r"(?:\s*[:=(–-]\s*|\s+)(?:(?:sudah|telah|baru|masih|hanya|menjadi|naik|turun|sebesar|mencapai|tercatat|sebanyak)\s+)*"
    r"(?:rp\.?\s?\d[\d.,]*(?:\s(?:ribu|juta|miliar|triliun))?|\d[\d.,]*\s?(?:persen|%|orang|jiwa|anak|bidang|ton|hektare))\)?"
)
_FIGURE = re.compile(_SO_MUCH)
_NEXT = re.compile(
    rf"{_SO_MUCH}(?:[^\d.;\n]|\.(?=\n)){{0,40}}[;,\n]?[\s•*-]*(?:(?:dan|lalu|serta|bulan|pada)\s+)*{_MONTH}{_SO_MUCH}"
)
_BEFORE = re.compile(rf"\b{_MONTH}\Z")
_NEAR = 60
"""Characters between two months of a series, with a figure of each."""
_BREAK = re.compile(r"[.;](?=\s+[a-z])(?<!\d[.])|\n\s*\n")
_OPENS = re.compile(
    r"[\s,]*(?:\([^()\n]{1,20}\))?\s*(?:(?:yakni|yaitu|adalah|dengan\s+rincian|rinciannya|antara\s+lain|masing-masing|per\s+(?:bulan|triwulan)"
    r"|setiap\s+(?:bulan|triwulan))[\s,:]*)*[:\s•*-]*(?:(?:pada|di|untuk|bulan)\s+)*"
)
_PART_OF_YEAR = ("quarter", "half", "month")


def of_series(low: str, start: int, end: int, floor: int) -> bool:
    """Whether a month has its figure right behind it, and another month of the row before or behind it has one.

    >>> low = "maret 12 persen, april 14 persen"
    >>> of_series(low, 0, 5, 0), of_series(low, 17, 22, 5), of_series("maret 12 persen, april datang", 0, 5, 0)
    (True, True, False)
    """
    if _NEXT.match(low, end):
        return True
    near = start - floor < _NEAR and _BEFORE.search(low, max(0, floor - 10), floor) is not None
    return near and _FIGURE.match(low, floor) is not None and _FIGURE.match(low, end) is not None


def year_of_row(low: str, start: int, grain: str, number: int, found: Sequence[PeriodMention]) -> int | None:
    """The year that a row of its parts begins with: right before the first; the others have it from that one.

    Or the first has it itself: "triwulan I 2023 45 persen dan triwulan II 61 persen".
    """
    before = found[-1] if found else None
    if before is None or before.period is None or grain not in _PART_OF_YEAR:
        return None
    opened = before.rule.startswith("year") and len(before.period.text) == len("2024")
    opened = opened and before.rule.split(".")[-1] not in ("compare", "since", "from", "event", "until")
    if opened:
        return before.period.first.year if _OPENS.fullmatch(low, before.end, start) else None
    told = before.rule.endswith(".row") or (not before.anchored and number > _number(grain, before))
    goes_on = told and before.rule.startswith(grain) and start - before.end < _NEAR
    return before.period.first.year if goes_on and not _BREAK.search(low, before.end, start) else None


def _number(grain: str, part: PeriodMention) -> int:
    """Which part of its year a period is: 2 of the second quarter, 11 of November."""
    month = part.period.first.month if part.period is not None else 12
    return (month - 1) // {"quarter": 3, "half": 6}.get(grain, 1) + 1
