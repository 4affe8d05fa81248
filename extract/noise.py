"""What stands in a page's text and is not its article: teasers, captions, bylines, furniture, other headlines."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import chain
from typing import NamedTuple

from extract.gates import Gated
from extract.vocabulary import word_lists
from models.config import ConfigError

CAPTION_LENGTH = 400
"""A line longer than this is a paragraph, whatever it ends with."""
HEADING_LENGTH = 160
PARAGRAPH = 120
"""A line of an article has at least so many characters; a headline of a list fewer."""
_DATED_LINE = re.compile(
    r"(?:[A-Z][\w.]*\.(?:COM|ID|CO\.ID|NET|NEWS)\s*[,:]?\s*[-–—|]*\s*)?[A-Z][\w .]{2,30}(?:\s*\([\w .,&/-]{2,40}\))?"
    r"\s*[-–—]{1,2}\s+(?=[A-Z\"“]).{60}"
)
"""A line that begins with its town is the first paragraph, though its full stop be lost: "KASONGAN - Cakupan …"."""
_LABEL = re.compile(r"\W*(?:berita|artikel)\s+(?:terkait|lainnya)\W*", re.IGNORECASE)
_ENDS = tuple(""".!?…:;,"')]""")
"""What the last word of a whole line ends with."""
_LINE = re.compile(r"[^\n]+")
_QUOTES = re.compile(
    r"[,.!?]\s?[\"”]\s?(?:kata|ujar|ucap|tutur|jelas|ungkap|tegas|papar|tambah|sebut|imbuh|lanjut|terang|pungkas|beber"
    r"|tandas|cetus|paparkan|demikian)(?:nya|kan)?\b"
)
"""In a line whose full stop was forgotten: "… sertifikat," kata Arga di Pontianak, Sabtu"."""
_DATUM = re.compile(r"[^:=\n]{2,90}[:=]\s*(?:Rp\s?)?\d[\d.,]*(?:\s?%|\s[a-z/()\d.,% ]{1,60})?\W*")
"""A line of a list of data: "Jumlah diimunisasi: 4.602.933"; where several stand they are no headings."""
_ITEM = re.compile(
    r"\s*(?:\(?\d{1,2}[.)]|[-–—•*·]|[a-z][.)])?\s*(?:[A-Za-z(][\w'/.&()-]*\s+){0,6}[A-Za-z(][\w'/.&()-]*(?:\s*[:=,–—]\s*|\s+(?:-\s*)?)"
    r"(?:Rp\.?\s?)?\d[\d.,]*\s?(?:%|(?-i:[a-z][a-z/%]*|(?:KPM|KK|SR|SPPG|KDMP|KDKMP|UMKM|Ha)\b))"
    r"(?:\s(?:[a-z/()\d.,% ]|KTP|KIA|KPM|KK){1,80})?\W*"
    r"|\s*[-–—•*·]?\s*(?:Tahun\s+)?20\d\d\s*[:=–—-]?\s*(?:Rp\.?\s?)?\d[\d.,]*\s?(?:%|[a-z][a-z/%]*)\W*"
)
"""An item of a list by its form: a number or a dash, a label, a figure with its unit: "3. Kapuas 96,80 persen"."""
_LABELLED = re.compile(
    r"\s*(?:\(?\d{1,2}[.)]|[-–—•*·]|[a-z][.)])?\s*(?:[A-Z(][\w'/.&()-]*\s+){0,4}[A-Z(][\w'/.&()-]*\s*(?P<rest>(?:[:=,–—-]|[a-z(])[^\n]*\d[^\n]*)"
)
_NUMBER = re.compile(r"\d[\d.,]*")
_WORDS = re.compile(r"\w+")
_TEASER = re.compile(r"\W*(?:baca|lihat|simak|tonton)\b", re.IGNORECASE)


_INLINE = "juga"
"""What every teaser inside a paragraph says: nine lines of ten need not be asked for the rest."""


class _Patterns(NamedTuple):
    """The patterns of `noise.toml`: of whole lines and of what follows an article one each, since all begin a line."""

    line: re.Pattern[str]
    rest: re.Pattern[str]
    inline: tuple[Gated, ...]
    caption: tuple[Gated, ...]


@cache
def _patterns() -> _Patterns:
    for word in word_lists("noise.toml")["inline"]:
        if _INLINE not in word:
            raise ConfigError(f"noise.toml: [inline] {word!r} lacks {_INLINE!r}, by which its lines are chosen")
    words = word_lists("noise.toml")
    line, rest = (re.compile("|".join(f"(?:{one})" for one in words[kind]), re.IGNORECASE) for kind in ("line", "rest"))
    inline, caption = (tuple(map(Gated, words[kind])) for kind in ("inline", "caption"))
    return _Patterns(line, rest, inline, caption)


def _bag(line: str) -> str:
    return " ".join(_WORDS.findall(line.lower()))


