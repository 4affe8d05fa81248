"""The newsroom against the line: cleaning gives its texts, the checks find what is planted in the labels, no more."""

from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from capaian.demo import articles, labels, lookalikes, planted, publishers
from capaian.demo.expected import url_of_key
from capaian.demo.newsroom import newsroom
from capaian.demo.pages import is_teaser
from capaian.demo.site import respond
from capaian.demo_run import _served
from crosscheck.engine import check
from extract.clean import clean_page
from models.values import Finding, Outcome

PORT = 8765
FORMS = [
    pytest.param(slug, story.path, form, id=f"{story.key}{form}")
    for slug, outlet in newsroom(1).outlets.items()
    for story in newsroom(1).stories[slug]
    for form in ([""] if outlet.publisher.platform == "borneonews" else ["", "amp"])
]


@pytest.mark.parametrize(("slug", "path", "form"), FORMS)
def test_cleaning_a_page_gives_the_story(slug: str, path: str, form: str) -> None:
    publisher = publishers(PORT)[slug]
    host = publisher.domains[0]
    amp = f"{path}amp" if publisher.platform == "tagdiv" else f"/amp{path}"
    target = amp if form else path
    answer = respond(newsroom(1), host, target)
    page = clean_page(
        answer.body,
        url=f"http://{host}{target}",
        content_type=answer.content_type,
        fetched_at=datetime(2025, 11, 2, tzinfo=UTC),
        publisher=publisher,
        slug=slug,
    )
    made = page.article
    assert made is not None, page.reason
    wanted = next(article for article in articles(port=PORT) if article.url == f"http://{host}{path}")
    assert (made.url, made.title, made.published) == (wanted.url, wanted.title, wanted.published)
    assert made.text.split("\n") == [part for part in wanted.text.split("\n") if not is_teaser(part)]


@cache
def inconsistent(round_: int) -> list[Finding]:
    reports = labels(round=1 if round_ == 1 else 2)
    return [finding for finding in check(reports) if finding.outcome is Outcome.INCONSISTENT]


def touches(finding: Finding, stories: tuple[str, ...], indicator: str) -> bool:
    urls = {side.url for side in finding.sides}
    return {url_of_key(key) for key in stories} <= urls and finding.sides[0].claim.indicator == indicator


@pytest.mark.parametrize("item", planted(), ids=lambda item: f"{item.rule}-{item.stories[0]}")
def test_the_checks_find_what_is_planted(item) -> None:  # type: ignore[no-untyped-def]
    assert [f for f in inconsistent(1) if f.rule == item.rule and touches(f, item.stories, item.indicator)]


def test_the_checks_find_nothing_else() -> None:
    known = [(item.stories, item.indicator, {item.rule, *item.also}) for item in planted()]
    others = [
        (finding.rule, finding.sum)
        for finding in inconsistent(1)
        if not any(finding.rule in rules and touches(finding, stories, name) for stories, name, rules in known)
    ]
    assert others == []


@pytest.mark.parametrize("item", lookalikes(), ids=lambda item: f"{item.rule}-{item.stories[0]}")
def test_the_checks_pass_over_what_only_looks_so(item) -> None:  # type: ignore[no-untyped-def]
    mine = {other.stories for other in planted() if other.rule == item.rule}
    fired = [f for f in inconsistent(1) if f.rule == item.rule and touches(f, item.stories, item.indicator)]
    fired = [f for f in fired if not any(touches(f, stories, item.indicator) for stories in mine)]
    assert [f for f in fired if any(side.claim.place == item.place for side in f.sides)] == []


def test_the_second_round_edits_one_story_and_removes_another() -> None:
    first = {report.url: report for report in labels(round=1)}
    second = {report.url: report for report in labels(round=2)}
    assert first.keys() - second.keys() == {url_of_key("bansos-kapuas")}
    assert second.keys() <= first.keys()
    changed = [url for url in second if second[url] != first[url]]
    assert changed == [url_of_key("stunting-sukamara", round=2)]
    assert {str(claim.percentage and claim.percentage.value) for claim in second[changed[0]].claims} == {"19.2", "21.7"}
    outlet = newsroom(2).outlets["kabarmentaya"]
    gone = url_of_key("bansos-kapuas").removeprefix(f"http://{outlet.host}")
    assert respond(newsroom(1), outlet.host, gone).status == 200
    assert respond(newsroom(2), outlet.host, gone).status == 410
    assert len(inconsistent(2)) == len(inconsistent(1))


def test_pages_that_did_not_change_have_the_same_bytes_but_for_the_day_in_their_head() -> None:
    same = {"kabarmentaya": 0, "wartaborneoraya": 0, "nusakalteng": 0, "nusakaltara": 0}
    for slug, stories in newsroom(2).stories.items():
        host = newsroom(2).outlets[slug].host
        for story in stories:
            before, after = (respond(room, host, story.path).body for room in (newsroom(1), newsroom(2)))
            day = before.replace(b"Sunday, November 2, 2025", b"Sunday, November 9, 2025")
            assert (day == after) is (story.key != "stunting-sukamara"), story.key
            same[slug] += before == after
    assert same["kabarmentaya"] == 0
    assert same["wartaborneoraya"] == len(newsroom(2).stories["wartaborneoraya"]) - 1
    assert same["nusakalteng"] == len(newsroom(2).stories["nusakalteng"])


@pytest.mark.parametrize("kept", [None, "nothing\n", "70000\n"])
def test_a_folder_keeps_its_port(tmp_path: Path, kept: str | None) -> None:
    if kept is not None:
        (tmp_path / "port").write_text(kept, encoding="ascii")
    ports = []
    for _ in range(2):
        with ExitStack() as stack:
            ports.append(_served(stack, tmp_path / "port", 1).port)
    assert ports[0] == ports[1] == int((tmp_path / "port").read_text(encoding="ascii"))


def test_a_taken_port_is_given_up_for_another(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first = _served(stack, tmp_path / "port", 1)
        second = _served(stack, tmp_path / "port", 1)
        assert first.port != second.port
