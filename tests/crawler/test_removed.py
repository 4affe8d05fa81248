"""What becomes of an article whose page changes into something else: three visits each, and what stands after each.

A page that is taken away is withdrawn with its claims; one that cannot be seen for the moment (a block page, an empty
shell, a failure) is not; one that comes back stands again.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, func, select

from crawler.run import crawl
from crawler.workers import process_pending
from store.engine import open_store, read_session
from store.frontier import visit
from store.sql import CLAIM, PAGE, REVISION
from tests.crawler.evil import Answer, EvilServer, Host, publisher, serve
from tests.crawler.kill import told

PATH, OTHER = "/berita/1-judul", "/berita/2-judul"


def words(title: str, text: str) -> Answer:
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    return Answer(body=body.encode())


def moved(path: str, status: int = 302) -> Answer:
    return Answer(status, headers=(("Location", path),))


def canonical(path: str, link: str) -> Answer:
    head = f'<head><link rel="canonical" href="{link}">'.encode()
    return Answer(body=told(path).replace(b"<head>", head))


NOT_FOUND = words("Halaman tidak ditemukan", "Maaf, halaman yang Anda cari tidak ditemukan.")
CAPTCHA = words("Just a moment...", "Checking your browser before accessing this site.")
SHELL = Answer(body=b"<html><head><title>Kabar</title></head><body><div id=app></div></body></html>")
SOUND = Answer(body=told(PATH))


@dataclass(frozen=True)
class Row:
    """What the first article's address answers at each visit, and (word of the visit, withdrawn, claims) after it."""

    answers: tuple[Answer, Answer, Answer]
    after: tuple[tuple[str, bool, int], ...]


STANDS = ("fetched", False, 1)
AGAIN = ("unchanged", False, 1)
GONE = ("gone", True, 0)
ROWS = {
    "gone404": Row((SOUND, Answer(404), SOUND), (STANDS, GONE, AGAIN)),
    "gone410": Row((SOUND, Answer(410), Answer(410)), (STANDS, GONE, GONE)),
    "home": Row((SOUND, moved("/"), SOUND), (STANDS, GONE, AGAIN)),
    # another article in its place: the address no longer has it
    "elsewhere": Row((SOUND, moved(OTHER), SOUND), (STANDS, ("unchanged", True, 0), AGAIN)),
    # the same article under a new name: its figures count once
    "renamed": Row((SOUND, moved("/berita/1-baru", 301), moved("/berita/1-baru", 301)),
                   (STANDS, ("fetched", True, 0), ("unchanged", True, 0))),
    # the site says with 200 what it should say with 404
    "soft": Row((SOUND, NOT_FOUND, SOUND), (STANDS, ("fetched", True, 0), AGAIN)),
    "softtwice": Row((SOUND, NOT_FOUND, NOT_FOUND), (STANDS, ("fetched", True, 0), ("unchanged", True, 0))),
    "softfirst": Row((NOT_FOUND, SOUND, SOUND), (("fetched", False, 0), STANDS, AGAIN)),
    # nobody took it away: we were not let in
    "captcha": Row((SOUND, CAPTCHA, SOUND), (STANDS, ("fetched", False, 1), AGAIN)),
    "captchafirst": Row((CAPTCHA, SOUND, SOUND), (("fetched", False, 0), STANDS, AGAIN)),
    "forbidden": Row((SOUND, Answer(403), SOUND), (STANDS, ("blocked", False, 1), AGAIN)),
    "shell": Row((SOUND, SHELL, SOUND), (STANDS, ("fetched", False, 1), AGAIN)),
    "broken": Row((SOUND, Answer(500), Answer(500)), (STANDS, ("retry", False, 1), ("retry", False, 1))),
    # what a page says of its own address is believed within its publisher's articles only
    "foreign": Row((canonical(PATH, "https://example.org/berita/1-judul"),) * 3, (STANDS, AGAIN, AGAIN)),
    "front": Row((canonical(PATH, "/"),) * 3, (STANDS, AGAIN, AGAIN)),
    "other": Row((canonical(PATH, OTHER),) * 3, (STANDS, AGAIN, AGAIN)),
}  # fmt: skip


@dataclass
class Turn:
    """Which visit it is, from 1."""

    number: int = 1


def host(row: Row, turn: Turn) -> Host:
    def rule(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        if path == PATH:
            return row.answers[turn.number - 1]
        return Answer(body=told(path)) if path.startswith("/berita/") else None

    return rule


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, bool, int]]]:
    """Source → what stood at the first article's address after each visit."""
    store = str(tmp_path_factory.mktemp("removed") / "store.sqlite")
    turn = Turn()
    made: dict[str, list[tuple[str, bool, int]]] = {slug: [] for slug in ROWS}
    settings = {"CAPAIAN_BACKOFF": 0.05, "RETRY_TIMES": 1}
    with serve({f"{slug}.localhost": host(row, turn) for slug, row in ROWS.items()}) as evil:
        chosen = {slug: publisher(f"{slug}.localhost") for slug in ROWS}
        for turn.number in (1, 2, 3):
            how = {"publishers": chosen, "allow_loopback": evil.pairs, "settings": settings, "revisit": True}
            crawl(store_url=store, **how)  # type: ignore[arg-type]
            engine = open_store(store)
            process_pending(engine, publishers=chosen)
            for slug in ROWS:
                made[slug].append(stands(engine, slug))
            engine.dispose()
    return made


def stands(engine: Engine, slug: str) -> tuple[str, bool, int]:
    url = f"http://{slug}.localhost{PATH}"
    claims = select(func.count()).select_from(CLAIM).join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
    claims = claims.join(PAGE, PAGE.c.id == REVISION.c.page_id).where(PAGE.c.canonical_url == url, CLAIM.c.current)
    with read_session(engine) as session:
        last = visit(session, slug, url)
        page = session.execute(select(PAGE.c.withdrawn_at, PAGE.c.moved_to).where(PAGE.c.canonical_url == url)).first()
        assert last is not None
        gone = page is not None and page.withdrawn_at is not None
        if slug in LEADS_TO:
            to = LEADS_TO[slug] if gone else None
            assert (page and page.moved_to) == (to and f"http://{slug}.localhost{to}")
        return last.word, gone, int(session.execute(claims).scalar_one())


LEADS_TO = {"elsewhere": OTHER, "renamed": "/berita/1-baru", "home": None, "gone404": None}
"""Source → where the first article's address led at the second visit, if to an article."""


@pytest.mark.parametrize("slug", list(ROWS))
def test_what_stands_after_each_visit(seen: dict[str, list[tuple[str, bool, int]]], slug: str) -> None:
    assert seen[slug] == list(ROWS[slug].after)
