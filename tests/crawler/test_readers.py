"""Pages read in one process, in several, and on a cluster: the outcomes are the same, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from capaian.demo.generate import generate
from capaian.demo.newsroom import publishers, url_of
from capaian.demo.pages import story_page
from crawler.add import add_pages
from crawler.readers import ClusterError, read_all
from crawler.reading import Job, Outcome
from crawler.workers import process_pending
from extract.version import EXTRACTOR
from models.values import Article
from store.engine import open_store, read_session
from store.sql import CAPTURE, CLAIM, PAGE, REVISION
from tests.crawler.cluster import DEADLY, Cluster, cluster

NOW = datetime(2026, 1, 18, 3, tzinfo=UTC)
PAGES = 32
BAD = {"http://kabar.localhost/none": b"", "http://kabar.localhost/png": b"\x89PNG\r\n\x1a\n\x00"}


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture(scope="module")
def work() -> dict[str, Job]:
    """Invented pages of the demo's outlets, and some that are no articles."""
    made = generate(PAGES, seed=3)
    room = made.newsroom()
    jobs = {url: Job("kabar", url, NOW, "text/html", body=body) for url, body in BAD.items()}
    for number in range(PAGES):
        story = made.story(number)
        url = url_of(room.outlets[story.outlet], story)
        body = story_page(room, room.outlets[story.outlet], story, url.removesuffix(story.path))
        jobs[url] = Job(story.outlet, url, NOW, "text/html", body=body)
    return jobs


@pytest.fixture(scope="module")
def alone(work: dict[str, Job]) -> dict[str, Outcome]:
    """What one process makes of them."""
    return dict(read_all(work.items(), publishers()))


def test_one_process_reads_them(work: dict[str, Job], alone: dict[str, Outcome]) -> None:
    assert alone.keys() == work.keys()
    assert sum(made.report is not None for made in alone.values()) == PAGES
    assert any(made.report.claims for made in alone.values() if made.report)
    assert {alone[url].status for url in BAD} == {"no_text", "not_html"}


def test_several_processes_read_the_same(work: dict[str, Job], alone: dict[str, Outcome]) -> None:
    assert dict(read_all(work.items(), publishers(), jobs=2)) == alone


def test_a_cluster_reads_the_same(dask: Cluster, work: dict[str, Job], alone: dict[str, Outcome]) -> None:
    assert dict(read_all(work.items(), publishers(), scheduler=dask.address)) == alone


def test_a_cluster_that_loses_a_worker_reads_the_same(
    tmp_path: Path, work: dict[str, Job], alone: dict[str, Outcome]
) -> None:
    with cluster(tmp_path) as dask:
        made = {}
        for key, outcome in read_all(work.items(), publishers(), scheduler=dask.address):
            if not made:
                os.kill(dask.workers[0].pid, signal.SIGKILL)
            assert key not in made
            made[key] = outcome
        dask.workers[0].wait(10)
        assert [worker.poll() for worker in dask.workers] == [-signal.SIGKILL, None]
    assert made == alone


def test_a_page_that_ends_every_worker_is_set_aside_and_the_others_are_read(
    tmp_path: Path, work: dict[str, Job], alone: dict[str, Outcome]
) -> None:
    some = dict(list(work.items())[:4])
    url = "http://kabar.localhost/mati"
    deadly = {url: Job("kabar", url, NOW, None, article=_Deadly(url, "kabar", None, "Judul", "Teks."))}
    with cluster(tmp_path, workers=3, deaths=0) as dask:
        made = dict(read_all((some | deadly).items(), publishers(), scheduler=dask.address))
        assert sum(worker.poll() is None for worker in dask.workers) == 1
    dead = made.pop(url)
    assert (dead.status, dead.reason) == ("too_complex", "it ended every worker that read it")
    assert made == {url: alone[url] for url in some}


class _Deadly(Article):
    """An article that ends the worker that reads it."""

    def __getattribute__(self, name: str) -> object:
        if name == "published" and DEADLY in os.environ and "extract.pipeline" in sys.modules:
            os._exit(1)
        return super().__getattribute__(name)


def test_articles_are_read_like_pages(alone: dict[str, Outcome]) -> None:
    jobs = {
        url: Job("kabar", url, NOW, None, article=made.article)
        for url, made in list(alone.items())[-5:]
        if made.article is not None
    }
    made = dict(read_all(jobs.items(), publishers()))
    assert {url: one.report for url, one in made.items()} == {url: alone[url].report for url in jobs}
    assert {one.report.extractor for one in made.values() if one.report} == {EXTRACTOR}


def test_what_fails_while_work_is_fetched_is_raised() -> None:
    def broken() -> Iterator[tuple[int, Job]]:
        raise ValueError("no more")
        yield

    with pytest.raises(ValueError, match="no more"):
        list(read_all(broken(), {}))


def test_a_scheduler_that_does_not_answer() -> None:
    pytest.importorskip("distributed", reason="distributed (Dask) is not installed")
    with pytest.raises(ClusterError, match=r"^no Dask scheduler answers at tcp://127\.0\.0\.1:1; "):
        list(read_all([], {}, scheduler="tcp://127.0.0.1:1"))


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'capaian\[cluster\]'"):
        list(read_all([], {}, scheduler="tcp://127.0.0.1:1"))


def stored(engine: Engine) -> dict[str, object]:
    """What a store holds, without times and numbers."""
    with read_session(engine) as session:
        pages = select(PAGE.c.canonical_url, CAPTURE.c.body_sha256, CAPTURE.c.status, CAPTURE.c.extractor).join(CAPTURE)
        claims = select(CLAIM.c.claim_key, CLAIM.c.current, CLAIM.c.position, CLAIM.c.percentage, CLAIM.c.evidence)
        revisions = select(PAGE.c.canonical_url, REVISION.c.digest, REVISION.c.published_at, REVISION.c.status)
        made = {
            "pages": Counter(map(tuple, session.execute(pages))),
            "claims": Counter(map(tuple, session.execute(claims))),
            "revisions": Counter(map(tuple, session.execute(revisions.join(REVISION)))),
        }
    engine.dispose()
    return made


def test_backfill_from_warc_is_the_same_however_it_is_read(tmp_path: Path, dask: Cluster, work: dict[str, Job]) -> None:
    from crawler.archive import Archive

    news = tmp_path / "news"
    with Archive(tmp_path / "made", "all", name="news") as archive:
        for url, job in work.items():
            assert job.body is not None
            archive.write(url=url, fetched_at=NOW, status=200, headers=[("Content-Type", "text/html")], body=job.body)
    (file,) = (tmp_path / "made" / "all").glob("*.warc.gz")
    made = []
    for name, how in {"one": {}, "two": {"jobs": 2}, "dask": {"scheduler": dask.address}}.items():
        engine = open_store(str(news / f"{name}.sqlite"), create=True)
        added = add_pages(engine, [file], publishers=publishers())
        counts = process_pending(engine, publishers=publishers(), **how)  # type: ignore[arg-type]
        assert sum(counts.values()) == sum(one.status == "captured" for one in added) == PAGES
        assert process_pending(engine, publishers=publishers()) == {}
        made.append(stored(engine))
    assert made[0] == made[1] == made[2]
    assert made[0]["claims"]
