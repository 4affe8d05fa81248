"""Patterns that are asked only where one of the words stands that every match of theirs holds.

Most windows hold none of a pattern's words, and `re` tries all alternatives at each of its letters to find that out:
asking for the words first takes a tenth of the time, so that a rule more costs an article little.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
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
LONG = 100
"""In a window of more characters, a pattern is asked only where its matches begin, if it is known with what."""
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

    __slots__ = ("_finditer", "_heads", "_search", "findall", "fullmatch", "match", "pattern", "split", "sub", "words")

    def __init__(self, pattern: str, flags: int = re.IGNORECASE) -> None:
        made = re.compile(pattern, flags)
        self.pattern = pattern
        tree = list(parser.parse(pattern, flags))
        self._heads = _heads(tree)
        self.words = _words(tree) or self._heads
        """Lower-case words of which every match holds one; none where nothing is known of its matches."""
        self._search, self._finditer = made.search, made.finditer
        self.match, self.fullmatch, self.sub = made.match, made.fullmatch, made.sub
        self.findall, self.split = made.findall, made.split

    def may_match(self, text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        """Whether a window of the text can hold a match: whether one of the words stands in it."""
        length = len(text)
        if not self.words or min(end, length) - start <= SHORT:
            return True
        low = _lower(text) if start <= 0 and end >= length else text[max(0, start) : end].lower()
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
                if len(low) > LONG and self._heads:
                    return next(self._at_heads(text, low, max(0, start), end), None)
        return self._search(text, start, end)

    def opens(self, window: str) -> re.Match[str] | None:
        """The match at the beginning of a window that it is asked of as a whole."""
        return self.match(window) if self.may_match(window) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """All matches in a window of the text, as those of a compiled pattern."""
        if not self.may_match(text, start, end):
            return iter(())
        if self._heads and start >= 0:
            whole = start == 0 and end >= len(text)
            return self._at_heads(text, _lower(text) if whole else text[start:end].lower(), start, end)
        return self._finditer(text, start, end)

    def _at_heads(self, text: str, low: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """All matches in a window, `low` in small letters: asked where one may begin, a tenth of the time."""
        if len(low) != min(end, len(text)) - start:  # a letter has two in lower case
            yield from self._finditer(text, start, end)
            return
        free = start
        for at in _found(self._heads, low):
            if start + at >= free and (match := self.match(text, start + at, end)):
                yield match
                free = match.end()

    def spots(self, text: str) -> list[int]:
        """Where its words begin in a text, in order: for those who ask it in many windows of one text.

        >>> Gated(r"\\bhari\\s+(?:ini|esok)").spots("Hari ini, bukan hari kemarin")
        [0, 16]
        """
        low = _lower(text)
        if not self.words or len(low) != len(text):  # a letter has two in lower case
            return list(range(len(text)))
        return _found(self.words, low)


class Openings:
    """Long patterns of which one may open a window: each is asked only where one of its own words stands.

    >>> left = Openings([r"(?:\\w+ ){0,9}belum", r"(?:\\w+ ){0,9}(?P<what>tersisa)"])
    >>> left.opens("orang belum merekam").span(), left.opens("orang sudah merekam")
    ((0, 11), None)
    """

    __slots__ = ("_parts",)

    def __init__(self, patterns: Iterable[str]) -> None:
        gated = map(Gated, patterns)
        self._parts = [(part.words or ("",), part.match) for part in gated]

    def opens(self, window: str) -> re.Match[str] | None:
        """The match of the first that a window begins with."""
        low = window.lower()
        for words, match in self._parts:
            for word in words:
                if word in low:
                    if found := match(window):
                        return found
                    break
        return None


_lower = lru_cache(maxsize=2)(str.lower)
"""Of a whole text, of which many patterns ask one after the other."""


def _found(words: Sequence[str], low: str) -> list[int]:
    """Where any of some words begins, in order; a plain loop, since most stand nowhere."""
    found = []
    for word in words:
        at = low.find(word)
        while at >= 0:
            found.append(at)
            at = low.find(word, at + 1)
    found.sort()
    return found


def held(pattern: str, flags: int = re.IGNORECASE) -> tuple[str, ...]:
    """Words of which every match of a pattern holds one, lower case; none where nothing is sure.

    >>> held(r"(?:paling )?lambat|tenggat(?:nya)?"), held(r"\\d+ (?:dari|di antara)\\b"), held(r"\\w+,?")
    (('lambat', 'tenggat'), (' dari', ' di antara'), ())
    """
    return _words(list(parser.parse(pattern, flags)))


def _words(tree: Sequence[Node]) -> tuple[str, ...]:
    words = _held(tree)
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


def heads_of(pattern: str, flags: int = re.IGNORECASE) -> tuple[str, ...]:
    """What every match of a pattern begins with, lower case; none where nothing is sure.

    >>> heads_of(r"\\b(?:paling )?lambat|(?=ten\\w+)\\w+gat"), heads_of(r"(?:baru )?\\w+")
    (('paling ', 'lambat', 'ten'), ())
    """
    return _heads(list(parser.parse(pattern, flags)))


def _heads(tree: Sequence[Node]) -> tuple[str, ...]:
    heads = _opening(tree)
    if any(len(head) < SHORTEST for head in heads):
        return ()
    return tuple(head for head in heads if not any(head.startswith(other) for other in heads if other != head))


def _opening(nodes: Sequence[Node]) -> tuple[str, ...]:
    word = ""
    for at, (kind, value) in enumerate(nodes):
        if kind is code.LITERAL:
            word += chr(value).lower()
            continue
        if not word and kind is code.AT:
            continue
        ways = _opening_by(kind, value, nodes[at + 1 :]) if len(word) <= SHORTEST else ()
        return tuple(word + way for way in ways) if ways or not word else (word,)
    return (word,) if word else ()


def _opening_by(kind: Any, value: Any, behind: Sequence[Node]) -> tuple[str, ...]:
    """What a part that is no letter begins with, or what stands behind it where it may be left out."""
    if kind is code.SUBPATTERN:
        ways = [_opening([*value[-1], *behind])]
    elif kind is code.ASSERT and value[0] > 0:
        ways = [_opening(list(value[1]))]
    elif kind in (code.ASSERT, code.ASSERT_NOT):
        ways = [_opening(behind)]
    elif kind in (code.MAX_REPEAT, code.MIN_REPEAT):
        ways = [_opening(list(value[2])), *([] if value[0] else [_opening(behind)])]
    elif kind is code.BRANCH:
        ways = [_opening([*branch, *behind]) for branch in value[1]]
    else:
        return ()
    return tuple(dict.fromkeys(word for way in ways for word in way)) if all(ways) else ()
