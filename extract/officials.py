"""Who holds an office in a text: the office as printed, the person's name without titles and degrees, and later mentions.

The phrase is read from its office word on: acting word, office, agency (with its short form in brackets), place, then
the name, with or without a comma; or the name first and the office behind a comma. Nobody without an office is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.mentions import OfficialMention, PlaceMention
from extract.office_words import Office, offices, official_words, word_sets
from extract.tokens import Token, tokenise

_DIGITS = re.compile(r"\d[\d./]*")
_ABBREVIATION = frozenset(
    {"prov", "kab", "kec", "plt", "pj", "plh", "pjs", "dr", "drs", "dra", "ir", "h", "hj", "prof", "st", "bid", "kel", "jend", "letkol", "kol", "may"}
)  # fmt: skip
_BRACKET_LENGTH = 70
_LONGEST_NAME = 6


@dataclass(slots=True)
class _Found:
    """One office phrase: tokens of the role and of the name, last inclusive."""

    office: Office
    first: int
    role_last: int
    role_end: int
    """Offset behind the role, brackets included."""
    name: tuple[int, int] | None = None
    rule: str = "office alone"
    end: int = 0


@dataclass(slots=True)
class _Text:
    text: str
    tokens: list[Token]
    inside: list[int]
    """For each token the last token of the place that it is in, or -1."""
    shouted: bool
    spoken: frozenset[str]
    """Words that stand beside a verb of speaking: surely names."""
    plain_lines: dict[int, bool]

    def gap(self, at: int) -> str:
        return self.text[self.tokens[at - 1].end : self.tokens[at].start]


def find_officials(text: str, *, places: Sequence[PlaceMention] = ()) -> list[OfficialMention]:
    """All mentions of people in office, and of offices alone, in the order of the text.

    >>> found = find_officials("Kata Kepala Bappeda Mulyo, H. Arga Sena, S.E. Arga menyebut Pj Bupati Mulyo.")
    >>> [(official.name, official.role, official.second) for official in found]
    [('Arga Sena', 'Kepala Bappeda Mulyo', False), ('Arga Sena', 'Kepala Bappeda Mulyo', True), (None, 'Pj Bupati Mulyo', False)]
    """
    scan = _scan(text, places)
    found: list[_Found] = []
    at = 0
    while at < len(scan.tokens):
        phrase = _phrase(scan, at, found[-1].end if found else 0)
        if phrase is None:
            at += 1
            continue
        found.append(phrase)
        at = (phrase.name[1] if phrase.name else phrase.role_last) + 1
        while at < len(scan.tokens) and scan.tokens[at].start < phrase.end:
            at += 1
    _names_before(scan, found)
    return _mentions(scan, found)


def _scan(text: str, places: Sequence[PlaceMention]) -> _Text:
    tokens = tokenise(text)
    inside = [-1] * len(tokens)
    at = 0
    for place in places:
        while at < len(tokens) and tokens[at].start < place.start:
            at += 1
        first = at
        while at < len(tokens) and tokens[at].end <= place.end:
            at += 1
        for index in range(first, at):
            inside[index] = at - 1
    speaking = official_words().speaking
    verbs = {form for verb in speaking.after_quote for form in (verb, f"{verb}nya")} | set(speaking.before_clause)
    words, spoken = word_sets(), set()
    for index, token in enumerate(tokens):
        if token.low not in verbs and token.low != "menurut":
            continue
        if index + 1 < len(tokens) and tokens[index + 1].capital and text[token.end : tokens[index + 1].start] == " ":
            spoken.add(tokens[index + 1].low)
        if index and tokens[index - 1].capital and token.low in speaking.before_clause:
            start = index - 1
            while start and tokens[start - 1].capital and text[tokens[start - 1].end : tokens[start].start] == " ":
                start -= 1
            if start == index - 1 or index - start <= 3:
                spoken.add(tokens[start].low)
    spoken -= words.tail | words.never | words.titles | words.acting | offices().keys()
    capitals = sum(token.text.isupper() for token in tokens)
    return _Text(text, tokens, inside, capitals > len(tokens) / 2, frozenset(spoken), {})


def _office(scan: _Text, at: int) -> Office | None:
    for office in offices().get(scan.tokens[at].low, ()):
        if len(office.words) == 1:
            return office
        stop = at + len(office.words)
        if stop <= len(scan.tokens) and all(
            scan.tokens[at + step].low == word and (step == 0 or scan.gap(at + step) in (" ", "  "))
            for step, word in enumerate(office.words)
        ):
            return office
    return None


def _phrase(scan: _Text, at: int, floor: int) -> _Found | None:
    office = _office(scan, at)
    first = at
    acting = word_sets().acting
    if office is None:
        # "Plt. Badan Pendapatan Daerah": the office word itself is left out
        if scan.tokens[at].low not in ("plt", "pj", "plh", "pjs") or at + 1 >= len(scan.tokens):
            return None
        if scan.tokens[at + 1].low not in word_sets().tail or not scan.tokens[at + 1].capital:
            return None
        office = Office((scan.tokens[at].low,), "agency")
    last = at + len(office.words) - 1
    while (
        first
        and scan.tokens[first - 1].low in acting
        and not scan.gap(first).strip(" ().")
        and "\n" not in scan.gap(first)
    ):
        if scan.tokens[first - 1].start < floor:
            break
        first -= 1
    made = _Found(office, first, last, scan.tokens[last].end)
    _tail(scan, made)
    made.end = max(made.role_end, scan.tokens[made.name[1]].end if made.name else 0)
    head = scan.tokens[at]
    bare = made.role_last == last
    if not head.capital and scan.tokens[first].text[0].islower() and made.name is None:
        return None
    if not head.capital and bare and office.kind == "agency":
        return None
    phrase = " ".join(token.low for token in scan.tokens[at : at + len(office.words) + 1])
    if made.name is None and any(phrase.startswith(other) for other in word_sets().not_offices):
        return None
    return made


def _clean_gap(gap: str) -> str:
    return _DIGITS.sub("", gap).replace(" ", "")


def _tail(scan: _Text, made: _Found) -> None:
    """Reads role and name behind the office word."""
    words = word_sets()
    at = made.role_last + 1
    firm = False
    comma_at = -1
    while at < len(scan.tokens):
        gap, token = scan.gap(at), scan.tokens[at]
        if "\n" in gap:
            return
        clean = _clean_gap(gap)
        if "(" in clean and ")" not in clean:
            opened = scan.tokens[at - 1].end + gap.index("(")
            closed = scan.text.find(")", opened, opened + _BRACKET_LENGTH)
            if closed < 0 or "\n" in scan.text[opened:closed]:
                return
            made.role_end = closed + 1
            while at < len(scan.tokens) and scan.tokens[at].start < closed:
                made.role_last = at
                at += 1
            continue
        comma = clean in (",", "),", "/,")
        if clean == "." and scan.tokens[at - 1].low not in _ABBREVIATION and len(scan.tokens[at - 1].text) > 1:
            return
        if not comma and clean.strip("-/&).–") != "":
            return
        if comma:
            if comma_at >= 0 and comma_at == at - 1:
                return
            comma_at = at
            if scan.inside[at] >= 0 and token.low not in words.tail:
                # "Pj Bupati Lamandau, Kalimantan Tengah Lilis Suriani": not part of the role
                after = scan.inside[at] + 1
                if after < len(scan.tokens) and _clean_gap(scan.gap(after)) in ("", ",") and _begins_name(scan, after):
                    made.name, made.rule = _name(scan, after), "office, name"
                return
            if _begins_name(scan, at):
                made.name, made.rule = _name(scan, at), "office, name"
                return
            if (
                made.office.kind != "agency"
                or token.low not in words.after_comma
                or not (token.capital or token.low == "dan")
            ):
                return
            at += 1
            if token.low != "dan":
                made.role_last, made.role_end = at - 1, token.end
            continue
        if scan.inside[at] >= 0 and not (
            token.low in words.tail and token.low not in ("kabupaten", "kota", "provinsi")
        ):
            made.role_last = scan.inside[at]
            made.role_end = scan.tokens[made.role_last].end
            at = made.role_last + 1
            continue
        if token.low in words.tail and (token.capital or at == made.role_last + 1):
            if made.office.kind == "place" and token.low not in _PLACE_TAIL and made.office.words[0] not in ("sekda",):
                if _office(scan, at):
                    return
            firm = firm or token.low in words.firms
            made.role_last, made.role_end = at, token.end
            at += 1
            continue
        if token.low in words.joins or (token.low in words.tail and not token.capital):
            at += 1
            continue
        if not token.capital and token.low not in ("dr", "drg", "drh", "ir", "hj", "drs"):
            return
        if _office(scan, at) and made.office.kind != "agency":
            return
        if _is_short(scan, token) and not _is_name_short(token):
            made.role_last, made.role_end = at, token.end
            firm = firm or token.low in words.firms
            at += 1
            continue
        if at != made.role_last + 1 and token.low not in words.titles:
            return
        _unknown_run(scan, made, at, firm)
        return


_PLACE_TAIL = frozenset(
    {
        "kabupaten",
        "kota",
        "provinsi",
        "kab",
        "prov",
        "kecamatan",
        "desa",
        "kelurahan",
        "daerah",
        "ri",
        "republik",
        "indonesia",
    }
)


def _unknown_run(scan: _Text, made: _Found, at: int, firm: bool) -> None:
    """Capitalised words without a comma before them: the name, or the rest of an agency's name with the person behind."""
    if not _begins_name(scan, at):
        return
    first, last = _name(scan, at)
    bare = made.role_last == made.first + len(made.office.words) - 1 or firm
    after = last + 1
    if made.office.kind == "agency" and bare:
        if after < len(scan.tokens) and _clean_gap(scan.gap(after)) == "," and _begins_name(scan, after):
            other = _name(scan, after)
            behind = scan.text[scan.tokens[other[1]].end : scan.tokens[other[1]].end + 2]
            if not re.match(r"\s?[A-Z]", behind):
                made.role_last, made.role_end = last, scan.tokens[last].end
                made.name, made.rule = other, "office, name"
                return
        for index in range(first + 1, last + 1):
            if scan.tokens[index].low in scan.spoken:
                made.role_last, made.role_end = index - 1, scan.tokens[index - 1].end
                first = index
                break
    if (name := _in_headline(scan, first, last)) is not None:
        made.name, made.rule = name, "office name"


