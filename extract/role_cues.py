"""The cues that tell what a number is: of the words before it, those that mean what they say there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.gates import Gated
from extract.mentions import Cue, Kind, Number
from extract.role_of import RoleOf
from extract.vocabulary import pattern
from models.values import Unit

_NAME_BEHIND = re.compile(r"\s+(?:(?:di|kecamatan|kabupaten|kota)\s+)?[A-Z][a-z]")
RANKS = frozenset({"ranking", "rangking", "peringkat", "urutan"})
"""Cues of shares that only tell which one it is: "peringkat kedua Dinas Sosial 47 persen"."""
_ABLE = pattern("able")
_THERE_ARE = pattern("so_many_there")
_SO_MANY_OF_THEM = pattern("so_many_of_them")
_COUNTED_WHOLE = frozenset({Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE, Unit.UNIT})
_BACK = 120
"""Characters before a number in which it is said that there are so many."""
_AIMS_TO_CHANGE = pattern("aims_to_change")
_AIMS = pattern("aims")
_OR_IN_COUNTS = re.compile(r"\d\s*(?:%|persen)\s*,?\s+atau\s+(?:sudah\s+|telah\s+|baru\s+)?\Z")
_OR = 24
"""Characters before a verb in which its level in percent ends."""
_BEFORE_HOPE = pattern("before_hope")
_RANKED = pattern("ranked")
_RANK = re.compile(r"urut|peringkat|rang?king", re.IGNORECASE)
_SO_TO_SAY = re.compile(r"\s+(?:kita\s+|kami\s+)?(?:di)?(?:katakan|bilang|sebut)\b", re.IGNORECASE)
_PURPOSE = frozenset({"agar", "supaya", "untuk", "guna", "demi"})
_WAS_GOT = re.compile(r"\b(?:didapat(?:kan)?|diperoleh|diketahui|ditemukan)\b", re.IGNORECASE)
_AFTER_WORK = re.compile(r"\b(?:setelah|usai|sesudah|hasil)\b[^.;]*\Z", re.IGNORECASE)
_SO_BIG = Gated(
    r"\b(?:penurunan|kenaikan|peningkatan|pertumbuhan|lonjakan|pengurangan|penambahan)\s"
    r"(?:(?!(?:yang\s+(?!belum)|hingga|sampai|menjadi|sudah|telah|baru|kini|dengan|dari|capaian|realisasi|masih|jalan|jembatan)\b)[^.,;\d]){0,90}"
    r"(?<=\s)(?:sebesar|sebanyak|mencapai|sejumlah)\s+(?:sekitar\s+)?\Z"
)
_TURNS = re.compile(r"[,;:]|\b(?:namun|tetapi|tapi|realisasi\w*|capaian\w*|terealisasi)\b", re.IGNORECASE)
_SAYS = pattern("says")
_OWED = pattern("owed")
_NEXT_CLAUSE = re.compile(r"[,;:]|\b(?:tetapi|tapi|namun|dan)\b", re.IGNORECASE)
_ESTIMATED = pattern("estimated")
_NEW_THING = pattern("new_thing")
_DAY_AHEAD = pattern("day_ahead")
_TARGET_THAT_IS = pattern("target_that_is")
_NOT_BEGUN = re.compile(r"belum\s+(?:di)?(?:mulai|laksanakan|kerjakan|bangun)\s*[,;]", re.IGNORECASE)
"""An item of a list that has no figure: "… belum dimulai, ruas A-B 20 persen"."""
_TIME_IS_LEFT = re.compile(
    r"\s+(?:waktu|(?:\d{1,2}|satu|dua|tiga|empat|lima|enam|tujuh|beberapa)\s+(?:hari|minggu|pekan|bulan|triwulan))\b"
    r"|\s+se(?:bulan|minggu|pekan|hari)\b",
    re.IGNORECASE,
)
_THING = 20
_CLAUSE = 120
"""Characters before a word in which the target that it is told of stands."""
_HOPE = 70
"""Characters before a verb in which a hope makes it one: "ditargetkan terserap"."""
_PAID = ("penyaluran", "realisasi", "serapan", "penyerapan")


def own_cues(text: str, number: Number, cues: Sequence[Cue]) -> list[Cue]:
    """The cues before a number, each as what it is there."""
    return list(_meant(text, number, cues))


def _meant(text: str, number: Number, cues: Sequence[Cue]) -> Iterator[Cue]:
    before: Cue | None = None
    aimed = False
    for cue in cues:
        behind, before = before, cue
        if behind is not None and (_tells_what_was_done(behind, cue) or _goes_to(behind, cue)):
            continue
        if (
            cue.kind == "forecast"
            and _AIMS.fullmatch(cue.text)
            and _OR_IN_COUNTS.search(text, cue.start - _OR, cue.start)
        ):
            continue  # "mencapai 84 persen atau menyasar 12.400 jiwa": the same in counts
        if cue.kind == "forecast" and (_SO_TO_SAY.match(text, cue.end) or _got_it(text, cue, number)):
            continue  # "bisa dikatakan sudah 90 persen"
        if cue.kind == "forecast" and _ESTIMATED.match(text, cue.start):
            continue  # "diperkirakan masih 12 persen": where it stands, as far as they can tell
        if cue.kind == "forecast" and cue.text.lower() == "sebelum" and not _DAY_AHEAD.match(text, cue.end):
            continue
        if cue.kind == "remaining" and _NOT_BEGUN.match(text, cue.start, number.hedge_start):
            continue
        if cue.kind == "remaining" and _TIME_IS_LEFT.match(text, cue.end):
            continue  # "dengan sisa empat bulan, Rp845 miliar yang ditargetkan bisa dicapai"
        if cue.kind == "done" and cue.text.lower() == "hanya" and _is_of_target(text, cue):
            continue
        if aimed and cue.text.lower() == "baru" and _NEW_THING.search(text[max(0, cue.start - _THING) : cue.start]):
            continue
        if number.hedge_start < cue.end <= number.start:
            continue  # "masih kurang lebih Rp2 miliar": a hedge, and not what is lacking
        aimed = aimed or cue.kind in ("target", "forecast")
        if cue.kind == "remaining" and cue.end > number.hedge_start:
            continue  # "masih kurang dari 72 persen": it is the figure's own hedge
        if cue.end > number.hedge_start:  # "target 80 persen belum tercapai" makes it the target that it names
            yield Cue("target", cue.start, number.hedge_start, cue.text)
        elif cue.kind in ("done", "achieved") and _BEFORE_HOPE.search(text[max(0, cue.start - _HOPE) : cue.start]):
            yield Cue("forecast", cue.start, cue.end, cue.text)  # "dapat terealisasi" is only hoped for
        elif cue.kind == "done" and cue.text.lower() == "hanya" and behind is not None and _next_word(behind, cue):
            yield Cue(behind.kind, cue.start, cue.end, cue.text)  # "diperkirakan hanya mencapai 70 persen"
        elif cue.kind == "remaining" and cue.text.lower() == "tinggal" and _NAME_BEHIND.match(text, cue.end):
            yield Cue("done", cue.start, cue.end, cue.text)  # "tinggal Kabupaten Arga yang masih 60 persen"
        elif cue.kind == "share" and (number.kind is not Kind.RUPIAH or _RANK.match(cue.text)):
            if not _RANKED.match(text, cue.start, number.hedge_start):
                yield cue  # "di urutan ketiga dengan 5.102 orang" tells with what the rank was reached
        else:
            yield cue


def _got_it(text: str, cue: Cue, number: Number) -> bool:
    """Whether a purpose was reached before the figure: "setelah pendataan agar akurat, didapat 14.900 orang"."""
    if cue.text.lower() not in _PURPOSE or not _WAS_GOT.search(text, cue.end, number.hedge_start):
        return False
    return bool(_AFTER_WORK.search(text, max(0, cue.start - _CLAUSE), cue.start))


def _tells_what_was_done(before: Cue, cue: Cue) -> bool:
    """Whether "bisa", "dapat" or "menyasar" is no plan: behind "baru", "sudah" it tells what was done."""
    done = before.kind == "done" and cue.start - before.end <= 1 and cue.kind == "forecast"
    return done and bool(_ABLE.fullmatch(cue.text) or _AIMS.fullmatch(cue.text))


def _is_of_target(text: str, cue: Cue) -> bool:
    """Whether "hanya" tells how high a target is: "melampaui target yang hanya sebesar Rp5 miliar"."""
    return bool(_TARGET_THAT_IS.search(text[max(0, cue.start - _CLAUSE) : cue.start]))


def _next_word(behind: Cue, cue: Cue) -> bool:
    """Whether a cue is the word right behind a forecast."""
    return behind.kind == "forecast" and cue.start - behind.end <= 1


def last_cue(cues: Sequence[Cue], *kinds: str) -> int:
    """Where the last cue of these kinds ends; -1 for none."""
    last = -1
    for cue in cues:  # max() over a generator takes three times the time
        if cue.end > last and cue.kind in kinds:
            last = cue.end
    return last


def cue_after(own: list[Cue], offset: int, *kinds: str) -> int:
    """Where the last cue of these kinds behind an offset ends; -1 for none."""
    return max((c.end for c in own if c.kind in kinds and c.start >= offset), default=-1)


def undone(own: list[Cue], remaining: int, text: str) -> int:
    """Where a verb that takes back "belum" or "sisa" ends; "yang belum merekam tercatat 900 jiwa" takes none back.

    "Kini" and "hanya" never do, but for "tinggal", which may mean "only": "tinggal A yang di bawah, hanya 72 persen";
    "tercatat" does in another clause, "dari yang belum, tercatat 900 sudah", though not of what is owed.
    """
    told = [c.text.lower() for c in own if c.kind == "remaining" and c.end == remaining]
    owed = any(map(_OWED.match, told))
    verbs = [c for c in own if c.kind == "done" and c.start >= remaining]
    if "tinggal" not in told:
        verbs = [
            c
            for c in verbs
            if c.start <= remaining + 1
            or not _SAYS.fullmatch(c.text.lower())
            or (c.text.lower() == "tercatat" and not owed and _NEXT_CLAUSE.search(text, remaining, c.start))
        ]
    return max((c.end for c in verbs), default=-1)


def aims_to_change(text: str, start: int, before: RoleOf) -> bool:
    """Whether somebody aims at a change from the figure before: "menargetkan stunting bisa turun dari 25 persen"."""
    return bool(_AIMS_TO_CHANGE.search(text, start, before.number.hedge_start))


def change_so_big(left: str) -> bool:
    """Whether a noun of change is what a figure counts: "terjadi penurunan warga yang belum merekam sebanyak 164".

    >>> change_so_big("penurunan desa belum berlistrik sebanyak "), change_so_big("kenaikan, sudah mencapai ")
    (True, False)
    """
    return bool(_SO_BIG.search(left))


def only_planned(own: list[Cue], left: str, end: int) -> bool:
    """Whether each verb of achievement stands behind what is only planned: "akan menyalurkan … kepada 21.350 KPM".

    `left` are the words before the figure, which end at the offset `end`.
    """
    first = min(c.start for c in own if c.kind == "forecast")
    verbs = [c for c in own if c.kind == "achieved"]
    behind = left[first - end :] if first < end else ""
    return bool(verbs) and all(c.start > first for c in verbs) and "," not in behind


def _goes_to(before: Cue, cue: Cue) -> bool:
    """Whether "menyasar" tells whom money reached: "penyaluran KUR itu menyasar 9.841 debitur", not a vaccine."""
    paid = before.kind == "vague" and before.text.lower().startswith(_PAID)
    return paid and cue.kind == "forecast" and bool(_AIMS.fullmatch(cue.text))


def many_of_them(number: Number, behind: str, text: str) -> bool:
    """Whether the next sentence counts, by the same noun, some of so many for whom something was done."""
    if number.unit not in _COUNTED_WHOLE:
        return False
    if not _THERE_ARE.search(text[max(0, number.hedge_start - _BACK) : number.hedge_start]):
        return False
    told = _SO_MANY_OF_THEM.match(behind)
    if told is None or told["noun"].lower() != (number.noun or "").lower():
        return False
    return int(told["part"].replace(".", "")) <= number.value


def aims_at(own: list[Cue], left: str) -> bool:
    """Whether a verb of achievement tells what is aimed at: "menargetkan produksi gabah tembus 1 juta ton"."""
    verbs = [c for c in own if c.kind == "target" and c.text.lower().startswith(("menarget", "ditarget"))]
    return bool(verbs) and last_cue(own, "done", "met") < verbs[-1].end and not _TURNS.search(left)
