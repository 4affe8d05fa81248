"""`capaian doctor`: is this installation able to work."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Annotated, Literal

import typer

from capaian import options, output
from capaian.errors import ExitCode, NetworkError, SetupError, judge

EXTRAS = {"postgres": "psycopg", "cluster": "distributed", "parquet": "pyarrow"}
ROOM = 1_000_000_000
"""Bytes that should be free where raw pages are kept."""


@dataclass(frozen=True, slots=True)
class Check:
    """How one thing stands: `fail` is in the way of work, `note` is worth knowing."""

    name: str
    state: Literal["ok", "note", "fail"]
    told: str
    code: ExitCode = ExitCode.OK


def doctor(
    store: options.Store = options.DEFAULT_STORE,
    network: Annotated[bool, typer.Option("--network", help="Also see whether a source can be reached.")] = False,
    as_json: options.Json = False,
) -> None:
    """Check the installation, the rules, the store and the folders; nothing is written or fetched."""
    made = [_told(name, look) for name, look in _looks(store, network)]
    if as_json:
        from models.wire import dumps

        for check in made:
            output.line(dumps({"check": check.name, "state": check.state, "told": check.told}))
    else:
        for check in made:
            output.say(f"{check.state:<5}{check.name:<16}{check.told}")
    failed = [check for check in made if check.state == "fail"]
    if failed:
        raise typer.Exit(failed[0].code)


Look = Callable[[], "str | Check"]


def _told(name: str, look: Look) -> Check:
    """The outcome of one look; a foreseen failure is its sentence, any other goes through."""
    try:
        found = look()
    except Exception as error:
        judged = judge(error)
        if judged is None:
            raise
        return Check(name, "fail", judged[1], judged[0])
    return found if isinstance(found, Check) else Check(name, "ok", found)


def _looks(store: str, network: bool) -> Iterator[tuple[str, Look]]:
    yield "python", lambda: ".".join(map(str, sys.version_info[:3]))
    yield "packages", _packages
    yield "reference data", _reference
    yield "rules", _rules
    yield "sqlite", lambda: sqlite3.sqlite_version
    yield "store", lambda: _store(store)
    yield "archive", lambda: _archive(store)
    yield "extras", _extras
    if network:
        yield "network", _network


def _packages() -> str:
    from capaian.__main__ import refuse_strangers

    refuse_strangers()
    return "all of capaian's own"


def _reference() -> str:
    from models.publishers import publishers
    from models.reference import indicators, regions

    return f"{len(indicators())} indicators, {len(publishers())} sources, {len(regions())} regions"


def _rules() -> str:
    """Read an invented sentence: what is loaded must also work."""
    from extract.pipeline import EXTRACTOR, extract_article
    from models.values import Article

    text = "Perekaman KTP elektronik di Kabupaten Kotawaringin Timur sudah mencapai 99,2 persen dari 310.785 jiwa."
    claims = extract_article(Article("demo:doctor", None, None, None, text)).claims
    if not claims:
        raise SetupError("the rules read no claim in a sentence that has one")
    return f"version {EXTRACTOR}, a test sentence is read"


def _store(store: str) -> str | Check:
    from capaian.stores import opened
    from store.engine import read_session
    from store.errors import StoreMissing
    from store.runs import runs

    try:
        with opened(store, readonly=True) as engine, read_session(engine) as session:
            last = runs(session, 1)
    except StoreMissing as error:
        return Check("store", "note", str(error))
    return (
        f"{store}, last run {last[0].started_at:%Y-%m-%d %H:%M} ({last[0].status})" if last else f"{store}, no run yet"
    )


def _archive(store: str) -> str | Check:
    from crawler.archive import archive_folder

    archive = archive_folder(store)
    place = next(folder for folder in (archive, *archive.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    told = f"{archive}, {free / 1e9:.1f} GB free"
    return told if free >= ROOM else Check("archive", "note", told)


def _extras() -> str:
    return ", ".join(f"{extra} {'yes' if find_spec(name) else 'no'}" for extra, name in EXTRAS.items())


def _network() -> str:
    from capaian.network import reachable
    from models.publishers import publishers

    hosts = [publisher.domains[0] for publisher in publishers().values()]
    host = reachable(hosts)
    if host is None:
        raise NetworkError(f"none of {', '.join(hosts)} can be reached")
    return f"{host} can be reached"
