"""Numbers as Indonesian news prints them: percentages, amounts of rupiah, counts with their nouns, ranges and hedges.

Everything is read by characters of the normalised text. What is a date, a time, an age, a telephone number, an ordinal
or the name of something ("Pasal 14", "dosis 2", "SDN 5") is no number; "beberapa" and "puluhan ribu" are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache

from extract.alternation import alternation, by_head, occurrences
from extract.mentions import Kind, Number
from extract.number_context import hedge_before, is_idiom, is_name, is_year, left_word
from extract.number_data import vocabulary
from extract.number_figures import NEXT_WORD, Draft, clean, currency_before, figure
from extract.number_fractions import fraction
from extract.number_tails import tail
from extract.number_words import openers, read_digits, read_grouped
from models.values import Comparator

_SOFT_BREAK = re.compile(r"\n(?<![\n.!?:;]\n)(?=[a-z%])")
_DIGITS = re.compile(r"\d\d*")  # as \d+, but `re` looks for one digit faster
_GROUPED = re.compile(r"\d+(?:[.,]\d+)*")
_URL = re.compile(r"(?:https?://|www\.)[^\s)]{1,2000}")
_TELEPHONE = re.compile(r"(?:62|0\d{2,4}\)?)(?:[ .-]?\d{1,5}){1,5}")
_LIST = re.compile(r"(?:[,;]? (?:dan|serta|maupun)(?: sebesar)? |[,;] )\Z")
_BECOMES = re.compile(r" (?:menjadi|jadi|ke|hingga|sampai)(?: sebesar| sekitar)? \Z")
_OF = re.compile(
    r",? dari(?: total| jumlah| keseluruhan| seluruh| semua| target| sasaran| sebanyak| sekitar| kuota| ke)* \Z"
)
_SAID_AGAIN = re.compile(r" ?\( ?\Z")
_YEAR_BEFORE = re.compile(r"\b(?:19|20)\d\d[ ,|-]{1,4}\Z")
_LEFT_WORDS = re.compile(r"(?:([a-z]+)\s)?([a-z]+)\s\Z")
_LIST_MARK = re.compile(r"[.)] ?(?!\d)")
_LIST_GOES_ON = re.compile(r"(?:[,/&]|\b(?:dan|serta))\s?\Z")
_BRACKETED = re.compile(r"\) ?[a-z]")
_BEFORE_MARK = re.compile(r"(?:[:;,.\n]|\b(?:dan|serta|yakni|yaitu)) ?\(\Z")
_ITEM = 120
_ONLY_SO_MANY = frozenset({"baru", "hanya", "cuma"})
_DO = ("me", "ber", "sudah", "telah")
"""Around a number word that counts, though no noun follows: "baru sembilan yang beroperasi"."""
"""Characters of the longest item of a numbered list in one line."""


@lru_cache(maxsize=1)
def fold(text: str) -> str:
    """The text in lower case, with blanks for line breaks inside a sentence; offsets stay.

    Remembered, since several readers ask for the same text in a row.

    >>> fold("Rp5 M\\nlebih.\\nKotim"), len(fold("\\u0130"))
    ('rp5 m lebih.\\nkotim', 1)
    """
    if "\n" in text:
        text = _SOFT_BREAK.sub(" ", text)
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


@lru_cache(maxsize=1)
def digit_runs(low: str) -> list[tuple[int, int]]:
    """The spans of digits in a folded text, in order; remembered, as the text itself.

    >>> digit_runs("1.200 jiwa")
    [(0, 1), (2, 5)]
    """
    return [match.span() for match in _DIGITS.finditer(low)]


@cache
def _openers() -> Mapping[str, Sequence[str]]:
    """The words that may begin a number or a share."""
    fractions = vocabulary().fractions
    words = {*openers(), *(phrase.split()[0] for phrase in (*fractions.always, *fractions.of_something))}
    return by_head(filter(str.isalpha, words))


@cache
def _candidate() -> re.Pattern[str]:
    """Digits with their marks, or a word that may begin a number."""
    words = [word for words in _openers().values() for word in words]
    return re.compile(rf"\d+(?:[.,]\d+)*|\b{alternation(words)}\b")


def _candidates(text: str, low: str) -> list[tuple[int, int]]:
    """Where a number may begin, in order."""
    found = occurrences(text, _openers())
    end = 0
    for start, stop in digit_runs(low):
        if start >= end:
            grouped = _GROUPED.match(low, start) if low[stop : stop + 1] in (".", ",") else None
            end = grouped.end() if grouped else stop
            found.append((start, end))
    return sorted(found)


@cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What joins the two ends of a range: anywhere, and behind "antara"."""
    ranges = vocabulary().ranges
    joints = sorted(ranges.joints, key=len, reverse=True)
    words = "|".join(re.escape(joint) for joint in joints if joint[0].isalpha())
    signs = "|".join(re.escape(joint) for joint in joints if not joint[0].isalpha())
    ahead = r"(?=rp|\d|[a-z]{3})"
    above = r"(?:(?:di )?atas |lebih dari )?"  # "75 persen sampai di atas 80 persen"
    return (
        re.compile(rf"(?:\s{{1,3}}(?:{words})\s{{1,3}}{above}|\s{{0,3}}(?P<sign>{signs})\s{{0,3}}){ahead}"),
        re.compile(rf"\s{{1,3}}(?:{'|'.join(sorted(ranges.between))})\s{{1,3}}{ahead}"),
    )


