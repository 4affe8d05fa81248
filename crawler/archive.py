"""The archive of raw pages: WARC files, so that every figure can be traced to the bytes that a site sent.

One gzip member (level 3) for each record: response, request, metadata. A capture is flushed to the disk before the row
that points to it is written, and a record that a crash tore is cut off when the archive is opened again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:  # workers take pages from here, and load no database
    from sqlalchemy import URL, Engine

    from store.captures import PendingCapture

_LEVEL = 3
"""warcio's own 9 costs more processor time than Scrapy itself."""
_OPEN = ".open"
_GZIP = 31
_MAX_PART = 1 << 30
_ENCODING_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class ArchiveError(Exception):
    """The archive cannot be written or read, or a record in it is not the one that a row points to."""


class SourceBusyError(ArchiveError):
    """Another process is crawling this source."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response stands: the file below the archive's folder, and the bytes of its gzip member."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class ArchivedBody:
    """A page as it was served, its transfer coding undone, with the headers of its response."""

    body: bytes
    headers: Mapping[str, str]
    url: str


def archive_folder(store: str | URL) -> Path:
    """The folder of the archive that belongs to a store: beside an SQLite file, `var/archive` for a server.

    CAPAIAN_ARCHIVE in the environment names another.
    """
    named = os.environ.get("CAPAIAN_ARCHIVE")
    if named:
        return Path(named)
    from sqlalchemy import URL, make_url

    if isinstance(store, str) and "://" not in store:
        store = URL.create("sqlite", database=store)
    url = make_url(store)
    if url.get_backend_name() != "sqlite" or not url.database:
        return Path("var/archive")
    database = url.database
    if database.startswith("file:"):
        database = unquote(urlsplit(database).path)
    path = Path(database).absolute()
    return path.parent / f"{path.stem}.archive"


def _member(record_type: str, url: str, *, payload: bytes, **parts: object) -> bytes:
    plain = BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    writer.write_record(writer.create_warc_record(url, record_type, payload=BytesIO(payload), **parts))
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(plain.getvalue()) + packer.flush()


class Archive:
    """The archive of one source, opened for writing by one process at a time."""

    def __init__(self, root: Path, source: str, *, name: str) -> None:
        """Opens `root/source/name.warc.gz`; SourceBusyError if another process holds the source."""
        self.root = root
        self.folder = root / source
        self._name = name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / ".lock").open("ab")
        except OSError as error:
            raise ArchiveError(f"the archive {self.folder} cannot be made: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise SourceBusyError(f"another process writes the archive of {source}; one at a time does") from error
        mend(self.folder)
        self._file: BinaryIO | None = None
        self._marker: Path | None = None
        self._part = 0

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> BinaryIO:
        if self._file is not None and self._file.tell() >= _MAX_PART:
            self._close_file()
        if self._file is None:
            self._part += 1
            path = self.folder / f"{self._name}-{self._part:03}.warc.gz"
            self._marker = path.with_name(path.name + _OPEN)
            self._marker.touch()
            self._file = path.open("ab")
            if self._file.tell() == 0:
                info = b"software: capaian\r\nformat: WARC File Format 1.1\r\n"
                self._file.write(_member("warcinfo", "", payload=info, warc_content_type="application/warc-fields"))
            _sync_folder(self.folder)  # a file whose bytes are on the disk may still be in no folder there
        return self._file

    def write(
        self,
        *,
        url: str,
        fetched_at: datetime,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        request_headers: Iterable[tuple[str, str]] = (),
        ip: str | None = None,
        note: Mapping[str, str] | None = None,
        durable: bool = True,
    ) -> Place:
        """Adds one exchange and answers where its response stands; it is on the disk when this returns.

        One that need not be `durable` yet is so after the next `sync`, and no row may point to it before.
        `body` is without its transfer coding; the headers that spoke of it are kept under `X-Archive-Orig-`.
        """
        date = fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = {"WARC-Date": date} | ({"WARC-IP-Address": ip} if ip else {})
        records = self._exchange if url.startswith(("http://", "https://")) else self._resource
        main, others = records(url, fields, status, list(headers), body, request_headers)
        lines = "".join(f"{key}: {_line(value)}\r\n" for key, value in (note or {}).items()).encode()
        others += _member(
            "metadata", url, payload=lines, warc_headers_dict=dict(fields), warc_content_type="application/warc-fields"
        )
        try:
            file = self._open()
            offset = file.tell()
            file.write(main + others)
        except OSError as error:
            raise self._unwritable(error) from error
        if durable:
            self.sync()
        return Place(str(Path(file.name).relative_to(self.root)), offset, len(main))

    def sync(self) -> None:
        """Brings to the disk what was written since the last time."""
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> ArchiveError:
        return ArchiveError(f"the archive {self.folder} cannot be written: {error.strerror}")

    @staticmethod
    def _exchange(
        url: str,
        fields: Mapping[str, str],
        status: int,
        headers: list[tuple[str, str]],
        body: bytes,
        request_headers: Iterable[tuple[str, str]],
    ) -> tuple[bytes, bytes]:
        """(response, request) of a page that was fetched."""
        target = urlsplit(url)
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        kept = [(f"X-Archive-Orig-{k}" if k.lower() in _ENCODING_HEADERS else k, _line(v)) for k, v in headers]
        kept.append(("Content-Length", str(len(body))))
        answer = StatusAndHeaders(f"{status} ", kept, protocol="HTTP/1.1")
        asked = [(k, _line(v)) for k, v in request_headers]
        sent = StatusAndHeaders(f"GET {path} HTTP/1.1", asked, is_http_request=True)
        response = _member("response", url, payload=body, warc_headers_dict=dict(fields), http_headers=answer)
        return response, _member("request", url, payload=b"", warc_headers_dict=dict(fields), http_headers=sent)

    @staticmethod
    def _resource(
        url: str,
        fields: Mapping[str, str],
        status: int,
        headers: list[tuple[str, str]],
        body: bytes,
        request_headers: Iterable[tuple[str, str]],
    ) -> tuple[bytes, bytes]:
        """(resource, nothing) of a page that came as a file."""
        kind = dict(headers).get("Content-Type", "application/octet-stream")
        made = _member("resource", url, payload=body, warc_headers_dict=dict(fields), warc_content_type=kind)
        return made, b""

    def _close_file(self) -> None:
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None
        if self._marker is not None:
            self._marker.unlink(missing_ok=True)
            self._marker = None

    def close(self) -> None:
        """Closes the file and lets go of the source."""
        try:
            self._close_file()
        finally:
            self._lock.close()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(value: str) -> str:
    return " ".join(value.split())


def mend(folder: Path) -> int:
    """Cuts off what a crash left of a record at the end of files that were open, and answers how many bytes it was."""
    cut = 0
    for marker in sorted(folder.glob(f"*.warc.gz{_OPEN}")):
        path = marker.with_name(marker.name.removesuffix(_OPEN))
        if path.exists():
            whole = whole_members(path)
            cut += path.stat().st_size - whole
            os.truncate(path, whole)
        marker.unlink(missing_ok=True)
    return cut


def whole_members(path: Path) -> int:
    """The length of a file's complete gzip members."""
    whole = at = 0
    with path.open("rb") as file:
        unpacker = zlib.decompressobj(_GZIP)
        while block := file.read(1 << 16):
            while block:
                try:
                    unpacker.decompress(block)
                except zlib.error:
                    return whole
                if not unpacker.eof:
                    at += len(block)
                    break
                rest = unpacker.unused_data
                at += len(block) - len(rest)
                whole, block = at, rest
                unpacker = zlib.decompressobj(_GZIP)
    return whole


