"""From a page's elements to the lines of its article: blocks become lines; teasers, captions and furniture go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from extract.page_dates import without_dates
from extract.page_words import credit, promo, whole_lines
from extract.page_words import lines as generic_lines
from models.keys import plain

_SKIP_BLOCKS = frozenset(
    ["aside", "nav", "header", "footer", "form", "figure", "figcaption", "h1", "iframe", "amp-ad", "amp-carousel"]
)
_SKIP = _SKIP_BLOCKS.union(
    ["script", "style", "noscript", "template", "button", "select", "textarea", "input", "object", "embed", "svg"],
    ["math", "canvas", "video", "audio", "picture", "map", "amp-img", "amp-iframe", "graphic"],
)
_BLOCKS = frozenset(
    ["address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"]
).union(
    ["h2", "h3", "h4", "h5", "h6", "head", "hr", "item", "li", "list", "main", "ol", "p", "pre", "quote", "row"],
    ["section", "table", "tbody", "tfoot", "thead", "tr", "ul"],
)
_CELLS = frozenset(("td", "th", "cell"))  # a row is one line: a figure stays beside its label
_LINKS = frozenset(("a", "ref"))  # `ref` is trafilatura's
_PICTURES = frozenset(("img", "picture", "amp-img", "graphic"))
_SLANTED = frozenset(("em", "i", "small"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:baca-?juga|related(?:posts?|news|articles?)?|shares?|sharing|sharedaddy|social(?:media|links)?|"
    r"advert(?:s|isements?|ising)?|ads?|iklan|banner|komentar|comments?|tags?|breadcrumbs?|newsletter|subscribe|"
    r"terkait|lainnya|read-?others?|captions?|author-?box|twitter-tweet|instagram-media|linksisip|noncontent)"
    r"(?:[\s_-]|$)",
    re.IGNORECASE,
)
_INLINE_FURNITURE = re.compile(r"baca-?juga|related|terkait|caption|read-?others?", re.IGNORECASE)
"""What may mark a span inside a sentence as furniture; sites mark links to their tag pages there, too."""
_FURNITURE_LIMIT = 1500
"""A marked element with more text than this is no furniture, whatever its class says."""
_CAPTION_LIMIT = 300
"""A block behind a picture with more characters than this is no caption."""
_SUBSTANCE = 80
"""From as many characters on a line is a paragraph."""
_CRUMB = 40
"""Below this many characters a link before the text is part of the way to the page."""
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$")
_IN_BRACKETS = "([{"
_LEADS = "-–—•*»>|:([{ \n\xa0"
"""What may stand before a teaser at the beginning of its block."""
_CLOSES = re.compile(r"[)\]}]")
_SOLID = re.compile(r"\S|\Z")
_NO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_BLANKS = re.compile(r"\s")
_SAYS = re.compile(r"\w")


@dataclass(slots=True)
class _Block:
    """A block's runs of text, each with whether it is a link; `picture` has the words of one right before it."""

    runs: list[tuple[str, bool]]
    picture: str | None = None
    slanted: bool = False

    def text(self) -> str:
        return squeeze("".join(text for text, _ in self.runs))

    def is_teaser(self) -> bool:
        """Whether it is a link and little else, its date aside: the way sites print titles of other stories."""
        links = [text for text, link in self.runs if link]
        linked = sum(map(len, map(squeeze, links)))
        if not linked:
            return False
        whole = without_dates(self.text())
        return linked > 0.6 * len(whole) and len(whole.split()) >= 4 and not _SENTENCE_END.search(whole)

    def is_caption(self) -> bool:
        """Whether it tells of the picture before it: in slanted letters, with a credit, or in the picture's words."""
        if self.picture is None:
            return False  # most blocks
        text = self.text()
        if len(text) > _CAPTION_LIMIT:
            return False
        here, there = set(plain(text).split()), set(plain(self.picture).split())
        alike = len(there) >= 4 and len(here & there) > 0.6 * len(here | there)
        return self.slanted or alike or credit().search(text) is not None

    def only_link(self) -> bool:
        """Whether nothing but links stands in it."""
        return not any(text.strip(" \n–—-•»>|") and not link for text, link in self.runs)


