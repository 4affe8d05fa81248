"""Forgetting a person, dropping old texts, and whole texts in exports: at the command line, over a store."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from capaian.demo.newsroom import publishers
from capaian.demo.site import serve
from capaian.errors import ExitCode
from capaian.passes import one_pass
from capaian.reread import reread, switch_to
from extract.version import EXTRACTOR
from store.claims import claim_rows
from store.engine import open_store, read_session, write_session
from store.sql import CAPTURE, CLAIM, REVISION
from tests.capaian.run import Program, digest, fails
from tests.store.examples import EXAMPLE, TEXT, article, capture, dump, extract


@pytest.fixture
def store(path: Path) -> Path:
    """A store with one article, whose official is called Rahmadi."""
    engine = open_store(str(path))
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
    engine.dispose()
    return path


def test_forgetting_says_what_it_did_and_what_it_did_not(run: Program, store: Path) -> None:
    before = digest(store.parent)
    dry = run("forget", "rahmadi", "--dry-run", "--store", store)
    assert (dry.code, dry.err) == (0, "")
    assert dry.out.startswith("Would redact: 1 text, 1 claim, 1 official.\n  https://kabar.localhost/read/1/")
    assert digest(store.parent) == before
    told = run("forget", "Rahmadi", "--because", "asked by letter", "--store", store)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Redacted: 1 text, 1 claim, 1 official.\n")
    assert "Left in the archive as evidence: 1 raw page (docs/privacy.md)." in told.out
    assert "Backups and exports that were made before are not changed." in told.out
    assert max(map(len, told.out.splitlines())) <= 80
    assert "Rahmadi" not in run("claims", "--json", "--store", store).out
    log = run("forget", "--log", "--store", store).out
    assert ", because asked by letter: 1 text, 1 claim, 1 official\n" in log
    row = json.loads(run("forget", "RAHMADI", "--json", "--store", store).out)
    assert (row["new"], row["pages"], row["counts"]["claims"]) == (False, [], 0)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["Raya"], ExitCode.BAD_INPUT, "'Raya' alone is also a word of places or too short; give the whole name"),
        ([], ExitCode.USAGE, "give a NAME, or --log to see what was forgotten"),
        (["Rahmadi", "--log"], ExitCode.USAGE, "give a NAME, or --log to see what was forgotten"),
    ],
)
def test_what_cannot_be_forgotten(
    run: Program, store: Path, arguments: list[str], code: ExitCode, sentence: str
) -> None:
    before = digest(store.parent)
    fails(run("forget", *arguments, "--store", store), code, sentence)
    assert digest(store.parent) == before


def test_whole_texts_leave_by_their_flag_alone(run: Program, store: Path) -> None:
    plain = run("export", "--format", "jsonl", "--store", store)
    assert "text" not in json.loads(plain.out)
    whole = run("export", "--format", "jsonl", "--include-fulltext", "--store", store)
    assert json.loads(whole.out) == json.loads(plain.out) | {"text": TEXT}
    assert "Whole texts belong to their publishers" in whole.err
    told = run("export", "--include-fulltext", "--store", store)
    fails(told, ExitCode.USAGE, "--include-fulltext is for --format jsonl: the other forms hold claims, not articles")


def test_old_texts_are_dropped_and_all_else_goes_on(run: Program, store: Path) -> None:
    claims = run("export", "--store", store).out
    found = run("check", "--all", "--json", "--store", store).out
    assert run("db", "trim", "--days", "9999", "--store", store).out.startswith("0 texts fetched before ")
    assert run("db", "trim", "--days", "30", "--dry-run", "--store", store).out.startswith("Would drop 1 texts ")
    assert run("db", "trim", "--days", "30", "--store", store).out.startswith("1 texts fetched before ")
    assert run("export", "--store", store).out == claims
    assert run("check", "--all", "--json", "--store", store).out == found
    whole = run("export", "--format", "jsonl", "--include-fulltext", "--store", store)
    assert json.loads(whole.out)["text"] is None


def test_trimming_says_what_it_would_drop(run: Program, store: Path) -> None:
    said = run("export", "--store", store).out
    nothing = "0 claims and 0 readings of earlier versions of the extractor"
    told = run("db", "trim", "--old-versions", "--dry-run", "--store", store)
    assert told.out == f"Would drop {nothing}.\n"
    assert run("db", "trim", "--old-versions", "--store", store).out == f"{nothing} were dropped.\n"
    assert run("export", "--store", store).out == said
    which = "say what is to be dropped: --days N, --old-versions, or both"
    fails(run("db", "trim", "--store", store), ExitCode.USAGE, which)


def test_a_forgotten_official_does_not_come_back_with_the_next_pass(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite")
    registry = {"nusakaltara": publishers()["nusakaltara"]}
    with serve(0) as site:
        hosts = frozenset(site.hosts)
        one_pass(store, registry, allow_loopback=hosts)
        engine = open_store(store)
        with read_session(engine) as session:
            named = [row.claim.official for row in claim_rows(session, limit=500) if row.claim.official]
        name = max(named, key=lambda one: len(one.split()))
        assert len(name.split()) > 1
        from store.forget import forget

        assert forget(engine, name).counts["officials"] == named.count(name)
        assert name.casefold() not in repr(dump(engine)).casefold()
        figures = _figures(store)
        with write_session(engine) as session:  # other rules have read everything
            session.execute(update(CAPTURE).values(extractor="yesterday"))
            session.execute(update(REVISION).values(extractor="yesterday"))
            session.execute(update(CLAIM).values(extractor="yesterday", claim_key=CLAIM.c.claim_key + " of yesterday"))
        reread(engine, raw=True, registry=registry)
        switch_to(engine, EXTRACTOR)
        assert name.casefold() not in repr(dump(engine)).casefold()
        assert _figures(store) == figures
        one_pass(store, registry, allow_loopback=hosts, everything=True, keep_texts=timedelta(days=1))
        assert name.casefold() not in repr(dump(engine)).casefold()


def _figures(store: str) -> list[object]:
    with read_session(open_store(store, readonly=True)) as session:
        return sorted((row.key, row.claim.official_role or "") for row in claim_rows(session, limit=500))
