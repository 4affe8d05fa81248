"""The served pages: every link resolves, every form parses, rounds differ where they should, bytes are the same."""

import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree, html

from capaian.demo import Site, articles, serve
from capaian.demo.newsroom import BANNER, Story, framed, newsroom
from capaian.demo.pages import story_page
from capaian.demo.site import CLOSED, Response, respond
from models.publishers import publishers as real_publishers
from models.publishers import read_publishers

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "news": "http://www.google.com/schemas/sitemap-news/0.9"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def ask(
    site: Site, host: str, target: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers={"Host": host} | named)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def get(host: str, target: str, round_: int = 1) -> Response:
    return respond(newsroom(1 if round_ == 1 else 2), host, target)


def links(page: bytes, base: str) -> set[str]:
    tree = html.fromstring(page, base_url=base)
    tree.make_links_absolute(base)
    found = {str(element.get("href")) for element in tree.iter("a", "link") if element.get("href")}
    return {link.partition("#")[0] for link in found}


STARTS = [
    (outlet.host, path)
    for outlet in newsroom(1).outlets.values()
    for path in ("/", *outlet.publisher.feeds, *outlet.publisher.sitemaps, *outlet.publisher.lists)
]


def test_the_outlets_are_no_real_ones() -> None:
    hosts = [domain for publisher in newsroom(1).outlets.values() for domain in publisher.publisher.domains]
    assert all(host.endswith(".localhost") for host in hosts)
    assert not newsroom(1).outlets.keys() & real_publishers().keys()


def test_publishers_file_is_read_strictly() -> None:
    from capaian.demo.newsroom import HERE

    assert list(read_publishers(HERE / "publishers.toml")) == list(newsroom(1).outlets)


@pytest.mark.parametrize("round_", [1, 2])
def test_every_link_resolves_and_the_walk_finds_every_story(round_: int) -> None:
    queue, seen = [f"http://{host}{path}" for host, path in STARTS], set()
    while queue:
        url = queue.pop()
        if url in seen:
            continue
        seen.add(url)
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = get(parts.netloc, target, round_)
        assert answer.status == 200, url
        if answer.content_type.startswith("text/html"):
            queue += links(answer.body, url) - seen
        elif b"<loc>" in answer.body:
            queue += etree.fromstring(answer.body).xpath("//s:loc/text()", namespaces=NS)
        elif b"<rss" in answer.body:
            queue += [entry.link for entry in feedparser.parse(answer.body).entries]
    assert {article.url for article in articles(round=1 if round_ == 1 else 2)} <= seen


@pytest.mark.parametrize(("host", "path"), STARTS)
def test_start_pages_of_the_registry_answer(site: Site, host: str, path: str) -> None:
    response, body = ask(site, host, path)
    assert response.status == 200
    assert body


EVERY = [
    pytest.param(outlet, story, id=story.key)
    for slug, outlet in newsroom(1).outlets.items()
    for story in newsroom(1).stories[slug]
]


@pytest.mark.parametrize(("outlet", "story"), EVERY)
def test_a_page_says_what_it_is_and_says_the_story(outlet, story: Story) -> None:  # type: ignore[no-untyped-def]
    body = get(outlet.host, story.path).body
    tree = html.fromstring(body)
    banner = tree.xpath("//*[@class='data-contoh']")
    assert [element.text_content() for element in banner] == [BANNER]
    assert banner[0].text_content().startswith("DATA CONTOH")
    text = " ".join(html.fromstring(" ".join(tree.xpath("//p/@innerhtml")) or "<p/>").text_content().split())
    shown = " ".join(tree.text_content().split()) + text
    for paragraph in story.paragraphs:
        assert paragraph in shown
    assert (not story.innerhtml) is (story.paragraphs[0] in " ".join(tree.text_content().split()))
    assert respond(newsroom(1), outlet.host, story.path).body == body  # the same bytes twice
    if outlet.publisher.platform != "borneonews":
        amp = f"{story.path}amp" if outlet.publisher.platform == "tagdiv" else f"/amp{story.path}"
        reduced = html.fromstring(get(outlet.host, amp).body)
        assert BANNER in reduced.text_content()
        assert reduced.xpath("//link[@rel='canonical']/@href") == [f"http://{outlet.host}{story.path}"]
        assert story.paragraphs[-1] in reduced.text_content()


def test_pages_are_well_formed() -> None:
    parser = etree.XMLParser()
    for story in newsroom(1).stories["kabarmentaya"]:
        body = get("kabarmentaya.localhost", story.path).body
        etree.fromstring(body.replace(b"<!doctype html>", b"").replace(b" amp ", b" "), parser)


def test_templates_escape() -> None:
    room = newsroom(1)
    for slug, outlet in room.outlets.items():
        story = room.stories[slug][0]
        evil = "Bupati: </script><script>alert(1)</script> \"'&amp; <b>99,2 persen</b>"
        for hidden in (False, True) if outlet.publisher.platform == "borneonews" else (False,):
            made = Story(
                **{name: getattr(story, name) for name in Story.__slots__}
                | {"title": evil, "innerhtml": hidden}
                | {"paragraphs": framed(outlet, town="Sampit", reporter=evil, editor=evil, text=evil)}
            )
            page = story_page(room, outlet, made, f"http://{outlet.host}")
            tree = html.fromstring(page)
            assert b"<script>alert(1)" not in page
            assert not [script for script in tree.iter("script") if (script.text or "").startswith("alert")]
            assert tree.xpath("//title")[0].text.startswith(evil)


