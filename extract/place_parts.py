"""Districts: parts of a regency, which count only where the text is in that regency."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from rapidfuzz import fuzz, process

from extract.gazetteer import districts_of, name_key, place_words
from extract.place_context import Context, Decision
from extract.place_names import PlaceName, stands_free
from extract.place_twins import OF_ITEM, twins_in_lists
from extract.tokens import Token, Tokens
from models.reference import province_of, regions

_LIST_STEP = re.compile(r"[^.;:\n\"]{0,60}")
_AND = re.compile(r"\s*(?:,|,?\s*(?:dan|serta))\s*")
_WITH = re.compile(r"\s*,?\s*(?:dan|serta)\s*")
_COUNTED_OUT = re.compile(
    r"\b(?:kecamatan|distrik)\b[^.;:\d\n]{0,40}(?:\d{1,3}(?:[.,]\d+)?\s?(?:persen|%)[^.;:\d\n]{0,20})?"
    r"(?:\b(?:yakni|yaitu|ialah|adalah|meliputi|antara lain|di\s?antaranya)|:)\s*,?\s*\Z"
    r"|\b(?:kecamatan|distrik)\b[^.;:\n]{0,60}\.\s+(?:ke\w+nya\s+(?:adalah|yakni|yaitu|ialah)|yakni|yaitu|di\s?antaranya|antara\s+lain)\s*\Z",
    re.IGNORECASE,
)
"""Before the first of districts that were counted: "ada tiga kecamatan, yakni", "kecamatan yang 100 persen yakni"."""
_ITEM_HEAD = re.compile(r"(?:\A|\n)[ \t]*(?:\(?\d{1,2}[.)]|[-–—•*·]|[a-z][.)])?[ \t]*\Z")
_ITEM_FIGURE = re.compile(r"[ \t]*[:=–—-]?[ \t]*(?:Rp\.?[ \t]?)?\d")
_PREPOSITIONS = frozenset(
    ["di", "ke", "dari", "dan", "serta", "wilayah", "daerah", "kemudian", "lalu", "disusul", "diikuti"]
) | frozenset(["tertinggi", "terendah", "terbanyak", "terbesar", "terbaik", "yakni", "yaitu", "meliputi", "termasuk"])
_TURNS_TO = frozenset(["sedangkan", "sementara", "adapun", "untuk", "selanjutnya", "berikutnya", "hanya", "terakhir"])
_ITS_FIGURE = re.compile(r"\s+(?:(?:baru|sudah|telah|mencapai|sebesar|sebanyak|tercatat|masih|di\s+angka)\s+){0,2}\d")
_NEXT_OF_LIST = re.compile(
    r"(?:,|\s+(?:dan|serta))\s+|[\s:(=–-]{1,4}(?:[\w/-]+\s+){0,4}\d[\d.,]*\s*(?:persen|%)\)?[,;/|]?\s+"
    r"(?:[a-z]+\s+){0,4}(?:\(?\d[.)]\s+)?"
)
"""Between two districts of a list: what was reached in the first, and what leads to the next."""
_LEVEL_BEHIND = re.compile(
    r"(?:,\s*(?:yaitu|yakni)\s+|\s*[(:=–-]?\s*)(?:(?:yaitu|yakni|sebesar|baru|sudah|telah|mencapai|dengan|hanya|tercatat|masih|adalah)\s+){0,3}"
    r"\d[\d.,]*\s*(?:persen|%)"
)
_LEVEL_BEFORE = re.compile(r"\d\s*(?:persen|%)\s+(?:untuk|di|pada)\s+\Z")
_IS_DISTRICT = re.compile(
    r"\s+(?:(?:yang|lah|justru|kini|masih)\s+){0,2}(?:menjadi|jadi|sebagai|merupakan|adalah|ialah)\s+(?:\S+-\S+nya\s+)?"
    r"(?:kecamatan|distrik)\b"
)
_ALIKE = 88
"""Least likeness, of 100, of a misspelt district with the one that is meant."""


def decide_districts(
    text: str, tokens: Sequence[Token], names: Sequence[PlaceName], decided: list[Decision], context: Context
) -> None:
    """Districts: after "Kecamatan", in a list begun so, or bare inside a regency that the text names."""
    inside = {code for regency in context.regencies for code in districts_of().get(regency, ())}
    named = {(province_of(d.code), name.key) for name, d in zip(names, decided, strict=True) if d.code}
    last: int | None = None
    for at, name in enumerate(names):
        entries = [entry.code for entry in name.entries if entry.level == "district"]
        if far := _far(name, decided[at], named, context):
            entries = [code for code in entries if province_of(code) != province_of(decided[at].code or "")]
        if twin := _named_as_regency(text, names, decided, at):
            decided[at] = Decision(twin, "district")
            last = at
            continue
        if (decided[at].rule is not None and not far) or not entries or name.kind == "village":
            continue
        fits = [code for code in entries if code in inside]
        if name.kind == "district":
            fits = fits or [code for code in entries if context.has(code)] or entries
            if len(fits) > 1 and last is not None and (before := decided[last].code):
                fits = [code for code in fits if code[:5] == before[:5]] or fits
            decided[at] = Decision(fits[0], "district") if len(fits) == 1 else Decision(None, "ambiguous")
        elif name.kind is None and len(fits) == 1 and _continues(text, names, last, name):
            decided[at] = Decision(fits[0], "district")
        elif (
            name.kind is None
            and len(fits) == 1
            and (_bare(text, tokens, name) or _with_level(text, name) or _told_to_be(text, name))
        ):
            decided[at] = Decision(fits[0], "district in its regency")
        elif len(entries) == 1 and context.has(entries[0]) and _beside_place(text, names, decided, at):
            decided[at] = Decision(entries[0], "district in its province")
        else:
            continue
        last = at
    for at in range(len(names) - 2, -1, -1):
        code = decided[at + 1].code
        if decided[at].rule is None and code and (first := _leads_list(text, names[at], names[at + 1], code)):
            decided[at] = Decision(first, "district")
    twins_in_lists(text, names, decided)


def _leads_list(text: str, name: PlaceName, behind: PlaceName, code: str) -> str | None:
    """The district that leads a list of others: "di Kapuas: Selat (81 persen), Basarang (72 persen)"."""
    if name.kind or name.key in _words() or not stands_free(text, name):
        return None
    fits = [entry.code for entry in name.entries if entry.level == "district" and entry.code[:6] == code[:6]]
    listed = len(code) > len("62.03") and _NEXT_OF_LIST.fullmatch(text, name.end, behind.start)
    return fits[0] if len(fits) == 1 and listed and fits[0] != code else None


def _named_as_regency(text: str, names: Sequence[PlaceName], decided: Sequence[Decision], at: int) -> str | None:
    """The district that has its regency's name, right behind another one: "Kecamatan Ngaringan dan Grobogan"."""
    name, code = names[at], decided[at].code
    before = decided[at - 1].code if at else None
    if name.kind is not None or not code or not before or not before.startswith(f"{code}."):
        return None
    twins = [entry.code for entry in name.entries if entry.level == "district" and entry.code[:5] == code]
    joined = names[at - 1].kind == "district" and _WITH.fullmatch(text, names[at - 1].end, name.start)
    return twins[0] if len(twins) == 1 and joined else None


