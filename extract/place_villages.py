"""Villages: named after "Desa" or in a list begun so, and the district or regency that each of them lies in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extract.gazetteer import kind_of, name_key, place_words
from extract.place_context import Decision
from extract.place_names import PlaceName, office_heads, village_at
from extract.tokens import Token, Tokens

_DIGIT = re.compile(r"\d")
_FIGURES = re.compile(
    r"\d\s?(?:persen|%|ribu|juta|miliar|orang|jiwa|anak|KK|KPM|ton|ha)\b|\bRp|\d[.,]\d", re.IGNORECASE
)
"""What a village has; a "2" alone may end its name."""
_AMOUNT = r"(?:Rp\.?\s?)?\d[\d.,]*\d?\s*(?:persen|%|ribu|juta|miliar|orang|jiwa|anak|KK|KPM|ton|ha|hektare)?"
_FIGURE = re.compile(
    rf"[^.;:\n\d\"“”]{{0,80}}?{_AMOUNT}(?:\s*\({_AMOUNT}\)|\s+(?:atau|dari)\s+{_AMOUNT})?\)?", re.IGNORECASE
)
"""What a village has, up to the end of its last figure."""
_DISTRICT_FIGURE = re.compile(rf"{_FIGURE.pattern}(?:\s*[a-z/]+)?", re.IGNORECASE)
"""The same with what it counts: "8 desa"."""
_NEXT_ITEM = re.compile(
    r"\s*(?:[,;]|,?\s*(?:dan|serta|lalu|kemudian|disusul|diikuti)\b)\s*(?:(?:dan|serta|lalu|kemudian|disusul|diikuti|juga)\b\s*)?"
    r"|\.\s+(?:Lalu|Kemudian|Disusul|Diikuti|Selanjutnya|Berikutnya)\b,?\s*"
)
_ITS_FIGURE = re.compile(
    r"\s*[(:=–-]?\s*(?:(?:baru|sudah|telah|hanya|masih|sebesar|sebanyak|mencapai|dengan|yang|realisasi|capaian|sekitar)\s+){0,4}"
    r"(?:Rp\.?\s?)?\d"
)
_TO_NEXT = re.compile(
    r"[^\n\"“”]*?\d(?:[^\n\"“”.]|\.(?=\d))*?"
    r"(?:\n\s*(?:\d{1,2}[.)]|[-•*])\s*|[,;]\s*(?:(?:dan|serta)\s+)?|\s(?:dan|serta)\s+)"
    r"(?:(?:Kecamatan|Distrik)\s+)?",
    re.IGNORECASE,
)
_DISTRICTS = frozenset({"kecamatan", "distrik"})
_DISTRICT = len("62.02.05")
_REGENCY = len("62.02")
_UNKNOWN = "unknown district"
_LONGEST = 3
"""Words of a village's name."""
_BESIDE = re.compile(
    r"[\s,:(]*(?:(?:yakni|yaitu|ialah|adalah|ada|terdapat|di|tepatnya|khususnya|seperti|meliputi|antara lain|dan|serta"
    r"|(?:\w+\s+)?(?:desa|kelurahan|kampung|pekon|nagari|gampong))[\s,:]+)*",
    re.IGNORECASE,
)
"""All that may stand between a district and the first of its villages."""
_LED_TO = re.compile(r":|\b(?:yakni|yaitu|ialah|adalah|ada|terdapat|meliputi)\b", re.IGNORECASE)
_VILLAGES_OF = re.compile(
    r"\b(?:desa|kelurahan|kampung|pekon|nagari|gampong|tiyuh)(?:nya)?\b[^.;\n\d]{0,30}\bdi\s+\Z", re.IGNORECASE
)
_RANKED = re.compile(r"\bter(?:tinggi|endah|banyak|besar|kecil|sedikit)\b|\bpaling\b", re.IGNORECASE)
_REACH = 300
"""Characters from a district to the villages that are told of it."""
_DI = re.compile(r"\b(?:di|wilayah|se)[ -]?\Z", re.IGNORECASE)
_WHERE = re.compile(r"\s*[,(]\s*(?:di\s+)?")


def unknown_districts(
    text: str, tokens: Tokens, names: list[PlaceName], decided: list[Decision], title_end: int
) -> None:
    """Adds "Kecamatan X" that the gazetteer does not have: like a village, it has the code of its regency."""
    taken = {index for name in names for index in range(name.first, name.last + 1)}
    for at in tokens.where(_DISTRICTS):
        if tokens[at].start < title_end or at + 1 in taken:
            continue
        made = village_at(text, tokens, at)
        if made is None or made.last in taken or tokens[made.last].text.isupper() or _RANKED.match(made.village or ""):
            continue  # "Kecamatan Terendah", in a headline
        spot = next((i for i, name in enumerate(names) if name.first > at), len(names))
        names.insert(spot, made)
        decided.insert(spot, Decision(None, None))


