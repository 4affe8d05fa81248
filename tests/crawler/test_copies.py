"""Pages that name another address as the article's own: whatever they name, one article stands, and only one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from crawler.reading import Outcome
from crawler.run import crawl
from crawler.workers import process_pending, settled
from store.engine import open_store, read_session
from store.sql import CAPTURE, CLAIM, PAGE, REVISION
from tests.crawler.evil import Answer, EvilServer, Host, publisher, serve
from tests.crawler.kill import told

A, B, C = "/berita/1-judul", "/berita/1-baru", "/berita/1-lagi"


def names(path: str) -> Answer:
    """The article, with a link that calls `path` its canonical address."""
    head = f'<head><link rel="canonical" href="{path}">'.encode()
    return Answer(body=told(A).replace(b"<head>", head))


SOUND = Answer(body=told(A))
BACK = Answer(302, headers=(("Location", A),))
# what each address answers, and where the article stands once nothing is left to do
ROWS: dict[str, tuple[dict[str, Answer], str]] = {
    "copy": ({A: names(B), B: names(B)}, B),
    "silent": ({A: names(B), B: SOUND}, B),
    "twohops": ({A: names(B), B: names(C), C: SOUND}, C),
    "itself": ({A: names(A)}, A),
    # each names the other: the one that was read last stands
    "mutual": ({A: names(B), B: names(A)}, B),
    "round": ({A: names(B), B: names(C), C: names(A)}, C),
    # two that name each other, and a third that names one of them
    "tail": ({A: names(B), B: names(C), C: names(B)}, C),
    # the address that is named gives nothing
    "missing": ({A: names(B), B: Answer(404)}, A),
    "forbidden": ({A: names(B), B: Answer(403)}, A),
    "back": ({A: names(B), B: BACK}, A),
    "empty": ({A: names(B), B: Answer(body=b"<html><body></body></html>")}, A),
}


def host(answers: dict[str, Answer]) -> Host:
    def rule(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        if path == "/":
            return Answer(body=f'<html><body><p><a href="{A}">Judul satu</a></p></body></html>'.encode())
        return answers.get(path, Answer(404))

    return rule


@dataclass(frozen=True)
class Seen:
    """(address, whether it stands) of every address with a claim, and what was asked for."""

    standing: tuple[tuple[str, bool], ...]
    asked: tuple[str, ...]
    again: tuple[str, ...]
    """Status words of reading what stands and what does not once more."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """Source → what is left after four passes."""
    store = str(tmp_path_factory.mktemp("copies") / "store.sqlite")
    made = {}
    with serve({f"{slug}.localhost": host(answers) for slug, (answers, _) in ROWS.items()}) as evil:
        chosen = {slug: publisher(f"{slug}.localhost") for slug in ROWS}
        settings = {"CAPAIAN_BACKOFF": 0.05, "RETRY_TIMES": 1}
        for _ in range(4):
            crawl(store_url=store, publishers=chosen, allow_loopback=evil.pairs, settings=settings)
            engine = open_store(store)
            process_pending(engine, publishers=chosen)
            engine.dispose()
        engine = open_store(store)
        for slug in ROWS:
            query = select(PAGE.c.canonical_url, CLAIM.c.current).join(REVISION, REVISION.c.page_id == PAGE.c.id)
            query = query.join(CLAIM, CLAIM.c.revision_id == REVISION.c.id).where(PAGE.c.source == slug)
            captures = select(PAGE.c.canonical_url).join(CAPTURE)
            captures = captures.where(PAGE.c.source == slug, CAPTURE.c.status != "no_text")
            with read_session(engine) as session:
                standing = tuple((row[0].partition("localhost")[2], row[1]) for row in session.execute(query))
                again = tuple(
                    settled(session, slug, url, Outcome("ok", canonical_url=_named(slug, url))).status
                    for (url,) in session.execute(captures)
                )
            made[slug] = Seen(standing, tuple(evil.paths(f"{slug}.localhost")), again)
        engine.dispose()
    return made


def _named(slug: str, url: str) -> str | None:
    """What the page at an address names, as cleaning would tell it."""
    path = url.partition("localhost")[2]
    body = ROWS[slug][0][path].body.decode()
    named = body.partition('rel="canonical" href="')[2].partition('"')[0]
    return f"http://{slug}.localhost{named}" if named not in ("", path) else None


@pytest.mark.parametrize("slug", list(ROWS))
def test_one_article_stands(seen: dict[str, Seen], slug: str) -> None:
    assert seen[slug].standing == ((ROWS[slug][1], True),)


@pytest.mark.parametrize("slug", list(ROWS))
def test_no_address_is_asked_for_in_a_loop(seen: dict[str, Seen], slug: str) -> None:
    asked = seen[slug].asked
    assert asked.count(A) == (2 if slug == "back" else 1)  # a redirect leads to it again
    assert asked.count(B) <= 1


@pytest.mark.parametrize("slug", list(ROWS))
def test_reading_again_changes_nothing(seen: dict[str, Seen], slug: str) -> None:
    assert sum(status != "duplicate" for status in seen[slug].again) == 1
