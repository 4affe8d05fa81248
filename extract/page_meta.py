"""What a page says of itself to machines: JSON-LD, OpenGraph and other meta elements, and JSON in a script."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting)$")
_DATE_METAS = (
    ("property", "article:published_time"),
    ("itemprop", "datePublished"),
    ("name", "article:published_time"),
    ("name", "pubdate"),
    ("name", "publishdate"),
    ("name", "content_PublishedDate"),
    ("name", "dtk:publishdate"),
    ("name", "date"),
    ("property", "og:published_time"),
    ("itemprop", "dateCreated"),
)


@dataclass(slots=True)
class PageMeta:
    """Metadata as found, not yet judged. Dates are (where they were read, printed form), best first."""

    titles: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    body: str | None = None
    """JSON-LD's articleBody."""
    canonical: str | None = None
    kind: str | None = None
    """og:type."""
    image: str | None = None
    is_article: bool = False
    """Whether JSON-LD names an article."""


def _values(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in JSON-LD, outermost first; iterative, since its depth is the site's choice."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(reversed([child for child in item.values() if isinstance(child, dict | list)]))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def read_json(text: str) -> Any:
    """JSON as sites write it: comments around it, control characters in strings and a comma too many are forgiven.

    None where it is no JSON at all.
    """
    text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", text.strip())
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
    return None


def _types(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    return [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind]


def _json_ld(tree: HtmlElement, meta: PageMeta) -> None:
    for script in tree.iterfind(".//script[@type]"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for item in _values(read_json(script.text or "")):
            if not any(_ARTICLE_TYPES.search(kind) for kind in _types(item)):
                continue
            if meta.is_article:
                continue  # the first article is the page's; further ones are lists of other stories
            meta.is_article = True
            for key in ("headline", "name"):
                if isinstance(item.get(key), str):
                    meta.titles.append(("json-ld", html.unescape(item[key])))
                    break
            if isinstance(item.get("datePublished"), str):
                meta.dates.append(("json-ld", item["datePublished"]))
            if isinstance(item.get("articleBody"), str):
                meta.body = html.unescape(item["articleBody"])


def read_meta(tree: HtmlElement) -> PageMeta:
    """All that the page's head and JSON-LD say of it."""
    meta = PageMeta()
    _json_ld(tree, meta)
    named: dict[tuple[str, str], str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name:
                named.setdefault((attribute, name.strip()), content.strip())
    for key in _DATE_METAS:
        if key in named:
            meta.dates.append(("meta", named[key]))
    for source in ("property", "name"):
        for name in ("og:title", "twitter:title"):
            if (source, name) in named:
                meta.titles.append(("meta", html.unescape(named[(source, name)])))
    meta.kind = named.get(("property", "og:type")) or named.get(("name", "og:type"))
    meta.image = named.get(("property", "og:image")) or named.get(("name", "og:image"))
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            meta.canonical = link.get("href").strip()
            break
    else:
        meta.canonical = named.get(("property", "og:url"))
    return meta


_ESCAPES = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}


def read_state(scripts: list[HtmlElement]) -> list[Any]:
    """The JSON values of transfer-state scripts; Angular's `&q;` escapes are undone where plain JSON fails."""
    found = []
    for script in scripts:
        text = script.text or ""
        value = read_json(text)
        if value is None:
            value = read_json(re.sub("&[qslga];", lambda escape: _ESCAPES[escape[0]], text))
        if value is not None:
            found.append(value)
    return found


def state_text(states: list[Any], keys: tuple[str, ...]) -> str | None:
    """The longest text under any of the keys, at any depth, of the first key that has one."""
    for key in keys:
        texts: list[str] = [item[key] for state in states for item in _values(state) if isinstance(item.get(key), str)]
        if texts:
            return max(texts, key=len)
    return None
