"""Who answers for which part of a text: quotations, indirect speech, offices that report, and what carries on between.

One speech is one sentence. The name of the rule tells how its speaker was found: `quote` ("…," kata X), `indirect`
(X mengatakan …, menurut X), `continued` (katanya, lanjutnya, ia …), `office` (Bapenda mencatat …), `carried` (a
quotation or narration without a speaker of its own, after somebody who speaks), `ahead` (narration before the first
who speaks), `stranger` (somebody without an office, who is never named).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache, partial
from operator import itemgetter
from typing import NamedTuple

from extract.mentions import OfficialMention, Speech
from extract.office_words import official_words
from extract.person_names import no_names
from extract.spokespeople import answers_for
from extract.strangers import is_one, stranger_in
from extract.tokens import Token, tokenise

_start, _text, _low = itemgetter(0), itemgetter(2), itemgetter(3)
_QUOTE = re.compile(r'"|\'\'')
_PRONOUNS = frozenset({"dia", "ia", "beliau", "dirinya"})
_TOLD_IN = frozenset({"data", "catatan", "keterangan", "penjelasan", "penuturan", "laporan", "paparan", "pengakuan"})
"""What somebody gives, between "menurut" and the name."""
_NOT_SUBJECT = frozenset(
    ["didampingi", "bersama", "kepada", "mendampingi", "disaksikan", "dihadiri", "mewakili", "dan", "oleh", "dengan"]
) | {"beserta", "termasuk", "serta", "terhadap", "bagi", "untuk", "dari", "pernyataan", "ucapan", "tudingan", "kritik"}
_NOT_SUBJECT |= {"kritikan", "sorotan", "tuduhan", "permintaan", "instruksi", "imbauan", "perintah", "menanggapi"}
_NOT_SUBJECT |= {"menindaklanjuti", "merespons", "merespon", "komentar"}
_DEGREES = re.compile(r"^(?:,?\s*(?:[A-Z][A-Za-z]{0,4}\.?){1,4}(?=[\s,]))+")
"""What stands between a name and the word behind it: "Arga Sena, S.STP., MT melalui …"."""
_NEXT_SENTENCE = re.compile(r"(?<![ ,.][A-Z])\.\s+(?![SM]\. )[A-Z]")
"""A full stop that is no initial's or degree's: not "Mesra S. STP., M. Si"."""
_ALSO = re.compile(
    r",?\s*(?:yang\s+)?(?:juga|sekaligus|merangkap)\s+(?:sebagai\s+|selaku\s+|menjabat\s+)*(?:sebagai\s+)?"
)
_MAX_SUBJECT_GAP = 160
_LONGEST_SENTENCE = 4000
"""Characters; what is longer is a table or a list without full stops, and nobody's speech."""
_CALLED = re.compile(
    r"\s+(?:oleh\s+)?(?:orang nomor (?:satu|dua)|pria|wanita|lelaki|politi(?:si|kus)|alumn\w+|mantan|ibu|bapak)"
    r"\b[^.\"]{0,70}?\b(?:itu|ini|tersebut)\b"
)
"""Whoever spoke last, by what he or she is: "ujar pria kelahiran Sampit itu", "orang nomor satu di Kapuas ini"."""
_STRANGER = re.compile(
    r"[\"”',.]\s*(\w+)\s+((?:[A-Z][a-z'-]+|[A-Z]\.?)(?:\s(?:[A-Z][a-z'-]+|[A-Z]\.?)){0,4})"
    r"(?=(,?\s+(?:salah (?:satu|seorang)|seorang|warga)\b)?)"
)
"""Who is named behind a verb of speaking: "…," kata Arga Sena."""
_BODY = re.compile(r"(?:[ ](?:[A-Z][\w\-]*|dan|&|\([^()\n]{2,40}\))|,[ ](?=[A-Z][\w ]+[ ]dan[ ]))*")

_OF_ALL = re.compile(r"(?:Wakil )?Presiden\b(?! Direktur)")
"""Whom articles name beside what is his, without a word of theirs: "program Presiden X"."""

_STRANGE = "stranger"
_HEARSAY = ("kabarnya", "konon", "kabar", "isu", "rumor", "informasi", "pantauan", "pengamatan", "survei", "polling")
"""Words of sentences for which nobody answers."""
Said = tuple[OfficialMention | None, str]
_speech = partial(tuple.__new__, Speech)  # half the time of Speech(…)


