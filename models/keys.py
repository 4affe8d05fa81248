"""Keys by which things are the same thing: claims, segments, text. By them, running anything twice changes nothing."""

from __future__ import annotations

import hashlib
import json
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from models.config import ConfigError, read_toml
from models.reference import DATA
from models.values import Claim

_KEPT = (string.ascii_lowercase + string.digits).encode()
_RANGE = re.compile(r"(?<=\d) (?:hingga|sampai|sampai dengan|s d|ke) (?=\d)")
_AGED = re.compile(
    r"(?:(?:anak|warga|penduduk|masyarakat|kelompok|yang)\s+)*(?:(?P<below>di ?bawah|kurang dari) )?"
    r"(?:(?:ber)?(?:usia|umur) )?(?(below)|(?P<under>di ?bawah |kurang dari )?)"
    r"(?:(?P<first>\d{1,2}) )?(?P<last>\d{1,2}) tahun"
)
"""People of an age, whatever they are called: "anak berusia 0-18 tahun", "warga di bawah usia 17 tahun"."""
_PLAIN = bytes(byte if byte in _KEPT else ord(" ") for byte in range(256))
"""Every byte to itself, or to a blank where it is neither a small letter nor a digit."""


def text_sha256(text: str) -> str:
    """Hex digest of a text's UTF-8 bytes: the name under which evidence refers to it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _SegmentWords(NamedTuple):
    aliases: dict[str, str]
    drop: frozenset[str]
    heads: frozenset[str]
    """Words behind which a number is an ordinal, however it is written."""
    ordinals: dict[str, str]


@cache
def _segment_words() -> _SegmentWords:
    tables = read_toml(DATA / "segments.toml")
    unknown = tables.keys() - {"aliases", "drop", "ordinals"}
    if unknown:
        raise ConfigError(f"segments.toml: unknown table {sorted(unknown)[0]!r}; allowed: aliases, drop, ordinals")
    aliases, drop, ordinals = (tables.get(name, {}) for name in ("aliases", "drop", "ordinals"))
    if not (isinstance(aliases, dict) and isinstance(drop, dict) and isinstance(ordinals, dict)):
        raise ConfigError("segments.toml: [aliases], [drop] and [ordinals] are tables")
    written = {str(word): str(form) for form, words in ordinals.items() if form != "heads" for word in words}
    return _SegmentWords(
        {str(k): str(v) for k, v in aliases.items()},
        frozenset(map(str, drop.get("words", ()))),
        frozenset(map(str, ordinals.get("heads", ()))),
        written,
    )


def plain(text: str) -> str:
    """Lower case, no accents, words and numbers only, one blank between.

    >>> plain("Pupuk  Urea (bersubsidi)")
    'pupuk urea bersubsidi'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(text.lower().encode("ascii").translate(_PLAIN).decode("ascii").split())


@lru_cache(maxsize=4096)
def segment_key(segment: str | None) -> str:
    """The normal form under which two segments are the same; empty for the whole.

    >>> segment_key("pupuk Urea") == segment_key("Urea")
    True
    >>> segment_key("PKH tahap kelima") == segment_key("PKH tahap 5")
    True
    >>> segment_key("anak di bawah usia 17 tahun") == segment_key("0-16 tahun")
    True
    >>> segment_key(None)
    ''
    """
    if not segment:
        return ""
    known = _segment_words()
    words = _RANGE.sub(" ", plain(segment))  # "usia 12 hingga 17 tahun" is "usia 12-17 tahun"
    words = known.aliases.get(words) or _age(words)
    kept = [word for word in words.split() if word not in known.drop] or words.split()
    told: list[str] = []
    for word in kept:
        if len(told) > 1 and told[-1] == "ke" and told[-2] in known.heads:
            told.pop()  # "tahap ke-5"
        told.append(known.ordinals.get(word, word) if told and told[-1] in known.heads else word)
    key = " ".join(told)
    return known.aliases.get(key, key)


def _age(words: str) -> str:
    """An age without the word for those who are of it; below an age is from none to the year before it."""
    aged = _AGED.fullmatch(words)
    if aged is None or not (aged["first"] or aged["below"] or aged["under"]):
        return words
    return f"{aged['first']} {aged['last']} tahun" if aged["first"] else f"0 {int(aged['last']) - 1} tahun"


def claim_keys(source_id: str, extractor: str, claims: Iterable[Claim]) -> list[str]:
    """The key of each claim of one revision (or input): sha256 of canonical JSON of what makes it this claim.

    Claims that are equal in all of that are told apart by their ordinal.
    """
    seen: Counter[str] = Counter()
    keys = []
    for claim in claims:
        identity = [
            source_id,
            extractor,
            claim.indicator,
            plain(claim.indicator_text or "") if claim.indicator == "other" else None,
            claim.place,
            segment_key(claim.segment),
            claim.as_of and str(claim.as_of),
            claim.unit and str(claim.unit),
        ]
        text = json.dumps(identity, ensure_ascii=False, separators=(",", ":"))
        keys.append(hashlib.sha256(f"{text}#{seen[text]}".encode()).hexdigest())
        seen[text] += 1
    return keys
