"""Who holds an office in a text: the office as printed, the person's name without titles, and later mentions.

The phrase is read from its office word on: acting word, office, agency (with its short form in brackets), place, then
the name, with or without a comma; or the name first and the office behind a comma. Somebody without an office is found
only by a verb of speaking, in a text that names nobody in office.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from extract.later_mentions import with_later
from extract.mentions import OfficialMention, PlaceMention
from extract.office_phrases import ACTING_ALONE, Phrase, phrase_at
from extract.office_words import offices, official_words, word_sets
from extract.person_names import (
    LONGEST_NAME,
    Words,
    begins_name,
    is_institution,
    is_short,
    name_at,
    office_at,
    read_words,
    speaking_verbs,
)

_DOUBLED = re.compile(r"\b((?:\w+ ){1,4})\1")
"""Words that a paper printed twice: "Sekretaris Dinas Sekretaris Dinas Kesehatan"."""
_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"\s+")
_RULE = re.compile(r"(?:per|kep|in)(?:pres|men|da|gub|bup|wal)|undang")
"""What an article goes by, and nobody: "menurut Perpres, …"."""
_ALSO = re.compile(
    r",?\s+(?:yang\s+)?(?:juga|sekaligus|merangkap|selaku)(?:\s+(?:juga|menjabat|selaku|sebagai|sekaligus|merangkap))*\s+",
    re.IGNORECASE,
)
"""Between two offices of one person."""
_BEFORE_OFFICE = (", ", " (", ",", " - ", " – ", "; ")


def find_officials(text: str, *, places: Sequence[PlaceMention] = ()) -> list[OfficialMention]:
    """All mentions of people in office, and of offices alone, in the order of the text.

    >>> found = find_officials("Kata Kepala Bappeda, H. Arga Sena, S.E., capaian naik. Arga menyebut Pj Bupati.")
    >>> [(official.name, official.role, official.second) for official in found]
    [('Arga Sena', 'Kepala Bappeda', False), ('Arga Sena', 'Kepala Bappeda', True), (None, 'Pj Bupati', False)]
    """
    words = read_words(text, places)
    found: list[Phrase] = []
    free = 0
    for at in words.tokens.where(_firsts()):
        phrase = phrase_at(words, at, found[-1].end if found else 0) if at >= free else None
        if phrase is None:
            continue
        found.append(phrase)
        free = (phrase.name[1] if phrase.name else phrase.role_last) + 1
        while free < len(words.tokens) and words.tokens[free].start < phrase.end:
            free += 1
    _names_before(words, found)
    found = _held_by_one(words, found)
    first = _first_mentions(words, found)
    if not any(mention.name for mention in first):
        first = sorted([*first, *_spoken_names(words, first)], key=lambda mention: mention.start)
    return with_later(words, first)


@cache
def _firsts() -> frozenset[str]:
    """The words that an office phrase begins with."""
    return ACTING_ALONE | offices().keys()


def _spoken_names(words: Words, offices: Sequence[OfficialMention]) -> list[OfficialMention]:
    """ "kata Arga Sena saat membuka": who speaks in a text that names nobody in office, under the full name once."""
    taken = [(mention.start, mention.end) for mention in offices]
    made: dict[str, OfficialMention] = {}
    where: defaultdict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(words.tokens):
        if token.low in words.spoken:
            where[token.text].append(at)
    for at, token in enumerate(words.tokens[1:], 1):
        before = words.tokens[at - 1].low
        if words.gap(at) != " " or not (
            before in official_words().speaking.after_quote
            or (before == "menurut" and not _RULE.match(token.low) and words.text[token.end : token.end + 1] == ",")
        ):
            continue
        if (
            token.low not in words.spoken
            or token.low in made
            or words.place_last[at] >= 0
            or not begins_name(words, at)
            or not words.is_prose(at)  # "Dinas Sebut Progres Pasar 90 Persen", a headline
        ):
            continue
        same = (index for index in where[token.text] if words.is_prose(index))
        first, last = max(
            (name_at(words, index) for index in same), key=lambda span: span[1] - span[0], default=(at, at)
        )
        begin, end = words.tokens[first].start, words.tokens[last].end
        if _of_institution(words, last + 1):
            continue  # "kata Analis Kebijakan Dinas Sosial": an office that no list knows
        if not any(start < end and begin < stop for start, stop in taken):
            name = _BLANKS.sub(" ", words.text[begin:end])
            if begin > token.start:  # the full name comes later
                begin, end = token.start, token.end
            made[token.low] = OfficialMention(name, None, begin, end, words.text[begin:end], "spoken name")
    return list(made.values())


def _of_institution(words: Words, at: int) -> bool:
    """Whether a word goes on with the institution of what stands before it."""
    return at < len(words.tokens) and words.gap(at) == " " and words.tokens[at].capital and is_institution(words, at)


def _held_by_one(words: Words, found: Sequence[Phrase]) -> list[Phrase]:
    """The phrases with the name of a second office given to the first: "Sekda Kotim yang juga Plt Kadis, Arga Sena"."""
    made: list[Phrase] = []
    for phrase in found:
        before = made[-1] if made else None
        if before is not None and before.name is None and phrase.name is not None:
            between = words.text[before.end : words.tokens[phrase.first].start]
            if _ALSO.fullmatch(between) and phrase.name[0] > phrase.role_last:
                before.name, before.rule, before.end = phrase.name, "offices, name", phrase.end
                continue
        made.append(phrase)
    return made


def _names_before(words: Words, found: Sequence[Phrase]) -> None:
    """ "Arga Sena, Kepala Bappeda Mulyo": the name in front of an office that has none behind it."""
    floor = 0
    for phrase in found:
        if (phrase.name is None or phrase.weak) and phrase.first > 0 and not phrase.bare:
            before = _name_before(words, phrase, floor)
            if before and phrase.name and words.tokens[before[0]].low in words.spoken:
                # "kata Arga, Ketua Paguyuban Anu Itu": the words behind the office are the institution's
                phrase.role_last = phrase.name[1]
                phrase.role_end = phrase.end = words.tokens[phrase.role_last].end
                phrase.name, phrase.rule = before, "name, office"
            elif before and not phrase.name:
                phrase.name, phrase.rule = before, "name, office"
        floor = phrase.end


def _name_before(words: Words, phrase: Phrase, floor: int) -> tuple[int, int] | None:
    sets = word_sets()
    last = phrase.first - 1
    if words.gap(phrase.first) == " " and words.tokens[last].low in ("selaku", "sebagai", "ialah", "adalah") and last:
        last -= 1
        while last > 0 and _is_degree(words, last) and not words.tokens[last].text.istitle():
            last -= 1  # "Arga Sena SSos MSi selaku Kadis"
    elif _is_degree(words, last):
        # "Arga Sena, S.T., M.M Kepala Dinas"
        while last > 0 and _is_degree(words, last):
            last -= 1
        plain = sum(map(str.isupper, words.tokens[last + 1].text)) > 1  # "Arga Sena SSos MSi, Kepala Bappeda"
        if "," not in words.gap(last + 1) and not (plain and words.gap(phrase.first) in _BEFORE_OFFICE):
            return None
    elif words.gap(phrase.first) not in _BEFORE_OFFICE and not _heads_sentence(words, phrase, last):
        return None
    first = last + 1
    while first > 0 and last - first < LONGEST_NAME - 1:
        token = words.tokens[first - 1]
        if token.start < floor or not token.capital or token.low in sets.never or is_institution(words, first - 1):
            break
        if words.place_last[first - 1] >= 0 or office_at(words, first - 1) or token.low in speaking_verbs()[0]:
            break
        if first <= last and words.gap(first) not in (" ", ". "):
            break
        first -= 1
    while first <= last and words.tokens[first].low in sets.titles:
        first += 1
    if first > last or is_short(words, first):
        return None
    if first == last and words.tokens[first].low not in words.spoken:
        return None
    return first, last


def _heads_sentence(words: Words, phrase: Phrase, last: int) -> bool:
    """Whether a name and its office, without a comma, are who speaks: "Arga Sena Kepala Bappeda Mulyo menuturkan"."""
    behind = phrase.role_last + 1
    if words.gap(phrase.first) != " " or phrase.office.kind != "agency" or behind >= len(words.tokens):
        return False
    first = last
    while first > 0 and words.gap(first) == " " and words.tokens[first - 1].capital:
        first -= 1
    opens = first == 0 or "\n" in words.gap(first) or words.gap(first).strip().endswith((".", "”", '"'))
    return opens and 0 < last - first < LONGEST_NAME and words.tokens[behind].low in speaking_verbs()[1]


def _is_degree(words: Words, at: int) -> bool:
    token = words.tokens[at]
    return token.capital and (len(token.text) == 1 or (token.low in word_sets().degrees and len(token.text) < 5))


def _first_mentions(words: Words, found: Sequence[Phrase]) -> list[OfficialMention]:
    made: list[OfficialMention] = []
    agency: tuple[str, str] | None = None
    for phrase in found:
        first = words.tokens[phrase.first]
        role = _BLANKS.sub(" ", words.text[first.start : phrase.role_end]).strip(" ,-")
        said = _WORD.findall(role)
        role = _DOUBLED.sub(r"\1", role) if len(set(said)) < len(said) else role
        if phrase.office.kind == "agency" and phrase.bare and phrase.name and agency:
            # "Kepala Disdukcapil Kotim, Arga, melalui Sekretaris Dira": of the same agency
            role = f"{role} {agency[1]}"
        elif phrase.office.kind == "agency" and not phrase.bare:
            head = words.tokens[phrase.first]
            behind = words.text[head.end : phrase.role_end].strip()
            agency = (role, _BLANKS.sub(" ", behind)) if " " not in role.removesuffix(behind).strip() else agency
        name, start, end = None, first.start, phrase.role_end
        if phrase.name:
            begin, stop = words.tokens[phrase.name[0]], words.tokens[phrase.name[1]]
            name = _BLANKS.sub(" ", words.text[begin.start : stop.end])
            start, end = min(start, begin.start), max(end, stop.end)
        made.append(OfficialMention(name, role, start, end, words.text[start:end], phrase.rule))
    return made
