"""Things of which so many have something done, whatever they are: "dari 46 unit pompa, 39 unit sudah diserahkan".

No vocabulary lists all that a region counts. Where a sentence says itself of how many things how many have come how
far, its own words name what is measured; the topic of the article stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.discourse import FIELDS, Bundle
from extract.due_days import WORKS
from extract.mentions import IndicatorMention, Kind, Number
from extract.reading import Reading, within
from extract.roles import Role, RoleOf
from extract.sentences import Sentence, follows, told_before
from extract.vocabulary import pattern

RULE = "indicator.so_many_done"
_DONE = pattern("things_done")
_BUILT = pattern("things_built")
_NO_THINGS = pattern("no_things")
_CLAUSE = re.compile(r"[.;:!?\n\"”]|,\s+(?:dan|sedangkan|sementara|sisanya|tetapi|namun)\b")
_REACH = 90
"""Characters behind the last count in which it is said what was done."""
_OF = re.compile(r"\bdari\s+(?:[a-z/]+\s+){0,4}\Z", re.IGNORECASE)
_OF_THOSE = re.compile(
    r"\bdari\s+(?:(?:jumlah|total|angka|keseluruhan)\s+)?(?:itu|tersebut|ini)\b|\bdi\s?antaranya\b", re.IGNORECASE
)
_ONLY = re.compile(r"\b(?:sudah|telah|baru|hanya)\s+(?:ada\s+|sebanyak\s+|sekitar\s+)?\Z", re.IGNORECASE)
_THING = re.compile(r"\s+(?!yang\b|sudah\b|telah\b|di\b|dari\b|untuk\b|pada\b|dan\b|atau\b)([a-z-]{3,})")
"""What a measure word is of: "46 unit pompa"."""
_OF_ANYTHING = frozenset({"unit", "buah", "titik", "paket", "kelompok"})
_BEFORE = 60
"""Characters before a whole in which "dari" makes it one."""
_SENTENCE = 600
"""Characters before a part in which its sentence is asked: more would make one endless sentence cost its square."""
_TELLS = re.compile(
    r"(?:memiliki|mempunyai|punya|mengantongi|menerapkan|menggunakan|ber[a-z-]|terakreditasi)", re.IGNORECASE
)
"""What was done, by verbs that say more than that it was."""
_STEM = 5
"""Letters by which two words are one: "vaksin"."""
_BROAD = frozenset({"other", "road_condition"})
"""Topics whose figures may be those of another thing beside them."""
_LEAST = 2
"""Things below which there are no two of them."""
_ANYBODY = frozenset({"orang", "jiwa", "warga", "korban", "pasien", "penduduk", "siswa", "anak"})
_TRADE = re.compile(
    r"\b(?:jumlah|total)\s+(?!korban|pasien|kasus|orang|warga|jiwa|penderita|pengungsi)[a-z]{4,}", re.IGNORECASE
)
_SOME = 20
"""One in so many is no progress of things that the sentence before told."""
_TOPICS = (
    "topic: n",
    "topic: another in the sentence",
    "cue: n",
    "unit: ",
    "subject: s",
    "measure: ",
    "subject: f",
    "count: of a",
)
"""How the reasons begin that a bundle has nothing to do with what the article is about."""


def so_many_done(
    reading: Reading,
    bundle: Bundle,
    roles: Sequence[RoleOf],
    reason: str | None,
    previous: Bundle | None,
    before: Bundle | None,
    topic: IndicatorMention | None,
) -> tuple[IndicatorMention, list[RoleOf]] | None:
    """What a bundle counts itself, and its figures; None where it does not say how many of how many were done.

    `roles` are the figures that the bundle had before it was refused for a `reason`; where there is none, it has to
    say that it counts another thing than the `topic` does. `previous` is the bundle before it in its sentence,
    `before` the last one of the sentence before.
    """
    if (reason and not reason.startswith(_TOPICS)) or bundle.foreign is not None:
        return None
    told = {FIELDS[role.role]: role.number for role in roles}
    if told.keys() <= {"remaining"} and told and before is not None and before.indicator is not None:
        goes_on = before.indicator.rule == RULE and follows(bundle.sentence, before.sentence)
        return (before.indicator, list(roles)) if goes_on else None  # "Sisanya tujuh unit masih menunggu pengiriman"
    if previous is not None and previous.indicator is not None and previous.indicator.rule == RULE:
        rest = [replace(role, role=Role.REMAINING, rule="role.rest_of_things") for role in roles]
        return (previous.indicator, rest) if _completes(previous, roles) else None
    part = told.get("achieved") or told.get("remaining")
    roles = [*_whole_in_front(bundle, previous), *roles] if "base" not in told else roles
    whole = next((role.number for role in roles if role.role is Role.BASE), None)
    if whole is None and (waiting := _told_before(reading, bundle, part)):
        whole = waiting[0]
    if whole is None or part is None or not (_counts(whole) and _counts(part)):
        return None
    if not whole.value >= _LEAST or part.value > whole.value or not _alike(whole, part):
        return None
    if whole.noun is None or (whole.noun in _ANYBODY and not _counts_trade(reading, whole)):
        return None  # "dari 5 IUP hanya satu perusahaan", "63 jiwa meninggal. 22 di antaranya telah menerima santunan"
    if whole.start < bundle.sentence.start and part.value * _SOME < whole.value:
        return None  # "menjangkau 15.523 sekolah. Dari angka itu 52 baru dibangun" tells of what kinds they are
    if whole.start >= bundle.sentence.start and not _of(reading, whole):
        return None
    first, last = sorted((whole, part), key=lambda number: number.start)
    stop = _CLAUSE.search(reading.text, last.hedge_end, min(bundle.sentence.end, last.hedge_end + _REACH))
    end = stop.start() if stop else min(bundle.sentence.end, last.hedge_end + _REACH)
    if first.start < bundle.sentence.start:
        first = last  # its sentence is another
    done = _DONE.search(reading.text, last.hedge_end, end) or _DONE.search(
        reading.text, max(first.hedge_end, bundle.sentence.start), last.hedge_start
    )
    if done is not None and done[0].lower().startswith("yang"):  # "sudah 39 unit yang diserahkan"
        done = done if _ONLY.search(reading.text, bundle.sentence.start, last.start) else None
    things = whole if whole.noun else part
    if done is None or things.noun is None or _NO_THINGS.search(things.noun):
        return None
    if within(reading.foreign, bundle.sentence.start, bundle.sentence.end):
        return None
    named = _THING.match(reading.text, things.end) if things.noun in _OF_ANYTHING else None
    noun = things.noun + (named[0] if named else "")
    name = " ".join(f"{noun} {done['done']}".split())
    slug = WORKS if _BUILT.search(name) else "other"
    if reason is None and not _is_apart(slug, done["done"], topic):
        return None
    mention = IndicatorMention(slug, things.end - len(things.noun), named.end() if named else things.end, name, RULE)
    return mention, [_counted_as(role, whole) for role in roles]


def _counts_trade(reading: Reading, whole: Number) -> bool:
    """Whether people are counted by what they are: "Jumlah guru 2.150 orang", not "total korban 63 jiwa"."""
    return _TRADE.search(reading.text, max(0, whole.hedge_start - _BEFORE), whole.hedge_start) is not None


def _completes(previous: Bundle, roles: Sequence[RoleOf]) -> bool:
    """Whether one amount is what is left of a whole: "9 ruas sudah dikerjakan dan 25 ruas masih lelang", of 34."""
    whole, part = previous.has("base"), previous.has("achieved")
    if len(roles) != 1 or whole is None or part is None:
        return False
    return roles[0].number.unit is whole.unit and part.value + roles[0].number.value == whole.value


def _is_apart(slug: str, done: str, topic: IndicatorMention | None) -> bool:
    """Whether what was done is none of the topic's: roads that were mended, in an article on their state."""
    if topic is None or topic.slug not in _BROAD:
        return False
    if slug == WORKS:
        return topic.slug == "road_condition"
    return topic.slug == "other" and bool(_TELLS.match(done)) and not _akin(done, topic.text)


