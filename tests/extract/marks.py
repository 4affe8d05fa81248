r"""Rule tests as lines of text with their answers marked in them: the loader of `tests/extract/marks/*.txt`.

A file of marks:

    # a comment; blank lines are free
    @ published=2023-11-21
    Stunting di Sigi turun menjadi [14,2 persen|percent value=14.2] pada [2024|period norm=2024].
    Sekolah [sekitar 40|count value=40 noun="murid SD"] orang.
    ! Hubungi 0812 14 14 2024.
    ? [dua lusin|count value=24] telur.

- `[text|label attr=value other="v w"]` is an answer: the reader must find exactly `text` there, as `label`, with these
  attributes. Attributes that are not written are not compared; `attr=none` means that the value must be None.
  Answers nest: `[Kadis [Kotim|place code=62.02], Agus|official name=Agus]`.
- What is not marked must not be found: count, spans, labels and given attributes are compared exactly.
- `!` before a line: nothing may be found in it. `?` before a line (also `? !`): must fail today, strictly: the day it
  passes, the run fails and asks to remove the `?`.
- `@ key=value …` holds for the lines below it, until the next `@`, which replaces it whole.
- `\[`, `\]`, `\|`, `\\` are these characters, `\n` is a line break, `\xa0` and `\u00ad` are characters by their code.

An unknown label, attribute or `@` key is an error that names file, line and what is allowed. A test module:

    CASES = marks.cases("percent.txt", labels={"percent": {"value", "comparator"}}, header={"published"})

    @CASES
    def test_percent(line: marks.Line) -> None:
        marks.check(line, [marks.Found("percent", n.start, n.end, {"value": n.value}) for n in find(line.text)])

makes one case per line, with id `percent.txt:3`. Values are compared as `str(value)`, decimals as plain numbers
(`99.20` equals `99.2`), None as `none`, True and False as `true` and `false`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "marks"

_ATTRIBUTE = re.compile(r'\s+([a-z_]+)=(?:"([^"]*)"|([^\s"]+))')
_LABEL = re.compile(r"[a-z_]+")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))", re.DOTALL)


class MarksError(Exception):
    """A file of marks says something that the loader cannot take."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a reader found, in the terms of the marks file."""

    label: str
    start: int
    end: int
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a marks file: its text without marks, and the answers that stood in it."""

    where: str
    """`percent.txt:3`"""
    text: str
    answers: tuple[Found, ...]
    header: Mapping[str, str]
    fails_today: bool


def _order(found: Found) -> tuple[int, int, str]:
    return found.start, -found.end, found.label


def _plain(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _escaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return "\n" if match[3] == "n" else match[3]


def _attributes(text: str, where: str, what: str) -> dict[str, str]:
    made: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            raise MarksError(f"{where}: {what}: {text[at:]!r} is no ' attr=value' or ' attr=\"v w\"'")
        name = match[1]
        if name in made:
            raise MarksError(f"{where}: {what}: {name!r} stands there twice")
        made[name] = match[2] if match[2] is not None else match[3]
        at = match.end()
    return made


def _allowed(names: Collection[str], allowed: Collection[str], where: str, what: str) -> None:
    unknown = sorted(set(names) - set(allowed))
    if unknown:
        raise MarksError(f"{where}: unknown {what} {unknown[0]!r}; allowed: {', '.join(sorted(allowed)) or 'none'}")


def parse(source: str, labels: Mapping[str, Collection[str]], *, where: str = "") -> tuple[str, tuple[Found, ...]]:
    """A marked text as the text alone and its answers, sorted by place.

    >>> parse("dari [14,2 persen|percent value=14.2].", {"percent": {"value"}})
    ('dari 14,2 persen.', (Found(label='percent', start=5, end=16, attributes={'value': '14.2'}),))
    """
    text: list[str] = []
    open_at: list[int] = []
    answers: list[Found] = []
    at = 0
    while at < len(source):
        char = source[at]
        if char == "\\":
            escape = _ESCAPE.match(source, at)
            if escape is None:
                raise MarksError(f"{where}: a backslash at the end")
            text.append(_escaped(escape))
            at = escape.end()
        elif char == "[":
            open_at.append(len(text))
            at += 1
        elif char == "|" and open_at:
            close = source.find("]", at)
            label = _LABEL.match(source, at + 1)
            if close < 0 or label is None:
                raise MarksError(f"{where}: after '|' comes 'label attr=value …]' (write \\| for the character)")
            name = label[0]
            _allowed([name], labels, where, "label")
            attributes = _attributes(source[label.end() : close], where, name)
            _allowed(attributes, labels[name], where, f"attribute of {name}")
            answers.append(Found(name, open_at.pop(), len(text), attributes))
            at = close + 1
        elif char == "]":
            raise MarksError(f"{where}: ']' closes nothing, or a mark without label (write \\] for the character)")
        else:
            text.append(char)
            at += 1
    if open_at:
        raise MarksError(f"{where}: '[' is never closed (write \\[ for the character)")
    return "".join(text), tuple(sorted(answers, key=_order))


def lines(
    name: str, labels: Mapping[str, Collection[str]], *, header: Collection[str] = (), folder: Path = FOLDER
) -> list[Line]:
    """All cases of one file; MarksError for anything that is not understood, and for a file without cases."""
    made: list[Line] = []
    keys: dict[str, str] = {}
    for number, row in enumerate((folder / name).read_text(encoding="utf-8").split("\n"), start=1):
        where = f"{name}:{number}"
        rest = row.strip()
        if not rest or rest.startswith("#"):
            continue
        if rest.startswith("@"):
            keys = _attributes(rest[1:], where, "@")
            _allowed(keys, header, where, "@ key")
            continue
        fails_today = rest.startswith("? ")
        rest = rest[2:].lstrip() if fails_today else rest
        nothing = rest.startswith("! ")
        rest = rest[2:].lstrip() if nothing else rest
        text, answers = parse(rest, labels, where=where)
        if nothing == bool(answers):
            problem = "'!' and a mark in one line" if nothing else "no mark (write '! ' before it)"
            raise MarksError(f"{where}: {problem}")
        made.append(Line(where, text, answers, dict(keys), fails_today))
    if not made:
        raise MarksError(f"{name}: no cases")
    return made


def cases(
    *names: str,
    labels: Mapping[str, Collection[str]],
    header: Collection[str] = (),
    folder: Path = FOLDER,
    known_failures: bool = True,
) -> pytest.MarkDecorator:
    """A decorator: one pytest case per line of these files, as argument `line`.

    Without `known_failures`, lines with `?` are taken as any other: for tests of what holds whatever is found.
    """
    known_failure = pytest.mark.xfail(strict=True, raises=AssertionError, reason="listed with '?'")
    return pytest.mark.parametrize(
        "line",
        [
            pytest.param(line, id=line.where, marks=[known_failure] if line.fails_today and known_failures else [])
            for name in names
            for line in lines(name, labels, header=header, folder=folder)
        ],
    )


def _shown(text: str, found: Found, names: Collection[str]) -> str:
    words = "".join(f" {name}={_plain(found.attributes[name])}" for name in names if name in found.attributes)
    return f"{found.start}..{found.end} {text[found.start : found.end]!r} {found.label}{words}"


def check(line: Line, found: Sequence[Found]) -> None:
    """Assert that exactly the line's answers were found, with every attribute that it gives."""
    left = sorted(found, key=_order)
    expected, got = [], []
    by_span = {(answer.label, answer.start, answer.end): answer for answer in line.answers}
    for answer in line.answers:
        expected.append(_shown(line.text, answer, sorted(answer.attributes)))
    for one in left:
        answer_or_none = by_span.get((one.label, one.start, one.end))
        names = sorted(answer_or_none.attributes if answer_or_none else one.attributes)
        absent = [name for name in names if name not in one.attributes]
        assert not absent, f"{line.where}: the test gives no attribute {absent[0]!r} for {one.label}"
        got.append(_shown(line.text, one, names))
    assert got == expected, f"{line.where}: {line.text!r}"
