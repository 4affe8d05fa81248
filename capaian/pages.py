"""HTML pages in files: which outlet they are of, and the article in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capaian.errors import InputError
from capaian.inputs import check_page
from extract.clean import CleanPage, clean_page
from extract.urls import publisher_of
from models.publishers import publishers
from models.values import Article


@dataclass(frozen=True, slots=True)
class Page:
    """A page in a file, cleaned; `url` is the given address, else the one it names, else that of the file."""

    path: Path
    body: bytes
    url: str
    slug: str | None
    clean: CleanPage

    @property
    def article(self) -> Article:
        """The article in it; InputError with the reason where there is none."""
        if self.clean.article is None:
            told = f" ({self.clean.reason})" if self.clean.reason else ""
            raise InputError(f"{self.path} holds no article: {str(self.clean.status).replace('_', ' ')}{told}")
        return self.clean.article


def _outlet(url: str) -> str | None:
    found = publisher_of(url, publishers())
    return found[0] if found else None


def read_page(path: Path, *, url: str | None = None, publisher: str | None = None) -> Page:
    """An HTML file as a page; InputError if it is too large, or the outlet is not known."""
    if publisher is not None and publisher not in publishers():
        raise InputError(f"no outlet {publisher!r}; known: {', '.join(publishers())}")
    check_page(path)
    body, now = path.read_bytes(), datetime.now(UTC)
    where = url or path.absolute().as_uri()
    slug = publisher or _outlet(where)
    found = clean_page(body, url=where, fetched_at=now, publisher=publishers().get(slug or ""), slug=slug)
    named = found.canonical_url or where
    if slug is None and (slug := _outlet(named)) is not None:
        where = named
        found = clean_page(body, url=where, fetched_at=now, publisher=publishers()[slug], slug=slug)
    return Page(path, body, found.canonical_url or where, slug, found)
