"""The names of taxes and levies, read by their grammar and not from a list: "pajak losmen", "retribusi pasar hewan"."""

from __future__ import annotations

import re
from functools import cache

from extract.mentions import IndicatorMention
from extract.vocabulary import Phrases, Words, pattern, word_lists

SLUG = "other_local_tax"
RULE = "indicator.levy"
_SERVICE = "other"
_INCOME = "pad_revenue"
_LEVY = "retribusi"
_SAYS_WHICH = ("yakni", "yaitu", "berupa", "seperti", "dari", "pada", "di")
_NEAR_LEVY = 300
"""Characters behind the name of a levy in which others are named by what they are paid for."""
_ITS_MONEY = re.compile(
    r"(?:[^.,;\d\n](?!\bretribusi\b)){0,60}?\s(?:Rp\s?)?\d[\d.,]*\s*(?:persen|%|mil[iy]ar|juta|ribu|triliun|atau|\()",
    re.IGNORECASE,
)
_INCOME_FROM_TAX = pattern("income_from_tax")
LONGEST = 6
"""Words of the longest name behind its head: "pajak barang dan jasa tertentu tenaga listrik"."""

_GAP = re.compile(r"[ \xa0]+|(?<=dan)/(?=atau)")
_VERB = re.compile(r"(?:ter|ber|me[lmnr]|di)[\w-]{3,}|se-[\w-]+|tahun-tahun")
_SHORT_NAME = re.compile(r"[A-Z][A-Z0-9-]+")
_TAXES_AND = re.compile(r"\bpajak\s+(?:dan|serta|&)\s+\Z", re.IGNORECASE)
_MONEY = re.compile(r"rp\.?\d|\d", re.IGNORECASE)
_SERVED_AT = re.compile(r"di\s(?:tepi|bahu|pinggir)\s(jalan(?:\sumum)?)\b", re.IGNORECASE)
"""Where a service is given that a levy is named after: "retribusi parkir di tepi jalan umum"."""
_JOINTS = frozenset({"dan", "dan/atau", "atau"})
_OR = "atau"
"""Joins two words of one name only where the second is known: "tera atau tera ulang", "grosir dan atau pertokoan"."""
_SUFFIXED = 5
"""Letters of the longest word that only looks as if it ended in "-nya": "pajak capaiannya" is no kind."""
_SUM = ("daerah",)
"""What stands behind the head where all of them are meant: `indicators.toml` knows these phrases."""


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word_lists("levies.toml")[name])


def find_levies(text: str, words: Words) -> list[tuple[int, int]]:
    """Spans of the names of taxes and levies of a region, each from its head word to the last word of its kind.

    >>> from extract.vocabulary import words_of
    >>> text = "Pajak losmen sudah Rp68 juta, retribusi pasar hewan Rp9 juta, dibayar wajib pajak pribadi"
    >>> [text[s:e] for s, e in find_levies(text, words_of(text))]
    ['Pajak losmen', 'retribusi pasar hewan']
    """
    found: list[tuple[int, int]] = []
    for at in words.where(_words("heads")):
        head = words[at]
        if at and words[at - 1].low in _words("before"):
            continue
        last = _last_of(text, words, at)
        kind = tuple(word.low for word in words[at + 1 : last + 1])
        if kind and kind != _SUM and kind[0] not in _words("central"):
            found.append((head.start, words[last].end))
    return found


def _last_of(text: str, words: Words, at: int) -> int:
    """The position of the last word of the name whose head is at a position; that position itself for none."""
    lower = text[words[at].start].islower()
    last = at
    beyond = at
    for here in range(at + 1, min(at + 1 + LONGEST, len(words))):
        word = words[here]
        if here <= beyond:
            continue
        if last > at and (served := _SERVED_AT.match(text, word.start)):
            beyond = last = words.at(served.start(1)) + (" " in served[1])
            continue
        if not _GAP.fullmatch(text, words[here - 1].end, word.start):
            break
        if word.low in _JOINTS and last > at:
            continue  # "barang dan jasa tertentu": a joint is inside only if a kind goes on behind it
        written = text[word.start : word.end]
        if _MONEY.match(written):
            break  # "Retribusi daerah Rp2,1 miliar"
        lower = lower or (here - 1 > at and text[words[here - 1].start].islower())  # "Retribusi terminal Katingan"
        name = lower and written[0].isupper() and not _SHORT_NAME.fullmatch(written)
        name = name and word.low not in _words("capitals") | _words("kinds")
        other = words[here - 1].low == _OR and word.low not in _words("capitals") | _words("kinds")
        if name or other or not _is_kind(word.low):
            break
        last = here
    return last


