"""Which regions a text names, and how: provinces, regencies, cities, districts, villages and the nation.

Names are found first (`extract.place_names`), then decided together: by the kind word before them, the province named
behind them, what the same name was before, the publisher's province and the provinces that the text is about. What
context leaves open stays open: no code, and the candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from extract.gazetteer import Entry, districts_of, gazetteer, kind_of, name_key, place_words, short_aliases
from extract.mentions import PlaceMention
from extract.place_names import PlaceName, find_names
from extract.tokens import Token, tokenise
from models.reference import province_of

Use = Literal["place", "office", "dateline", "set", "locative"]

_DAYS = r"(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad|kemarin|hari ini|\(?\d{1,2}/\d{1,2})"
_SAID_AFTER = re.compile(rf"\s*,?\s*(?:pada\s+)?(?:hari\s+)?{_DAYS}", re.IGNORECASE)
_SAID_BEFORE = re.compile(rf"{_DAYS}(?:\s*,?\s*\(?\d[\d/.]*\)?(?:\s+\w+\s+\d{{4}})?)?\s*,?\s*di\s+\Z", re.IGNORECASE)
_SPOKE = re.compile(
    r"\b(?:kata|ujar|jelas|ucap|ungkap|tutur|tegas|tambah|papar|imbuh|sebut|terang|pungkas)(?:nya)?\b[^.\n\"]{0,120}\bdi\s+\Z"
)
_OUTLET = re.compile(r"[ \t]*(?:[\w.\-]+(?:[ ][\w.\-]+){0,3}\s*[,/|:]\s*)?\Z")
_DATELINE = re.compile(
    r"\s*(?:[,/|]\s*[^\n–—,(]{2,32}?|\([^)\n]{2,40}\))?\s*(?:[–—]+|\s--?(?=\s|[A-Z\"'])|--?\s|\s'\s|:\s|\|\s)"
)
_DOMAIN_HEAD = re.compile(r"[ \t]*[\w\-]+(?:\.[\w\-]+)*\.(?:com|co|co\.id|id|net|news)\s*,\s*\Z", re.IGNORECASE)
_SET = re.compile(
    r"(?:\bse[- ]?"
    r"|\b(?:\d+|[a-z]+(?: belas)?)\s+(?:kabupaten(?:\s*(?:/|dan|-)\s*kota)?|kota|kecamatan|daerah|provinsi)"
    r"\s+(?:yang ada\s+)?di\s+"
    r"|\bkabupaten\s*(?:/|dan|-)\s*kota\s+(?:yang ada\s+)?di\s+|\bantar(?:a)?\s?(?:kabupaten|kota)\s+di\s+)\Z",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s?\(\s?(?:Kabupaten |Kab\.? |Kota |Provinsi )?([A-Za-z]{2,20})\s?\)")
_CITY_WORDS = re.compile(r"\b(?:wali ?kota|pemkot|pemko|pemerintah kota|wawali)\b", re.IGNORECASE)
_REGENCY_WORDS = re.compile(r"\b(?:bupati|pemkab|pemerintah kabupaten|wabup|kabupaten)\b", re.IGNORECASE)
_NATION = re.compile(r"\b(Indonesia|INDONESIA|[Tt]anah [Aa]ir|[Nn]asional)\b")
_LIST_STEP = re.compile(r"[^.;:\n\"]{0,60}\Z")


@dataclass(slots=True)
class _Context:
    """What the text and its publisher tell about where we are."""

    publisher: str | None
    provinces: Counter[str] = field(default_factory=Counter)
    regencies: set[str] = field(default_factory=set)
    same: dict[str, str] = field(default_factory=dict)
    """What a name was when something decided it."""
    prefers: Literal["city", "regency", None] = None

    def has(self, code: str) -> bool:
        """Whether a place's province is the publisher's or named."""
        return province_of(code) == self.publisher or province_of(code) in self.provinces


def find_places(text: str, *, publisher_province: str | None, title_end: int = 0) -> list[PlaceMention]:
    """All places of a normalised text in order, none inside another; `title_end` is where the title before it ends.

    >>> [(p.text, p.code, p.use) for p in find_places("Warga Kotim, kata Bupati Seruyan.", publisher_province=None)]
    [('Kotim', '62.02', 'place'), ('Seruyan', '62.07', 'office')]
    """
    tokens = tokenise(text)
    names = find_names(text, tokens)
    context = _context(text, names, publisher_province)
    decided = [_decide(text, names, at, context) for at in range(len(names))]
    _districts(text, tokens, names, decided, context)
    _villages(text, names, decided, context)
    made = [
        _mention(text, tokens, name, code, rule, title_end)
        for name, (code, rule) in zip(names, decided, strict=True)
        if rule is not None
    ]
    made += _nation(text, tokens)
    made.sort(key=lambda mention: mention.start)
    return _enclosing(text, _merged(text, made, tokens, title_end))


def _top(name: PlaceName, kind: str | None) -> list[Entry]:
    """What a name can be above district level, as far as its kind word allows."""
    entries = [entry for entry in name.entries if entry.level != "district"]
    if kind in ("regency", "city", "province"):
        fits = [entry for entry in entries if entry.level == kind]
        # "Kota Sampit": the town of a regency
        return fits or [entry for entry in entries if entry.via == "capital" or kind == "city"]
    named = [entry for entry in entries if entry.via != "capital"]
    return named or entries


@cache
def _policies() -> dict[str, str]:
    names = place_words().names
    made = dict.fromkeys(short_aliases(), "province")
    made |= {name_key(name): "province" for name in names.province_only}
    made |= {name_key(name): "kind" for name in names.kind_only}
    made |= {name_key(name): "lenient" for name in names.lenient}
    made |= {name_key(name): "never" for name in names.never}
    return made


def _context(text: str, names: Sequence[PlaceName], publisher: str | None) -> _Context:
    context = _Context(publisher)
    policies = _policies()
    for name in names:
        kind = name.kind or name.listed
        if name.kind in ("district", "village") or (kind is None and name.key in policies):
            continue
        top = _top(name, name.kind)
        if len(top) == 1:
            context.provinces[province_of(top[0].code)] += 1
        elif any(entry.level == "province" for entry in top) and name.kind in (None, "province"):
            context.provinces[next(entry.code for entry in top if entry.level == "province")] += 1
    city, regency = _CITY_WORDS.search(text), _REGENCY_WORDS.search(text)
    if bool(city) != bool(regency):
        context.prefers = "city" if city else "regency"
    return context


def _decide(text: str, names: Sequence[PlaceName], at: int, context: _Context) -> tuple[str | None, str | None]:
    """Code and rule for one name; no rule where it is no place, or is left to the districts and villages."""
    name = names[at]
    if name.kind in ("district", "village"):
        return None, None
    top = _top(name, name.kind)
    if not top:
        return None, None
    policy = _policies().get(name.key)
    if not name.kind and name.listed not in ("regency", "city", "province"):
        if policy == "never" or policy == "kind":
            return context.same.get(name.key), "same name" if name.key in context.same else None
        if policy in ("province", "lenient") and not any(context.has(entry.code) for entry in top):
            return context.same.get(name.key), "same name" if name.key in context.same else None
        if policy == "lenient" and not _stands_free(text, name):
            return None, None
    code, rule = _choose(text, names, at, top, context)
    if code is None and name.listed == "district" and any(entry.level == "district" for entry in name.entries):
        return None, None
    if code:
        if len(code) == 5:
            context.regencies.add(code)
        if name.kind or len(top) == 1:
            context.same[name.key] = code
    elif policy and not name.kind:
        return None, None
    return code, rule


def _choose(
    text: str, names: Sequence[PlaceName], at: int, top: Sequence[Entry], context: _Context
) -> tuple[str | None, str]:
    name = names[at]
    if len(top) == 1:
        via = {"name": "name", "alias": "alias", "capital": "capital"}[top[0].via]
        return top[0].code, f"{name.kind} word" if name.kind else via
    # "Bandung, Jawa Barat"
    if at + 1 < len(names) and re.fullmatch(r"\s*[,(]?\s*(?:Provinsi\s+)?", text[name.end : names[at + 1].start]):
        behind = [entry.code for entry in names[at + 1].entries if entry.level == "province"]
        fits = [entry for entry in top if province_of(entry.code) in behind and entry.code not in behind]
        if len(fits) == 1:
            return fits[0].code, "province behind"
        top = fits or top
    if not name.kind and name.key in context.same and context.same[name.key] in {entry.code for entry in top}:
        return context.same[name.key], "same name"
    for province in filter(None, (context.publisher, *(p for p, _ in context.provinces.most_common()))):
        fits = [entry for entry in top if province_of(entry.code) == province]
        if not fits:
            continue
        if len(fits) == 1:
            return fits[0].code, "province in context"
        return _twins(fits, context)
    return _twins(top, context)


def _twins(fits: Sequence[Entry], context: _Context) -> tuple[str | None, str]:
    """A regency and a city of one name, or a province and its city."""
    preferred = [entry for entry in fits if entry.level == context.prefers]
    provinces = [entry for entry in fits if entry.level == "province"]
    if len(provinces) == 1 and not (preferred and context.prefers == "city"):
        return provinces[0].code, "province of the name"
    if len({province_of(entry.code) for entry in fits}) == 1 and len(preferred) == 1:
        return preferred[0].code, "office words in the text"
    return None, "ambiguous"


def _stands_free(text: str, name: PlaceName) -> bool:
    """No capitalised word on either side: a name that is also a word is a region only so."""
    before = re.search(r"([^\W\d_]+) \Z", text[max(0, name.start - 30) : name.start])
    after = re.match(r" ([^\W\d_]+)", text[name.end : name.end + 30])
    heads = _heads()
    known = before is None or not before.group(1)[0].isupper() or before.group(1).lower() in heads
    return known and (after is None or not after.group(1)[0].isupper())


def _districts(
    text: str,
    tokens: Sequence[Token],
    names: Sequence[PlaceName],
    decided: list[tuple[str | None, str | None]],
    context: _Context,
) -> None:
    """Districts: after "Kecamatan", in a list begun so, or bare inside a regency that the text names."""
    inside = {code for regency in context.regencies for code in districts_of().get(regency, ())}
    last: int | None = None
    for at, name in enumerate(names):
        entries = [entry.code for entry in name.entries if entry.level == "district"]
        if decided[at][1] is not None or not entries or name.kind == "village":
            continue
        listed = last is not None and (
            name.listed == "district" or _LIST_STEP.match(text[names[last].end : name.start]) is not None
        )
        if name.kind == "district" or (listed and name.kind is None):
            fits = [code for code in entries if code in inside] or [code for code in entries if context.has(code)]
            if len(fits) > 1 and last is not None and decided[last][0]:
                fits = [code for code in fits if code[:5] == (decided[last][0] or "")[:5]] or fits
            if name.kind == "district" or (len(fits) == 1 and fits[0] in inside):
                fits = fits or entries
                decided[at] = (fits[0], "district") if len(fits) == 1 else (None, "ambiguous")
                last = at
        elif name.kind is None:
            fits = [code for code in entries if code in inside]
            if len(fits) == 1 and _bare_district(text, tokens, name):
                decided[at] = fits[0], "district in its regency"
                last = at


def _bare_district(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    """A district without "Kecamatan" counts after a preposition or in a list, and where no longer name surrounds it."""
    before = tokens[name.first - 1] if name.first else None
    if not _stands_free(text, name):
        return False
    if before is None:
        return False
    gap = text[before.end : name.start]
    if gap == " ":
        return before.low in ("di", "ke", "dari", "dan", "serta", "wilayah", "daerah", "kemudian", "lalu")
    return "," in gap and "\n" not in gap and '"' not in gap


def _villages(
    text: str, names: Sequence[PlaceName], decided: list[tuple[str | None, str | None]], context: _Context
) -> None:
    """A village has the code of its district where that is named near, else of the regency before it."""
    for at, name in enumerate(names):
        if name.kind != "village":
            continue
        code: str | None = None
        rule = "village"
        for other in range(at + 1, min(at + 4, len(names))):
            gap = text[names[at].end : names[other].start]
            if len(gap) > 60 or "\n" in gap or ". " in gap:
                break
            if names[other].kind == "district" and decided[other][0]:
                code, rule = decided[other][0], "village in its district"
                break
        if code is None:
            for other in [*range(at - 1, -1, -1), *range(at + 1, len(names))]:
                if (found := decided[other][0]) and len(found) == 5:
                    code, rule = found, "village in its regency"
                    break
        decided[at] = code, rule


@cache
def _heads() -> frozenset[str]:
    return frozenset(place_words().office.heads)


@cache
def _joins() -> frozenset[str]:
    return frozenset(place_words().office.joins)


def _mention(
    text: str, tokens: Sequence[Token], name: PlaceName, code: str | None, rule: str, title_end: int
) -> PlaceMention:
    candidates: tuple[str, ...] = ()
    if code is None and name.kind != "village":
        wanted = "district" if name.kind == "district" else None
        candidates = tuple(entry.code for entry in name.entries if (entry.level == "district") == (wanted is not None))
    return PlaceMention(
        code,
        _level(name, code, candidates),
        name.start,
        name.end,
        text[name.start : name.end],
        rule,
        candidates,
        _use(text, tokens, name, title_end),
        name.village,
    )


def _level(
    name: PlaceName, code: str | None, candidates: Sequence[str]
) -> Literal["nation", "province", "regency", "district", "village"]:
    if name.kind == "village":
        return "village"
    length = len(code or (candidates[0] if candidates else "00.00"))
    if code is None and any(len(candidate) == 5 for candidate in candidates):
        return "regency"
    return "province" if length == 2 else "regency" if length == 5 else "district"


def _use(text: str, tokens: Sequence[Token], name: PlaceName, title_end: int) -> Use:
    line = text.rfind("\n", 0, name.start) + 1
    if name.start >= title_end and name.kind not in ("district", "village") and name.start - line < 60:
        head = text[line : name.start]
        tail = _DATELINE.match(text, name.end, name.end + 60)
        if (_OUTLET.match(head) and tail) or _DOMAIN_HEAD.match(head):
            return "dateline"
    before = text[max(0, name.start - 160) : name.start]
    if _SET.search(before):
        return "set"
    if _in_office(text, tokens, name):
        return "office"
    if before.endswith(("di ", "Di ")) and (
        _SAID_AFTER.match(text, name.end) or _SAID_BEFORE.search(before) or _SPOKE.search(before)
    ):
        return "locative"
    return "place"


def _in_office(text: str, tokens: Sequence[Token], name: PlaceName) -> bool:
    """Whether the name ends a phrase that the head of an office or agency begins."""
    heads, joins = _heads(), _joins()
    after = tokens[name.first]
    if tokens[name.first].low in heads and kind_of().get(tokens[name.first].low) == "village":
        return True
    for at in range(name.first - 1, max(-1, name.first - 13), -1):
        token = tokens[at]
        gap = text[token.end : after.start]
        if gap.strip(" ()&/-") and not (gap == ". " and len(token.text) <= 4):
            return False
        if token.low in heads:
            return True
        if not token.capital and token.low not in joins:
            return False
        after = token
    return False


def _nation(text: str, tokens: Sequence[Token]) -> list[PlaceMention]:
    words = place_words().nation
    made = []
    for found in _NATION.finditer(text):
        before = re.search(r"([\w-]+)( |-)\Z", text[max(0, found.start() - 24) : found.start()])
        low = before.group(1).lower() if before else ""
        use: Use = "place"
        if found.group().lower() == "nasional":
            if low not in words.national:
                continue
        elif found.group()[0] == "I":
            behind = re.match(r" ([A-Z]\w+)", text[found.end() : found.end() + 30])
            if behind and text[found.end() + 1 :].split(" ", 1)[0][0].isupper():
                continue
            if low == "republik":
                use = "office"
            elif before and before.group(1)[0].isupper() and low not in words.free:
                continue
            elif low == "se":
                use = "set"
        made.append(PlaceMention("ID", "nation", found.start(), found.end(), found.group(), "nation", (), use))
    return made


def _merged(text: str, mentions: Sequence[PlaceMention], tokens: Sequence[Token], title_end: int) -> list[PlaceMention]:
    """A bracketed short form joins its name; one that no list knows is learned, and read in the rest of the text."""
    made: list[PlaceMention] = []
    learned: dict[str, PlaceMention] = {}
    for mention in mentions:
        if made and mention.start < made[-1].end:
            continue
        bracket = _BRACKET.match(text, mention.end) if mention.code and mention.level != "nation" else None
        if bracket and _abbreviates(bracket.group(1), mention.text):
            if name_key(bracket.group(1)) not in gazetteer() or name_key(bracket.group(1)) in _policies():
                learned.setdefault(bracket.group(1), mention)
            mention = _replace(mention, text, bracket.end())
        made.append(mention)
    if not learned:
        return made
    taken = [(mention.start, mention.end) for mention in made]
    extra = []
    for at, token in enumerate(tokens):
        if token.text in learned and not any(start <= token.start < end for start, end in taken):
            origin = learned[token.text]
            if token.start > origin.end:
                name = PlaceName(at, at, name_key(token.text), (), token.start, token.end)
                extra.append(
                    PlaceMention(
                        origin.code, origin.level, token.start, token.end, token.text, "short form",
                        (), _use(text, tokens, name, title_end), origin.village,
                    )
                )  # fmt: skip
    made = [
        PlaceMention(known.code, known.level, m.start, m.end, m.text, "short form", (), m.use)
        if m.code is None and (known := learned.get(m.text)) else m
        for m in made
    ]  # fmt: skip
    return sorted(made + extra, key=lambda mention: mention.start)


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of a short form stand in this order in the name, from its first letter on."""
    low = name_key(name)
    for prefix in ("", "kabupaten", "kota", "provinsi", "kecamatan"):
        if prefix and not low.startswith(prefix):
            continue
        rest = iter(low.removeprefix(prefix))
        letters = short.lower()
        if low.removeprefix(prefix)[:1] == letters[0] and all(letter in rest for letter in letters):
            return True
    return False


def _replace(mention: PlaceMention, text: str, end: int) -> PlaceMention:
    return PlaceMention(
        mention.code, mention.level, mention.start, end, text[mention.start : end], mention.rule,
        mention.candidates, mention.use, mention.village,
    )  # fmt: skip


def _enclosing(text: str, mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """A province or regency right behind a place inside it only says where that place is: rule "enclosing"."""
    made: list[PlaceMention] = []
    for mention in mentions:
        before = made[-1] if made else None
        if before and before.code and mention.code and (
            len(mention.code) < len(before.code) or (before.level == "village" and mention.code == before.code)
        ):  # fmt: skip
            gap = text[made[-1].end : mention.start]
            inside = mention.code == "ID" or (made[-1].code or "").startswith(mention.code or "")
            if inside and re.fullmatch(r"\s*[,(]?\s*(?:di\s+)?(?:Provinsi\s+)?", gap):
                mention = PlaceMention(
                    mention.code, mention.level, mention.start, mention.end, mention.text, "enclosing",
                    (), mention.use, mention.village,
                )  # fmt: skip
        made.append(mention)
    return made
