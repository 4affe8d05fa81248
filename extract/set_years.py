"""The year that an amount is set for: what is to be reached this year is no measure of what was reached last year."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.discourse import Bundle, Draft
from extract.gates import Gated
from extract.mentions import PeriodRole
from extract.open_claims import OpenClaim
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from models.reference import indicators
from models.values import Unit

_YEAR = Gated(
    r"\b(?:tahun|t\.?a\.?)\s+(?:anggaran\s+|fiskal\s+)?(?:(?P<year>20\d\d)\b|(?P<word>ini|depan|mendatang|lalu|kemarin|sebelumnya)\b)"
    r"|\b(?:pada|untuk|selama|sepanjang|target|apbd|pad)\s+(?P<bare>20\d\d)\b(?!\s*[-/])"
)
_BEHIND = re.compile(
    r"\s*(?:pada|untuk|di|hingga|sampai|selama)\s+(?:akhir\s+)?(?:tahun\s+)?(?:(20\d\d)\b|tahun\s+(ini|depan)\b)"
)
_OF_LAW = re.compile(r"\b(?:nomor|no)\b\.?\s*[\w./-]{1,24}\s*\Z", re.IGNORECASE)
_LAW = 40
"""Characters in which a law's number stands before its year: "Perpres Nomor 12 Tahun 2023" sets no year for money."""
_AIMED = Gated(
    r"\b(?:target\w*|ditarget\w*|menarget\w*|mentarget\w*|dipatok|mematok|dinaikkan|menaikkan|dinaikan|diproyeksikan)\b"
)
_SET = Gated(
    r"\b(?:alokasi\w*|kuota\w*|sasaran\w*|pagu\w*|jatah\w*|target\w*|ditarget\w*|menarget\w*|rencana\w*|usulan\w*)\b"
)
_OFF = {"ini": 0, "depan": 1, "mendatang": 1, "lalu": -1, "kemarin": -1, "sebelumnya": -1}
_REACH = 300
_WHOLE_YEAR = 365
_LEVEL = frozenset({"percentage", "achieved"})


def year_told(reading: Reading, start: int, end: int) -> int | None:
    """The last year that a passage names: "tahun 2024", "tahun ini" by the day of publication; None for none."""
    told = _YEAR.finditer(reading.text, max(start, end - _REACH), end)
    years = [year for year in told if not _OF_LAW.search(reading.text, max(0, year.start() - _LAW), year.start())]
    found = years[-1] if years else None
    if found is None:
        return None
    if found["word"] is None:
        return int(found["year"] or found["bare"])
    return reading.published.year + _OFF[found["word"].lower()] if reading.published is not None else None


def year_of_base(reading: Reading, drafts: Iterable[Draft]) -> int | None:
    """The year for which a base that stands alone is set: "Tahun ini target PAD Rp160 miliar"."""
    for draft in drafts:
        base = draft.figures.get("base")
        if base is None:
            continue
        behind = _BEHIND.match(reading.text, base.hedge_end)
        if behind is not None and behind[1]:
            return int(behind[1])
        if behind is not None and reading.published is not None:
            return reading.published.year + _OFF[behind[2]]
        return year_told(reading, draft.sentence.start, base.hedge_start)
    return None


def of_another_year(reading: Reading, claim: OpenClaim, draft: Draft) -> bool:
    """Whether one is a base alone, and a target for a later year than that in which the other's figures held.

    Where the target comes first, only in one sentence: of a target that opens an article all may be told that follows.
    """
    measured = indicators()[claim.indicator]
    if _set_ahead(reading, claim, draft) or _holds_now(reading, claim, draft) or _now_and_then(reading, claim, draft):
        return True
    if not measured.per_year or measured.unit is not Unit.RUPIAH:
        return False
    if set(draft.figures) == {"base"}:
        drafts, period, stated = [draft], claim.period, claim.stated
    elif set(claim.figures) == {"base"}:
        beside = draft.sentence.order == claim.drafts[-1].sentence.order
        own = draft.period_span is not None and year_told(reading, *draft.period_span) is not None
        drafts, period, stated = claim.drafts, draft.period, draft.stated and beside and own
    else:
        return False
    if period is None or not stated or period.first.year != period.last.year:
        return False
    year = year_of_base(reading, drafts)
    aimed = any(_AIMED.search(reading.text, one.sentence.start, one.sentence.end) for one in drafts)
    return year is not None and year > period.first.year and aimed


def _holds_now(reading: Reading, claim: OpenClaim, draft: Draft) -> bool:
    """Whether a level holds now, and the other held in a year before: "tahun lalu 42 ribu ton. Kini 90 persen"."""
    year, told = claim.period, _LEVEL & draft.figures.keys()
    if draft.stated or not told or not claim.stated or not _LEVEL & claim.figures.keys():
        return False
    if year is None or year.days < _WHOLE_YEAR or reading.published is None or year.last >= reading.published:
        return False
    first = min(draft.figures[name].hedge_start for name in told)
    now = within(reading.periods, draft.sentence.start, first)
    return any(p.role is PeriodRole.NOW for p in now)


def _now_and_then(reading: Reading, claim: OpenClaim, draft: Draft) -> bool:
    """Whether one was so in a year that is over, and the other is so now: "tahun lalu 93 persen. Kini 93,8 persen"."""
    if claim.stated == draft.stated or reading.published is None:
        return False
    then = claim.period if claim.stated else draft.period
    if then is None or then.last.year >= reading.published.year:
        return False
    now = draft if claim.stated else claim.drafts[-1]
    shared = [n for n in claim.figures if n in draft.figures and claim.figures[n].value != draft.figures[n].value]
    start = min(number.hedge_start for number in now.figures.values())
    return bool(shared) and any(p.role is PeriodRole.NOW for p in within(reading.periods, now.sentence.start, start))


def _set_ahead(reading: Reading, claim: OpenClaim, draft: Draft) -> bool:
    """Whether a base alone is set for a year to come: "sudah 2.000 ton. Tahun depan alokasinya 5.000 ton"."""
    base = draft.figures.get("base")
    if base is None or set(draft.figures) != {"base"} or claim.figures.keys() <= {"base"}:
        return False
    last = claim.period.last.year if claim.period is not None and claim.stated else None
    last = reading.published.year if last is None and reading.published is not None else last
    year = year_of_base(reading, [draft])
    told = _SET.search(reading.text, draft.sentence.start, draft.sentence.end)
    return last is not None and year is not None and year > last and told is not None


def turns_to_another_year(reading: Reading, current: Bundle, role: RoleOf) -> bool:
    """Whether of two figures of a sentence one is set for a year, and the other came about in another.

    "Tahun ini target PAD Rp160 miliar, sedangkan tahun lalu terealisasi Rp120 miliar"
    """
    last = current.roles[-1]
    if (last.role is Role.BASE) == (role.role is Role.BASE):
        return False
    now = year_told(reading, last.number.hedge_end, role.number.hedge_start)
    if now is None:
        return False
    before = year_told(reading, current.sentence.start, last.number.hedge_start)
    return before is not None and before != now
