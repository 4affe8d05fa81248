"""What the rules of roles look at: a number, and the words between it and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from extract.mentions import Cue, Number
from extract.role_of import RoleOf
from extract.sentences import Sentence
from models.values import Comparator

BOUNDS = frozenset({Comparator.LESS, Comparator.AT_MOST, Comparator.MORE, Comparator.AT_LEAST})
"""Comparators that leave a side open."""
BEHIND = 120
"""Characters behind a number, or before the one before it, in which is told more of it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A number of a sentence with all that may tell what it is.

    `left` and `right` are the words between it and the numbers beside it, of which its own hedges are none. `own` are
    the cues of `left`, each as what it is there, in order; `before` is the figure before it in its sentence. All
    offsets count in `text`, that of the whole article.
    """

    number: Number
    left: str
    right: str
    own: list[Cue]
    before: RoleOf | None
    text: str
    sentence: Sentence

    def offset(self, at: int) -> int:
        """Where a position of `left` lies in the text."""
        return self.number.hedge_start - len(self.left) + at

    def behind(self) -> str:
        """The words behind it, also those of other figures and of the next sentence, no more than so many."""
        return self.text[self.number.hedge_end : self.number.hedge_end + BEHIND]

    def before_that(self) -> str:
        """The words before the figure before it, no more than so many; none where it is the first."""
        if self.before is None:
            return ""
        at = self.before.number.hedge_start
        return self.text[max(0, at - BEHIND) : at]
