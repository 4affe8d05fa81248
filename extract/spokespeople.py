"""For which offices a person answers: a region's head for its government, the head of an agency for that agency."""

from __future__ import annotations

import re

from extract.mentions import OfficialMention

_HEAD = re.compile(
    r"(?:(?:plt|plh|pj|pjs|penjabat)\.?\s+)?(?:wakil\s+)?(?:gubernur|bupati|wali\s?kota|presiden|wagub|wabup|wawali|wawako)\b",
    re.IGNORECASE,
)
"""Those who head a region, and none of its offices."""
_GOVERNMENT = re.compile(r"(?:pemerintah|pemkab|pemkot|pemprov|pemko|tim|satgas|satuan tugas)\b", re.IGNORECASE)
"""Offices for which they speak."""
_ACTING = re.compile(r"(?:(?:plt|plh|pj|pjs|penjabat|pelaksana tugas)\.?\s+)+")
_RANK = re.compile(
    r"(?:gubernur|(?:wakil\s+)?(?:bupati|gubernur|wali\s?kota)|wagub|wabup|wawali|camat|lurah|kepala\s+(?:desa|kampung)|kades|sekda"
    r"|sekretaris\s+daerah|kapolres|kapolda|dandim|kajari)\b"
)
"""Offices of which somebody who has another one is not meant."""
_OUTSIDE = re.compile(
    r"(?:dprd|bps|badan pusat statistik|kpu|bawaslu|bpjs|pln|(?:perum )?bulog|bpkp?|kpk|ojk|polres|kejari"
    r"|bank indonesia|bi)\b"
)
"""Bodies that no agency of a region's government speaks for."""
_REGIONS_OWN = re.compile(
    r"\b(?:dinas|kadis\w*|kadin\w*|dis[bcdhkpt]\w+|dinkes|dinsos|dukcapil|bapenda|bappeda\w*|bpkad|dpmd|dpupr|puskesmas"
    r"|sekda|asisten)\b"
)
"""Agencies of a region's government, and its secretaries."""


def answers_for(person: OfficialMention | None, office: OfficialMention) -> bool:
    """Whether what an office reports is a person's word: not that of a region's head, whose government it is not.

    >>> mayor = OfficialMention("Arga Sena", "Wali Kota Arang", 0, 9, "Arga Sena", "")
    >>> offices = [OfficialMention(None, role, 20, 30, role, "") for role in ("Dinas Kesehatan Arang", "Pemkot Arang")]
    >>> [answers_for(mayor, office) for office in offices]
    [False, True]
    """
    if person is None:
        return False
    role, own = (_ACTING.sub("", (one.role or "").lower()) for one in (office, person))
    if office.rule == "office speaks":
        if _OUTSIDE.match(role) and _REGIONS_OWN.search(own):
            return False  # "BPS Katingan mencatat", beside the head of an agency
    elif (rank := _RANK.match(role)) and not own.startswith(rank[0]):
        return False  # "Bupati menyebut", beside the head of an agency
    return _GOVERNMENT.match(office.role or "") is not None or not _HEAD.match(person.role or "")
