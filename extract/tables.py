"""Tables in an article's text: a line of heads ("Jenis Pajak | Target | Realisasi |") and the lines below it.

Cells are parted by bars; where a page's cells were only joined with blanks, every word of the line of heads has to be
known, and each row to have as many figures as there are heads for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extract.role_of import Role
from extract.vocabulary import word_lists

_ROLES = {
    "base": Role.BASE,
    "achieved": Role.ACHIEVED,
    "percentage": Role.PERCENTAGE,
    "remaining": Role.REMAINING,
}
_LINE = re.compile(r"[^\n]+")
_BAR = "|"
_RULE = re.compile(r"[\s|:+=-]+")
_FIGURE = re.compile(r"(?<!\w)(?:Rp\.?\s?)?\d[\d.,]*(?:\s?%|\s?persen)?", re.IGNORECASE)
_JOINT = re.compile(r"[\s|]*")
_UNIT = re.compile(r"\s*\((?:rp|rupiah|ton|ha|orang|jiwa|kk|unit)\)|\s*\b(?:rp|tahun)?\s*20\d\d\b", re.IGNORECASE)
_MOST_WORDS = 14
_LONG_HEAD = 5
_TABLE_WORDS = ("realisasi", "capaian", "target", "%", "|")
_FEWEST = 2
"""Rows of the shortest table, and known heads of figures, of which one is what was reached."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its label, and the stretch and role of each of its figures."""

    start: int
    end: int
    label: tuple[int, int]
    cells: tuple[tuple[Role, int, int], ...]
    regions: bool
    """Whether the labels are regions, by the head of their column."""
    caption: tuple[int, int]
    """The line over the heads, which tells what the table is of."""


@cache
def _heads() -> dict[str, str]:
    lists = word_lists("tables.toml")
    return {word: kind for kind in (*_ROLES, "label", "region") for word in lists[kind]}


@cache
def _told_in() -> dict[str, str]:
    lists = word_lists("tables.toml")
    kinds = ("base", "achieved", "remaining")
    return {word: kind for kind in kinds for word in (*lists[kind], *lists[f"{kind}_in"]) if " " not in word}


def _kind(head: str) -> str | None:
    """What the cells below a head between bars are, by the whole head or else by the words in it."""
    known = _heads().get(head)
    if known is not None:
        return known
    words = head.split()
    if any(word in ("%", "persen", "persentase") for word in words):
        return None  # of what, only a head known as it stands tells
    kinds = {_told_in()[word] for word in words if word in _told_in()}
    if "remaining" in kinds:
        return "remaining"
    return kinds.pop() if len(kinds) == 1 and len(words) <= _LONG_HEAD else None


@cache
def _head_words() -> re.Pattern[str]:
    apart = [head for head in _heads() if head == "%" or "%" not in head]  # "Realisasi %": two heads
    longest = sorted(apart, key=len, reverse=True)
    return re.compile(r"\s*(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)", re.IGNORECASE)


def find_tables(text: str) -> list[Row]:
    """The rows of all tables, in order.

    >>> text = "Jenis | Target | Realisasi |\\nParkir | Rp40 juta | Rp20 juta |\\nHotel | Rp9 juta | Rp6 juta |"
    >>> for row in find_tables(text):
    ...     print(text[slice(*row.label)], [(role.value, text[a:b]) for role, a, b in row.cells])
    Parkir [('base', 'Rp40 juta'), ('achieved', 'Rp20 juta')]
    Hotel [('base', 'Rp9 juta'), ('achieved', 'Rp6 juta')]
    """
    low = text.lower()
    if not any(word in low for word in _TABLE_WORDS):
        return []
    lines = [line for line in _LINE.finditer(text) if not _RULE.fullmatch(line[0])]
    found: list[Row] = []
    at = 0
    while at < len(lines):
        heads = _columns(lines[at][0])
        rows: list[Row] = []
        while heads and at + 1 < len(lines):
            caption = lines[at - len(rows) - 1].span() if at > len(rows) else (0, 0)
            row = _row(text, lines[at + 1], heads, caption)
            if row is None:
                break
            rows.append(row)
            at += 1
        if len(rows) >= _FEWEST:
            found += rows
        at += 1
    return found


def _columns(line: str) -> list[str | None]:
    """The kinds of the heads of a line, None for what is not known; none where it is no line of heads."""
    if _BAR in line:
        cells = [_UNIT.sub("", cell).strip(" *").lower() for cell in line.strip().strip(_BAR).split(_BAR)]
        kinds: list[str | None] = [_kind(cell.replace("(", "").replace(")", "").strip()) for cell in cells]
    else:
        if len(line) > 150 or len(line.split()) > _MOST_WORDS or line.rstrip().endswith((".", ",", ":")):
            return []
        kinds, at, plain = [], 0, _UNIT.sub("", line).replace("(", "").replace(")", "")
        while at < len(plain.rstrip()):
            head = _head_words().match(plain, at)
            if head is None:
                return []
            kinds.append(_heads()[head[0].strip().lower()])
            at = head.end()
    figures = [kind for kind in kinds if kind in _ROLES]
    reached = "achieved" in figures or "percentage" in figures
    return kinds if reached and len(figures) >= _FEWEST and len(figures) == len(set(figures)) else []


def _row(text: str, line: re.Match[str], heads: list[str | None], caption: tuple[int, int]) -> Row | None:
    """A line as a row under heads; None where it does not fit them."""
    if _BAR in line[0]:
        start = line.start() + len(line[0]) - len(line[0].lstrip(" |"))
        cells = []
        for cell in re.finditer(r"[^|]+", text[start : line.end()]):
            lead = len(cell[0]) - len(cell[0].lstrip())
            cells.append((start + cell.start() + lead, start + cell.start() + len(cell[0].rstrip())))
        cells = cells if len(cells) == len(heads) else [cell for cell in cells if cell[0] < cell[1]]
        if len(cells) != len(heads):
            return None
        labels = [cell for kind, cell in zip(heads, cells, strict=True) if kind not in _ROLES]
        label = next((cell for cell in labels if any(letter.isalpha() for letter in text[slice(*cell)])), None)
        told = [(_ROLES[kind], *cell) for kind, cell in zip(heads, cells, strict=True) if kind in _ROLES]
    else:
        first = next((f for f in _FIGURE.finditer(text, line.start(), line.end()) if _label(text, line, f)), None)
        if first is None:
            return None
        label = _label(text, line, first)
        figures = [f.span() for f in _FIGURE.finditer(text, first.start(), line.end())]
        wanted = [kind for kind in heads if kind in _ROLES]
        joined = all(_JOINT.fullmatch(text, a[1], b[0]) for a, b in pairwise(figures))
        if len(figures) != len(wanted) or not joined or not _JOINT.fullmatch(text, figures[-1][1], line.end()):
            return None
        told = [(_ROLES[kind], *cell) for kind, cell in zip(wanted, figures, strict=True) if kind]
    told = [cell for cell in told if cell[1] < cell[2]]
    if label is None or not any(_FIGURE.match(text, start) for _, start, _ in told):
        return None
    return Row(line.start(), line.end(), label, tuple(told), "region" in heads, caption)


def _label(text: str, line: re.Match[str], figure: re.Match[str]) -> tuple[int, int] | None:
    """The words before a figure, without the number of their row."""
    words = re.search(r"[^\W\d_].*\S", text[line.start() : figure.start()])
    return (line.start() + words.start(), line.start() + words.end()) if words else None
