"""What a command says: results to stdout, everything else to stderr; foreign text is never read as markup.

Rich is loaded when something is shown with it, not when a command is defined.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, AnyStr

from capaian.errors import clean

if TYPE_CHECKING:
    from rich.console import Console


def line(text: str) -> None:
    """One line to stdout as it is, for machines; a reader that went away ends the run."""
    _write(sys.stdout, text + "\n")


def data(piece: bytes) -> None:
    """Part of a file to stdout, byte for byte; a reader that went away ends the run."""
    sys.stdout.flush()
    _write(sys.stdout.buffer, piece)


def say(text: str = "") -> None:
    """One line to stdout for people; several lines stay several."""
    _write(sys.stdout, "\n".join(clean(part) for part in text.split("\n")) + "\n")


def note(text: str) -> None:
    """One line to stderr: what happened beside the result. Where events are logged, it is one of them."""
    logs = sys.modules.get("crawler.logs")  # loaded where somebody asked for events
    if logs is not None and logs.on():
        logs.event("note", message=clean(text))
        return
    _write(sys.stderr, "\n".join(clean(part) for part in text.split("\n")) + "\n")


def _write(stream: IO[AnyStr], text: AnyStr) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:  # "capaian claims | head" is no failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise SystemExit(0) from None


def console(*, stderr: bool = False) -> Console:
    """A Rich console that reads no markup and no emoji codes; NO_COLOR and TERM=dumb are Rich's own."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)


def table(columns: Mapping[str, int | None], rows: Iterable[Sequence[str]]) -> None:
    """A table to stdout, as wide as the terminal (80 columns in a pipe).

    `columns` maps names to widths; those without one share what is left.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name, width in columns.items():
        made.add_column(name, overflow="fold", width=width)
    for row in rows:
        made.add_row(*(Text(clean(cell)) for cell in row))
    shown = console()
    with shown.capture() as captured:
        shown.print(made)
    _write(sys.stdout, "\n".join(part.rstrip() for part in captured.get().split("\n")))


def wrapped(text: str, *, indent: str = "  ", width: int = 80) -> str:
    """Foreign text in lines of at most `width` columns, each behind `indent`; long words (URLs) stay whole.

    >>> print(wrapped("capaian perekaman KTP-el", indent="> ", width=20))
    > capaian perekaman
    > KTP-el
    """
    import textwrap

    return textwrap.fill(
        clean(text),
        width=width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def several(number: int, what: str) -> str:
    """A number with its noun, which takes an s where there is not one of it.

    >>> several(1, "claim"), several(0, "claim"), several(2, "raw page")
    ('1 claim', '0 claims', '2 raw pages')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def counted(row: Mapping[str, int]) -> str:
    """Status words with their numbers, and the sum.

    >>> counted({"ok": 30, "too_short": 2})
    '30 ok + 2 too_short = 32'
    >>> counted({})
    '0'
    """
    if not row:
        return "0"
    return f"{' + '.join(f'{number} {word}' for word, number in row.items())} = {sum(row.values())}"


@contextmanager
def progress(what: str, *, total: int | None, streams: bool = False) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr that is gone when it is done, as the function that advances it by one.

    There is none where stderr is no terminal, and none where the command `streams` results to a terminal meanwhile.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    shown = console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    logs = sys.modules.get("crawler.logs")
    hidden = not shown.is_terminal or (streams and sys.stdout.isatty()) or bool(logs and logs.on())
    # without redirect_stdout=False, Rich would send results that are printed meanwhile to stderr
    with Progress(*columns, console=shown, transient=True, disable=hidden, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
