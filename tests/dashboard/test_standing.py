"""Pages of places and indicators mark the figures that are not the last word about their time."""

from __future__ import annotations

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


def test_figures_that_stand_have_no_mark(tmp_path: Path) -> None:
    page = html.fromstring(filled(tmp_path, CORRECTED[0], LATER).get("/daerah/62.02").text)
    assert not page.findall(".//small[@class='standing']")
    assert not page.findall(".//g[@class=' past']")
