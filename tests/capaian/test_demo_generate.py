"""Generated newsrooms: the same bytes for the same seed, labels that stand in the stories, figures that agree."""

import re
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal

import pytest
from lxml import html

from capaian.demo.generate import FIRST, LAST, generate, level, words
from capaian.demo.newsroom import BANNER
from capaian.demo.pages import PER_LIST
from capaian.demo.site import respond
from crosscheck.engine import check
from models.reference import indicators
from models.values import Claim, Outcome

COUNT = 240
MADE = generate(COUNT, seed=7)


def page(index: int, seed: int = 7) -> bytes:
    made = generate(COUNT, seed=seed)
    room, story = made.newsroom(), made.story(index)
    answer = respond(room, room.outlets[story.outlet].host, story.path)
    assert answer.status == 200
    return answer.body


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    for index in range(0, COUNT, 37):
        assert page(index) == page(index)
    assert page(0) != page(0, seed=8)


@pytest.mark.parametrize("index", range(0, COUNT, 11))
def test_pages_are_as_heavy_as_real_ones(index: int) -> None:
    body = page(index)
    assert 60_000 <= len(body) <= 92_000
    tree = html.fromstring(body)
    assert BANNER in tree.text_content()
    assert len(tree.xpath("//footer//a")) >= 100
    assert 300 <= len(" ".join(MADE.story(index).paragraphs).split()) <= 660


def test_labels_stand_in_the_stories_and_their_number_is_known() -> None:
    found = 0
    for index, report in enumerate(MADE.reports()):
        story = MADE.story(index)
        text = "\n".join(story.paragraphs)
        found += len(report.claims)
        for claim in report.claims:
            for _, figure in claim.figures():
                assert figure.text
                assert figure.text in text
            assert claim.official
            assert claim.official in text
        numbers = re.findall(r"\d+,\d+ persen", text)
        assert len(numbers) == len(report.claims)
    assert found == MADE.claims
    for count in (1, 9, 10, 11, 25):
        assert generate(count).claims == sum(len(report.claims) for report in generate(count).reports())


def test_figures_agree_with_each_other() -> None:
    seen: dict[tuple[str, str | None, int], Claim] = {}
    for report in MADE.reports():
        for claim in report.claims:
            assert claim.achieved and claim.base and claim.percentage and claim.as_of  # noqa: PT018 - for the type checker
            share = claim.achieved.value / claim.base.value * 100
            assert abs(share - claim.percentage.value) <= Decimal("0.005")
            yearly = indicators()[claim.indicator].per_year
            key = claim.indicator, claim.place, claim.as_of.first.year if yearly else 0
            before = seen.get(key)
            if before and before.as_of and before.achieved and before.base and before.as_of < claim.as_of:
                assert before.achieved.value <= claim.achieved.value
                assert before.base == claim.base
            seen[key] = claim


def test_the_checks_find_nothing_in_them() -> None:
    findings = check(MADE.reports())
    assert len(findings) > MADE.claims
    assert [finding for finding in findings if finding.outcome is Outcome.INCONSISTENT] == []


def test_a_level_never_falls() -> None:
    for topic in words().topics.values():
        day, last = FIRST, None
        while day <= LAST:
            at = level(1, "62.02", topic, day)
            assert 0 <= at.percentage <= 100
            if last is not None and (not indicators()[topic.indicator].per_year or day != date(day.year, 1, 1)):
                assert at.achieved >= last
            last = at.achieved
            day += timedelta(days=1)


def test_every_story_is_found_by_its_path_alone() -> None:
    room = MADE.newsroom()
    for index in range(COUNT):
        story = MADE.story(index)
        assert room.find(story.outlet, story.path) == story
        assert room.find("kabarmentaya" if story.outlet != "kabarmentaya" else "nusakalteng", story.path) is None
    assert room.find("nusakalteng", "/berita/900000/x") is None
    newest = [stories[0].published for stories in room.stories.values()]
    assert min(newest) >= MADE.story(COUNT - 4).published
    assert sum(len(stories) for stories in room.stories.values()) == COUNT


CARDS = "//*[contains(@class, 'td-cpt-post') or contains(@class, 'simple-big')] | //div[@class='item'][small]"
NEXT = "//a[@aria-label='next-page' or @aria-label='Next' or @rel='next']/@href"


def test_lists_and_sitemaps_lead_to_every_story() -> None:
    room = MADE.newsroom()
    for outlet in room.outlets.values():
        path = "/post-sitemap.xml" if outlet.publisher.platform == "tagdiv" else "/sitemap.xml"
        count = len(room.stories[outlet.slug])
        assert respond(room, outlet.host, path).body.count(b"<loc>") == count
        assert {respond(room, outlet.host, start).status for start in outlet.publisher.lists} == {200}
        listed, at, pages = 0, "/", 0
        while at and pages <= count:
            tree = html.fromstring(respond(room, outlet.host, at).body)
            listed += len(tree.xpath(CARDS))
            following = tree.xpath(NEXT)
            at = following[0].removeprefix(f"http://{outlet.host}") if following else ""
            pages += 1
        assert (listed, pages) == (count, -(-count // PER_LIST))


def test_a_large_newsroom_costs_no_memory() -> None:
    tracemalloc.start()
    made = generate(1_000_000)
    room = made.newsroom()
    assert room.find("kabarmentaya", made.story(400_000).path)
    assert made.claims == 1_400_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_an_empty_newsroom_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        generate(0)
