"""Which indicator a passage speaks of, and which kind of it: the phrases of `indicators.toml` in running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from extract.groups import beside_groups, find_groups
from extract.mentions import IndicatorMention
from extract.of_whom import without_whom
from extract.projects import tells_of_works
from extract.reporters import find_reporters
from extract.vocabulary import Match, Phrases, Words
from models.reference import indicators

_AVOID = "!"
_WORKS = "physical_progress"
_WEIGHED = re.compile(r"timbang|ukur", re.IGNORECASE)
_OF_THOSE = re.compile(r"\bdari\s+(?:[\w.]+\s+){0,5}\Z", re.IGNORECASE)
_STUNTED = re.compile(r"(?:[^.;\n]|\.(?=\d)){0,140}?\b(?:stunting|tengkes)\b", re.IGNORECASE)
_DUTY = 120
"""Characters behind those on whom a duty lies in which a common word is that of the duty."""


@cache
def _phrases() -> Phrases:
    entries = {
        slug: tuple(term for term in indicator.terms if term not in indicator.weak)
        for slug, indicator in indicators().items()
    }
    hidden = {phrase for indicator in indicators().values() for phrase in indicator.avoid}
    # "DAK fisik" is no physical progress, and names a budget all the same
    hidden -= {phrase for indicator in indicators().values() for phrase in indicator.weak}
    return Phrases(entries | {_AVOID: tuple(sorted(hidden))})


@cache
def _weak_phrases() -> Phrases:
    return Phrases({slug: indicator.weak for slug, indicator in indicators().items()})


@cache
def _needs() -> Phrases:
    return Phrases({slug: indicator.needs for slug, indicator in indicators().items() if indicator.needs})


@cache
def _requires() -> Phrases:
    return Phrases({slug: indicator.requires for slug, indicator in indicators().items() if indicator.requires})


@cache
def _requiring() -> frozenset[str]:
    return frozenset(slug for slug, indicator in indicators().items() if indicator.requires)


@cache
def _obliged() -> Phrases:
    """Those on whom a duty lies, by the indicator that measures it: "wajib KTP"."""
    wholes = {slug: tuple(t for t in i.base_terms if t.startswith("wajib ")) for slug, i in indicators().items()}
    return Phrases({slug: terms for slug, terms in wholes.items() if terms and indicators()[slug].weak})


@cache
def _unless() -> Phrases:
    return Phrases({slug: indicator.unless for slug, indicator in indicators().items() if indicator.unless})


@cache
def _segments() -> Phrases:
    terms = {slug: (*i.segment_terms, *i.own_terms) for slug, i in indicators().items()}
    return Phrases({slug: tuple(dict.fromkeys(phrases)) for slug, phrases in terms.items() if phrases})


def find_indicators(text: str, words: Words, published: date | datetime | None = None) -> list[IndicatorMention]:
    """Every phrase that names an indicator, longest first at each word; weak phrases only where the article needs them.

    >>> from extract.vocabulary import words_of
    >>> text = "Kepemilikan KIA di Gumas, bukan buku KIA"
    >>> [(m.slug, m.text) for m in find_indicators(text, words_of(text))]
    [('kia_ownership', 'KIA')]
    """
    signs = {
        (name, text[need.start : need.end].lower() in indicators()[name].shared)
        for need in _requires().find(text, words)
        for name in need.labels
    }
    going_on = _campaigns(published) if published is not None else frozenset()
    others = {name for m in _unless().find(text, words) for name in m.labels} if signs or going_on else set()
    required = {name for name, shared in signs if not (shared and name in others)} | (going_on - others)
    missing = _requiring() - required
    # "capaian vaksinasi" of Covid hides no "vaksinasi rabies"
    strong = list(_phrases().find(text, words, without=missing))
    hidden = [(m.start, m.end) for m in strong if _AVOID in m.labels]  # an office's name is no sign of its subject
    needed = {
        name
        for need in _needs().find(text, words)
        if not any(start <= need.start and need.end <= end for start, end in hidden)
        for name in need.labels
    }
    weak = list(_weak_phrases().find(text, words))
    if _WORKS not in needed and any(_WORKS in match.labels for match in weak) and tells_of_works(text):
        needed.add(_WORKS)

    to_come = _to_come(published) if published is not None else frozenset()
    stages = "vaksin" in text.lower()  # else the "tahap II" of an article is that of some fund

    def allowed(slug: str, *, weak: bool) -> bool:
        indicator = indicators()[slug]
        if slug in to_come:
            return False
        return (not indicator.requires or slug in required) and (not weak or not indicator.needs or slug in needed)

    found = [
        IndicatorMention(slug, m.start, m.end, text[m.start : m.end], f"indicator.{slug}")
        for m in strong
        for slug in m.labels
        if slug != _AVOID and allowed(slug, weak=False) and not _begins_otherwise(slug, text[m.start : m.end])
    ]
    taken = [(m.start, m.end) for m in strong]
    obliged = list(_obliged().find(text, words))
    for match in weak:
        at = bisect_right(taken, (match.start, len(text)))
        inside = (at and taken[at - 1][1] > match.start) or (at < len(taken) and taken[at][0] < match.end)
        if not inside:
            span = (match.start, match.end)
            found += [
                IndicatorMention(
                    slug, *span, text[slice(*span)], f"indicator.{slug}", not _due(slug, span, text, obliged)
                )
                for slug in match.labels
                if allowed(slug, weak=True)
                and (stages or not text[match.start : match.end].lower().startswith("tahap"))
            ]
    found = [m for m in found if m.slug != "other" or not of_whom_stunted(text, m.start, m.end)]
    found += [m for first in found for m in _after_ellipsis(text, first)]
    return without_whom(text, sorted(found, key=lambda mention: (mention.start, mention.end)))


def _begins_otherwise(slug: str, words: str) -> bool:
    """Whether a phrase with a gap in it begins with one that means another thing: "Pekerjaan Umum baru mencapai"."""
    low = words.lower()
    return any(low.startswith(phrase) and low[len(phrase) :].startswith(" ") for phrase in indicators()[slug].avoid)


def of_whom_stunted(text: str, start: int, end: int) -> bool:
    """Whether words of weighing only say of whom the stunted are counted, and are no topic of their own.

    >>> text = "Dari 17.210 balita yang ditimbang, 2.960 balita stunting"
    >>> of_whom_stunted(text, 12, 33)
    True
    """
    if not _WEIGHED.search(text, start, end) or not _OF_THOSE.search(text[max(0, start - _DUTY) : start]):
        return False
    return _STUNTED.match(text, end) is not None


def _due(slug: str, span: tuple[int, int], text: str, obliged: list[Match]) -> bool:
    """Whether a common word is that of the duty of those named before: "wajib KTP 310.785 jiwa. Sudah merekam 308.000".

    "Yang memiliki KTP" behind them is of the card, whatever the article is about.
    """
    said = text[slice(*span)].lower()
    near = [m for m in obliged if slug in m.labels and 0 <= span[0] - m.end <= _DUTY]
    return any(not any(w in said for w in text[m.start : m.end].lower().split()) for m in near)


def _campaigns(published: date | datetime) -> frozenset[str]:
    """The indicators of programmes that ran on a day, whose name nobody then had to say."""
    day = published.date() if isinstance(published, datetime) else published
    return frozenset(slug for slug, (first, last) in _campaign_days().items() if first <= day <= last)


def _to_come(published: date | datetime) -> frozenset[str]:
    """The indicators of programmes that had not begun on a day."""
    day = published.date() if isinstance(published, datetime) else published
    return frozenset(slug for slug, (first, _) in _campaign_days().items() if day < first)


@cache
def _campaign_days() -> dict[str, tuple[date, ...]]:
    return {slug: indicator.campaign for slug, indicator in indicators().items() if indicator.campaign}


_HEAD = re.compile(r"(dosis|vaksin|vaksinasi|tahap|suntikan)\s+\S+\Z", re.IGNORECASE)
_NEXT_WORD = re.compile(
    r"\s*(?:,|dan|serta|&|,\s*(?:dan|serta))\s+(?:ke-)?(\w+)\b(?!\s*(?:juta|ribu|persen|%|[.,]\d|orang|jiwa))",
    re.IGNORECASE,
)


def _after_ellipsis(text: str, first: IndicatorMention) -> Iterator[IndicatorMention]:
    """The doses that go on without their noun: "dosis pertama dan kedua", "dosis 1, 2 dan 3"."""
    head = _HEAD.search(first.text)
    end = first.end
    while head is not None and (word := _NEXT_WORD.match(text, end)):
        slug = _ordinals().get(f"{head[1]} {word[1]}".lower())
        if slug is None:
            return
        yield IndicatorMention(slug, word.start(1), word.end(1), word[1], f"indicator.{slug}", first.weak)
        end = word.end(1)


@cache
def _ordinals() -> dict[str, str]:
    """The phrases of two words, by which a second one may go on without its first."""
    phrases = ((phrase, slug) for slug, i in indicators().items() for phrase in (*i.terms, *i.weak))
    return {phrase: slug for phrase, slug in phrases if phrase.count(" ") == 1}


@cache
def _sources() -> Phrases:
    return Phrases({slug: indicator.source_terms for slug, indicator in indicators().items() if indicator.source_terms})


def find_segments(text: str, words: Words) -> list[tuple[str, int, int]]:
    """(slug, start, end) of every phrase that names a kind of an indicator ("lansia", "pajak restoran", "tahap I").

    So does whose data it is, where the text has two of them.

    >>> from extract.vocabulary import words_of
    >>> text = "Menurut e-PPGBM 9,9 persen, menurut SSGI 15,1 persen"
    >>> [text[start:end] for _, start, end in find_segments(text, words_of(text))]
    ['e-PPGBM', 'SSGI']
    """
    sources = [(slug, match.start, match.end) for match in _sources().find(text, words) for slug in match.labels]
    named = {(slug, text[start:end].lower()) for slug, start, end in sources}
    two = {slug for slug, _ in named if sum(other == slug for other, _ in named) > 1}
    kinds = [(slug, match.start, match.end) for match in _segments().find(text, words) for slug in match.labels]
    kinds = _told_apart(kinds, text)
    groups = [*find_groups(text), *find_reporters(text)]
    return [*beside_groups(kinds, groups), *groups, *(source for source in sources if source[0] in two)]


def _told_apart(kinds: list[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    """The kinds without the stage that an indicator is anyhow, where the text names no other: "berbadan hukum"."""
    named: dict[str, set[str]] = {}
    for slug, start, end in kinds:
        if text[start:end].lower() in indicators()[slug].own_terms:
            named.setdefault(slug, set()).add(text[start:end].lower())
    alone = {slug for slug, names in named.items() if all(a in b or b in a for a in names for b in names)}
    return [k for k in kinds if k[0] not in alone or not _is_own(k[0], text[k[1] : k[2]].lower())]


def _is_own(slug: str, words: str) -> bool:
    indicator = indicators()[slug]
    return words in indicator.own_terms and words not in indicator.segment_terms
