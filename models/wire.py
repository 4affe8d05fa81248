"""The program's JSON: articles in, reports and findings out, as docs/claims.md says. Decimals stay exact both ways.

Labels made by hand are the same form with fewer keys, and are read the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

import simplejson

from models.periods import Period, PeriodError
from models.values import (
    NUMERIC_FIELDS,
    Article,
    AsOfSource,
    Claim,
    Comparator,
    Conflict,
    Evidence,
    ExtractStatus,
    Figure,
    Finding,
    Report,
    Setter,
    Side,
    Target,
    Unit,
)

E = TypeVar("E", bound=StrEnum)


class WireError(ValueError):
    """A JSON value is not the article, report or finding that it should be."""


def dumps(value: object) -> str:
    """One line of JSON: UTF-8 left readable, decimals digit by digit as they are.

    >>> dumps({"value": Decimal("99.20")})
    '{"value": 99.20}'
    """
    return str(_ENCODER.encode(value))


_ENCODER = simplejson.JSONEncoder(ensure_ascii=False, use_decimal=True)
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)


def loads(line: str | bytes) -> Any:
    """JSON with every number that has a point as an exact Decimal; WireError if it is no JSON."""
    try:
        return _DECODER.decode(line if isinstance(line, str) else line.decode())
    except (simplejson.JSONDecodeError, UnicodeDecodeError) as error:
        raise WireError(f"not JSON: {error}") from error


def _compact(value: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def figure_json(figure: Figure | None) -> dict[str, Any] | None:
    """`{"value", "comparator", "text"}`, or None."""
    if figure is None:
        return None
    return {"value": figure.value, "comparator": str(figure.comparator), "text": figure.text}


def target_json(target: Target) -> dict[str, Any]:
    """A target with its four fields."""
    return {
        "percentage": figure_json(target.percentage),
        "setter": target.setter and str(target.setter),
        "met": target.met,
        "deadline": target.deadline and str(target.deadline),
    }


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """A passage; `"in": "title"` only where it stands in the title."""
    made: dict[str, Any] = {"start": evidence.start, "end": evidence.end, "quote": evidence.quote}
    if evidence.where == "title":
        made["in"] = "title"
    return made | {"fields": list(evidence.fields), "rule": evidence.rule}


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim in the form of docs/claims.md."""
    made: dict[str, Any] = _compact(claim, "indicator", "indicator_text", "place", "segment")
    if claim.place_candidates:
        made["place_candidates"] = list(claim.place_candidates)
    made |= {name: figure_json(getattr(claim, name)) for name in NUMERIC_FIELDS}
    made["unit"] = claim.unit and str(claim.unit)
    made["targets"] = [target_json(target) for target in claim.targets]
    made["as_of"] = claim.as_of and str(claim.as_of)
    made["as_of_source"] = claim.as_of_source and str(claim.as_of_source)
    made |= _compact(claim, "official", "official_role")
    made["conflicts"] = [_compact(c, "field", "value", "text", "where", "start", "end") for c in claim.conflicts]
    made["evidence"] = [evidence_json(evidence) for evidence in claim.evidence]
    return made


def report_json(report: Report) -> dict[str, Any]:
    """An article's claims as one object, the line that `capaian extract` prints."""
    return {
        "url": report.url,
        "publisher": report.publisher,
        "published": report.published and report.published.isoformat(),
        "title": report.title,
        "text_sha256": report.text_sha256,
        "extractor": report.extractor,
        "status": report.status and str(report.status),
        "claims": [claim_json(claim) for claim in report.claims],
    }


def side_json(side: Side) -> dict[str, Any]:
    """A claim as a finding names it."""
    claim = side.claim
    made: dict[str, Any] = {"url": side.url, "publisher": side.publisher}
    made |= _compact(claim, "indicator", "place", "segment")
    made["as_of"] = claim.as_of and str(claim.as_of)
    made["figures"] = {name: figure_json(figure) for name, figure in claim.figures()}
    made["targets"] = [target_json(target) for target in claim.targets]
    return made | {"official": claim.official, "official_role": claim.official_role, "quote": side.quote}


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as `capaian check --json` prints it."""
    return {
        "id": finding.id,
        "rule": finding.rule,
        "outcome": str(finding.outcome),
        "severity": str(finding.severity),
        "claims": [side_json(side) for side in finding.sides],
        "sum": finding.sum,
        "operands": dict(finding.operands),
        "reading": finding.reading,
        "reason": finding.reason,
        "message": {"id": finding.message_id, "en": finding.message_en},
    }


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if type(value) is not dict and not isinstance(value, Mapping):
        raise WireError(f"{what} should be an object, and is {type(value).__name__}")
    return value


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise WireError(f"{key!r} should be text or null, and is {type(value).__name__}")
    return value


def _rows(row: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = row.get(key) or ()
    if not isinstance(value, list | tuple):
        raise WireError(f"{key!r} should be a list, and is {type(value).__name__}")
    return value


def _number(value: Any, what: str) -> Decimal:
    if type(value) is Decimal and value.is_finite():
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise WireError(f"{what} should be a number, and is {type(value).__name__}")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise WireError(f"{what} should be a number, and is {value!r}") from error
    if not number.is_finite():
        raise WireError(f"{what} should be a finite number, and is {value!r}")
    return number


def _whole(value: Any, what: str) -> int:
    return value if type(value) is int else int(_number(value, what))


def _choice(kind: type[E], value: Any, what: str) -> E | None:
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError as error:
        raise WireError(f"{what} is {value!r}; allowed: {', '.join(kind)}") from error


_period_of = lru_cache(maxsize=8192)(Period)
"""Claims are of few periods, and a period is never changed."""


def _period(value: Any, what: str) -> Period | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise WireError(f"{what} should be a period, and is {type(value).__name__}")
    try:
        return _period_of(value)
    except PeriodError as error:
        raise WireError(f"{what}: {error}") from error


def published_from(value: Any) -> date | datetime | None:
    """A day, or a time with its zone, from ISO 8601; a time without a zone is refused, since nobody can place it."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise WireError(f"'published' should be a date or null, and is {type(value).__name__}")
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise WireError(f"'published' is {value!r}, and no ISO 8601 date") from error
    if moment.tzinfo is None:
        raise WireError(f"'published' is {value!r}: a time needs its zone, as in 2023-11-21T09:30:00+07:00")
    return moment


