"""Whether a percentage whose sentence names no indicator is of a thing that no list knows: "Honor petugas 50 persen".

Such a figure is of what was told before only where all that its clause names may be: a region, a kind, a level
("capaian"), people or parts of those it is for, a word of the indicator itself, or nothing at all ("Baru 28 persen").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extract.discourse import Bundle
from extract.due_days import WORKS
from extract.mentions import IndicatorMention, Kind, Number
from extract.office_words import official_words
from extract.own_subjects import clause_end, clause_start, is_listed, is_own_word
from extract.reading import Reading, within
from extract.roles import Role
from models.reference import indicators
from models.values import Unit

_WORD = re.compile(r"[^\W\d_][\w/'-]*")
_SAYS = re.compile(r"\b(?:(?:kata|ujar|ucap|ungkap|jelas|tutur|terang|tambah|lanjut)\s+(\w+)|[^\W\d_]+)\b")
_CAPITAL = re.compile(r"[A-Z](?![A-Z]*\Z)|[A-Z]\Z")
_VERB = re.compile(r"(?:(?:ter|di|me|ber)(?!\w*(?<!k)an\Z)\w{3,})(?:nya)?\Z")
"""Prefixes of verbs; with "-an" behind them they make nouns, "terobosan"."""
_TAKES = re.compile(r"(?:me\w{3,}|punya)\Z")
"""Verbs that have an object behind them: "memiliki internet"."""
_HAVE = frozenset(
    {"memiliki", "mempunyai", "punya", "mendapat", "mendapatkan", "menerima", "melakukan", "data", "penduduk"}
)
"""Words that stand in names of indicators and may be of anything."""
_AMONG = re.compile(r"\s*di\s?antara(?:nya|\s+mereka|\s+jumlah)\b", re.IGNORECASE)
_FROM = re.compile(r"\W*Dari\s+(?:(?:seluruh|semua|total|jumlah|keseluruhan)\s+)*")
_THAT = frozenset({"itu", "ini", "tersebut"})
_WHOLE = frozenset({"dari", "total", "seluruh", "semua", "jumlah", "keseluruhan"})
_LEVELS = ("levels", "measures", "needs")
_WHO_WORK = frozenset({"petugas", "tim", "kader", "relawan"})
"""Agents that are no group of those a programme is for, as teachers and nurses may be."""
_ANY_THING = frozenset({"other", WORKS, "road_condition"})
"""Indicators that are of any thing."""
_OF_AREAS = frozenset({Unit.VILLAGE, Unit.UNIT, Unit.RUPIAH})
"""Units of what is counted in regions and offices, or handed to them."""


class _Word(NamedTuple):
    start: int
    low: str
    capital: bool
    """Whether it is written as names are; "MTQ" is not."""
    short: bool
    """Whether it is an abbreviation."""


def strange_noun(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> str | None:
    """What a bundle's first figure is of, where that is nothing told of before; None where it may be the topic.

    Of amounts only few things are known not to be: so many more are told of a programme.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Perekaman e-KTP di Katingan sudah 84 persen. Honor petugas baru dibayar 50 persen."
    >>> [left.reason for left in extract_article(Article("u", "p", None, "", text)).unused]
    ['subject: honor']
    """
    if not bundle.roles or mention.slug in _ANY_THING:
        return None
    number = min((role.number for role in bundle.roles), key=lambda number: number.start)
    start = _said(reading, clause_start(reading, bundle, number), number.hedge_start)
    words = _words(reading, start, number.hedge_start, mention)
    if words is None or _takes_up(words):
        return None  # a region, a kind or the indicator is named; "angka itu"
    if number.kind is not Kind.PERCENT:
        return _counted(reading, words, number, bundle.sentence.end, mention)
    if strange := _in_front(reading, words, mention, bundle.sentence.start):
        return strange
    if all(_joins(word.low) for word in words) and (
        strange := _of_whole(reading, bundle.sentence.start, start, mention)
    ):
        return strange
    if any(role.role is Role.BASE for role in bundle.roles):
        return None  # "41 persen dari total anggaran Rp39 miliar"
    return _behind(reading, number, clause_end(reading, bundle, number), mention)


def strange_owner(reading: Reading, bundle: Bundle) -> str | None:
    """What a bundle's first percentage is of, where the indicator that its sentence names is only that thing's.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Honor petugas perekaman e-KTP di Katingan baru dibayar 50 persen."
    >>> [left.reason for left in extract_article(Article("u", "p", None, "", text)).unused]
    ['subject: honor']
    """
    mention = bundle.indicator
    if mention is None or not bundle.roles or mention.slug in _ANY_THING:
        return None
    number = min((role.number for role in bundle.roles), key=lambda number: number.start)
    if number.kind is not Kind.PERCENT:
        return None
    if mention.start > number.start:
        words = _words(reading, number.end, min(mention.start, clause_end(reading, bundle, number)), mention) or []
        minded = (word.low for word in words if is_listed(word.low, "minds"))
        return next((word.low for word in words[:1] if _owns(word, mention)), next(minded, None))
    start = _said(reading, clause_start(reading, bundle, number), number.hedge_start)
    words = _words(reading, start, mention.start, mention) or [] if start < mention.start else []
    at = next(
        (at for at, word in enumerate(words) if not _joins(word.low) and not is_listed(word.low, "measures")), None
    )
    if at is None or not _owns(words[at], mention):
        return None
    later = words[at + 1 :]
    if is_listed(words[at].low, "agents"):
        later += _words(reading, mention.end, number.hedge_start, mention) or []
    return None if _acts(later) else words[at].low  # "Kendala jaringan membuat perekaman baru 61 persen"


def _owns(word: _Word, mention: IndicatorMention) -> bool:
    return (is_listed(word.low, "owners") or word.low in _WHO_WORK) and not is_own_word(word.low, mention.slug)


def _acts(words: Sequence[_Word]) -> bool:
    """Whether somebody does what is told: "Petugas sudah mencoklit 61 persen", not "Petugas yang sudah dilatih"."""
    acts = any(_TAKES.match(word.low) and not _joins(word.low) for word in words)
    return acts and all(word.low != "yang" for word in words[:2])


def _counted(
    reading: Reading, words: Sequence[_Word], number: Number, end: int, mention: IndicatorMention
) -> str | None:
    """Who or what an amount counts, where that works for a programme or is of it: "2.500 pegawai belum digaji"."""
    head = next((word for word in words if not _joins(word.low) and not is_listed(word.low, "measures")), None)
    noun = (number.noun or "").partition(" ")[0]
    told = [word.group().lower() for word in _WORD.finditer(reading.text, number.end, end)]
    if any(is_own_word(word, mention.slug) and not _is_common(word) for word in told):
        return None
    if head is not None and not _acts(words) and (_owns(head, mention) or is_listed(head.low, "agents")):
        return head.low
    return noun if is_listed(noun, "agents") or is_listed(noun, "owners") else None


def _is_common(word: str) -> bool:
    """Whether a word stands in names of indicators, and may be of anything."""
    return _joins(word) or word in _HAVE


def _takes_up(words: Sequence[_Word]) -> bool:
    """Whether a clause begins with what was told before: "Angka itu", "capaian tersebut"."""
    told = [word.low for word in words if not _joins(word.low) or word.low in _THAT][:2]
    levels = any(is_listed(word, kind) for word in told[:1] for kind in _LEVELS)
    return len(told) == 2 and levels and told[1] in _THAT


def _of_whole(reading: Reading, start: int, end: int, mention: IndicatorMention) -> str | None:
    """The unknown thing of which a clause before the figure's is: "Dari alat yang ada, hanya 30 persen berfungsi"."""
    whole = _FROM.match(reading.text, start, end)
    if whole is None or within(reading.numbers, start, end):
        return None
    words = _words(reading, whole.end(), end, mention)
    return words[0].low if words and not words[0].capital and _is_thing(reading, words[0], mention) else None


