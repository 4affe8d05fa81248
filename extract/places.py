"""Which regions a text names, and how: provinces, regencies, cities, districts, villages and the nation.

Names are found first (`extract.place_names`), then decided together: by the kind word before them, the province named
behind them, what the same name is elsewhere in the text, the publisher's province and the provinces that the text is
about. What context leaves open stays open: no code, and the candidates.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence, Set
from functools import cache
from itertools import pairwise

from extract.gazetteer import Entry, name_key, place_words, short_aliases
from extract.mentions import PlaceMention
from extract.place_anaphora import in_district_again, named_again, villages_again
from extract.place_context import Context, Decision
from extract.place_names import PlaceName, after_office, ends_office, find_names, stands_free
from extract.place_outside import is_outside
from extract.place_parts import decide_districts, misspelt_districts
from extract.place_uses import (
    mark_enclosing,
    mention_of,
    merge_short_forms,
    nation_mentions,
    of_newsroom,
    whole_mentions,
)
from extract.place_villages import (
    decide_villages,
    list_districts,
    list_villages,
    namesakes_of_regency,
    unknown_districts,
)
from extract.tokens import Token, tokenise
from models.reference import province_of

_BEHIND = re.compile(r"\s*[,(]?\s*(?:Provinsi\s+)?")
_IN = re.compile(r"\s+(?:di|\()\s*(?:Provinsi\s+)?")
_CITY_WORDS = frozenset(["walikota", "pemkot", "pemko", "wawali", "wali"])
_REGENCY_WORDS = frozenset(["bupati", "pemkab", "wabup", "kabupaten"])


def find_places(text: str, *, publisher_province: str | None, title_end: int = 0) -> list[PlaceMention]:
    """All places of a normalised text in order, none inside another; `title_end` is where the title before it ends.

    >>> [(p.text, p.code, p.use) for p in find_places("Warga Kotim, kata Bupati Seruyan.", publisher_province=None)]
    [('Kotim', '62.02', 'place'), ('Seruyan', '62.07', 'office')]
    """
    tokens = tokenise(text)
    names = find_names(text, tokens)
    context = _context(names, publisher_province, tokens.positions.keys())
    decided = [_decide(text, tokens, names, at, context) for at in range(len(names))]
    context.regencies = {code for code, _ in decided if code and len(code) == 5}
    list_villages(text, tokens, names, decided)
    decide_districts(text, tokens, names, decided, context)
    misspelt_districts(text, tokens, names, decided, context)
    list_districts(text, tokens, names, decided)
    namesakes_of_regency(text, names, decided)
    unknown_districts(text, tokens, names, decided, title_end)
    decide_villages(text, names, decided)
    made = [
        mention_of(text, tokens, name, decision, title_end)
        for name, decision in zip(names, decided, strict=True)
        if decision.rule is not None
        and not of_newsroom(text, name.start, name.end)
        and not is_outside(text, name.start, name.end)
    ]
    made = sorted(made + nation_mentions(text) + whole_mentions(text, made), key=lambda mention: mention.start)
    made = [made[0], *(after for before, after in pairwise(made) if after.start >= before.end)] if made else []
    named = mark_enclosing(text, merge_short_forms(text, tokens, made, title_end, _policies()))
    if bare := villages_again(text, named, title_end):
        named = sorted([*named, *bare], key=lambda mention: mention.start)
    again = []
    for place in named_again(text, named, title_end):
        at = bisect_left(named, place.end, key=lambda mention: mention.start) - 1
        inside = named[at] if at >= 0 and named[at].end > place.start else None
        if inside is None or (inside.start > place.start and (place.code or "").startswith(f"{inside.code}.")):
            again.append(place)  # "Kabupaten di Kalimantan Tengah ini": not the province in it
            named = [mention for mention in named if mention is not inside]
    return in_district_again(text, sorted(named + again, key=lambda mention: mention.start)) if again else named


@cache
def _policies() -> dict[str, str]:
    """What a name needs beside being printed: its province in context, a kind word, no capitalised neighbours."""
    names = place_words().names
    made = dict.fromkeys(short_aliases(), "province")
    made |= {name_key(name): "province" for name in names.province_only}
    made |= {name_key(name): "kind" for name in names.kind_only}
    made |= {name_key(name): "free" for name in names.lenient}
    made |= {name_key(name): "never" for name in names.never}
    return made


def _policy(text: str, name: PlaceName) -> str | None:
    """The policy of a name; none for "NTB" and its kin in capitals."""
    capital = name.key in place_words().names.capitals and text[name.start : name.end].isupper()
    return None if capital else _policies().get(name.key)


def _top(name: PlaceName) -> list[Entry]:
    """What a name can be above district level, as far as its kind word allows."""
    entries = [entry for entry in name.entries if entry.level != "district"]
    if name.kind in ("regency", "city", "province"):
        fits = [entry for entry in entries if entry.level == name.kind]
        # "Kabupaten Banggai" is no other regency whose capital is called so
        fits = [entry for entry in fits if entry.via != "capital"] or fits
        # "Kota Sampit": the town of a regency
        return fits or [entry for entry in entries if entry.via == "capital" or name.kind == "city"]
    return [entry for entry in entries if entry.via != "capital"] or entries


def _context(names: Sequence[PlaceName], publisher: str | None, words: Set[str]) -> Context:
    """What the names say that need no context themselves."""
    context = Context(publisher)
    policies = _policies()
    single = 0
    for name in names:
        if name.kind in ("district", "village") or not ((kind := name.kind or name.listed) or name.key not in policies):
            continue
        top = _top(name)
        if len(top) == 1:
            context.provinces[province_of(top[0].code)] += 1
            context.codes[name.key].add(top[0].code)
            if name.kind in ("regency", "city"):
                context.worded.add(top[0].code)
            single += kind in ("regency", "city") and len(name.entries) > 1
        elif province := next((entry.code for entry in top if entry.level == "province"), None):
            context.provinces[province] += name.kind in (None, "province")
    context.ranked = [province for province, count in Counter(context.provinces).most_common() if count]
    cities, regencies = bool(words & _CITY_WORDS), bool(words & _REGENCY_WORDS)
    if cities != regencies and not single:
        context.prefers = "city" if cities else "regency"
    return context


def _decide(text: str, tokens: Sequence[Token], names: Sequence[PlaceName], at: int, context: Context) -> Decision:
    """Code and rule for one name; no rule where it is no place, or is left to the districts and villages."""
    name = names[at]
    top = _top(name) if name.kind not in ("district", "village") else []
    if not top or (not name.kind and _namesake(text, names, at, top)):
        return Decision(None, None)
    if not name.kind and not name.listed and (inside := _district_here(name, top, context)):
        return Decision(inside, "district of the regency")
    policy = _policy(text, name)
    if not name.kind and policy and name.listed not in ("regency", "city", "province"):
        known = context.known(name.key)
        doubtful = policy in ("never", "kind") or not any(context.has(entry.code) for entry in top)
        sure = after_office(text, tokens, name) or _in_province(text, names, at, top) or name.item
        sure = sure and policy != "never"
        free = policy != "free" or stands_free(text, name) or ends_office(text, tokens, name)
        if not sure and ((doubtful and not known) or not free):
            return Decision(None, None)
        if doubtful and known and not sure:
            return Decision(known, "same name")
    code, rule = _choose(text, names, at, top, context)
    if code is None:
        district = any(entry.level == "district" for entry in name.entries)
        if (name.listed == "district" and district) or (policy and not name.kind and not name.item):
            return Decision(None, None)
    elif name.kind:
        context.last[name.key] = code
    return Decision(code, rule)


def _district_here(name: PlaceName, top: Sequence[Entry], context: Context) -> str | None:
    """The district of that name in the one regency that the text names, not a regency elsewhere: "KARANGANYAR" in
    a report on Kabupaten Kebumen.
    """
    if len(context.worded) != 1 or any(entry.code in context.worded for entry in top):
        return None
    inside = [e.code for e in name.entries if e.level == "district" and e.code[:5] in context.worded]
    return inside[0] if len(inside) == 1 else None


def _in_province(text: str, names: Sequence[PlaceName], at: int, top: Sequence[Entry]) -> bool:
    """Whether the name's own province stands right behind it: "Kotabaru, Kalimantan Selatan"."""
    if at + 1 >= len(names) or not _BEHIND.fullmatch(text, names[at].end, names[at + 1].start):
        return False
    behind = {entry.code for entry in names[at + 1].entries if entry.level == "province"}
    return any(province_of(entry.code) in behind and entry.code not in behind for entry in top)