def squeeze(text: str) -> str:
    """White space to single blanks, mis-decoded no-break spaces and zero-width characters away.

    >>> squeeze(" Capaian\\u00a0 99,2\\u200b persen\\n")
    'Capaian 99,2 persen'
    """
    if not text.isascii():
        text = _NO_WIDTH.sub("", text.replace("\u00c2\u00a0", " "))
    return " ".join(text.split())


def _text(element: HtmlElement) -> str:
    """All text below an element, comments aside."""
    return str(element.xpath("string()"))


def spaced(element: HtmlElement) -> str:
    """All text below an element with blanks between its parts: "Judul" and "12 Mei" beside it are not "Judul12 Mei"."""
    return squeeze(" ".join(map(str, element.xpath(".//text()"))))


def _hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    if style and "display:none" in _BLANKS.sub("", style).lower():
        return True
    return element.get("hidden") is not None


def _is_furniture(element: HtmlElement) -> bool:
    names, own = element.get("class"), element.get("id")
    if not (names or own) or element.tag in _LINKS or not _says_furniture(element.tag, f"{names or ''} {own or ''}"):
        return False
    return len(_text(element)) <= _FURNITURE_LIMIT


@lru_cache(maxsize=5_000)
def _says_furniture(tag: str, marks: str) -> bool:
    """Whether class and id mark an element as furniture; sites repeat them on all of their pages."""
    if not _FURNITURE.search(marks):
        return False
    return tag != "span" or _INLINE_FURNITURE.search(marks) is not None


def _blocks(root: HtmlElement, remove: frozenset[HtmlElement]) -> list[_Block]:
    """The blocks of an element in order of the page. A skipped element's tail belongs to what surrounds it."""
    made: list[_Block] = []
    runs: list[tuple[str, bool]] = []
    links = slant = 0
    upright = False
    picture: str | None = None

    def add(text: str | None) -> None:
        nonlocal upright
        if text:
            runs.append((text, links > 0))
            upright = upright or (not slant and not text.isspace())

    def flush() -> None:
        nonlocal runs, upright, picture
        if any(text.strip() for text, _ in runs):
            made.append(_Block(runs, picture, not upright))
            picture = None
        runs, upright = [], False

    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    skipping: HtmlElement | None = None
    for event, element in walker:
        if event in ("comment", "pi"):
            add(element.tail)
            continue
        tag = element.tag
        if event == "start":
            if tag in _PICTURES and not any(text.strip() for text, _ in runs):
                picture = element.get("alt") or ""
            if element is not root and (
                tag in _SKIP or element in remove or _hidden(element) or _is_furniture(element)
            ):
                skipping = element
                walker.skip_subtree()
                if tag in _BLOCKS or tag in _SKIP_BLOCKS:
                    flush()
                continue
            if tag in _BLOCKS or tag in ("br", "lb"):
                flush()
            if tag in _CELLS:
                add(" ")
            if tag in _LINKS:
                links += 1
            slant += tag in _SLANTED
            add(element.text)
        else:
            if element is skipping:
                skipping = None
            else:
                if tag in _LINKS:
                    links -= 1
                slant -= tag in _SLANTED
                if tag in _BLOCKS:
                    flush()
            if element is not root:
                add(element.tail)
    flush()
    return made


def _without_promo(block: _Block, whole: str) -> tuple[str, bool]:
    """(what remains of a block without teasers, whether it was a teaser's heading alone).

    A teaser goes from its phrase to the end of the links that follow it, or of its bracket, or of the block.
    """
    text = "".join(run for run, _ in block.runs)
    found = promo(text)
    if not found:  # most blocks
        return whole, False
    is_link = [link for run, link in block.runs for _ in run]
    begins = _solid(text, len(text) - len(text.lstrip(_LEADS)))
    kept: list[str] = []
    at = 0
    heading = False
    for match in found:
        if match.start() < at:
            continue
        starts = match.start() <= begins
        behind = _solid(text, match.end())
        linked = any(is_link[match.start() : match.end() + 4])
        if not (starts or linked or text[behind : behind + 1] in ":;"):
            continue  # prose: "warga diminta lihat juga papan pengumuman"
        before = match.start()
        while before and text[before - 1].isspace():
            before -= 1
        bracketed = before > 0 and text[before - 1] in _IN_BRACKETS
        end = _promo_end(text, is_link, match.end(), bracketed=bracketed)
        start = before - 1 if bracketed else match.start()
        kept.append(text[at:start])
        heading = heading or (starts and not text[match.end() :].strip(" :;.-–—\n\xa0"))
        at = max(end, at)
    kept.append(text[at:])
    return squeeze(" ".join(kept)), heading


