"""Pages of the demo newsroom as bytes: one set of templates per platform, nothing of the clock or of chance in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from capaian.demo.newsroom import BANNER, CRAWL_DAY, HERE, Newsroom, Outlet, Story, slugify
from models.reference import regions

PER_LIST = 6
PER_FEED = 10

ADVERTS = ("Toli-Toli", "Manokwari Selatan", "Halmahera Barat", "Kolaka Utara", "Nias Selatan")
"""Places far away that advertisements in page heads name."""

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_id(moment: datetime) -> str:
    """`14 Januari 2025`."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def weekday_id(moment: datetime) -> str:
    """`Selasa`."""
    return _DAYS[moment.weekday()]


def day_en(moment: Any) -> str:
    """`January 14, 2025`, in English as some themes print it."""
    return f"{_MONTHS_EN[moment.month - 1]} {moment.day}, {moment.year}"


def long_en(moment: Any) -> str:
    """`Sunday, November 2, 2025`."""
    return f"{_DAYS_EN[moment.weekday()]}, {day_en(moment)}"


def rfc822(moment: datetime) -> str:
    """As feeds write it, in UTC."""
    return format_datetime(moment.astimezone(UTC))


def teaser(story: Story) -> str:
    """The first words of a story, without its dateline."""
    first = story.paragraphs[0]
    text = first.partition(" – ")[2] or first.partition(" - ")[2] or first
    return text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + "…"


def is_teaser(paragraph: str) -> bool:
    """Whether a paragraph is a line that points to another story."""
    return paragraph.lower().startswith("baca juga")


def state(value: Mapping[str, str]) -> Markup:
    """JSON in the escaping of Angular's transfer state: `&q;` for quotation marks."""
    text = json.dumps(value, ensure_ascii=False)
    for raw, safe in (("&", "&a;"), ('"', "&q;"), ("'", "&s;"), ("<", "&l;"), (">", "&g;")):
        text = text.replace(raw, safe)
    return Markup(text)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "day_id": day_id,
        "weekday_id": weekday_id,
        "day_en": day_en,
        "long_en": long_en,
        "rfc822": rfc822,
        "teaser": teaser,
        "state": state,
        "inner": lambda paragraph: str(escape(paragraph)),
    }
    made.tests["teaser"] = is_teaser
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


@cache
def foot(province: str | None, many: bool) -> tuple[tuple[str, str], ...]:
    """(name, path) of the tags that a page's foot links to: places, as the feet of real sites do."""
    island = [region for region in regions().values() if region.code.startswith("6") and region.level != "province"]
    named = sorted(island, key=lambda region: (region.code[:2] != province, len(region.code), region.code))
    return tuple((region.name, f"/tag/{slugify(region.name)}") for region in named[: 120 if many else 20])


@lru_cache(maxsize=64)
def leading(room: Newsroom, slug: str) -> tuple[Story, ...]:
    """The newest stories of an outlet that stay as they are: what its pages link to in their sides."""
    return tuple(story for story in room.stories[slug][:12] if not story.fleeting)[:6]


@cache
def heavy(slug: str) -> Markup:
    """Style sheets and scripts of the weight of a real page's."""
    return Markup(_environment().get_template("shared/heavy.html").render(slug=slug))


def render(template: str, room: Newsroom, outlet: Outlet, base: str, **more: Any) -> bytes:
    """One template as UTF-8. `base` is scheme and host of the links, as the reader asked for them."""
    own = more.get("story")
    advert = ADVERTS[crc32((own.key if own else outlet.slug).encode()) % len(ADVERTS)]
    sides = [story for story in leading(room, outlet.slug) if own is None or story.path != own.path][:5]
    text = (
        _environment()
        .get_template(template)
        .render(
            room=room,
            outlet=outlet,
            name=outlet.publisher.name,
            base=base,
            banner=BANNER,
            advert=advert,
            today=CRAWL_DAY[room.round],
            sides=sides,
            heavy=heavy(outlet.slug) if room.rich else "",
            foot=foot(outlet.publisher.province, room.rich),
            local=outlet.local,
            zone=outlet.zone,
            slash="/" if outlet.publisher.platform == "tagdiv" else "",
            **more,
        )
    )
    return text.encode()


def folder(outlet: Outlet) -> str:
    """The folder of an outlet's templates."""
    return outlet.publisher.platform


def story_page(room: Newsroom, outlet: Outlet, story: Story, base: str, *, amp: bool = False) -> bytes:
    """An article's page, or its AMP form."""
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": outlet.local(story.published).isoformat(),
        "dateModified": outlet.local(story.modified).isoformat(),
        "author": {"@type": "Person", "name": story.reporter},
        "publisher": {"@type": "Organization", "name": outlet.publisher.name},
        "mainEntityOfPage": f"{base}{story.path}",
        "description": BANNER,
    }
    name = "amp" if amp else "innerhtml" if story.innerhtml else "article"
    return render(f"{folder(outlet)}/{name}.html", room, outlet, base, story=story, linked=linked)


def list_page(
    room: Newsroom,
    outlet: Outlet,
    base: str,
    *,
    heading: str,
    path: str,
    lists: str | None = None,
    stories: Sequence[Story],
    number: int,
) -> bytes | None:
    """The N-th page of a list, or None where the list has no such page; `lists` where later pages have another path."""
    last = max(1, -(-len(stories) // PER_LIST))
    if not 1 <= number <= last:
        return None

    def at(n: int) -> str:
        if n == 1:
            return path
        return f"{path}page/{n}/" if folder(outlet) == "tagdiv" else f"{lists or path}/{n}"

    near = {n: at(n) for n in range(1, last + 1) if n in (1, last) or abs(n - number) <= 3}
    shown = stories[(number - 1) * PER_LIST : number * PER_LIST]
    return render(
        f"{folder(outlet)}/list.html",
        room,
        outlet,
        base,
        heading=heading,
        stories=shown,
        number=number,
        pages=near,
        next=at(number + 1) if number < last else None,
    )
