"""The mapping between rows of the claim tables (models.tables) and the values of models.values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.keys import segment_key
from models.values import NUMERIC_FIELDS, Claim, Figure, Target
from models.wire import claim_json, claim_of, dumps, figure_of, loads, target_of

_WORDS = (
    "indicator", "indicator_text", "place", "segment", "unit", "as_of", "as_of_source", "official", "official_role",
)  # fmt: skip
_LISTS = ("place_candidates", "conflicts", "evidence")
_COLUMNS = tuple((name, f"{name}_comparator", f"{name}_text") for name in NUMERIC_FIELDS)


def _figure_columns(name: str, figure: Figure | None) -> dict[str, Any]:
    return {
        name: figure and figure.value,
        f"{name}_real": figure and float(figure.value),
        f"{name}_comparator": figure and str(figure.comparator),
        f"{name}_text": figure and figure.text,
    }


def claim_row(claim: Claim) -> dict[str, Any]:
    """The columns of the claim table that the claim itself fills; targets are rows of their own.

    >>> from decimal import Decimal
    >>> from models.periods import Period
    >>> row = claim_row(Claim(indicator="ektp_recording", percentage=Figure(Decimal("99.20")), as_of=Period("2023-11")))
    >>> str(row["percentage"]), row["percentage_real"], row["as_of_last"].isoformat()
    ('99.20', 99.2, '2023-11-30')
    """
    made = claim_json(claim)
    row: dict[str, Any] = {name: made[name] for name in _WORDS}
    for name in NUMERIC_FIELDS:
        row |= _figure_columns(name, getattr(claim, name))
    row["place_candidates"] = _list(list(claim.place_candidates))
    row["segment_key"] = segment_key(claim.segment)
    row["as_of_first"] = claim.as_of and claim.as_of.first
    row["as_of_last"] = claim.as_of and claim.as_of.last
    row["conflicts"] = _list(made["conflicts"])
    row["evidence"] = _list(made["evidence"])
    return row


def _list(items: Sequence[object]) -> str:
    return dumps(items) if items else "[]"  # most are empty


def target_row(target: Target) -> dict[str, Any]:
    """The columns of the claim_target table that the target itself fills."""
    return {
        **_figure_columns("percentage", target.percentage),
        "setter": target.setter and str(target.setter),
        "met": target.met,
        "deadline": target.deadline and str(target.deadline),
        "deadline_last": target.deadline and target.deadline.last,
    }


def claim_from_row(row: Mapping[str, Any], targets: Sequence[Mapping[str, Any]] = ()) -> Claim:
    """The claim of a row, with its targets in their order; WireError if the row holds what is no claim."""
    lists = {name: loads(row[name]) for name in _LISTS if row[name] != "[]"}  # most are empty
    made = tuple(target_of(target, _figure(target, *_COLUMNS[0])) for target in targets)
    words = {name: row[name] for name in _WORDS}
    return claim_of(words, lists, [_figure(row, *names) for names in _COLUMNS], made)


def _figure(row: Mapping[str, Any], name: str, comparator: str, text: str) -> Figure | None:
    value = row[name]
    return None if value is None else figure_of(value, row[comparator], row[text], name)