@pytest.mark.parametrize(
    ("host", "path"), [("kabarmentaya.localhost", "/feed/"), ("kalteng.kantornusa.localhost", "/rss/terkini.xml")]
)
def test_feeds_parse(host: str, path: str) -> None:
    feed = feedparser.parse(get(host, path).body)
    assert not feed.bozo
    assert feed.feed.description == BANNER
    newest = next(stories for slug, stories in newsroom(1).stories.items() if newsroom(1).outlets[slug].host == host)[0]
    assert feed.entries[0].title == newest.title
    assert feed.entries[0].published_parsed[:5] == newest.published.utctimetuple()[:5]


def test_sitemaps_are_valid_and_whole() -> None:
    index = etree.fromstring(get("kabarmentaya.localhost", "/sitemap_index.xml").body)
    assert index.tag == f"{{{NS['s']}}}sitemapindex"
    paths = [urlsplit(loc).path for loc in index.xpath("//s:loc/text()", namespaces=NS)]
    news = etree.fromstring(get("kabarmentaya.localhost", paths[1]).body)
    assert news.xpath("//news:publication_date", namespaces=NS)
    whole = {
        "kabarmentaya.localhost": paths[0],
        "wartaborneoraya.localhost": "/sitemap.xml",
        "kaltara.kantornusa.localhost": "/sitemap.xml",
    }
    for host, path in whole.items():
        found = etree.fromstring(get(host, path).body).xpath("//s:loc/text()", namespaces=NS)
        outlet = newsroom(1).at(host)
        assert outlet
        assert {urlsplit(loc).path for loc in found} == {story.path for story in newsroom(1).stories[outlet.slug]}


@pytest.mark.parametrize("outlet", newsroom(1).outlets.values(), ids=lambda outlet: outlet.slug)
def test_robots_forbids_what_pages_link_to(outlet) -> None:  # type: ignore[no-untyped-def]
    robots = get(outlet.host, "/robots.txt").body.decode()
    closed = CLOSED[outlet.publisher.platform]
    assert all(f"Disallow: {path}\n" in robots for path in closed)
    start = get(outlet.host, "/")
    assert any(closed[-1] in link for link in links(start.body, f"http://{outlet.host}/"))
    assert all(f"Sitemap: http://{outlet.host}{path}" in robots for path in outlet.publisher.sitemaps)


def test_what_is_not_there() -> None:
    assert get("kabarmentaya.localhost", "/pemerintahan/14/01/2025/tidak-ada/").status == 404
    assert get("kalteng.kantornusa.localhost", "/berita/1/tidak-ada").status == 404
    assert get("kabarmentaya.localhost", "/pemerintahan/page/99/").status == 404
    soft = get("wartaborneoraya.localhost", "/berita/1-tidak-ada")
    assert soft.status == 200
    assert b"tidak ditemukan" in soft.body
    redirect = get("kabarmentaya.localhost", "/pemerintahan")
    assert (redirect.status, redirect.location) == (301, "http://kabarmentaya.localhost/pemerintahan/")
    assert get("www.prokalteng.co", "/").status == 421


def test_head_conditional_requests_and_the_proxy_form(site: Site) -> None:
    host = site.hosts[1]
    path = newsroom(1).stories["wartaborneoraya"][0].path
    response, body = ask(site, host, path)
    tag, modified = response.headers["ETag"], response.headers["Last-Modified"]
    assert ask(site, host, path, If_None_Match=tag)[0].status == 304
    assert ask(site, host, path, If_None_Match=f'"x", W/{tag}')[0].status == 304
    assert ask(site, host, path, If_None_Match='"x"', If_Modified_Since=modified)[0].status == 200
    assert ask(site, host, path, If_Modified_Since=modified)[0].status == 304
    assert ask(site, host, path, If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT")[0].status == 200
    assert ask(site, host, path, If_Modified_Since="kemarin")[0].status == 200
    first = newsroom(1).stories["kabarmentaya"][0].path
    undated, _ = ask(site, site.hosts[0], first, If_Modified_Since="Sat, 01 Nov 2025 00:00:00 GMT")
    assert (undated.status, undated.headers["ETag"], undated.headers["Last-Modified"]) == (200, None, None)
    head, nothing = ask(site, host, path, "HEAD")
    assert (head.status, head.headers["Content-Length"], nothing) == (200, str(len(body)), b"")
    proxied, page = ask(site, "127.0.0.1", f"http://wartaborneoraya.localhost{path}")
    assert proxied.status == 200
    assert f":{site.port}".encode() not in page
    assert site.asked[-1] == ("wartaborneoraya.localhost", path, 200)


def test_links_carry_the_port_that_was_asked(site: Site) -> None:
    host = site.hosts[0]
    _, body = ask(site, host, "/")
    assert all(urlsplit(link).netloc == host for link in links(body, f"http://{host}/"))
    assert re.fullmatch(r"kabarmentaya\.localhost:\d+", host)
