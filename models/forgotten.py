"""Names that were asked to be forgotten: found again in every text without being kept in clear.

A name is kept as a keyed digest of its words. The words of a text are digested in the same way, one after the other,
and where they give the same digest they are the name. So a store redacts what it reads anew, and no table of it lists
who asked.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from models.private import MASK
from models.reference import regions

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[^\w\n]{1,4}|[^\w\n]{0,2}\n[^\w\n]{0,2}")
"""What may stand between two words of one name: a blank, a stop, an apostrophe, a hyphen."""
SHORTEST = 3
"""A single word of a name that is shorter says nothing by itself: "H.", "Bin"."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One name, as a store keeps it: the digest of all its words, how many they are, and the digests of single ones.

    `parts` are the words by which an article that has the whole name may go on to speak of the person.
    """

    salt: str
    digest: str
    words: int
    parts: frozenset[str]


def forgotten(name: str, salt: str) -> Forgotten:
    """A name as a store keeps it; ValueError where it cannot be told from ordinary words.

    >>> forgotten("Siti  RAHAYU", "s").digest == forgotten("siti rahayu", "s").digest
    True
    >>> forgotten("Raya", "s")
    Traceback (most recent call last):
    ValueError: 'Raya' alone is also a word of places or too short; give the whole name
    """
    words = [_plain(found[0]) for found in _WORD.finditer(name)]
    long = [word for word in words if len(word) >= SHORTEST]
    telling = [word for word in long if word not in _place_words(districts=False)]
    if not words or (len(words) == 1 and not set(long) - _place_words(districts=True)):
        raise ValueError(f"{name!r} alone is also a word of places or too short; give the whole name")
    return Forgotten(salt, _digest(words, salt), len(words), frozenset(_digest([word], salt) for word in telling))


def holds(text: str | None, names: Collection[Forgotten]) -> list[Forgotten]:
    """Those of the names that stand in a text as a whole."""
    return [one for one in names if text and next(_whole(text, one), None) is not None]


def redacted(text: str, whole: Collection[Forgotten], parts: Collection[Forgotten] = ()) -> str:
    """The text with these names made unreadable, character for character, so that offsets into it stay.

    Of the names in `parts` each capitalised word by itself goes, too.

    >>> one = forgotten("Siti Rahayu", "s")
    >>> redacted("Camat SITI RAHAYU dan Rahayu, dua nama.", [one])
    'Camat ••••••••••• dan Rahayu, dua nama.'
    >>> redacted("Camat SITI RAHAYU dan Rahayu, dua nama.", [one], [one])
    'Camat ••••••••••• dan ••••••, dua nama.'
    """
    spans = [span for one in whole for span in _whole(text, one)]
    spans += [span for one in parts for span in _single(text, one)]
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def _whole(text: str, one: Forgotten) -> Iterator[Span]:
    found = list(_WORD.finditer(text))
    plain = [_plain(word[0]) for word in found]
    for number in range(len(found) - one.words + 1):
        last = number + one.words
        if _digest(plain[number:last], one.salt) == one.digest and _together(text, found[number:last]):
            yield found[number].start(), found[last - 1].end()


def _together(text: str, found: Sequence[re.Match[str]]) -> bool:
    return all(_BETWEEN.fullmatch(text, left.end(), right.start()) for left, right in pairwise(found))


def _single(text: str, one: Forgotten) -> Iterator[Span]:
    for word in _WORD.finditer(text):
        if word[0][0].isupper() and _digest([_plain(word[0])], one.salt) in one.parts:
            yield word.span()


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _digest(words: Iterable[str], salt: str) -> str:
    return hashlib.sha256(f"{salt} {' '.join(words)}".encode()).hexdigest()


@cache
def _place_words(*, districts: bool) -> frozenset[str]:
    """Words of places, which alone are no sign of a person ("Jaya", "Raya", "Timur").

    With `districts` also those of the 7,285 districts, many of which are called like people.
    """
    names = (region.name for code, region in regions().items() if districts or code.count(".") < 2)
    return frozenset(_plain(word[0]) for name in names for word in _WORD.finditer(name))