class _Verbs(NamedTuple):
    """The vocabulary of speaking as sets of lower-case words."""

    before_name: frozenset[str]
    """"kata X", "disampaikan X"."""
    after_name: frozenset[str]
    nya: frozenset[str]
    """"katanya", "diakuinya": whoever spoke last."""
    openers: frozenset[str]
    through: frozenset[str]
    sources: tuple[str, ...]
    """Each with a blank before it."""
    reports: frozenset[str]
    bodies: frozenset[str]
    telling: frozenset[str]
    """Those by which alone it is told who speaks: "menurut", and what stands before a name or ends in "-nya"."""


@cache
def _verbs() -> _Verbs:
    words = official_words().speaking
    before = {*words.after_quote, *words.passive}
    nya = frozenset([f"{verb}nya" for verb in (*before, "menurut")] + [verb for verb in before if verb.endswith("nya")])
    return _Verbs(
        frozenset(before),
        frozenset(words.before_clause),
        nya,
        frozenset(words.openers),
        frozenset(words.through),
        tuple(f" {source}" for source in words.sources),
        frozenset(words.reports),
        frozenset(words.bodies),
        nya | before | {"menurut"},
    )


_OF_THAT = re.compile(
    r"\W*(?:data|hal|angka|capaian|informasi|jumlah|persentase)\s+(?:itu|ini|tersebut)\b", re.IGNORECASE
)
"""A sentence that says where the one before has its figures from: "Data itu dirilis Disdukcapil"."""


@cache
def _hints() -> frozenset[str]:
    """Words of which a sentence without a person in office has one, if somebody speaks in it."""
    verbs = _verbs()
    bodies = {word.lower() for word in verbs.bodies}
    return verbs.openers | verbs.nya | verbs.before_name | verbs.after_name | bodies | {"menurut", *_HEARSAY}


class _Sentence(NamedTuple):
    """One sentence, its words and the people in office whom it names."""

    text: str
    start: int
    end: int
    tokens: Sequence[Token]
    officials: Sequence[OfficialMention]


def find_speech(text: str, officials: Sequence[OfficialMention], sentences: Sequence[tuple[int, int]]) -> list[Speech]:
    """The speeches of a text, sentence by sentence, in order.

    >>> from extract.officials import find_officials
    >>> text = '"Sudah 90 persen," kata Bupati Mulyo Arga. Ia menargetkan tuntas.'
    >>> end = text.index(" Ia ")
    >>> found = find_speech(text, find_officials(text), [(0, end), (end + 1, len(text))])
    >>> [(speech.speaker.name, speech.rule) for speech in found]
    [('Mulyo Arga', 'quote'), ('Mulyo Arga', 'continued')]
    """
    tokens = tokenise(text)
    people = [official.start for official in officials]
    hints = sorted([*people, *(tokens[at].start for at in tokens.where(_hints()))])
    marks = [_marks(text, start, end) for start, end in sentences]
    quoted = _quoted(text, sentences, marks)
    said: list[Said | None] = []
    current: OfficialMention | None = None
    for start, end in sentences:
        at = bisect_left(hints, start)
        if at == len(hints) or hints[at] >= end:
            said.append(None)  # most sentences
            continue
        sentence = _Sentence(
            text,
            start,
            end,
            tokens[tokens.at(start) : tokens.at(end)],
            officials[bisect_left(people, start) : bisect_left(people, end)],
        )
        found = _said(sentence, current)
        if found and found[1] == "continued" and found[0] is not None and found[0].rule == _STRANGE:
            found = found[0], _STRANGE
        if found and found[0] and (found[0].name or is_one(found[0])):
            current = found[0]
        said.append(found)
    _carry(text, sentences, quoted, marks, said, officials)
    return [
        _speech((found[0], start, end, found[1]))
        for (start, end), found in zip(sentences, said, strict=True)
        if found is not None
    ]


def main_speaker(text: str, officials: Sequence[OfficialMention], speeches: Sequence[Speech]) -> OfficialMention | None:
    """The one person who speaks in an article, at the first mention; None where several do, or nobody."""
    named = Counter(speech.speaker.name for speech in speeches if speech.speaker and speech.speaker.name)
    people = {official.name: official for official in reversed(officials) if official.name and not official.second}
    if len(named) == 1:
        return people.get(next(iter(named)))
    if not named and len(people) == 1 and _QUOTE.search(text) and all(speech.rule != "stranger" for speech in speeches):
        only = next(iter(people.values()))
        return None if _OF_ALL.match(only.role or "") else only
    return None


def _quoted(text: str, sentences: Sequence[tuple[int, int]], marks: Sequence[int]) -> list[bool]:
    """Whether a sentence begins inside a quotation that an earlier sentence of its paragraph opened."""
    made = []
    is_open = False
    before = 0
    for (start, end), inside in zip(sentences, marks, strict=True):
        if "\n" in text[before:start]:
            is_open = False
        made.append(is_open)
        if inside % 2:
            is_open = not is_open
        before = end
    return made


