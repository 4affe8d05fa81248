"""The names of works: "jembatan Sei Lenggana", "RSUD Pratama", "ruas Simpang Lidau-Piasak"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extract.gates import Gated
from extract.tokens import tokenise
from extract.vocabulary import Phrases, Words, pattern, word_lists

LONGEST = 8
_PART_WORDS = "segmen|Segmen|paket|Paket|seksi|Seksi|zona|Zona|ruas|Ruas|lot|Lot|blok|Blok"
_PARTS = frozenset(_PART_WORDS.lower().split("|"))
_PART = Gated(
    rf"\b(?:{_PART_WORDS})\s+(?:\d{{1,2}}(?:\s?[A-D])?|[IVX]{{1,4}}|[A-D]\d?"
    rf"|(?<!ruas )(?<!Ruas )(?:satu|dua|tiga|empat|lima|pertama|kedua|ketiga|keempat|kelima))\b(?![.,]?\d)",
    re.NOFLAG,
)
"""A part of a work that is only numbered: "Segmen 2", "Paket III"."""
_BREAK = re.compile(r"[,.;:!?\n()\"]|\d")


def is_part_of_work(words: str) -> bool:
    """Whether a name is only that of a numbered part of a work.

    >>> is_part_of_work("Segmen 2"), is_part_of_work("Segmen 2 jalan Tering")
    (True, False)
    """
    return _PART.fullmatch(words.strip()) is not None


@cache
def _objects() -> Phrases:
    return Phrases({"object": word_lists("projects.toml")["objects"]})


@cache
def _stops() -> frozenset[str]:
    return frozenset(word_lists("projects.toml")["stops"])


_IN_NAME = re.compile(
    r"\d{1,2}[A-D]?\b(?!\s*(?:persen|%|[.,/-]\d|unit|ruas|titik|paket|km|kilometer|meter|buah|ruang|lokasi|tahun|bulan|lantai))"
)
"""A number that a work is told apart by: "Jembatan Melawi 2", not "jembatan 2 unit"."""


_GOES_ON = re.compile(r" [A-Z][a-z]")
_OF_AGENCY = Gated(r"\b(?:Dinas|Badan|Perumahan|Rakyat|Ruang|Bidang|Bagian)(?:,|\s+dan|\s+&)?\s+\Z", 0)
_WAY_TO = Gated(r"\b(?:menuju|merupakan|adalah|sebagai)\s+\Z", 0)
_LIES_AT = re.compile(
    r"[^.;:\d\n]{0,120}?(?:\b(?:di|pada)\s+(?:(?:ruas|poros|jalur|lahan|tanah|area|depan|samping|belakang|dekat|sekitar)\s+)?"
    r"|\b(?:eks|bekas|naungan)\s+)"
)
_BETWEEN = re.compile(
    r"(?:\s+jalan)?\s+antara\s+(?:Desa\s+)?(?:[A-Z][\w'-]*\s?){1,3}(?:[-–]\s?|\b(?:dan|dengan|menuju|ke|hingga)\s+)(?:Desa\s+)?"
    r"[A-Z][\w'-]*(?:\s[A-Z][\w'-]*){0,2}|(?:\s+jalan)?\s+antara\s+[A-Z]\w+[-–][A-Z]\w+"
)
"""The ends of a road, by which it is named: "ruas jalan antara Wira Bakti dan Suka Jaya"."""
_SHORT_FORM = re.compile(r"\s\([A-Z]{3,6}\)")


def _stops_at(word: str) -> bool:
    """Whether a word ends a name: not if it is itself written as a part of one, "Pasar Baru"."""
    low = word.lower()
    return (low in _stops() or low.rstrip("nya") in _stops()) and word not in _NAMES


_TITLE = re.compile(r"\b(?:dr|drg|prof|hj|kh)\Z", re.IGNORECASE)
"""Behind these a point is no end: "RSUD dr. Arga Sena"."""
_SHORT = re.compile(r"\s+\([A-Z]{2,6}\)(?=\s+[A-Z])")
_DASHES = ("-", "–")
_NAMES = frozenset({"Baru", "Tengah", "Bersama"})
"""Words of names that are adverbs in small letters: "Pasar Baru", "pasar baru 40 persen"."""


def find_projects(text: str, words: Words) -> list[tuple[int, int]]:
    """Spans of the names of works, the longest from each object word, none inside another.

    >>> from extract.vocabulary import words_of
    >>> text = "Progres jembatan Sei Lenggana di Kotim sudah 80 persen"
    >>> [text[s:e] for s, e in find_projects(text, words_of(text))]
    ['jembatan Sei Lenggana']
    """
    numbered = _PART.finditer(text) if tokenise(text).has(_PARTS) else ()
    found: list[tuple[int, int]] = [match.span() for match in numbered]
    parts = len(found)
    for match in _objects().find(text, words):
        if len(found) > parts and match.start < found[-1][1]:
            continue
        near = max(0, match.start - 40)
        if _OF_AGENCY.search(text, near, match.start) or _WAY_TO.search(text, near, match.start):
            continue  # "Dinas Perumahan dan Kawasan Permukiman", "akses menuju Bandara Anom"
        before = found[-1] if len(found) > parts else None
        if before and _own_name(text[slice(*before)]) and _LIES_AT.fullmatch(text, before[1], match.start):
            continue  # "Jembatan Kutablang di jalan utama Bireuen": only where it lies
        at = words.at(match.start)
        short = _SHORT.match(text, match.end)  # "Rumah Sakit (RS) Jantung"
        end = short.end() if short else match.end
        if (ends := _BETWEEN.match(text, match.end)) is not None:
            found.append((match.start, ends.end()))
            continue  # "ruas jalan antara Wira Bakti dan Suka Jaya"
        for word in words[at + 1 : at + LONGEST]:
            if word.end <= end:
                continue
            bracket = word.low.isascii() and _SHORT_FORM.fullmatch(text, end, word.end + 1)
            if bracket:
                end = word.end + 1  # "Rumah Sakit Umum Daerah (RSUD) Kubu Raya"
                continue
            joined = (
                text[word.end : word.end + 1] in _DASHES and text[word.start].isupper()
            )  # "ruas Teluk Dalam–Jongkang"
            initial = text[end : word.start] == ". " and text[end - 2 : end - 1] == " " and text[end - 1].isupper()
            initial = initial or (text[end : word.start] == ". " and _TITLE.search(text, match.end, end) is not None)
            if (_BREAK.search(text, end, word.start) and not initial) or (
                _stops_at(text[word.start : word.end]) and not joined
            ):
                break
            if text[word.start].islower() and text[text.rfind(" ", match.end, end) + 1].isupper() and end > match.end:
                break  # "RSUD Kubu Raya termasuk …": behind a proper name
            if _BREAK.search(word.low):
                if not (_IN_NAME.match(text, word.start) and text[word.start - 2].isalpha()):
                    break
                end = word.end
                if not _GOES_ON.match(text, end):
                    break  # "Jembatan Melawi 2 di …"; but "SMA Negeri 10 Malinau"
                continue
            end = word.end
        found.append((match.start, end))
    whole = found[parts:]
    return sorted([*whole, *(part for part in found[:parts] if not any(a <= part[0] < b for a, b in whole))])


def lies_on(text: str, works: Sequence[tuple[int, int]], start: int) -> bool:
    """Whether the road that begins at an offset only says where the work named right before it lies.

    >>> lies_on("Jembatan Sei Lenggana pada ruas jalan Arga-Bina 80 persen", [(0, 21)], 27)
    True
    """
    before = max((work for work in works if work[1] <= start), default=None)
    if before is None or not _own_name(text[slice(*before)]):
        return False
    return _LIES_AT.fullmatch(text, before[1], start) is not None


def in_headline(text: str, found: Sequence[tuple[int, int]], title_end: int) -> list[tuple[int, int]]:
    """The works with those of the title only as far as the body goes on with their names: there all words are capitals.

    >>> from extract.vocabulary import words_of
    >>> text = "Gedung Pasar Melati Masuk Finishing\\n\\nPembangunan Pasar Melati di Kotim sudah 97 persen"
    >>> spans = in_headline(text, find_projects(text, words_of(text)), 37)
    >>> [text[start:end] for start, end in spans]
    ['Gedung Pasar Melati', 'Pasar Melati']
    """
    made = []
    for start, end in found:
        last = end
        if start < title_end:
            last = start
            for word in re.finditer(r"[^\W_]+", text[start:end]):
                forms = (word[0], word[0].title(), word[0].upper())
                if word[0].lower() not in _common() and all(text.find(form, title_end) < 0 for form in forms):
                    break
                last = start + word.end()
        made.append((start, last))
    return made


def without_general(text: str, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The works without those that only say again what the one named work is: "gedung pasar" beside "Pasar Bauntung".

    >>> from extract.vocabulary import words_of
    >>> text = "Pembangunan Pasar Bauntung di Kotim. Progres gedung pasar itu 59 persen"
    >>> [text[a:b] for a, b in without_general(text, find_projects(text, words_of(text)))]
    ['Pasar Bauntung']
    """
    found = [(a, b) for a, b in found if text[a:b].lower() not in _NO_WORK]
    named = {name: text[slice(*span)].lower().split() for span in found if (name := _own_name(text[slice(*span)]))}
    if len(named) != 1:
        return list(found)
    words = set(next(iter(named.values())))
    return [
        (a, b)
        for a, b in found
        if _own_name(text[a:b]) or _PART.fullmatch(text, a, b) or not words & set(text[a:b].lower().split())
    ]


