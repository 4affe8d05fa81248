"""The roles that a number of a sentence can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from extract.mentions import Number


class Role(StrEnum):
    """The field that a number fills, or the reason why it fills none."""

    PERCENTAGE = "percentage"
    ACHIEVED = "achieved"
    BASE = "base"
    REMAINING = "remaining"
    REMAINING_PERCENTAGE = "remaining_percentage"
    TARGET = "target"
    """A percentage that should be reached."""
    TARGET_NOT_MET = "target_not_met"
    """A percentage that was said not to be reached: "belum mencapai 100 persen"."""
    PLAN = "plan"
    """A forecast or hoped-for amount: no field of a claim."""
    CHANGE = "change"
    SHARE = "share"
    DENIED = "denied"
    """A figure that somebody denies, doubts or asks for: extract/denied.py."""
    UNCLEAR = "unclear"
    """A number with no cue of its own; the figures around it may tell."""


@dataclass(frozen=True, slots=True)
class RoleOf:
    """A number with its role, the words that told it, and whether those words bind it to a figure before it."""

    number: Number
    role: Role
    rule: str
    linked: bool = False
    """Joined to the number before: "atau 73 persen", "(73 persen)", "dari 45.000"."""
    strong: bool = False
    """A cue of achievement stands right before: enough for a claim with nothing else."""
