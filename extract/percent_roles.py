"""What a percentage is: a level, a target, a change, a share, or what is left.

Here stands the order of precedence alone; what each question asks stands in the module of its subject. The first that
knows an answer gives it.
"""

from __future__ import annotations

from extract.percent_changes import changed, changed_as_told, changed_to, level_before
from extract.percent_cues import as_meant, has_own_bar, last_cues, named_target, without_exact_hopes
from extract.percent_left import left_over, none_or_rest, not_reached
from extract.percent_levels import level, level_behind, level_of_other
from extract.percent_shares import as_a_rule, of_composition, of_whom, rate
from extract.percent_targets import aimed_at, foreseen, next_stage, of_other_time, of_plan, planned
from extract.role_of import RoleOf
from extract.role_window import Window


def percent_role(window: Window) -> RoleOf:
    """The role of a percentage, by the words around it, its own cues and the figure before it."""
    role = of_whom(window) or next_stage(window) or rate(window) or as_a_rule(window)
    role = role or of_other_time(window) or none_or_rest(window) or of_plan(window)
    role = role or level_behind(window) or level_of_other(window)
    if role is not None:
        return role
    own_bar = has_own_bar(window)
    role = planned(window, own_bar)
    if role is not None:
        return role
    window = as_meant(window, own_bar)
    target = named_target(window)
    window = without_exact_hopes(window)
    last = last_cues(window, target)
    return (
        changed_to(window, last)
        or level_before(window, last)
        or changed_as_told(window)
        or changed(window, last)
        or of_composition(window, last)
        or foreseen(window)
        or not_reached(window)
        or aimed_at(window, last)
        or left_over(window, last)
        or level(window, last)
    )
