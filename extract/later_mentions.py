"""Second mentions of people in office: "Arga", "Sena", "dia", "Bupati" alone resolve to the first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import OfficialMention
from extract.office_words import offices, word_sets
from extract.person_names import Words, speaking_verbs
from extract.tokens import Token

_PRONOUNS = frozenset({"dia", "ia", "dirinya", "beliau"})


def _first_office(role: str) -> str:
    """The office word of a role, acting words left out: what a later "Bupati" alone is compared with."""
    words = [word for word in re.findall(r"[^\W\d_]+", role.lower())]
    while words and words[0] in word_sets().acting:
        words.pop(0)
    for office in offices().get(words[0] if words else "", ()):
        if tuple(words[: len(office.words)]) == office.words:
            return " ".join(office.words)
    return words[0] if words else ""


_SAME_OFFICE = {
    "wabup": "wakil bupati",
    "walikota": "wali kota",
    "wagub": "wakil gubernur",
    "wakil walikota": "wakil wali kota",
}


def _office_key(role: str) -> str:
    first = _first_office(role)
    return _SAME_OFFICE.get(first, first)


def with_later(words: Words, first: Sequence[OfficialMention]) -> list[OfficialMention]:
    """First mentions, with those behind them that mean one of them; sorted."""
    text, tokens = words.text, words.tokens
    verbs = speaking_verbs()[0] | speaking_verbs()[1]
    made: list[OfficialMention] = []
    known: dict[str, OfficialMention] = {}
    by_office: dict[str, OfficialMention] = {}
    last: OfficialMention | None = None
    pending = list(first)
    at = 0
    while at < len(tokens) or pending:
        if pending and (at >= len(tokens) or tokens[at].end > pending[0].start):
            mention = pending.pop(0)
            key = _office_key(mention.role or "")
            if mention.name is None and (mention.role or "").count(" ") == key.count(" ") and key in by_office:
                mention = _again(mention.start, mention.end, text, by_office[key], "office again")
            elif mention.name is None and (same := _same_role(mention, made)):
                mention = _again(mention.start, mention.end, text, same, "office again")
            if mention.name:
                known.update({t.lower(): mention for t in re.findall(r"[^\W\d_]{3,}", mention.name)})
                if not mention.second:
                    by_office[key] = mention
                last = mention
            made.append(mention)
            while at < len(tokens) and tokens[at].start < mention.end:
                at += 1
            continue
        token = tokens[at]
        found: OfficialMention | None = None
        step = 1
        if token.capital and token.low in known:
            found, step = _named_again(text, tokens, at, known[token.low])
        elif token.capital and len(token.text) > 2 and (who := _nickname(text, tokens, at, known, verbs)):
            found = _again(token.start, token.end, text, who, "short name")
        elif token.low in _PRONOUNS and last is not None:
            found = _again(token.start, token.end, text, last, "pronoun")
        if found:
            made.append(found)
            if found.rule != "pronoun":
                last = found
        at += step
    return made


def _same_role(mention: OfficialMention, before: Sequence[OfficialMention]) -> OfficialMention | None:
    return next((other for other in reversed(before) if other.name and other.role == mention.role), None)


def _again(start: int, end: int, text: str, who: OfficialMention, rule: str) -> OfficialMention:
    return OfficialMention(who.name, who.role, start, end, text[start:end], rule, second=True)


def _named_again(
    text: str, tokens: Sequence[Token], at: int, who: OfficialMention
) -> tuple[OfficialMention | None, int]:
    parts = [part.lower() for part in re.findall(r"[^\W\d_]+", who.name or "")]
    last = at
    while last + 1 < len(tokens):
        gap = text[tokens[last].end : tokens[last + 1].start]
        if gap != " " and not (gap in (". ", ".") and len(tokens[last].text) <= 2):
            break
        if tokens[last + 1].low not in parts or not tokens[last + 1].capital:
            break
        last += 1
    words = word_sets()
    if at and text[tokens[at - 1].end : tokens[at].start] == " ":
        before = tokens[at - 1]
        known = before.low in words.titles | words.tail | words.never | words.acting or before.low in offices()
        if before.capital and not known and before.low not in parts and not _begins_sentence(text, before):
            return None, last + 1 - at
        if before.low in ("jalan", "rsud", "masjid", "universitas", "jl"):
            return None, last + 1 - at
    if last + 1 < len(tokens) and text[tokens[last].end : tokens[last + 1].start] == " ":
        after = tokens[last + 1]
        if after.capital and after.low not in words.never | words.tail and after.low not in offices() and last == at:
            return None, last + 1 - at
    return _again(tokens[at].start, tokens[last].end, text, who, "second name"), last + 1 - at


def _begins_sentence(text: str, token: Token) -> bool:
    return bool(re.search(r"(?:^|[.!?\"'\n])\s*\Z", text[max(0, token.start - 3) : token.start]))


def _nickname(
    text: str, tokens: Sequence[Token], at: int, known: dict[str, OfficialMention], verbs: frozenset[str]
) -> OfficialMention | None:
    """ "Desi menambahkan" after "Desilia": the beginning of a known name beside a verb of speaking."""
    beside = (at and tokens[at - 1].low in verbs and text[tokens[at - 1].end : tokens[at].start] == " ") or (
        at + 1 < len(tokens) and tokens[at + 1].low in verbs
    )
    if not beside:
        return None
    fits = {id(who): who for part, who in known.items() if part.startswith(tokens[at].low)}
    return next(iter(fits.values())) if len(fits) == 1 else None
