"""Whether a figure that names no indicator has a subject of its own: "Kehadiran ASN pada hari itu 95 persen"."""

from __future__ import annotations

import re
from functools import cache

from extract.discourse import Bundle
from extract.mentions import IndicatorMention, Number
from extract.reading import Reading, within
from extract.role_of import Role
from extract.vocabulary import word_lists
from models.reference import indicators

_CLAUSE = re.compile(r"[,;:\"“”()–—]|\s-\s")
_TURNS = re.compile(r"[,;]\s*(?:sementara|sedangkan|adapun|namun|tetapi|tapi|dan|serta)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w/'-]*")
_VERB = re.compile(r"(?:(?:ter|di|me|ber)(?!.*(?<!k)an\Z)\w{3,}|pe[mn]\w{4,}an)(?:nya)?\Z")
"""Prefixes of verbs ("terekam"; with "-an" behind they make nouns, "terobosan"), and of works: "pemasangan girder"."""
_ENDING = re.compile(r"(?:nya|-nya|ku|mu|lah|pun)\Z")
_LONGEST = 5
"""Words of a subject: a longer clause tells more than whose figure it is."""
_THAT = frozenset({"itu", "ini", "tersebut"})
_TOLD = frozenset({"done", "target", "met", "not_met", "forecast"})


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word_lists("subjects.toml")[kind])


@cache
def _own_words(slug: str) -> frozenset[str]:
    """The words of an indicator's own terms, which its figures may be told by again."""
    indicator = indicators()[slug]
    phrases = (*indicator.terms, *indicator.weak, *indicator.base_terms, *indicator.segment_terms, *indicator.own_terms)
    return frozenset(word for phrase in phrases for word in _WORD.findall(phrase.lower()))


_OF_IT = re.compile(
    r"\b(?:angka|nilai|jumlah|itu|tersebut|ini|pe?ro?sentase|tingkat|rata-rata|tertinggi|terendah|paling|naik|turun|meningkat|menurun|menjadi|bertambah|berkurang|hasil\w*|\w{4,}nya)\b",
    re.IGNORECASE,
)
"""Words that take up what was told before."""
_FEW = 3
"""Words in front of a percentage that is all that its sentence says: "Jadi sekitar 84 persen"."""


def own_subject(reading: Reading, bundle: Bundle, mention: IndicatorMention, number: Number) -> str | None:
    """The subject in front of a figure that is none of the indicator's; None where it may be.

    Only a short clause of common words is looked at, without a region, a kind, a verb or a word of level.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Perekaman e-KTP di Katingan sudah 84 persen. Kehadiran pegawai 61 persen."
    >>> [left.reason for left in extract_article(Article("u", "p", None, "", text)).unused]
    ['subject: kehadiran pegawai']
    """
    start = clause_start(reading, bundle, number)
    if sum(role.number.start >= start for role in bundle.roles + bundle.targets) > 1:
        return None
    regions = within(reading.places, start, number.hedge_start)
    phrases = [m for m in within(reading.indicators, start, number.hedge_start) if m.slug == mention.slug]
    kinds = (at for slug, at, _ in bundle.kinds if slug == mention.slug)
    if regions or phrases or any(start <= at < number.hedge_start for at in kinds):
        return None
    neutral, leads = _words("predicates") | _words("adverbs"), _words("leads") | _words("prepositions")
    cues = within(reading.cues, start, number.hedge_start)
    if any(cue.kind in _TOLD and cue.text.lower() not in neutral for cue in cues):
        return None
    timed = [(p.span_start or p.start, p.end) for p in within(reading.periods, start, number.hedge_start)]
    found = list(_WORD.finditer(reading.text, start, number.hedge_start))
    head = next((m.group() for m in found if not {m.group().lower(), _ENDING.sub("", m.group().lower())} & leads), "")
    common = _is_common(head[:1].lower() + head[1:])
    names = (m.group() for m in found[1:] if not (m.group().isupper() and common))
    if any(name[0].isupper() for name in names) or any(m.group().isupper() for m in found[:1]):
        return None  # a name; "Kehadiran ASN" is none
    found = [m for m in found if not any(a <= m.start() < b for a, b in timed)]
    words = [word for m in found if (word := m.group().lower()) not in _THAT | neutral | leads]
    if not words or len(words) > _LONGEST:
        return None
    if len(words) > 1 and (is_listed(words[0], "measures") or is_listed(words[0], "needs")):
        words = words[1:]  # "persentase kehadiran", "kuota guru": of what it is the level
    if any(is_listed(word, "states") for word in words) and not any(is_own_word(word, mention.slug) for word in words):
        return " ".join(words)  # "Ibu hamil berisiko 20 persen"
    if is_listed(words[0], "people") or is_listed(words[0], "areas"):
        return None  # "siswa kelas enam": a part of those it is for
    return None if any(_is_known(word, mention.slug) for word in words) else " ".join(words)