def _is_kind(word: str) -> bool:
    ends = _words("stops") | _words("heads") | _words("before")
    if word in ends or not word[0].isalpha() or (word.endswith("nya") and len(word) > _SUFFIXED):
        return False
    return word in _words("kinds") or not _VERB.fullmatch(word)


def with_levies(
    mentions: list[IndicatorMention], kinds: list[tuple[str, int, int]], text: str, words: Words
) -> tuple[list[IndicatorMention], list[tuple[str, int, int]]]:
    """Mentions and kinds with the names of levies among them: a name beats what it holds, but not another indicator."""
    spans = [
        (start, end)
        for start, end in find_levies(text, words)
        if not any(m.start < end and start < m.end for m in mentions if m.slug != SLUG and not _paid_for(m, start, end))
        and not any(m.start <= start and end <= m.end for m in mentions if m.slug == SLUG)
    ]

    def held(start: int, end: int) -> bool:
        return any(a <= start and end <= b for a, b in spans)

    mentions, spans = _from_tax(text, mentions, spans)
    spans = sorted([*spans, *_services(text, words, spans)])
    named = [IndicatorMention(SLUG, start, end, text[start:end], RULE) for start, end in spans]
    left = [m for m in mentions if m.slug not in (SLUG, _SERVICE) or not held(m.start, m.end)]
    others = [k for k in kinds if k[0] != SLUG or not held(k[1], k[2])]
    told = [*others, *((SLUG, start, end) for start, end in spans)]
    return (
        sorted([*left, *named], key=lambda m: (m.start, m.end)),
        sorted([_of_both(text, kind) for kind in told], key=lambda kind: kind[1:]),
    )


def _services(text: str, words: Words, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What levies are paid for, named alone beside money right behind a levy: "parkir tepi jalan umum Rp1,9 miliar"."""
    if _LEVY not in text.lower():
        return []
    made: list[tuple[int, int]] = []
    for match in _service_names().find(text, words):
        lead = text[max(0, match.start - _NEAR_LEVY) : match.start].lower()
        held = any(start <= match.start < end for start, end in spans)
        named = lead.rstrip().endswith(_SAYS_WHICH)  # "retribusi perizinan tertentu yakni izin mendirikan bangunan"
        if not (held or named) and _LEVY in lead and _ITS_MONEY.match(text, match.end):
            made.append((match.start, match.end))
    return made


@cache
def _service_names() -> Phrases:
    return Phrases({"services": word_lists("levies.toml")["services"]})


def _from_tax(
    text: str, mentions: list[IndicatorMention], spans: list[tuple[int, int]]
) -> tuple[list[IndicatorMention], list[tuple[int, int]]]:
    """Mentions without a region's income that is said to come from its taxes, and these: "PAD dari pajak pada 2023"."""
    for found in _INCOME_FROM_TAX.finditer(text):
        span = found.span("before" if found["before"] else "behind")
        told = range(found.start(), found.end())
        mentions = [m for m in mentions if m.start not in told or m.slug not in (_INCOME, SLUG)]
        spans = [one for one in spans if one[0] not in told] + [span]
    return mentions, sorted(spans)


def _paid_for(mention: IndicatorMention, start: int, end: int) -> bool:
    """Whether another programme is only what a levy is paid for: "retribusi uji kir"."""
    return mention.slug == _SERVICE and start < mention.start and mention.end <= end


def _of_both(text: str, kind: tuple[str, int, int]) -> tuple[str, int, int]:
    """A kind with the taxes that are told together with the levies: "pajak dan retribusi daerah"."""
    slug, start, end = kind
    if slug != SLUG or not text[start:end].lower().startswith("retribusi"):
        return kind
    both = _TAXES_AND.search(text[max(0, start - len("pajak  serta  ")) : start])
    return (slug, start - len(both[0]), end) if both else kind
