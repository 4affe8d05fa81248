"""The spider of [kaltaranetwork] in publishers.toml."""

from crawler.spider import PublisherSpider


class KaltaraNetworkSpider(PublisherSpider):
    """All it needs stands in the registry."""

    name = "kaltaranetwork"