def _in_headline(scan: _Text, first: int, last: int) -> tuple[int, int] | None:
    """In a line of capitalised words a name is only what the text names again."""
    text = scan.text
    start = text.rfind("\n", 0, scan.tokens[first].start) + 1
    if start not in scan.plain_lines:
        stop = text.find("\n", start)
        line = text[start : stop if stop >= 0 else len(text)].rstrip()
        words = re.findall(r"[^\W\d_]{3,}", line[:400])
        capitals = sum(word[0].isupper() for word in words)
        scan.plain_lines[start] = line.endswith((".", "!", '"', "'")) or capitals < 0.7 * len(words)
    if scan.plain_lines[start]:
        return first, last
    while last >= first:
        name = text[scan.tokens[first].start : scan.tokens[last].end]
        if len(re.findall(rf"\b{re.escape(name)}\b", text)) > 1:
            return first, last
        last -= 1
    return None


def _is_short(scan: _Text, token: Token) -> bool:
    """An agency's short form: two capitals or more ("PUPR", "DJPb")."""
    return not scan.shouted and len(token.text) > 1 and sum(letter.isupper() for letter in token.text) > 1


def _is_name_short(token: Token) -> bool:
    return token.low in ("hm", "km", "mhd", "muh", "moh", "abd", "mh") or token.low in word_sets().titles


