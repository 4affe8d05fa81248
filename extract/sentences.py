"""Sentences of Indonesian news by characters: full stops of titles, degrees, initials and numbers end none of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, partial
from operator import attrgetter
from typing import NamedTuple

from extract.number_data import vocabulary
from extract.vocabulary import word_lists

# a mark (its first character by itself, for which `re` looks fast), closing quotation marks, and blanks or nothing
# before what may begin a sentence ("persen.Kota Bima")
_END = re.compile(
    r"""(?P<mark>[.!?…][.!?…]*)(?P<close>["')\]]*)(?:(?P<gap>\s+)(?=["'(\[]*[A-Z0-9])|(?=["']?[A-Z][a-z])|(?=\Z))"""
)
_BEFORE = re.compile(r"[\s(\"'\[,;]")
"""What ends before the last word."""
_INITIAL = re.compile(r"(?:[A-Z]|[A-Z]\.(?:[A-Z]\.?)*)\Z")
_DEGREE = re.compile(r"\b[SM]\. [A-Z]\w{1,4}\Z")
"""A degree with a blank in it: "S. Sos"."""
_GROUP = re.compile(r"\d{1,3}(?:\.\d{3})*\Z")
_GROUP_BEHIND = re.compile(r" \d{3} (?:(?P<small>[a-z])|[A-Z])")
_COUNTED = re.compile(
    r"\b(?:dari|sebanyak|sejumlah|sebesar|mencapai|total|totalnya|sekitar|baru|sudah) \Z", re.IGNORECASE
)
_LABEL = re.compile(r"([A-Za-z]+)\.? \Z")
_LINE = re.compile(r"[^\n]+")
_NAMELY_WORDS = ("Yaitu", "Yakni")
_NAMELY = re.compile(rf"(?:{'|'.join(_NAMELY_WORDS)})\b")
"""What never begins a sentence of its own, but goes on with the one before."""


LONGEST = 2_000
"""Characters of the longest sentence: what goes on for longer is a table or no prose, and is read in parts, so that the
readers, who look at a figure's whole sentence, do not take the square of its length.
"""


class Sentence(NamedTuple):
    """One sentence; `paragraph` counts the lines of the text that are not empty, `order` the sentences.

    Where claims are made, both count only what tells something: what follows what does not depend on calm lines.
    """

    start: int
    end: int
    paragraph: int
    order: int = 0


made_sentence = partial(tuple.__new__, Sentence)
"""A sentence of all its four parts: half the time of Sentence(…), which counts on every sentence of every article."""


def follows(sentence: Sentence, before: Sentence) -> bool:
    """Whether a sentence is another one or the next that tells something.

    >>> follows(Sentence(10, 20, 0, 1), Sentence(0, 9, 0, 0)), follows(Sentence(30, 40, 0, 2), Sentence(0, 9, 0, 0))
    (True, False)
    """
    return 0 <= sentence.order - before.order <= 1


def told_before(sentences: Sequence[Sentence], sentence: Sentence, back: int = 1) -> Sequence[Sentence]:
    """The sentences that tell something before one, at most so many `back`, each with the calm ones behind it.

    >>> lines = [Sentence(0, 9, 0, 0), Sentence(10, 19, 0, 0), Sentence(20, 29, 0, 1), Sentence(30, 39, 0, 2)]
    >>> [line.start for line in told_before(lines, lines[2])], len(told_before(lines, lines[3], 2))
    ([0, 10], 3)
    """
    end = bisect_left(sentences, sentence.order, key=attrgetter("order"))
    return sentences[bisect_left(sentences, sentence.order - back, 0, end, key=attrgetter("order")) : end]


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word for words in word_lists("abbreviations.toml").values() for word in words)


def is_abbreviation(before: str, *, glued: bool) -> bool:
    """Whether the word before a full stop carries it as part of itself.

    >>> is_abbreviation("Kab", glued=False), is_abbreviation("M", glued=False), is_abbreviation("persen", glued=False)
    (True, True, False)
    """
    word = before.lower().rstrip(".")
    if word in _abbreviations() or _INITIAL.match(before):
        return True
    if glued:  # "antaranews.Kalteng" is no host; "PROKALTENG.CO", "S.Hut" and "Kaltengtimes.Co.id" are no sentence ends
        return "." in before or not before.isalpha() or not before[-1].islower() or len(before) < 3
    return False


def _in_number(text: str, head: int, stop: int) -> bool:
    """Whether a full stop parts the thousands of a count that was typed with a blank: "mencapai 21. 616 jiwa"."""
    behind = _GROUP_BEHIND.match(text, stop + 1) if _GROUP.match(text, head, stop) else None
    if behind is None or not (behind["small"] or _COUNTED.search(text, max(0, head - 12), head)):
        return False  # "dari 39. 380 Daftar Pemilih", but "pada 2023. 120 Kepala Desa …"
    label = _LABEL.search(text, max(0, head - 20), head)
    return label is None or label[1].lower() not in vocabulary().names.labels


def _ends_degree(text: str, floor: int, stop: int) -> bool:
    """Whether a full stop is the last one of a degree that was typed with a blank: "Arga Sena, S. Sos. M. AP"."""
    floor = max(floor, stop - 9)
    degree = _DEGREE.search(text, floor, stop) if text.find(". ", floor, stop) >= 0 else None
    return degree is not None and degree[0].replace(" ", "").lower() in _abbreviations()


def split_sentences(text: str) -> list[Sentence]:
    """All sentences, in order, without the blanks between them; a line break always ends one.

    >>> text = "Kepala Dinas dr. A. Bakri, M.Si. hadir. Capaian 99,2 persen.Sisanya belum."
    >>> [text[s.start:s.end] for s in split_sentences(text)]
    ['Kepala Dinas dr. A. Bakri, M.Si. hadir.', 'Capaian 99,2 persen.', 'Sisanya belum.']
    """
    found: list[Sentence] = []
    for paragraph, line in enumerate(_LINE.finditer(text)):
        start = line.start()
        for end in _END.finditer(text, line.start(), line.end()):
            mark, close, gap = end.groups()
            stop = end.start()
            if mark == "." and text.startswith(_NAMELY_WORDS, end.end()) and _NAMELY.match(text, end.end()):
                continue  # "… sudah 100 persen. Yaitu Kabupaten A dan B"
            if mark == "." and not close:
                last = text[max(start, stop - 30) : stop].rpartition(" ")[2]
                glued = gap is None and end.end() < line.end()
                # most: a word in small letters is no initial, number or degree
                if glued or not (last.islower() and last.isalpha()) or last in _abbreviations():
                    before = _BEFORE.split(last)[-1]
                    if before and is_abbreviation(before, glued=glued):
                        continue
                    if before[-1:].isdigit() and _in_number(text, stop - len(before), stop):
                        continue
                    if _ends_degree(text, start, stop):
                        continue
            _append(found, text, start, stop + len(mark) + len(close), paragraph)
            start = end.end()
        if start < line.end():
            _append(found, text, start, line.end(), paragraph)
    return found


def _append(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        stop = next((at for at in range(start + LONGEST, start + LONGEST // 2, -1) if text[at] == " "), start + LONGEST)
        found.append(made_sentence((start, stop, paragraph, len(found))))
        start = stop + (text[stop] == " ")
    if start < end:
        found.append(made_sentence((start, end, paragraph, len(found))))
