"""Pages by hand: HTML files, folders of them, WARC files, and single URLs go through the same door as crawled ones."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy.engine import Engine

from crawler.archive import Archive, archive_folder, body_sha256
from crawler.captures import Fetched
from crawler.run import crawl
from crawler.warc import WarcError, is_warc, warc_pages
from extract.clean import MAX_BYTES, clean_page
from extract.urls import canonical_url, publisher_of
from models.publishers import Publisher, publishers
from store.captures import has_body
from store.engine import read_session, write_session
from store.frontier import visit
from store.pages import save_capture
from store.runs import end_run, start_run
from store.sources import is_enabled

FILES = "files"
"""Source of pages that name no URL of a known publisher."""
_SUFFIXES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one thing that was given.

    `status` is captured, unchanged, missing, too_large or unreadable; for a URL also the word of its visit (gone,
    blocked, refused, retry, …) or of its crawl (unreachable, disabled, …).
    """

    what: str
    status: str
    reason: str | None = None
    url: str | None = None
    source: str | None = None


def add_pages(
    engine: Engine,
    given: Iterable[str | Path],
    *,
    publishers: Mapping[str, Publisher] | None = None,
    allow_loopback: Collection[str] = frozenset(),
) -> list[Added]:
    """Captures files, folders (all HTML files in them), WARC files and http(s) URLs; one answer for each page.

    Of a WARC file articles of known publishers that are on are taken; one more answer counts what was left out. Pages
    wait for extraction like crawled ones (`crawler.workers.process_pending`). A file's page is filed under the URL that
    it names, else under that of the file.
    """
    registry = publishers if publishers is not None else _registry()
    paths: list[str] = []
    urls: list[str] = []
    for item in given:
        text = str(item)
        (urls if text.startswith(("http://", "https://")) else paths).append(text)
    made = _add_files(engine, paths, registry) if paths else []
    if urls:
        made += _add_urls(engine, urls, registry, allow_loopback)
    return made


def store_address(engine: Engine) -> str:
    """The address under which another process can open an engine's store."""
    if engine.dialect.name != "sqlite":
        return engine.url.render_as_string(hide_password=False)
    return unquote(urlsplit(engine.url.database or "").path)


def _registry() -> Mapping[str, Publisher]:
    return publishers()


def _html_files(given: Iterable[str]) -> Iterator[Path]:
    for text in given:
        path = Path(text)
        if path.is_dir():
            files = (file for file in path.rglob("*") if file.is_file())
            yield from sorted(file for file in files if file.suffix.lower() in _SUFFIXES or is_warc(file))
        else:
            yield path


def _add_files(engine: Engine, given: list[str], registry: Mapping[str, Publisher]) -> list[Added]:
    now = datetime.now(UTC)
    made: list[Added] = []
    with Archive(archive_folder(engine.url), FILES, name=f"{FILES}-{now:%Y%m%dT%H%M%S}-{os.getpid()}") as archive:
        with write_session(engine) as session:
            run_id = start_run(session, kind="add", sources=[FILES], args={"files": given}, now=now).id
        for path in _html_files(given):
            if is_warc(path):
                made += _add_warc(engine, path, registry, archive, run_id)
            else:
                made.append(_add_file(engine, path, registry, archive, run_id))
    counts: dict[str, int] = {}
    for added in made:
        counts[added.status] = counts.get(added.status, 0) + 1
    with write_session(engine) as session:
        end_run(session, run_id, status="done", counts=counts)
    return made


def _add_file(engine: Engine, path: Path, registry: Mapping[str, Publisher], archive: Archive, run_id: int) -> Added:
    what = str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return Added(what, "too_large", f"{size} bytes; at most {MAX_BYTES}")
        body = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return Added(what, "missing", "there is no such file")
    except OSError as error:
        return Added(what, "unreadable", error.strerror)
    now = datetime.now(UTC)
    own = path.absolute().as_uri()
    url = clean_page(body, url=own, fetched_at=now).canonical_url or own
    known = publisher_of(url, registry)
    source = known[0] if known else FILES
    url = canonical_url(url, known[1] if known else None) if url.startswith("http") else url
    fetched_at = min(modified, now) if source == FILES else now
    headers = [("Content-Type", "text/html")]
    is_new = _keep(engine, archive, run_id, source, url, Fetched(own, 200, headers, [], body, None), fetched_at, path)
    return Added(what, "captured" if is_new else "unchanged", None, url, source)