def _far(name: PlaceName, decision: Decision, named: Set[tuple[str, str]], context: Context) -> bool:
    """Whether a name is decided to be a regency of a province that nothing else speaks of: then it may be a district.

    "Kecamatan Pesisir Tengah 24 persen, Pesisir Selatan 22 persen", in Lampung's Pesisir Barat.
    """
    if name.kind is not None or decision.code is None or len(decision.code) != 5:
        return False
    province = province_of(decision.code)
    return province != context.publisher and not any(near == province and key != name.key for near, key in named)


def _continues(text: str, names: Sequence[PlaceName], last: int | None, name: PlaceName) -> bool:
    """Whether a name goes on with a list of districts: "Kecamatan Sukau 14 ton, Suoh 20 ton"."""
    if _COUNTED_OUT.search(text, max(0, name.start - 80), name.start):
        return True
    if last is None:
        return False
    return name.listed == "district" or _LIST_STEP.fullmatch(text, names[last].end, name.start) is not None


def _bare(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    """Whether a district without "Kecamatan" is one: no ordinary word, no longer name, and where places stand."""
    if _heads_item(text, name):
        return True
    if name.key in _words() or not stands_free(text, name):
        return False
    if name.last > name.first:
        return True
    if not name.first:
        return False
    before = tokens[name.first - 1]
    gap = text[before.end : name.start]
    if gap.endswith((". ", ".\n")) and OF_ITEM.match(text, name.end):
        return True  # "…, belum merekam 2.647. Arga wajib KTP 18.313"
    if gap == " ":
        turns = before.low in _TURNS_TO and _ITS_FIGURE.match(text, name.end) is not None
        return turns or before.low in _PREPOSITIONS  # "Sedangkan Arga baru 60 persen"
    return ("," in gap or ";" in gap) and "\n" not in gap and '"' not in gap


def _with_level(text: str, name: PlaceName) -> bool:
    """Whether what was reached there stands right beside a name: "Arga sebesar 81 persen", "72 persen untuk Arga"."""
    if name.key in _words() or not stands_free(text, name):
        return False
    return bool(_LEVEL_BEHIND.match(text, name.end) or _LEVEL_BEFORE.search(text[max(0, name.start - 20) : name.start]))


def _told_to_be(text: str, name: PlaceName) -> bool:
    """Whether the words behind a name say what it is: "ternyata Selat menjadi kecamatan dengan cakupan tertinggi"."""
    return stands_free(text, name) and _IS_DISTRICT.match(text, name.end) is not None


def _heads_item(text: str, name: PlaceName) -> bool:
    """Whether a name begins a line and its figure follows: "2) Selat = 81%"."""
    before = text[max(0, name.start - 12) : name.start]
    return bool(_ITEM_HEAD.search(before)) and bool(_ITEM_FIGURE.match(text, name.end) or OF_ITEM.match(text, name.end))


def _beside_place(text: str, names: Sequence[PlaceName], decided: Sequence[Decision], at: int) -> bool:
    """Whether a name stands in a list with another place that is decided: "Gunungkidul, dan Godean"."""
    name = names[at]
    if name.kind or name.key in _words() or len(name.key) < 5 or not stands_free(text, name):
        return False
    for other in (at - 1, at + 1):
        if 0 <= other < len(names) and decided[other].code:
            first, second = sorted((name, names[other]), key=lambda one: one.start)
            if _AND.fullmatch(text, first.end, second.start):
                return True
    return False


@cache
def _words() -> frozenset[str]:
    return frozenset(place_words().names.words)


@cache
def _keys_of(regency: str) -> dict[str, str]:
    """The districts of one regency by key."""
    return {name_key(regions()[code].name): code for code in districts_of().get(regency, ())}


@cache
def _printed() -> frozenset[str]:
    kinds = place_words().kinds
    return frozenset(kinds.district) & frozenset(kinds.printed)


def misspelt_districts(
    text: str, tokens: Tokens, names: list[PlaceName], decided: list[Decision], context: Context
) -> None:
    """Adds districts whose name is misspelt, after "Kecamatan" or in a list of districts of the same regency."""
    printed = _printed()
    near: list[tuple[int, int, str | None]] = [
        (index + 1, tokens[index].start, None) for index in tokens.where(printed)
    ]
    for name, decision in zip(names, decided, strict=True):
        if decision.code and len(decision.code) == 8:
            near.append((name.last + 1, -1, decision.code[:5]))
    taken = {index for name in names for index in range(name.first, name.last + 1)} if near else set()
    found: list[tuple[PlaceName, Decision]] = []
    for first, start, regency in near:
        regencies = [regency] if regency else sorted(context.regencies)
        for at in range(first, min(first + (1 if regency is None else 8), len(tokens))):
            if at in taken or not tokens[at].capital:
                continue
            if regency and not _next_in_list(text, tokens, at):
                continue
            if hit := _alike(text, tokens, at, regencies, printed=regency is None):
                last, code = hit
                begin = start if start >= 0 else tokens[at].start
                name = PlaceName(at, last, "", (), begin, tokens[last].end, "district" if start >= 0 else None)
                found.append((name, Decision(code, "district spelling")))
                taken.update(range(at, last + 1))
            if regency:
                break
    for name, decision in found:
        at = next((index for index, other in enumerate(names) if other.start > name.start), len(names))
        names.insert(at, name)
        decided.insert(at, decision)


def _next_in_list(text: str, tokens: Sequence[Token], at: int) -> bool:
    gap = text[tokens[at - 1].end : tokens[at].start] if at else ""
    return "," in gap and "\n" not in gap


def _alike(
    text: str, tokens: Sequence[Token], at: int, regencies: Sequence[str], *, printed: bool
) -> tuple[int, str] | None:
    """The district that up to three words are nearly written as: (last word, code)."""
    for length in (3, 2, 1):
        last = at + length - 1
        if last >= len(tokens) or any(
            text[tokens[index].end : tokens[index + 1].start] != " " for index in range(at, last)
        ):
            continue
        key = name_key(text[tokens[at].start : tokens[last].end])
        if len(key) < 6:
            continue
        for regency in regencies:
            keys = _keys_of(regency)
            best = process.extractOne(key, keys.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
            if best and best[0][0] == key[0]:
                return last, keys[best[0]]
            cut = [code for whole, code in keys.items() if printed and whole.endswith(key)]
            if len(cut) == 1:
                return last, cut[0]  # "Kecamatan Sabak Barat" of "Muara Sabak Barat"
    return None
