"""Who is reviewing: sittings of people who signed in with the review token. They end with the server."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine
from starlette.requests import Request

COOKIE = "capaian_review"
HOURS = 12
"""How long a sitting lasts."""
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who signed in: name, and the secret that the forms of this sitting carry."""

    name: str
    form_key: str
    until: float


@dataclass(slots=True)
class Desk:
    """Where reviews are written: a store that may be written to, and the digest of the token that lets people in."""

    engine: Engine
    token_digest: bytes
    clock: Callable[[], float] = time.monotonic
    sittings: dict[str, Sitting] = field(default_factory=dict)
    wrong: list[float] = field(default_factory=list)


def desk_of(engine: Engine, token: str) -> Desk:
    """A desk for this token; ValueError for one that is guessed too easily."""
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(f"the review token has {len(token)} characters; it needs at least {SHORTEST_TOKEN}")
    return Desk(engine, digest(token))


def digest(token: str) -> bytes:
    """What is kept and compared instead of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def sitting_of(request: Request) -> Sitting | None:
    """Who is reviewing in this request; None for everybody else."""
    desk: Desk | None = request.app.state.desk
    if desk is None:
        return None
    found = desk.sittings.get(request.cookies.get(COOKIE, ""))
    return found if found is not None and found.until > desk.clock() else None
