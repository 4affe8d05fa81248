"""The words of a text as the reader of people in office sees them, and where a person's name begins and ends there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Literal

from extract.mentions import PlaceMention
from extract.office_words import Office, offices, official_words, word_sets
from extract.tokens import Token, Tokens, tokenise

LONGEST_NAME = 6
_text = itemgetter(2)
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_INSTITUTION = re.compile(r"(?:ke|pe)\w{4,}an|\w{2,}(?:isasi|ologi|grafi|nomi|matika)|kemen\w+")
_ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"])
_SHORT_BODIES = frozenset(
    {"pu", "pp", "kb", "sd", "tk", "ri", "bi", "km", "hm", "ii", "ok", "pt", "cv", "rs", "rt", "rw"}
)
"""Two capitals that are no initials behind a name: agencies, schools, firms."""
_NAME_GAP = (" ", "  ", "-", "'")
_HEADLINE_LENGTH = 130
_LONGEST_LINE = 2000


@dataclass(slots=True)
class Words:
    """A text's words, with the places and the names that are known before any office is read."""

    text: str
    tokens: Tokens
    place_last: list[int]
    """For each word the last word of the place that it is in, or -1."""
    place_end: list[int]
    """For each word where that place ends, its bracketed short form included."""
    shouted: bool
    """Whether the whole text is in capitals."""
    spoken: frozenset[str]
    """Words that stand beside a verb of speaking, lower case: surely names."""
    _prose: dict[int, bool] = field(default_factory=dict)

    def count(self, word: str) -> int:
        """How often a word stands in the text, as printed."""
        return sum(self.tokens[at].text == word for at in self.tokens.positions.get(word.lower(), ()))

    def gap(self, at: int) -> str:
        """What stands between a word and the one before it."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start]

    def is_prose(self, at: int) -> bool:
        """Whether a word stands in running text, not in a headline, where most words are capitalised."""
        floor = max(0, self.tokens[at].start - _LONGEST_LINE)
        start = self.text.rfind("\n", floor, self.tokens[at].start) + 1
        if floor and not start:
            return True
        if start not in self._prose:
            stop = self.text.find("\n", start)
            line = self.text[start : min(stop if stop >= 0 else len(self.text), start + _LONGEST_LINE)].rstrip()
            words = _LONG_WORD.findall(line[: _HEADLINE_LENGTH + 1])
            capitals = sum(word[0].isupper() for word in words)
            ends = line.endswith((".", "!", '"', "'", ")"))
            self._prose[start] = ends or len(line) > _HEADLINE_LENGTH or capitals < 0.7 * len(words)
        return self._prose[start]


def read_words(text: str, places: Sequence[PlaceMention]) -> Words:
    """The words of a text, with the places among them."""
    tokens = tokenise(text)
    place_last, place_end = [-1] * len(tokens), [0] * len(tokens)
    for place in places:
        first = at = tokens.at(place.start)
        while at < len(tokens) and tokens[at].end <= place.end:
            at += 1
        for index in range(first, at):
            place_last[index], place_end[index] = at - 1, place.end
    sample = tokens[:200]
    shouted = sum(map(str.isupper, map(_text, sample))) > len(sample) / 2
    return Words(text, tokens, place_last, place_end, shouted, _spoken(text, tokens, place_last))


@cache
def speaking_verbs() -> tuple[frozenset[str], frozenset[str]]:
    """Verbs that stand before a speaker ("kata", "menurut", "disampaikan"), and those that stand behind."""
    words = official_words().speaking
    before = {*words.after_quote, *words.passive, "menurut"}
    return frozenset(before), frozenset(words.before_clause)


@cache
def no_names() -> frozenset[str]:
    """Words of offices, institutions and headlines, which are nobody's name."""
    words = word_sets()
    return words.titles | words.tail | words.never | words.acting | offices().keys()


def _spoken(text: str, tokens: Tokens, place_last: Sequence[int]) -> frozenset[str]:
    before, behind = speaking_verbs()
    spoken: set[str] = set()
    for index in tokens.where(before):
        if index + 1 < len(tokens):
            after = tokens[index + 1]
            if after.capital and place_last[index + 1] < 0 and text[tokens[index].end : after.start] == " ":
                spoken.add(after.low)
    for index in tokens.where(behind):
        if index and tokens[index - 1].capital and place_last[index - 1] < 0:
            start = index - 1
            while start and tokens[start - 1].capital and text[tokens[start - 1].end : tokens[start].start] == " ":
                start -= 1
            if index - start <= 3:
                spoken.add(tokens[start].low)
    return frozenset(spoken - no_names())


