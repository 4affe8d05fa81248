"""Scrapy's settings. Its defaults serve scraping; these serve sites that did not ask for us."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

try:
    _VERSION = version("capaian")
except PackageNotFoundError:
    _VERSION = "0"

BOT_NAME = "capaian"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Who we are, and where to write to. CAPAIAN_CONTACT adds the address of the person who runs this crawl.
_CONTACT = os.environ.get("CAPAIAN_CONTACT", "").strip()
USER_AGENT = f"capaian/{_VERSION} (+https://github.com/capaian/capaian{f'; {_CONTACT}' if _CONTACT else ''})"
ROBOTSTXT_USER_AGENT = "capaian"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.5",
}

# Ours. A store makes a crawl durable; without one it lives in a temporary file. Extraction can be left for later.
CAPAIAN_STORE = os.environ.get("CAPAIAN_STORE")
CAPAIAN_EXTRACT = True
CAPAIAN_BACKOFF = 20.0  # first wait in seconds after a failure; it doubles
CAPAIAN_LONGEST_WAIT = 300.0  # a source that asks for a longer one is parked

# One request at a time and host, never faster than the registry's delay, slower where the site is slow.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
ROBOTSTXT_OBEY = True
RETRY_TIMES = 2

# Bounds on what a site can do to us.
DOWNLOAD_MAXSIZE = 4 * 1024 * 1024
DOWNLOAD_WARNSIZE = 2 * 1024 * 1024
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 20
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
DEPTH_LIMIT = 1000
URLLENGTH_LIMIT = 1500
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 1024
DOWNLOAD_VERIFY_CERTIFICATES = True
# The delay is held where a request is really sent.
DOWNLOAD_HANDLERS = {
    "http": "crawler.pace.PacedHandler",
    "https": "crawler.pace.PacedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
REFERER_ENABLED = False  # with it, a site's own Referrer-Policy header beats the line above
HTTPERROR_ALLOW_ALL = True  # every answer ends its visit with a word
HTTPPROXY_ENABLED = False  # a proxy resolves names itself, past the check of addresses

# A page gives one item at most: for each response Scrapy starts as many tasks as this says.
CONCURRENT_ITEMS = 1
# It would read and parse the source of the spider's callback again at each response.
WARN_ON_GENERATOR_RETURN_VALUE = False

# No way in from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

TWISTED_DNS_RESOLVER = "crawler.guard.PublicResolver"
SCHEDULER = "crawler.scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the frontier's rows are unique
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.guard.GuardMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.PoliteRobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.patience.PatientRetryMiddleware": 550,
}
ITEM_PIPELINES = {"crawler.pipelines.ExtractPipeline": 300}

# Lines of figures keep every digit.
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {
    "jsonlines": "crawler.export.ExactJsonLines",
    "jsonl": "crawler.export.ExactJsonLines",
    "jl": "crawler.export.ExactJsonLines",
    "json": "crawler.export.ExactJson",
}
LOG_LEVEL = "INFO"
LOG_FORMATTER = "scrapy.logformatter.LogFormatter"