def _akin(done: str, topic: str) -> bool:
    """Whether a word of what was done is of the topic's: "divaksin" of "vaksinasi PMK"."""
    low = topic.lower()
    words = [word.lower() for word in re.findall(r"\w+", done)]
    return any(word[at : at + _STEM] in low for word in words for at in range(max(1, len(word) - _STEM + 1)))


def _whole_in_front(bundle: Bundle, previous: Bundle | None) -> list[RoleOf]:
    """The whole that stands alone before a part, in its sentence: "dari 12 paket di Katingan, 8 di antaranya"."""
    if previous is None or previous.sentence is not bundle.sentence:
        return []
    return [role for role in previous.roles if role.role is Role.BASE and len(previous.roles) == 1]


def _counted_as(role: RoleOf, whole: Number) -> RoleOf:
    """A bare part of a whole, as so many of what that counts: "dari 12 ruas jalan, 8 di antaranya"."""
    if role.number.kind is not Kind.BARE:
        return role
    return replace(role, number=replace(role.number, kind=Kind.COUNT, unit=whole.unit))


def whole_before(reading: Reading, bundle: Bundle) -> tuple[Number, Sentence] | None:
    """The one count of the sentence before, of which a bundle tells a part, and its sentence.

    "Ada 20 unit traktor. 15 di antaranya sudah disalurkan".
    """
    part = bundle.has("achieved") or bundle.has("remaining")
    return None if bundle.has("base") is not None else _told_before(reading, bundle, part)


def _told_before(reading: Reading, bundle: Bundle, part: Number | None) -> tuple[Number, Sentence] | None:
    if part is None:
        return None
    begin = max(bundle.sentence.start, part.hedge_start - _SENTENCE)
    if not _OF_THOSE.search(reading.text, begin, min(part.end + _BEFORE, bundle.sentence.end)):
        return None
    before = told_before(reading.sentences, bundle.sentence)
    told = within(reading.numbers, before[0].start, before[-1].end) if before else []
    alike = [n for n in told if _counts(n) and n.noun is not None and n.value >= part.value and _alike(n, part)]
    return (alike[0], before[0]) if before and len(alike) == 1 else None


def _of(reading: Reading, whole: Number) -> bool:
    return bool(_OF.search(reading.text, max(0, whole.hedge_start - _BEFORE), whole.hedge_start))


def _counts(number: Number) -> bool:
    return number.kind in (Kind.COUNT, Kind.BARE) and not number.decimals


def _alike(whole: Number, part: Number) -> bool:
    """Whether both count one kind of thing: "150 desa, 138 desa", "31 sekolah, 12 di antaranya"."""
    return part.noun is None or whole.noun is None or part.unit is whole.unit
