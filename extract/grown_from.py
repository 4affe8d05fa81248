"""The level that a growth is counted from: "Rp1,4 triliun, naik 11 persen dari Rp1,2 triliun pada tahun lalu".

Behind a share, "dari" names its whole; behind a percentage by which something changed, it names what stood there
before. A target, a ceiling or a total there is a whole all the same: "naik 4 persen dari target Rp5 miliar".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import Kind
from extract.role_of import Role, RoleOf

_FROM = re.compile(
    r"\W*(?:(?:lebih\s+(?:tinggi|rendah|besar|kecil|banyak|sedikit)|jika|bila|kalau|dilihat|dihitung)\s+)*dari(?:pada)?\s+"
    r"(?:(?:realisasi|capaian|pencapaian|perolehan|penerimaan|penyaluran|posisi|angka|nilai|jumlah|sebelumnya|semula|yang|hanya|sebesar"
    r"|sebanyak|senilai|sejumlah|mencapai|sekitar)(?:nya)?\s+)*\Z",
    re.IGNORECASE,
)


def grown_from(role: RoleOf, made: Sequence[RoleOf], left: str) -> RoleOf:
    """The role of an amount behind a growth, as what was reached before: no whole of which something is a part."""
    if role.role is not Role.BASE or role.rule != "role.of" or role.number.kind is Kind.PERCENT or not made:
        return role
    before = made[-1]
    if before.role is not Role.CHANGE or not _FROM.fullmatch(left):
        return role
    return replace(role, role=Role.ACHIEVED, rule="role.level_from", linked=False)