def goes_on_telling(reading: Reading, bundle: Bundle) -> bool:
    """Whether a percentage without any word of progress still is of what was told: of another time, of a sum, of "it".

    "Pada 2022 masih 70 persen" and "Angka itu 84 persen" are; "Hujan mengguyur 40 persen wilayah" is not.
    """
    first = min(role.number.hedge_start for role in bundle.roles + bundle.targets)
    sentence = bundle.sentence
    if bundle.targets or any(role.role is not Role.PERCENTAGE for role in bundle.roles):
        return True
    if within(reading.periods, sentence.start, sentence.end) or _OF_IT.search(reading.text, sentence.start, first):
        return True
    words = _WORD.findall(reading.text[sentence.start : first])
    return len(words) <= _FEW and not _WORD.search(reading.text, bundle.end, sentence.end)


def turned_from(reading: Reading, bundle: Bundle, mention: IndicatorMention, number: Number) -> bool:
    """Whether a clause of its own holds a figure, behind another's: "Perekaman 84 persen, sementara guru 300 orang"."""
    before = within(reading.numbers, bundle.sentence.start, number.hedge_start)
    if not before or mention.end > before[-1].start:
        return False
    return bool(_TURNS.search(reading.text, before[-1].hedge_end, number.hedge_start))


def clause_between(reading: Reading, one: Number, other: Number) -> bool:
    """Whether a comma, a bracket or the like parts two figures."""
    return bool(_CLAUSE.search(reading.text, one.hedge_end, other.hedge_start))


def clause_start(reading: Reading, bundle: Bundle, number: Number) -> int:
    """Where the clause of a figure begins: behind the figure before it, or a comma."""
    before = within(reading.numbers, bundle.sentence.start, number.hedge_start)
    start = before[-1].end if before else bundle.sentence.start
    for mark in _CLAUSE.finditer(reading.text, start, number.hedge_start):
        start = mark.end()
    return start


def clause_end(reading: Reading, bundle: Bundle, number: Number) -> int:
    """Where the clause of a figure ends: before the next figure, or a comma."""
    behind = within(reading.numbers, number.end, bundle.sentence.end)
    end = behind[0].hedge_start if behind else bundle.sentence.end
    mark = _CLAUSE.search(reading.text, number.end, end)
    return mark.start() if mark else end


def _is_common(word: str) -> bool:
    """Whether a word in front of an abbreviation is a noun of its own, and neither a level nor a part."""
    return word.islower() and not any(
        is_listed(word, kind) for kind in ("levels", "people", "areas", "leads", "prepositions", "predicates")
    )


def is_listed(word: str, kind: str) -> bool:
    """Whether a lower-case word, or what it ends in "-nya" of, stands in a list of `subjects.toml`."""
    return not _words(kind).isdisjoint((word, _ENDING.sub("", word)))


def is_own_word(word: str, slug: str) -> bool:
    """Whether a word stands in an indicator's own terms: "dapur" of free meals."""
    return not _own_words(slug).isdisjoint((word, _ENDING.sub("", word)))


def _is_known(word: str, slug: str) -> bool:
    """Whether a word says that it is the indicator's figure: one of level, one of its own terms, or a verb."""
    return (
        is_listed(word, "levels")
        or is_listed(word, "needs")
        or is_listed(word, "measures")
        or is_own_word(word, slug)
        or word == "yang"
    ) or (bool(_VERB.match(word)) and not is_listed(word, "states"))