def list_villages(text: str, tokens: Tokens, names: list[PlaceName], decided: list[Decision]) -> None:
    """Adds the villages that go on with a list: "Desa Arga 99 persen, Sena Bakti 98 persen dan Karya 97 persen".

    A district's name in such a list is that of a village; a regency ends it.
    """
    at = 0
    while at < len(names):
        name = names[at]
        at += 1
        if name.kind != "village" or tokens[name.first].low in _heads():
            continue  # "Kades Arga": a person
        figure = _FIGURE.match(text, name.end)
        step = _NEXT_ITEM.match(text, figure.end()) if figure else None
        if step is None or not (found := _item(text, tokens, tokens.at(step.end()))):
            continue
        first, last = found
        spot = next((i for i in range(at, len(names)) if names[i].last >= first), len(names))
        stop = next((i for i in range(spot, len(names)) if names[i].first > last), len(names))
        taken = zip(names[spot:stop], decided[spot:stop], strict=True)
        if any(one.kind or len(decision.code or "-" * _DISTRICT) < _DISTRICT for one, decision in taken):
            continue
        start, end = tokens[first].start, tokens[last].end
        made = PlaceName(first, last, name_key(text[start:end]), (), start, end, "village", village=text[start:end])
        names[spot:stop] = [made]
        decided[spot:stop] = [Decision(None, None)]


def list_districts(text: str, tokens: Tokens, names: list[PlaceName], decided: list[Decision]) -> None:
    """Adds what stands between two districts of a list and is none that the gazetteer has: "Selat 8 desa, Ulu Raya 12".

    It has the code of its regency and its own name, as "Kecamatan Ulu Raya" has: its figure is not the regency's.
    """
    for at in range(len(names) - 2, -1, -1):
        step = _step(text, names[at].end) if len(decided[at].code or "") == _DISTRICT else None
        if step is None or not (found := _item(text, tokens, tokens.at(step))):
            continue
        first, last = found
        stop = next((i for i in range(at + 1, len(names)) if names[i].first > last), len(names))
        if stop == len(names) or len(decided[stop].code or "") != _DISTRICT:
            continue
        inside = range(at + 1, stop)  # "Wai Krui", of which the gazetteer has "Krui"
        if any(len(decided[i].code or "") == _DISTRICT or (names[i].first, names[i].last) == found for i in inside):
            continue
        if _step(text, tokens[last].end) != names[stop].start:
            continue
        start, end = tokens[first].start, tokens[last].end
        made = PlaceName(first, last, name_key(text[start:end]), (), start, end, "village", village=text[start:end])
        codes = {(decided[i].code or "")[:_REGENCY] for i in (at, stop)}
        names[at + 1 : stop] = [made]
        decided[at + 1 : stop] = [Decision(codes.pop() if len(codes) == 1 else None, _UNKNOWN)]


def namesakes_of_regency(text: str, names: list[PlaceName], decided: list[Decision]) -> None:
    """Districts that are called as their regency, among its others: "Dawan 60 persen, Klungkung 54 persen"."""
    for at, name in enumerate(names):
        regency = decided[at].code or ""
        if name.kind or len(regency) != _REGENCY:
            continue
        inside = [
            entry.code for entry in name.entries if entry.level == "district" and entry.code[:_REGENCY] == regency
        ]
        if len(inside) == 1 and any(
            len(decided[other].code or "") == _DISTRICT and (decided[other].code or "").startswith(regency)
            for other, first, second in ((at - 1, at - 1, at), (at + 1, at, at + 1))
            if 0 <= other < len(names) and _items(text[names[first].end : names[second].start])
        ):
            decided[at] = Decision(inside[0], "district of its list")


def _items(between: str) -> bool:
    """Whether two names begin items of a list that follow each other, the first with its figure."""
    return len(between) < _REACH and _TO_NEXT.fullmatch(between) is not None


def _step(text: str, start: int) -> int | None:
    """Where the next item of a list begins, behind the figure of the name that ends at an offset."""
    figure = _DISTRICT_FIGURE.match(text, start)
    step = _NEXT_ITEM.match(text, figure.end()) if figure else None
    return step.end() if step else None


def _names(token: Token) -> bool:
    """Whether a word can be one of a village's name: no kind of place, no office."""
    return token.capital and token.low not in kind_of() and token.low not in office_heads()


