"""What the times and clauses around a figure say of it: to come, planned, or behind words that are not its own."""

from __future__ import annotations

import re

from extract.gates import Gated
from extract.mentions import Cue, Kind, Number, PeriodRole
from extract.reading import Reading, within
from extract.role_cues import last_cue
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern

_WILL_HAVE = pattern("will_have")
_PLANNED_BEHIND = pattern("planned_behind")
_YEAR_BEHIND = re.compile(
    r"\s*(?:(?!(?:dan|yang|serta|namun|tapi|tetapi|sehingga|karena|lalu|sedangkan)\b)[a-z/]+\s+){0,3}"
    r"(?:pada|di|untuk|hingga)\s+(?:tahun\s+)?(20\d\d)\b"
)
NEXT_YEAR = "role.next_year"
_AIMED_AT = frozenset({"role.aimed", "role.base", "role.to_come", NEXT_YEAR})
"""Rules of what a first year is to reach."""
_LED = 30
_CLAUSE_IN_FRONT = pattern("clause_in_front")
_GOES_ON_IN_FRONT = pattern("goes_on_in_front")
"""What leads on to a sentence or says why: none of its words are the figure's."""
_SURELY_AHEAD = re.compile(r"\b(?:ini|depan|mendatang|nanti|nantinya|besok|lusa)\b", re.IGNORECASE)
_HOPED = pattern("only_hoped")
_TOWARDS = pattern("towards")
_TURNS_BACK = pattern("turns_back")
_JUST = Gated(r"\b(?:baru|masih|hanya|cuma)\s+(?:(?:mencapai|sebesar|sekitar|menyentuh)\s+)?\Z")
"""What nobody hopes for: "menjelang batas akhir 31 Maret, kepatuhan baru 83,4 persen"."""
_NO_HOPE = re.compile(r"[\s,)]*(?:baru|masih|hanya)\b", re.IGNORECASE)
_IN_ATTRIBUTE = pattern("in_attribute")
_GOES_ON_NOW = pattern("goes_on_now")
_COMPLETED = re.compile(
    r"\b(?:rampung|selesai|tuntas|kelar|berakhir|berlangsung|dikerjakan|kontrak|masa|jadwal\w*|dijadwalkan)", re.I
)
_OF_WHOLE = re.compile(r"\s*(?:\w+\s+)?dari\s+(?:(?:total|jumlah|seluruh)\s+)?[\d.]+", re.IGNORECASE)
_AHEAD = 80
"""Characters behind a count in which its plan stands."""
_LAST_DAY = 31


def is_to_come(reading: Reading, number: Number, sentence: Sentence) -> bool:
    """Whether a year that is still to come stands right behind an amount: "55 desa pada 2026", written in 2025.

    >>> from datetime import date
    >>> from extract.numbers import find_numbers
    >>> text = "55 desa pada 2026"
    >>> reading = Reading(text, 0, date(2025, 3, 11), None)
    >>> is_to_come(reading, find_numbers(text)[0], Sentence(0, len(text), 0))
    True
    """
    if number.kind is Kind.PERCENT and _led_by_time_to_come(reading, number, sentence):
        return True
    behind = _YEAR_BEHIND.match(reading.text, number.hedge_end, sentence.end)
    return behind is not None and reading.published is not None and int(behind[1]) > reading.published.year


def of_next_year(reading: Reading, before: RoleOf, number: Number, own: list[Cue], sentence: Sentence) -> bool:
    """Whether a count goes on with what is aimed at year by year: "target 21 desa pada 2025, 55 desa pada 2026".

    Also where it is called the rest: "dan sisanya 34 desa pada 2027" is what is done last.
    """
    aimed = before.rule in _AIMED_AT and (before.number.kind, before.number.unit) == (number.kind, number.unit)
    if not aimed or number.kind is Kind.PERCENT or last_cue(own, "done") >= 0:
        return False
    told = _YEAR_BEHIND.match(reading.text, before.number.hedge_end, number.hedge_start)
    here = _YEAR_BEHIND.match(reading.text, number.hedge_end, sentence.end)
    return told is not None and here is not None and int(here[1]) > int(told[1])


