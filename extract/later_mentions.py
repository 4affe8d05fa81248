"""Second mentions of people in office: "Arga", "Sena", "dia", "Bupati" alone resolve to the first."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz

from extract.mentions import OfficialMention
from extract.office_words import offices, word_sets
from extract.person_names import Words, is_short_form_of, no_names, speaking_verbs
from extract.tokens import Token

_PRONOUNS = frozenset({"dia", "ia", "dirinya", "beliau"})
_NOT_PEOPLE = frozenset({"jalan", "rsud", "masjid", "universitas", "jl", "gedung", "stadion", "bandara"})
_KEPT = 1_000
"""Roles whose office word is remembered."""
_SAME_OFFICE = {
    "wabup": "wakil bupati",
    "walikota": "wali kota",
    "wagub": "wakil gubernur",
    "wakil walikota": "wakil wali kota",
}
_ALIKE = 80
"""Least likeness, of 100, of a surname printed in two ways."""
_NAMESAKES = 8
"""Names with a word in common in one office, from which on nobody can tell who is meant."""
_BRACKET = re.compile(r"[,\s]*\(\s*([A-Z][a-z]{2,15})\s*\)")

_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_FORMER = re.compile(r"(?:mantan|eks)\b", re.IGNORECASE)
_THAT = re.compile(r"\s+(?:itu|ini|tersebut)\b")


@dataclass(slots=True)
class _Known:
    """Who has been named so far."""

    parts: dict[str, OfficialMention] = field(default_factory=dict)
    """Each word of a name, lower case, to whom it was last."""
    by_prefix: defaultdict[str, dict[str, OfficialMention]] = field(default_factory=lambda: defaultdict(dict))
    offices: dict[str, OfficialMention] = field(default_factory=dict)
    roles: dict[str, OfficialMention] = field(default_factory=dict)
    last: OfficialMention | None = None

    def may_mean(self, low: str) -> bool:
        """Whether a word, in lower case, can mean somebody who was named: few words do."""
        return low in self.parts or low[:3] in self.by_prefix or low in _PRONOUNS

    def learn(self, mention: OfficialMention, text: str) -> int:
        """Remembers a named person; "Heri Gunawan (Hergun)" also under the short form; where that ends is returned."""
        parts = [part.lower() for part in _LONG_WORD.findall(mention.name or "")]
        short = _BRACKET.match(text, mention.end)
        if short and is_short_form_of(short.group(1), mention.name or ""):
            parts.append(short.group(1).lower())
        else:
            short = None
        for part in parts:
            self.parts[part] = mention
            self.by_prefix[part[:3]][part] = mention
        self.roles[mention.role or ""] = mention
        if not mention.second:
            self.offices[office_key(mention.role or "")] = mention
        self.last = mention
        return short.end() if short else mention.end


@lru_cache(maxsize=_KEPT)
def office_key(role: str) -> str:
    """The office word of a role, acting words left out: what a later "Bupati" alone is compared with.

    >>> office_key("Plt Wabup Seruyan"), office_key("Kepala Dinas Kesehatan")
    ('wakil bupati', 'kepala')
    """
    words: list[str] = _WORD.findall(role.lower())
    while words and words[0] in word_sets().acting:
        words.pop(0)
    if not words:
        return ""
    first = words[0]
    for office in offices().get(first, ()):
        if tuple(words[: len(office.words)]) == office.words:
            first = " ".join(office.words)
            break
    return _SAME_OFFICE.get(first, first)


def with_later(words: Words, first: Sequence[OfficialMention]) -> list[OfficialMention]:
    """First mentions, with those behind them that mean one of them; sorted."""
    text, tokens = words.text, words.tokens
    made: list[OfficialMention] = []
    known = _Known()
    pending = deque(_in_full(first))
    if not pending:
        return made
    waiting = deque(sorted({*tokens.capitals, *tokens.where(_PRONOUNS)}))  # no other word means somebody
    while waiting or pending:
        if pending and (not waiting or tokens[waiting[0]].end > pending[0].start):
            mention = _resolved(pending.popleft(), known, text)
            end = known.learn(mention, text) if mention.name else mention.end
            made.append(mention)
            while waiting and tokens[waiting[0]].start < end:
                if pending and tokens[waiting[0]].end > pending[0].start:
                    break
                waiting.popleft()
            continue
        at = waiting.popleft()
        token = tokens[at]
        if known.last is None or not known.may_mean(token.low):
            continue
        step = 1
        found: OfficialMention | None = None
        if token.capital:
            if token.low in known.parts:
                found, step = _named_again(text, tokens, at, known.parts[token.low])
            elif (
                len(token.text) > 2 and token.low[:3] in known.by_prefix and (who := _nickname(text, tokens, at, known))
            ):
                found = _again(token.start, token.end, text, who, "short name")
        if found is None and token.low in _PRONOUNS:
            found = _again(token.start, token.end, text, known.last, "pronoun")
        if found:
            made.append(found)
            known.last = found
        while waiting and waiting[0] < at + step:
            waiting.popleft()
    return made


def _in_full(first: Sequence[OfficialMention]) -> list[OfficialMention]:
    """The mentions, each short one of an office under the full name: "Bupati Arga", "Bupati Mulyo Arga Sena"."""
    keys = [office_key(mention.role or "") for mention in first]
    known: defaultdict[tuple[str, str], dict[tuple[str, ...], OfficialMention]] = defaultdict(dict)
    for mention, key in zip(first, keys, strict=True):
        parts = _parts(mention)
        for part in parts:
            holders = known[key, part]
            if len(holders) < _NAMESAKES:
                holders.setdefault(parts, mention)
    made = []
    for mention, key in zip(first, keys, strict=True):
        mine = _parts(mention)
        holders = known[key, mine[0]] if mine else {}
        longer = [who for parts, who in holders.items() if len(parts) > len(mine) and _within(mine, parts)]
        if len(longer) == 1 and len(holders) < _NAMESAKES:
            mention = replace(mention, name=longer[0].name, role=longer[0].role, rule="in full", second=True)
        made.append(mention)
    return made


def _parts(mention: OfficialMention) -> tuple[str, ...]:
    return tuple(part.lower() for part in _WORD.findall(mention.name or ""))


def _within(short: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a name's words stand in a longer one, in one piece."""
    return any(tuple(whole[at : at + len(short)]) == tuple(short) for at in range(len(whole) - len(short) + 1))


