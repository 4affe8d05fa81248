"""The figure of a printed number: digits with the currency before them, or number words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from extract.mentions import Kind
from extract.number_data import Noun, vocabulary
from extract.number_words import MOST_DIGITS, read_digits, read_words
from models.values import Comparator, Unit

NEXT_WORD = re.compile(r"(?: {1,3}| ?\n)?(%|°|(?:k?m[23²³](?!\d)|[a-z]+)(?:[/-][a-z]+)*)")
_RUPIAH_BEFORE = re.compile(r"(?:(?<![a-z])|(?<=[a-z]{4}))(?:rp|rprp|idr)\.?[ \n]{0,2}\Z")
_BLANK_DECIMALS = re.compile(r"(?: ?, {1,2}| , ?)(\d{1,3})(?![\d]|[.,]\d)")
_SPOKEN_DECIMALS = re.compile(r" koma (\d{1,3})(?![\d]|[.,]\d)")
_BLANK_GROUP = re.compile(r"(?:\. ?| )(\d{3})(?![\d])")


class Draft:
    """A number while it is read. Defaults stand on the class: a draft is made for every figure of a text."""

    kind: Kind = Kind.BARE
    unit: Unit | None = None
    noun: tuple[int, int] | None = None
    """Where the counted noun stands."""
    meaning: Noun | None = None
    currency: bool = False
    """Whether a sign of rupiah stands before it."""
    foreign: bool = False
    """Whether a sign of foreign money stands before it."""
    glued: bool = False
    """Whether letters stand right before it: "sebesar20 persen"."""
    scale: Decimal = Decimal(1)
    factor: Decimal = Decimal(1)
    comparator: Comparator = Comparator.EQUAL
    after: Comparator | None = None
    """What a hedge behind it says."""
    upper: Decimal | None = None
    hedge_start: int = 0
    hedge_end: int = 0
    rule: str = "bare"
    veto: str | None = None
    """The word behind it that makes it a time."""

    def __init__(self, start: int, end: int, value: Decimal, decimals: int, style: str, digits: str | None) -> None:
        self.start = start
        self.end = self.figure_end = end
        """End of what was read so far; of the figure with its scale, without noun."""
        self.value = value
        self.decimals = decimals
        self.style = style
        """As `Digits.style`, or `spelled` for words."""
        self.digits = digits
        """The digits as printed, None for words."""


def clean(value: Decimal) -> Decimal:
    """Without zeros that a scale left behind: 1.2 million is 1200000, and no 1200000.0."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def figure(low: str, start: int, end: int, *, joined: bool = False) -> Draft | None:
    """The figure that digits with their marks, or a number word, begin there; None if it is no number.

    `joined` says that the dash of a range may touch it from the left.
    """
    printed = low[start:end]
    if not printed[0].isdigit():
        return _spelled_figure(low, start)
    sign, foreign = _currency(low, start)
    glued = False
    if sign is None and foreign is None and not joined and low[start - 1 : start] != " ":
        alone = _alone(low, start)
        if alone is None:
            return None
        glued = not alone
    if low[end : end + 1] != " " and not _ends(low, end):
        return None
    read = read_digits(printed)
    if read is None:
        return None
    draft = Draft(start, end, read.value, read.decimals, read.style, printed)
    draft.glued = glued
    _join_blanks(low, draft, rupiah=sign is not None)
    if sign is not None:
        draft.start = start - len(sign)
        draft.kind, draft.unit, draft.currency, draft.rule = Kind.RUPIAH, Unit.RUPIAH, True, "rupiah.sign"
    elif foreign is not None:
        draft.start = start - len(foreign)
        draft.kind, draft.foreign, draft.rule = Kind.COUNT, True, "count.currency"
        draft.noun = draft.start, draft.start + len(foreign.rstrip(" ."))
    elif not joined and _minus(low, start):
        draft.start, draft.value = start - 1, -read.value
    return draft


@cache
def _currency_ends() -> frozenset[str]:
    return frozenset(sign[-1] for sign in (*vocabulary().currency.rupiah, *vocabulary().currency.foreign))


