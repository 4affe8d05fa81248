"""Every page says what it should, in both languages, as HTML and as JSON."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import CLOSED, OPEN

PAGES = [
    "/",
    "/temuan",
    "/temuan?state=closed",
    f"/temuan/{OPEN}",
    f"/temuan/{CLOSED}",
    "/klaim",
    "/janji",
    "/pejabat",
    "/pejabat/Sari Wulandini",
    "/artikel/1",
    "/daerah",
    "/daerah/62.02",
    "/daerah/62",
    "/daerah/ID",
    "/daerah/62.02.06",
    "/indikator",
    "/indikator/ektp_recording",
    "/indikator/stunting",
    "/indikator/other",
    "/matriks",
    "/matriks/62",
    "/matriks/65",
    "/cari",
    "/cari?q=Kotim",
    "/sumber",
    "/metode",
]


def text_of(body: str) -> str:
    """What a reader sees, with single blanks."""
    return " ".join(html.fromstring(body).text_content().split())


def key_of(client: TestClient, **filters: str) -> str:
    """The key of the first claim with these filters."""
    return str(client.get("/klaim.json", params=filters).json()["claims"][0]["claim_key"])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_page_in_both_languages(client: TestClient, path: str, lang: str) -> None:
    answer = client.get(path, params={"lang": lang} if "?" not in path else None)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert page.get("lang") == (lang if "?" not in path else "id")
    assert len(page.findall(".//h1")) == 1
    assert page.find(".//title").text.endswith("capaian")
    assert len(answer.content) < 150_000


@pytest.mark.parametrize("path", [p for p in PAGES if "?" not in p and p != "/"] + ["/hari-ini"])
def test_json_at_the_same_address(client: TestClient, path: str) -> None:
    by_name = client.get(f"{path}.json")
    by_header = client.get(path, headers={"accept": "application/json"})
    assert by_name.status_code == by_header.status_code == 200
    assert by_name.headers["content-type"] == "application/json"
    assert by_name.json() == by_header.json()
    assert by_name.json()


def test_a_browser_that_also_takes_json_gets_html(client: TestClient) -> None:
    answer = client.get("/klaim", headers={"accept": "text/html, application/json;q=0.9"})
    assert answer.headers["content-type"].startswith("text/html")


def test_the_front_page_shows_what_does_not_add_up(client: TestClient) -> None:
    told = text_of(client.get("/").text)
    assert "Pendapatan asli daerah Kotim per 30 Juni 2025: 46,2 persen, tetapi 42,69 persen." in told
    assert "Lentera Sampit, Pena Katingan" in told
    assert "tidak tahu mana yang keliru" in told
    assert "Data contoh" in told


def test_no_banner_over_real_outlets(tmp_path: Path) -> None:
    from store.engine import open_store, write_session
    from store.imports import save_reports
    from tests.dashboard.newsroom import Report, ektp

    engine = open_store(str(tmp_path / "a.sqlite"), create=True)
    with write_session(engine) as session:
        save_reports(
            session, [Report(url="https://contoh.example.id/a", publisher="contoh", claims=(ektp("91.5", "2025"),))]
        )
    assert "Data contoh" not in client_of(tmp_path / "a.sqlite").get("/").text


def test_a_finding_shows_both_quotes_and_the_sum(client: TestClient) -> None:
    body = client.get(f"/temuan/{OPEN}").text
    page, told = html.fromstring(body), text_of(body)
    quotes = [" ".join(quote.text_content().split()) for quote in page.iter("blockquote")]
    assert len(quotes) == 2
    assert "setara 46,2 persen dari target Rp464,5 miliar." in quotes[0]
    assert "baru Rp198,3 miliar atau 42,69 persen dari target" in quotes[1]
    assert [mark.text for mark in page.iter("mark")] == [
        "Rp214,6 miliar", "46,2 persen", "Rp464,5 miliar", "Rp198,3 miliar", "42,69 persen", "Rp464,5 miliar",
    ]  # fmt: skip
    for part in ("10 Juli 2025", "11 Juli 2025", "46,2% berbanding 42,69%", "kami tidak tahu mana yang keliru", OPEN):
        assert part in told
    links = {link.get("href"): link.get("rel") for link in page.iter("a")}
    assert links["http://lentera.localhost/pad-semester"] == "noopener noreferrer nofollow external"
    assert links["http://pena.localhost/genjot-pad"] == "noopener noreferrer nofollow external"


def test_a_finding_never_says_that_somebody_lied(client: TestClient) -> None:
    for path in PAGES:
        told = client.get(path).text.lower()
        assert not re.search(r"\b(bohong|berbohong|hoaks|hoax|palsu|lied|lying|fake)\b", told), path


def test_contact_is_shown_where_there_is_one(client: TestClient, store_file: Path) -> None:
    assert "redaksi@contoh.localhost" not in client.get(f"/temuan/{OPEN}").text
    told = client_of(store_file, contact="redaksi@contoh.localhost").get(f"/temuan/{OPEN}").text
    assert "redaksi@contoh.localhost" in told


def test_closed_findings_stay_and_say_so(client: TestClient) -> None:
    told = text_of(client.get(f"/temuan/{CLOSED}").text)
    assert "ditutup, sejak 3 November 2025" in told
    assert CLOSED not in client.get("/temuan").text
    assert CLOSED in client.get("/temuan?state=closed").text


def test_only_inconsistent_findings_are_listed(client: TestClient) -> None:
    assert [f["id"] for f in client.get("/temuan.json").json()["findings"]] == [OPEN]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"rule": "outlets_disagree"}, 1),
        ({"rule": "jump"}, 0),
        ({"place": "62"}, 1),
        ({"place": "62.02"}, 1),
        ({"place": "62.06"}, 0),
        ({"indicator": "pad_revenue"}, 1),
        ({"indicator": "stunting"}, 0),
    ],
)
def test_findings_are_filtered(client: TestClient, filters: dict[str, str], found: int) -> None:
    assert len(client.get("/temuan.json", params=filters).json()["findings"]) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, 11),
        ({"place": "62.02"}, 9),
        ({"place": "62"}, 11),
        ({"place": "62.0"}, None),
        ({"place": "65"}, 0),
        ({"indicator": "pad_revenue"}, 2),
        ({"publisher": "pena"}, 3),
        ({"publisher": "lain"}, 0),
        ({"since": "2025-06-30"}, 3),
        ({"until": "2025-01-31"}, 1),
        ({"since": "2025-03-01", "until": "2025-03-31", "publisher": "pena"}, 2),
        ({"place": "", "since": ""}, 11),
        ({"since": "0"}, None),
        ({"until": "1700000000"}, None),
        ({"until": "20250131"}, None),
    ],
)
def test_claims_are_filtered(client: TestClient, filters: dict[str, str], found: int | None) -> None:
    answer = client.get("/klaim.json", params=filters)
    if found is None:
        assert answer.status_code == 422
    else:
        assert len(answer.json()["claims"]) == found


def test_pages_of_claims_give_each_claim_once_in_one_order(client: TestClient) -> None:
    whole = [row["claim_key"] for row in client.get("/klaim.json?limit=200").json()["claims"]]
    seen, after = [], ""
    for _ in range(20):
        answer = client.get("/klaim.json", params={"limit": 2, "after": after}).json()
        seen += [row["claim_key"] for row in answer["claims"]]
        after = answer["next_after"]
        if not after:
            break
    assert seen == whole
    assert len(set(seen)) == len(seen) == 11


def test_the_next_page_is_linked_with_its_filters(client: TestClient) -> None:
    page = html.fromstring(client.get("/klaim?limit=2&place=62.02&lang=en").text)
    (link,) = page.xpath("//a[@rel='next']")
    following = client.get(link.get("href"))
    assert {"place=62.02", "lang=en", "limit=2"} <= set(link.get("href").partition("?")[2].split("&"))
    assert following.status_code == 200
    assert "Newest" not in following.text
    claims = "//table//td//a[starts-with(@href, '/klaim/')]"
    first = {row.get("href") for row in page.xpath(claims)}
    second = {row.get("href") for row in html.fromstring(following.text).xpath(claims)}
    assert len(first) == len(second) == 2
    assert not first & second


def test_the_filters_offer_what_places_lie_in_and_keep_what_was_chosen(client: TestClient) -> None:
    page = html.fromstring(client.get("/klaim?place=65&publisher=pena").text)
    offered = {option.get("value"): option.get("selected") for option in page.xpath("//select[@name='place']/option")}
    assert set(offered) == {"", "62", "62.02", "62.06", "62.13", "65"}
    assert [value for value, chosen in offered.items() if chosen is not None] == ["65"]
    assert page.xpath("//select[@name='publisher']/option[@selected]/@value") == ["pena"]


def test_a_claim_shows_all_its_fields(client: TestClient) -> None:
    key = key_of(client, indicator="pad_revenue", publisher="lentera")
    told = text_of(client.get(f"/klaim/{key}").text)
    for part in (
        "46,2%",
        "Rp214,6 miliar",
        "Rp464,5 miliar",
        "tertulis “46,2 persen”",
        "Kabupaten Kotawaringin Timur",
        "62.02",
        "30 Juni 2025 disebut dalam berita",
        "Sari Wulandini, Kepala Badan Pendapatan Daerah",
        "http://lentera.localhost/pad-semester",
        "Lentera Sampit. “PAD Kotim Terkumpul Rp214,6 Miliar”. 10 Juli 2025.",
        f"capaian, http://127.0.0.1:8000/klaim/{key}",
        "Disebut dalam temuan",
    ):
        assert part in told, part
    data = client.get(f"/klaim/{key}.json").json()
    assert data["text_sha256"] in told
    assert data["captures"][0]["body_sha256"] in told


def test_a_withdrawn_claim_is_kept_and_marked(client: TestClient, store_file: Path) -> None:
    from store.claims import claim_rows
    from store.engine import open_store, read_session

    with read_session(open_store(str(store_file), readonly=True)) as session:
        (row,) = (row for row in claim_rows(session, current=False, limit=99) if row.withdrawn_at)
    told = text_of(client.get(f"/klaim/{row.key}").text)
    assert "Sejak 4 November 2025 berita ini tidak ada lagi di alamatnya" in told
    assert "ditarik" not in told.replace(row.url, ""), "that would read like a retraction"
    assert row.key not in client.get("/klaim?limit=200").text


def test_figures_are_written_in_the_readers_language(client: TestClient) -> None:
    key = key_of(client, indicator="pad_revenue", publisher="pena")
    assert "42,69%" in client.get(f"/klaim/{key}").text
    english = client.get(f"/klaim/{key}?lang=en").text
    assert "42.69%" in english
    assert "Rp198.3 billion" in english
    assert "30 June 2025" in english


def test_the_language_switch_keeps_the_page(client: TestClient) -> None:
    page = html.fromstring(client.get("/klaim?place=62.02").text)
    (switch,) = page.xpath("//a[@class='switch']")
    assert switch.get("href") == "/klaim?place=62.02&lang=en"
    back = html.fromstring(client.get(switch.get("href")).text).xpath("//a[@class='switch']")[0]
    assert back.get("href") == "/klaim?place=62.02"


def test_english_pages_link_to_english_pages(client: TestClient) -> None:
    page = html.fromstring(client.get("/?lang=en").text)
    inner = [a.get("href") for a in page.iter("a") if (a.get("href") or "").startswith("/")]
    strays = [h for h in inner if "lang=en" not in h and not h.startswith(("/api/", "/static/")) and h != "/"]
    assert len(inner) > 20
    assert not strays


def test_a_place_has_lines_and_their_table(client: TestClient) -> None:
    page = html.fromstring(client.get("/daerah/62.02").text)
    charts = page.xpath("//figure[@class='chart']/svg")
    assert len(charts) == 2
    for chart in charts:
        title, desc = chart.find("title"), chart.find("desc")
        assert title.text
        assert desc.text
        assert chart.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert chart.getparent().getparent().find(".//table") is not None
    told = text_of(client.get("/daerah/62.02").text)
    assert "7 angka dari 15 Januari 2025 sampai 15 Juli 2025; yang terakhir 97,5%." in told
    assert page.xpath("//svg//line[@class='aim']")
    flagged = page.xpath("//tr[@class='flagged']")
    assert len(flagged) == 2


@pytest.mark.parametrize(
    ("query", "first"),
    [("Kotim", "/daerah/62.02"), ("kotawaringin timur", "/daerah/62.02"), ("Katingan", "/daerah/62.06")],
)
def test_a_place_is_found_by_its_names(client: TestClient, query: str, first: str) -> None:
    page = html.fromstring(client.get("/daerah", params={"q": query}).text)
    assert page.xpath("//ul[starts-with(@class, 'directory')]//a")[0].get("href") == first


def test_a_name_of_no_place(client: TestClient) -> None:
    assert "Tidak ada daerah bernama “Atlantis”" in client.get("/daerah?q=Atlantis").text


def test_the_matrix_tells_empty_from_told(client: TestClient) -> None:
    page = html.fromstring(client.get("/matriks/62").text)
    rows = {row.find("th").text_content().strip(): row for row in page.xpath("//table[@class='matrix']/tbody/tr")}
    assert len(rows) == 14
    kotim = rows["Kab. Kotawaringin Timur"]
    assert " ".join(kotim.find("td").text_content().split()) == "97,5% ↑ naik dari 96,5% 4 bln"
    assert kotim.findall("td")[1].get("class") == "flagged"
    assert {cell.get("class") for cell in rows["Kab. Kapuas"].findall("td")} == {"none"}
    assert ">60%" in rows["Kab. Katingan"].text_content()


def test_sources_tell_what_was_read(client: TestClient) -> None:
    data = client.get("/sumber.json").json()
    counts = {one["source"]: (one["pages"], one["withdrawn"], one["claims"]) for one in data["sources"]}
    assert counts == {"lentera": (8, 0, 8), "pena": (4, 1, 3)}
    assert data["coverage"]["pena"]["2025-04"] == [2, 1]
    assert data["runs"][0]["status"] == "done"


def test_an_empty_store(tmp_path: Path) -> None:
    from store.engine import open_store

    open_store(str(tmp_path / "new.sqlite"), create=True).dispose()
    empty = client_of(tmp_path / "new.sqlite")
    for path in ("/", "/temuan", "/klaim", "/daerah", "/daerah/62.02", "/indikator", "/matriks", "/sumber", "/metode"):
        assert empty.get(path).status_code == 200, path
    assert "Belum ada klaim" in empty.get("/").text


def test_what_is_not_there(client: TestClient) -> None:
    for path in (
        f"/temuan/{'0' * 64}", f"/klaim/{'0' * 64}", "/klaim/x", "/daerah/99.99", "/daerah/Kotim", "/indikator/nichts",
        "/matriks/62.02", "/matriks/99", "/tidak-ada", "/temuan/a%2Fb", f"/klaim?after={'0' * 64}",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404, path
        if not path.endswith(".json"):
            assert "Halaman ini tidak ada" in answer.text
    assert client.get(f"/klaim/{'0' * 64}.json").json()["error"] == "Halaman ini tidak ada."


def test_an_unknown_parameter_is_named(client: TestClient) -> None:
    answer = client.get("/klaim?tempat=62.02&lang=en")
    assert answer.status_code == 422
    assert "tempat" in answer.text
    assert "A filter is unknown" in answer.text
    assert client.get("/api/v1/claims?limit=201").json()["details"][0]["parameter"] == "limit"


def test_a_page_that_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/klaim")
    again = client.get("/klaim", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    assert client.get("/temuan", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_head_is_answered_as_get(client: TestClient) -> None:
    assert client.head("/klaim").status_code == 200
    assert client.head("/tidak-ada").status_code == 404
