"""What stands right behind a figure: its scale, its sign or noun, "lebih", a rate, or the word that makes it a time."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from extract.mentions import Kind
from extract.number_data import vocabulary
from extract.number_figures import NEXT_WORD, Draft, clean, counts_whole
from extract.number_words import read_grouped, read_words
from models.values import Comparator, Unit

_ROUND = re.compile(r" ?-? ?an\b(?! ?\d)")
_DASH_TAIL = re.compile(r" ?[,.] ?(?:-{1,2}|–|—|=)")
_STRAY_MARK = re.compile(r"[.,] ?(?=%|persen\b)")
_SPELLED_AGAIN = re.compile(r" ?\( ?(?=[a-z])")
_MORE_AMOUNT = re.compile(r" {1,2}(\d{1,3}) ?([a-z]+)")
_AMOUNT_NEXT = re.compile(r" {1,2}(?:rp|\d)")
_RATE = re.compile(r"(?: ?/ ?| {1,2}per[ -]?)([a-z0-9]+)(?: ([a-z']+))?")
_CALENDAR = frozenset({"minggu", "tahun"})
_DATED = re.compile(r",? {1,2}(?:\(?\d{1,2}(?:[/-]| [a-z]{3})|\d{4}\b)")
"""Behind a day or a year: "60 persen per Minggu (14/7/2024)", "per tahun 2023" tell when, and no rate."""
_RATE_WORD = re.compile(r" {1,2}((?:setiap |tiap )?[a-z-]+)")
_RATE_HEADS = ("pe", "se", "ti", "/ ", " p")
_CLOSING = re.compile(r"(?: rupiah)? ?\)")
_THOUSAND = Decimal(1000)
_WRITTEN_OUT = Decimal(10_000)
_MILLIARD = 1_000_000_000
"""From here on thousands would be counted in millions."""


def tail(low: str, draft: Draft) -> None:
    """Reads on behind a figure: "-an", scale, sign or noun, "lebih", rate; and the word that makes it a time."""
    words = vocabulary()
    at = draft.end
    if draft.digits is not None:
        near = low[at : at + 4]
        if "an" in near:
            at = _rounded(low, at, draft)
        if draft.currency and near[:1] in ",. ":
            dash = _DASH_TAIL.match(low, at)
            at = dash.end() if dash else at
        if "(" in near[:2]:
            at = _spelled_again(low, at, draft)
    at, follow = _scales(low, at, draft)
    draft.end = draft.figure_end = draft.hedge_end = at
    if follow is None and draft.digits is not None and low[at : at + 1] in (",", "."):
        stray = _STRAY_MARK.match(low, at)  # "102,7,%"
        follow = NEXT_WORD.match(low, stray.end()) if stray else None
    if follow is not None:
        word = follow[1]
        if word in words.currency.rupiah_words:
            draft.kind, draft.unit = Kind.RUPIAH, Unit.RUPIAH
            draft.rule = draft.rule if draft.currency else "rupiah.word"
            draft.end, follow = follow.end(), NEXT_WORD.match(low, follow.end())
        elif draft.rule == "rupiah.sign" and draft.scale == 1 and draft.decimals and word in words.percent.words:
            draft.kind, draft.unit, draft.currency = Kind.BARE, None, False  # "Rp13,75 persen": the sign is a slip
            follow = _percent(low, follow, draft)
        elif draft.kind is Kind.BARE and (word in words.percent.words or word in words.percent.point):
            follow = _percent(low, follow, draft)
        draft.hedge_end = at = _after(low, draft.end, follow, draft)
        if draft.kind is Kind.BARE and follow is not None:
            behind = follow if at == draft.end else NEXT_WORD.match(low, at)
            _noun(low, behind, draft)
            if draft.kind is Kind.BARE and behind is not None:
                if behind[1] in words.vetoes.after or behind[1] in words.vetoes.dates:
                    draft.veto = behind[1]
                elif follow.start(1) == draft.end and draft.digits is not None:
                    draft.veto = follow[1]  # letters of a code: "4x4", "5G"
    _finish(low, draft)


def _rounded(low: str, at: int, draft: Draft) -> int:
    match = _ROUND.match(low, at)
    if match is None:
        return at
    draft.after = Comparator.ABOUT
    return match.end()


def _spelled_again(low: str, at: int, draft: Draft) -> int:
    """ "11 (sebelas)": the words in brackets say the same and are no number of their own."""
    opening = _SPELLED_AGAIN.match(low, at) if draft.digits is not None else None
    if opening is None:
        return at
    read = read_words(low, opening.end())
    if read is None or read.value != draft.value:
        return at
    closing = _CLOSING.match(low, read.end)
    return closing.end() if closing else at


def _scales(low: str, at: int, draft: Draft) -> tuple[int, re.Match[str] | None]:
    """The end of the scale words, and the word behind them."""
    words = vocabulary()
    follow = NEXT_WORD.match(low, at)
    while follow is not None:
        word, slash, _ = follow[1].partition("/")
        round_form = word.endswith("-an")
        word = word.removesuffix("-an")
        if word == "sekian":  # "200 sekian ribu"
            beyond = NEXT_WORD.match(low, follow.end())
            if beyond is None or beyond[1] not in words.scales:
                return at, follow
            draft.after, at, follow = Comparator.ABOUT, follow.end(), beyond
            continue
        if "-" in word:  # "Rp30 ribu-Rp31 ribu"
            word, slash, _ = word.partition("-")
        factor = words.scales.get(word)
        if factor is None and draft.currency and draft.value < 100_000:
            factor = words.rupiah_scales.get(word)
        if factor is None or (draft.scale != 1 and not draft.scale < factor):  # "tiga ribu triliun" rises
            return at, follow
        at = follow.end() if not slash else follow.start(1) + len(word)
        if factor == _THOUSAND and _written_out(draft) and (draft.value % _THOUSAND == 0 or counts_whole(low, at)):
            follow = NEXT_WORD.match(low, at)
            continue
        if factor == _MILLIARD and _point_meant(draft):
            draft.value, draft.decimals = draft.value / _THOUSAND, 3
        draft.scale *= factor
        if round_form or word.endswith("an"):
            draft.after = Comparator.ABOUT
        at = _added(low, at, draft)
        follow = NEXT_WORD.match(low, at)
    return at, None


def _written_out(draft: Draft) -> bool:
    """Whether thousands may be in the figures already: "51.163 ribu warga" are 51,163, as millions are "juta".

    What is measured is so only in round thousands ("35.000 ribu ton"): "10.452 ribu hektare" may well be ten million.
    """
    grouped = draft.digits is not None and "." in draft.digits and "," not in draft.digits
    return grouped and not draft.currency and draft.scale == 1 and draft.value >= _WRITTEN_OUT


def _point_meant(draft: Draft) -> bool:
    """Whether a point is meant for a comma: no region has "Rp233.132 miliar", which would be 233 trillion."""
    parts = (draft.digits or "").split(".")
    return bool(draft.currency) and draft.scale == 1 and len(parts) == 2 and [len(p) for p in parts] == [3, 3]


def _added(low: str, at: int, draft: Draft) -> int:
    """ "2 juta 500 ribu": a smaller amount that goes on with a larger one."""
    if draft.scale < 1_000_000 or draft.decimals or draft.digits is None or draft.after is not None:
        return at
    match = _MORE_AMOUNT.match(low, at)
    factor = vocabulary().scales.get(match[2]) if match else None
    if match is None or factor is None or factor >= draft.scale:
        return at
    draft.value = draft.value + Decimal(match[1]) * factor / draft.scale
    return match.end()


def _percent(low: str, follow: re.Match[str], draft: Draft) -> re.Match[str] | None:
    """Reads "persen", "persen poin" or "poin"; gives the word behind."""
    words = vocabulary().percent
    second = NEXT_WORD.match(low, follow.end())
    pair = f"{follow[1]} {second[1]}" if second else ""
    if second is not None and pair in words.points:
        draft.kind, draft.rule, draft.end = Kind.POINTS, "points.word", second.end()
        return NEXT_WORD.match(low, second.end())
    if follow[1] in words.point:
        if draft.digits is None:  # "tiga poin" are three items
            return follow
        draft.kind, draft.rule = Kind.POINTS, "points.word"
    else:
        draft.kind = Kind.PERCENT
        draft.rule = "percent.sign" if follow[1] == "%" else "percent.word"
        draft.rule = draft.rule if draft.digits else "percent.spelled"
        if follow[1].endswith("an"):
            draft.after = Comparator.ABOUT
    draft.end = follow.end()
    return second


@cache
def _after_heads() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in vocabulary().after)


def _after(low: str, at: int, first: re.Match[str] | None, draft: Draft) -> int:
    """The end of a hedge behind the number ("lebih"), or `at` where none is."""
    if first is None or first[1] not in _after_heads() or first.start(1) == at:
        return at
    words = vocabulary()
    second = NEXT_WORD.match(low, first.end())
    if second and f"{first[1]} {second[1]}" in words.after:
        draft.after = words.after[f"{first[1]} {second[1]}"]
        return second.end()
    comparator = words.after.get(first[1])
    if comparator is None:
        return at
    if comparator is Comparator.MORE and second is not None:
        if second[1] in words.hedges.not_after_lebih:  # "0,93 persen lebih rendah"
            return at
        if second[1] == "dari" and _AMOUNT_NEXT.match(low, second.end()):  # a hedge of the next number
            return at
    if _AMOUNT_NEXT.match(low, first.end()):
        return at
    draft.after = comparator
    return first.end()


def _noun(low: str, first: re.Match[str] | None, draft: Draft) -> None:
    """The counted noun right behind the number, or behind its "lebih"."""
    if first is None or "\n" in low[draft.end : first.start(1)]:
        return  # "belum rekam 1.200", and the next line begins: "Kecamatan Arga"
    words = vocabulary()
    found: tuple[int, str] | None = None
    phrase = ""
    most = words.noun_words.get(first[1], 0)
    match: re.Match[str] | None = first
    while match is not None and most > 0:
        phrase = f"{phrase} {match[1]}" if phrase else match[1]
        end = match.end()
        if phrase in words.nouns:
            found = end, phrase
        most -= 1
        match = NEXT_WORD.match(low, end)
    if found is None:
        stem = first[1].removesuffix("nya")
        head, slash, per = first[1].partition("/")
        if stem in words.nouns and stem != first[1]:
            found = first.end(), stem
        elif slash and head in words.nouns and per in words.rates.of:
            found, draft.rule = (first.end(), head), "count.rate"
    if found is None:
        return
    noun_end, phrase = found
    draft.meaning = words.nouns[phrase]
    draft.kind, draft.noun = Kind.COUNT, (first.start(1), noun_end)
    rate = draft.rule == "count.rate"
    draft.rule = "count.rate" if rate else ("count.spelled" if draft.digits is None else "count.noun")
    if not rate:
        draft.unit, draft.factor = draft.meaning.unit, draft.meaning.factor
    adjacent = draft.hedge_end == draft.end
    draft.hedge_end = noun_end
    if adjacent:
        draft.end = noun_end
    draft.hedge_end = _after(low, noun_end, NEXT_WORD.match(low, noun_end), draft)


def _finish(low: str, draft: Draft) -> None:
    """Rates, groups of three behind a comma, scale and factor."""
    if draft.kind in (Kind.COUNT, Kind.RUPIAH, Kind.PERCENT) and draft.hedge_end == draft.end:
        _rate(low, draft)
    whole = draft.kind is Kind.RUPIAH or (draft.meaning is not None and draft.meaning.whole)
    if draft.digits is not None and draft.scale == 1 and whole and draft.style in ("comma", "english", "point"):
        grouped = read_grouped(draft.digits)
        if grouped is not None:
            draft.value, draft.decimals = grouped, 0
            draft.rule = f"{draft.rule}.grouped"
    if draft.scale != 1 and draft.kind is Kind.BARE:
        draft.rule = "bare.scale"
    if draft.scale != 1 or draft.factor != 1:
        draft.value = clean(draft.value * draft.scale * draft.factor)


def _rate(low: str, draft: Draft) -> None:
    if low[draft.end : draft.end + 1] != "/" and low[draft.end + 1 : draft.end + 3] not in _RATE_HEADS:
        return
    rates = vocabulary().rates
    match = _RATE.match(low, draft.end)
    if match is not None and match[1] in _CALENDAR and _DATED.match(low, match.end(1)):
        return
    if match is not None and match[1] in rates.of and match[2] not in rates.not_of:
        end = match.end(1)
    else:
        match = _RATE_WORD.match(low, draft.end)
        if match is None or match[1] not in rates.words:
            return
        end = match.end()
    draft.rule = f"{draft.kind}.rate"
    draft.unit = draft.unit if draft.kind is Kind.RUPIAH else None
    if draft.kind is Kind.COUNT and draft.noun is not None and not draft.foreign:
        draft.noun, draft.end = (draft.noun[0], end), end
        draft.factor = Decimal(1)
    draft.hedge_end = end
