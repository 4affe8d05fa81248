"""The names of agencies as kinds of a budget: "Dinas Perhubungan", "BPBD". Each has one, of which so much is spent."""

from __future__ import annotations

import re
from functools import cache

from extract.gates import Gated
from extract.office_words import word_sets
from extract.tokens import Token
from extract.vocabulary import Phrases, Words, word_lists

SPENT = "budget_absorption"
SLUGS = (SPENT, "pad_revenue")
"""What an agency has of its own: so much to spend, and so much to bring in."""
LONGEST = 8
_GAP = re.compile(r"[ \xa0]+(?:& )?")
_LISTED = re.compile(r",\s([A-Z]\w+)((?:,\s[A-Z]\w+)*),?\s(?:dan|serta|&)\s([A-Z]\w+)")
"""Departments that one agency has: "Dinas Kepemudaan, Olahraga dan Pariwisata", "Dinas Koperasi, UKM dan Perindag"."""
BY_OFFICES = Gated(
    r"\bfisik\b[^.\n]{0,60}\b(?:keuangan|OPD|SKPD|perangkat\s+daerah)\b|\bkeuangan\b[^.\n\d]{0,20}\d[^.\n]{0,40}\bfisik\b"
)
"""What says that works and money are told of those who have them, though no budget is named in full."""
MONEY_OR_WORKS = re.compile(r"\b(?:keuangan|fisik)\b", re.IGNORECASE)
"""What is told of an agency and no part of its name: "RSUD keuangan 65 persen"."""
_ITS_FIGURE = re.compile(
    r"\s*(?:\([A-Za-z]+\)\s*)?(?:(?:(?:sebesar|mencapai|baru|hanya|dengan|terserap)\s+)*(?:Rp\s?)?|\((?:Rp\s?)?)\d"
)
_ITS_SHARE = re.compile(
    r"\s*[:=,–-]?(?:\s*(?:yang|dari|dengan|pagu|total|anggaran|target|alokasi|realisasi|serapan|sebesar|sudah|telah|masih|baru|hanya"
    r"|tercatat|terserap|terealisasi|tercapai|mencapai|pada|tahun|20\d\d)(?!\w)){0,6}[:\s]*(?:Rp\.?\s?)?\d"
)
"""Behind one item of a list, or behind "serapan anggaran": its figure, however it is led to."""
_ITEM = re.compile(
    r"(?:\A|[\n;:,(]|[.]\s|\b(?:dan|serta|sedangkan|sementara|lalu|kemudian|disusul|diikuti|antara lain|yakni|yaitu"
    r"|adalah|rinciannya|adapun|tertinggi|terendah|termasuk)\b)[\s\d.)•*–-]*\Z",
    re.IGNORECASE,
)
_SPENDING_OF = re.compile(
    r"\b(?:serapan|penyerapan|realisasi|capaian|progres)(?:\s+(?:anggaran|belanja|keuangan|fisik|APBD|dan))*\s+"
    r"(?:(?:di|pada|milik|untuk)\s+)?\Z",
    re.IGNORECASE,
)
"""Before the agency that spends, whatever stands behind it: "Serapan anggaran Bappeda Kabupaten Kapuas 64 persen"."""
_ITS_RESULT = re.compile(
    r"\s*(?:\([A-Za-z]+\)\s*)?(?:juga\s+)?mencatat(?:kan)?\s+(?:realisasi|serapan|penyerapan|capaian)\s+"
    r"(?:(?:sebesar|mencapai|baru|hanya)\s+)*(?:Rp\s?)?\d"
)
"""What an agency has of its own, and not what it keeps the books of: "Dinas Sosial mencatat realisasi 62 persen"."""
_ITS_MONEY = re.compile(
    r"(?:\s+(?:Provinsi|Kabupaten|Kota|Kab\.))?(?:\s+[A-Z][\w-]+){0,3}\s*(?:\([\w ]+\))?,?\s+(?:dengan\s+)?"
    r"(?:realisasi\s+)?(?:keuangan|fisik)(?:nya)?\s+(?:(?:sebesar|mencapai|sudah|telah|baru|hanya)\s+)*(?:Rp|\d)"
)
"""One of a list, its region perhaps between: "Badan Pendapatan Provinsi A, keuangan Rp3 miliar, fisik 70 persen"."""
_HOSPITAL = re.compile(r"[ ](?:(?:dr|drg|Dr|Prof|H|Hj|KH)\.?[ ]){0,3}[A-Z][\w'-]+(?:[ ][A-Z][\w'-]+){0,3}")
"""Whom or what a hospital is named after: "RSUD dr. Arga Sena"."""
_SHORT_NAME = re.compile(
    r"\b(?:Dinas|Badan|Biro|Bagian|Sekretariat|Satuan|Rumah Sakit)\s(?!Pengelola|Pendapatan|Keuangan|Perencanaan|Pusat)"
    r"[A-Z][^().;:\n]{2,90}?\s\(([A-Z][A-Za-z0-9]{3,14})\)"
)
"""The short name that a text gives to an agency: "Dinas Sumber Daya Air dan Pemukiman (DSDAP)"."""
_AND = re.compile(r",?\s+(?:(?:dan|serta)\s+)?")
_LEAD = 60
"""Characters before an agency that may say that it spends, or that it is one of a list."""
_HOUSES = frozenset({"rsud", "daerah"})
"""The last words of agencies that a region has one of, which need no name: "RSUD", "Rumah Sakit Umum Daerah"."""
_JOINTS = frozenset({"dan", "serta"})
_ITS_OWN = frozenset({"anggaran", "belanja"})
"""Words of other names, too, that right before an agency only say what it has: "Anggaran Dinas Sosial"."""
_REGION_KINDS = frozenset({"kabupaten", "kota", "provinsi", "kab", "prov"})
_SPENT_BY = frozenset(
    {"terserap", "diserap", "dibelanjakan", "direalisasikan", "terealisasi", "digunakan", "dikelola"}
    | {"dicapai", "diraih", "ditempati", "diduduki", "dipegang", "diperoleh", "disusul", "diikuti"}
)
"""Before "oleh": what was done with money, or which rank is held, by the agency that follows, which speaks nowhere."""
_LIST = frozenset({("terdiri", "dari"), ("mulai", "dari")})


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word_lists("agencies.toml")[name])