def _marks(text: str, start: int, end: int) -> int:
    """How many quotation marks stand in a passage; two apostrophes are one."""
    return text.count('"', start, end) + text.count("''", start, end)


def _said(sentence: _Sentence, current: OfficialMention | None) -> Said | None:
    """Speaker and rule of one sentence, from its own words; a speaker None is whoever spoke last."""
    if sentence.end - sentence.start > _LONGEST_SENTENCE:
        return None
    lows = list(map(_low, sentence.tokens))
    if sentence.officials and (found := _named(sentence, lows, current)):
        return found
    words = zip(lows, map(_start, sentence.tokens), strict=True)
    if stranger := stranger_in(sentence.text, sentence.start, sentence.end, words, _verbs().after_name):
        return stranger, _STRANGE
    if body := _body(sentence, lows):
        return body, "office"
    verbs = _verbs()
    if not lows:
        return None
    if lows[0] in verbs.openers or (len(lows) > 1 and lows[1] in verbs.openers and sentence.tokens[0].capital):
        return current, "continued"
    if stranger := _stranger(sentence, lows):
        return stranger, _STRANGE
    if verbs.telling.isdisjoint(lows):
        return None
    for at, low in enumerate(lows):
        if low in verbs.nya or (low in verbs.before_name and _CALLED.match(sentence.text, sentence.tokens[at].end)):
            return current, "continued"
        if low in verbs.before_name:
            if at + 1 < len(lows) and lows[at + 1] in _PRONOUNS:
                return current, "continued"
            if (
                sentence.text[max(sentence.start, sentence.tokens[at].start - 3) : sentence.tokens[at].start]
                .rstrip(" ")
                .endswith(('"', "',", ',"', "'"))
            ):
                return current, "continued"
        if low == "menurut" and at + 1 < len(lows) and lows[at + 1] in _PRONOUNS:
            return current, "continued"
    return None


def _stranger(sentence: _Sentence, lows: Sequence[str]) -> OfficialMention | None:
    """Somebody without an office, under a full name, to whom the words of a quotation belong and nobody else's."""
    for found in _STRANGER.finditer(sentence.text, sentence.start, sentence.end):
        if found[1].lower() not in _verbs().before_name or not (" " in found[2] or found[3]):
            continue
        taken = any(one.start < found.end(2) and found.start(2) < one.end for one in sentence.officials)
        if taken or not no_names().isdisjoint(found[2].lower().split()):
            continue
        return OfficialMention(None, None, found.start(2), found.end(2), found[2], "stranger")
    return None


def _named(sentence: _Sentence, lows: Sequence[str], current: OfficialMention | None) -> Said | None:
    """A person or an office beside a verb of speaking: behind it, or before it as its subject."""
    verbs = _verbs()
    for index, mention in enumerate(sentence.officials):
        at = bisect_left(sentence.tokens, (mention.start,))
        before, second = (lows[at - 1] if at else ""), (lows[at - 2] if at > 1 else "")
        glued = at and sentence.text[sentence.tokens[at - 1].end : mention.start].strip(' "') == ""
        if not glued:
            continue
        if second == "menurut" and before in _TOLD_IN:
            before = second  # "menurut data Kepala Dinas X"
        passive = before in verbs.before_name or (before == "oleh" and second in verbs.before_name)
        if passive or before == "menurut" or (before == "dari" and second == "datang"):
            if mention.rule == "pronoun":
                return (current or mention), "continued"
            return _through(sentence, index), "indirect" if before == "menurut" else "quote"
    for index, mention in enumerate(sentence.officials):
        at = bisect_left(sentence.tokens, (mention.start,))
        if at and lows[at - 1] in _NOT_SUBJECT:
            continue
        if _marks(sentence.text, sentence.start, mention.start) % 2:
            continue
        behind = bisect_left(sentence.tokens, (mention.end,))
        for step in range(behind, len(lows)):
            begin = sentence.tokens[step].start
            if begin - mention.end > _MAX_SUBJECT_GAP:
                break
            if lows[step] in verbs.after_name:
                between = _DEGREES.sub("", sentence.text[mention.end : begin])
                if '"' in between or _NEXT_SENTENCE.search(between):
                    break
                if mention.rule == "pronoun":
                    return (current or mention), "continued"
                return _through(sentence, index), "indirect"
        break
    return None


