"""Claims and findings as people read them on a terminal: blocks of 80 columns, tables, figures as they were printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

from capaian.errors import clean
from capaian.output import wrapped
from models.keys import plain
from models.values import Claim, Figure, Finding, Side

Language = Literal["id", "en"]


@cache
def outlet_names() -> Mapping[str, str]:
    """Slug → name of every outlet that is known, the demo newsroom's too: no two share a slug."""
    from capaian.demo import publishers as invented
    from models.publishers import publishers

    return {slug: one.name for slug, one in {**invented(), **publishers()}.items()}


def outlet_name(slug: str | None) -> str:
    """An outlet's name; its slug where no registry knows it.

    >>> outlet_name("borneonews"), outlet_name("koran-lain"), outlet_name(None)
    ('Borneonews', 'koran-lain', 'unknown outlet')
    """
    return "unknown outlet" if slug is None else outlet_names().get(slug, slug)


def outlet_slug(said: str) -> str:
    """The slug of an outlet given by slug or name; what no registry knows as it is.

    >>> outlet_slug("Kalteng Pos"), outlet_slug("kaltengpos"), outlet_slug("koran-lain")
    ('kaltengpos', 'kaltengpos', 'koran-lain')
    """
    known = outlet_names()
    named = [slug for slug, name in known.items() if plain(name) == plain(said)]
    return named[0] if named and said not in known else said


_FIELDS = {
    "percentage": "",
    "achieved": "achieved",
    "base": "of",
    "remaining": "remaining",
    "remaining_percentage": "remaining",
}


def figure_text(figure: Figure | None, *, percent: bool = False) -> str:
    """A figure as it was printed, else its value in Indonesian form; its bound before it.

    >>> figure_text(Figure(Decimal("310785")))
    '310.785'
    >>> figure_text(Figure(Decimal("99.2")), percent=True)
    '99,2 %'
    """
    if figure is None:
        return ""
    sign = "" if figure.comparator == "=" else f"{figure.comparator} "
    if figure.text:
        return f"{sign}{clean(figure.text)}"
    grouped = f"{figure.value:,f}".translate(str.maketrans(",.", ".,"))
    return f"{sign}{grouped}{' %' if percent else ''}"


def figures_text(claim: Claim) -> str:
    """All figures of a claim on one line: "99,2 persen, of 310.785 jiwa, remaining 2.496"."""
    parts = [
        f"{_FIELDS[name]} {figure_text(figure, percent='percentage' in name)}".strip()
        for name, figure in claim.figures()
    ]
    for target in claim.targets:
        parts.append(_target_text(target.percentage, target.met, str(target.deadline) if target.deadline else None))
    return ", ".join(parts)


def _target_text(percentage: Figure | None, met: bool | None, deadline: str | None) -> str:
    words = ["target", figure_text(percentage, percent=True), f"by {deadline}" if deadline else ""]
    words.append({True: "(met)", False: "(not met)", None: ""}[met])
    return " ".join(word for word in words if word)


def what(claim: Claim) -> str:
    """What a claim measures, where and when: "Perekaman KTP-el · Kabupaten Kotawaringin Timur · 2023-11-20"."""
    from models.reference import indicators, place_name

    known = indicators().get(claim.indicator)
    label = claim.indicator_text if claim.indicator == "other" or known is None else known.label
    parts = [label or claim.indicator, place_name(claim.place), claim.segment, claim.as_of and str(claim.as_of)]
    return clean(" · ".join(part for part in parts if part))


def _head(side: Side, first: Side) -> str:
    """Who says it, about which part if it is another than the first one's, when, and the figures."""
    from models.reference import place_name

    claim = side.claim
    own = [
        place_name(claim.place) if claim.place != first.claim.place else None,
        claim.segment if claim.segment != first.claim.segment else None,
        str(claim.as_of) if claim.as_of else None,
    ]
    return f"{', '.join([outlet_name(side.publisher), *filter(None, own)])}: {figures_text(claim)}"