def _resolved(mention: OfficialMention, known: _Known, text: str) -> OfficialMention:
    """An office alone is whoever holds it, if the text has said so."""
    role = mention.role or ""
    if mention.name is not None:
        return mention
    key = office_key(role)
    if _FORMER.match(role) and _THAT.match(text, mention.end) and known.last is not None:
        return _again(mention.start, mention.end, text, known.last, "former office")  # "Mantan Camat Selat itu"
    bare = role.count(" ") == key.count(" ") or role.lower() in _SAME_OFFICE
    who = known.offices.get(key) if bare else known.roles.get(role)
    return _again(mention.start, mention.end, text, who, "office again") if who else mention


def _again(start: int, end: int, text: str, who: OfficialMention, rule: str) -> OfficialMention:
    return OfficialMention(who.name, who.role, start, end, text[start:end], rule, second=True)


def _named_again(
    text: str, tokens: Sequence[Token], at: int, who: OfficialMention
) -> tuple[OfficialMention | None, int]:
    """A word of a known name, as far as the name goes on; None inside somebody else's name or a street's."""
    parts = [part.lower() for part in _WORD.findall(who.name or "")]
    last = at
    while last + 1 < len(tokens):
        gap, after = text[tokens[last].end : tokens[last + 1].start], tokens[last + 1]
        if gap != " " and not (gap in (". ", ".") and len(tokens[last].text) <= 2):
            break
        alike = after.low in parts or (len(after.low) > 3 and any(fuzz.ratio(after.low, p) >= _ALIKE for p in parts))
        if not after.capital or not alike:
            break
        last += 1
    step = last + 1 - at
    if at and text[tokens[at - 1].end : tokens[at].start] == " ":
        before = tokens[at - 1]
        other = before.capital and before.low not in parts and before.low not in no_names()
        if (other and not _begins_sentence(text, before)) or before.low in _NOT_PEOPLE:
            return None, step
    if last == at and last + 1 < len(tokens) and text[tokens[last].end : tokens[last + 1].start] == " ":
        after = tokens[last + 1]
        if after.capital and after.low not in no_names():
            return None, step
    return _again(tokens[at].start, tokens[last].end, text, who, "second name"), step


def _begins_sentence(text: str, token: Token) -> bool:
    return re.search(r"(?:^|[.!?\"'\n])\s*\Z", text[max(0, token.start - 3) : token.start]) is not None


def _nickname(text: str, tokens: Sequence[Token], at: int, known: _Known) -> OfficialMention | None:
    """ "Desi menambahkan" after "Desilia": the beginning of a known name beside a verb of speaking."""
    fits = [who for part, who in known.by_prefix.get(tokens[at].low[:3], {}).items() if part.startswith(tokens[at].low)]
    if not fits or any(who.name != fits[0].name for who in fits):
        return None
    before, behind = speaking_verbs()
    if at and tokens[at - 1].low in before and text[tokens[at - 1].end : tokens[at].start] == " ":
        return fits[0]
    return fits[0] if at + 1 < len(tokens) and tokens[at + 1].low in behind else None