def _currency(low: str, start: int) -> tuple[str | None, str | None]:
    """The sign of rupiah, or of foreign money, right before `start`, as printed."""
    before = low[max(0, start - 14) : start]
    bare = before.rstrip(" .\n")
    if not bare or bare[-1] not in _currency_ends():
        return None, None
    rupiah = _RUPIAH_BEFORE.search(before)
    if rupiah is not None:
        return rupiah[0], None
    for sign in vocabulary().currency.foreign:
        if bare.endswith(sign) and len(before) - len(bare) < 3:
            head = bare[: -len(sign)]
            if not (head and head[-1].isalpha() and sign[0].isalpha()):
                return None, before[len(head) :]
    return None, None


def currency_before(low: str, start: int) -> bool:
    """Whether a sign of money stands right before `start`."""
    rupiah, foreign = _currency(low, start)
    return rupiah is not None or foreign is not None


def _alone(low: str, start: int) -> bool | None:
    """True if digits stand apart from what is before, False if letters touch them, None if they are part of a code."""
    if start == 0:
        return True
    before = low[start - 1]
    if before in " \n(":
        return True
    second = low[start - 2] if start > 1 else " "
    if before.isalpha():
        return False if low[max(0, start - 3) : start].isalpha() and start > 2 else None
    if before in "_#@=&" or before.isalnum():
        return None
    if before == "-" and (second.isalnum() or second == ")"):  # "ke-14", "Covid-19", "2020-2024"
        return None
    if before in ".,/:+–—" and second.isdigit():
        return None
    return not (before == "/" and second.isalnum())


def _ends(low: str, end: int) -> bool:
    """Whether digits stop here, and are not the head of a date, a time, a score or a code."""
    after = low[end : end + 2]
    if not after or after[0] in " \n%":
        return True
    if after[0] in "_@":
        return False
    if len(after) == 2 and after[0] in "/:" and after[1].isdigit():
        return False
    if after[0] == "-" and len(after) == 2 and after[1].isalpha():
        if low.startswith("rp", end + 1):  # "Rp8.000-Rp12 ribu"
            return True
        return low.startswith("an", end + 1) and not low[end + 3 : end + 4].isalpha()
    return True


def _minus(low: str, start: int) -> bool:
    """Whether a dash before digits is a minus: "(-28,72%)", "minus sebesar -28,72%", and no dash between words."""
    if start == 0 or low[start - 1] != "-":
        return False
    before = low[max(0, start - 18) : start - 1].rstrip(" ")
    return before.endswith(("(", "sebesar", "minus", "deviasi", "angka"))


def _join_blanks(low: str, draft: Draft, *, rupiah: bool) -> None:
    """Joins what a stray blank parts: "14, 6 persen", "Rp2, 045 triliun", "2.457. 306 kilogram", "Rp 2 500 000".

    Also what is printed as it is said: "46 koma 2 persen".
    """
    assert draft.digits is not None
    near = low[draft.end : draft.end + 3]
    if near == " ko" and (spoken := _SPOKEN_DECIMALS.match(low, draft.end)) is not None:
        whole = read_digits(f"{draft.digits},{spoken[1]}")
        if whole is not None and draft.style in ("plain", "thousands"):
            draft.value, draft.decimals, draft.style = whole.value, len(spoken[1]), whole.style
            draft.digits, draft.end = f"{draft.digits},{spoken[1]}", spoken.end()
            draft.figure_end = draft.end
        return
    if near[:1] not in (" ", ",", ".") or not (near[1:].isdigit() or near[1:2].isdigit() or "," in near or "." in near):
        return
    if draft.style == "plain" and len(draft.digits) <= 3:
        match = _BLANK_DECIMALS.match(low, draft.end)
        if match and (rupiah or not _listed(low, draft.start)) and _wants_decimals(low, match.end(), rupiah=rupiah):
            draft.value = Decimal(f"{draft.digits}.{match[1]}")
            draft.digits, draft.decimals, draft.style = f"{draft.digits},{match[1]}", len(match[1]), "comma"
            draft.end = draft.figure_end = match.end()
            return
    if draft.style == "thousands" and rupiah:  # "Rp3.661, 95 miliar"
        match = _BLANK_DECIMALS.match(low, draft.end)
        whole = read_digits(f"{draft.digits},{match[1]}") if match else None
        if match and whole is not None and _has_scale(low, match.end()):
            draft.value, draft.decimals, draft.style = whole.value, len(match[1]), whole.style
            draft.digits, draft.end = f"{draft.digits},{match[1]}", match.end()
            draft.figure_end = draft.end
            return
    if draft.style not in ("plain", "thousands") or len(draft.digits.split(".")[0]) > 3 or draft.digits[0] == "0":
        return
    joined, end, blanks = draft.digits, draft.end, 0
    match = _BLANK_GROUP.match(low, end)
    parted = match is not None and match[0][0] == "." and _counts(low, match.end()) and not _listed(low, draft.start)
    while match and len(joined) < 20:
        joined, end, blanks = f"{joined}.{match[1]}", match.end(), blanks + 1
        match = _BLANK_GROUP.match(low, end)
    if (
        not blanks
        or not (rupiah or blanks > 1 or draft.style == "thousands" or parted)
        or len(joined) - joined.count(".") > MOST_DIGITS
    ):
        return
    read = read_digits(joined)
    if read is not None and _ends(low, end):
        draft.value, draft.digits, draft.style = read.value, joined, "thousands"
        draft.end = draft.figure_end = end


