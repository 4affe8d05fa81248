"""From a verdict to a finding: its id, its sides with quotes, its sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crosscheck.members import Group, Member, group_key
from crosscheck.verdicts import Verdict, operands
from crosscheck.wording import LANGUAGES, Language, explain, sentence, words
from models.values import Finding, Outcome, Side

LONGEST_QUOTE = 300
"""Characters: what public pages may carry of an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict with what it is about.

    `about` are the claims that were judged and make the finding's id; `sides` those that it shows (the same, unless
    reprints stand beside them). `key` tells verdicts about the same claims apart, `extra` are more operands.
    """

    verdict: Verdict
    about: tuple[Member, ...]
    sides: tuple[Member, ...] = ()
    of_one_article: bool = False
    key: str = ""
    extra: tuple[tuple[str, str], ...] = ()


def finding(rule: str, judged: Judged, group: Group) -> Finding:
    """A judged verdict as a finding.

    The id is sha256 of the rule and the claims with their figures, and of the address where the rule is about one
    article; it does not change with what else arrives.
    """
    verdict, sides = judged.verdict, judged.sides or judged.about
    claims = [member.said_with_targets if judged.of_one_article else member.said for member in judged.about]
    identity = [rule, judged.key, judged.about[0].report.url if judged.of_one_article else None, claims]
    prefixed = zip(verdict.prefixes, judged.about, strict=False)  # a whole is named, its parts are counted
    given = [operand for prefix, member in prefixed for operand in operands(member.claim, prefix)]
    message = {language: _message(rule, verdict, language) for language in LANGUAGES}
    return Finding(
        id=hashlib.sha256(json.dumps(identity, ensure_ascii=False).encode()).hexdigest(),
        rule=rule,
        outcome=verdict.outcome,
        severity=verdict.severity,
        sides=tuple(side(member, verdict.fields) for member in sides),
        sum=verdict.sum,
        operands=(*given, *verdict.operands, *judged.extra),
        message_id=message["id"],
        message_en=message["en"],
        reading=verdict.reading,
        reason=verdict.reason,
        group=group_key(group),
    )


def side(member: Member, fields: Sequence[str]) -> Side:
    """A member as a finding names it, with the passages that its figures stand in."""
    return Side(
        url=member.report.url,
        publisher=member.report.publisher,
        claim=member.claim,
        quote=_quote(member, fields),
    )


def _quote(member: Member, fields: Sequence[str]) -> str | None:
    passages = [
        evidence
        for evidence in member.claim.evidence
        if evidence.quote and (not fields or not evidence.fields or set(fields) & set(evidence.fields))
    ]
    passages.sort(key=lambda evidence: (evidence.where == "title", evidence.start))
    quote = " … ".join(dict.fromkeys(evidence.quote for evidence in passages))
    if len(quote) > LONGEST_QUOTE:
        quote = quote[: LONGEST_QUOTE - 1].rstrip() + "…"
    return quote or None


def _message(rule: str, verdict: Verdict, language: Language) -> str:
    if verdict.outcome is Outcome.CANNOT_TELL and verdict.reason:
        return str(words()["outcome"]["cannot_tell"][language]).format(
            reason=explain("reason", verdict.reason, language)
        )
    told = sentence(rule, verdict.variant, verdict.values, language)
    if verdict.reading is None:
        return told
    form = str(words()["outcome"]["reading"][language])
    return form.format(sentence=told.rstrip("."), reading=explain("reading", verdict.reading, language))


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of one id as one: the same figures in reprints are more sides, not more findings."""
    by_id: dict[str, Finding] = {}
    for one in findings:
        known = by_id.get(one.id)
        if known is None:
            by_id[one.id] = one
            continue
        sides = {(s.url, repr(s.claim)): s for s in (*known.sides, *one.sides)}
        by_id[one.id] = replace(known, sides=tuple(sides.values()))
    return list(by_id.values())
