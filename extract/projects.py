"""The names of works: "jembatan Sei Lenggana", "RSUD Pratama", "ruas Simpang Lidau-Piasak"."""

from __future__ import annotations

import re
from functools import cache

from extract.vocabulary import Phrases, Words, pattern, word_lists

LONGEST = 8
_BREAK = re.compile(r"[,.;:!?\n()\"]|\d")


@cache
def _objects() -> Phrases:
    return Phrases({"object": word_lists("projects.toml")["objects"]})


@cache
def _stops() -> frozenset[str]:
    return frozenset(word_lists("projects.toml")["stops"])


_IN_NAME = re.compile(
    r"\d{1,2}\b(?!\s*(?:persen|%|[.,/-]\d|unit|ruas|titik|paket|km|kilometer|meter|buah|ruang|lokasi|tahun|bulan|lantai))"
)
"""A number that a work is told apart by: "Jembatan Melawi 2", not "jembatan 2 unit"."""


def _stops_at(word: str) -> bool:
    """Whether a word ends a name: not if it is itself written as a part of one, "Pasar Baru"."""
    low = word.lower()
    return (low in _stops() or low.rstrip("nya") in _stops()) and word not in _NAMES


_NAMES = frozenset({"Baru", "Tengah", "Bersama"})
"""Words of names that are adverbs in small letters: "Pasar Baru", "pasar baru 40 persen"."""


def find_projects(text: str, words: Words) -> list[tuple[int, int]]:
    """Spans of the names of works, the longest from each object word, none inside another.

    >>> from extract.vocabulary import words_of
    >>> text = "Progres jembatan Sei Lenggana di Kotim sudah 80 persen"
    >>> [text[s:e] for s, e in find_projects(text, words_of(text))]
    ['jembatan Sei Lenggana']
    """
    found: list[tuple[int, int]] = []
    for match in _objects().find(text, words):
        if found and match.start < found[-1][1]:
            continue
        at = words.at(match.start)
        end = match.end
        for word in words[at + 1 : at + LONGEST]:
            if word.end <= match.end:
                continue
            if _BREAK.search(text, end, word.start) or _stops_at(text[word.start : word.end]):
                break
            if _BREAK.search(word.text):
                end = word.end if _IN_NAME.match(text, word.start) and text[word.start - 2].isalpha() else end
                break
            end = word.end
        found.append((match.start, end))
    return found


_NEAR = 140
"""Characters from a work's name to its percentage."""


@cache
def _told() -> re.Pattern[str]:
    objects = sorted(word_lists("projects.toml")["objects"], key=len, reverse=True)
    names, act = "|".join(map(re.escape, objects)), pattern("work_act").pattern
    return re.compile(
        rf"{act}\s+(?:\w+\s+){{0,2}}?(?:{names})\b[^.;\n]{{0,{_NEAR}}}?"
        rf"\b(?:sudah|telah|baru|kini|mencapai|capai|masih)\b[^.;,\n\d]{{0,40}}\d{{1,3}}(?:[.,]\d+)?\s?(?:persen|%)",
        re.IGNORECASE,
    )


def tells_of_works(text: str) -> bool:
    """Whether a text gives a work's percentage without a word of progress: "Pembangunan Masjid Agung sudah 80 persen".

    >>> tells_of_works("Pembangunan Pasar Baru di Kotim kini sudah 42 persen."), tells_of_works("Jalan itu 42 persen")
    (True, False)
    """
    return _told().search(text) is not None
