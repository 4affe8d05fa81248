"""The spider of [antarakalteng] in publishers.toml."""

from crawler.spider import PublisherSpider


class AntaraKaltengSpider(PublisherSpider):
    """All it needs stands in the registry."""

    name = "antarakalteng"
