"""Targets that were set anew: "awalnya ditargetkan Rp5 miliar, lalu diturunkan menjadi Rp3 miliar".

The former one is nothing any more to be measured against, and the new one was reached by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import Kind
from extract.reading import Reading
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence

MOVED = "role.target_moved"
_CAME_IN = r"realisas|tereali|tercapai|terkumpul|capaian|terserap|mencapai|tembus|diperoleh|meraup"
_SET_FIRST = re.compile(
    r"\b(?:semula|awalnya|tadinya|mulanya|sebelumnya|(?:APBD|anggaran)\s+(?:murni|induk))\b"
    rf"(?:(?!{_CAME_IN})[^.;\d])*\b(?:(?:di|men)?target\w*|dipatok|ditetapkan|dianggarkan)(?:\s+(?:hanya|sebesar|senilai|sekitar))*\s*\Z",
    re.IGNORECASE,
)
"""Before a target that no longer holds."""
_THEN_TO = re.compile(
    rf"(?:(?!{_CAME_IN})[^.;\d])*\b(?:menjadi|jadi|ke\s+angka)\s+(?:(?:hanya|sebesar|senilai|sekitar)\s+)*",
    re.IGNORECASE,
)
"""Between such a target and the new one."""
_FROM = (Role.BASE, Role.PLAN, Role.UNCLEAR, Role.SHARE)


def with_moved_targets(reading: Reading, sentence: Sentence, made: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence's numbers, with those of a target that was set, and of what it was changed to."""
    roles = list(made)
    for at in range(len(roles) - 1):
        was, now = roles[at], roles[at + 1]
        if was.number.kind is not Kind.RUPIAH or now.number.kind is not Kind.RUPIAH or was.role not in _FROM:
            continue
        if not _THEN_TO.fullmatch(reading.text, was.number.hedge_end, now.number.hedge_start):
            continue
        if _SET_FIRST.search(reading.text, sentence.start, was.number.hedge_start):
            roles[at] = replace(was, role=Role.SHARE, rule="role.former_target", linked=False)
            roles[at + 1] = replace(now, role=Role.BASE, rule=MOVED, linked=False)
    return roles