def _said(reading: Reading, start: int, end: int) -> int:
    """Where what somebody says begins: behind "Budi mengatakan"."""
    for match in _SAYS.finditer(reading.text, start, end):
        if match[1] is not None or match.group().lower() in _speaking():
            start = match.end()
    return start


@cache
def _speaking() -> frozenset[str]:
    return frozenset(official_words().speaking.before_clause)


def _words(reading: Reading, start: int, end: int, mention: IndicatorMention) -> list[_Word] | None:
    """The words of a stretch but for its times, up to a region, a kind or a name of the indicator; None if so."""
    timed = [(period.span_start or period.start, period.end) for period in within(reading.periods, start, end)]
    known = [place.start for place in within(reading.places, start, end)]
    known += [m.start for m in within(reading.indicators, start, end) if m.slug == mention.slug]
    known += [at for slug, at, _ in reading.kinds(start, end) if slug == mention.slug]
    stop = min(known, default=end)
    found = [
        _Word(m.start(), m.group().lower(), _CAPITAL.match(m.group()) is not None, m.group().isupper())
        for m in _WORD.finditer(reading.text, start, stop)
    ]
    found = [word for word in found if not any(a <= word.start < b for a, b in timed)]
    if stop < end and not any(_is_thing(reading, word, mention) for word in found):
        return None
    return found


