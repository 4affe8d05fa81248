"""What a text and its publisher tell about where we are, and what was decided about one name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from models.reference import province_of


class Decision(NamedTuple):
    """The code that a name stands for and the rule that said so; no rule where the name is no place."""

    code: str | None
    rule: str | None


@dataclass(slots=True)
class Context:
    """Provinces, regencies and names that need no context themselves."""

    publisher: str | None
    provinces: Counter[str] = field(default_factory=Counter)
    """How often each province, or a place in it, is named beyond doubt."""
    ranked: list[str] = field(default_factory=list)
    """The same provinces, the most frequent first."""
    codes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What each name is where its kind word, or its being alone of that name, decides."""
    last: dict[str, str] = field(default_factory=dict)
    """What a name was when a kind word last decided it."""
    regencies: set[str] = field(default_factory=set)
    worded: set[str] = field(default_factory=set)
    """Regencies and cities that a kind word names: "Kabupaten Kebumen"."""
    prefers: Literal["city", "regency", None] = None
    """Of which kind the offices are that the text names, if they are all of one kind."""

    def has(self, code: str) -> bool:
        """Whether a place's province is the publisher's or named."""
        province = province_of(code)
        return province == self.publisher or self.provinces[province] > 0

    def known(self, key: str) -> str | None:
        """What a name is elsewhere in the text: everywhere the same, else what it was last."""
        codes = self.codes.get(key)
        return next(iter(codes)) if codes and len(codes) == 1 else self.last.get(key)
