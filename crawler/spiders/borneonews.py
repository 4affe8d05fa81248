"""The spider of [borneonews] in publishers.toml."""

from crawler.spider import PublisherSpider


class BorneonewsSpider(PublisherSpider):
    """All it needs stands in the registry."""

    name = "borneonews"