_JOINT_HEADS = "hsd-–—"
_BEFORE_DARI = frozenset(["lebih", "kurang", "mulai", "terdiri"])
_RUPIAH = re.compile(r"(?:rp\.? {0,2})?")


def find_numbers(text: str, *, taken: Sequence[tuple[int, int]] = ()) -> list[Number]:
    """All numbers of a normalised text, sorted, none overlapping another or a span of `taken`.

    >>> [number] = find_numbers("baru sekitar 99,2 persen")
    >>> number.value, number.kind, number.text, str(number.comparator)
    (Decimal('99.2'), <Kind.PERCENT: 'percent'>, '99,2 persen', '~')
    """
    low = fold(text)
    urls = (match.span() for match in _URL.finditer(low)) if "://" in low or "www." in low else ()
    blocks = sorted([*taken, *urls])
    drafts: list[Draft] = []
    floor = block = 0
    name_end = -1
    for start, stop in _candidates(text, low):
        while block < len(blocks) and blocks[block][1] <= start:
            block += 1
        if start < floor or (block < len(blocks) and blocks[block][0] < stop):
            continue
        draft, end, named = _read(low, start, stop, floor, name_end)
        floor = max(floor, end)
        if draft is not None:
            drafts.append(draft)
        if named:
            name_end = end
    return [_number(text, draft) for draft in _shared(drafts, low)]


def _read(low: str, start: int, stop: int, floor: int, name_end: int) -> tuple[Draft | None, int, bool]:
    """The number at a candidate, where it ends, and whether it was a name instead."""
    draft = fraction(low, start, stop)
    if draft is None:
        if low[start].isdigit():
            if low[start] in "06" and (number := _telephone(low, start)):
                return None, number, False
            if _is_time(low, start, stop):
                return None, stop, False
        draft = figure(low, start, stop)
        if draft is None:
            return None, stop, False
        if draft.digits is None and is_idiom(low, draft):
            return None, draft.end, False
        tail(low, draft)
        if is_name(low, draft, name_end):
            return None, draft.figure_end, True
        end = _range(low, draft)
        if end is not None:
            return None, end, False
        if draft.veto is not None or not _is_figure(low, draft):
            return None, draft.end, False
    hedge_before(low, draft, floor)
    return draft, draft.hedge_end, False


@cache
def _countable() -> frozenset[str]:
    """Words behind which four digits may be more than a year."""
    words = vocabulary()
    joints = {joint.split()[0] for joint in (*words.ranges.joints, *words.ranges.between)}
    after = {phrase.split()[0] for phrase in words.after}
    signs = {*words.percent.words, *words.percent.point, *words.currency.rupiah_words}
    return frozenset({*words.scales, *words.rupiah_scales, *words.noun_words, *signs, *joints, *after, "an"})


