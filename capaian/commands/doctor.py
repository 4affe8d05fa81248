"""`capaian doctor`: is this installation able to work, and what should somebody look at."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from capaian import options, output
from capaian.errors import ExitCode, NetworkError, SetupError, judge

if TYPE_CHECKING:
    from crawler.digest import Worry

EXTRAS = {"postgres": "psycopg", "cluster": "distributed", "parquet": "pyarrow"}
MOST = 5
"""Most worries on the screen."""
LONGEST = 90
"""Most characters of what is told of one; --json has all."""
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
    """Check the installation, the rules, the store and the folders, and say what to look at. Nothing is written.

    Below the checks stands what is not as it used to be, each with what to do: a source that publishes less than its
    habit (silence), articles that lack claims or dates (drift), what was set aside (quarantine), failing visits
    (errors). The last three days are laid beside the four weeks before them, source by source.

    It ends with 9 where something is to be looked at.
    """
    made = [_told(name, look) for name, look in _looks(store, network)]
    failed = [check for check in made if check.state == "fail"]
    opens = all(check.state == "ok" for check in made if check.name == "store")
    worries = _digest(store) if opens else []
    if as_json:
        from models.wire import dumps

        for check in made:
            output.line(dumps({"check": check.name, "state": check.state, "told": check.told}))
        for worry in worries:
            output.line(dumps(worry.as_json()))
    else:
        for check in made:
            output.say(_line(f"{check.state:<5}{check.name:<16}", check.told))
        if opens:
            output.say()
            show(worries)
    if failed or worries:
        raise typer.Exit(failed[0].code if failed else ExitCode.SOURCE)


def show(worries: Sequence[Worry]) -> None:
    """The digest, for a screen: what to look at, and under it what to do."""
    if not worries:
        output.say("Nothing to look at: no source is silent, drifting, set aside or failing.")
        return
    output.say(f"To look at ({len(worries)}):")
    for worry in worries[:MOST]:
        told = worry.told if len(worry.told) <= LONGEST else f"{worry.told[: LONGEST - 2]} …"
        output.say(_line(f"  {worry.kind:<12}{worry.source:<16}", told))
        output.say(output.wrapped(f"-> {worry.todo}", indent=" " * 14))
    if len(worries) > MOST:
        output.say(f"  and {len(worries) - MOST} more: `capaian doctor --json`")


def _line(head: str, told: str) -> str:
    """A line of 80 columns; what does not fit goes on below."""
    return output.wrapped(told, indent=" " * len(head)).replace(" " * len(head), head, 1)


def _digest(store: str) -> list[Worry]:
    from capaian.stores import opened, outlets
    from crawler.digest import digest

    with opened(store, readonly=True) as engine:
        return digest(engine, outlets(engine))


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
    from extract.pipeline import extract_article
    from extract.version import EXTRACTOR
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
