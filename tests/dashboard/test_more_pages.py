"""Promises, officials, and the page of one article with its wordings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboard.changes import changes
from dashboard.official_pages import by_office
from models.periods import Period
from models.values import Claim, Comparator, Target
from store.engine import open_store
from store.officials import Holder
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import article, ektp, located, pad, percent, save
from tests.dashboard.test_pages import text_of

LATER = datetime(2025, 11, 5, 6, 0, tzinfo=UTC)


def promise(value: str, day: str, target: str, deadline: str, place: str = "62.02") -> Claim:
    """A figure with a target that is due."""
    return replace(ektp(value, day, place), targets=(Target(percent(target), None, None, Period(deadline)),))


def filled(path: Path, *told: tuple[str, str, Claim]) -> TestClient:
    """The dashboard over articles: (name, day of print, claim)."""
    engine = open_store(str(path / "store.sqlite"), create=True)
    made = []
    for name, day, claim in told:
        text = f"Perekaman KTP-el sudah {claim.percentage.text if claim.percentage else ''}, kata Kepala Dinas."
        made.append((article("lentera", name, day, f"Perekaman {name}", text), [located(claim, text)]))
    save(engine, made)
    engine.dispose()
    return client_of(path / "store.sqlite")


@pytest.mark.parametrize(
    ("later", "due", "state"),
    [
        ("95.0", "2025-06", "missed"),
        ("99.0", "2025-06", "kept"),
        ("95.0", "2025-12", "open"),  # the deadline is not over
        (None, "2025-10", "open"),  # nobody told how it ended
        (None, "2023-06", "dropped"),  # and that long ago
    ],
)
def test_where_a_promise_stands(tmp_path: Path, later: str | None, due: str, state: str) -> None:
    told = [("janji", "2023-01-10", promise("80.0", "2023-01-10", "98", due))]
    if later is not None:
        told.append(("akhir", "2025-07-20", replace(ektp(later, "2025-07-20"), targets=())))
    client = filled(tmp_path, *told)
    [one] = client.get("/janji.json").json()["promises"]
    assert (one["state"], one["place"], one["target"]["deadline"]) == (state, "62.02", due)
    page = html.fromstring(client.get("/janji").text)
    assert [h.get("id") for h in page.iterfind(".//section/h2")] == [f"janji-{state}"]
    links = {link.get("href") for link in page.iterfind(".//tbody//a")}
    assert f"/klaim/{one['claim_key']}" in links
    if later is not None and state != "open":
        assert f"/klaim/{one['latest']['claim_key']}" in links
    for other in {"missed", "kept", "open", "dropped"} - {state}:
        assert client.get(f"/janji.json?state={other}").json()["promises"] == []


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 2), ("place=62", 2), ("place=62.02", 1), ("place=62.03", 0), ("indicator=ektp_recording", 2),
     ("indicator=stunting", 0)],
)  # fmt: skip
def test_promises_of_a_place_and_of_an_indicator(tmp_path: Path, query: str, number: int) -> None:
    client = filled(
        tmp_path,
        ("satu", "2025-01-10", promise("80.0", "2025-01-10", "98", "2025-12")),
        ("dua", "2025-01-11", promise("70.0", "2025-01-11", "98", "2025-12", "62.06")),
    )
    assert len(client.get(f"/janji.json?{query}").json()["promises"]) == number


def test_officials_by_office(client: TestClient) -> None:
    offices = client.get("/pejabat.json").json()["offices"]
    assert offices == [
        {
            "role": "Kepala Badan Pendapatan Daerah",
            "holders": [
                {"official": name, "role": "Kepala Badan Pendapatan Daerah", "claims": 1, "last": "2025-06-30"}
                for name in ("Budi Hartaman", "Sari Wulandini")
            ],
        }
    ]
    told = text_of(client.get("/pejabat?q=sari").text)
    assert "Sari Wulandini" in told
    assert "Budi Hartaman" not in told
    assert "Tidak ada pejabat dengan nama itu" in text_of(client.get("/pejabat?q=zzz").text)


@pytest.mark.parametrize(
    ("name", "number"),
    [("Sari Wulandini", 1), ("Kepala Badan Pendapatan Daerah", 2), ("Sari", None), ("Tidak Ada", None)],
)
def test_what_one_official_or_office_reported(client: TestClient, name: str, number: int | None) -> None:
    answer = client.get(f"/pejabat/{name}.json")
    assert answer.status_code == (404 if number is None else 200)
    if number is not None:
        assert len(answer.json()["claims"]) == number
        assert len(client.get("/klaim.json", params={"official": name}).json()["claims"]) == number


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("q=wulandini", 1),
        ("q=genjot", 1),  # a headline
        ("q=zzz", 0),
        ("outcome=inconsistent", 2),
        ("outcome=consistent", 1),
        ("outcome=rounding", 0),
        ("outcome=unchecked", 8),
        ("q=pendapatan&outcome=inconsistent&publisher=pena", 1),
    ],
)
def test_claims_by_words_and_by_the_checks(client: TestClient, query: str, number: int) -> None:
    assert len(client.get(f"/klaim.json?{query}").json()["claims"]) == number
    rows = html.fromstring(client.get(f"/klaim?{query}").text).findall(".//table[@class='claims']/tbody/tr")
    assert len(rows) == number


def test_the_filters_stay_in_the_form_and_on_the_next_page(client: TestClient) -> None:
    page = html.fromstring(client.get("/klaim?q=perekaman&outcome=unchecked&limit=2").text)
    assert page.find(".//main//input[@name='q']").get("value") == "perekaman"
    assert page.find(".//select[@name='outcome']/option[@selected]").get("value") == "unchecked"
    onward = page.find(".//a[@rel='next']").get("href")
    assert "q=perekaman" in onward
    assert "outcome=unchecked" in onward
    taken = client.get(page.find(".//p[@class='take']/a").get("href")).text
    assert len(taken.strip().splitlines()) == 1 + len(
        client.get("/klaim.json?q=perekaman&outcome=unchecked").json()["claims"]
    )


def test_an_article_shows_its_evidence_and_its_claims(client: TestClient) -> None:
    key = client.get("/klaim.json?indicator=pad_revenue&publisher=lentera").json()["claims"][0]["claim_key"]
    [address] = [
        link.get("href") for link in html.fromstring(client.get(f"/klaim/{key}").text).iter("a")
        if (link.get("href") or "").startswith("/artikel/")
    ]  # fmt: skip
    page = html.fromstring(client.get(address).text)
    assert page.findtext(".//h1") == "PAD Kotim Terkumpul Rp214,6 Miliar"
    assert [mark.text for mark in page.iter("mark")] == ["Rp214,6 miliar", "46,2 persen", "Rp464,5 miliar"]
    assert f"/klaim/{key}" in {link.get("href") for link in page.iter("a")}
    data = client.get(f"{address}.json").json()
    assert [one["claim_key"] for one in data["wordings"][0]["claims"]] == [key]
    assert "text" not in data["wordings"][0]


@pytest.mark.parametrize("path", ["/artikel/0", "/artikel/99999", "/artikel/x", "/artikel/-1", "/artikel/99999999999"])
def test_no_such_article(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_article_that_was_edited_shows_what_changed(tmp_path: Path) -> None:
    engine = open_store(str(tmp_path / "a.sqlite"), create=True)
    for value, amount, title in (("46.2", "214.6", "PAD Kotim"), ("44.1", "204.6", "PAD Kotim Diralat")):
        text = f"Hujan turun. PAD {percent(value).text} dari target. Selesai."
        save(
            engine,
            [(article("lentera", "pad", "2025-07-10", title, text), [located(pad(value, amount, "Sari"), text)])],
        )
    engine.dispose()
    page = html.fromstring(client_of(tmp_path / "a.sqlite").get("/artikel/1").text)
    assert page.findtext(".//h1") == "PAD Kotim Diralat"
    assert [one.text.strip() for one in page.iter("del")] == ["46,2"]
    assert [one.text.strip() for one in page.iter("ins")] == ["PAD Kotim Diralat", "44,1"]
    [then] = [p for p in page.iter("p") if "Klaim versi itu" in p.text_content()]
    assert "46,2%" in then.text_content()


LONG = " ".join(f"Kalimat nomor {n} tentang hal lain." for n in range(40))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Sudah 81,4 persen.", "Sudah 81,4 persen.", []),
        ("Sudah 81,4 persen.", "Sudah 84,1 persen.", ["Sudah ", "-81,4 ", "+84,1 ", "persen."]),
        ("Satu.", "Satu. Dua.", ["+Dua."]),
        ("Satu. Dua.", "Satu.", ["-Dua."]),
        ("", "Satu.", ["+Satu."]),
    ],
)
def test_changes(before: str, after: str, told: list[str]) -> None:
    signs = {"same": "", "out": "-", "in": "+"}
    made = changes(before, after)
    assert [signs[kind] + text for passage in made.passages for text, kind in passage] == told


@pytest.mark.parametrize("after", ["", LONG.upper(), LONG.replace("hal", "soal"), f"{LONG} {LONG}"])
def test_changes_are_excerpts(after: str) -> None:
    made = changes(LONG, after)
    assert sum(len(text) for passage in made.passages for text, _kind in passage) <= 300


def test_an_article_of_many_claims_shows_one_excerpt(tmp_path: Path) -> None:
    engine = open_store(str(tmp_path / "a.sqlite"), create=True)
    parts = [f"Di kecamatan nomor {n} yang jauh sekali itu perekamannya {n},5 persen." for n in range(10, 40)]
    text = " ".join(parts)
    claims = [located(ektp(f"{n}.5", "2025-01", comparator=Comparator.EQUAL), text) for n in range(10, 40)]
    save(engine, [(article("lentera", "banyak", "2025-07-10", "Banyak", text), claims)])
    engine.dispose()
    page = html.fromstring(client_of(tmp_path / "a.sqlite").get("/artikel/1").text)
    [quote] = page.iter("blockquote")
    assert 100 < len(" ".join(quote.text_content().split())) <= 310  # and the dots
    assert len(page.findall(".//div[@class='read-claim']")) == 30


def test_an_indicators_page_draws_its_places(client: TestClient) -> None:
    page = html.fromstring(client.get("/indikator/ektp_recording").text)
    [series] = page.findall(".//section[@class='series']")  # one point is no line: Katingan and Barito Timur have none
    assert series.findtext(".//h2/a") == "Kabupaten Kotawaringin Timur"
    assert len(series.findall(".//svg[@role='img']")) == 1
    assert len(series.findall(".//tbody/tr")) == 7
    assert page.find(".//p[@class='take']/a").get("href") == "/klaim.csv?indicator=ektp_recording"
    assert not html.fromstring(client.get("/indikator/ektp_recording?province=65").text).findall(".//svg[@role='img']")


@pytest.mark.parametrize(
    ("values", "arrow"),
    [(("90.5", "91.5"), "naik dari 90,5%"), (("91.5", "90.5"), "turun dari 91,5%"), (("91.5", "91.50"), "tetap 91,5%"),
     (("91.5",), None)],
)  # fmt: skip
def test_the_matrix_says_which_way_it_went(tmp_path: Path, values: tuple[str, ...], arrow: str | None) -> None:
    told = [(f"b{n}", f"2025-0{n}-20", ektp(value, f"2025-0{n}-15")) for n, value in enumerate(values, 1)]
    client = filled(tmp_path, *told)
    cells = html.fromstring(client.get("/matriks/62").text).findall(".//td[@class='told']")
    [said] = [" ".join(cell.text_content().split()) for cell in cells]
    assert (arrow in said) if arrow else ("dari" not in said and "tetap" not in said)
    [latest] = client.get("/matriks/62.json").json()["latest"]
    assert (latest["before"] is None) is (arrow is None)


def test_what_starts_anew_each_year_has_no_trend_over_the_years(tmp_path: Path) -> None:
    told = [
        ("lama", "2024-12-20", replace(pad("92.5", "400", "Sari"), as_of=Period("2024-12-15"))),
        ("baru", "2025-03-20", replace(pad("12.5", "60", "Sari"), as_of=Period("2025-03-15"))),
    ]
    client = filled(tmp_path, *told)
    assert [one["before"] for one in client.get("/matriks/62.json").json()["latest"]] == [None]
    told.append(("lagi", "2025-06-20", replace(pad("32.5", "140", "Sari"), as_of=Period("2025-06-15"))))
    other = tmp_path / "other"
    other.mkdir()
    assert [one["before"] for one in filled(other, *told).get("/matriks/62.json").json()["latest"]] == [12.5]


def test_the_method_tells_what_was_measured(client: TestClient) -> None:
    data = client.get("/metode.json").json()["scores"]
    assert data.keys() == {"building", "held out"}
    told = text_of(client.get("/metode").text)
    for part in data.values():
        assert f"{part['articles']:.0f} yang" in told
        assert f"{part['figure.precision'] * 100:.0f}%" in told


@pytest.mark.parametrize(
    ("place", "findings", "claims"), [("", 1, 11), ("62", 1, 11), ("62.02", 1, 9), ("62.06", 0, 1), ("65", 0, 0)]
)
def test_what_is_new_in_a_place(client: TestClient, place: str, findings: int, claims: int) -> None:
    data = client.get(f"/hari-ini.json?place={place}").json()
    assert (len(data["findings"]), len(data["claims"])) == (findings, claims)
    page = html.fromstring(client.get(f"/hari-ini?place={place}").text)
    assert len(page.findall(".//table[@class='claims']/tbody/tr")) == claims
    chosen = page.find(".//main//select[@name='place']/option[@selected]")
    assert (chosen.get("value") if chosen is not None else "") == place


@pytest.mark.parametrize(
    ("asked", "places", "indicators", "offices", "claims"),
    [
        ("Kotim", ["62.02"], [], 0, 1),
        ("ektp_recording", [], ["ektp_recording"], 0, 0),
        ("pendapatan daerah", [], ["regional_revenue"], 1, 2),
        ("Sari", [], [], 1, 1),
        ("genjot", [], [], 0, 1),
        ("atlantis", [], [], 0, 0),
        ("%", [], [], 0, 0),
        ("", [], [], 0, 0),
    ],
)
def test_what_a_word_means_here(
    client: TestClient, asked: str, places: list[str], indicators: list[str], offices: int, claims: int
) -> None:
    told = client.get("/cari.json", params={"q": asked}).json()
    assert [code for code in told["places"] if code == "62.02"] == places
    assert told["indicators"] == indicators
    assert (len(told["offices"]), len(told["claims"])) == (offices, claims)
    page = html.fromstring(client.get("/cari", params={"q": asked}).text)
    assert bool(page.xpath("//main//a[@href='/hari-ini?place=62.02']")) is bool(places)
    assert len(page.xpath("//table[@class='claims']/tbody/tr")) == claims


def test_one_office_of_two_spellings_is_one_office() -> None:
    roles = (
        "Kepala Badan Pendapatan Daerah (Bapenda) Kotim",
        "Kepala Bapenda Kotim",
        "Kepala Bapenda Kotawaringin Timur",
        "Kepala Badan Pendapatan Daerah Kotim",
        "Kepala Bapenda Kobar",  # another place
        "Sekretaris Bapenda Kotim",  # another office
        "Kepala Badan Pendapatan Daerah",  # of nobody knows where
    )
    found = [Holder("Sari", role, 1, None) for role in roles]
    offices = by_office(found)
    assert [len(told) for told in offices.values()] == [4, 1, 1, 1]
    assert list(by_office(found, "kobar")) == ["Kepala Bapenda Kobar"]
