"""A probe says what a block of the registry leads to on the site as it is."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.probe import probe
from tests.crawler.evil import Answer, EvilServer, article, publisher, serve

DATED = b'<ul class="list-inline"><li>24 Oktober 2022 - 18:40 WIB</li></ul><div class="detail-content">'


def dated(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    if not path.startswith("/berita/"):
        return None
    return Answer(body=article(path).replace(b'<div class="detail-content">', DATED))


def test_a_site_as_described() -> None:
    with serve({"good.localhost": dated}) as evil:
        block = publisher("good.localhost", sitemaps=("/sitemap.xml",))
        found = probe("good", block, allow_loopback=evil.pairs)
        assert len([path for path in evil.paths("good.localhost") if path.startswith("/berita/")]) == 2
    assert found.stable
    assert found.day == datetime.now(UTC).date()
    assert [(check.what, check.ok, check.detail.partition(",")[0]) for check in found.checks] == [
        ("sitemap", False, "gone (HTTP 404)"),
        ("list", True, "read"),
        ("article", True, "title by title"),
        ("article", True, "title by title"),
    ]
    assert "3 articles of its own" in found.checks[1].detail
    assert "dateline" not in found.checks[2].detail, "a block without patterns says nothing of datelines"


def test_a_probe_reads_the_dateline() -> None:
    def with_dateline(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        made = dated(evil, path, headers)
        return made and Answer(body=made.body.replace(b"<p>Serapan", "<p>SAMPIT – Serapan".encode(), 1))

    with serve({"line.localhost": with_dateline}) as evil:
        block = publisher("line.localhost", dateline=("(?P<town>[A-Z]+) –",))
        found = probe("line", block, allow_loopback=evil.pairs)
    assert all(check.detail.endswith(", dateline of SAMPIT") for check in found.checks if check.what == "article")


def test_a_site_that_has_changed() -> None:
    def changed(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        body = article(path).replace(b"detail-content", b"new-class")
        return Answer(body=body) if path.startswith("/berita/") else None

    with serve({"changed.localhost": changed}) as evil:
        found = probe("changed", publisher("changed.localhost"), allow_loopback=evil.pairs)
    assert not found.stable
    assert all("date by None" in check.detail for check in found.checks if check.what == "article")


def test_a_source_that_is_off_is_not_asked() -> None:
    with serve({"off.localhost": dated}) as evil:
        found = probe("off", publisher("off.localhost", enabled=False), allow_loopback=evil.pairs)
        assert evil.asked == []
    assert (found.status, found.stable) == ("disabled", False)
