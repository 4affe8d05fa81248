"""People without an office, groups, surveys and rumours that say something: nobody in office answers for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice

from extract.mentions import OfficialMention
from extract.vocabulary import pattern

_LED_BY = pattern("strangers_lead")
_ACCORDING_TO = pattern("according_to_strangers")
_SPOKEN_BY = pattern("spoken_by_strangers")
_RUMOUR = pattern("rumour")
_NO_REPORT = frozenset(
    ["melaporkan", "mendata", "menargetkan", "memastikan", "menjanjikan", "berjanji", "mendorong", "menjamin"]
) | {"menyambut", "bersyukur", "berkomitmen", "mengajak"}
"""Verbs of telling by which people without an office tell nothing: they report their taxes, and thank."""
_ONE = re.compile(r"(?:salah\s+(?:satu|seorang)|seorang)\b|[^,]+,\s", re.IGNORECASE)
_FAR = 14
"""Words from the beginning of a sentence to the verb with which a stranger tells something."""


def stranger_in(
    text: str, start: int, end: int, words: Iterable[tuple[str, int]], telling: Collection[str]
) -> OfficialMention | None:
    """Who says a sentence, if nobody in office: `words` are its lower-case words and where they begin.

    >>> text = "Seorang warga mengatakan pelayanan lambat"
    >>> words = [("seorang", 0), ("warga", 8), ("mengatakan", 14)]
    >>> stranger_in(text, 0, len(text), words, {"mengatakan"}).text
    'Seorang warga'
    """
    found = _RUMOUR.match(text, start, end) or _ACCORDING_TO.match(text, start, end)
    found = found or _SPOKEN_BY.search(text, start, end)
    if found is None and (led := _LED_BY.match(text, start, end)):
        behind = [(word, at) for word, at in islice(words, _FAR) if at >= led.end("who")]
        told = (at for at, (word, _) in enumerate(behind) if word in telling and word not in _NO_REPORT)
        verb = next((behind[at][1] for at in told if not at or behind[at - 1][0] != "yang"), None)
        if verb is not None and '"' not in text[led.end("who") : verb]:
            found = led
    if found is None:
        return None
    begin, stop = found.span("who")
    return OfficialMention(None, None, begin, stop, text[begin:stop], "stranger")


def is_one(person: OfficialMention) -> bool:
    """Whether somebody without an office is one person, who can go on speaking: "ia" never means a group.

    >>> texts = ("Seorang warga", "Danu Wira, warga", "Sejumlah warga", "Kabar yang beredar")
    >>> [is_one(OfficialMention(None, None, 0, len(text), text, "stranger")) for text in texts]
    [True, True, False, False]
    """
    named = person.text.istitle() and " " in person.text  # '"…," kata Danu Wira'
    return person.rule == "stranger" and (named or _ONE.match(person.text) is not None)
