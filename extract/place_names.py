"""Where a text prints names that can be regions, before it is decided which: longest match first, false friends out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.gazetteer import LONG_BEGINNING, LONGEST, Entry, beginnings, gazetteer, kind_of, name_key, place_words
from extract.office_words import word_sets
from extract.tokens import Token, Tokens

Kind = Literal["regency", "city", "province", "district", "village"]

_ISLANDS_SHORT = "kep"
_NAME_GAP = frozenset({" ", "  ", "-"})
_KIND_GAP = frozenset({" ", "  ", ". ", ".", ") "})
_LIST_GAP = re.compile(
    r"(?:\s*\([^()\n]{1,25}\))?\s*(?:,|/|&|;)?\s*(?:dan|serta|maupun|hingga|juga|lalu|kemudian)?\s*\Z"
)
_HEADED = re.compile(
    r"(?<!kabupaten[/ ])(?<!kabupaten[/ ]dan )(?<![/-])\b(?P<kind>[Kk]abupaten|[Kk]ota)\s*"
    r"(?:,\s*)?(?:yakni|yaitu|ialah|adalah|antara lain|:)\s+\Z"
)
"""Before the first of a list of regions of one kind: "di tingkat kota, yakni Serang 22 persen"."""
_ITEM_GAP = re.compile(
    r"\s*(?:\(\s*)?(?:(?:sebesar|sebanyak|mencapai|baru|sudah|dengan)\s+)*\d[\d.,]*\s?(?:persen|%)\s*\)?\s*(?:,|;)?\s*(?:dan|serta|lalu|kemudian|disusul)?\s+\Z"
)
_ITEM = re.compile(r"\s*(?:\(\s*)?(?:(?:sebesar|sebanyak|mencapai|baru|sudah|dengan)\s+)*\d[\d.,]*\s?(?:persen|%)")
_ROAD_GAP = re.compile(r"\s*[-–—/]\s*\Z")
_COUNTED = re.compile(r"\b(?:\d+|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)\s\Z", re.IGNORECASE)
"""Before "Desa" in a headline: so many of them, "3 Desa Belum Lunas"."""
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_DOMAINS = frozenset({"co", "com", "id", "net", "news", "go", "tv", "org"})


@dataclass(slots=True)
class PlaceName:
    """A printed name that can be a region, as tokens first..last inclusive."""

    first: int
    last: int
    key: str
    entries: tuple[Entry, ...]
    start: int
    end: int
    kind: Kind | None = None
    """Of the kind or office word before it."""
    listed: Kind | None = None
    """Kind of the list that it continues: "Kabupaten Kapuas, Seruyan"."""
    item: bool = False
    """Whether it is the next of a list of places, each with its percentage: "Dumai 24 persen, Serang 22 persen"."""
    village: str | None = None


_ALSO_NAMES = frozenset({"jaya"})
"""Words behind a place that make a company's name of it, and that people are called, too."""


@cache
def known_words() -> frozenset[str]:
    """Words of institutions and titles, beside which a place is a place."""
    sets = word_sets()
    return sets.tail | sets.titles | sets.acting | sets.never | frozenset(["ptpn", "warga", "masyarakat"])


@cache
def word_names() -> frozenset[str]:
    """Names of regions that are also ordinary words."""
    names = place_words().names
    return frozenset(name_key(name) for name in (*names.never, *names.kind_only, *names.lenient))


@cache
def _sets() -> dict[str, frozenset[str]]:
    words = place_words()
    return {
        "before": frozenset(words.context.before),
        "after": frozenset(words.context.after) | frozenset(words.context.directions),
        "directions": frozenset([*words.context.directions, "daya"]),
        "village": frozenset(words.kinds.village),
        "small": frozenset(words.kinds.printed) & frozenset([*words.kinds.regency, *words.kinds.city]),
        "runs": frozenset(words.context.runs),
        "acronyms": frozenset(words.context.acronyms),
        "printed": frozenset(words.kinds.printed),
        "shortened": frozenset(words.kinds.shortened),
        "not_after": frozenset(words.villages.not_after),
        "not_before": frozenset(words.villages.not_before),
    }


