"""Addresses of pages: one canonical URL over every AMP, mobile, tracking and page variant, and which URLs are articles.

Pure functions over a publisher's block of the registry; nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from courlan import normalize_url
from w3lib.url import canonicalize_url, safe_url_string

from models.publishers import Platform, Publisher, platforms

_VARIANT_HOST = re.compile(r"(?:www|m|mobile|amp)\.")
_TRACKERS = frozenset(
    # beside the ones that courlan knows (utm_*, fbclid, gclid, ref, source, …)
    ["igshid", "si", "spm", "_ga", "_gl", "srsltid", "from_source", "shared", "fbaid", "outputtype", "amp", "noamp"]
)
_WHOLE_PAGES = frozenset({"", "1", "all"})
_NORMAL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?")
"""Addresses in which there is nothing to normalise: most of them, and to find that out takes long."""


def platform_of(publisher: Publisher) -> Platform:
    """The preset that a publisher's site runs on."""
    return platforms()[publisher.platform]


def _host_of(publisher: Publisher, host: str) -> str | None:
    """The publisher's domain that a host stands for ("m.merdeka.com" is "www.merdeka.com"), or None."""
    by_host = {domain.partition(":")[0]: domain for domain in publisher.domains}
    if host in by_host:
        return by_host[host]
    bare = _VARIANT_HOST.sub("", host, count=1)
    return by_host.get(bare) or by_host.get(f"www.{bare}")


def belongs(url: str, publisher: Publisher) -> bool:
    """Whether a URL is on one of the publisher's hosts, `m.`, `amp.` and `www.` forms of them included."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and _host_of(publisher, (parts.hostname or "").rstrip(".")) is not None


def _path(path: str, platform: Platform) -> str:
    path = re.sub(r"/{2,}", "/", path) or "/"
    if platform.amp_prefix and path.startswith(platform.amp_prefix):
        path = path.replace("/amp/", "/", 1)
    if platform.amp_suffix:
        bare = path.rstrip("/")
        if bare.endswith(platform.amp_suffix) and bare != platform.amp_suffix:
            path = bare.removesuffix(platform.amp_suffix) + ("/" if path.endswith("/") else "")
    if platform.trailing_slash is True and not path.endswith("/") and "." not in path.rpartition("/")[2]:
        path += "/"
    if platform.trailing_slash is False and path != "/":
        path = path.rstrip("/")
    return path


def _query(query: str, drop: frozenset[str]) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in _TRACKERS
        and name not in drop
        and not (name == "page" and value.lower() in _WHOLE_PAGES)
        and not (name == "m" and value in ("0", "1"))
    ]
    return urlencode(kept)


@lru_cache(maxsize=1_000)
def _normal(url: str) -> str:
    if _NORMAL.fullmatch(url):
        return url
    return str(normalize_url(safe_url_string(url)))  # a page names its own address again, as its canonical one


def canonical_url(url: str, publisher: Publisher | None = None) -> str:
    """The one URL of a page: its publisher's host and scheme, no AMP form, tracker, fragment or "page 1".

    Every page of an article on several has the article's URL; list pages keep their numbers. ValueError where it is no
    http or https URL with a host. Without a publisher, or on a foreign host, only what is true of every site is done.

    >>> from models.publishers import publishers
    >>> canonical_url("http://kalteng.antaranews.com/amp/berita/7/pad?utm_source=fly", publishers()["antarakalteng"])
    'https://kalteng.antaranews.com/berita/7/pad'
    """
    parts = _split(_normal(url.strip()))
    host = (parts.hostname or "").rstrip(".")
    own = _host_of(publisher, host) if publisher else None
    if publisher is None or own is None:
        netloc = host if parts.port is None else f"{host}:{parts.port}"
        made = parts._replace(netloc=netloc, path=parts.path or "/", query=_query(parts.query, frozenset()))
    else:
        platform = platform_of(publisher)
        path = _path(parts.path, platform)
        drop = frozenset(platform.drop_query)
        if _article(publisher.article).fullmatch(path):
            drop |= {"page"}
        made = SplitResult(publisher.scheme, own, path, _query(parts.query, drop), "")
    whole = urlunsplit(made)
    return whole if _NORMAL.fullmatch(whole) else str(canonicalize_url(whole))


def _split(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no http or https URL")
    _ = parts.port  # a ValueError of its own where the port is no number
    return parts


@cache
def _article(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def article_match(url: str, publisher: Publisher) -> re.Match[str] | None:
    """The match of a canonical URL's path with the publisher's article pattern; None for any other page.

    >>> from models.publishers import publishers
    >>> article_match("https://www.borneonews.co.id/berita/280807-serapan", publishers()["borneonews"])["id"]
    '280807'
    """
    if not belongs(url, publisher):
        return None
    return _article(publisher.article).fullmatch(urlsplit(url).path)


def same_article(one: str, other: str, publisher: Publisher) -> bool:
    """Whether two canonical URLs name one article: the same number, or, where a publisher has none, the same slug.

    >>> from models.publishers import publishers
    >>> paper, at = publishers()["borneonews"], "https://www.borneonews.co.id/berita/"
    >>> same_article(at + "7-serapan", at + "7-serapan-naik", paper), same_article(at + "7-a", at + "8-a", paper)
    (True, False)
    """
    first, second = article_match(one, publisher), article_match(other, publisher)
    if first is None or second is None:
        return False
    mine, theirs = first.groupdict(), second.groupdict()
    for name in ("id", "slug"):
        if mine.get(name) or theirs.get(name):
            return mine.get(name) == theirs.get(name)
    return one == other


def publisher_of(url: str, registry: Mapping[str, Publisher]) -> tuple[str, Publisher] | None:
    """The publisher on whose host a URL is; None for any other host."""
    return next(((slug, publisher) for slug, publisher in registry.items() if belongs(url, publisher)), None)
