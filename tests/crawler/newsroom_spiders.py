"""The spiders that a newcomer would write for the invented newsroom, with contracts; for `scrapy check` and scrapyd."""

from __future__ import annotations

from capaian.demo.newsroom import newsroom, publishers, url_of
from capaian.demo.site import Site

HEAD = """
from capaian.demo.newsroom import publishers
from crawler.guard import allow_loopback
from crawler.spider import PublisherSpider

allow_loopback({pairs!r})
"""
SPIDER = '''

class {class_name}(PublisherSpider):
    name = "{slug}"
    publisher = publishers()["{slug}"]

    def article(self, response):
        """
        @url {article}
        @returns items {items} {items}
        @returns requests 0 0
        @scrapes url publisher published title text
        """
        return self.parse(response)

    def start_page(self, response):
        """
        @url {start}
        @returns items 0 0
        @returns requests {least} 5000
        """
        return self.parse(response)
'''


def source(site: Site, *, items: int = 1, least: int = 5) -> str:
    """A module of spiders with contracts: an article gives `items`, a start page `least` requests or more."""
    room = newsroom()
    made = HEAD.format(pairs=sorted(site.hosts))
    for slug, publisher in publishers().items():
        outlet = room.outlets[slug]
        made += SPIDER.format(
            class_name=f"{slug.title()}Spider",
            slug=slug,
            article=url_of(outlet, room.stories[slug][0], site.port),
            start=f"http://{outlet.host}:{site.port}{(publisher.feeds + publisher.sitemaps + publisher.lists)[0]}",
            items=items,
            least=least,
        )
    return made
