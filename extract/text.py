"""The normalised copy on which rules read, with the way back: authoritative offsets are those of the unchanged text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_SAME_WIDTH = {
    "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ",
    "\t": " ", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"', "\u2033": '"',
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "`": "'", "\u00b4": "'",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u2015": "\u2014",
}  # fmt: skip
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_UNSEEN_ONES = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_ASCII = [odd for odd in _SAME_WIDTH if odd.isascii()]

_ENDS_LINE = re.compile(r"[.!?:;|\"')\]]\s*\Z")
_GOES_ON = re.compile(r"[a-z](?![.)])|[,)](?!\s*\Z)")
_BEGINS_ITEM = re.compile(r"\s*(?:[-–—•*·|]|\(?\d{1,2}[.)]|[a-z][.)])")
_WRAPPED = 3
"""Lines that begin in the middle of a sentence, from which on a text's line breaks are those of its first print."""
_SHORT, _WIDE = 40, 100
"""Characters of a line that may be a heading in such a text, too, and of one that no printed column has."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as rules read it; `offsets[i]` is where character i came from, and `offsets[-1]` the end of the source."""

    source: str
    text: str
    offsets: tuple[int, ...] | None
    """None where nothing moved: offsets are then the same in both."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A span of the normalised text as a span of the source.

        >>> made = normalise("99,2\\u00ad persen")
        >>> made.text, made.back(5, 11), made.source[slice(*made.back(5, 11))]
        ('99,2 persen', (6, 12), 'persen')
        """
        if self.offsets is None:
            return start, end
        if start == end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self._after(end - 1)

    def _after(self, last: int) -> int:
        """Where the source character(s) behind normalised character `last` end, unseen ones behind them left out."""
        assert self.offsets is not None
        begin, stop = self.offsets[last], self.offsets[last + 1]
        while stop > begin + 1 and _UNSEEN.match(self.source[stop - 1]):
            stop -= 1
        return stop


def normalise(source: str) -> Normalised:
    """NFC, plain blanks and line ends, straight quotation marks, no soft hyphens or other unseen characters."""
    same = source
    for odd in _ASCII if source.isascii() else _SAME_WIDTH:  # a search for each takes a tenth of translate()'s time
        if odd in same:
            same = same.replace(odd, _SAME_WIDTH[odd])
    if same.isascii():
        return Normalised(source, same, None)
    if not any(one in same for one in _UNSEEN_ONES) and unicodedata.is_normalized("NFC", same):
        return Normalised(source, same, None)
    kept: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(same):
        end = at + 1
        while end < len(same) and unicodedata.combining(same[end]):
            end += 1
        cluster = unicodedata.normalize("NFC", _UNSEEN.sub("", same[at:end]))
        kept.extend(cluster)
        offsets.extend([at] * len(cluster))
        at = end
    offsets.append(len(same))
    return Normalised(source, "".join(kept), tuple(offsets))


def unwrap(text: str) -> str:
    """The text with blanks for line breaks in the middle of sentences, where a page has them all through.

    A line that begins small goes on with the one before, as behind a link; in a narrow column others do, too.

    >>> unwrap("Di Kota Palu ada\\nsebanyak 368.454 jiwa penduduk, dan baru\\nterdaftar\\nsebagian. Sisanya\\nbelum.")
    'Di Kota Palu ada sebanyak 368.454 jiwa penduduk, dan baru terdaftar sebagian. Sisanya belum.'
    """
    if text.count("\n") < _WRAPPED:
        return text
    lines = text.split("\n")
    pairs = list(pairwise(lines))
    goes_on = [bool(b and a and (_GOES_ON.match(b) or a.endswith(",")) and not _ENDS_LINE.search(a)) for a, b in pairs]
    if sum(goes_on) < _WRAPPED:
        return text
    column = sum(len(line) > _WIDE for line in lines) * 10 < len(lines)
    made = lines[0]
    for sure, (before, line) in zip(goes_on, pairs, strict=True):
        whole = not column or len(before) < _SHORT or not line or _ENDS_LINE.search(before) or _BEGINS_ITEM.match(line)
        made += ("\n" if whole and not sure else " ") + line
    return made
