"""`capaian reextract`: yesterday's rules against today's, kept beside, switched when told, and checked again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from capaian.errors import ExitCode
from extract.version import EXTRACTOR
from store.engine import open_store, read_session, write_session
from store.sql import CAPTURE, CLAIM, READING, REVISION
from tests.capaian.made import ARTICLE
from tests.capaian.run import Program, fails
from tests.capaian.test_cli_extract import PAGE

STORE = "room/store.sqlite"
OLD = "2020.01+yesterday"
WRONG = "Sudah 99,2 persen dari 310.785 jiwa"


def by_yesterdays_rules(store: str, **claim: Any) -> None:
    """Make it so that other rules have read everything, and have read this in the claims."""
    engine = open_store(store)
    with write_session(engine) as session:
        session.execute(update(CLAIM).values(extractor=OLD, claim_key="yesterday", **claim))
        session.execute(update(REVISION).values(extractor=OLD))
        session.execute(update(CAPTURE).values(extractor=OLD))
    engine.dispose()


def percentages(run: Program, store: str = STORE) -> list[str]:
    """What readers see."""
    rows = [json.loads(line) for line in run("claims", "--json", "--store", store).out.splitlines()]
    return [row["percentage"]["value"] if row["percentage"] else "none" for row in rows]


@pytest.fixture
def store(run: Program, tmp_path: Path) -> str:
    """A store of one page that yesterday's rules have read, and read wrong."""
    (tmp_path / "page.html").write_text(PAGE.format(charset="iso-8859-1"))
    assert run("add", "page.html", "--store", STORE).code == 0
    by_yesterdays_rules(STORE, percentage="98.2", percentage_real=98.2, percentage_text="98,2 persen")
    return STORE


def test_what_differs_is_shown_and_kept_and_readers_see_the_old(run: Program, store: str) -> None:
    told = run("reextract", "--changed", "--store", store)
    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0] == ARTICLE["url"]
    assert lines[1].startswith("  ~ Perekaman KTP-el · Kabupaten Kotawaringin Timur")
    assert "      percentage: 98,2 persen → 99,2 persen" in lines
    assert "pages read: 1 claims = 1" in lines
    assert "claims: 0 gained, 0 lost, 1 changed" in lines
    assert "figures: 0 gained, 0 lost, 1 changed" in lines
    assert lines[-1] == f"  capaian reextract --switch {EXTRACTOR}"
    assert max(map(len, lines)) <= 80
    assert [str(float(value)) for value in percentages(run)] == ["98.2"]
    assert "pages read: 0" in run("reextract", "--changed", "--store", store).out, "it was read already"


@pytest.mark.parametrize("how", [(), ("--raw",), ("--jobs", "2")])
def test_a_switch_lets_it_count_and_a_switch_back_too(run: Program, store: str, how: tuple[str, ...]) -> None:
    run("reextract", *how, "--store", store)
    assert [str(float(value)) for value in percentages(run)] == ["98.2"]
    dry = run("reextract", "--switch", EXTRACTOR, "--dry-run", "--store", store)
    assert dry.out.startswith(f"Would let version {EXTRACTOR} count for 1 page,")
    assert [str(float(value)) for value in percentages(run)] == ["98.2"]
    told = run("reextract", "--switch", EXTRACTOR, "--store", store)
    assert told.out.startswith(f"Version {EXTRACTOR} counts now for 1 page.\n")
    assert [str(float(value)) for value in percentages(run)] == ["99.2"]
    run("reextract", "--switch", OLD, "--store", store)
    assert [str(float(value)) for value in percentages(run)] == ["98.2"]
    engine = open_store(store)
    with read_session(engine) as session:
        assert set(session.scalars(select(CLAIM.c.extractor))) == {OLD, EXTRACTOR}, "the claims of both are kept"
    engine.dispose()


def test_a_dry_run_tells_the_same_and_keeps_nothing(run: Program, store: str) -> None:
    dry = run("reextract", "--changed", "--dry-run", "--store", store)
    assert dry.out.splitlines()[-1] == "Nothing was kept."
    assert "      percentage: 98,2 persen → 99,2 persen" in dry.out.splitlines()
    engine = open_store(store)
    with read_session(engine) as session:
        assert session.execute(select(READING)).all() == []
        assert session.scalars(select(CLAIM.c.extractor)).all() == [OLD]
    engine.dispose()


def test_for_machines(run: Program, store: str) -> None:
    page, summary = [
        json.loads(line) for line in run("reextract", "--changed", "--json", "--store", store).out.splitlines()
    ]
    (change,) = page["changes"]
    assert (page["url"], page["was"], change["change"]) == (ARTICLE["url"], OLD, "changed")
    assert (change["before"]["percentage"]["text"], change["after"]["percentage"]["text"]) == (
        "98,2 persen",
        "99,2 persen",
    )
    assert summary["summary"] == {
        "version": EXTRACTOR,
        "pages": {"claims": 1},
        "differ": 1,
        "claims": {"gained": 0, "lost": 0, "changed": 1},
        "figures": {"gained": 0, "lost": 0, "changed": 1},
        "without_text": 0,
        "kept": 1,
    }
    switched = json.loads(run("reextract", "--switch", EXTRACTOR, "--json", "--store", store).out)
    assert (switched["version"], switched["pages"]) == (EXTRACTOR, 1)


