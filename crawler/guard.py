"""Where a crawl may go: public addresses, ports 80 and 443, http and https, the publisher's own hosts. Nowhere else.

The address is checked where names are resolved, so every spelling of it and every hop of a redirect is seen, and the
address that was checked is the one that is connected to. Loopback is let through for exact host and port pairs only,
which a program names in its own process (tests, the demo newsroom); no setting or environment variable can.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from extract.urls import belongs

_LOOPBACK: dict[str, int] = {}
_REFUSED: dict[str, str] = {}
"""Names that led to addresses which are not public: Twisted forgets why a look-up failed."""
_UNICAST = ipaddress.ip_network("2000::/3")
"""Where the public addresses of IPv6 are; outside of it stand older ways to write one of IPv4, and what is no one's."""
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")
"""Of examples, like 2001:db8::; Python 3.11 does not know it yet."""
_PORTS = {"http": 80, "https": 443}


class UnsafeAddressError(DNSLookupError):
    """A name leads to an address that is not public."""


class RefusedError(IgnoreRequest):
    """A request goes where this crawl may not go."""


def allow_loopback(pairs: Collection[str]) -> None:
    """Lets exactly these "host:port" pairs of this machine through, in this process, from now on.

    A host without a port of its own in the registry is then fetched on the port given here.
    """
    _LOOPBACK.clear()
    for pair in pairs:
        host, _, port = pair.rpartition(":")
        _LOOPBACK[host.strip("[]").lower()] = int(port)


def loopback_port(host: str) -> int | None:
    """The port on which a host of this machine was let through, None for any other host."""
    return _LOOPBACK.get(host.lower())


def fetchable(url: str) -> str:
    """A URL with the port at which this machine serves its host, where it does.

    >>> fetchable("https://prokalteng.jawapos.com/feed/")
    'https://prokalteng.jawapos.com/feed/'
    """
    parts = urlsplit(url)
    port = loopback_port(parts.hostname or "")
    if port is None or parts.port is not None:
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.hostname}:{port}"))


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, whatever it is wrapped in.

    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False, False)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if ip not in _UNICAST or ip in _DOCUMENTATION:
            return False
    return ip.is_global and not ip.is_multicast


def public_only(address: str, name: str) -> str:
    """The address that a name leads to; UnsafeAddressError if it is not public."""
    if not is_public(address):
        _REFUSED[name] = f"{name} leads to {address}, which is no public address"
        raise UnsafeAddressError(_REFUSED[name])
    return address


def why_unresolved(url: str) -> str | None:
    """Why the look-up of a URL's host was refused; None if it was not."""
    return _REFUSED.get(urlsplit(url).hostname or "")


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which answers with public addresses only."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 (Twisted's name)
        """The address of a name, or UnsafeAddressError."""
        if loopback_port(name) is not None:
            return succeed("127.0.0.1")
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(public_only, name)


def why_refused(url: str, spider: Spider | None) -> str | None:
    """Why a crawl may not fetch a URL; None if it may."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it is no URL"
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in _PORTS or not host:
        return f"{parts.scheme or 'no scheme'} is neither http nor https"
    if parts.username or parts.password:
        return "it carries a user name"
    allowed = loopback_port(host)
    if (port or _PORTS[parts.scheme]) != (allowed or _PORTS[parts.scheme]):
        return f"port {port} is not a web port"
    publisher = getattr(spider, "publisher", None)
    if publisher is not None and not belongs(url, publisher):
        return f"{host} is none of the publisher's hosts"
    return None


class GuardMiddleware:
    """Refuses requests, those of redirects too, that leave the publisher's hosts, and answers from elsewhere."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """RefusedError where the crawl may not go."""
        reason = why_refused(request.url, self.crawler.spider)
        if reason:
            raise RefusedError(f"refused {request.url}: {reason}")

    def process_response(self, request: Request, response: Response) -> Response:
        """A second look at where the answer came from, should something have gone round the resolver."""
        host = urlsplit(request.url).hostname or ""
        if response.ip_address is not None and loopback_port(host) is None and not is_public(str(response.ip_address)):
            raise RefusedError(f"refused {request.url}: the answer came from {response.ip_address}")
        return response