def body_of(engine: Engine, capture: PendingCapture) -> bytes:
    """The body of a capture of a store; ArchiveError if it is not there."""
    if capture.place is None:
        raise ArchiveError(f"the body of {capture.canonical_url} was not kept")
    return read_capture(archive_folder(engine.url), *capture.place).body


def read_capture(root: Path, file: str, offset: int, length: int) -> ArchivedBody:
    """The body and headers of an archived response; ArchiveError if they are not there."""
    path = (root / file).resolve()
    if root.resolve() not in path.parents:
        raise ArchiveError(f"{file} is not in the archive {root}")
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            member = stream.read(length)
    except OSError as error:
        raise ArchiveError(f"the archive lacks {path}: {error.strerror}") from error
    record = next(iter(ArchiveIterator(BytesIO(member))), None) if len(member) == length else None
    if record is None or record.rec_type not in ("response", "resource"):
        raise ArchiveError(f"{path} has no page at {offset}")
    body = record.content_stream().read()
    headers = record.http_headers.headers if record.http_headers else [("Content-Type", record.content_type)]
    return ArchivedBody(body, dict(headers), record.rec_headers.get_header("WARC-Target-URI"))


def body_sha256(body: bytes) -> str:
    """The digest under which a body is known."""
    return hashlib.sha256(body).hexdigest()


def digest_of(bodies: Sequence[bytes]) -> str:
    """The digest of an article: that of its page, or of the digests of its pages where it has several.

    >>> digest_of([b"satu"]) == body_sha256(b"satu"), digest_of([b"satu", b"dua"]) == body_sha256(b"satudua")
    (True, False)
    """
    digests = [body_sha256(body) for body in bodies]
    return digests[0] if len(digests) == 1 else body_sha256("\n".join(digests).encode())
