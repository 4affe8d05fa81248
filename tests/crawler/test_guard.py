"""Where a crawl may go, and how long it waits when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from twisted.internet.error import DNSLookupError

from crawler.guard import UnsafeAddressError, allow_loopback, is_public, loopback_port, public_only, why_refused
from crawler.patience import LONGEST_PARK, retry_after
from crawler.spider import publisher_spider
from models.publishers import publishers

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.5.5",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.7",
    "::1",
    "::",
    "fe80::1%eth0",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "ff02::1",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b:1::7f00:1",
    "fec0::1",
    "5f00::1",
    "3fff::1",
    "not an address",
]
PUBLIC = ["8.8.8.8", "103.10.66.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.fixture
def loopback() -> Iterator[None]:
    allow_loopback({"contoh.localhost:8123"})
    yield
    allow_loopback(())


def test_a_name_that_leads_inside_is_refused() -> None:
    assert public_only("8.8.8.8", "contoh.example") == "8.8.8.8"
    with pytest.raises(UnsafeAddressError, match=r"contoh.example leads to 10.0.0.1"):
        public_only("10.0.0.1", "contoh.example")


def test_loopback_is_let_through_by_exact_host_and_port(loopback: None) -> None:
    assert loopback_port("contoh.localhost") == 8123
    assert loopback_port("CONTOH.localhost") == 8123
    assert loopback_port("localhost") is None
    assert loopback_port("lain.contoh.localhost") is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://prokalteng.jawapos.com/a", None),
        ("http://prokalteng.jawapos.com:80/a", None),
        ("https://m.prokalteng.jawapos.com/a", None),
        ("https://prokalteng.jawapos.com:8443/a", "port 8443"),
        ("http://prokalteng.jawapos.com:443/a", "port 443"),
        ("https://user:pw@prokalteng.jawapos.com/a", "user name"),
        ("https://evil.example/a", "none of the publisher's hosts"),
        ("https://prokalteng.jawapos.com.evil.example/a", "none of the publisher's hosts"),
        ("http://127.0.0.1/a", "none of the publisher's hosts"),
        ("file:///etc/hostname", "neither http nor https"),
        ("ftp://prokalteng.jawapos.com/a", "neither http nor https"),
        ("data:text/html,hai", "neither http nor https"),
        ("https://prokalteng.jawapos.com:x/a", "no URL"),
        ("http://contoh.localhost:8123/a", "none of the publisher's hosts"),
    ],
)
def test_refused(url: str, reason: str | None, loopback: None) -> None:
    spider = publisher_spider("prokalteng", publishers()["prokalteng"])()
    told = why_refused(url, spider)
    assert (told is None) == (reason is None)
    assert reason is None or reason in (told or "")


def test_a_host_of_this_machine_on_another_port_is_refused(loopback: None) -> None:
    ours = publishers()["prokalteng"].model_copy(update={"domains": ("contoh.localhost",), "scheme": "http"})
    spider = publisher_spider("contoh", ours)()
    assert why_refused("http://contoh.localhost:8123/a", spider) is None
    assert "port" in (why_refused("http://contoh.localhost:8124/a", spider) or "")
    assert "port" in (why_refused("http://contoh.localhost/a", spider) or "")


NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", timedelta(0)),
        (" 120 ", timedelta(seconds=120)),
        ("99999999999999999999", LONGEST_PARK),
        ("Thu, 01 Jan 2026 00:00:30 GMT", timedelta(seconds=30)),
        ("Wed, 31 Dec 2025 23:00:00 GMT", timedelta(0)),
        ("Fri, 01 Jan 2100 00:00:00 GMT", LONGEST_PARK),
        ("١٢", None),
    ],
)
def test_retry_after(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


def test_an_unsafe_address_is_a_failed_look_up() -> None:
    assert issubclass(UnsafeAddressError, DNSLookupError)
