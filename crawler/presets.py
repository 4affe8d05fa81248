"""Which platform preset a site that nobody has described stands on: the one whose own classes its pages have."""

from __future__ import annotations

from collections import Counter
from functools import cache

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extract.clean import clean_page
from extract.page_text import squeeze
from models.publishers import Platform, Publisher, platforms
from store.captures import PendingCapture

_FIELDS = ("title", "body", "date", "author", "remove", "cards", "next_page")


def preset(
    pages: list[tuple[bytes, PendingCapture]], block: Publisher, *, front: HtmlElement | None = None
) -> tuple[str, str]:
    """(platform preset of these articles and the list page `front`, why).

    Of those whose selectors read an article the one with the most marks of its own; how much text they read says
    little, since the widest selector reads the most.
    """
    trees = [tree for body, _ in pages if (tree := _parsed(body)) is not None]
    looked = [*trees, *([] if front is None else [front])]
    generator = next((word for word in map(_generator, looked) if word), None)
    usual = "wordpress" if generator == "WordPress" else "generic"
    best: tuple[tuple[float, int, int, bool], str] = ((0.0, 0, 0, False), usual)
    for name, platform in platforms().items():
        read = [_read(body, capture, block, name) for body, capture in pages]
        whole, dated = sum(one is not None for one in read), sum(one is True for one in read)
        score = (sum(own_marks(platform, tree) for tree in looked), whole, dated, name == usual)
        if whole and score > best[0]:
            best = (score, name)
    (_, whole, dated, _), name = best
    told = f"its selectors read {whole} of {len(pages)} article{'' if len(pages) == 1 else 's'}, {dated} with a date"
    return name, f"{told}; the site says {generator}" if generator else told


def own_marks(platform: Platform, tree: HtmlElement) -> float:
    """How much of a preset stands in a page: for each kind of selector that finds something, the rarest one's share.

    A selector that only this preset has counts as 1, one that four share as a quarter.
    """
    groups = [getattr(platform, field) for field in _FIELDS]
    groups.append(tuple(_alternatives(platform)))
    shares = _presets_with()
    return sum(max((1 / shares[one] for one in group if _found(one, tree)), default=0.0) for group in groups)


def _alternatives(platform: Platform) -> list[str]:
    return [one.strip() for one in (platform.state_script or "").split(",") if one.strip()]


@cache
def _presets_with() -> Counter[str]:
    """Selector → how many presets have it; one of several alternatives of a script counts as that many presets."""
    made: Counter[str] = Counter()
    for platform in platforms().values():
        made.update({one for field in _FIELDS for one in getattr(platform, field)})
        scripts = _alternatives(platform)
        made.update(dict.fromkeys(scripts, len(scripts)))
    return made


@cache
def _selector(text: str) -> CSSSelector:
    return CSSSelector(text, translator="html")


def _found(selector: str, tree: HtmlElement) -> bool:
    return bool(_selector(selector)(tree))


def _read(body: bytes, capture: PendingCapture, block: Publisher, platform: str) -> bool | None:
    """Whether an article that a preset's own selectors read has a date; None where they read none."""
    made = clean_page(
        body,
        url=capture.canonical_url,
        content_type=capture.content_type,
        fetched_at=capture.fetched_at,
        publisher=block.model_copy(update={"platform": platform}),
        slug=capture.source,
    )
    if made.article is None or made.body_source not in ("css", "state", "attribute"):
        return None
    return made.article.published is not None


def _parsed(body: bytes) -> HtmlElement | None:
    try:
        return document_fromstring(body, parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _generator(tree: HtmlElement) -> str | None:
    """The system that a page names as its maker, or that its addresses give away."""
    if tree.xpath("boolean(//*[contains(@src, '/wp-content/') or contains(@href, '/wp-content/')])"):
        return "WordPress"
    named = (squeeze(meta.get("content") or "")[:40] for meta in tree.iter("meta") if meta.get("name") == "generator")
    return next(named, None)