def _begins_as(line: str, headline: str) -> bool:
    """Whether a line begins with the first word of a headline: most begin otherwise, and need not be read whole."""
    first = _WORDS.search(line.lower())
    return first is not None and headline.startswith(first[0])


def find_noise(text: str, *, title: str | None = None) -> list[tuple[int, int, str]]:
    """(start, end, reason) of every passage that no claim may come from, in order, none overlapping.

    Reasons: `furniture`, `teaser`, `caption`, `heading` (its own headline or standfirst, said again), `below`.

    >>> text = "Capaian 90 persen.\\nBaca juga: Stunting Sigi Turun Jadi 24,3 Persen\\nSisanya belum."
    >>> [(text[s:e], why) for s, e, why in find_noise(text)]
    [('Baca juga: Stunting Sigi Turun Jadi 24,3 Persen', 'teaser')]
    """
    patterns = _patterns()
    credits = sorted(chain.from_iterable(pattern.spots(text) for pattern in patterns.caption))
    headline = _bag(title or "")
    found: list[tuple[int, int, str]] = []
    lines = list(_LINE.finditer(text))
    data = (line.group() for line in lines if ":" in line.group() or "=" in line.group())
    listed = sum(_DATUM.fullmatch(line) is not None for line in data) > 1
    body_began = False
    for number, line in enumerate(lines):
        content = line.group().strip()
        if not content:
            continue
        if body_began and _LABEL.fullmatch(content) and _goes_on(lines, number):
            found.append((line.start(), line.end(), "furniture"))
            continue
        if body_began and patterns.rest.match(content):
            found.append((line.start(), len(text), "below"))
            break
        at = bisect_left(credits, line.start())
        credited = at < len(credits) and credits[at] < line.end()
        alone = not body_began and number == len(lines) - 1
        reason = _line_reason(content, headline, patterns, credited=credited, alone=alone)
        if reason == "heading" and (_is_item(lines, number) or (listed and _DATUM.fullmatch(line.group()))):
            reason = None
        if reason:
            found.append((line.start(), line.end(), reason))
            continue
        body_began = True
        for pattern in patterns.inline if _INLINE in content.lower() else ():
            for teaser in pattern.finditer(line.group()):
                span = (line.start() + teaser.start(), line.start() + teaser.end(), "teaser")
                if not any(span[0] < end and start < span[1] for start, end, _ in found):
                    found.append(span)
    return sorted(found)


def _goes_on(lines: list[re.Match[str]], at: int) -> bool:
    """Whether whole paragraphs follow a label, as where a page shows other stories in the middle of its own."""
    behind = [text for line in lines[at + 1 :] if (text := line.group().strip())][:2]
    return len(behind) > 1 and all(len(text) >= PARAGRAPH and text.endswith(_ENDS) for text in behind)


def _is_item(lines: list[re.Match[str]], at: int) -> bool:
    """Whether a line and the one before or behind it are items of one list; one alone may be a headline."""
    beside = lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]
    for shape_of in (_shape, _figures):
        shape = shape_of(lines[at].group())
        if shape and any(shape_of(line.group()) == shape for line in beside):
            return True
    return bool(_ITEM.fullmatch(lines[at].group())) and any(_ITEM.fullmatch(line.group()) for line in beside)


def _shape(line: str) -> str | None:
    """What items of one list have in common behind their labels: "Kapuas - target 20 ha, realisasi 9 ha" has " 0 …".

    >>> _shape("1. Kapuas: target 20.000 hektare (62%)") == _shape("2. Pulang Pisau: target 900 hektare (7,5%)")
    True
    """
    found = _LABELLED.fullmatch(line)
    return _NUMBER.sub("0", found["rest"]).strip() if found else None


def _figures(line: str) -> str | None:
    """What items have in common from their first figure on, of two or more: "… Rp0 miliar, realisasi Rp0 miliar"."""
    numbers = list(_NUMBER.finditer(line))
    return _NUMBER.sub("0", line[numbers[0].start() :]).strip() if len(numbers) > 1 else None


def _line_reason(content: str, headline: str, patterns: _Patterns, *, credited: bool, alone: bool) -> str | None:
    """Why a line is none of the article's; `credited`: it has a word of a caption, `alone`: there is no other line."""
    if patterns.line.match(content):
        return "teaser" if _TEASER.match(content) else "furniture"
    if credited and len(content) <= CAPTION_LENGTH:
        credits = [found for p in patterns.caption if (found := p.search(content))]
        # behind a full stop the brackets are the reporters' marks at the end of the story, not a photographer's
        if any(not content[: found.start()].rstrip().endswith((".", "!", "?", '"', "'")) for found in credits):
            return "caption"
    if headline and len(content) <= HEADING_LENGTH and _begins_as(content, headline) and _bag(content) == headline:
        return "heading"
    # a line without an end is a headline, this story's or another's; a text of one such line is a fragment
    if len(content) <= HEADING_LENGTH and not content.endswith(_ENDS) and not alone:
        told = _DATED_LINE.match(content) or _QUOTES.search(content)
        return None if told else "heading"
    return None
