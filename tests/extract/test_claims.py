"""Whole claims: marks/claims.txt, one article a line, its claims behind `=>`.

    text of the article => indicator place field=value … ; indicator place field=value …
    ! text from which nothing may be claimed
    ? text => …            must fail today, strictly

`\\n` in the text is a line break. All figures of a claim must be given; `segment`, `as_of`, `official`, `met`,
`target`, `deadline` and `setter` are compared where a claim gives any of them. Values carry their comparator:
`percentage=>60`.
`segment=` and `official=` with nothing behind them say that there is none.
`@ published=…` holds for the lines below it.
"""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import pytest

from extract.pipeline import extract_article
from models.values import Article, Claim

FILE = Path(__file__).parent / "marks" / "claims.txt"
COMPARED = ("segment", "as_of", "official", "met", "target", "deadline", "setter")


def _rows() -> list[object]:
    rows: list[object] = []
    published = None
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("@ published="):
            published = line.removeprefix("@ published=").strip()
        if not line.strip() or line[0] in "#@":
            continue
        fails, line = line.startswith("?"), line.removeprefix("?").strip()
        text, arrow, answer = line.removeprefix("!").partition("=>")
        assert bool(arrow) != line.startswith("!"), f"{FILE.name}:{number}: either an answer behind => or a ! before"
        rows.append(
            pytest.param(
                text.strip().replace("\\n", "\n"),
                [one.strip() for one in answer.split(" ; ")] if arrow else [],
                published,
                id=f"{FILE.name}:{number}",
                marks=[pytest.mark.xfail(strict=True)] if fails else [],
            )
        )
    return rows


def _number(figure: object) -> str:
    value, comparator = figure.value, figure.comparator  # type: ignore[attr-defined]
    return f"{'' if comparator == '=' else comparator}{value.normalize():f}"


def _facts(claim: Claim) -> dict[str, str]:
    facts = {name: _number(figure) for name, figure in claim.figures()}
    facts |= {name: str(getattr(claim, name)) for name in ("segment", "as_of", "official") if getattr(claim, name)}
    targets = list(claim.targets)
    facts |= {"target": ",".join(_number(t.percentage) for t in targets if t.percentage)} if targets else {}
    facts |= {"met": ",".join(str(t.met).lower() for t in targets)} if targets else {}
    facts |= {"deadline": ",".join(str(t.deadline) for t in targets if t.deadline)} if targets else {}
    facts |= {"setter": ",".join(t.setter.value for t in targets if t.setter)} if targets else {}
    return {name: value for name, value in facts.items() if value}


def _wanted(answer: str) -> dict[str, str]:
    indicator, place, *pairs = shlex.split(answer)
    return {"indicator": indicator, "place": place} | dict(pair.split("=", 1) for pair in pairs)


def _order(claim: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(claim.items())


def read(text: str, answers: list[str], published: str | None) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What an article claims, and what it should, in the fields that its answers give."""
    day = date.fromisoformat(published) if published else None
    report = extract_article(Article("https://contoh.example/1", None, day, None, text))
    wanted = sorted((_wanted(answer) for answer in answers), key=_order)
    asked = {name for one in wanted for name in one if name in COMPARED}
    found = []
    for claim in report.claims:
        facts = {name: value for name, value in _facts(claim).items() if name not in COMPARED or name in asked}
        found.append({"indicator": claim.indicator, "place": str(claim.place)} | facts)
        for passage in claim.evidence:
            assert text[passage.start : passage.end] == passage.quote
    wanted = [{name: value for name, value in one.items() if value} for one in wanted]
    return sorted(found, key=_order), sorted(wanted, key=_order)


@pytest.mark.parametrize(("text", "answers", "published"), _rows())
def test_claims(text: str, answers: list[str], published: str | None) -> None:
    found, wanted = read(text, answers, published)
    assert found == wanted


NATIONAL = "Direktorat Jenderal Perbendaharaan Kementerian Keuangan mencatat penyaluran dana desa sudah 78,4 persen."


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("8 Provinsi dengan Dana Desa Terbesar, Jawa Timur Teratas", "ID"),
        ("8 Provinsi dengan Dana Desa Terbesar, Jawa Timur Ikut", "35"),
        ("Dana Desa Terbesar, Jawa Timur Teratas", "35"),
    ],
)
def test_a_title_that_picks_one_of_a_set(title: str, place: str) -> None:
    [claim] = extract_article(Article("https://contoh.example/1", None, date(2025, 3, 11), title, NATIONAL)).claims
    assert claim.place == place


SPOKEN = "Realisasi PBB di Kabupaten Katingan baru 30 persen, kata Kepala BKAD Katingan Arga Sena."


@pytest.mark.parametrize(
    ("title", "time"),
    [
        ("PBB Katingan Sejak Januari Baru 30 Persen", "2025-09-07"),
        ("PBB Katingan Mulai Januari Baru 30 Persen", "2025-09-07"),
        ("PBB Katingan Januari-Juni Baru 30 Persen", "2025-06"),
    ],
)
def test_a_title_that_says_since_when(title: str, time: str) -> None:
    [claim] = extract_article(Article("https://contoh.example/1", None, date(2025, 9, 7), title, SPOKEN)).claims
    assert str(claim.as_of) == time