def find_names(text: str, tokens: Tokens) -> list[PlaceName]:
    """Names in the order of the text; the same passage is never in two of them."""
    villages, begins = _sets()["village"], beginnings()
    made: list[PlaceName] = []
    road_end = free = -1
    small = tokens.where(_sets()["small"])
    after_kind = {at + 1 for at in small if at + 1 < len(tokens) and _is_small_name(text, tokens, at + 1)}
    for at in sorted({*tokens.capitals, *tokens.where(villages), *after_kind}):
        if at < free:
            continue
        token = tokens[at]
        if token.low in villages and (village := village_at(text, tokens, at)):
            made.append(village)
            free = village.last + 1
            continue
        if not (token.capital or at in after_kind) or token.low[:4] not in begins:
            continue
        if len(token.low) >= LONG_BEGINNING and "'" not in token.low and token.low[:LONG_BEGINNING] not in begins:
            continue
        if not (hit := _longest(text, tokens, at)):
            continue
        last, key, entries = hit
        name = PlaceName(at, last, key, entries, token.start, tokens[last].end)
        _read_kind(name, text, tokens, made)
        continues = road_end >= 0 and token.start - road_end <= 3 and _ROAD_GAP.match(text, road_end, token.start)
        if continues or _is_road(text, tokens, name):
            road_end = name.end
        elif _is_route(text, made, name):
            made.pop()
            road_end = name.end
        elif not _false_friend(text, tokens, name):
            made.append(name)
        free = last + 1
    return made


