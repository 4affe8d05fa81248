"""One regular expression for many words, and phrases read backwards from where something begins.

Words that begin alike share their beginning, so that matching does not slow down with the number of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from extract.tokens import tokenise

_Branch: TypeAlias = "dict[str, _Branch]"


def alternation(words: Iterable[str]) -> str:
    """A pattern that matches exactly these words, the longest that fits first.

    >>> alternation(["dua", "duabelas", "delapan"])
    'd(?:elapan|ua(?:belas)?)'
    >>> [bool(re.fullmatch(alternation(["mei", "maret", "mar"]), word)) for word in ("mar", "maret", "mare")]
    [True, True, False]
    """
    root: _Branch = {}
    for word in words:
        branch = root
        for char in word:
            branch = branch.setdefault(char, {})
        branch[""] = {}
    return _pattern(root)


def _pattern(branch: _Branch) -> str:
    parts = [re.escape(char) + _pattern(branch[char]) for char in sorted(branch) if char]
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
    return f"(?:{joined})?" if "" in branch else joined


_BLANKS = r"\s{1,3}"
_MARKS = "[\"']?"


def backwards(phrases: Iterable[str], links: Iterable[str], *, signs: str = "") -> re.Pattern[str]:
    """For `read_backwards`: one of the phrases, or of the signs, with up to three links behind it."""

    def turned(words: Iterable[str]) -> str:
        return alternation(word[::-1] for word in words).replace(r"\ ", _BLANKS)

    end = r"(?=[\s(\"'–—/,-])"
    sign = rf"|\s{{0,3}}(?P<sign>[{re.escape(signs)}])" if signs else ""
    return re.compile(
        rf"(?:{_BLANKS}{_MARKS}{turned(links)}(?=[\s\"'])){{0,3}}(?:{_BLANKS}{_MARKS}(?P<phrase>{turned(phrases)}){end}{sign})"
    )


def read_backwards(
    pattern: re.Pattern[str], text: str, start: int, floor: int, width: int = 64
) -> Iterator[tuple[str, int]]:
    """The phrases that stand right before `start`, the nearest first, and where each begins; none before `floor`.

    >>> pattern = backwards(["per", "hingga"], ["tanggal"])
    >>> list(read_backwards(pattern, "hingga per tanggal 5", 19, 0))
    [('per', 7), ('hingga', 0)]
    """
    left = max(floor, start - width)
    turned = text[left:start][::-1]
    if left == floor:
        turned += " "
    match = pattern.match(turned)
    while match is not None:
        phrase = match["phrase"]
        found = match["sign"] if phrase is None else " ".join(phrase[::-1].split())
        yield found, start - match.end()
        match = pattern.match(turned, match.end())


_LETTERS = re.compile(r"[a-z]+")


def by_head(words: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Words by the letters that they begin with, for `occurrences`.

    >>> by_head(["jumat", "jum'at"])
    {'jumat': ['jumat'], 'jum': ["jum'at"]}
    """
    made: dict[str, list[str]] = {}
    for word in words:
        head = _LETTERS.match(word)
        if head is None:
            raise ValueError(f"{word!r} does not begin with a letter")
        made.setdefault(head[0], []).append(word)
    return made


def occurrences(text: str, words: Mapping[str, Sequence[str]]) -> list[tuple[int, int]]:
    """Where these words stand alone in a text, in small letters or capitals, in no order.

    They are looked up among the text's tokens, of which most readers ask.

    >>> sorted(occurrences("Dua belas, kedua", by_head(["dua", "belas", "lima"])))
    [(0, 3), (4, 9)]
    """
    tokens = tokenise(text)
    spots = [
        (tokens[at].start, head) for head in words.keys() & tokens.positions.keys() for at in tokens.positions[head]
    ]
    for at in tokens.joined:  # "jum'at": each part of it may be a word
        spots += [(tokens[at].start + part.start(), part[0]) for part in _LETTERS.finditer(tokens[at].low)]
    found = []
    for start, head in spots:
        for word in words.get(head, ()):
            end = start + len(word)
            if len(word) > len(head) and text[start:end].lower() != word:
                continue
            before, after = text[start - 1 : start] if start else "", text[end : end + 1]
            if not (before.isalnum() or after.isalnum() or before == "_" or after == "_"):
                found.append((start, end))
    return found


def found_at(
    pattern: re.Pattern[str], text: str, words: Mapping[str, Sequence[str]], start: int = 0
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, where every match begins with one of the words; it is asked nowhere else.

    >>> doses = re.compile("dosis (satu|dua)", re.IGNORECASE)
    >>> [match.group() for match in found_at(doses, "Dosis satu, dosis", by_head(["dosis"]))]
    ['Dosis satu']
    """
    for at in sorted({at for at, _ in occurrences(text, words)}):
        if at >= start and (match := pattern.match(text, at)):
            yield match
            start = match.end()


def heads(words: Iterable[str]) -> str:
    """A class of the characters that these words begin with.

    >>> heads(["dua", "tiga", "delapan"])
    '[dt]'
    """
    return f"[{''.join(sorted({re.escape(word[0]) for word in words}))}]"
