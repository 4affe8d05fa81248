"""The version of the rules: a number that people give, and a digest of the rules, so that no change is forgotten."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

RULES = "2026.11"
"""The number. The digest behind it changes by itself with every rule."""

_ROOTS = (Path(__file__).parent, Path(__file__).parent.parent / "models")
_ENDINGS = frozenset({".py", ".toml", ".csv"})


@cache
def rules_digest() -> str:
    """Eight hex digits that stand for the code and the data that reading an article rests on.

    >>> len(rules_digest())
    8
    """
    made = hashlib.sha256()
    for root in _ROOTS:
        for path in sorted(path for path in root.rglob("*") if path.suffix in _ENDINGS):
            made.update(f"{root.name}/{path.relative_to(root).as_posix()}\n".encode())
            made.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return made.hexdigest()[:8]


EXTRACTOR = f"{RULES}+{rules_digest()}"
"""Version of the rules, "2026.11+0a1b2c3d". It is part of every claim's key, and other rules have another one."""