def _keep(
    engine: Engine,
    archive: Archive,
    run_id: int,
    source: str,
    canonical: str,
    page: Fetched,
    fetched_at: datetime,
    file: Path,
) -> bool:
    """Archives and captures a page that came in a file; whether its body is new. A known one is not kept twice."""
    digest = body_sha256(page.body)
    by_name = {name.lower(): value for name, value in page.headers}
    with read_session(engine) as session:
        known = has_body(session, canonical, digest)
    place = None
    if not known:
        place = archive.write(
            url=canonical,
            fetched_at=fetched_at,
            status=page.status,
            headers=page.headers,
            body=page.body,
            note={"file": file.name, "source": source, "sha256": digest},
        )
    with write_session(engine) as session:
        save_capture(
            session,
            source=source,
            url=page.url,
            canonical_url=canonical,
            run_id=run_id,
            fetched_at=fetched_at,
            http_status=page.status,
            body_sha256=digest,
            content_type=by_name.get("content-type"),
            charset=None,
            etag=None,
            last_modified=None,
            archive_file=place.file if place else None,
            archive_offset=place.offset if place else None,
            archive_length=place.length if place else None,
            body_length=len(page.body),
        )
    return not known


def _add_warc(
    engine: Engine, path: Path, registry: Mapping[str, Publisher], archive: Archive, run_id: int
) -> Iterator[Added]:
    if not path.is_file():
        yield Added(str(path), "missing", "there is no such file")
        return
    with read_session(engine) as session:
        off = {slug for slug, block in registry.items() if not is_enabled(session, slug, default=block.enabled)}
    left: dict[str, int] = {}
    taken = 0
    broken = None
    try:
        for page in warc_pages(path, registry):
            word = "source_off" if page.source in off else page.word
            if word != "article":
                left[word] = left.get(word, 0) + 1
                continue
            taken += 1
            fetched = Fetched(page.url, page.status, list(page.headers), [], page.body, None)
            new = _keep(engine, archive, run_id, page.source, page.canonical_url, fetched, page.fetched_at, path)
            word = "captured" if new else "unchanged"
            yield Added(f"{path.name}: {page.url}", word, None, page.canonical_url, page.source)
    except (WarcError, OSError) as error:
        broken = str(error)
    told = ", ".join(f"{number} {word}" for word, number in sorted(left.items()))
    summary = f"{taken} article{'' if taken == 1 else 's'} taken" + (f"; left out: {told}" if left else "")
    yield Added(str(path), "unreadable" if broken else "read", f"{broken}; {summary}" if broken else summary)


def unknown_publisher(host: str, scheme: str) -> Publisher:
    """A block for a host that the registry does not know: every page may be an article, nothing is walked."""
    return Publisher(
        name=host,
        platform="generic",
        domains=(host,),
        scheme="http" if scheme == "http" else "https",
        article="/.+",
        terms="not known",
        source="a URL that somebody gave",
    )


def _add_urls(
    engine: Engine, urls: list[str], registry: Mapping[str, Publisher], allow_loopback: Collection[str]
) -> list[Added]:
    made: list[Added] = []
    groups: dict[str, tuple[Publisher, list[tuple[str, str]]]] = {}
    for url in urls:
        parts = urlsplit(url)
        known = publisher_of(url, registry)
        host = (parts.hostname or "").lower()
        slug, publisher = known or (host, unknown_publisher(host, parts.scheme))
        try:
            canonical = canonical_url(url, publisher)
        except ValueError as error:
            made.append(Added(url, "unreadable", str(error)))
            continue
        groups.setdefault(slug, (publisher, []))[1].append((url, canonical))
    for slug, (publisher, pages) in groups.items():
        outcome = crawl(
            [slug],
            store_url=store_address(engine),
            urls=[canonical for _, canonical in pages],
            publishers={slug: publisher},
            allow_loopback=allow_loopback,
        )[slug]
        for url, canonical in pages:
            status, reason = _visit(engine, slug, canonical)
            if status == "queued":
                status, reason = outcome.status, outcome.reason
            made.append(Added(url, {"fetched": "captured"}.get(status, status), reason, canonical, slug))
    return made


def _visit(engine: Engine, source: str, url: str) -> tuple[str, str | None]:
    """(word, reason) of a URL's last visit; "queued" where there was none."""
    with read_session(engine) as session:
        found = visit(session, source, url)
    return (found.word, found.reason) if found else ("queued", None)