def _own_name(words: str) -> frozenset[str]:
    """The words of a work's own name: "Sei Lenggana" of a bridge, none of "rumah sakit umum daerah"."""
    return frozenset(word.lower() for word in words.split() if word[:1].isupper() and word.lower() not in _common())


@cache
def _common() -> frozenset[str]:
    objects = " ".join(word_lists("projects.toml")["objects"]).split()
    return frozenset((*objects, *word_lists("projects.toml")["common"], "–", "-"))


_NO_WORK = frozenset({"lapangan", "ruas", "ruas jalan", "kawasan"})
"""What is no work unless a name follows: "di lapangan sudah 49 persen"."""
_NEAR = 140
"""Characters from a work's name to its percentage."""


@cache
def _told() -> Gated:
    objects = sorted(word_lists("projects.toml")["objects"], key=len, reverse=True)
    names, act = "|".join(map(re.escape, objects)), pattern("work_act").pattern
    return Gated(
        rf"(?:{act}|\bproyek)\s+(?:\w+\s+){{0,2}}?(?:{names})\b[^.;\n]{{0,{_NEAR}}}?"
        rf"\b(?:sudah|telah|baru|kini|mencapai|capai|masih|menyentuh|menembus|tembus|rampung)\b[^.;,\n\d]{{0,40}}\d{{1,3}}(?:[.,]\d+)?\s?(?:persen|%)"
    )


def tells_of_works(text: str) -> bool:
    """Whether a text gives a work's percentage without a word of progress: "Pembangunan Masjid Agung sudah 80 persen".

    >>> tells_of_works("Pembangunan Pasar Baru di Kotim kini sudah 42 persen."), tells_of_works("Jalan itu 42 persen")
    (True, False)
    """
    return _told().search(text) is not None