def figure_from(value: Any, what: str) -> Figure | None:
    """A figure from `{"value", "comparator", "text"}` or a bare number."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return Figure(_number(value, what))
    return figure_of(value.get("value"), value.get("comparator", "="), value.get("text"), what)


def figure_of(value: Any, comparator: Any, text: Any, what: str) -> Figure:
    """A figure from its parts; `what` is what an error calls it."""
    known = _COMPARATORS.get(comparator) if type(comparator) is str else None
    if text is not None and not isinstance(text, str):
        raise WireError(f"'text' should be text or null, and is {type(text).__name__}")
    bound = known or _choice(Comparator, comparator, f"{what}.comparator") or Comparator.EQUAL
    return Figure(_number(value, what), bound, text)


_COMPARATORS = {str(one): one for one in Comparator}


def _target_from(value: Any) -> Target:
    row = _object(value, "a target")
    return target_of(row, figure_from(row.get("percentage"), "target.percentage"))


def target_of(row: Mapping[str, Any], percentage: Figure | None) -> Target:
    """A target from its figure and a row of the rest."""
    met = row.get("met")
    if met is not None and not isinstance(met, bool):
        raise WireError(f"'met' should be true, false or null, and is {met!r}")
    return Target(
        percentage, _choice(Setter, row.get("setter"), "setter"), met, _period(row.get("deadline"), "deadline")
    )


def _evidence_from(value: Any) -> Evidence:
    row = _object(value, "an evidence")
    return Evidence(
        _whole(row.get("start"), "evidence.start"),
        _whole(row.get("end"), "evidence.end"),
        _text(row, "quote") or "",
        tuple(str(name) for name in _rows(row, "fields")),
        "title" if row.get("in") == "title" else "text",
        _text(row, "rule"),
    )


def _conflict_from(value: Any) -> Conflict:
    row = _object(value, "a conflict")
    return Conflict(
        _text(row, "field") or "",
        _number(row.get("value"), "conflict.value"),
        _text(row, "text") or "",
        "headline" if row.get("where") == "headline" else "body",
        _whole(row.get("start", 0), "conflict.start"),
        _whole(row.get("end", 0), "conflict.end"),
    )


def claim_from(value: Any) -> Claim:
    """A claim from its JSON, printed by the program or written by hand."""
    row = _object(value, "a claim")
    figures = [figure_from(row.get(name), name) for name in NUMERIC_FIELDS]
    return claim_of(row, row, figures, tuple(_target_from(target) for target in _rows(row, "targets")))


def claim_of(
    row: Mapping[str, Any], lists: Mapping[str, Any], figures: Sequence[Figure | None], targets: tuple[Target, ...]
) -> Claim:
    """A claim from its parts: its words in `row`, what it has lists of in `lists`, its figures as NUMERIC_FIELDS."""
    indicator = _text(row, "indicator")
    if not indicator:
        raise WireError("a claim lacks its 'indicator'")
    percentage, achieved, base, remaining, remaining_percentage = figures
    return Claim(
        indicator=indicator,
        indicator_text=_text(row, "indicator_text"),
        place=_text(row, "place"),
        place_candidates=tuple(str(code) for code in _rows(lists, "place_candidates")),
        segment=_text(row, "segment"),
        percentage=percentage,
        achieved=achieved,
        base=base,
        remaining=remaining,
        remaining_percentage=remaining_percentage,
        unit=_choice(Unit, row.get("unit"), "unit"),
        targets=targets,
        as_of=_period(row.get("as_of"), "as_of"),
        as_of_source=_choice(AsOfSource, row.get("as_of_source"), "as_of_source"),
        official=_text(row, "official"),
        official_role=_text(row, "official_role"),
        conflicts=tuple(map(_conflict_from, _rows(lists, "conflicts"))),
        evidence=tuple(map(_evidence_from, _rows(lists, "evidence"))),
    )


def report_from(value: Any) -> Report:
    """A report from its JSON: what `capaian extract` prints, or labels made by hand."""
    row = _object(value, "a report")
    url = _text(row, "url")
    if not url:
        raise WireError("a report lacks its 'url'")
    return Report(
        url=url,
        publisher=_text(row, "publisher"),
        published=published_from(row.get("published")),
        title=_text(row, "title"),
        claims=tuple(claim_from(claim) for claim in _rows(row, "claims")),
        text_sha256=_text(row, "text_sha256"),
        extractor=_text(row, "extractor"),
        status=_choice(ExtractStatus, row.get("status"), "status"),
    )


def article_from(value: Any) -> Article:
    """An article from `{url, publisher, published, title, text}`; `url` and `text` are required."""
    row = _object(value, "an article")
    url, text = _text(row, "url"), _text(row, "text")
    if not url:
        raise WireError("an article lacks its 'url'")
    if text is None:
        raise WireError("an article lacks its 'text'")
    return Article(url, _text(row, "publisher"), published_from(row.get("published")), _text(row, "title"), text)