@cache
def _heads() -> Phrases:
    lists = word_lists("agencies.toml")
    return Phrases({name: lists[name] for name in ("heads", "alone", "keeps_alone")})


def find_agencies(text: str, words: Words) -> list[tuple[str, int, int]]:
    """(slug, start, end) of the agencies that a passage names as owners of a budget, not as speakers or sources.

    >>> from extract.vocabulary import words_of
    >>> text = "Kepala Dinas Sosial merinci serapan Dinas Perumahan dan Permukiman Rp2 miliar, BPBD Rp3 miliar"
    >>> [text[s:e] for slug, s, e in find_agencies(text, words_of(text)) if slug == "pad_revenue"]
    ['Dinas Perumahan dan Permukiman', 'BPBD']
    """
    found: list[tuple[str, int, int]] = []
    owned = -1
    for match in _heads().find(text, words):
        at = words.at(match.start)
        lead = (words[at - 2].low, words[at - 1].low) if at > 1 else None
        of_list = lead in _LIST or (lead is not None and lead[1] == "oleh" and lead[0] in _SPENT_BY)
        housed = at > 0 and words[at - 1].low == "kantor" and _ITS_FIGURE.match(text, match.end)
        if not text[match.start].isupper() or (at and not of_list and not housed and _introduces(text, words[at - 1])):
            continue
        first = next(i for i in range(at, len(words)) if words[i].end == match.end)
        alone = "alone" in match.labels
        last = first if "heads" not in match.labels else _last_of(text, words, first)
        if (
            words[first].low in ("rsud", "sakit", "daerah")
            and (named := _HOSPITAL.match(text, words[first].end)) is not None
        ):
            last = max(i for i in range(first, min(first + LONGEST, len(words))) if words[i].end <= named.end())
        owns = _SPENDING_OF.search(text, max(0, match.start - _LEAD), match.start) is not None
        owns = owns or (owned >= 0 and _AND.fullmatch(text, owned, match.start) is not None)
        if "keeps_alone" in match.labels:
            if not (owns or _has_figure(text, match.start, match.end)):
                continue
        elif last == first and not alone:
            last = _last_of(text, words, first, keeps=True)  # an agency that keeps the budget is one of a list, too
            nameless = last == first and words[first].low not in _HOUSES
            if nameless or not (owns or _has_figure(text, match.start, words[last].end)):
                continue
        behind = words[last + 1].low if last + 1 < len(words) else ""
        keeps = not alone and first + 1 < len(words) and words[first + 1].low in _words("keepers")
        listed = _ITS_MONEY.match(text, words[last].end) or (not keeps and _ITS_RESULT.match(text, words[last].end))
        if behind not in _words("reports") or listed or owns:
            while last > first and words[last].low in _REGION_KINDS and words[last - 1].low != "tata":
                last -= 1  # "Dinas Sosial Kabupaten Kapuas"
            found += [(slug, match.start, words[last].end) for slug in SLUGS]
            owned = words[last].end if owns else -1
    return [*found, *_short_names(text, words, found)]


