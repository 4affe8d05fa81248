"""Whether the words around a figure say that what it counts was done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import Cue, Number
from extract.role_of import Role
from extract.vocabulary import pattern
from models.values import Unit

_PAID_TO = pattern("paid_to")
_HANDED_OUT = pattern("handed_out")
_WATER = pattern("water_supplier")
_PAYEES = (Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE)
_GOODS = (Unit.UNIT, Unit.DOCUMENT)
CAME_TO_THEM = "role.came_to_them"
CUSTOMERS = ("pelanggan", "sambungan")
_NO_CUSTOMERS = re.compile(
    r"\s+(?:baru\b|yang\s+(?:menunggak|padam|belum|terdampak)|terdampak|menunggak)|\s+per\b", re.IGNORECASE
)
_MENDED = pattern("mended")
_MENDS = pattern("mends")
_MENDED_RIGHT = re.compile(
    r"\s*(?:sudah|telah|berhasil|selesai)\s+(?:\w+\s+)?(?:di(?:perbaiki|rehab\w*|renovasi|tangani|benahi|bangun)|tertangani)\b",
    re.IGNORECASE,
)
_DAMAGED = re.compile(
    r"\s+(?:jalan\s+|jembatan\s+)?(?:yang\s+)?rusak(?:\s+(?:berat|ringan|sedang|parah))?\b", re.IGNORECASE
)
_TORN = re.compile(r"\brusak\b", re.IGNORECASE)
_OUT_OF = re.compile(
    r"\bdari\s+(?:(?:total|jumlah|sebanyak|sekitar|seluruh|keseluruhan)\s+){0,2}(?:\Z|(?=\d))", re.IGNORECASE
)
_BEFORE = 60
"""Characters before a count in which it is said what is done to what it counts."""
_AFTER_DONE = pattern("after_done")
_LEADS_ON_TO = re.compile(r"\s*(?:,|dan|namun|tetapi|tapi|sedangkan|sementara)\b", re.IGNORECASE)
_SAYS = pattern("says")
_SO_MANY = pattern("so_many")
_WHO = re.compile(
    r"\s*(?:(?!(?:yang|dari|dan|untuk|agar|belum|tidak|akan)\b)[\w/-]+\s+){0,6}?yang\s+(?P<who>(?:berhasil|kami|kita)\s+)?",
    re.IGNORECASE,
)
"""Between a count and the verb of those that it counts."""


def is_done(right: str) -> bool:
    """Whether the words behind a count say that it was reached: "260.400 warga Kapuas sudah merekam"."""
    return bool(_AFTER_DONE.match(right)) and not _LEADS_ON_TO.match(right)


def done_before(own: Sequence[Cue]) -> bool:
    """Whether a verb before a count says that it was reached; "tercatat" only says that it is so many."""
    return any(cue.kind in ("done", "achieved") and not _SAYS.fullmatch(cue.text.lower()) for cue in own)


def told_done(own: Sequence[Cue]) -> bool:
    """Whether a verb before a figure says that it was done; "mencapai 3.214 warga" only says that it is so many."""
    return any(cue.kind in ("done", "achieved") and not _SO_MANY.fullmatch(cue.text) for cue in own)


def whom_it_reached(text: str, number: Number, cues: Sequence[Cue]) -> bool:
    """Whether a relative clause behind a count says that it was reached: "410 bidang tanah yang kami sertifikatkan"."""
    verb = next((c for c in cues if c.kind == "achieved" and c.start >= number.hedge_end), None)
    if verb is None or (led := _WHO.fullmatch(text, number.hedge_end, verb.start)) is None:
        return False
    return bool(led["who"]) or verb.text.lower().startswith(("di", "ter", "ber"))


def mended(text: str, number: Number, behind: int, end: int) -> Role | None:
    """What a count is whose damage only says of what kind its things are: of them all, or of those that were mended.

    "Dari 300 ruang kelas rusak, 100 sudah diperbaiki", "memperbaiki 100 ruang kelas rusak": nobody left them undone.
    `behind` is where the next number begins, `end` where the sentence ends.
    """
    damaged = _DAMAGED.match(text, number.end)
    after = damaged.end() if damaged else number.end
    if not damaged:
        torn = _TORN.search(text, max(0, number.hedge_start - _BEFORE), number.hedge_start)
        return Role.ACHIEVED if torn and _MENDED_RIGHT.match(text, after, behind) else None
    before = text[max(0, number.hedge_start - _BEFORE) : number.hedge_start]
    if _OUT_OF.search(before):
        return Role.BASE if behind < end or _MENDED.search(text, after, end) else None
    stop = end if _OUT_OF.match(text, after + 1) else behind  # "100 ruang kelas rusak dari 300 sudah diperbaiki"
    return Role.ACHIEVED if _MENDS.search(before) or _MENDED.search(text, after, stop) else None


def came_to_them(text: str, number: Number, left: str, right: str, sentence: tuple[int, int]) -> bool:
    """Whether a count that no word before it explains is of those who were paid, or of goods that were handed out.

    >>> from extract.mentions import Kind
    >>> from decimal import Decimal
    >>> text = "Pemkab mencairkan dana desa untuk 367 desa di Katingan"
    >>> number = Number(Decimal(367), Kind.COUNT, 34, 42, "367 desa", "count", Unit.VILLAGE, "desa", hedge_start=34)
    >>> came_to_them(text, number, text[:34], text[42:], (0, len(text)))
    True
    """
    if number.unit in _PAYEES and _PAID_TO.search(left):
        return True
    if number.unit in _GOODS and _HANDED_OUT.match(right):
        return True
    customers = (number.noun or "").split(" ")[0] in CUSTOMERS and not _NO_CUSTOMERS.match(right)
    return customers and _WATER.search(text, *sentence) is not None
