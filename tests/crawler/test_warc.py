"""WARC files of others as a source; and the archive of our own, read back and hashed again."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from sqlalchemy import Engine, select
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from capaian.errors import ExitCode, judge
from crawler.add import FILES, add_pages
from crawler.archive import Archive, SourceBusyError, archive_folder
from crawler.verify import verify
from crawler.workers import process_pending
from extract.clean import MAX_BYTES
from store.engine import open_store, read_session
from store.runs import runs
from store.sql import CAPTURE, PAGE
from tests.crawler.evil import article, publisher

REGISTRY = {
    "plain": publisher("plain.localhost"),
    "off": publisher("off.localhost", enabled=False),
}
HTML = (("Content-Type", "text/html"),)


def warc(*pages: tuple[str, str, tuple[tuple[str, str], ...], bytes], gz: bool = True) -> bytes:
    """A file as other crawlers write it: warcinfo, and a request and a response for each page."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=gz)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "another"}))
    for url, status, headers, body in pages:
        asked = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=asked))
        answer = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(body),
                http_headers=answer,
                warc_headers_dict={"WARC-Date": "2025-03-04T05:06:07Z"},
            )
        )
    return out.getvalue()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_store(str(tmp_path / "store.sqlite"), create=True)


def own(number: int, host: str = "plain") -> str:
    return f"http://{host}.localhost/berita/{number}-judul"


def packed(body: bytes) -> bytes:
    return gzip.compress(body)


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:])) + b"0\r\n\r\n"


PAGES = [
    (own(1), "200 OK", HTML, article("/berita/1-judul")),
    (own(2) + "?utm_source=x", "200 OK", (*HTML, ("Content-Encoding", "gzip")), packed(article("/berita/2-judul"))),
    (own(3), "200 OK", (*HTML, ("Transfer-Encoding", "chunked")), chunked(article("/berita/3-judul"))),
    ("http://plain.localhost/tentang-kami", "200 OK", HTML, b"<p>kami</p>"),
    ("https://example.org/berita/1-judul", "200 OK", HTML, article("/berita/1-judul")),
    (own(4), "404 Not Found", HTML, b"none"),
    (own(5), "200 OK", (("Content-Type", "application/pdf"),), b"%PDF"),
    (own(6), "200 OK", HTML, b"<p>" + b"x" * MAX_BYTES),
    (own(7, "off"), "200 OK", HTML, article("/berita/7-judul")),
]
LEFT = "3 articles taken; left out: 1 not_article, 1 not_html, 1 not_ok, 1 other_site, 1 source_off, 1 too_large"


def test_two_that_add_at_once(engine: Engine, tmp_path: Path) -> None:
    """The second one is told so, and leaves no run that never ends."""
    path = tmp_path / "news.warc.gz"
    path.write_bytes(warc(*PAGES))
    with Archive(archive_folder(engine.url), FILES, name="x"), pytest.raises(SourceBusyError) as told:
        add_pages(engine, [path], publishers=REGISTRY)
    code, sentence = judge(told.value) or (None, "")
    assert (code, sentence) == (
        ExitCode.BUSY,
        "another process writes the archive of files; one at a time does",
    )
    with read_session(engine) as session:
        assert runs(session) == []


def test_pages_in_brotli(engine: Engine, tmp_path: Path) -> None:
    coded = (*HTML, ("Content-Encoding", "br"))
    zeros = brotli.compress(b"0" * (64 << 20), quality=1)
    page = brotli.compress(article("/berita/1-judul"))
    pages = [(own(1), "200 OK", coded, page), (own(2), "200 OK", coded, b"none"), (own(3), "200 OK", coded, zeros)]
    pages.append((own(4), "200 OK", (*coded, ("Transfer-Encoding", "chunked")), chunked(page)))
    path = tmp_path / "news.warc.gz"
    path.write_bytes(warc(*pages))
    *taken, read = add_pages(engine, [path], publishers=REGISTRY)
    assert [one.url for one in taken] == [own(1), own(4)]
    assert (read.status, read.reason) == ("read", "2 articles taken; left out: 1 not_html, 1 too_large")
    assert not verify(engine).faults
    process_pending(engine, publishers=REGISTRY)
    with read_session(engine) as session:
        assert set(session.scalars(select(CAPTURE.c.status))) <= {"claims", "no_claim"}