def _is_thing(reading: Reading, word: _Word, mention: IndicatorMention) -> bool:
    """Whether a word is a noun that no list knows."""
    return not (_joins(word.low) or _may_be(word.low, mention) or _is_verb(reading, word))


def _joins(word: str) -> bool:
    return any(is_listed(word, kind) for kind in ("predicates", "adverbs", "leads", "prepositions", "joints"))


def _may_be(word: str, mention: IndicatorMention) -> bool:
    """Whether a noun may name what was told of: a level, people, parts, or a word of the indicator's own."""
    return is_own_word(word, mention.slug) or any(
        is_listed(word, kind) for kind in ("levels", "measures", "needs", "people", "areas", "aspects")
    )


def _is_area(word: str, mention: IndicatorMention) -> bool:
    """Whether a word names regions or offices, of which an indicator's percentage never is."""
    return is_listed(word, "areas") and indicators()[mention.slug].unit not in _OF_AREAS


def _is_verb(reading: Reading, word: _Word) -> bool:
    """Whether a word is a verb, or a word of what was done or is left."""
    if is_listed(word.low, "no_verbs"):
        return False
    return bool(_VERB.match(word.low)) or any(
        cue.start == word.start for cue in within(reading.cues, word.start, word.start + 1)
    )


def _in_front(reading: Reading, words: Sequence[_Word], mention: IndicatorMention, begin: int) -> str | None:
    """The unknown thing in front of a figure."""
    people = aside = False
    for at, word in enumerate(words):
        verb = _is_verb(reading, word)
        if _joins(word.low):
            aside = (aside and not is_listed(word.low, "predicates")) or (
                at > 0 and is_listed(word.low, "prepositions")
            )
        elif is_own_word(word.low, mention.slug):
            return None
        elif aside and not verb:
            continue
        elif _is_area(word.low, mention) and any(later.low == "yang" for later in words[at + 1 : at + 3]):
            return word.low  # "Desa yang sudah memiliki kantor": a share of the areas
        elif is_listed(word.low, "people") or is_listed(word.low, "areas"):
            people = True
        elif verb:
            aside = people = False
            if taken := _object(reading, words[at:], mention):
                return taken
        elif is_listed(word.low, "agents"):
            return None if _acts(words[at + 1 :]) else word.low
        elif _may_be(word.low, mention):
            people = False
        elif word.capital and (word.start > begin + 1 or any(later.capital for later in words[1:2])):
            return None  # a name that no list knows
        elif not people and not (word.short and _acts(words[at + 1 :])):
            return word.low  # but "KPU baru menerima 41 persen"
    return None


def _object(reading: Reading, words: Sequence[_Word], mention: IndicatorMention) -> str | None:
    """The unknown thing right behind a verb that takes one: "memiliki internet"."""
    if len(words) < 2 or not _TAKES.match(words[0].low) or words[1].capital:
        return None
    return words[1].low if _is_thing(reading, words[1], mention) else None


def _behind(reading: Reading, number: Number, end: int, mention: IndicatorMention) -> str | None:
    """The unknown thing right behind a figure, of which it is a share: "30 persen peralatan", "25 persen desa"."""
    words = _words(reading, number.end, end, mention)
    if not words:
        return None
    told = any(is_own_word(word.low, mention.slug) and not _is_common(word.low) for word in words)
    if _AMONG.match(reading.text, number.end, end):
        return None if told else words[0].low
    first = next((at for at, word in enumerate(words) if word.low not in _WHOLE), len(words))
    if first == len(words) or words[first].capital:
        return None
    word = words[first]
    if is_listed(word.low, "agents"):
        return word.low
    if _is_area(word.low, mention) and not told:
        return word.low
    if _is_thing(reading, word, mention):
        return word.low
    if not (is_listed(word.low, "people") or is_listed(word.low, "areas")):
        return None
    return next((taken for at in range(first, len(words)) if (taken := _object(reading, words[at:], mention))), None)
