"""Pages of places and indicators mark the figures that are not the last word about their time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from tests.dashboard.newsroom import ektp
from tests.dashboard.test_more_pages import filled

CORRECTED = ("awal", "2025-03-16", ektp("90.5", "2025-03-15")), ("ralat", "2025-03-17", ektp("95.0", "2025-03-15"))
LATER = ("lanjut", "2025-05-16", ektp("96.1", "2025-05-15"))


@pytest.mark.parametrize("path", ["/daerah/62.02", "/indikator/ektp_recording"])
@pytest.mark.parametrize(("lang", "word"), [("id", "diralat"), ("en", "corrected")])
def test_a_corrected_figure_is_marked_and_leads_to_the_new_one(tmp_path: Path, path: str, lang: str, word: str) -> None:
    client = filled(tmp_path, *CORRECTED, LATER)
    page = html.fromstring(client.get(path, params={"lang": lang}).text)
    (mark,) = page.findall(".//small[@class='standing']")
    claims = {one["claim"]["percentage"]["value"]: one for one in client.get("/daerah/62.02.json").json()["claims"]}
    assert mark.text_content() == word
    assert claims[95.0]["claim_key"] in mark.find("a").get("href")
    assert (claims[90.5]["mark"], claims[90.5]["instead"]) == ("corrected", claims[95.0]["claim_key"])
    assert "mark" not in claims[95.0]
    assert len(page.findall(".//g[@class=' past']")) == 1


@pytest.mark.parametrize("path", ["/daerah/62.02", "/indikator/ektp_recording"])
@pytest.mark.parametrize(("most", "drawn", "told"), [(9, 3, 0), (2, 2, 3)])
def test_of_too_many_the_newest_are_drawn_and_that_is_said(
    tmp_path: Path, path: str, most: int, drawn: int, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.place_pages.POINTS", most)
    monkeypatch.setattr("dashboard.place_pages.OF_PLACE", most)
    monkeypatch.setattr("dashboard.place_pages.OF_INDICATOR", most)
    monkeypatch.setattr("dashboard.place_pages.ROWS", 1)
    page = html.fromstring(filled(tmp_path, *CORRECTED, LATER).get(path).text)
    assert len(page.findall(".//tbody/tr")) == 1 + ("indikator" in path)
    assert len(page.xpath(".//svg[@role='img']//*[@class='mark']")) == drawn
    (warning,) = page.xpath(".//p[@class='warning']") or [None]
    assert (warning is not None) == bool(told)
    if warning is not None:
        assert f"paling banyak {most} klaim" in warning.text_content()
        assert not page.findall(".//small[@class='standing']"), "a line that is cut short tells nothing of corrections"
    (more,) = page.xpath(".//p[@class='onward']/a")
    assert more.text_content() == "Semua 3 baris"


def test_a_place_with_too_many_claims_shows_the_last_one_of_its_other_indicators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stunting = replace(ektp("20.0", "2025-01-15"), indicator="stunting")
    told = (
        *CORRECTED,
        LATER,
        ("satu", "2025-01-16", stunting),
        ("dua", "2025-02-16", replace(stunting, achieved=None)),
    )
    monkeypatch.setattr("dashboard.place_pages.POINTS", 3)
    monkeypatch.setattr("dashboard.place_pages.CHARTS", 1)
    page = html.fromstring(filled(tmp_path, *told).get("/daerah/62.02").text)
    (row,) = page.xpath(".//section[@aria-labelledby='lain']//tbody/tr")
    assert "2 klaim" in row.text_content()


def test_figures_that_stand_have_no_mark(tmp_path: Path) -> None:
    page = html.fromstring(filled(tmp_path, CORRECTED[0], LATER).get("/daerah/62.02").text)
    assert not page.findall(".//small[@class='standing']")
    assert not page.findall(".//g[@class=' past']")
