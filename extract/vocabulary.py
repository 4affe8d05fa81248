"""Word lists of `extract/data/*.toml`, read strictly, and the phrase trie that finds them in running text.

A phrase is lower-case words. `stem*` matches any word that begins so; `..` allows up to five words between, within one
clause. A word of the text also matches without its endings -nya, -lah, -kah, -pun.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial
from itertools import compress, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from extract.gates import Gated, Openings
from extract.tokens import KEPT, Token, split
from models.config import ConfigError, read_toml

DATA = Path(__file__).parent / "data"
_CLAUSE_END = re.compile(r"(?<!\d)\.|\.\s|[;:!?\n()]|,\s")
"""A point between the digits of a number ends no clause: "menyerap 1.402 ton gabah"."""
_ENDINGS = ("nya", "lah", "kah", "pun")
GAP = 5
KEPT_OF_NODE = 2_000


_low = itemgetter(3)


class Words(tuple[Token, ...]):
    """The words of one text, and where phrases may begin among them."""

    def where(self, wanted: Collection[str]) -> list[int]:
        """The positions of any of some words, in order.

        >>> words_of("dari 60 jiwa dan dari 40 desa").where({"dari", "desa"})
        [0, 4, 6]
        """
        return list(compress(range(len(self)), map(wanted.__contains__, self.lows)))

    @cached_property
    def lows(self) -> list[str]:
        """Each in lower case."""
        return list(map(_low, self))

    def openings(self, number: int) -> Sequence[tuple[int, _Lead]]:
        """Where phrases of the vocabulary of that number may begin, in order, and where the words there lead.

        One walk over the words answers for all vocabularies, of which most words begin no phrase.
        """
        if self._asked < len(_vocabularies):
            self._asked = len(_vocabularies)
            self._openings = _openings(self)
        return self._openings.get(number, ())

    _asked = 0
    """How many vocabularies the words have been asked for."""
    _openings: Mapping[int, list[tuple[int, _Lead]]]

    def at(self, start: int) -> int:
        """The position of the word that begins at an offset."""
        return bisect_left(self, (start,))


@lru_cache(maxsize=2)
def words_of(text: str) -> Words:
    """The words of a text; "e-KTP" and "PBB-P2" are one each. Kept for the next reader of the same text.

    >>> [w.low for w in words_of("Perekaman e-KTP, 99,2 persen")]
    ['perekaman', 'e-ktp', '99', '2', 'persen']
    """
    return Words(split(text)[0])


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    stems: list[tuple[str, _Node]] = field(default_factory=list)
    gap: _Node | None = None
    ends: tuple[str, ...] = ()
    known: dict[str, list[_Node]] = field(default_factory=dict)
    """Words of texts, and where they lead: remembered, for news repeats its words."""
    size: int = 0
    """Words of the phrase so far: of two phrases over one stretch, the one that says more of it wins."""


class Match(NamedTuple):
    """A phrase found: the labels that it was entered under, and where it stands."""

    labels: tuple[str, ...]
    start: int
    end: int


_match = partial(tuple.__new__, Match)  # half the time of Match(…)


class Phrases:
    """A trie of phrases by words: the one thing here with state worth a class, built once and then only read."""

    def __init__(self, entries: Mapping[str, tuple[str, ...]]) -> None:
        self._root = _Node()
        for label, phrases in entries.items():
            for phrase in phrases:
                self._add(phrase, label)
        self._number = len(_vocabularies)
        _vocabularies.append(self)
        for word, node in self._root.words.items():
            _first_words.setdefault(word, []).append((self._number, node))
        for stem, node in self._root.stems:
            _first_stems.setdefault(stem[:_STEM], []).append((stem, self._number, node))
        _opening.clear()
        _going_on.clear()

    def _add(self, phrase: str, label: str) -> None:
        node = self._root
        for part in (_spellings().get(word, word) for word in phrase.lower().split()):
            if part == "..":
                node.gap = node = node.gap or _Node(size=node.size)
            elif part.endswith("*"):
                stem = part[:-1]
                found = next((child for known, child in node.stems if known == stem), None)
                if found is None:
                    found = _Node(size=node.size + 1)
                    node.stems.append((stem, found))
                node = found
            else:
                node = node.words.setdefault(part, _Node(size=node.size + 1))
        if node is self._root:
            raise ConfigError(f"a phrase of {label!r} is empty")
        if label not in node.ends:  # two spellings of one phrase
            node.ends += (label,)

    def find(self, text: str, words: Words, *, without: Set[str] = frozenset()) -> Iterator[Match]:
        """The longest phrase at each word, left to right, none inside another; labels of `without` are not there."""
        last = -1
        for at, first in words.openings(self._number):
            if at <= last:
                continue
            if isinstance(first, tuple):  # most: one word that nothing goes on from
                if labels := _kept(first, without):
                    last = at
                    yield _match((labels, words[at].start, words[at].end))
                continue
            best = self._longest(text, words, at, first, without)
            if best is not None:
                labels, last = best
                yield _match((labels, words[at].start, words[last].end))

    def _longest(
        self, text: str, words: Words, at: int, first: list[_Node], without: Set[str]
    ) -> tuple[tuple[str, ...], int] | None:
        best: tuple[tuple[str, ...], int] | None = None
        rank = (-1, 0)
        lows = words.lows
        front = [(child, at) for child in reversed(first)]  # a word as printed before its form without "-nya"
        while front:
            node, last = front.pop()
            behind = last + 1
            if node.ends and (last, node.size) > rank and (labels := _kept(node.ends, without)):
                best, rank = (labels, last), (last, node.size)
            if behind < len(lows) and (node.words or node.stems) and (children := _children(node, lows[behind])):
                front += [(child, behind) for child in reversed(children)]
            if node.gap is not None:
                for skip in range(behind, min(behind + GAP + 1, len(lows))):
                    between = text[words[skip - 1].end : words[skip].start]
                    if skip > last + 1 and words[skip - 1].low in _TURNS:
                        break
                    if between != " " and _CLAUSE_END.search(text, words[skip - 1].end, words[skip].start):
                        break
                    if children := _children(node.gap, lows[skip]):
                        front += [(child, skip) for child in children]
        return best


_Lead: TypeAlias = "tuple[str, ...] | list[_Node]"
"""The labels of a word that is a phrase by itself, or where a word leads that may begin a longer one."""


class _Opening(dict[str, tuple[tuple[int, list[_Node]], ...]]):
    """Words of texts, and where they lead in the vocabularies of which they begin phrases: most in none."""

    def __missing__(self, word: str) -> tuple[tuple[int, list[_Node]], ...]:
        forms = _forms(word)
        found = [(number, child) for form in forms for number, child in _first_words.get(form, ())]
        for form in forms:
            stems = _first_stems.get(form[:_STEM], ())
            found += [(number, child) for stem, number, child in stems if form.startswith(stem)]
        leads: defaultdict[int, list[_Node]] = defaultdict(list)
        for number, child in found:
            leads[number].append(child)
        made = self[word] = tuple(leads.items())
        return made


class _GoingOn(dict[tuple[str, str], tuple[tuple[int, _Lead], ...]]):
    """Words that begin phrases with the words behind them, and what is left of where they lead: mostly nothing."""

    def __missing__(self, pair: tuple[str, str]) -> tuple[tuple[int, _Lead], ...]:
        word, following = pair
        made: list[tuple[int, _Lead]] = []
        for number, first in _opening[word]:
            ends = [node.ends for node in first if node.ends]
            if len(ends) > 1 or any(node.gap or _children(node, following) for node in first):
                made.append((number, first))
            elif ends:
                made.append((number, ends[0]))
        known = self[pair] = tuple(made)
        return known


_TURNS = frozenset(["tetapi", "tapi", "namun", "sedangkan"])
"""Words behind which another thing is told: "merekam data tetapi belum mendapat e-KTP" is no recording of the e-KTP."""
_vocabularies: list[Phrases] = []
"""All that were made, each at its number."""
_first_words: dict[str, list[tuple[int, _Node]]] = {}
_first_stems: dict[str, list[tuple[str, int, _Node]]] = {}
"""What the phrases of all of them begin with: a word of a text is looked up once, and not in each."""
_STEM = 3
"""Letters of a stem that it is kept under."""
_opening = _Opening()
_going_on = _GoingOn()


def _openings(words: Words) -> Mapping[int, list[tuple[int, _Lead]]]:
    if len(_opening) > KEPT:
        _opening.clear()
    if len(_going_on) > KEPT:
        _going_on.clear()
    made: defaultdict[int, list[tuple[int, _Lead]]] = defaultdict(list)
    pairs = zip_longest(words.lows, words.lows[1:], fillvalue="")
    for at, pair in compress(enumerate(pairs), map(_opening.__getitem__, words.lows)):
        for number, lead in _going_on[pair]:
            made[number].append((at, lead))
    return made


@cache
def _spellings() -> Mapping[str, str]:
    """Spellings of one word: "e-ktp", "ktp-el" and "ktp"."""
    return {word: kind for kind, words in word_lists("spellings.toml").items() for word in words}


@lru_cache(maxsize=KEPT)
def _forms(word: str) -> tuple[str, ...]:
    forms = [word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            forms.append(word[: -len(ending)].rstrip("-"))
            break
    forms += [same for form in forms if (same := _spellings().get(form)) is not None]
    return tuple(dict.fromkeys(forms))


def _kept(labels: tuple[str, ...], without: Set[str]) -> tuple[str, ...]:
    """Labels but for those of `without`."""
    if without.isdisjoint(labels):  # most have none of them
        return labels
    return tuple(label for label in labels if label not in without)


def _children(node: _Node, word: str) -> list[_Node]:
    """Where a word leads from a node: the form as printed last, since the last one is followed first."""
    found = node.known.get(word)
    if found is None:
        if len(node.known) >= KEPT_OF_NODE:
            node.known.clear()
        found = node.known[word] = _lead(node, word)
    return found


def _lead(node: _Node, word: str) -> list[_Node]:
    forms, words = _forms(word), node.words
    found = [words[form] for form in forms if form in words] if words else []
    if node.stems:
        found += [child for stem, child in node.stems if any(form.startswith(stem) for form in forms)]
    return found


@cache
def word_lists(name: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of `extract/data/{name}`: one table a kind, with `words` and a `note` on doubtful ones."""
    made: dict[str, tuple[str, ...]] = {}
    seen: dict[str, str] = {}
    for kind, table in read_toml(DATA / name).items():
        if not isinstance(table, Mapping):
            raise ConfigError(f"{name}: [{kind}] is no table")
        unknown = table.keys() - {"words", "note"}
        if unknown:
            raise ConfigError(f"{name}: [{kind}] has unknown key {sorted(unknown)[0]!r}; allowed: note, words")
        words = tuple(str(word) for word in table.get("words", ()))
        for word in words:
            if word in seen:
                raise ConfigError(f"{name}: {word!r} stands in [{seen[word]}] and [{kind}]")
            seen[word] = kind
        made[kind] = words
    return made


@cache
def pattern(name: str) -> Gated:
    """The pattern of that name in `windows.toml`, its alternatives joined.

    >>> bool(pattern("from").search("turun dari"))
    True
    """
    return Gated("|".join(_alternatives(name)))


@cache
def openings(name: str) -> Openings:
    """The alternatives of the pattern of that name, where they are asked at the beginning of a window only."""
    return Openings(_alternatives(name))


def _alternatives(name: str) -> tuple[str, ...]:
    tables = word_lists("windows.toml")
    if name not in tables:
        raise ConfigError(f"windows.toml: no table [{name}]; there are: {', '.join(tables)}")
    return tables[name]