def _is_time(low: str, start: int, stop: int) -> bool:
    """Whether digits are plainly a time, an age or a year: "5 Oktober", "pada 2022". Nothing else need be read then."""
    if low[start - 1 : start] not in (" ", "(", "\n"):
        return False
    follow = NEXT_WORD.match(low, stop)
    word = follow[1] if follow else ""
    vetoes = vocabulary().vetoes
    year = stop - start == 4 and low[start : start + 2] in ("19", "20") and low[start:stop].isdigit()
    if year:
        plain = low[stop : stop + 1] in (" ", ".", ",", ")", "\n", "") and not low[stop + 1 : stop + 2].isdigit()
        plain = plain and low[stop : stop + 3].strip(" ")[:1] not in ("-", "–", "—")
        if not plain or word in _countable() or word.removesuffix("nya") in _countable() or "/" in word:
            return False
    elif word not in vetoes.after and word not in vetoes.dates:
        return False
    return not currency_before(low, start)


def _telephone(low: str, start: int) -> int | None:
    """The end of a telephone number that begins here: "0812 14 14 2024", "+62 812 1414 2024"."""
    if low[start] == "0" or low[start - 1 : start] == "+":
        number = _TELEPHONE.match(low, start)
        if number and 7 <= sum(map(str.isdigit, number[0])) <= 14:
            return number.end()
    return None


def _is_figure(low: str, draft: Draft) -> bool:
    """Whether what was read is a figure, and no year, list mark, code or small bare word."""
    if draft.glued and draft.kind is not Kind.PERCENT:  # "sebesar20 persen", "11 KK/30 jiwa"
        return draft.kind is Kind.COUNT and low[draft.start - 1] == "/"
    if draft.kind not in (Kind.BARE, Kind.COUNT) or draft.scale != 1 or draft.upper is not None:
        return True
    if draft.digits is None:
        if draft.kind is Kind.COUNT or draft.value > 10 or draft.decimals:
            return True
        return _counts_bare(low, draft)
    if draft.kind is Kind.BARE and draft.value < 100 and _LIST_MARK.match(low, draft.end):
        before = low[max(0, draft.start - 3) : draft.start].rstrip(" ")
        if not before or before[-1] in "\n.;:":  # "1. Kotim"
            return False
        if low[draft.start - 1] in '?!"”’':  # "… penerima bantuan?”3. Klik": the line break is lost
            return False
        if _LIST_GOES_ON.search(low, max(0, draft.start - 4), draft.start) and _list_mark(low, draft):
            return False  # "1. Kotim, 2. Kobar dan 3. Seruyan"
        if _in_brackets(low, draft) and (draft.value == 1 or _list_mark(low, draft)):
            return False  # "yakni (1) Kotim, (2) Kobar dan (3) Seruyan"
    if draft.style == "point" and draft.value < 24 and _YEAR_BEFORE.search(low[max(0, draft.start - 9) : draft.start]):
        return False  # "Senin, 29 September 2025 16.38"
    return not is_year(low, draft)


def _in_brackets(low: str, draft: Draft) -> bool:
    """Whether a number stands alone in brackets and a word follows, behind a mark or "dan"."""
    marked = _BEFORE_MARK.search(low, max(0, draft.start - 6), draft.start)
    return marked is not None and _BRACKETED.match(low, draft.end) is not None


def _list_mark(low: str, draft: Draft) -> bool:
    """Whether the mark of the item before stands not far before a list mark."""
    before = low[max(0, draft.start - _ITEM) : draft.start]
    return re.search(rf"(?<![\d.,]){int(draft.value) - 1}\s?[.)]\s", before) is not None


def _counts_bare(low: str, draft: Draft) -> bool:
    """Whether a small number word without a noun counts: "tiga dari 14 kabupaten", "tinggal tiga, yaitu …"."""
    idioms = vocabulary().idioms
    follow = re.match(r"\s{1,3}([a-z-]+)(?:\s([a-z]+))?", low[draft.end : draft.end + 30])
    if follow is not None and follow[1] in idioms.bare_before:
        return True
    if follow is not None and follow[1] == "yang":  # "Dua yang belum yaitu Desa …"
        did = (follow[2] or "").startswith(_DO) and left_word(low, draft.start) in _ONLY_SO_MANY
        return did or follow[2] in idioms.undone
    if follow is not None and follow[1] not in idioms.listed:
        return False
    before = _LEFT_WORDS.search(low[max(0, draft.start - 40) : draft.start])
    return before is not None and (before[2] in idioms.left_over or before[1] in idioms.undone)