def _sides(sides: Sequence[Side]) -> Iterable[str]:
    """The claims of a finding; a quote or an address that several share, one after the other, stands once."""
    for number, side in enumerate(sides):
        following = sides[number + 1] if number + 1 < len(sides) else None
        yield wrapped(_head(side, sides[0]), indent="    ")
        if side.quote and (following is None or following.quote != side.quote):
            yield wrapped(f"“{side.quote}”", indent="      ")
        if following is None or following.url != side.url:
            yield wrapped(side.url, indent="      ")


def finding_block(finding: Finding, *, language: Language = "en") -> str:
    """A finding as lines of at most 80 columns: rule, what it is about, the sum, the sentence, both sides."""
    from crosscheck.sums import name_outlets, say_sum

    head = f"{finding.severity.upper():<7}{finding.outcome} · {finding.rule}"
    made = [f"{head:<{max(80 - len(finding.id[:12]), len(head) + 1)}}{finding.id[:12]}"]
    if finding.sides:
        made.append(wrapped(what(finding.sides[0].claim)))
    made.append(wrapped(finding.sum if language == "en" else say_sum(finding.sum, language)))
    names = {slug: outlet_name(slug) for side in finding.sides if (slug := side.publisher)}
    sentence = name_outlets(finding.message_id if language == "id" else finding.message_en, names)
    made += [wrapped(sentence)] if sentence else []  # it says the reading or the reason in words
    made += _sides(finding.sides)
    return "\n".join(made)


CLAIM_COLUMNS = {"place": None, "indicator": None, "as of": 10, "figures": 22, "outlet": 15}
"""What a table of claims has, with widths that leave enough for the others in 80 columns."""


def claim_cells(claim: Claim, publisher: str | None) -> tuple[str, ...]:
    """A claim as a row under CLAIM_COLUMNS."""
    from models.reference import indicators, place_name

    known = indicators().get(claim.indicator)
    label = claim.indicator_text if claim.indicator == "other" or known is None else known.label
    indicator = f"{label or claim.indicator}{f' ({claim.segment})' if claim.segment else ''}"
    place = place_name(claim.place).removeprefix("Kabupaten ").removeprefix("Provinsi ")
    as_of = str(claim.as_of or "").replace("/", " / ")
    return place, indicator, as_of, short_figures(claim), outlet_name(publisher) if publisher else ""


def short_figures(claim: Claim) -> str:
    """The figures of a claim for a narrow column.

    >>> percentage, achieved, base = (Figure(Decimal(value)) for value in ("98.38", "94510", "96071"))
    >>> short_figures(Claim(indicator="ektp_recording", percentage=percentage, achieved=achieved, base=base))
    '98,38 %, 94.510 of 96.071'
    >>> short_figures(Claim(indicator="ektp_recording", percentage=percentage, base=base))
    '98,38 % of 96.071'
    """
    parts = [_short(claim.percentage, percent=True), _short(claim.achieved)]
    if claim.base:
        last = parts.pop() or parts.pop()
        parts.append(f"{last} of {_short(claim.base)}".strip())
    if claim.remaining or claim.remaining_percentage:
        left = filter(None, (_short(claim.remaining), _short(claim.remaining_percentage, percent=True)))
        parts.append(f"{' = '.join(left)} left")
    parts += [_target_text(target.percentage, target.met, None) for target in claim.targets[:1]]
    return ", ".join(part for part in parts if part)


_SCALES = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "M"), (Decimal(10) ** 6, "jt"))


def _short(figure: Figure | None, *, percent: bool = False) -> str:
    """A figure for a narrow column: amounts from ten million on in juta, miliar and triliun."""
    if figure is None:
        return ""
    sign = "" if figure.comparator == "=" else f"{figure.comparator}"
    for scale, name in _SCALES:
        if not percent and figure.value >= 10**7 and figure.value >= scale:
            value = (figure.value / scale).quantize(Decimal("0.01")).normalize()
            return f"{sign}{value:f} {name}".replace(".", ",")
    return sign + figure_text(Figure(figure.value), percent=percent)