def office_at(words: Words, at: int) -> Office | None:
    """The office that is named from a word on: the longest phrase."""
    for office in offices().get(words.tokens[at].low, ()):
        if len(office.words) == 1:
            return office
        stop = at + len(office.words)
        if (
            stop <= len(words.tokens)
            and words.tokens[at + 1].low == office.words[1]
            and all(
                words.tokens[at + step].low == word and (step == 0 or words.gap(at + step) in (" ", "  ", "-"))
                for step, word in enumerate(office.words)
            )
        ):
            return office
    return None


def is_institution(words: Words, at: int) -> bool:
    """Whether a capitalised word belongs to an institution's name rather than to a person's."""
    token = words.tokens[at]
    following = words.tokens[at + 1].low if at + 1 < len(words.tokens) else ""
    if token.capital and (token.low, following) == ("anak", "agung"):
        return False  # a Balinese name begins: "Anak Agung Ayu Sena"
    if token.text == "Lalu" and following != "lintas":
        return False  # a Sasak one: "Gubernur NTB Lalu Arga Sena"
    if token.low in word_sets().tail or _INSTITUTION.fullmatch(token.low):
        return True
    if not token.capital:
        return False
    before = words.tokens[at - 1].low if at else ""
    if f"{before} {token.low}" in word_sets().pairs:
        return True
    numbered = before in word_sets().tail or before in offices()
    numbered = numbered or (at > 0 and len(token.text) > 1 and is_short(words, at - 1))  # "BBWSS VIII", "KPH XIV"
    if token.low in _ROMAN and token.text.isupper() and numbered:
        after_it = words.tokens[at + 1].low if at + 1 < len(words.tokens) else ""
        return token.low != "i" or after_it not in word_sets().balinese
    if len(token.text) == 1 or token.low in _ROMAN:
        # "Kelas A Nunukan", "PBB P2", "Kabid P2P", "Wakil Ketua I DPRD"; but "I Gede", "A Rahman"
        after = words.text[token.end : token.end + 1]
        if after.isdigit() or after in ",)" or words.text[token.start - 1 : token.start].isdigit():
            return True
        behind = at + 1 < len(words.tokens) and words.gap(at + 1) == " "
        return behind and (
            words.place_last[at + 1] >= 0 or words.tokens[at + 1].low in word_sets().tail or is_short(words, at + 1)
        )
    return is_short(words, at) and token.low not in word_sets().short_forms and token.low not in word_sets().titles


def is_short(words: Words, at: int) -> bool:
    """Whether a word looks like an agency's short form: two capitals or more ("PUPR", "DJPb")."""
    text = words.tokens[at].text
    return not words.shouted and len(text) > 1 and sum(map(str.isupper, text)) > 1


def begins_name(words: Words, at: int) -> bool:
    """Whether a person's name, or a title before it, can begin at a word."""
    sets, token = word_sets(), words.tokens[at]
    if token.low in sets.titles and at + 1 < len(words.tokens):
        return (token.capital or token.low in ("dr", "drg", "drh", "ir", "hj", "drs", "dra")) and (
            words.gap(at + 1) in (" ", ". ", ".", ", ")
            and (words.tokens[at + 1].capital or words.tokens[at + 1].low in sets.titles)
        )
    if not token.capital or token.low in sets.acting:
        return False
    if token.low in sets.never and not _is_month_name(words, at):
        return False
    if len(token.text) <= 2 and re.match(r"[A-Z]{1,2}\.[A-Z]", words.text[token.start : token.start + 4]):
        return False  # "S.Sos": a degree
    if words.place_last[at] >= 0 and not (words.place_last[at] == at and token.low in words.spoken):
        return False
    return office_at(words, at) is None and not is_institution(words, at)


def name_at(words: Words, at: int) -> tuple[int, int]:
    """First and last word of the name that begins at a word, without titles and degrees.

    >>> words = read_words("kata Dr. H. Arga S. Bowo, S.E., M.Si.", [])
    >>> [words.tokens[at].text for at in name_at(words, 1)]
    ['Arga', 'Bowo']
    """
    sets, tokens = word_sets(), words.tokens
    start = at
    while at + 1 < len(tokens) and tokens[at].low in sets.titles and words.gap(at + 1) in (" ", ". ", ".", ", "):
        if not (tokens[at + 1].capital or tokens[at + 1].low in sets.titles):
            break
        at += 1
    first = last = at
    for index in range(at + 1, min(at + LONGEST_NAME, len(tokens))):
        token, gap = tokens[index], words.gap(index)
        before = tokens[index - 1]
        short = len(before.text) <= 2 or before.low in word_sets().short_forms
        if gap not in _NAME_GAP and not (short and gap in (". ", ".")):
            break
        if not token.capital and token.low not in sets.particles:
            break
        if token.low in speaking_verbs()[1]:
            break  # "Kepala Dinas Arga Mengatakan", where every word has a capital
        if gap in (" ", ".") and _initials(words, index):
            continue  # "Efrensia LP Umbing", "Efrensia L.P Umbing": the name goes on behind them
        if gap == "." and (token.low in sets.degrees or len(token.text) < 3):
            last -= last > first and (len(tokens[last].text) == 1 or tokens[last].text == "Sp")  # "Sp.PD"
            break
        if gap == ". " and last > first and before.text in ("S", "M") and token.low in sets.degrees:
            last -= 1  # "Arga Sena S. Kom", "Arga Sena S. STP., M. Si"
            break
        if (token.low in sets.degrees and _looks_like_degree(token)) or unknown_letters(words, index) == "degree":
            break
        named = token.text == "Antara" and words.text[token.end : token.end + 1] == "," and words.is_prose(index)
        if (token.low in sets.stops and not named) or _is_date(words, index) or office_at(words, index):
            break
        if unknown_letters(words, index) == "name":
            last = index
            break
        if is_institution(words, index) and len(token.text) > 1 and token.low not in sets.also_names:
            break
        if words.place_last[index] >= 0 and not _inside_name(words, index):
            break
        last = index
    while last > first and (not tokens[last].capital or tokens[last].low in sets.titles):
        last -= 1
    return (first, last) if last >= first else (start, start)


