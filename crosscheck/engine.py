"""Claims in, findings out: every rule over every group of claims that belong together. Pure, in any order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crosscheck import runs, wholes
from crosscheck.findings import Judged, finding, merged
from crosscheck.members import Group, Member, group_key, group_of, grouped, members, touched_groups
from models.values import Finding, Report

__all__ = [
    "RULES", "Group", "Rule", "check", "check_each", "check_groups", "group_key", "group_of", "in_order", "order_of",
    "touched_groups",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, the kind of group that it looks at, and how it goes through one."""

    name: str
    scope: Literal["article", "series", "parts"]
    run: Callable[[Sequence[Member], Group], Iterator[Judged]]


RULES: tuple[Rule, ...] = (
    Rule("percentage_vs_counts", "article", runs.run_percentage_vs_counts),
    Rule("counts_do_not_add_up", "article", runs.run_counts_do_not_add_up),
    Rule("impossible_figure", "article", runs.run_impossible_figure),
    Rule("headline_vs_body", "article", runs.run_headline_vs_body),
    Rule("stated_twice", "article", runs.run_stated_twice),
    Rule("day_vs_date", "article", runs.run_day_vs_date),
    Rule("target_vs_figure", "article", runs.run_target_vs_figure),
    Rule("parts_vs_whole", "article", wholes.run_segments_vs_whole),
    Rule("parts_vs_whole", "article", wholes.run_places_of_article),
    Rule("outlets_disagree", "series", runs.run_outlets_disagree),
    Rule("went_backwards", "series", runs.run_went_backwards),
    Rule("base_changed", "series", runs.run_base_changed),
    Rule("jump", "series", runs.run_jump),
    Rule("stale_figure", "series", runs.run_stale_figure),
    Rule("deadline_missed", "series", runs.run_deadline_missed),
    Rule("parts_vs_whole", "parts", wholes.run_places_vs_whole),
)
"""The registry; how to add a rule: docs/add-a-check.md."""


def _rules_version() -> str:
    """A digest of the rules, their words and their thresholds: findings of one version come out alike."""
    here = Path(__file__).parent
    files = sorted([*here.glob("*.py"), *(here / "data").glob("*.toml")])
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


RULES_VERSION = _rules_version()
"""Changes with every change of a rule; after one, everything is checked anew."""


def check(reports: Iterable[Report]) -> list[Finding]:
    """Everything that the rules say of these reports, of every outcome, in an order that does not depend on theirs.

    >>> from decimal import Decimal
    >>> from models.values import Claim, Figure
    >>> claim = Claim(indicator="ektp_recording", place="62.02", achieved=Figure(Decimal(94510)),
    ...               base=Figure(Decimal(96071)), percentage=Figure(Decimal("98.65")))
    >>> [found] = check([Report(url="https://example.org/1", claims=(claim,))])
    >>> found.rule, str(found.outcome)
    ('percentage_vs_counts', 'inconsistent')
    >>> found.message_id
    '94.510 dari 96.071 adalah 98,38 persen, bukan 98,65 persen seperti yang tertulis.'
    """
    return in_order(found for _, findings in check_each(reports) for found in findings)


def check_groups(reports: Iterable[Report], only: Collection[Group] | None = None) -> Mapping[Group, list[Finding]]:
    """The findings of each group; of the groups in `only` where it is given.

    `reports` must hold all claims of these groups. Groups are judged apart from each other, so checking the groups that
    a new report touches, and keeping the findings of all others, is the same as checking everything.
    """
    return dict(check_each(reports, None if only is None else only.__contains__))


def check_each(
    reports: Iterable[Report], wanted: Callable[[Group], bool] | None = None
) -> Iterator[tuple[Group, list[Finding]]]:
    """The groups that have findings with them, one after the other, as `check_groups` gives them; none is kept."""
    for group, inside in grouped(members(reports), wanted).items():
        findings = in_order(merged([*_judge(group, inside)]))
        if findings:
            yield group, findings


def _judge(group: Group, inside: Sequence[Member]) -> Iterator[Finding]:
    for rule in RULES:
        if rule.scope == group[0]:
            for judged in rule.run(inside, group):
                yield finding(rule.name, judged, group)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as `check` gives them: by rule, then by what they are about."""
    return sorted(findings, key=order_of)


_RANKS = {name: rank for rank, name in enumerate(dict.fromkeys(rule.name for rule in RULES))}


def order_of(one: Finding) -> tuple[int, str, str, str]:
    """What puts findings in order."""
    return _RANKS[one.rule], one.sides[0].url, one.group, one.id
