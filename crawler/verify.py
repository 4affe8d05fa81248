"""Whether the archive still holds what the store says: every capture is read back and hashed, every record, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Engine
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveError, archive_folder, body_sha256, digest_of, read_capture, whole_members
from crawler.warc import BROKEN
from models.wire import loads
from store.captures import KeptCapture, kept_captures
from store.engine import read_session

BATCH = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written: `where` is a page's URL, or a file of the archive."""

    where: str
    told: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many captures, files and records were read back, and what was wrong with them."""

    captures: int
    files: int
    records: int
    faults: tuple[Fault, ...]


def verify(engine: Engine) -> Verified:
    """Reads the whole archive of a store; nothing is written. A torn end of a file that is open is no fault."""
    root = archive_folder(engine.url)
    faults: list[Fault] = []
    captures = after = 0
    while True:
        with read_session(engine) as session:
            batch = kept_captures(session, BATCH, after=after)
        if not batch:
            break
        for capture in batch:
            captures += 1
            told = _capture_fault(root, capture)
            if told:
                faults.append(Fault(capture.canonical_url, told))
        after = batch[-1].capture_id
    files = records = 0
    for path in sorted(root.rglob("*.warc.gz")):
        files += 1
        try:
            for told in _records(path):
                records += 1
                if told:
                    faults.append(Fault(str(path.relative_to(root)), told))
        except (*BROKEN, OSError) as error:
            faults.append(Fault(str(path.relative_to(root)), f"a record of it cannot be read: {error}"))
        rest = path.stat().st_size - whole_members(path)
        if rest and not path.with_name(path.name + ".open").exists():
            faults.append(Fault(str(path.relative_to(root)), f"its last {rest} bytes are no whole record"))
    return Verified(captures, files, records, tuple(faults))


def _capture_fault(root: Path, capture: KeptCapture) -> str | None:
    if capture.archive_file is None or capture.archive_offset is None or capture.archive_length is None:
        return "the capture has no place in the archive"
    places = [(capture.archive_file, capture.archive_offset, capture.archive_length)]
    parts = loads(capture.parts) if capture.parts else []
    places += [(str(part["file"]), int(part["offset"]), int(part["length"])) for part in parts]
    try:
        bodies = [read_capture(root, *place).body for place in places]
    except (ArchiveError, *BROKEN) as error:
        return str(error)
    for body, part in zip(bodies[1:], parts, strict=True):
        if body_sha256(body) != part["sha256"]:
            return f"the archived bytes of {part['url']} are not those that were fetched"
    return None if digest_of(bodies) == capture.body_sha256 else "the archived bytes are not those that were fetched"


def _records(path: Path) -> Iterator[str | None]:
    """What is wrong with each record of a file, by its own digests; None for one that is whole."""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests=True):
            while record.raw_stream.read(1 << 16):
                pass  # the digests are checked at the record's end
            checker = record.digest_checker
            if checker is not None and checker.passed is False:
                uri = record.rec_headers.get_header("WARC-Target-URI")
                yield f"the {record.rec_type} record of {uri}: {'; '.join(checker.problems)}"
            else:
                yield None
