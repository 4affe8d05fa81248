#!/usr/bin/env python3
"""One program over some pages, in the environment that it is started in: `python one.py METHOD INDEX FIRST COUNT`.

Prints one JSON object: CPU seconds for the pages (after some that warm it up), CPU seconds from the start of the
process to the first page done, peak memory, versions, and how many pages it got the title and most words of. It needs
nothing of capaian unless the method is one of capaian's.
"""

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

WARM = 5


def trafilatura_default():
    from trafilatura import bare_extraction

    def read(body, row):
        made = bare_extraction(body, url=row["url"], with_metadata=True)
        return made.title, made.text

    return read, ("trafilatura", "lxml")


def trafilatura_fast():
    from trafilatura import bare_extraction

    def read(body, row):
        made = bare_extraction(body, url=row["url"], with_metadata=True, fast=True)
        return made.title, made.text

    return read, ("trafilatura", "lxml")


def newspaper4k():
    import newspaper

    def read(body, row):
        made = newspaper.Article(row["url"], language="id")
        made.download(input_html=body.decode())
        made.parse()
        return made.title, made.text

    return read, ("newspaper4k", "lxml")


def newsplease():
    from newsplease import NewsPlease

    def read(body, row):
        made = NewsPlease.from_html(body.decode(), url=row["url"])
        return made.title, made.maintext

    return read, ("news-please", "newspaper4k", "lxml")


def goose3():
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def read(body, row):
        made = goose.extract(raw_html=body.decode())
        return made.title, made.cleaned_text

    return read, ("goose3", "lxml")


def fundus():
    """The rule that a publisher's file of fundus would hold for these pages: JSON-LD, and one selector."""
    from datetime import datetime

    from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
    from fundus.parser.utility import extract_article_body_with_selector, generic_date_parsing
    from lxml.cssselect import CSSSelector

    class Parser(ParserProxy):
        class V1(BaseParser):
            _paragraph_selector = CSSSelector("article p, .read__content p, .post-content p, .td-post-content p")

            @attribute
            def title(self):
                return self.precomputed.meta.get("og:title")

            @attribute
            def publishing_date(self) -> datetime | None:
                return generic_date_parsing(self.precomputed.ld.bf_search("datePublished"))

            @attribute
            def body(self) -> ArticleBody | None:
                return extract_article_body_with_selector(
                    self.precomputed.doc, paragraph_selector=self._paragraph_selector
                )

    parser = Parser()

    def read(body, row):
        made = parser().parse(body.decode(), "raise")
        return made.get("title"), str(made.get("body") or "")

    return read, ("fundus", "lxml")


def _capaian(*, claims, store=None):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from datetime import UTC, datetime

    from capaian.demo.newsroom import publishers
    from extract.clean import clean_page

    registry, now = publishers(), datetime.now(UTC)
    if claims:
        from extract.pipeline import extract_article

    def read(body, row):
        made = clean_page(
            body, url=row["url"], fetched_at=now, publisher=registry[row["outlet"]], slug=row["outlet"]
        ).article
        if claims:
            report = extract_article(made)
            if store is not None:
                store(report)
        return made.title, made.text

    return read, ("capaian", "trafilatura", "lxml")


def capaian_clean():
    return _capaian(claims=False)


def capaian_claims():
    return _capaian(claims=True)


def capaian_store():
    """HTML to stored claims: one transaction for 20 articles, as the writer of results does."""
    import tempfile

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from store.engine import open_store, write_session
    from store.imports import save_reports

    folder = tempfile.mkdtemp(prefix="capaian-bench-")
    engine = open_store(f"{folder}/store.sqlite", create=True)
    waiting = []

    def store(report, *, last=False):
        if report is not None:
            waiting.append(report)
        if waiting and (last or len(waiting) >= 20):
            with write_session(engine) as session:
                save_reports(session, waiting)
            waiting.clear()

    read, versions = _capaian(claims=True, store=store)
    read.end = lambda: store(None, last=True)
    return read, versions


METHODS = {
    made.__name__: made
    for made in (
        trafilatura_default,
        trafilatura_fast,
        newspaper4k,
        newsplease,
        goose3,
        fundus,
        capaian_clean,
        capaian_claims,
        capaian_store,
    )
}


def main(method, index, first, count):
    rows = [json.loads(line) for line in Path(index).read_text().splitlines()][first : first + count + WARM]
    pages = [((Path(index).parent / row["file"]).read_bytes(), row) for row in rows]
    read, versions = METHODS[method]()
    end = getattr(read, "end", lambda: None)
    read(*pages[0])
    end()  # the first page is done when it is stored
    start_up = time.process_time()
    for page in pages[1:WARM]:
        read(*page)
    end()
    right = 0
    begin = time.process_time()
    for body, row in pages[WARM:]:
        title, text = read(body, row)
        words = len((text or "").split())
        right += row["title"] in (title or "") and words >= 0.8 * row["words"]
    end()
    spent = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    made = {"pages": len(pages) - WARM, "cpu": spent, "start_up": start_up, "peak_mb": peak, "right": right}
    print(json.dumps(made | {"versions": {name: version(name) for name in versions}}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
