"""Levels of what is not done: "yang belum merekam turun dari 12 persen menjadi 6 persen" tells two rests.

A figure behind "turun dari" and "menjadi" is mostly what was reached before and after. Where the words before the
change name those that lack something, both are what was left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.gates import Gated
from extract.mentions import Kind
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from models.reference import indicators

_MOVES = Gated(
    r"\b(?:naik|meningkat|bertambah|melonjak|membengkak|turun|menurun|berkurang|menyusut|merosot|anjlok|ditekan|dipangkas)\b"
)
_TURNS = re.compile(
    r"[;:]|\b(?:sedangkan|sementara|namun|tetapi|tapi|sehingga|karena|sudah|telah|capaian\w*|realisasi\w*|cakupan\w*)\b",
    re.IGNORECASE,
)
"""Between those that lack something and a change: words that turn to what was reached."""
_LACKS = Gated(
    r"\b(?:tanpa|tidak\s+(?:memiliki|mempunyai|punya|mendapat(?:kan)?)|tak\s+(?:memiliki|punya)|masih\s+(?:BAB|buang\s+air))\b"
)
_LEVELS = ("role.level_from", "role.level_to")
_REST = {Role.PERCENTAGE: Role.REMAINING_PERCENTAGE, Role.ACHIEVED: Role.REMAINING}


_REST_BEFORE = Gated(r"\b(?:sisanya|selebihnya)\s+(?:yang\s+)?(?:(?:sebesar|sekitar|masih|ada|sebanyak)\s+)*\Z")
_STILL_THERE = Gated(r"\b(?:masih|tersisa|tinggal)\s+(?:ada|terdapat|tersisa|sekitar)\s+(?:sekitar\s+)?\Z")
_YET_TO_DO = re.compile(
    r"\s*(?:lagi\s+)?(?:yang\s+)?(?:masih\s+)?(?:akan|harus|perlu|mesti|ditargetkan|diharapkan|diupayakan|dikejar)\b",
    re.IGNORECASE,
)
_TO_BE_DONE = Gated(
    r"(?:selesai|rampung|tuntas|kejar|kebut|realisasi|salur|upaya|lakukan|laksana|kerja|cetak|rekam|bayar|lunas|tanam"
    r"|capai|genjot)"
)


def rest_to_come(role: RoleOf, left: str, right: str) -> RoleOf:
    """A rest that is still to be done, as what is left and no target: "sisanya 21 persen akan diselesaikan".

    So are "masih ada 21 persen yang ditargetkan selesai Desember". Of what else becomes of a rest nobody can tell:
    "sisanya 21 persen akan dibiayai provinsi".
    """
    if role.rule == "role.level" and _STILL_THERE.search(left) and _YET_TO_DO.match(right):
        return replace(role, role=Role.REMAINING_PERCENTAGE, rule="role.rest_to_come", strong=True)
    if role.rule != "role.forecast_after" or not _REST_BEFORE.search(left):
        return role
    if _TO_BE_DONE.search(right):
        return replace(role, role=Role.REMAINING_PERCENTAGE, rule="role.rest_to_come", strong=True)
    return replace(role, role=Role.SHARE, rule="role.rest_to_come")


def rests_before_and_after(reading: Reading, sentence: Sentence, roles: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence's numbers, with levels of those that lack something as what is left."""
    made = list(roles)
    turned: RoleOf | None = None
    for at, role in enumerate(roles):
        if turned is not None and role.rule == "role.linked" and role.role in _REST:
            made[at] = turned = replace(role, role=_REST[role.role])
        elif role.rule in _LEVELS and role.role in _REST and _lack(reading, sentence, made[:at], role):
            made[at] = turned = replace(role, role=_REST[role.role], strong=True)
        else:
            turned = None
    return made


def _lack(reading: Reading, sentence: Sentence, before: Sequence[RoleOf], role: RoleOf) -> bool:
    """Whether a level is of those that lack something: so was the one before it, or the words before its change."""
    end = role.number.hedge_start
    alike = [r for r in before if (r.number.kind is Kind.PERCENT) == (role.number.kind is Kind.PERCENT)]
    if alike and alike[-1].role in _REST.values():
        return not _TURNS.search(reading.text, alike[-1].number.hedge_end, end)
    if alike and alike[-1].role is not Role.CHANGE:
        return False
    start = before[-1].number.hedge_end if before and not alike else sentence.start
    moves = list(_MOVES.finditer(reading.text, start, end))
    if not moves or _is_undesired(reading, sentence):
        return False
    told = [c.end for c in within(reading.cues, sentence.start, moves[0].start()) if c.kind == "remaining"]
    told += [m.end() for m in _LACKS.finditer(reading.text, sentence.start, moves[0].start())]
    if not told or "," in reading.text[max(told) : moves[0].start()]:
        return False  # "tanpa sisa kendala, naik menjadi 1.200 hektare"
    return not _TURNS.search(reading.text, max(told), moves[0].start())


def _is_undesired(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence measures what should fall, of which a level is no rest: stunting."""
    named = within(reading.indicators, sentence.start, sentence.end)
    return any(indicators()[mention.slug].better == "lower" for mention in named)
