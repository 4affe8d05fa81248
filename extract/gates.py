"""Patterns that are asked only where one of the words stands that every match of theirs holds.

Most windows hold none of a pattern's words, and `re` tries all alternatives at each of its letters to find that out:
asking for the words first takes a tenth of the time, so that a rule more costs an article little.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from re import _constants as code  # type: ignore[attr-defined]  # private: test_gates.py tells if they move
from re import _parser as parser  # type: ignore[attr-defined]  # re has no other way to show what it has parsed
from typing import Any

Node = tuple[Any, Any]
"""One part of a parsed pattern: its kind and what is in it."""
SHORTEST = 2
"""Letters of the shortest word that is asked for."""
_SIGNS = frozenset("()|%/")
"""Signs that are asked for alone."""
SHORT = 16
"""A window of no more characters is searched at once."""
_COMMON = dict.fromkeys(
    ["yang", "dan", "di", "ke", "dari", "pada", "untuk", "dengan", "dalam", "akan", "itu", "ini", "tersebut"], SHORTEST
) | dict.fromkeys(["nya", "ada", "se", "juga"], SHORTEST)
_COMMON |= dict.fromkeys(["sudah", "telah", "baru", "masih", "belum", "tidak", *_SIGNS], SHORTEST + 1)
"""Words that stand in most windows, and in many: to ask for them helps little, as if they had so few letters."""


class Gated:
    """A compiled pattern, without regard to case if not told otherwise, whose searches ask for its words first.

    >>> past = Gated(r"\\b(?:sudah|telah)\\s+tuntas|rampung")
    >>> past.words, past.search("pekerjaan itu Telah tuntas").span(), past.search("pekerjaan itu belum selesai")
    (('tuntas', 'rampung'), (14, 26), None)
    """

    __slots__ = ("_finditer", "_search", "findall", "fullmatch", "match", "pattern", "split", "sub", "words")

    def __init__(self, pattern: str, flags: int = re.IGNORECASE) -> None:
        made = re.compile(pattern, flags)
        self.pattern = pattern
        self.words = held(pattern, flags)
        """Lower-case words of which every match holds one; none where nothing is known of its matches."""
        self._search, self._finditer = made.search, made.finditer
        self.match, self.fullmatch, self.sub = made.match, made.fullmatch, made.sub
        self.findall, self.split = made.findall, made.split

    def may_match(self, text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        """Whether a window of the text can hold a match: whether one of the words stands in it."""
        if not self.words or min(end, len(text)) - start <= SHORT:
            return True
        low = text[max(0, start) : end].lower()
        for word in self.words:  # noqa: SIM110 - any() takes twice the time
            if word in low:
                return True
        return False

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in a window of the text, as that of a compiled pattern."""
        words = self.words
        if words:  # as may_match: a call of it, and of max() and min(), would double the time
            low = (text[start:end] if start > 0 else text[:end]).lower()
            if len(low) > SHORT:
                for word in words:
                    if word in low:
                        break
                else:
                    return None
        return self._search(text, start, end)

    def opens(self, window: str) -> re.Match[str] | None:
        """The match at the beginning of a window that it is asked of as a whole."""
        return self.match(window) if self.may_match(window) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """All matches in a window of the text, as those of a compiled pattern."""
        return self._finditer(text, start, end) if self.may_match(text, start, end) else iter(())

    def spots(self, text: str) -> list[int]:
        """Where its words begin in a text, in order: for those who ask it in many windows of one text.

        >>> Gated(r"\\bhari\\s+(?:ini|esok)").spots("Hari ini, bukan hari kemarin")
        [0, 16]
        """
        low = text.lower()
        if not self.words or len(low) != len(text):  # a letter has two in lower case
            return list(range(len(text)))
        return sorted(chain.from_iterable(_found(word, low) for word in self.words))


def _found(word: str, low: str) -> Iterator[int]:
    at = low.find(word)
    while at >= 0:
        yield at
        at = low.find(word, at + 1)


def held(pattern: str, flags: int = re.IGNORECASE) -> tuple[str, ...]:
    """Words of which every match of a pattern holds one, lower case; none where nothing is sure.

    >>> held(r"(?:paling )?lambat|tenggat(?:nya)?"), held(r"\\d+ (?:dari|di antara)\\b"), held(r"\\w+,?")
    (('lambat', 'tenggat'), (' dari', ' di antara'), ())
    """
    words = _held(parser.parse(pattern, flags))
    return tuple(word for word in words if not any(other in word for other in words if other != word))


def _held(tree: Iterable[Node]) -> tuple[str, ...]:
    """The best of what the parts of a sequence hold: that whose shortest word is the longest."""
    found: list[tuple[str, ...]] = []
    run: list[Node] = []
    for node in tree:
        if node[0] is code.LITERAL:
            run.append(node)
            continue
        found += _held_by(node, run), _word(run)
        run = []
    found.append(_word(run))
    return max(filter(None, found), key=_rarity, default=())


def _rarity(words: tuple[str, ...]) -> int:
    """How seldom a window will hold one of some words, by the length of the shortest."""
    return min(_COMMON.get(word, len(word)) for word in map(str.strip, words))


def _word(run: Sequence[Node]) -> tuple[str, ...]:
    word = "".join(chr(value) for _, value in run).lower()
    return (word,) if len(word) >= SHORTEST or word in _SIGNS else ()


def _held_by(node: Node, before: Sequence[Node]) -> tuple[str, ...]:
    """What one part holds, with the letters right before it: `re` takes what alternatives begin with out of them."""
    kind, value = node
    if kind is code.SUBPATTERN:
        return _held([*before, *value[-1]])
    if kind is code.ATOMIC_GROUP:
        return _held(value)
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT) and value[0] > 0:
        return _held(value[2])
    if kind is code.BRANCH:
        parts = [_held([*before, *branch]) for branch in value[1]]
        return tuple(dict.fromkeys(word for part in parts for word in part)) if all(parts) else ()
    return ()
