"""What a row of a table says: its figures by their columns, of what its label or the line over the table names."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from extract.discourse import Bundle
from extract.gazetteer import gazetteer, name_key
from extract.main_place import main_place
from extract.mentions import Kind, Number, PlaceMention
from extract.reading import Reading, within
from extract.refused_amounts import SURELY_MONEY
from extract.roles import Role, RoleOf
from extract.sentences import Sentence
from extract.subjects import named_places
from extract.tables import Row
from extract.times import usable
from extract.vocabulary import word_lists
from models.reference import indicators
from models.values import Unit

_TAXES = "other_local_tax"
_SHORT, _NAME = 8, 90
"""Letters of the longest short form, and characters of the longest name."""
_WHOLE = 1000
"""A percentage in a table is less, with or without its sign."""


def row_bundle(reading: Reading, sentence: Sentence, row: Row) -> tuple[list[Bundle], list[RoleOf]]:
    """The bundle of a row: its figures by their columns, and what its label names."""
    start, end = row.label
    bundle = Bundle(sentence, start=row.cells[0][1], end=row.cells[-1][2])
    for role, first, last in row.cells:
        number = next((n for n in within(reading.numbers, first, last + 1)), None)
        if number is not None and (made := _typed(number, role)) is not None:
            bundle.roles.append(made)
    label = reading.text[start:end].strip(" :*")
    total = label.lower() in word_lists("tables.toml")["total"]
    bundle.whole = total
    bundle.places = (_district(reading, row, label) if row.regions else []) or named_places(reading, start, end)[-1:]
    first, last = _in_full(reading, start, end)
    named = within(reading.indicators, first, last)
    captioned = within(reading.indicators, *row.caption)
    told = next(iter(reversed(named)), None) or next(iter(captioned), None)
    bundle.indicator = replace(told, weak=False) if told else None  # the table is on it
    slug = told.slug if told else None
    bundle.kinds = [kind for kind in reading.kinds(first, last) if slug in (None, kind[0])]
    bundle.period = next((p for p in reversed(within(reading.periods, *row.caption)) if usable(reading, p)), None)
    if told is not None and total and told.weak and slug == _TAXES:
        bundle.kinds = [(slug, told.start, told.end)]  # all of them together are named so
    elif told is not None and not (bundle.kinds or bundle.places or named or total):
        bundle.kinds = [(told.slug, start, end)]
    if slug is not None and indicators()[slug].unit is Unit.RUPIAH:
        bundle.roles = _of_money(bundle.roles)
    main = main_place(reading)
    if row.regions and not bundle.places and main is not None and main.code:
        bundle.places = [_regency_of(main)]  # a region that no list knows is not that of the row before
    return ([bundle], []) if bundle.roles else ([], [])


def _in_full(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The span of what the article has given a label as the short form of: "Pajak Air Permukaan (PAP)"."""
    short = reading.text[start:end]
    if not short.isupper() or len(short) > _SHORT or within(reading.indicators, start, end):
        return start, end
    found = reading.text.find(f" ({short})")
    near = [m for m in within(reading.indicators, max(0, found - _NAME), found + 1) if m.end >= found]
    return (near[-1].start, near[-1].end) if found >= 0 and near else (start, end)


def _of_money(roles: list[RoleOf]) -> list[RoleOf]:
    """The amounts of a row as rupiah where one is so large that it is: the row has no sign of it, and one unit."""
    amounts = [role.number for role in roles if role.number.kind is not Kind.PERCENT]
    if not any(n.kind is Kind.RUPIAH or (n.kind is Kind.BARE and n.value >= SURELY_MONEY) for n in amounts):
        return roles
    return [
        replace(role, number=replace(role.number, kind=Kind.RUPIAH, unit=Unit.RUPIAH))
        if role.number.kind is Kind.BARE
        else role
        for role in roles
    ]


def _regency_of(place: PlaceMention) -> PlaceMention:
    """The regency of a district, which a table's first row may make the main place; any other place itself."""
    if place.level != "district" or place.code is None:
        return place
    return replace(place, code=place.code[: len("62.03")], level="regency", village=None)


def _district(reading: Reading, row: Row, name: str) -> list[PlaceMention]:
    """The district of the article's region that a label under "Kecamatan" names."""
    main = main_place(reading)
    around = _regency_of(main).code if main is not None else None
    inside = [e for e in gazetteer().get(name_key(name), ()) if around and e.code.startswith(f"{around}.")]
    if len(inside) != 1:
        return []
    level: Literal["regency", "district"] = "district" if inside[0].level == "district" else "regency"
    return [PlaceMention(inside[0].code, level, *row.label, reading.text[slice(*row.label)], "label of a row")]


def _typed(number: Number, role: Role) -> RoleOf | None:
    """A figure of a column; what has a percent sign is a percentage under any head, and under "%" it needs none."""
    percent = number.kind is Kind.PERCENT
    if percent and role in (Role.ACHIEVED, Role.REMAINING):
        role = Role.PERCENTAGE if role is Role.ACHIEVED else Role.REMAINING_PERCENTAGE
    elif not percent and role is Role.PERCENTAGE and number.kind is Kind.BARE and number.value < _WHOLE:
        number = replace(number, kind=Kind.PERCENT, unit=None)
    elif percent is not (role is Role.PERCENTAGE):
        return None
    return RoleOf(number, role, "role.column", strong=True)