def _begins_name(scan: _Text, at: int) -> bool:
    words, token = word_sets(), scan.tokens[at]
    if token.low in words.titles:
        return at + 1 < len(scan.tokens)
    if not token.capital or token.low in words.never or token.low in words.tail or token.low in words.acting:
        return False
    if scan.inside[at] >= 0 and not (scan.inside[at] == at and token.low in scan.spoken):
        return False
    if _office(scan, at):
        return False
    return not _is_short(scan, token) or _is_name_short(token)


def _name(scan: _Text, at: int) -> tuple[int, int]:
    """First and last token of the name that begins at a token, titles and degrees cut."""
    words, tokens = word_sets(), scan.tokens
    start = at
    while at + 1 < len(tokens) and tokens[at].low in words.titles and scan.gap(at + 1) in (" ", ". ", ".", ", "):
        if not (tokens[at + 1].capital or tokens[at + 1].low in words.titles):
            break
        at += 1
    first = last = at
    for index in range(at + 1, min(at + _LONGEST_NAME, len(tokens))):
        token, gap = tokens[index], scan.gap(index)
        short = len(tokens[index - 1].text) <= 2 or tokens[index - 1].low in ("moh", "muh", "mhd", "abd", "mochamad")
        if gap not in (" ", "  ", "-", "'") and not (short and gap in (". ", ".")):
            break
        if not token.capital and token.low not in words.particles:
            break
        if gap == "." and (token.low in words.degrees or len(token.text) < 3):
            last -= last > first and len(tokens[last].text) == 1
            break
        if token.low in words.degrees and (
            len(token.text) <= 4 and (token.text.isupper() or token.text[1:2].isupper())
        ):
            break
        if token.low in words.never or token.low in words.tail or _office(scan, index):
            break
        if scan.inside[index] >= 0 and scan.inside[index] != index:
            break
        if _is_short(scan, token) and len(token.text) > 2:
            break
        last = index
    while last > first and (not tokens[last].capital or tokens[last].low in words.titles - {"r"}):
        last -= 1
    return (first, last) if last >= first else (start, start)


