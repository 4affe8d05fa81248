"""Whose rest a rest is: of the level, and of the region, that leaves just so much.

Between a level and its rest an article may tell of another time, of a neighbour, of the province; then it is the sum
that tells what the rest is of, and not what stood last.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.agreement import digits
from extract.arithmetic import leaves
from extract.discourse import Draft
from extract.mentions import PlaceMention
from extract.open_claims import OpenClaim
from models.keys import segment_key

_LEFT = frozenset({"remaining", "remaining_percentage"})
_LEVEL = frozenset({"percentage", "achieved"})
_SURE = 3
"""Digits of what is left that no second region leaves by chance."""


def is_rest(draft: Draft) -> bool:
    """Whether a draft tells of nothing but what is left."""
    return draft.figures.keys() <= _LEFT


def those_it_leaves(claims: Sequence[OpenClaim], draft: Draft, same: Sequence[OpenClaim]) -> list[OpenClaim]:
    """The claims that leave what a draft says is left: of its own kind (`same`), or of a whole that names none.

    "Sudah 41 persen. Februari lalu 38 persen. Sisanya 59 persen belum" is of the first.
    """
    left = [claim for claim in claims if leaves(claim.figures, draft.figures)]
    return [claim for claim in left if claim in same] or [claim for claim in left if _whole_of(claim, draft)]


def _whole_of(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a count is what is left of a claim that names no kind, where the count's own was told before."""
    span = draft.segment_span
    own = span is not None and draft.sentence.start <= span[0] < draft.sentence.end
    return (
        not own and {"base", "achieved"} <= claim.figures.keys() and "remaining" in draft.figures and not claim.segment
    )


def place_it_leaves(opened: Sequence[OpenClaim], draft: Draft, place: PlaceMention | None) -> PlaceMention | None:
    """The region of which just so many people are left, where the sentence names none and they are not of that before.

    "6.600 dari 9.000 anak di Kotim sudah. Rata-rata provinsi 75 persen. Masih ada 2.400 anak".
    """
    if not draft.figures.keys() <= _LEFT or (place and place.start >= draft.sentence.start):
        return place
    same = [o for o in opened if o.indicator == draft.indicator]
    same = [o for o in same if not draft.segment or segment_key(o.segment) == segment_key(draft.segment)]
    left, share = draft.figures.get("remaining"), draft.figures.get("remaining_percentage")
    exact = left is None or (share is not None and share.decimals > 0)
    fits_it = [o for o in same if leaves(o.figures, draft.figures) and (exact or "base" in o.figures)]
    own = [o for o in same if o.code == (place.code if place else None)]
    sure = digits(left) >= _SURE if left else any(o.figures.keys() & _LEVEL for o in own)
    if not fits_it or not sure or any(o in own for o in fits_it):
        return place
    codes = {o.code for o in fits_it}
    return fits_it[-1].place if len(codes) == 1 else place
