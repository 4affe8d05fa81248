"""Stories, labels and manifest agree with each other, and the arithmetic is right where nothing is planted."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from capaian.demo import articles, labels, lookalikes, planted
from capaian.demo.newsroom import newsroom, scripts
from models.periods import Period
from models.reference import indicators, regions
from models.values import Article, Claim, Figure, Report

RULES = {
    "percentage_vs_counts", "counts_do_not_add_up", "impossible_figure", "headline_vs_body", "target_vs_figure",
    "outlets_disagree", "went_backwards", "base_changed", "jump", "parts_vs_whole", "deadline_missed", "stale_figure",
}  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
SCALES = {"": 1, "ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}
WORDS = {"enam": 6}
FIGURE = re.compile(r"(?:Rp)?(?P<number>\d[\d.]*(?:,\d+)?)(?: (?P<scale>ribu|juta|miliar|triliun))?(?: \w+)*\Z")


@cache
def pairs(round_: int) -> list[tuple[Article, Report]]:
    return list(zip(articles(round=round_), labels(round=round_), strict=True))


EVERY = [pytest.param(a, r, id=f"{a.publisher}-{n}-{a.url.strip('/')[-40:]}") for n in (1, 2) for a, r in pairs(n)]


def printed(text: str) -> tuple[Decimal, Decimal]:
    """Value of a printed figure and half its last digit, read here anew so that labels are checked by other code."""
    if text.split()[0].lower() in WORDS:
        return Decimal(WORDS[text.split()[0].lower()]), Decimal(0)
    match = FIGURE.match(text)
    assert match, text
    number = Decimal(match["number"].replace(".", "").replace(",", "."))
    scale = Decimal(SCALES[match["scale"] or ""])
    exact = match["scale"] is None and "persen" not in text and "," not in text
    half = Decimal(0) if exact else Decimal(5).scaleb(number.as_tuple().exponent - 1)  # type: ignore[operator]
    return number * scale, half * scale


def bounds(figure: Figure) -> tuple[Decimal, Decimal]:
    assert figure.text
    value, half = printed(figure.text)
    return value - half, value + half


def percentage_agrees(claim: Claim) -> bool:
    """Whether achieved / base, or what remains of base, gives the percentage within what was printed."""
    if claim.percentage is None or claim.base is None:
        return True
    low, high = bounds(claim.percentage)
    base = bounds(claim.base)
    if claim.achieved is not None:
        got = bounds(claim.achieved)
        return got[0] / base[1] * 100 <= high and low <= got[1] / base[0] * 100
    if claim.remaining is not None:
        left = bounds(claim.remaining)
        return (1 - left[1] / base[0]) * 100 <= high and low <= (1 - left[0] / base[1]) * 100
    return True


def counts_agree(claim: Claim) -> bool:
    if claim.achieved is None or claim.base is None or claim.remaining is None:
        return True
    (a, b), (c, d), (e, f) = bounds(claim.achieved), bounds(claim.remaining), bounds(claim.base)
    return a + c <= f and e <= b + d


def possible(claim: Claim) -> bool:
    if claim.percentage is not None:
        low, high = indicators()[claim.indicator].range
        if not low <= claim.percentage.value <= high:
            return False
    return claim.remaining is None or claim.base is None or claim.remaining.value <= claim.base.value


OWN = {"percentage_vs_counts": percentage_agrees, "counts_do_not_add_up": counts_agree, "impossible_figure": possible}


def story_of(article: Article) -> str:
    for stories in newsroom(1).stories.values():
        for story in stories:
            if article.url.endswith(story.path):
                return story.key
    raise AssertionError(article.url)


def excused(key: str, rule: str) -> bool:
    return any(key in item.stories and rule in (item.rule, *item.also) for item in planted())


def test_there_is_enough_to_look_at() -> None:
    claims = [claim for report in labels() for claim in report.claims]
    places = {claim.place for claim in claims if claim.place and len(claim.place) == 5}
    assert len({article.publisher for article in articles()}) >= 3
    assert len(places) >= 6
    assert len({claim.indicator for claim in claims}) >= 5


@pytest.mark.parametrize(("article", "report"), EVERY)
def test_every_label_stands_in_its_story(article: Article, report: Report) -> None:
    assert article.url == report.url
    assert article.title == report.title
    for claim in report.claims:
        assert claim.indicator in indicators()
        assert claim.place in {"ID"} | regions().keys()
        for name, figure in claim.figures():
            assert figure.text, name
            assert figure.text in article.text, (name, figure.text)
            assert printed(figure.text)[0] == figure.value, (name, figure.text)
        for target in claim.targets:
            if target.percentage:
                if target.percentage.text is None:  # "seluruh sasaran" is a target of 100 percent
                    assert target.percentage.value == 100
                    assert "seluruh" in article.text
                    continue
                assert target.percentage.text in article.text
                assert printed(target.percentage.text)[0] == target.percentage.value
        for words in (claim.official, claim.official_role, claim.segment, claim.indicator_text):
            assert words is None or words.lower() in article.text.lower(), words
        assert claim.as_of is not None
        assert article.published is not None
        assert claim.as_of.first <= date.fromisoformat(article.published.isoformat()[:10])


@pytest.mark.parametrize(("article", "report"), EVERY)
def test_arithmetic_is_right_where_nothing_is_planted(article: Article, report: Report) -> None:
    key = story_of(article)
    for rule, agrees in OWN.items():
        if not excused(key, rule):
            assert all(agrees(claim) for claim in report.claims), rule
    if not excused(key, "headline_vs_body"):
        assert not any(claim.conflicts for claim in report.claims)
        body = "\n".join(article.text.split())
        for number in re.findall(r"\d[\d.]*,\d+", article.title or ""):
            assert number in body, number


@pytest.mark.parametrize(("article", "report"), EVERY)
def test_a_story_reads_like_one(article: Article, report: Report) -> None:
    assert 150 <= len(article.text.split()) <= 350
    for day, number, month, year in re.findall(r"(\w+),? \((\d+)/(\d+)(?:/(\d+))?\)", article.text):
        assert article.published is not None
        said = date(int(year or article.published.year), int(month), int(number))
        assert day == DAYS[said.weekday()], (day, said)
        assert timedelta(0) <= date.fromisoformat(article.published.isoformat()[:10]) - said <= timedelta(7)


def test_paths_are_unique_and_keys_too() -> None:
    paths = [(story.outlet, story.path) for stories in newsroom(1).stories.values() for story in stories]
    assert len(paths) == len(set(paths)) == sum(map(len, scripts().values()))


# ---- what is planted, and what only looks so


def claims_of(key: str, indicator: str, place: str, round_: int = 1) -> list[Claim]:
    found = [
        claim
        for article, report in pairs(round_)
        if story_of(article) == key.removesuffix("@2")
        for claim in report.claims
        if claim.indicator == indicator and claim.place == place
    ]
    assert found, key
    return found


def test_every_rule_is_planted_and_nothing_else() -> None:
    assert {item.rule for item in planted()} <= RULES
    assert {item.rule for item in lookalikes()} <= RULES


def day(period: Period | None) -> date:
    assert period is not None
    return period.last


def value(figure: Figure | None) -> Decimal:
    assert figure is not None
    return figure.value


def regency_parts(key: str, indicator: str, province: str) -> list[Claim]:
    return [
        claim
        for article, report in pairs(1)
        if story_of(article) == key
        for claim in report.claims
        if claim.indicator == indicator and claim.place and claim.place.startswith(f"{province}.")
    ]


def contradicts(rule: str, stories: tuple[str, ...], indicator: str, place: str) -> bool:
    """Whether the labels contradict each other in the way of the rule: plain arithmetic, no tolerance but rounding."""
    first = claims_of(stories[0], indicator, place)
    mine = first[0]
    if rule in OWN:
        return not all(OWN[rule](claim) for claim in first)
    if rule == "headline_vs_body":
        return any(claim.conflicts for claim in first)
    if rule == "target_vs_figure":
        figure, lower = value(mine.percentage), indicators()[indicator].better == "lower"
        goals = [(target.met, value(target.percentage)) for target in mine.targets if target.met is not None]
        return any(met is not (figure <= goal if lower else figure >= goal) for met, goal in goals)
    if rule == "parts_vs_whole":
        kinds = [claim for claim in first if claim.segment]
        whole = next(claim for claim in first if not claim.segment)
        if kinds:
            return sum(value(claim.achieved) for claim in kinds) != value(whole.achieved)
        parts = regency_parts(stories[0], indicator, place)
        shares = [value(claim.percentage) for claim in parts]
        if whole.achieved and sum(value(claim.achieved) for claim in parts) != whole.achieved.value:
            return True
        return not min(shares) <= value(whole.percentage) <= max(shares)
    other = claims_of(stories[-1], indicator, place)[-1]
    if rule == "outlets_disagree":
        if day(mine.as_of) != day(other.as_of) or mine.segment != other.segment:
            return False  # not one measure at one time
        (a, b), (c, d) = bounds(mine.percentage or Figure(Decimal(0))), bounds(other.percentage or Figure(Decimal(0)))
        return b < c or d < a
    assert day(mine.as_of) <= day(other.as_of)
    if rule == "deadline_missed":
        target = next(target for target in mine.targets if target.deadline)
        return day(other.as_of) >= day(target.deadline) and value(other.percentage) < value(target.percentage)
    if rule == "went_backwards":
        same_year = not indicators()[indicator].per_year or day(mine.as_of).year == day(other.as_of).year
        return indicators()[indicator].cumulative and same_year and value(other.achieved) < value(mine.achieved)
    if rule == "base_changed":
        if indicators()[indicator].per_year and day(mine.as_of).year != day(other.as_of).year:
            return False
        return abs(value(other.base) / value(mine.base) - 1) > Decimal("0.08")
    if rule == "jump":
        days = (day(other.as_of) - day(mine.as_of)).days
        return (value(other.percentage) - value(mine.percentage)) / days > 1
    assert rule == "stale_figure"
    return mine.as_of != other.as_of and (mine.achieved, mine.base) == (other.achieved, other.base)


@pytest.mark.parametrize("item", planted(), ids=lambda item: f"{item.rule}-{item.stories[0]}")
def test_what_is_planted_does_contradict(item) -> None:  # type: ignore[no-untyped-def]
    assert contradicts(item.rule, item.stories, item.indicator, item.place)


@pytest.mark.parametrize("item", lookalikes(), ids=lambda item: f"{item.rule}-{item.stories[0]}")
def test_what_only_looks_so_does_not(item) -> None:  # type: ignore[no-untyped-def]
    assert not contradicts(item.rule, item.stories, item.indicator, item.place)


def test_the_guide_names_what_is_planted() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", guide, flags=re.M)
    told = [(rule, tuple(re.findall(r"`([^`]+)`", stories))) for rule, stories in rows]
    assert told == [(item.rule, item.stories) for item in planted()]
    assert {item.rule for item in planted()} == RULES
