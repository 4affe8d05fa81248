"""Personal data that nothing here needs: national ID numbers, telephone numbers, e-mail addresses, number plates.

They are made unreadable before a text is stored, character for character, so that offsets into it stay. Source of what
counts: UU 27/2022 (PDP), article 4; names of office-holders speaking in office are kept on purpose.
"""

from __future__ import annotations

import re
from dataclasses import replace

from models.values import Article

MASK = "•"

_PROVINCES = "1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]"
"""Kemendagri's codes, with which every NIK and family card number begins; a long sum or account seldom does."""
# A plate is letters, up to four digits and letters. Without a word before it that says so, three or four digits and two
# or three letters are asked for ("DA 25 M", "B 1 T" are amounts), no year behind a single letter ("kelas A 2023 SMP"),
# and no unit or word of offices behind the digits ("peserta KB 1200 KK"). PT is a company's, never a plate's.
_PLATE_PAIRS = (
    "A[ABDEG]|B[ABDEGHKLMNP]|D[ABCDEGHKLMNPRSTW]|E[ABD]|K[BHTU]|P[ABGS]"  # Korlantas: Perpol 7/2021, appendix
)
_NO_PLATE = "KK|KM|HA|KG|CM|MM|MW|GB|RT|RW|SD|TPS|ASN|PNS|SMP|SMA|SMK|TNI|WNI|WNA|DPT|ODP|PDP|KPM|RTM|TON|PER|DAN"

# What a text must have one of before the slow patterns are tried on it; most texts have none. Each begins with letters
# that `re` looks for fast. A national number has 16 digits; one of a telephone begins with 0 or 62, and six at least.
_ANY = re.compile(r"[\d@]")
"""What stands in all of it: a name, an office, most phrases hold none."""
_DIGITS = (
    re.compile(r"\d(?:[ .-]?\d){15}"),
    re.compile(r"0(?<!\d0)(?<!\d[.,]0)(?:[ .()-]{0,2}\d){5}"),
    re.compile(r"62(?<!\d62)(?<!\d[.,]62)(?:[ .()-]{0,2}\d){5}"),
)
_AT = (re.compile("@"),)
_PLATE = (re.compile(r"[A-Z][ -]?\d"),)

_PATTERNS = tuple(
    (_AT if "@" in pattern else _PLATE if "[A-Z]" in pattern else _DIGITS, re.compile(pattern))
    for pattern in (
        rf"(?<![\d.,])(?<!Rp)(?<!Rp )(?:{_PROVINCES})\d{{14}}(?!\d)",  # amounts of that size are printed with points
        r"(?<![\d.,])\d{2}\.\d{4}\.\d{6}\.\d{4}(?![\d.,]?\d)",  # as on old cards
        r"\b(?i:NIK|KTP|KK|induk kependudukan)\b[^\d\n]{0,20}(\d{16}|\d{2}\.\d{2}\.\d{2}\.\d{6}\.\d{4})(?!\d)",
        r"\b(?i:NIK|induk kependudukan)\b[^\d\n]{0,20}(\d{4}([ .-])\d{4}\2\d{4}\2\d{4})(?![\d.,]?\d)",
        r"(?<![\d.,+])(?=\+?(?:[ .-]?\d){10})(?:\+62|0)[ -]?8\d{1,3}(?:[ .-]?\d{3,4}){1,2}(?:[ .-]?\d{1,5})?"
        r"(?![\d.,]?\d)",
        r"(?<![\d.,])\(0\d{2,3}\)[ -]?\d{3,4}[ -]?\d{2,5}(?!\d)",
        r"\b(?i:telp|telepon|telpon|tlp|fax|faks|faksimile|hp|ponsel|wa|whatsapp|hubungi)\b[^\d\n+(]{0,20}"
        r"((?:\+?62|0)[ -]?\d{2,3}(?:[ .-]?\d{3,4}){1,2}(?:[ .-]?\d{1,5})?)(?![\d.,]?\d)",
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
        rf"\b(?:{_PLATE_PAIRS})[ -]\d{{3,4}}[ -](?!(?:{_NO_PLATE})\b)[A-Z]{{2,3}}\b",
        rf"\b[ABDEFGHKLMNPRSTWZ][ -](?!(?:19|20)\d\d\b)\d{{4}}[ -](?!(?:{_NO_PLATE})\b)[A-Z]{{2,3}}\b",
        r"\b(?i:nopol|nomor polisi|bernopol|pelat|plat)\b[^\d\n]{0,20}?"
        r"\b([A-Z]{1,2}[ -]?\d{1,4}(?:[ -]?[A-Z]{1,3})?)\b",
    )
)
"""Where a pattern has a group, that group is the datum and the rest says what it is."""


def masked(text: str) -> str:
    """The text with personal numbers and addresses made unreadable, character for character, so that offsets stay.

    >>> masked("Hubungi 0812-5555-0101 atau a@b.id, target 310.785 jiwa")
    'Hubungi •••••••••••••• atau ••••••, target 310.785 jiwa'
    """
    if not _ANY.search(text):
        return text
    present = {gate for gate in (_DIGITS, _AT, _PLATE) if any(one.search(text) for one in gate)}
    for gate, pattern in _PATTERNS if present else ():
        if gate in present:
            text = pattern.sub(_hide, text)
    return text


def masked_article(article: Article) -> Article:
    """The article with `masked` title and text: a telephone number is no figure."""
    return replace(article, title=article.title and masked(article.title), text=masked(article.text))


def _hide(found: re.Match[str]) -> str:
    start, end = found.span(1 if found.re.groups else 0)
    whole = found[0]
    return whole[: start - found.start()] + MASK * (end - start) + whole[end - found.start() :]
