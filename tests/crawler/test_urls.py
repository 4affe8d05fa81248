"""Canonical URLs and article patterns: one line of canonical/<publisher>.txt is one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from courlan import normalize_url
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url, safe_url_string

from extract.urls import _NORMAL, article_match, belongs, canonical_url, publisher_of, same_article
from models.publishers import publishers

TABLES = sorted((Path(__file__).parent / "canonical").glob("*.txt"))


def rows() -> Iterator[object]:
    for table in TABLES:
        for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                yield pytest.param(table.stem, line, id=f"{table.stem}:{number}")


@pytest.mark.parametrize(("slug", "line"), list(rows()))
def test_line(slug: str, line: str) -> None:
    url, canonical, groups = (part.strip() for part in line.split("|"))
    publisher = publishers()[slug]
    made = canonical_url(url, publisher)
    assert made == canonical
    assert canonical_url(made, publisher) == made
    match = article_match(made, publisher)
    shown = " ".join(f"{name}={value}" for name, value in match.groupdict().items()) if match else "-"
    assert sorted(shown.split()) == sorted(groups.split())


def test_every_publisher_that_is_on_has_a_table() -> None:
    """The others ship off and unverified: nobody has seen their addresses yet."""
    tables, known = {table.stem for table in TABLES}, publishers()
    assert {slug for slug, one in known.items() if one.enabled} <= tables <= set(known)
    assert {one.status for slug, one in known.items() if slug not in tables} == {"unverified"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "mailto:redaksi@example.com",
        "file:///etc/passwd",
        "//prokalteng.jawapos.com/a",
        "https://",
        "",
        "https://prokalteng.jawapos.com:99999/a",
    ],
)
def test_what_is_no_web_url_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match=r"no http|[Pp]ort|URL"):
        canonical_url(url, publishers()["prokalteng"])


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://amp.borneonews.co.id/x", "borneonews"),
        ("https://www.kaltaranetwork.co./x", "kaltaranetwork"),
        ("https://borneonews.co.id.example/x", None),
        ("https://user@prokalteng.jawapos.com@example.com/x", None),
        ("ftp://prokalteng.jawapos.com/x", None),
        ("https://[::1/x", None),
    ],
)
def test_belongs(url: str, owner: str | None) -> None:
    found = publisher_of(url, publishers())
    assert (found[0] if found else None) == owner
    assert {slug for slug, publisher in publishers().items() if belongs(url, publisher)} == ({owner} - {None})


@pytest.mark.parametrize(
    ("slug", "one", "other", "same"),
    [
        ("antarakalteng", "berita/7/judul", "berita/7/judul-baru", True),
        ("antarakalteng", "berita/7/judul", "berita/8/judul", False),
        ("antarakalteng", "berita/7/judul", "foto/7/judul", False),
        ("prokalteng", "a/01/02/2024/judul/", "b/c/01/02/2024/judul/", True),
        ("prokalteng", "a/01/02/2024/judul/", "a/01/02/2024/judul-lain/", False),
    ],
)
def test_same_article(slug: str, one: str, other: str, same: bool) -> None:
    publisher = publishers()[slug]
    base = f"https://{publisher.domains[0]}/"
    assert same_article(base + one, base + other, publisher) is same


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.sampled_from(sorted(publishers())))
def test_canonical_is_stable(path: str, slug: str) -> None:
    publisher = publishers()[slug]
    made = canonical_url(f"https://{publisher.domains[0]}/{path}", publisher)
    assert canonical_url(made, publisher) == made
    assert belongs(made, publisher)


@given(st.from_regex(_NORMAL, fullmatch=True))
def test_an_address_taken_as_normal_is_one(url: str) -> None:
    assert normalize_url(safe_url_string(url)) == canonicalize_url(url) == url