def _namesake(text: str, names: Sequence[PlaceName], at: int, top: Sequence[Entry]) -> bool:
    """Whether a name is that of something in another province than its regency: a dam "Sukoharjo di Lampung"."""
    if at + 1 >= len(names) or not _IN.fullmatch(text, names[at].end, names[at + 1].start):
        return False
    behind = {entry.code for entry in names[at + 1].entries if entry.level == "province"}
    if not behind or any(entry.level == "province" for entry in top):
        return False
    return not any(province_of(entry.code) in behind for entry in top)


def _choose(
    text: str, names: Sequence[PlaceName], at: int, top: Sequence[Entry], context: Context
) -> tuple[str | None, str]:
    """One of several regions of a name, and the rule that chose."""
    name = names[at]
    if len(top) == 1:
        return top[0].code, f"{name.kind} word" if name.kind else top[0].via
    listed = [entry for entry in top if entry.level == name.listed]
    if len(listed) == 1:
        return listed[0].code, "kind of its list"
    # "Bandung, Jawa Barat"
    if at + 1 < len(names) and _BEHIND.fullmatch(text, name.end, names[at + 1].start):
        behind = [entry.code for entry in names[at + 1].entries if entry.level == "province"]
        fits = [entry for entry in top if province_of(entry.code) in behind and entry.code not in behind]
        if len(fits) == 1:
            return fits[0].code, "province behind"
        top = fits or top
    known = None if name.kind else context.known(name.key)
    province = next((entry.code for entry in top if entry.level == "province"), None)
    if province and not name.kind:
        # "Bengkulu" is the province unless only its city is ever meant
        inside = (code for codes in context.codes.values() for code in codes if province_of(code) == province)
        other = any(code != known for code in inside)
        return (province, "province of the name") if other or not known else (known, "same name")
    if known and known in {entry.code for entry in top}:
        return known, "same name"
    for near in filter(None, (context.publisher, *context.ranked)):
        fits = [entry for entry in top if province_of(entry.code) == near]
        if len(fits) == 1:
            return fits[0].code, "province in context"
        if fits:
            return _twins(fits, context)
    return _twins(top, context)


def _twins(fits: Sequence[Entry], context: Context) -> tuple[str | None, str]:
    """A regency and a city of one name."""
    preferred = [entry for entry in fits if entry.level == context.prefers]
    if len({province_of(entry.code) for entry in fits}) == 1 and len(preferred) == 1:
        return preferred[0].code, "office words in the text"
    return None, "ambiguous"
