"""The spider of [prokalteng] in publishers.toml."""

from crawler.spider import PublisherSpider


class ProkaltengSpider(PublisherSpider):
    """All it needs stands in the registry."""

    name = "prokalteng"