def _initials(words: Words, at: int) -> bool:
    """Whether one or two capitals are initials: a name goes on right behind them, and no list knows them."""
    token = words.tokens[at]
    if len(token.text) > 2 or not token.text.isupper() or words.shouted or at + 1 >= len(words.tokens):
        return False
    after, sets = words.tokens[at + 1], word_sets()
    name = after.capital and len(after.text) > 2 and not after.text.isupper() and words.place_last[at + 1] < 0
    name = name and words.gap(at + 1) in (" ", ". ") and office_at(words, at + 1) is None
    known = {token.low, after.low} & (sets.degrees | sets.tail | sets.titles | sets.stops | _ROMAN)
    return name and not known and not is_institution(words, at + 1)


def unknown_letters(words: Words, at: int) -> Literal["degree", "name"] | None:
    """What capitals behind a name are that no list knows: "Arga SAP mengatakan" a degree, "Arga HPLA, di" a name.

    Degrees begin with S or M; the short form of an agency is followed by its place or its next word.
    """
    text = words.tokens[at].text
    if not (2 <= len(text) <= 4 and text.isalpha() and text.isupper()) or words.shouted or not words.is_prose(at):
        return None
    if len(text) == 2 and (words.tokens[at].low in word_sets().degrees | _SHORT_BODIES | _ROMAN):
        return None
    known = words.tokens[at].low in word_sets().tail or text in official_words().speaking.bodies
    behind = words.text[words.tokens[at].end :][:2]
    if known or not (behind[:1] == "," or (behind[:1] == " " and behind[1:].islower())):
        return None
    return "degree" if text[0] in "SM" else "name"


def _looks_like_degree(token: Token) -> bool:
    """ "SE", "SSTP", "Spd": not "Med", "Sip" or "Ma" inside a name."""
    vowels = sum(letter in "aeiou" for letter in token.low)
    return len(token.text) <= 5 and (sum(map(str.isupper, token.text)) > 1 or (vowels == 0 and len(token.text) > 2))


def _inside_name(words: Words, at: int) -> bool:
    """A one-word place that a name goes on behind ("Sutha Lingga Padmini"), or that is part of a known name."""
    if words.place_last[at] != at:
        return False
    if words.tokens[at].low in words.spoken or at + 1 >= len(words.tokens):
        return words.tokens[at].low in words.spoken
    after = words.tokens[at + 1]
    return after.capital and words.gap(at + 1) == " " and begins_name(words, at + 1)


def _is_month_name(words: Words, at: int) -> bool:
    """ "Juli Oktarina": a month, and a name goes on behind it."""
    if words.tokens[at].low not in word_sets().dates or at + 1 >= len(words.tokens) or words.gap(at + 1) != " ":
        return False
    after = words.tokens[at + 1]
    return after.capital and after.low not in word_sets().never and not is_institution(words, at + 1)


def _is_date(words: Words, at: int) -> bool:
    """A day or a month, not "Juli" inside a name."""
    token = words.tokens[at]
    return token.low in word_sets().dates and words.text[token.end : token.end + 3].strip(" (,")[:1].isdigit()


def is_short_form_of(short: str, name: str) -> bool:
    """Whether a short form's letters stand in this order in a name, from its first letter on.

    >>> is_short_form_of("Hergun", "Heri Gunawan"), is_short_form_of("Kotim", "Heri Gunawan")
    (True, False)
    """
    low = name.lower().replace(" ", "")
    rest = iter(low)
    return low[:1] == short[:1].lower() and all(letter in rest for letter in short.lower())


def in_headline(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """In a line of capitalised words a name is only what the text names again."""
    if words.is_prose(first):
        return first, last
    while last >= first:
        if all(words.count(words.tokens[at].text) > 1 for at in range(first, last + 1)):
            return first, last
        last -= 1
    return None
