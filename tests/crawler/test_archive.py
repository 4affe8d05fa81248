"""The archive: what was written is read back byte for byte, and a crash costs one record at most."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, ArchiveError, Place, SourceBusyError, archive_folder, mend, read_capture

NOW = datetime(2026, 1, 18, 3, tzinfo=UTC)


def write(archive: Archive, body: bytes, url: str = "https://contoh.example/a?b=1") -> Place:
    return archive.write(
        url=url,
        fetched_at=NOW,
        status=200,
        headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Odd", "satu\r\ndua")],
        body=body,
        request_headers=[("User-Agent", "capaian")],
        ip="192.0.2.1",
        note={"source": "contoh"},
    )


def read(root: Path, place: Place) -> bytes:
    return read_capture(root, place.file, place.offset, place.length).body


def test_round_trip(tmp_path: Path) -> None:
    with Archive(tmp_path, "contoh", name="run") as archive:
        places = [write(archive, body) for body in (b"satu", b"", b"\x00\xff" * 9)]
    assert [read(tmp_path, place) for place in places] == [b"satu", b"", b"\x00\xff" * 9]
    made = read_capture(tmp_path, places[0].file, places[0].offset, places[0].length)
    assert made.url == "https://contoh.example/a?b=1"
    assert made.headers["Content-Type"] == "text/html"
    assert made.headers["X-Archive-Orig-Content-Encoding"] == "gzip"
    assert made.headers["X-Odd"] == "satu dua"


def test_a_file_s_page_is_a_resource(tmp_path: Path) -> None:
    with Archive(tmp_path, "files", name="run") as archive:
        place = write(archive, b"<p>satu</p>", url="file:///tmp/halaman%20satu.html")
    made = read_capture(tmp_path, place.file, place.offset, place.length)
    assert made.body == b"<p>satu</p>"
    assert made.headers == {"Content-Type": "text/html"}
    with (tmp_path / place.file).open("rb") as stream:
        assert [record.rec_type for record in ArchiveIterator(stream)] == ["warcinfo", "resource", "metadata"]


def test_records_are_a_warc(tmp_path: Path) -> None:
    with Archive(tmp_path, "contoh", name="run") as archive:
        place = write(archive, b"satu")
    path = tmp_path / place.file
    with path.open("rb") as stream:
        kinds = [(record.rec_type, record.rec_headers.get_header("WARC-Date")) for record in ArchiveIterator(stream)]
    stamp = "2026-01-18T03:00:00Z"
    assert kinds[1:] == [("response", stamp), ("request", stamp), ("metadata", stamp)]
    assert kinds[0][0] == "warcinfo"
    with gzip.open(path) as whole:
        assert b"WARC/1.1" in whole.read()


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1))
def test_a_torn_end_is_cut_off(tmp_path_factory: pytest.TempPathFactory, share: float) -> None:
    root = tmp_path_factory.mktemp("archive")
    with Archive(root, "contoh", name="run") as archive:
        places = [write(archive, body) for body in (b"satu", b"dua" * 50)]
    path = root / places[0].file
    size = path.stat().st_size
    first = places[0].offset + places[0].length
    cut = first + int(share * (size - first))
    os.truncate(path, cut)
    path.with_name(path.name + ".open").touch()
    mend(root / "contoh")
    assert path.stat().st_size <= cut
    assert read(root, places[0]) == b"satu"
    with path.open("rb") as stream:
        assert all(record.content_stream().read() is not None for record in ArchiveIterator(stream))
    with Archive(root, "contoh", name="next") as archive:
        assert read(root, write(archive, b"tiga")) == b"tiga"
    assert not list((root / "contoh").glob("*.open"))


def test_a_file_that_was_closed_is_left_alone(tmp_path: Path) -> None:
    with Archive(tmp_path, "contoh", name="run") as archive:
        place = write(archive, b"satu")
    with (tmp_path / place.file).open("ab") as stream:
        stream.write(b"\x1f\x8b torn")
    assert mend(tmp_path / "contoh") == 0


def test_a_source_is_written_by_one_process(tmp_path: Path) -> None:
    with Archive(tmp_path, "contoh", name="one"):
        with pytest.raises(SourceBusyError, match="another process writes the archive of contoh"):
            Archive(tmp_path, "contoh", name="two")
        Archive(tmp_path, "lain", name="two").close()
    Archive(tmp_path, "contoh", name="two").close()


@pytest.mark.parametrize(
    ("file", "offset", "length"),
    [
        ("contoh/run-001.warc.gz", 0, 10),
        ("contoh/run-001.warc.gz", 10**9, 10),
        ("contoh/none.warc.gz", 0, 10),
        ("../../etc/hostname", 0, 4),
    ],
)
def test_what_is_not_there_is_an_error(tmp_path: Path, file: str, offset: int, length: int) -> None:
    with Archive(tmp_path, "contoh", name="run") as archive:
        write(archive, b"satu")
    with pytest.raises(ArchiveError):
        read_capture(tmp_path, file, offset, length)


@pytest.mark.parametrize(
    ("store", "folder"),
    [
        ("/var/x/capaian.sqlite", "/var/x/capaian.archive"),
        ("sqlite:////var/x/capaian.sqlite", "/var/x/capaian.archive"),
        ("sqlite:///file:/var/x%20y/c.sqlite?mode=rw&uri=true", "/var/x y/c.archive"),
        ("postgresql+psycopg://me@host/name", "var/archive"),
    ],
)
def test_archive_folder(store: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAPAIAN_ARCHIVE", raising=False)
    assert archive_folder(store) == Path(folder)
    monkeypatch.setenv("CAPAIAN_ARCHIVE", "/elsewhere")
    assert archive_folder(store) == Path("/elsewhere")
