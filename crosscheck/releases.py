"""What an article prints, as far as it tells one release from another: its figures, headline, quotes and speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosscheck.intervals import Interval
from crosscheck.verdicts import Figures, widest_figures
from models.keys import plain, segment_key
from models.values import Claim, Figure, Report

Key = tuple[str, str | None, str, str]
"""What a figure is of: indicator, place, segment, field."""

SHORT_QUOTE = 25
"""Characters: shorter quotes are alike by chance."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure, and all that it may stand for."""

    figure: Figure
    widest: Interval
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Release:
    """An article's figures by what they are of, its headline and quotes as plain words, and who speaks in it."""

    figures: Mapping[Key, tuple[Printed, ...]]
    title: str
    quotes: tuple[str, ...]
    officials: frozenset[str]
    offices: frozenset[str]


def release_of(report: Report, widest: Sequence[Figures] | None = None) -> Release:
    """What an article prints; `widest` is what each claim's figures may stand for, where that is known already.

    >>> from decimal import Decimal
    >>> claim = Claim(indicator="kia_ownership", place="62.02", segment="Tahap I", percentage=Figure(Decimal(41)))
    >>> list(release_of(Report(url="https://contoh.example/1", title="KIA: 41 persen", claims=(claim,))).figures)
    [('kia_ownership', '62.02', 'tahap i', 'percentage')]
    """
    figures: dict[Key, tuple[Printed, ...]] = {}
    for claim, read in zip(report.claims, widest or map(widest_figures, report.claims), strict=True):
        for key, printed in _figures(claim, read):
            figures[key] = (*figures.get(key, ()), printed)
    said = {plain(one.quote) for claim in report.claims for one in claim.evidence if one.where == "text"}
    return Release(
        figures=figures,
        title=plain(report.title or ""),
        quotes=tuple(sorted(quote for quote in said if len(quote) >= SHORT_QUOTE)),
        officials=frozenset(plain(claim.official) for claim in report.claims if claim.official),
        offices=frozenset(plain(claim.official_role) for claim in report.claims if claim.official_role),
    )


def _figures(claim: Claim, widest: Figures) -> list[tuple[Key, Printed]]:
    as_of = str(claim.as_of) if claim.as_of else None
    place, segment = claim.place, segment_key(claim.segment)
    of = plain(claim.indicator_text or "") if claim.indicator == "other" else claim.indicator
    return [((of, place, segment, name), Printed(figure, widest[name], as_of)) for name, figure in claim.figures()]