def _range(low: str, draft: Draft) -> int | None:
    """Makes the draft a range if one begins here; the end of what is no number at all: a score, a date, an age."""
    upper, glued = _upper_end(low, draft)
    if upper is None:
        return None
    vetoes = vocabulary().vetoes
    bare = draft.kind is Kind.BARE and draft.scale == 1
    if upper.veto is not None:
        if draft.veto is None and not (bare and (glued or upper.veto not in vetoes.dates)):
            return None  # "500 orang hingga 2 Mei"
        return upper.end  # "8-15 Maret", "12 sampai 17 tahun"
    if draft.veto is not None:
        return None
    if bare and upper.kind is Kind.BARE and upper.scale == 1:
        small = max(draft.value, upper.value) < 1000 and not (draft.decimals or upper.decimals)
        if glued and (small or is_year(low, upper)):
            return upper.end  # "2-1", "2020-2024"
    lowered = _lower_end(draft, upper)
    if (
        lowered is None
        or (not glued and _told_apart(low, draft.start))
        or not lowered < upper.value
        or (upper.kind is Kind.BARE and is_year(low, upper))
    ):
        return None
    draft.value, draft.upper, draft.comparator = lowered, upper.value, Comparator.AT_LEAST
    draft.end, draft.figure_end, draft.hedge_end = upper.end, upper.figure_end, upper.hedge_end
    draft.scale = upper.scale
    if draft.kind is Kind.BARE:
        draft.kind, draft.unit, draft.noun, draft.meaning, draft.rule = (
            *(upper.kind, upper.unit, upper.noun, upper.meaning),
            upper.rule,
        )
    rate = ".rate" if upper.rule.endswith(".rate") and not draft.rule.endswith(".rate") else ""
    draft.rule = f"{draft.rule}{rate}.range"
    return None


def _told_apart(low: str, start: int) -> bool:
    """Whether "dari" stands before the lower end: "dari 25 hingga 26 persen" tells of two times."""
    word = left_word(low, start)
    if word is None or word not in vocabulary().ranges.from_:
        return False
    before = low.rfind(word, 0, start)
    return left_word(low, before) not in _BEFORE_DARI  # "lebih dari", "mulai dari"


def _upper_end(low: str, draft: Draft) -> tuple[Draft | None, bool]:
    """The number behind a joint, and whether only a dash joins them."""
    if low[draft.hedge_end : draft.hedge_end + 3].lstrip()[:1] not in _JOINT_HEADS:
        return None, False
    anywhere, between = _joints()
    joint = anywhere.match(low, draft.hedge_end)
    if joint is None:
        joint = between.match(low, draft.hedge_end)
        if joint is None or left_word(low, draft.start) not in vocabulary().ranges.openers:
            return None, False
    at = joint.end()
    sign = _RUPIAH.match(low, at)
    match = _candidate().match(low, sign.end() if sign else at)
    upper = figure(low, *match.span(), joined=True) if match else None
    if upper is None:
        return None, False
    tail(low, upper)
    return upper, joint.groupdict().get("sign") is not None


def _lower_end(draft: Draft, upper: Draft) -> Decimal | None:
    """The lower value in the unit of the upper one: "76 hingga 78 juta"; None where they are of two kinds."""
    if draft.kind is Kind.BARE:
        if draft.scale == 1:
            return clean(draft.value * upper.scale * upper.factor)
        return clean(draft.value * upper.factor)
    if draft.kind is Kind.RUPIAH and upper.kind in (Kind.RUPIAH, Kind.BARE):
        short = draft.scale == 1 and draft.value < 1000  # "Rp 76 hingga 78 juta", but "Rp8.000 - Rp12 ribu"
        return clean(draft.value * upper.scale) if short else draft.value
    if draft.kind is upper.kind and draft.unit is upper.unit and draft.meaning is upper.meaning:
        return draft.value
    return None


