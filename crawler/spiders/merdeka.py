"""The spider of [merdeka] in publishers.toml."""

from crawler.spider import PublisherSpider


class MerdekaSpider(PublisherSpider):
    """All it needs stands in the registry."""

    name = "merdeka"