def _has_figure(text: str, start: int, end: int) -> bool:
    """Whether a figure of its own follows the name of an agency: right behind it, or as an item of a list has it."""
    if _ITS_FIGURE.match(text, end) or _ITS_MONEY.match(text, end):
        return True
    return bool(_ITS_SHARE.match(text, end) and _ITEM.search(text, max(0, start - _LEAD), start))


def _short_names(text: str, words: Words, found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The agencies that a text calls by the short names it gave them itself: "Untuk DSDAP, baru mencapai 7 persen"."""
    given = {match[1] for match in _SHORT_NAME.finditer(text)} if "(" in text else set()
    if not given:
        return []
    known = {start for _, start, _ in found}
    made: list[tuple[str, int, int]] = []
    for at in words.where(frozenset(name.lower() for name in given)):
        word = words[at]
        if text[word.start : word.end] not in given or word.start in known:
            continue
        behind = words[at + 1].low if at + 1 < len(words) else ""
        inside = text[word.start - 1 : word.start] == "("
        if not (inside or behind in _words("reports") or (at and _introduces(text, words[at - 1]))):
            made += [(slug, word.start, word.end) for slug in SLUGS]
    return made


def is_agency(words: str) -> bool:
    """Whether a kind of a budget is an agency: "Dinas Perhubungan", not "belanja modal"."""
    told = words.lower().split(" ")
    return told[0] in _words("heads") or not (_words("alone") | _words("keeps_alone")).isdisjoint(
        (told[0], " ".join(told[:2]))
    )


def _introduces(text: str, word: Token) -> bool:
    """Whether a word makes the agency behind it somebody's office, a source or a part of a longer name."""
    if word.low in _words("joins") or word.low in _ITS_OWN:
        return False
    inside = text[word.end : word.end + 1] == " " and text[word.start].isupper()
    return word.low in _words("before") or (inside and word.low in word_sets().tail)


def _departments_end(text: str, start: int) -> int:
    """Where a row of departments ends that begins with a comma; the comma itself for none: ", BPBD dan Satpol PP"."""
    row = _LISTED.match(text, start)
    names = re.findall(r"\w+", row[0]) if row else []
    known = any(name.isupper() or name.lower() in word_sets().tail for name in names)
    others = _words("heads") | _words("alone") | _words("keeps_alone")
    known = known and others.isdisjoint(name.lower() for name in names)
    return row.end() if row and known else start


def _last_of(text: str, words: Words, at: int, *, keeps: bool = False) -> int:
    """The position of the last word of the name whose head is at a position; that position itself for none.

    With `keeps`, also of one that keeps the budgets of all ("Badan Pengelola Keuangan").
    """
    last = at
    free = 0
    for here in range(at + 1, min(at + 1 + LONGEST, len(words))):
        word = words[here]
        if word.end <= free:
            last = here
            continue
        if not _GAP.fullmatch(text, words[here - 1].end, word.start):
            free = _departments_end(text, words[here - 1].end) if last > at else 0
            if word.end > free:
                break
            last = here
            continue
        if word.low in _JOINTS:
            continue
        if words[here - 1].low in _JOINTS and word.low in _words("alone") | _words("keeps_alone"):
            break  # "Dinas Sosial dan Bappeda": two
        if word.low in _words("regions"):
            break  # "Dinas Sosial Jawa Tengah": of a region, which has a code
        written = text[word.start : word.end]
        known = word.low in word_sets().tail or (written.isupper() and len(written) > 1)
        if not written[0].isupper() or not known or (last == at and not keeps and word.low in _words("keepers")):
            break
        last = here
    return last