def _shared(drafts: list[Draft], low: str) -> list[Draft]:
    """Gives a bare number the unit of the one that it is coordinated with: "20 dan 30 persen", "112 dari 114 desa"."""
    made: list[Draft] = []
    for left in reversed(drafts):
        right = made[-1] if made else None
        if (
            right is not None
            and right.digits is None
            and right.value == left.value
            and _SAID_AGAIN.match(low[left.hedge_end : right.hedge_start])
        ):
            made.pop()  # "45,56 % (empat puluh lima koma lima puluh enam persen)"
            made.append(left)
            continue
        if right is not None and left.kind is Kind.BARE and left.scale == 1 and left.upper is None:
            between = low[left.hedge_end : right.hedge_start] if right.hedge_start - left.hedge_end < 60 else ""
            if right.kind is Kind.PERCENT:
                _percent_of_list(left, right, between, low)
            elif (
                right.kind is Kind.COUNT and right.upper is None and _OF.match(between) and _count_of(left, right, low)
            ):
                made.pop()
        made.append(left)
    made.reverse()
    return made


def _percent_of_list(left: Draft, right: Draft, between: str, low: str) -> None:
    if left.digits is None or right.digits is None or left.value > 150 or left.style == "thousands" or left.after:
        return
    joint = _LIST.match(between)
    becomes = _BECOMES.match(between) and (left.decimals or left_word(low, left.start) == "dari")
    if becomes or (joint and (joint[0] not in (", ", "; ") or right.rule.endswith(".list"))):
        left.kind, left.rule = Kind.PERCENT, f"{right.rule.removesuffix('.list')}.list"


def _noun_in(low: str, draft: Draft, nouns: frozenset[str]) -> bool:
    return draft.noun is not None and low[slice(*draft.noun)] in nouns


def _count_of(left: Draft, right: Draft, low: str) -> bool:
    """ "112 dari 114 desa" are two counts; "1 dari 4 balita" is a share, and takes both (True)."""
    fractions = vocabulary().fractions
    if left.value == 1 and right.value in fractions.ratio_bases and _noun_in(low, right, fractions.ratio_of):
        left.kind, left.rule = Kind.PERCENT, "fraction.ratio"
        left.value = clean((Decimal(100) / right.value).quantize(Decimal("0.01")))
        left.decimals = max(0, -int(left.value.as_tuple().exponent))
        left.end = left.hedge_end = right.end
        return True
    if right.unit is not None and not right.rule.endswith(".rate") and left.value <= right.value:
        left.kind, left.unit, left.noun, left.rule = Kind.COUNT, right.unit, right.noun, "count.of"
        left.value = clean(left.value * right.factor)
    return False


def _number(text: str, draft: Draft) -> Number:
    return Number(
        value=draft.value,
        kind=draft.kind,
        start=draft.start,
        end=draft.end,
        text=text[draft.start : draft.end],
        rule=draft.rule,
        unit=draft.unit,
        noun=text[slice(*draft.noun)] if draft.noun else None,
        comparator=draft.comparator,
        decimals=draft.decimals,
        upper=draft.upper,
        hedge_start=min(draft.hedge_start, draft.start),
        hedge_end=max(draft.hedge_end, draft.end),
    )


_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def _reread(number: Number, printed: Decimal, meant: Decimal, rule: str) -> Number:
    factor = number.value / printed if printed else Decimal(1)
    return replace(number, value=clean(meant * factor), decimals=0, rule=f"{number.rule}.{rule}")


def as_thousands(number: Number) -> Number | None:
    """The number read with its comma as a mark of thousands ("11,792 ton" as 11792); None if it cannot be read so.

    Whether an article means it so is for the one who sees its other numbers to decide.

    >>> [number] = find_numbers("terealisasi 11,792 ton")
    >>> number.value, as_thousands(number).value
    (Decimal('11.792'), Decimal('11792'))
    """
    match = _FIGURE.search(number.text)
    if match is None or number.upper is not None or number.kind is Kind.PERCENT or number.decimals != 3:
        return None
    printed, meant = read_digits(match[0]), read_grouped(match[0])
    if printed is None or meant is None:
        return None
    return _reread(number, printed.value, meant, "thousands")


def as_decimal(number: Number) -> Number | None:
    """The number read with its point as the decimal mark ("133.622 persen" as 133.622); None if it cannot be so."""
    match = _FIGURE.search(number.text)
    if match is None or number.upper is not None or match[0].count(".") != 1 or "," in match[0] or number.decimals:
        return None
    printed = read_digits(match[0])
    if printed is None:
        return None
    head, _, tail_digits = match[0].partition(".")
    made = _reread(number, printed.value, Decimal(f"{head}.{tail_digits}"), "decimal")
    return replace(made, decimals=len(tail_digits))