def _item(text: str, tokens: Sequence[Token], first: int) -> tuple[int, int] | None:
    """The first and last word of a name that begins an item and has its figure behind it."""
    last = first
    while last < len(tokens) and last - first < _LONGEST and _names(tokens[last]):
        if last > first and text[tokens[last - 1].end : tokens[last].start] != " ":
            break
        if tokens[last].text == "Rp" or (tokens[last].text.isupper() and len(tokens[last].text) > 1):
            break
        last += 1
    if last == first or not _ITS_FIGURE.match(text, tokens[last - 1].end):
        return None
    return first, last - 1


@cache
def _heads() -> frozenset[str]:
    """Words for the heads of villages."""
    kinds = place_words().kinds
    return frozenset(kinds.village) - frozenset(kinds.printed)


def decide_villages(text: str, names: Sequence[PlaceName], decided: list[Decision]) -> None:
    """A village has the code of its district where that is named behind it or just before, else of its regency.

    Its regency is the one that is named behind it, else the one named last.
    """
    regency: str | None = next((d.code for d in decided if d.code and len(d.code) == 5), None)
    for at, name in enumerate(names):
        if name.kind != "village":
            code = decided[at].code
            if code and len(code) == 5:
                regency = code
            continue
        if decided[at].rule == _UNKNOWN:
            continue
        decided[at] = Decision(regency, "village in its regency" if regency else "village")
        is_district = text[name.start : name.end].lower().startswith(tuple(_DISTRICTS))
        before = None if is_district else _district_before(text, names, decided, at)
        if before is not None and before[1]:
            decided[at] = Decision(before[0], "village in its district")
            continue
        for other in range(at + 1, min(at + 4, len(names))):
            gap = text[name.end : names[other].start]
            if len(gap) > 60 or "\n" in gap or ". " in gap:
                break
            if _FIGURES.search(gap) or (other > at + 1 and _DIGIT.search(gap)):
                break  # "Pekon A 64 persen, Pekon B Kecamatan C 25 persen": only B is known to lie there
            behind = decided[other].code
            if names[other].kind == "district" and behind and not is_district:
                decided[at] = Decision(behind, "village in its district")
                break
            if behind and len(behind) == 5:
                decided[at] = Decision(behind, "village in its regency")
                break
        if before is not None and decided[at].code == regency:
            decided[at] = Decision(before[0], "village in its district")


def _district_before(
    text: str, names: Sequence[PlaceName], decided: Sequence[Decision], at: int
) -> tuple[str, bool] | None:
    """The district of which a village is told: right before it, or the one of whose villages its paragraph speaks.

    "Kecamatan Kelay, yakni Desa Arga", "lima desa di Kecamatan Kelay … Desa Arga"; but not a district that only leads a
    ranking, nor the last of several. With it, whether a word such as "yakni" leads from it to its villages.
    """
    line = text.rfind("\n", 0, names[at].start) + 1
    told = [i for i in range(at) if names[i].kind != "village" and decided[i].code and names[i].start >= line]
    if len(told) > 1 and _lies_in(text, names, decided, told[-2], told[-1]):
        told.pop()
    if not told or len(decided[told[-1]].code or "") != _DISTRICT:
        return None
    district = names[told[-1]]
    start = names[told[-1] + 1].end if told[-1] + 1 < at and names[told[-1] + 1].kind != "village" else district.end
    gap = text[start : names[at].start]
    for i in range(at - 1, told[-1], -1):
        if names[i].kind == "village":
            gap = gap.replace(text[names[i].start : names[i].end], "")
    code = decided[told[-1]].code or ""
    if _BESIDE.fullmatch(gap):
        return code, bool(_LED_TO.search(gap))
    alone = len({decided[i].code for i in told if len(decided[i].code or "") == _DISTRICT}) == 1
    before = text[max(line, district.start - _REACH) : district.start]
    if not alone or names[at].start - district.end > _REACH or _RANKED.search(before + gap):
        return None
    near = before.rpartition(". ")[2]
    return (code, False) if _VILLAGES_OF.search(near) or _DI.search(near) else None


def _lies_in(text: str, names: Sequence[PlaceName], decided: Sequence[Decision], part: int, whole: int) -> bool:
    """Whether a name right behind another only says where that one lies: "Kecamatan Kelay, Kabupaten Berau"."""
    inside = (decided[part].code or "").startswith(f"{decided[whole].code}.")
    return inside and bool(_WHERE.fullmatch(text, names[part].end, names[whole].start))
