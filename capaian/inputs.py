"""Files that a user names: articles and reports as JSON Lines, pages as HTML; a fault names the file and its line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from capaian.errors import InputError
from models.values import Article, Report

T = TypeVar("T")

MAX_TEXT = 1_000_000
"""Code points of an article's text: what spaCy takes at once."""
STDIN = Path("-")


def is_page(path: Path) -> bool:
    """Whether a file is read as an HTML page: by its name, else by its first character.

    >>> is_page(Path("berita.HTML")), is_page(STDIN)
    (True, False)
    """
    if path == STDIN or path.suffix.lower() in {".jsonl", ".json"}:
        return False
    if path.suffix.lower() in {".html", ".htm", ".xhtml"}:
        return True
    with path.open("rb") as stream:
        return stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def is_warc(path: Path) -> bool:
    """Whether a file is a WARC or ARC file, by its name.

    >>> is_warc(Path("CC-NEWS-20260101.warc.gz")), is_warc(Path("berita.html"))
    (True, False)
    """
    return path.name.lower().endswith((".warc", ".warc.gz", ".arc", ".arc.gz"))


def _name(path: Path) -> str:
    return "standard input" if path == STDIN else str(path)


def check_files(paths: Iterable[Path]) -> None:
    """InputError for the first file that is missing, a folder, or empty: known before any work is done."""
    for path in paths:
        if path == STDIN:
            continue
        try:
            size = path.stat().st_size
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}") from error
        if path.is_dir():
            raise InputError(f"{path} is a folder; name the files in it")
        if size == 0 and not path.is_fifo():
            raise InputError(f"{path} is empty")


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """(line number, bytes) of every line that is not blank; InputError if there is none, or the file is binary."""
    name = _name(path)
    found = False
    with sys.stdin.buffer if path == STDIN else path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            if b"\0" in raw:
                raise InputError(f"{name} is binary; JSON Lines or an HTML page (.html) is expected")
            row = raw.removeprefix(b"\xef\xbb\xbf").strip()
            if row:
                found = True
                yield number, row
    if not found:
        raise InputError(f"{name} is empty")


def count_lines(paths: Iterable[Path]) -> int | None:
    """How many articles the files hold, one a page and one a line; None where standard input is among them."""
    total = 0
    for path in paths:
        if path == STDIN or not path.is_file():
            return None
        total += 1 if is_page(path) else sum(1 for row in path.open("rb") if row.strip())
    return total


def rows(path: Path, make: Callable[[Any], T]) -> Iterator[T]:
    """What each line of a JSON Lines file stands for; InputError names the file and the line."""
    from models.wire import loads

    for number, raw in lines(path):
        where = f"{_name(path)}, line {number}"
        try:
            made = make(loads(raw.decode()))
        except UnicodeDecodeError as error:
            raise InputError(f"{where}: not UTF-8 text (a binary file, or another charset)") from error
        except RecursionError as error:
            raise InputError(f"{where}: JSON nested too deeply") from error
        except ValueError as error:  # WireError, and integers of more digits than Python reads
            raise InputError(f"{where}: {error}{_hint(raw)}") from error
        yield made


def _hint(raw: bytes) -> str:
    return " (one JSON object a line is expected)" if raw in (b"{", b"[") else ""


def check_page(path: Path) -> None:
    """InputError for an HTML file that is too large or binary: known before a store is opened."""
    from extract.clean import MAX_BYTES

    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InputError(
            f"{path} has {size / 2**20:.1f} MiB; pages of more than {MAX_BYTES / 2**20:g} MiB are not read"
        )
    head = path.read_bytes()[:4096]
    if b"<" not in head or (b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise InputError(f"{path} is no HTML page")


def _article(row: Any) -> Article:
    """An article; one without an address is named by its text, so that its claims have a name to stand under."""
    from models.keys import text_sha256
    from models.wire import WireError, article_from

    if isinstance(row, dict) and row.get("url") is None and isinstance(row.get("text"), str):
        row = row | {"url": f"sha256:{text_sha256(row['text'])}"}
    article = article_from(row)
    if len(article.text) > MAX_TEXT:
        raise WireError(f"'text' has {len(article.text)} characters; more than {MAX_TEXT} are not read")
    return article


def _report(row: Any) -> Report:
    from models.wire import WireError, report_from

    report = report_from(row)
    if "claims" not in row:
        told = "; run `capaian extract` on it first" if "text" in row else ""
        raise WireError(f"a report lacks its 'claims'{told}")
    return report


def articles_or_reports(path: Path) -> Iterator[Article | Report]:
    """The rows of a JSON Lines file as what each is: with 'claims' a report, else an article."""
    return rows(path, lambda row: _report(row) if isinstance(row, dict) and "claims" in row else _article(row))


def articles(path: Path) -> Iterator[Article]:
    """The articles of a JSON Lines file, one after the other as they are asked for."""
    return rows(path, _article)


def reports(path: Path) -> Iterator[Report]:
    """The reports of a JSON Lines file: what `capaian extract` prints, or labels made by hand."""
    return rows(path, _report)
