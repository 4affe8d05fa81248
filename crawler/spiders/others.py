"""The spiders of publishers without a file of their own: Antara's regional sites, and what nobody has probed yet."""

from pathlib import Path

from crawler.spider import publisher_spider
from models.publishers import publishers

for _slug, _publisher in publishers().items():
    if not Path(__file__).with_name(f"{_slug}.py").exists():
        _made = publisher_spider(_slug, _publisher)
        _made.__module__ = __name__  # Scrapy takes the classes that a module calls its own
        globals()[_made.__name__] = _made
        del _made  # under two names it would be two spiders