def _through(sentence: _Sentence, index: int) -> OfficialMention:
    """ "Bupati X melalui Kadis Y": Y."""
    here = sentence.officials
    if index + 1 < len(here):
        gap = sentence.text[here[index].end : here[index + 1].start]
        words = _DEGREES.sub("", gap).strip(" ,").lower().removesuffix(" oleh").removeprefix("yang ")
        if words in _verbs().through:
            return _person(sentence, index + 1)
    return here[index]


def _person(sentence: _Sentence, index: int) -> OfficialMention:
    """The person who holds two offices: "Kepala Seksi Jalan yang juga Plt Kabid Bina Marga Arga Sena"."""
    here = sentence.officials
    if here[index].name is None and index + 1 < len(here):
        gap = sentence.text[here[index].end : here[index + 1].start]
        if _ALSO.fullmatch(gap):
            return here[index + 1]
    return here[index]


def _body(sentence: _Sentence, lows: Sequence[str]) -> OfficialMention | None:
    """An office that reports: "Bapenda mencatat", "berdasarkan data Disdukcapil"."""
    verbs = _verbs()
    if verbs.bodies.isdisjoint(map(_text, sentence.tokens)):
        return None
    for at, token in enumerate(sentence.tokens):
        if token.text not in verbs.bodies or _marks(sentence.text, sentence.start, token.start) % 2:
            continue
        match = _BODY.match(sentence.text, token.end, sentence.end)
        end = match.end() if match else token.end
        source = " ".join(lows[max(0, at - 3) : at])
        behind = [other for other in sentence.tokens[at + 1 : at + 24] if other.start >= end][:2]
        reports = behind and (behind[0].low in verbs.reports or (
            behind[0].low in ("telah", "juga", "sudah", "setempat") and behind[-1].low in verbs.reports
        ))  # fmt: skip
        if reports or f" {source}".endswith(verbs.sources):
            role = re.sub(r"\s+", " ", sentence.text[token.start : end]).strip(" ,").removesuffix(" dan")
            return OfficialMention(None, role, token.start, end, sentence.text[token.start : end], "office speaks")
    return None


def _named_before(officials: Sequence[OfficialMention], end: int) -> OfficialMention | None:
    """The only person whom a text names up to an offset: "Arga Sena menemui warga. Menurutnya, …"."""
    named = {one.name: one for one in officials if one.name and one.end <= end and not one.second}
    return next(iter(named.values())) if len(named) == 1 else None


def _carry(
    text: str,
    sentences: Sequence[tuple[int, int]],
    quoted: Sequence[bool],
    marks: Sequence[int],
    said: list[Said | None],
    officials: Sequence[OfficialMention],
) -> None:
    """Speakers of quotations from their end, of openers from before, of narration between two speeches of a person."""
    following: OfficialMention | None = None
    ahead: list[OfficialMention | None] = [None] * len(said)
    for index in range(len(said) - 1, -1, -1):
        found = said[index]
        if found and found[0] and found[0].name:
            following = found[0]
        ahead[index] = following
    # a quotation's speaker stands behind its last sentence
    for index in range(len(said) - 2, -1, -1):
        found, behind = said[index], said[index + 1]
        opens = quoted[index] or marks[index] > 0
        if found is None and quoted[index + 1] and opens and behind is not None:
            said[index] = behind
    last: OfficialMention | None = None
    office: OfficialMention | None = None
    stranger: OfficialMention | None = None
    told = [found is not None for found in said]
    for index, own in enumerate(said):
        if own is not None:
            speaker, rule = own
            stranger = speaker if speaker is not None and is_one(speaker) else None
            office = speaker if speaker is not None and speaker.rule == "office speaks" else None
            if office is not None and index and not told[index - 1] and _OF_THAT.match(text, sentences[index][0]):
                said[index - 1] = (office, "office")
            if speaker is None and rule == "continued":
                speaker = last or _named_before(officials, sentences[index][0]) or ahead[index]
                said[index] = (speaker, rule) if speaker else None
            if speaker is not None:
                last = speaker if speaker.name else last
            continue
        quote = quoted[index] or marks[index] > 0
        if stranger is not None and (quote or "\n" not in text[sentences[index - 1][1] : sentences[index][0]]):
            said[index] = (stranger, _STRANGE)
            continue
        stranger = None
        if office is not None and not quote and not any(answers_for(one, office) for one in (last, ahead[index])):
            said[index] = (office, "office")  # "Data Disdukcapil menunjukkan …": what follows is of it, too
            continue
        if last is None:
            if ahead[index] is not None:
                said[index] = (ahead[index], "ahead")
            continue
        start = sentences[index][0]
        coming = ahead[index]
        if quote or coming is None or coming.name == last.name or "\n" not in text[sentences[index - 1][1] : start]:
            said[index] = (last, "carried")