def _names_before(scan: _Text, found: list[_Found]) -> None:
    """ "Arga Sena, Kepala Bappeda Mulyo": the name in front of an office that has none behind it."""
    words = word_sets()
    floor = 0
    for phrase in found:
        if phrase.name is not None or phrase.first == 0:
            floor = phrase.end
            continue
        gap = scan.text[scan.tokens[phrase.first - 1].end : scan.tokens[phrase.first].start]
        last = phrase.first - 1
        if gap == " " and scan.tokens[last].low in ("selaku", "sebagai") and last:
            last -= 1
        elif gap not in (", ", " (", ",", " - ", " – "):
            floor = phrase.end
            continue
        first = last + 1
        while first > 0 and last - first < _LONGEST_NAME - 1:
            token = scan.tokens[first - 1]
            if token.start < floor or not token.capital or token.low in words.never or token.low in words.tail:
                break
            if (
                scan.inside[first - 1] >= 0
                or _office(scan, first - 1)
                or (first <= last and scan.gap(first) not in (" ", ". "))
            ):
                break
            first -= 1
        while first <= last and scan.tokens[first].low in words.titles:
            first += 1
        alone = first == last and scan.tokens[first].low not in scan.spoken
        if first <= last and not alone and not _is_short(scan, scan.tokens[first]):
            phrase.name, phrase.rule = (first, last), "name, office"
        floor = phrase.end


def _role(scan: _Text, phrase: _Found) -> str:
    role = scan.text[scan.tokens[phrase.first].start : phrase.role_end]
    return re.sub(r"\s+", " ", role).strip(" ,-")


def _mentions(scan: _Text, found: Sequence[_Found]) -> list[OfficialMention]:
    from extract.later_mentions import with_later

    made: list[OfficialMention] = []
    for phrase in found:
        role = _role(scan, phrase)
        name = None
        start, end = scan.tokens[phrase.first].start, phrase.role_end
        if phrase.name:
            first, last = scan.tokens[phrase.name[0]], scan.tokens[phrase.name[1]]
            name = re.sub(r"\s+", " ", scan.text[first.start : last.end])
            start, end = min(start, first.start), max(end, last.end)
        made.append(OfficialMention(name, role, start, end, scan.text[start:end], phrase.rule))
    return with_later(scan.text, scan.tokens, made)
