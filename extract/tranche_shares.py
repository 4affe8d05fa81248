"""Which part of a fund each of its tranches pays: "cair tiga kali. Tahap pertama 20 persen, tahap kedua 40 persen".

They are no progress, as long as nothing says that so much was paid.
"""

from __future__ import annotations

import re

from extract.percent_cues import is_done
from extract.role_of import Role
from extract.role_window import Window

_ORDINAL = (
    r"(?:pertama|kesatu|kedua|ketiga|keempat|kelima|terakhir|akhir|satu|dua|tiga|empat|lima|I{1,3}|IV|V|ke-?\s?\d|\d)"
)
_NEXT = rf"\s*(?:,|dan|hingga|sampai|serta|-)\s*(?:(?:tahap|termin)\s+)?{_ORDINAL}"
_STAGES = rf"(?:tahap|termin|gelombang)(?:an)?\s+{_ORDINAL}(?:{_NEXT}){{0,3}}"
_BEFORE = re.compile(
    rf"\b{_STAGES}(?:nya)?\s*[:(]?\s*"
    r"(?:(?:yakni|yaitu|adalah|ialah|itu|sebesar|sebanyak|sekitar|masing-masing|senilai|hanya)\s+){0,3}\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\s*(?:(?:untuk|pada|di|saat)\s*)?{_STAGES}", re.IGNORECASE)
_PAID = re.compile(
    r"\b(?:sudah|telah|baru|realisasi\w*|terealisasi|ter(?:salur|serap|capai)\w*|mencapai|capaian\w*|progres\w*|serapan"
    r"|belum|masih|sisa\w*)\b",
    re.IGNORECASE,
)
_DIVIDED = re.compile(
    r"\b(?:dua|tiga|empat|lima|[2-5]|beberapa)\s+(?:kali\s+)?(?:tahap|termin|gelombang)(?:an)?\b"
    r"|\b(?:dua|tiga|empat|lima|[2-5]|beberapa)\s+kali\s+(?:pencairan|penyaluran|transfer)\b",
    re.IGNORECASE,
)
_BACK = 300
"""Characters before a percentage in which stands, in its paragraph, that a fund is paid in so many tranches."""


def is_tranche_share(window: Window) -> bool:
    """Whether a percentage is only what a tranche is of the whole.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Dana desa Katingan cair dalam dua tahap. Tahap pertama 60 persen, tahap kedua 40 persen."
    >>> extract_article(Article("u", "p", None, "", text)).claims
    ()
    """
    number, text = window.number, window.text
    behind = _BEHIND.match(text, number.hedge_end, window.sentence.end)
    if behind is None and not _BEFORE.search(window.left):
        return False
    if window.before is not None and window.before.rule == "role.staged":
        return True  # "tahap pertama 40 persen dari dana yang diterima, tahap kedua 40 persen"
    if window.before is not None and window.before.role is Role.PERCENTAGE:
        return False  # "tahap pertama mencapai 92 persen, tahap kedua 40 persen"
    if is_done(window) or _PAID.search(window.left) or _PAID.match(window.right.lstrip()):
        return False
    if behind is not None and _PAID.match(text[behind.end() :].lstrip()[:20]):
        return False
    start = max(text.rfind("\n", 0, window.sentence.start) + 1, number.hedge_start - _BACK)
    return _DIVIDED.search(text, start, number.hedge_start) is not None
