"""WARC files of other archives as a source (one's own, Common Crawl's news): read as a stream, never unpacked.

Only articles of known publishers are taken; a news crawl of the world has thousands of other pages in each file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from extract.clean import MAX_BYTES
from extract.urls import article_match, canonical_url, publisher_of
from models.publishers import Publisher

BROKEN = (ArchiveLoadFailed, EOFError, ValueError, AttributeError, zlib.error)
"""What warcio raises for a torn or foreign file; AttributeError where a record's head was cut off."""
_GZIP = 31
_CHUNK = 1 << 16
SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")


class WarcError(Exception):
    """The file is no WARC, or is broken from some place on; what came before it stays."""


@dataclass(frozen=True, slots=True)
class WarcPage:
    """A record: `word` is "article" for one that is taken, else why it is left out, and then the rest is empty."""

    word: str
    url: str = ""
    canonical_url: str = ""
    source: str = ""
    fetched_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def is_warc(path: Path) -> bool:
    """Whether a file is taken for a WARC file, by its name."""
    return path.name.lower().endswith(SUFFIXES)


def warc_pages(path: Path, registry: Mapping[str, Publisher]) -> Iterator[WarcPage]:
    """Every page of a file, one after the other; other records are passed over. WarcError where it cannot be read."""
    last = 0
    try:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            for record in records:
                page = _page(record, registry) if record.rec_type in ("response", "resource") else None
                last = records.get_record_offset()  # reads what is left of the record
                if page is not None:
                    yield page
            if not _ends_whole(stream, last):
                raise EOFError("it ends in the middle of a record")
    except BROKEN as error:
        raise WarcError(f"{path.name} is no WARC file, or is broken: {' '.join(str(error).split())[:200]}") from error


def _ends_whole(stream: BinaryIO, last: int) -> bool:
    """Whether the record at `last` is whole: warcio takes the end of a file for the end of a record that it skips."""
    stream.seek(last)
    begin = stream.read(_CHUNK)
    if not begin.startswith(b"\x1f\x8b"):
        head, _, _ = begin.partition(b"\r\n\r\n")
        told = re.search(rb"(?im)^content-length:\s*(\d+)", head)
        return told is None or stream.seek(0, SEEK_END) >= last + len(head) + 4 + int(told[1])
    member = zlib.decompressobj(_GZIP)
    while begin and not member.eof:
        member.decompress(begin)
        begin = stream.read(_CHUNK)
    return member.eof


def _page(record: ArcWarcRecord, registry: Mapping[str, Publisher]) -> WarcPage:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = url.strip("<>")
    known = publisher_of(url, registry)
    if known is None:
        return WarcPage("other_site")
    slug, publisher = known
    try:
        canonical = canonical_url(url, publisher)
    except ValueError:
        return WarcPage("not_article")
    if article_match(canonical, publisher) is None:
        return WarcPage("not_article")
    http = record.http_headers
    status = int(http.get_statuscode()) if http and (http.get_statuscode() or "").isdigit() else 200
    if status != 200:
        return WarcPage("not_ok")
    kind = (http.get_header("Content-Type") if http else record.content_type) or ""
    if kind and kind.partition(";")[0].strip().lower() not in ("text/html", "application/xhtml+xml"):
        return WarcPage("not_html")
    try:
        when = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return WarcPage("no_date")
    try:
        body = _body(record)
    except brotli.error:
        return WarcPage("not_html")
    if len(body) > MAX_BYTES:
        return WarcPage("too_large")
    headers = tuple(http.headers) if http else (("Content-Type", kind),)
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return WarcPage("article", url, canonical, slug, when, status, headers, body)


def _body(record: ArcWarcRecord) -> bytes:
    """A page without its codings, as far as one byte more than a page may have."""
    http = record.http_headers
    if http is None or (http.get_header("Content-Encoding") or "").strip().lower() != "br":
        return bytes(record.content_stream().read(MAX_BYTES + 1))
    http.remove_header("Content-Encoding")  # over it warcio fails, and leaves the rest of the file
    packed, unpacker, made = record.content_stream(), brotli.Decompressor(), b""
    while len(made) <= MAX_BYTES:
        block = packed.read(_CHUNK) if unpacker.can_accept_more_data() else b""
        more = unpacker.process(block, output_buffer_limit=MAX_BYTES + 1)
        if not block and not more:
            break
        made += more
    return made[: MAX_BYTES + 1]
