"""Figures that somebody denies, doubts, guards against, asks for or takes back: "bukan 80, melainkan 70 persen"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from extract.mentions import Kind, Number
from extract.reading import Reading
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern

_IS_NOT = pattern("is_not")
_DENIES = pattern("denies")
_NOT_SO = pattern("not_so")
_DENIED_BEHIND = pattern("denied_behind")
_REPORT_OF = pattern("report_of")
_REPORT_DENIED = pattern("report_denied")
_SAID_TO_BE = pattern("said_to_be")
_MISWRITTEN = pattern("miswritten")
_IN_TRUTH = pattern("in_truth")
_SHOULD_READ = pattern("should_read")
_IN_TRUTH_NEXT = pattern("in_truth_next")
_WHETHER = pattern("whether")
_TAKES_FOR_TRUE = pattern("takes_for_true")
_QUESTION = re.compile(r"(?P<between>(?:[^.!?]|(?<=\d)\.(?=\d))*)\?")
_TAG = re.compile(
    r",|\b(?:kan|ya|toh|bukan|kenapa|mengapa|apa|apanya|bagaimana|siapa|mana|kapan|berapa)\s*\Z", re.IGNORECASE
)
"""Behind a figure, before the mark of a question that takes it for true: "40 persen, kenapa?"."""
_INSTEAD = re.compile(
    r"\s*,?\s*(?:melainkan|tetapi|tapi|namun)(?:\s+(?:sudah|telah|baru|hanya|masih|sebesar|mencapai))*\s*", re.I
)
_FAR = 250
"""Characters around a figure in which its clause is asked."""
_NEXT = 80
"""Characters at the beginning of the next sentence, which may take a figure back."""


def denied_figures(reading: Reading, sentence: Sentence, numbers: Sequence[Number]) -> dict[Number, Number | None]:
    """The numbers of a sentence that it denies, doubts or asks for, each with the one that it is put right by.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Perekaman e-KTP di Katingan bukan 80 persen, melainkan 70 persen."
    >>> [str(claim.percentage.value) for claim in extract_article(Article("u", "p", None, "", text)).claims]
    ['70']
    """
    made: dict[Number, Number | None] = {}
    for at, number in enumerate(numbers):
        right = next((n for n in numbers[at + 1 :] if n.kind is number.kind), None)
        if _is_taken_back(reading.text, sentence, number, right):
            made[number] = right
        elif _is_denied(reading.text, sentence, number):
            instead = right is not None and _INSTEAD.fullmatch(reading.text, number.hedge_end, right.hedge_start)
            made[number] = right if instead else None
    return made


def put_right(role: RoleOf, corrections: Collection[Number | None]) -> RoleOf:
    """The role of a number that puts another one right: what it should read is what was reached."""
    if role.number not in corrections:
        return role
    level = Role.PERCENTAGE if role.number.kind is Kind.PERCENT else Role.ACHIEVED
    known = role.role in (Role.REMAINING, Role.REMAINING_PERCENTAGE, Role.BASE)
    return replace(role, role=role.role if known else level, rule="role.put_right", strong=True)


def _is_denied(text: str, sentence: Sentence, number: Number) -> bool:
    """Whether the words around a number say that it is not so, or leave open whether it is."""
    start, end = max(sentence.start, number.hedge_start - _FAR), min(sentence.end, number.hedge_end + _FAR)
    before = (text, start, number.hedge_start)
    if any(words.search(*before) for words in (_IS_NOT, _DENIES, _NOT_SO, _WHETHER)):
        return True
    if _DENIED_BEHIND.match(text, number.hedge_end, end):
        return True
    if _REPORT_DENIED.match(text, number.hedge_end, end) and _REPORT_OF.search(*before):
        return True
    asked = _QUESTION.match(text, number.hedge_end, end)
    return asked is not None and not _TAG.search(asked["between"]) and not _TAKES_FOR_TRUE.search(*before)


def _is_taken_back(text: str, sentence: Sentence, number: Number, right: Number | None) -> bool:
    """Whether a figure was only said, and another one is the truth: "semula disebut 80 persen, ternyata 70 persen"."""
    before = (text, max(sentence.start, number.hedge_start - _FAR), number.hedge_start)
    if not _SAID_TO_BE.search(*before):
        return False
    if right is not None:
        between = (text, number.hedge_end, right.hedge_start)
        miswritten = bool(_MISWRITTEN.search(*before))
        return bool(_IN_TRUTH.fullmatch(*between) or (miswritten and _SHOULD_READ.fullmatch(*between)))
    return bool(_IN_TRUTH_NEXT.match(text, sentence.end, sentence.end + _NEXT))