def _is_small_name(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word behind "Kota" or "Kabupaten" is the name of one, though it is written small: "Kota balikpapan"."""
    if tokens[at].capital or text[tokens[at - 1].end : tokens[at].start] not in _KIND_GAP:
        return False
    if tokens[at].low[:4] not in beginnings() or not (hit := _longest(text, tokens, at)):
        return False
    _, key, entries = hit
    kind = kind_of().get(tokens[at - 1].low)
    return key not in word_names() and any(entry.level == kind and entry.via == "name" for entry in entries)


def _longest(text: str, tokens: Sequence[Token], at: int) -> tuple[int, str, tuple[Entry, ...]] | None:
    index, directions, begins = gazetteer(), _sets()["directions"], beginnings()
    best: tuple[int, str, tuple[Entry, ...]] | None = None
    key, small = "", 0
    for last in range(at, min(at + LONGEST, len(tokens))):
        token = tokens[last]
        if last > at:
            gap = text[tokens[last - 1].end : token.start]
            if gap[:1] == "." and key == _ISLANDS_SHORT:
                gap = gap[1:] or " "  # "Kep. Riau", "Kep.Sula"
            if gap not in _NAME_GAP or (small and last > small + 1):
                break
            if not token.capital and not small:
                small = last
        key += token.low.replace("'", "")
        if key[: LONG_BEGINNING if len(key) >= LONG_BEGINNING else 4] not in begins:
            break
        if (entries := index.get(key)) and token.low != "dan":
            # "Menggala timur", "Way kanan", "Sumba Barat daya": papers write the last words small
            if small and token.low not in directions and not (len(key) > 7 and len(entries[0].code) == 5):
                continue
            if small and token.low == "baru":
                continue  # "Kabupaten Banjar baru 612 kasus": only so many
            best = last, key, entries
    if best is None or _is_address(text, tokens, at, best[0]):
        return None
    kind = kind_of().get(tokens[at].low)
    if best[0] > at and kind in ("city", "regency") and all(entry.level == "district" for entry in best[2]):
        # "Kota Batu" is the city before it is somewhere a district "Kotabatu"
        rest = index.get(best[1].removeprefix(tokens[at].low))
        if rest and any(entry.level == kind for entry in rest):
            return None
    return best


def _is_address(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Part of a web address or a handle: "KALTENG.CO", "@kotim"."""
    start, end = tokens[first].start, tokens[last].end
    if start and text[start - 1] in "@#_":
        return True
    if end + 1 < len(text) and text[end] == "." and text[end + 1].isalpha():
        after = tokens[last + 1]
        return after.low in _DOMAINS or not after.capital
    return end < len(text) and text[end] in "_@"


_STATE_CAPITAL = re.compile(r"\bibu\s?kota\s+negara\Z", re.IGNORECASE)
"""What is built in Kalimantan, and no town in Bali."""
_COUNT = re.compile(
    r"(?:\d|\b(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|belas|puluh|seluruh|semua|tiap|beberapa|sejumlah))\s+\Z",
    re.IGNORECASE,
)
"""Before a kind of region that is counted."""


def _read_kind(name: PlaceName, text: str, tokens: Sequence[Token], before: Sequence[PlaceName]) -> None:
    """The kind word before a name ("Kab. X", "Wali Kota X", "Provinsi (Pemprov) X"), or of the list it continues."""
    kinds = kind_of()
    at = name.first - 1
    if at > 0 and kinds.get(tokens[at].low) == "village" and tokens[at - 1].low in _sets()["not_before"]:
        return  # "Dana Desa Katingan" is that of the regency
    counted = at >= 0 and tokens[at].low in kinds and tokens[at].text.islower()
    if counted and _COUNT.search(text, max(0, tokens[at].start - 12), tokens[at].start):
        return  # "11 kecamatan Kapuas" are the districts of that regency
    gap = text[tokens[at].end : name.start] if at >= 0 else ""
    if gap == ". " and not is_shortened(text, tokens[at]):
        gap = ""
    if gap in _KIND_GAP and (kind := kinds.get(tokens[at].low)):
        name.kind = kind
        mayor = at and tokens[at].low == "kota" and tokens[at - 1].low == "wali"
        if tokens[at].low in _sets()["printed"] and text[tokens[at].end] != ")" and not mayor:
            name.start = tokens[at].start
        return
    several = sum(entry.level in ("regency", "city") for entry in name.entries) > 1 or name.key in word_names()
    headed = _HEADED.search(text, max(0, name.start - 40), name.start)
    if headed and (several or _ITEM.match(text, name.end)):
        name.listed = "regency" if headed["kind"].lower() == "kabupaten" else "city"
    elif before:
        last = before[-1]
        gap = text[last.end : name.start]
        name.item = len(gap) <= 45 and bool(_ITEM_GAP.match(gap)) and bool(_ITEM.match(text, name.end))
        if len(gap) <= 45 and ((_LIST_GAP.match(gap) and gap.strip()) or (name.item and not last.kind)):
            name.listed = last.kind or last.listed


def _is_road(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    """Whether the name stands in a run of capitalised words that a road, a company or a school begins."""
    if name.kind:
        return False
    sets = _sets()
    at = name.first
    for _ in range(4):
        at -= 1
        if at < 0 or not (is_beside(text, tokens, at) or text[tokens[at].end : tokens[at + 1].start] == "-"):
            return False
        if tokens[at].low in sets["runs"]:
            return True
        if not tokens[at].capital:
            return tokens[at].low in ("ruas", "jalur", "rute") and at == name.first - 1
    return False


def is_beside(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word and the next stand in one sentence: the dot of "PT. X" ends none, that of "orang. X" does.

    A dot behind a unit ends one, too: "rusak 45 km. Lamandau".
    """
    gap = text[tokens[at].end : tokens[at + 1].start]
    return gap == " " or (gap == ". " and is_shortened(text, tokens[at]))


def is_shortened(text: str, token: Token) -> bool:
    """Whether the dot behind a word is its own: "Kab. Kapuas", "P. U. Kapuas"."""
    if token.low not in _sets()["shortened"]:
        return len(token.text) == 1
    return not _COUNT.search(text, max(0, token.start - 12), token.start)


def _is_route(text: str, before: Sequence[PlaceName], name: PlaceName) -> bool:
    """ "Liwa – Krui": two names with a dash between them are a road or a flight, unless the first is a dateline."""
    if not before or name.kind or before[-1].kind in ("district", "village"):
        return False
    gap = text[before[-1].end : name.start]
    if len(gap) > 3 or gap.strip() not in ("-", "–", "—"):
        return False
    line = text.rfind("\n", 0, before[-1].start) + 1
    return before[-1].start - line > 30 and not text[line : before[-1].start].rstrip().endswith(",")


def _false_friend(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    sets = _sets()
    at = name.first - 1
    if name.key == "negara" and _STATE_CAPITAL.search(text, max(0, name.end - 20), name.end):
        return True
    beside = at >= 0 and is_beside(text, tokens, at)
    if beside and not name.kind and tokens[at].low in sets["before"]:
        return True
    if name.key in sets["acronyms"] and not name.kind and text[name.start : name.end].isupper():
        return at >= 0 and "\n" not in text[tokens[at].end : name.start]
    after = name.last + 1
    if name.kind or after >= len(tokens) or not tokens[after].capital or text[name.end : tokens[after].start] != " ":
        return False
    if tokens[after].low in sets["after"]:
        return not (beside and tokens[after].low in _ALSO_NAMES and _names_person(text, tokens, at, after))
    # "Ayu Lingga Padmini": a word between two others that only a person's name has; headlines capitalise everything
    if any(entry.level == "province" or entry.via == "alias" for entry in name.entries):
        return False
    alone = name.first == name.last and at >= 0 and tokens[at].capital and text[tokens[at].end : name.start] == " "
    return alone and not any(_is_known(tokens[index]) for index in (at, after)) and _is_prose(text, name.start)


def _names_person(text: str, tokens: Sequence[Token], at: int, after: int) -> bool:
    """Whether a name goes on behind a word that companies have too: "Kepala Dinas Kesehatan Kaltim Jaya Sena"."""
    if tokens[at].low not in word_sets().tail or after + 1 >= len(tokens):
        return False
    return tokens[after + 1].capital and text[tokens[after].end : tokens[after + 1].start] == " "


def _is_known(token: Token) -> bool:
    """Whether a word can stand beside a place's name without being part of a person's."""
    word = token.low
    if len(token.text) > 1 and token.text.isupper():
        return True
    known: bool = word in office_heads() or word in kind_of() or word in gazetteer() or word in known_words()
    return known


_OFFICE_WORDS = 8
"""Words between the head of an office and the region at its end: "Dinas Pekerjaan Umum dan Penataan Ruang Kendal"."""
_OFFICE_JOINS = frozenset({"dan", "serta"})


def stands_free(text: str, name: PlaceName) -> bool:
    """Whether no capitalised word stands on either side, but for offices and the first word of a sentence."""
    before = re.search(r"([^\W\d_]+) \Z", text[max(0, name.start - 30) : name.start])
    after = re.match(r" ([^\W\d_]+)", text[name.end : name.end + 30])
    if after and after.group(1)[0].isupper() and after.group(1) != "Rp":
        return False
    if before is None or not before.group(1)[0].isupper() or before.group(1).lower() in office_heads():
        return True
    lead = text[max(0, name.start - 34) : name.start - len(before.group())]
    return re.search(r"(?:^|[.!?\"'\n:])\s*\Z", lead) is not None


def after_office(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    """Whether an office or agency stands right before the name: "Dinkes Kapuas"."""
    at = name.first - 1
    return at >= 0 and tokens[at].low in office_heads() and text[tokens[at].end : name.start] == " "


def ends_office(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    """Whether the name ends that of an office or agency: "Kepala Dinas Kesehatan Kendal", "Kantor Pertanahan Demak"."""
    at = name.first
    for back in range(at - 1, max(-1, at - _OFFICE_WORDS - 1), -1):
        token = tokens[back]
        if text[token.end : tokens[back + 1].start] not in (" ", ", "):
            return False
        if token.low in office_heads():
            return back < at - 1
        if not token.capital and token.low not in _OFFICE_JOINS:
            return False
    return False


@cache
def office_heads() -> frozenset[str]:
    """Words that begin the name of an office or agency."""
    return frozenset(place_words().office.heads)


def _is_prose(text: str, at: int) -> bool:
    start = max(text.rfind("\n", 0, at) + 1, at - 120)
    stop = text.find("\n", at, at + 120)
    words = _LONG_WORD.findall(text[start : stop if stop >= 0 else at + 120])
    return bool(sum(word[0].isupper() for word in words) < 0.6 * len(words))


_HEADLINE = re.compile(r"\s+(?:(?:Rp\s?)?\d[\d.,]*\s?)?[A-Z]")


def _is_verb(text: str, token: Token) -> bool:
    """Whether a capitalised word behind a village's name is a headline's: "Desa Sukasari Wujudkan Wisata"."""
    if token.text == "Baru" and not _HEADLINE.match(text, token.end):
        return False  # "Desa Harapan Baru 81 persen"; "Desa Harapan Baru 81 Persen" may be either
    return token.low in word_sets().never or (len(token.low) > 6 and token.low.endswith("kan"))


def village_at(text: str, tokens: Sequence[Token], at: int) -> PlaceName | None:
    """ "Desa X": up to three capitalised words that are neither another kind of place nor the region behind it."""
    sets = _sets()
    if at and tokens[at - 1].low in sets["not_before"]:
        return None
    if _COUNTED.search(text, max(0, tokens[at].start - 12), tokens[at].start):
        return None
    kinds = kind_of()
    last = at
    while last + 1 < len(tokens) and last - at < 3:
        token = tokens[last + 1]
        gap = text[tokens[last].end : token.start]
        kel = last == at and gap == ". " and is_shortened(text, tokens[at])  # "Kel. Sukasari"
        if not token.capital or (gap not in (" ", "  ", "-") and not kel):
            break
        if token.low in kinds or token.low in sets["not_after"] or (last > at and _is_verb(text, token)):
            break
        hit = _longest(text, tokens, last + 1)
        if last == at:  # "Dinas Pemberdayaan Masyarakat dan Desa Sultra": no village
            if hit and hit[2][0].level == "province" and hit[2][0].via == "alias":
                return None
            hit = None
        if hit and len(hit[2][0].code) < 6 and hit[1] not in word_names():
            break
        last += 1
    if last == at:
        return None
    name = text[tokens[at + 1].start : tokens[last].end]
    return PlaceName(at, last, name_key(name), (), tokens[at].start, tokens[last].end, "village", village=name)
