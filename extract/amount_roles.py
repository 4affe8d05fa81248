"""What an amount is: achieved, a base, what is left, a plan, or nothing that its words tell.

Here stands the order of precedence alone; what each question asks stands in the module of its subject. The first that
knows an answer gives it.
"""

from __future__ import annotations

from extract.amount_aims import aimed_at, forecast, hoped_or_granted, least, whole_changed, whole_of_aim
from extract.amount_apart import of_others, of_part_named, something_else
from extract.amount_changes import changed_by, changed_to
from extract.amount_cues import (
    Last,
    before_rest,
    behind_that,
    behind_whole_before,
    last_cues,
    sentence_before,
    without_damage,
    without_exact_hopes,
)
from extract.amount_done import achieved, came_in, done_behind, served, worth
from extract.amount_left import is_left_of_base, is_undone, lacking, left_before, left_behind, left_to_target, unpaid
from extract.amount_parts import behind_whole, of_those_just_counted, with_stunting
from extract.amount_wholes import (
    of_whole,
    parted_behind,
    total,
    who_are_due,
    whole_behind_part,
    whole_by_words_behind,
    whole_named,
)
from extract.role_of import Role, RoleOf
from extract.role_window import Window


def amount_role(window: Window) -> RoleOf:
    """The role of an amount, by the words around it, its own cues and the figure before it."""
    window = without_damage(window)
    role = unpaid(window) or something_else(window) or whole_named(window) or of_others(window)
    role = role or came_in(window) or parted_behind(window) or least(window)
    if role is not None:
        return role
    window = before_rest(window)
    undone_behind = is_undone(window)
    left_over = undone_behind or is_left_of_base(window)
    role = who_are_due(window, left_over) or of_those_just_counted(window, left_over)
    if role is not None:
        return role
    window = behind_whole_before(behind_that(window))
    words = sentence_before(window)
    role = worth(window) or whole_changed(window, words) or whole_of_aim(window, words) or hoped_or_granted(window)
    if role is not None:
        return role
    window = without_exact_hopes(window)
    return _by_cues(window, last_cues(window), undone_behind) or RoleOf(window.number, Role.UNCLEAR, "role.none")


def _by_cues(window: Window, last: Last, undone_behind: bool) -> RoleOf | None:
    """What nothing but the cues before and behind tells."""
    return (
        changed_by(window, last)
        or changed_to(window, last)
        or left_behind(window, last, undone_behind)
        or with_stunting(window)
        or of_whole(window)
        or whole_behind_part(window)
        or lacking(window)
        or whole_by_words_behind(window)
        or left_before(window, last)
        or behind_whole(window)
        or aimed_at(window, last)
        or forecast(window, last)
        or total(window, last)
        or of_part_named(window, last)
        or served(window)
        or achieved(window, last)
        or left_to_target(window)
        or done_behind(window)
    )