def _listed(low: str, start: int) -> bool:
    """Whether a number stands behind another ("10, 20, 30 persen"), or behind a label ("dosis 1, 60 persen")."""
    before = low[max(0, start - 20) : start].rstrip(" ")
    if before.endswith(",") and before[:-1].rstrip(" ")[-1:].isdigit():
        return True
    word = re.search(r"([a-z]+)\.?\Z", before)
    return word is not None and word[1] in vocabulary().names.labels


def counts_whole(low: str, end: int) -> bool:
    """Whether a noun that is counted in whole numbers follows.

    >>> counts_whole("21. 616 jiwa", 7), counts_whole("51.163 ton", 6)
    (True, False)
    """
    words = vocabulary()
    follow = NEXT_WORD.match(low, end)
    if follow is None:
        return False
    second = NEXT_WORD.match(low, follow.end())
    noun = words.nouns.get(follow[1]) or (words.nouns.get(f"{follow[1]} {second[1]}") if second else None)
    return noun is not None and noun.whole


def _counts(low: str, end: int) -> bool:
    """Whether a scale or a noun that is counted in whole numbers follows: "21. 616 jiwa", "104. 486 ribu jiwa"."""
    follow = NEXT_WORD.match(low, end)
    return follow is not None and (follow[1] in vocabulary().scales or counts_whole(low, end))


def _has_scale(low: str, end: int) -> bool:
    """Whether a scale of rupiah follows: what may stand behind decimals of a grouped amount."""
    follow = NEXT_WORD.match(low, end)
    return follow is not None and (follow[1] in vocabulary().scales or follow[1] in vocabulary().rupiah_scales)


def _wants_decimals(low: str, end: int, *, rupiah: bool) -> bool:
    words = vocabulary()
    follow = NEXT_WORD.match(low, end)
    if follow is None:
        return False
    noun = words.nouns.get(follow[1])
    return (
        follow[1] in words.percent.words
        or follow[1] in words.scales
        or (rupiah and follow[1] in words.rupiah_scales)
        or (noun is not None and not noun.whole)
    )


def _spelled_figure(low: str, start: int) -> Draft | None:
    read = read_words(low, start)
    if read is None:
        return None
    value, decimals, end = read.value, read.decimals, read.end
    digits = re.compile(r",(\d{1,3})(?!\d)").match(low, end)  # "satu,21 persen"
    if digits and read.words == 1 and value < 10:
        value, decimals, end = Decimal(f"{value}.{digits[1]}"), len(digits[1]), digits.end()
    words = vocabulary()
    half = NEXT_WORD.match(low, end)
    if half and half[1] == words.words.half and not decimals and not read.scaled:  # "dua setengah juta"
        follow = NEXT_WORD.match(low, half.end())
        if follow and (follow[1] in words.scales or follow[1] in words.percent.words or follow[1] in words.nouns):
            value, decimals, end = value + Decimal("0.5"), 1, half.end()
    draft = Draft(start, end, value, decimals, "spelled", None)
    draft.rule = "bare.spelled"
    sign, _ = _currency(low, start)
    if sign is not None:
        draft.start = start - len(sign)
        draft.kind, draft.unit, draft.currency, draft.rule = Kind.RUPIAH, Unit.RUPIAH, True, "rupiah.sign"
    return draft