def test_a_claim_elsewhere_is_one_lost_and_one_gained(run: Program, store: str) -> None:
    by_yesterdays_rules(store, percentage="99.2", percentage_text="99,2 persen", place="62.04")
    told = run("reextract", "--changed", "--store", store).out
    assert "claims: 1 gained, 1 lost, 0 changed" in told
    lines = told.splitlines()
    assert [line[:3] for line in lines if line[2:3] in ("+", "-")] == ["  -", "  +"]
    assert max(map(len, lines)) <= 80


def test_pages_that_are_read_as_before_are_left_out_when_asked(run: Program, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(charset="iso-8859-1"))
    run("add", "page.html", "--store", STORE)
    assert "pages read: 0\n" in run("reextract", "--store", STORE).out, "today's rules have read it"
    by_yesterdays_rules(STORE)
    told = run("reextract", "--changed", "--store", STORE)
    assert "  1 as before, 0 otherwise" in told.out
    assert told.out.splitlines()[-1] == "Nothing is to be switched."
    assert f"--switch {EXTRACTOR}" in run("reextract", "--store", STORE).out


def test_pages_without_text_are_told(run: Program, store: str) -> None:
    engine = open_store(store)
    with write_session(engine) as session:
        session.execute(update(REVISION).values(text=None))
    engine.dispose()
    told = run("reextract", "--store", store)
    assert "pages read: 0\n" in told.out
    assert told.err == "1 article without text in the store any more; --raw reads the archive.\n"
    assert "pages read: 1 claims = 1" in run("reextract", "--raw", "--store", store).out


def test_a_page_that_is_not_in_the_archive_stays_as_it_is(run: Program, store: str) -> None:
    for file in Path("room").rglob("*.warc.gz"):
        file.unlink()
    told = run("reextract", "--raw", "--store", store)
    assert "pages read: 1 not_archived = 1" in told.out
    assert told.err == "1 page could not be read: what counts there stays.\n"
    assert told.out.splitlines()[-1] == "Nothing is to be switched."
    assert [str(float(value)) for value in percentages(run)] == ["98.2"]


def test_what_cannot_be_switched(run: Program, store: str) -> None:
    fails(
        run("reextract", "--switch", "nie", "--store", store),
        ExitCode.USAGE,
        "version 'nie' has read nothing that does not count already; "
        "`capaian reextract` reads the pages with today's rules",
    )
    run("reextract", "--store", store)
    told = run("reextract", "--switch", OLD, "--store", store)
    assert f"there are: {EXTRACTOR} (1 page)" in told.err
    told = run("reextract", "--switch", EXTRACTOR, "--changed", "--store", store)
    assert (told.code, told.err[:36]) == (ExitCode.USAGE, "capaian: --switch reads nothing: lea")


def test_a_scheduler_that_is_not_there(run: Program, store: str) -> None:
    pytest.importorskip("distributed", reason="distributed (Dask) is not installed")
    told = run("reextract", "--scheduler", "tcp://127.0.0.1:1", "--store", store)
    assert told.code == ExitCode.SETUP
    assert told.err.startswith("capaian: no Dask scheduler answers at tcp://127.0.0.1:1; ")


def findings(run: Program) -> list[dict[str, Any]]:
    """The findings that readers see."""
    told = run("check", "--store", STORE, "--json")
    assert told.code == 0, told.err
    return [json.loads(line) for line in told.out.splitlines()]


def test_a_switch_checks_again_and_what_was_dismissed_stays_so_until_its_figures_change(
    run: Program, tmp_path: Path
) -> None:
    article = PAGE.replace("99,2 persen", "89,2 persen atau 308.289 jiwa")  # which are 99.2 % of 310,785
    (tmp_path / "page.html").write_text(article.format(charset="utf-8"))
    run("add", "page.html", "--store", STORE)
    (first,) = findings(run)
    by_yesterdays_rules(STORE, official="Nama Lain")  # the same figures, read otherwise
    run("check", "--store", STORE)
    run("review", "dismiss", first["id"], "--by", "Sari", "--because", "salah baca", "--store", STORE)
    assert findings(run) == []
    assert "1 otherwise, 1 of these with the same figures" in run("reextract", "--changed", "--store", STORE).out
    run("reextract", "--switch", EXTRACTOR, "--store", STORE)
    assert findings(run) == [], "the same figures: it stays dismissed"

    engine = open_store(STORE)
    with write_session(engine) as session:  # a version with other figures
        session.execute(update(CLAIM).where(CLAIM.c.extractor == OLD).values(percentage="79.2", percentage_real=79.2))
    engine.dispose()
    told = run("reextract", "--switch", OLD, "--store", STORE).out
    assert "3 comparisons are new, 0 stand as before, 3 no longer hold" in told  # with those that agree
    (other,) = findings(run)
    assert other["id"] != first["id"], "other figures: another finding, and nobody dismissed it"
