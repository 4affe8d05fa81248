"""Who has to report: "anggota DPRD Banten", "pejabat Pemkab Tapin", by whom reports of assets are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

SLUG = "asset_reporting"
_SERVANTS = r"ASN|PNS|penyelenggara\s+negara|Aparatur\s+Sipil\s+Negara(?:\s+\(ASN\))?"
_WHO = rf"(?:[Aa]nggota|[Pp]ejabat|[Pp]egawai|[Ll]egislator|{_SERVANTS})"
_AT = r"(?:(?:di|pada)\s+)?(?:(?:lingkungan|lingkup|jajaran)\s+)?"
_GOVERNMENT = r"(?:Pem(?:prov|kab|kot|ko|da)|Pemerintah(?:an)?\s+(?:Provinsi|Kabupaten|Kota|Daerah)(?:\s+\(Pem\w+\))?)"
_COUNCIL = r"DPR[DAPK]{1,2}(?:\s+(?:Provinsi|Prov|Kabupaten|Kab|Kota)\b(?:/Kota\b)?)?"
_OF_STATE = r"(?:(?:DPR|DPD|MPR)\b(?:\s+RI\b)?|Dewan\s+Perwakilan\s+(?:Rakyat(?!\s+Daerah)|Daerah)\b)"
_NAME = r"(?:\s+[A-Z][\w'-]+(?:\s+(?:Barat|Timur|Tengah|Selatan|Utara|Jakarta|Raya|[A-Z][a-z]+))?)?"
_GROUP = re.compile(
    rf"\b(?:{_WHO}\s+{_AT}(?:{_GOVERNMENT}|{_COUNCIL}){_NAME}|{_WHO}\s+{_OF_STATE}|{_COUNCIL}{_NAME}|(?:Pemprov\b|Pemerintah\s+Provinsi\b(?!\s*\()|Pemkab\s*/\s*(?:Pemkot|Kota)\b|Pemerintah\s+Kabupaten\s*/\s*Kota\b))"
)


def find_reporters(text: str) -> Iterator[tuple[str, int, int]]:
    """(slug, start, end) of every group of people who have to report, with its office.

    >>> text = "Kepatuhan LHKPN anggota DPRD Tapin 65 persen, pejabat di lingkungan Pemkab Tapin 98 persen"
    >>> [text[start:end] for _, start, end in find_reporters(text)]
    ['anggota DPRD Tapin', 'pejabat di lingkungan Pemkab Tapin']
    """
    if "lhkpn" not in text.lower() and "lhkasn" not in text.lower():
        return
    for found in _GROUP.finditer(text):
        yield SLUG, *found.span()
