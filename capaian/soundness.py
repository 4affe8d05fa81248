"""`capaian db verify`: the store's own checks, and whether the archive holds what the store says it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from capaian.output import several
from crawler.archive import ArchiveError, archive_folder, body_sha256, read_capture
from store.engine import read_session
from store.verify import Soundness, archived, verify_store


def look(engine: Engine, *, bodies: bool) -> Iterator[Soundness]:
    """Every check in turn; `bodies` reads each raw page and compares its digest, else only the files are looked for."""
    yield from verify_store(engine)
    yield _archive(engine, Path(archive_folder(engine.url)), bodies=bodies)


def _archive(engine: Engine, folder: Path, *, bodies: bool) -> Soundness:
    number, wrong = 0, []
    sizes: dict[str, int] = {}
    with read_session(engine) as session:
        for capture, file, offset, length, digest in archived(session):
            number += 1
            if file not in sizes:
                path = folder / file
                sizes[file] = path.stat().st_size if path.is_file() else 0
            if offset + length > sizes[file]:
                wrong.append(f"capture {capture} is not in {file}")
                continue
            if bodies:
                try:
                    body = read_capture(folder, file, offset, length).body
                except ArchiveError as error:
                    wrong.append(f"capture {capture}: {error}")
                    continue
                if body_sha256(body) != digest:
                    wrong.append(f"capture {capture} in {file} is another page")
    how = "compared with its digest" if bodies else "in its place"
    if wrong:
        return Soundness("archive", len(wrong), f"{'; '.join(wrong[:3])}{' …' if len(wrong) > 3 else ''}")
    return Soundness("archive", 0, f"{several(number, 'raw page')} in {several(len(sizes), 'file')}, each {how}")
