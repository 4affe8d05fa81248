"""Phrases that only belong to the name of an office: "kata Kabid Pajak Daerah" of a figure of anything."""

from __future__ import annotations

from extract.mentions import IndicatorMention
from extract.vocabulary import pattern

_OFFICE = 90
"""Characters in which an office begins in front of what it is for."""
_OFFICE_OF = pattern("office_of")


def outside_offices(
    text: str, found: list[IndicatorMention], kinds: list[tuple[str, int, int]]
) -> tuple[list[IndicatorMention], list[tuple[str, int, int]]]:
    """The mentions and kinds that are no part of an office's name; all of them where nothing else is named.

    >>> text = "Perekaman e-KTP naik, kata Kabid Pajak Daerah Arga Sena"
    >>> said = [IndicatorMention("ektp_recording", 0, 15, "Perekaman e-KTP", ""),
    ...         IndicatorMention("other_local_tax", 33, 45, "Pajak Daerah", "")]
    >>> [mention.text for mention in outside_offices(text, said, [])[0]]
    ['Perekaman e-KTP']
    """
    names = {(m.start, m.end) for m in found if _in_office(text, m.start)}
    if not names or len(names) == len({(m.start, m.end) for m in found}):
        return found, kinds
    subjects = [m for m in found if (m.start, m.end) not in names]
    return subjects, [kind for kind in kinds if not any(start <= kind[1] < end for start, end in names)]


def _in_office(text: str, start: int) -> bool:
    return text[start].isupper() and _OFFICE_OF.search(text[max(0, start - _OFFICE) : start]) is not None
