""" "masing-masing": as many figures as subjects, laid to them in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from extract.discourse import Bundle
from extract.due_days import WORKS
from extract.gates import Gated
from extract.mentions import IndicatorMention, PeriodMention, PeriodRole, PlaceMention
from extract.mentions import Kind as NumberKind
from extract.reading import Reading, within
from extract.roles import Role, RoleOf
from extract.sentences import Sentence
from extract.subjects import named_places
from extract.vocabulary import pattern
from models.values import Comparator

_EACH = pattern("each")
_AND = pattern("and_figure")
_ALSO = pattern("and_subject")
_AND_MEASURE = pattern("and_measure")
_TO_FIGURE = pattern("to_figure")
_FREE_OF_FIGURES = re.compile(r"[^.;:\n]{1,120}")
_LISTS_THEM = re.compile(r"\s*,?\s*(?:yaitu|yakni|antara lain|di\s?antaranya|seperti|adalah|meliputi)\b", re.IGNORECASE)
_LIST_OF_PLACES = pattern("list_of_places")

Kind = tuple[str, int, int]
T = TypeVar("T")
Items = list[list[RoleOf]]
"""Figures with those that are joined to them: [[85 persen], [62 persen]] or [[2.345 orang, 85 persen], …]."""


def works_listed(reading: Reading, bundle: Bundle) -> list[Bundle]:
    """A bundle for each work of a list behind one level: "dua proyek 100 persen, yaitu Jalan Arga dan Jalan Sena"."""
    if not all(role.number.kind is NumberKind.PERCENT for role in bundle.roles) or not bundle.roles:
        return [bundle]
    behind = [k for k in reading.kinds(bundle.end, bundle.sentence.end) if k[0] == WORKS]
    if len(behind) < 2 or not _LISTED.match(reading.text, bundle.end, behind[0][1]):
        return [bundle]
    if _FIGURE.search(reading.text, bundle.end, behind[-1][1]):
        return [bundle]  # each has its own
    return [replace(bundle, kinds=[kind]) for kind in behind]


_LISTED = re.compile(r"[\s,]*(?:yaitu|yakni|ialah|adalah|meliputi|antara lain|di\s?antaranya)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d\s?(?:persen|%)")


def each(reading: Reading, sentence: Sentence, roles: Sequence[RoleOf]) -> tuple[int, int] | None:
    """Where a sentence says that its figures are of several subjects: "masing-masing", or as many of them in a row."""
    found = _EACH.search(reading.text, sentence.start, sentence.end)
    if found or len(roles) < 2:
        return found.span() if found else None
    start = next((r for r in roles if not _leads_to_list(r)), roles[0]).number.hedge_start
    run = series(reading, roles, start)[0]
    if len(run) < 2:  # most: no other figure is joined to the first
        return None
    row = _measures_in_row(reading, within(reading.indicators, sentence.start, start))
    gap = reading.text[row[-1].end : start] if len(row) > 1 else ""
    told = len(row) if gap and _TO_FIGURE.fullmatch(gap) else 0
    told = told or _places_in_row(reading, sentence.start, start, roles[0].number.hedge_start)
    if told < 2:
        return None
    levels = all(len(item) == 1 and item[0].role is Role.PERCENTAGE for item in run)
    fits = len(run) == told and len({len(item) for item in run}) == 1
    return (start, start) if fits or levels else None  # of more or fewer levels nobody can tell whose they are


def _leads_to_list(role: RoleOf) -> bool:
    """Whether a figure only leads to a list: "tiga wilayah tertinggi", "sama-sama di atas 70 persen, yakni"."""
    regions = role.role is Role.UNCLEAR and role.number.kind is NumberKind.COUNT and role.number.unit is None
    return regions or role.rule in (BOUND, "role.more_precisely")


def _measures_in_row(reading: Reading, mentions: Sequence[IndicatorMention]) -> list[IndicatorMention]:
    """Measures of different kinds in a row: "realisasi tanam padi dan aktivasi IKD"; none where one comes again."""
    once = [m for m, behind in pairwise(mentions) if m.slug != behind.slug and not _is_head(reading, m, behind)]
    once += mentions[-1:]
    row = _row(reading, once, lambda m: (m.start, m.end), _AND_MEASURE)
    return row if len({m.slug for m in row}) == len(row) else []


def _is_head(reading: Reading, mention: IndicatorMention, behind: IndicatorMention) -> bool:
    """Whether a common word only heads the name of a measure: "progres coklit"."""
    return mention.weak and not reading.text[mention.end : behind.start].strip()


def _places_in_row(reading: Reading, begin: int, start: int, first: int) -> int:
    """How many places stand in a row before the figures: "Batang dan Kendal 81,4 persen dan 76,6 persen".

    The whole that they are parts of may be named before them; `first` is where a bound of them all stands, or `start`.
    """
    named = named_places(reading, begin, start)
    row = _row(reading, named, lambda p: (p.start, p.end))
    distinct = len(row) == len({(p.code, p.text.lower()) for p in row})
    wholes = all(_encloses(whole, part) for whole in named[: len(named) - len(row)] for part in row)
    gap = reading.text[row[-1].end : start] if len(row) > 1 and distinct and wholes else ""
    plain = _FREE_OF_FIGURES.fullmatch(gap) and not within(reading.numbers, row[-1].end, first)
    return len(row) if gap and plain else 0


def _encloses(whole: PlaceMention, part: PlaceMention) -> bool:
    return whole.level == "nation" or bool(whole.code and part.code and part.code.startswith(f"{whole.code}."))


def series(reading: Reading, roles: Sequence[RoleOf], start: int) -> list[Items]:
    """The runs of figures behind an offset that only commas and "dan" join: what was reached of each, then its base."""
    made: list[Items] = []
    end = start
    for role in (r for r in roles if r.number.hedge_start >= start):
        gap = reading.text[end : role.number.hedge_start]
        if made and role.linked and role.rule == "role.linked":
            made[-1][-1].append(role)
        elif made and _AND.fullmatch(gap):
            made[-1].append([role])
        else:
            made.append([[role]])
        end = role.number.hedge_end
    return made


def subjects(
    reading: Reading,
    before: int,
    count: int,
    places: Sequence[PlaceMention],
    kinds: Sequence[Kind],
    mentions: Sequence[IndicatorMention],
) -> Sequence[PlaceMention | Kind | IndicatorMention] | None:
    """What stands in a row before "masing-masing", as many as there are figures; the row nearest to it.

    Empty where several are named and not as many figures, so that nobody can tell which is whose; None where no row is.
    """
    rows: list[tuple[int, Sequence[PlaceMention | Kind | IndicatorMention]]] = []
    named = _row(reading, places, lambda p: (p.start, p.end))
    if len(named) == count and len({(p.code, p.text.lower()) for p in named}) == count:
        rows.append((named[-1].end, named))
    told = _measures_in_row(reading, mentions)
    if len(told) == count:
        rows.append((told[-1].end, told))
    slugs = {slug for slug, _, _ in kinds}
    for slug in sorted(slugs):
        named_once = [k for k in kinds if k[0] == slug and not _is_short_form(reading, k, kinds)]
        row = _row(reading, named_once, lambda k: (k[1], k[2]))
        if len(row) == count and len({reading.text[k[1] : k[2]].lower() for k in row}) == count:
            rows.append((row[-1][2], row))
        if len(row) != count and kinds and (parts := _parts_of_name(reading, kinds[0], before)) and len(parts) == count:
            rows.append((parts[-1][2], parts))
    best = max((row for row in rows if row[0] <= before), key=lambda row: row[0], default=None)
    if best is None and max(len(named), len(told)) > 1:
        return []
    return best[1] if best else None


def _is_short_form(reading: Reading, kind: Kind, kinds: Sequence[Kind]) -> bool:
    """Whether a kind in brackets is the one before it once more: "Dana Bagi Hasil (DBH)"."""
    return any(reading.text[other[2] : kind[1]] == " (" for other in kinds)


def _parts_of_name(reading: Reading, kind: Kind, before: int) -> list[Kind]:
    """The kinds that have one head in common: "pajak hotel, restoran dan hiburan"."""
    slug, start, _ = kind
    found = _ONE_HEAD.match(reading.text, start, before)
    if found is None:
        return []
    ends = [part.span() for part in _PARTED.finditer(reading.text, start, found.end(1))]
    begins = [start, *(end for _, end in ends)]
    return [(slug, a, b) for a, b in zip(begins, [*(a for a, _ in ends), found.end(1)], strict=True)]


_PARTED = re.compile(r",?\s+(?:dan|serta|maupun)\s+|,\s*")
_ONE_HEAD = re.compile(
    r"((?:pajak|retribusi)(?:\s[\w/-]+){1,3}(?:,\s[\w/-]+(?:\s[\w/-]+)?)*?,?\s(?:dan|serta|maupun)\s[\w/-]+(?:\s[\w/-]+)?)"
    r"(?=,?\s+(?:di|pada|yang|masing-masing|berturut-turut|sudah|telah|baru|terealisasi|mencapai|tercapai)\b)",
    re.IGNORECASE,
)


def times_in_row(reading: Reading, start: int, before: int, count: int) -> Sequence[PeriodMention] | None:
    """As many times as there are figures, in a row before "masing-masing": "pada 2021, 2022 dan 2023 masing-masing"."""
    held = [p for p in within(reading.periods, start, before) if p.role in (PeriodRole.PLAIN, PeriodRole.AS_OF)]
    row = _row(reading, [p for p in held if p.period], lambda p: (p.start, p.end))
    return row if len(row) == count and len({p.period for p in row}) == count else None


def _row(reading: Reading, found: Sequence[T], span: Callable[[T], tuple[int, int]], joint: Gated = _ALSO) -> list[T]:
    """The last ones of a list that only commas, "dan" and words of their kind join."""
    row: list[T] = []
    for item in reversed(found):
        if row and not joint.fullmatch(reading.text[span(item)[1] : span(row[0])[0]]):
            break
        row.insert(0, item)
    return row


def level_of_list(reading: Reading, bundles: list[Bundle]) -> list[Bundle]:
    """The bundles; what a list of places has reached is said of each: "yang 100 persen yaitu A (177 desa) dan B (51)".

    The whole is at that level only where no regions are counted or picked out beside it.
    """
    for at, first in enumerate(bundles):
        level = next((r for r in first.roles if r.role is Role.PERCENTAGE and r.number.value == _ALL), None)
        if level is None:
            continue
        end = level.number.hedge_end
        items = [b for b in bundles[at:] if b.places and b.roles[-1:] and b.places[0].start >= end]
        counts = [r for b in items for r in b.roles if r is not level]
        if len(items) < 2 or any(r.role is not Role.ACHIEVED or r.number.kind is NumberKind.RUPIAH for r in counts):
            continue
        lead = reading.text[end : items[0].places[0].start]
        before = reading.text[first.sentence.start : level.number.hedge_start]
        if not _LEADS_LIST.search(lead) or not (_REGIONS.search(lead) or _OF_SOME.search(before)):
            continue
        told = replace(level, rule="role.level_of_list")
        made = [b if level in b.roles else replace(b, roles=[told, *b.roles]) for b in items]
        if first not in items:
            made.insert(0, replace(first, roles=[r for r in first.roles if r is not level]))
        return [*bundles[:at], *(b for b in bundles[at + 1 :] if b not in items), *(b for b in made if b.roles)]
    return bundles


def all_those(reading: Reading, bundle: Bundle) -> str | None:
    """Gives a level of "semuanya" to the places that the sentence before lists; else why it is of nobody known."""
    if bundle.kinds or any(place.start >= bundle.sentence.start for place in bundle.places):
        return None
    if not _ALL_THOSE.match(reading.text, bundle.sentence.start, bundle.start):
        return None
    before = [
        s for s in reading.sentences if s.end <= bundle.sentence.start and s.paragraph == bundle.sentence.paragraph
    ]
    if not before:
        return None
    row = _row(reading, named_places(reading, before[-1].start, before[-1].end), lambda p: (p.start, p.end))
    if len(row) > 1 and len({place.level for place in row}) == 1:
        bundle.places = row
        return None
    return "subject: all of a list" if len(reading.kinds(before[-1].start, before[-1].end)) > 1 else None


_ALL_THOSE = pattern("all_those")


def figures_in_brackets(reading: Reading, bundles: list[Bundle], left_out: Sequence[RoleOf]) -> list[Bundle]:
    """The bundles; in a list of places with their figures in brackets, a place without one has the bound of the list.

    "Di bawah 4 persen, yakni A (1,9 persen), B, C (3 persen)": of B nothing else is told, and nothing where none is.
    """
    own = [b for b in bundles if b.places and _OPENS.fullmatch(reading.text, b.places[-1].end, b.start)]
    if not any(len(b.places) == 1 for b in own) or all(len(b.places) == 1 for b in own):
        return bundles
    bound = next((role for role in left_out if role.rule == BOUND), None)
    made: list[Bundle] = []
    for bundle in bundles:
        if bundle in own and len(bundle.places) > 1:
            if bound is not None:
                level = replace(bound, role=Role.PERCENTAGE, strong=True)
                made.append(replace(bundle, roles=[level], places=bundle.places[:-1], targets=[]))
            bundle.places = bundle.places[-1:]
        made.append(bundle)
    return made


BOUND = "role.bound_of_list"
_OPENS = re.compile(r"\s*\(\s*")
_ALL = 100
_LEADS_LIST = re.compile(
    r"(?:\b(?:yaitu|yakni|ialah|antara lain|di\s?antaranya)|:)\s*(?:Kabupaten|Kota|Kecamatan)?\s*\Z", re.I
)
_REGIONS = re.compile(r"\b(?:kabupaten|kota|kecamatan|provinsi|daerah|wilayah)\b", re.IGNORECASE)
_OF_SOME = re.compile(r"\byang\b[^.;,]*\Z", re.IGNORECASE)


def bars_of_lists(reading: Reading, roles: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles; "belum mencapai 98 persen" before a list of places is no level, but what each of them has missed."""
    made = list(roles)
    for at, (role, behind) in enumerate(pairwise(roles)):
        negated = role.rule == "role.negated" and role.role is Role.PERCENTAGE
        if negated and behind.role is Role.PERCENTAGE and before_list(reading, role, behind.number.hedge_start):
            number = role.number
            plain = Comparator.EQUAL if number.comparator is Comparator.LESS else number.comparator
            made[at] = replace(role, role=Role.TARGET_NOT_MET, number=replace(number, comparator=plain))
        elif _bound_of_list(reading, role, behind):
            made[at] = replace(role, role=Role.SHARE, rule=BOUND)
    return made


def _bound_of_list(reading: Reading, role: RoleOf, behind: RoleOf) -> bool:
    """Whether a bound only says which ones are listed behind it: "di atas 60 persen yaitu pajak parkir 93 persen"."""
    if role.role is not Role.PERCENTAGE or behind.role is not Role.PERCENTAGE or role.number.comparator in ("=", "~"):
        return False
    start, end = role.number.hedge_end, behind.number.hedge_start
    lists = _LISTS_THEM.match(reading.text, start, end)
    return bool(lists) and bool(reading.kinds(start, end) or within(reading.places, start, end))


def before_list(reading: Reading, role: RoleOf, end: int) -> bool:
    """Whether a list of places stands between a percentage and an offset: "98 persen yaitu Kabupaten A (86"."""
    places = [p for p in within(reading.places, role.number.hedge_end, end) if p.level != "nation"]
    return bool(places) and bool(_LIST_OF_PLACES.search(reading.text[role.number.hedge_end : places[0].start]))