def _solid(text: str, at: int) -> int:
    """Where the next character from `at` on is that is no blank; the text's length for none."""
    found = _SOLID.search(text, at)
    return found.start() if found else len(text)


def _promo_end(text: str, is_link: list[bool], at: int, *, bracketed: bool) -> int:
    if bracketed:
        close = _CLOSES.search(text, at)
        return close.end() if close else len(text)
    first = next((i for i in range(at, len(text)) if is_link[i]), None)
    if first is None or text[at:first].strip(" :;-–—>»\n\xa0\"'“”"):
        # no link, or words before it: the teaser runs to the end of the block
        return len(text)
    end = first
    while end < len(text) and (is_link[end] or not text[end].strip(" ,;|–—-\n\xa0")):
        end += 1
    return end


def lines_of(
    roots: Iterable[HtmlElement],
    *,
    title: str | None,
    remove: Iterable[HtmlElement] = (),
    boilerplate: tuple[str, ...] = (),
    ends: tuple[str, ...] = (),
) -> list[str]:
    """The lines of an article's body: one for each block, none of them empty, none of them the site's.

    `boilerplate` and `ends` are regular expressions of whole lines (models/publishers.py). What is printed under a
    picture goes, too, unless it is all there is: a gallery's article is its captions.
    """
    gone = frozenset(remove)
    blocks = [block for root in roots for block in _blocks(root, gone)]
    prose = [block for block in blocks if not block.is_caption()]
    made = _lines(prose, title=title, boilerplate=boilerplate, ends=ends)
    if len(prose) < len(blocks) and not any(len(line) >= _SUBSTANCE for line in made):
        return _lines(blocks, title=title, boilerplate=boilerplate, ends=ends)
    return made


def _lines(
    blocks: Iterable[_Block], *, title: str | None, boilerplate: tuple[str, ...], ends: tuple[str, ...]
) -> list[str]:
    furniture = whole_lines(generic_lines().furniture + boilerplate)
    ending = whole_lines(generic_lines().ends + ends)
    plain_title = plain(title or "")
    made: list[str] = []
    seen: set[str] = set()
    after_heading = False
    substance = 0
    for block in blocks:
        whole = block.text()
        if ending and ending.fullmatch(whole):
            if substance:
                break
            continue
        if after_heading and block.only_link():
            continue
        if not substance and len(whole) < _CRUMB and block.only_link() and not _SENTENCE_END.search(whole):
            continue  # the way to the page: home, section
        line, after_heading = _without_promo(block, whole)
        if not _SAYS.search(without_dates(line)):
            continue
        if furniture and furniture.fullmatch(line):
            continue
        if block.is_teaser():
            continue
        key = plain(line)
        if key == plain_title or (len(line) >= 40 and key in seen):
            continue
        seen.add(key)
        made.append(line)
        substance += len(line) >= _SUBSTANCE
    return made


def densest(tree: HtmlElement) -> HtmlElement | None:
    """The element that holds most of a page's prose as its own paragraphs: where nobody knows the site, the body.

    Long paragraphs count for their parent, and half for its parent; links do not count. None without any prose.
    """
    scores: dict[HtmlElement, float] = {}
    for element in tree.iter("p", "div", "td", "section", "article", "span"):
        if element.tag == "p":
            texts = [_text(element)]
            linked = sum(len(_text(link)) for link in element.iter("a"))
            holder = element.getparent()
        else:  # bare text between line breaks
            texts = [element.text or "", *(child.tail or "" for child in element)]
            linked = 0
            alone = sum(len(squeeze(text)) >= 40 for text in texts) == 1
            holder = element.getparent() if alone else element  # a div around one paragraph is a paragraph
        size = sum(len(text) for text in map(squeeze, texts) if len(text) >= 40) - 2 * linked
        if holder is None or size <= 0:
            continue
        scores[holder] = scores.get(holder, 0) + size
        above = holder.getparent()
        if above is not None:
            scores[above] = scores.get(above, 0) + size / 2
    return max(scores, key=lambda element: scores[element], default=None)