@pytest.mark.parametrize("name", ["news.warc.gz", "news.warc"])
def test_a_foreign_warc(engine: Engine, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(warc(*PAGES, gz=name.endswith(".gz")))
    *pages, summary = add_pages(engine, [path], publishers=REGISTRY)
    assert [(page.status, page.url, page.source) for page in pages] == [
        ("captured", own(number), "plain") for number in (1, 2, 3)
    ]
    assert (summary.status, summary.reason) == ("read", LEFT)
    with read_session(engine) as session:
        moments = {moment.isoformat() for moment in session.scalars(select(CAPTURE.c.fetched_at))}
    assert moments == {"2025-03-04T05:06:07+00:00"}, "a page is as old as its record says"
    assert sum(process_pending(engine, publishers=REGISTRY).values()) == 3
    with read_session(engine) as session:
        assert session.scalar(select(CAPTURE.c.status).where(CAPTURE.c.status.in_(("failed", "no_text")))) is None
    assert verify(engine).faults == ()
    before = sum(path.stat().st_size for path in archive_folder(engine.url).rglob("*.warc.gz"))
    again = add_pages(engine, [path], publishers=REGISTRY)
    assert [page.status for page in again] == ["unchanged"] * 3 + ["read"]
    assert sum(path.stat().st_size for path in archive_folder(engine.url).rglob("*.warc.gz")) == before


def test_a_torn_warc_gives_what_is_whole(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "torn.warc.gz"
    whole = warc(*PAGES[:1])
    path.write_bytes(whole + warc(*PAGES[1:2])[: len(whole) // 3])
    pages = add_pages(engine, [path], publishers=REGISTRY)
    assert pages[0].status == "captured"
    assert len(pages) == 2
    assert "1 article taken" in (pages[-1].reason or "")


@pytest.mark.parametrize("gzipped", [True, False])
@pytest.mark.parametrize("cut", [0, 1, 9, 40])
def test_a_warc_that_ends_in_a_record_that_is_not_ours(engine: Engine, tmp_path: Path, cut: int, gzipped: bool) -> None:
    path = tmp_path / ("end.warc.gz" if gzipped else "end.warc")
    whole = warc(PAGES[0], PAGES[4], gz=gzipped)
    path.write_bytes(whole[: len(whole) - cut])
    *pages, told = add_pages(engine, [path], publishers=REGISTRY)
    assert [page.status for page in pages] == ["captured"]
    # the two line ends behind a record are not the record
    assert told.status == ("read" if cut == 0 or (cut == 1 and not gzipped) else "unreadable")
    assert ("ends in the middle of a record" in (told.reason or "")) is (told.status == "unreadable")


@pytest.mark.parametrize("body", [b"no warc at all", packed(b"no warc either"), packed(b"x")[:-9]])
def test_what_is_no_warc_is_told_in_one_sentence(engine: Engine, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(body)
    (told,) = add_pages(engine, [path], publishers=REGISTRY)
    assert told.status == "unreadable"
    assert "is no WARC file, or is broken" in (told.reason or "")


def test_a_warc_in_a_folder_and_one_that_is_missing(engine: Engine, tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "a.warc.gz").write_bytes(warc(PAGES[0]))
    made = add_pages(engine, [room, tmp_path / "gone.warc.gz"], publishers=REGISTRY)
    assert [page.status for page in made] == ["captured", "read", "missing"]


def test_the_archive_is_read_back(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc(*PAGES[:3]))
    add_pages(engine, [path], publishers=REGISTRY)
    found = verify(engine)
    assert (found.captures, found.files, found.faults) == (3, 1, ())
    assert found.records == 1 + 2 * 3 + 3  # warcinfo; response, request and metadata of each


@pytest.mark.parametrize("harm", ["bit", "cut", "gone", "swap"])
def test_harm_to_the_archive_is_noticed(engine: Engine, tmp_path: Path, harm: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc(*PAGES[:3]))
    add_pages(engine, [path], publishers=REGISTRY)
    (kept,) = archive_folder(engine.url).rglob("*.warc.gz")
    body = kept.read_bytes()
    with read_session(engine) as session:
        rows = session.execute(
            select(CAPTURE.c.archive_offset, CAPTURE.c.archive_length, PAGE.c.canonical_url).join(PAGE)
        )
        offset, length, url = rows.all()[1]
    if harm == "bit":
        at = offset + length // 2
        kept.write_bytes(body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :])
    elif harm == "cut":
        kept.write_bytes(body[: offset + 9])
    elif harm == "gone":
        kept.unlink()
    else:  # another page's record, whole in itself
        other = gzip.compress(gzip.decompress(body[offset : offset + length]).replace(b"Judul", b"JUDUL"))
        kept.write_bytes(body[:offset] + other.ljust(length, b"\0")[:length] + body[offset + length :])
    assert url in {fault.where for fault in verify(engine).faults}
