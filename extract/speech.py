"""Who answers for which part of a text: quotations, indirect speech, offices that report, and what carries on between.

One speech is one sentence. The name of the rule tells how its speaker was found: `quote` ("…," kata X), `indirect`
(X mengatakan …, menurut X), `continued` (katanya, lanjutnya, ia …), `office` (Bapenda mencatat …), `carried` (a
quotation or narration without a speaker of its own, after somebody who speaks), `ahead` (narration before the first
who speaks).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from extract.mentions import OfficialMention, Speech
from extract.office_words import official_words

_QUOTE = re.compile(r'"|\'\'')
_NOT_SUBJECT = re.compile(
    r"\b(?:didampingi|bersama|kepada|mendampingi|disaksikan|dihadiri|mewakili|dan|oleh|dengan|beserta|termasuk|serta"
    r"|terhadap|bagi|untuk|dari)\s+\Z",
    re.IGNORECASE,
)
_MAX_SUBJECT_GAP = 160


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = official_words().speaking

    def any_of(items: Sequence[str]) -> str:
        return "|".join(sorted(map(re.escape, items), key=len, reverse=True))

    after, before, openers = any_of(words.after_quote), any_of(words.before_clause), any_of(words.openers)
    passive = any_of(words.passive)
    step = r"[ ](?:[A-Z][\w\-]*|dan|&|\([^()\n]{2,40}\))"
    body = rf"(?-i:\b(?:{any_of(words.bodies)})\b(?:{step}|,[ ](?=[A-Z][\w ]+[ ]dan[ ]))*)"
    return {
        "after": re.compile(rf"(?:^|(?<=[,.\"'!?;…]))\s*(?:{after})(?:nya)?\b", re.IGNORECASE),
        "named": re.compile(rf"\b(?:{after}|(?:{passive})(?:\s+oleh)?|datang dari)\s+\Z", re.IGNORECASE),
        "before": re.compile(rf"\b(?:{before})\b", re.IGNORECASE),
        "opener": re.compile(rf"\s*[\"']?\s*(?:[A-Z]\w+[ ,]+)?(?:{openers})\b", re.IGNORECASE),
        "continued": re.compile(rf"\b(?:{after}|{passive}|menurut)(?:nya|\s+(?:dia|ia|beliau))\b", re.IGNORECASE),
        "through": re.compile(rf"\s*,?\s*(?:{any_of(words.through)})\s+\Z", re.IGNORECASE),
        "according": re.compile(r"\bmenurut\s+\Z", re.IGNORECASE),
        "source": re.compile(
            rf"\b(?:{any_of(words.sources)})\s+(?:(?:dari|milik|resmi)\s+)*(?P<body>{body})", re.IGNORECASE
        ),
        "reports": re.compile(rf"(?P<body>{body})\s*,?\s+(?:(?:telah|juga|sudah)\s+)?(?:{any_of(words.reports)})\b"),
    }


def find_speech(text: str, officials: Sequence[OfficialMention], sentences: Sequence[tuple[int, int]]) -> list[Speech]:
    """The speeches of a text, sentence by sentence, in order.

    >>> from extract.officials import find_officials
    >>> text = '"Sudah 90 persen," kata Bupati Mulyo Arga. Ia menargetkan tuntas.'
    >>> end = text.index(" Ia ")
    >>> found = find_speech(text, find_officials(text), [(0, end), (end + 1, len(text))])
    >>> [(speech.speaker.name, speech.rule) for speech in found]
    [('Mulyo Arga', 'quote'), ('Mulyo Arga', 'continued')]
    """
    quoted = _quoted(text, sentences)
    said: list[tuple[OfficialMention | None, str] | None] = []
    current: OfficialMention | None = None
    at = 0
    for start, end in sentences:
        while at < len(officials) and officials[at].end <= start:
            at += 1
        here = []
        index = at
        while index < len(officials) and officials[index].start < end:
            here.append(officials[index])
            index += 1
        found = _said(text, start, end, here, current)
        if found and found[0] and found[0].name:
            current = found[0]
        said.append(found)
    _carry(text, sentences, quoted, said)
    return [
        Speech(found[0], start, end, found[1])
        for (start, end), found in zip(sentences, said, strict=True)
        if found is not None
    ]


def main_speaker(text: str, officials: Sequence[OfficialMention], speeches: Sequence[Speech]) -> OfficialMention | None:
    """The one person who speaks in an article, at the first mention; None where several do, or nobody."""
    named = Counter(speech.speaker.name for speech in speeches if speech.speaker and speech.speaker.name)
    people = {official.name: official for official in reversed(officials) if official.name and not official.second}
    if len(named) == 1:
        return people.get(next(iter(named)))
    if not named and len(people) == 1 and _QUOTE.search(text):
        return next(iter(people.values()))
    return None


def _quoted(text: str, sentences: Sequence[tuple[int, int]]) -> list[bool]:
    """Whether a sentence begins inside a quotation that an earlier sentence of its paragraph opened."""
    made = []
    is_open = False
    before = 0
    for start, end in sentences:
        if "\n" in text[before:start]:
            is_open = False
        made.append(is_open)
        if len(_QUOTE.findall(text, start, end)) % 2:
            is_open = not is_open
        before = end
    return made


def _said(
    text: str, start: int, end: int, here: Sequence[OfficialMention], current: OfficialMention | None
) -> tuple[OfficialMention | None, str] | None:
    """Speaker and rule of one sentence, from its own words; a speaker None is whoever spoke last."""
    patterns = _patterns()
    for index, mention in enumerate(here):
        before = text[max(start, mention.start - 30) : mention.start]
        if patterns["named"].search(before) or patterns["according"].search(before):
            speaker = _through(text, here, index)
            rule = "indirect" if patterns["according"].search(before) else "quote"
            if mention.rule == "pronoun":
                return (current or speaker), "continued"
            return speaker, rule
    for index, mention in enumerate(here):
        lead = text[max(start, mention.start - 16) : mention.start]
        if _in_quote(text, start, mention.start) or _NOT_SUBJECT.search(lead):
            continue
        verb = patterns["before"].search(text, mention.end, min(end, mention.end + _MAX_SUBJECT_GAP))
        if verb and not _QUOTE.search(text, mention.end, verb.start()) and "." not in text[mention.end : verb.start()]:
            speaker = _through(text, here, index)
            if mention.rule == "pronoun":
                return (current or speaker), "continued"
            return speaker, "indirect"
        break
    if body := patterns["source"].search(text, start, end) or patterns["reports"].search(text, start, end):
        return _body(text, body.start("body"), body.end("body"), body["body"]), "office"
    sentence = text[start:end]
    if (
        patterns["continued"].search(sentence)
        or patterns["opener"].match(sentence)
        or patterns["after"].search(sentence)
    ):
        return (current, "continued")
    return None


def _body(text: str, start: int, end: int, name: str) -> OfficialMention:
    role = re.sub(r"\s+", " ", name).strip(" ,")
    return OfficialMention(None, role.removesuffix(" dan"), start, end, text[start:end], "office speaks")


def _through(text: str, here: Sequence[OfficialMention], index: int) -> OfficialMention:
    """ "Bupati X melalui Kadis Y": Y."""
    if index + 1 < len(here):
        gap = text[here[index].end : here[index + 1].start]
        if len(gap) < 40 and _patterns()["through"].search(gap):
            return here[index + 1]
    return here[index]


def _in_quote(text: str, start: int, offset: int) -> bool:
    return len(_QUOTE.findall(text, start, offset)) % 2 == 1


def _carry(
    text: str,
    sentences: Sequence[tuple[int, int]],
    quoted: Sequence[bool],
    said: list[tuple[OfficialMention | None, str] | None],
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
        found, after = said[index], said[index + 1]
        opens = _QUOTE.search(text, *sentences[index]) is not None or quoted[index]
        if found is None and quoted[index + 1] and opens and after is not None:
            said[index] = after
    last: OfficialMention | None = None
    for index, own in enumerate(said):
        if own is not None:
            speaker, rule = own
            if speaker is None and rule == "continued":
                speaker = last or ahead[index]
                said[index] = (speaker, rule) if speaker else None
            if speaker is not None:
                last = speaker if speaker.name else last
            continue
        if last is None:
            if ahead[index] is not None:
                said[index] = (ahead[index], "ahead")
            continue
        start, end = sentences[index]
        quote = quoted[index] or _QUOTE.search(text, start, end) is not None
        coming = ahead[index]
        if quote or coming is None or coming.name == last.name or "\n" not in text[sentences[index - 1][1] : start]:
            said[index] = (last, "carried")