def _led_by_time_to_come(reading: Reading, number: Number, sentence: Sentence) -> bool:
    """Whether a time still to come leads a percentage: "untuk 2027 …", "akhir tahun ini sudah 100 persen"."""
    if reading.published is None:
        return False
    earlier = within(reading.numbers, sentence.start, number.hedge_start)
    start = earlier[-1].end if earlier else sentence.start
    times = within(reading.periods, start, number.hedge_start)
    last = times[-1] if times else None
    if last is None or last.period is None:
        return False
    if last.rule.startswith("year"):
        return last.period.first.year > reading.published.year
    if _JUST.search(reading.text, last.end, number.hedge_start):
        return False
    begin = last.span_start or last.start
    if _NO_HOPE.match(reading.text, last.end) or behind_attribute(reading, start, number) > start:
        return False  # "yang ditargetkan rampung Oktober baru 76 persen", "dengan kontrak sampai Oktober mencapai 76"
    words = (reading.text[max(sentence.start, begin - _LED) : begin], reading.text[last.end : number.hedge_start])
    ahead = last.period.first.isoformat() > reading.published.isoformat()[:10]
    hoped = _HOPED.search(reading.text, sentence.start, begin)  # "diprediksi hingga Desember sudah 90 persen"
    if last.anchored and not hoped and not _SURELY_AHEAD.search(reading.text, begin, last.end + _LED):
        return False  # "pada Mei 21,5 persen", in March: that of the year before
    return ahead and not (_TOWARDS.search(words[0]) or _TURNS_BACK.search(words[1]))


def behind_front(reading: Reading, sentence: Sentence, number: Number) -> int:
    """Where the first figure's words begin in a sentence: behind "Karena banyak yang belum datang, perekaman …".

    >>> from extract.numbers import find_numbers
    >>> text = "Tidak hanya itu, perekaman 84 persen."
    >>> text[behind_front(Reading(text, 0, None, None), Sentence(0, len(text), 0), find_numbers(text)[0]) :]
    'perekaman 84 persen.'
    """
    front = _GOES_ON_IN_FRONT.match(reading.text, sentence.start, number.hedge_start)
    if front is not None:
        return front.end()
    front = _CLAUSE_IN_FRONT.match(reading.text, sentence.start, number.hedge_start)
    if front is None or within(reading.indicators, sentence.start, front.end()):
        return sentence.start  # "Karena belum merekam e-KTP, 20 persen warga …" are those
    return front.end() if within(reading.indicators, front.end(), sentence.end) else sentence.start


def behind_attribute(reading: Reading, start: int, number: Number) -> int:
    """Where the words of a figure begin: behind "yang ditargetkan rampung Oktober", that says when a work is due."""
    times = [p for p in within(reading.periods, start, number.hedge_start) if p.role is not PeriodRole.NOW]
    goes_on = _GOES_ON_NOW.match(reading.text, times[-1].end) if times else None
    if goes_on is None:
        return start
    begin = min(times[-1].start, times[-1].span_start or times[-1].start)
    due = _IN_ATTRIBUTE.search(reading.text, start, begin)
    if due is None or (goes_on["done"] and not _COMPLETED.search(due.group())):
        return start  # "yang ditargetkan Desember sudah 90 persen" is a target
    return times[-1].end


def will_have(before: RoleOf, number: Number, left: str) -> bool:
    """Whether a percentage is what will have been reached on a day ahead: "Insya Allah 31 sudah tuntas 100 persen"."""
    day = before.role is Role.PLAN and before.number.kind is Kind.BARE and 1 <= before.number.value <= _LAST_DAY
    return day and number.kind is Kind.PERCENT and bool(_WILL_HAVE.match(left))


def is_planned(reading: Reading, number: Number, own: list[Cue]) -> bool:
    """Whether what is planned for a count stands behind it, or behind the whole of which it is a part."""
    if last_cue(own, "done") >= 0:
        return False
    whole = _OF_WHOLE.match(reading.text, number.hedge_end)
    end = whole.end() if whole else number.hedge_end
    return bool(_PLANNED_BEHIND.match(reading.text[end : end + _AHEAD]))
