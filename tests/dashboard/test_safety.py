"""Nothing gets a foothold: not an article's text, not an address, not a Host header; and nothing is written."""

from __future__ import annotations

import csv
import hashlib
import io
import random
import re
import string
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pyarrow.parquet
import pytest
from lxml import html
from starlette.testclient import TestClient

import dashboard
from dashboard.codebook import columns
from models.periods import Period
from models.values import Article, Claim, Conflict, Evidence, Figure
from models.wire import loads
from store.engine import open_store, write_session
from store.findings import save_findings
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import OPEN, WHEN, finding, pad, save, side
from tests.dashboard.test_pages import PAGES

HERE = Path(dashboard.__file__).parent
SCRIPT = '<script src="/static/htmx.min.js?v=2.0.11" defer></script>'

CORPUS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea></style></svg><iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "<a href='javascript:alert(1)'>x</a>",
    '" autofocus onfocus=alert(1) x="',
    "<base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "\u202egnp.exe\u202c\u200b\x07\x1b[31m",
    "]]><x xmlns='evil'>",
]

HOSTILE = [
    "' OR 1=1 --",
    "1; DROP TABLE claim;--",
    '" UNION SELECT name FROM sqlite_master --',
    "%00",
    "\x00",
    "%25%27",
    "../../../../etc/passwd",
    "..%2f..%2fetc/passwd",
    "62.02' AND SLEEP(5)#",
    "9" * 400,
    "-1",
    "NaN",
    "1e309",
    "٦٢",
    "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"),
    "😀" * 50,
    "http://169.254.169.254/",
    "file:///etc/passwd",
    "0001-01-01",
    "9999-12-31",
    "2025-02-30",
    "*",
    "[]",
    "${7*7}",
]

PARAMETERS = ("place", "indicator", "publisher", "since", "until", "limit", "after", "rule", "state", "lang", "q", "x")
PATHS = (
    "/",
    "/temuan",
    "/klaim",
    "/daerah",
    "/klaim.csv",
    "/klaim.jsonl",
    "/temuan.atom",
    "/klaim.zip",
    "/api/v1/claims",
    "/api/v1/findings",
    "/api/v1/exports/csv",
)


def hostile_claim(word: str, text: str) -> Claim:
    """A claim with the word in every field that an article's text can reach."""
    figure = replace(pad("46.2", "214.6", word).percentage or Figure(WHEN.min), text=word)
    start = text.find(word)
    return replace(
        pad("46.2", "214.6", word),
        percentage=figure,
        indicator="other",
        indicator_text=word,
        segment=word,
        official_role=word,
        conflicts=(Conflict("percentage", figure.value, word, "body", 0, len(word)),),
        evidence=(Evidence(start, start + len(word), word, ("percentage",)),),
        as_of=Period("2025-06-30"),
    )


@pytest.fixture(scope="module", params=CORPUS, ids=range(len(CORPUS)))
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A dashboard over a store in which an article says one thing of the corpus wherever it can."""
    word: str = request.param
    path = tmp_path_factory.mktemp("hostile") / "a.sqlite"
    engine = open_store(str(path), create=True)
    text = f"Awal berita. {word} adalah 46,2 persen. Akhir."
    day = datetime.fromisoformat("2025-07-10T09:00:00+07:00")
    kept = word if word.isprintable() else "javascript:alert(document.domain)"
    articles = [
        Article("http://pena.localhost/a", word, day, word, text),
        Article(kept, "pena", day, word, text),
    ]
    told = [
        (one, [hostile_claim(word, text), replace(hostile_claim(word, text), as_of=Period("2025-07"))])
        for one in articles
    ]
    save(engine, told)
    made = replace(
        finding("hostile", [side(one, claims[0]) for one, claims in told]),
        sum=word, message_id=word, message_en=word, operands=((word, word),), rule="percentage_vs_counts",
        reading=word, reason=word,
    )  # fmt: skip
    with write_session(engine) as session:
        save_findings(session, [made], run_id=None, when=WHEN)
    engine.dispose()
    return client_of(path, publish=True, contact=word)


def shapes(body: str) -> set[tuple[str, str]]:
    """Every (tag, attribute) of a page, and every (tag, "")."""
    found = set()
    for element in html.fromstring(body).iter():
        if isinstance(element.tag, str):
            found.add((element.tag, ""))
            found |= {(element.tag, str(name)) for name in element.attrib}
    return found


def test_an_article_puts_nothing_into_a_page_but_text(client: TestClient, hostile: TestClient) -> None:
    allowed = set().union(*(shapes(client.get(path).text) for path in PAGES))
    key = client.get("/klaim.json?indicator=pad_revenue").json()["claims"][0]["claim_key"]
    allowed |= shapes(client.get(f"/klaim/{key}").text)
    allowed |= {("abbr", ""), ("abbr", "title")}
    claims = [row["claim_key"] for row in hostile.get("/klaim.json").json()["claims"]]
    ids = [row["id"] for row in hostile.get("/temuan.json").json()["findings"]]
    assert len(claims) == 4
    assert len(ids) == 1
    paths = [
        *PAGES,
        *(f"/klaim/{key}" for key in claims),
        *(f"/temuan/{one}" for one in ids),
        *(f"/artikel/{n}" for n in (1, 2)),
    ]
    paths += list(html.fromstring(hostile.get("/pejabat").text).xpath("//tbody//@href"))
    for path in paths:
        answer = hostile.get(path)
        assert answer.status_code in ((200, 404) if re.search("/(temuan|pejabat)/", path) else (200,)), path
        assert shapes(answer.text) <= allowed, path
        for link in html.fromstring(answer.text).xpath("//@href | //@src | //@action | //@cite"):
            assert re.match(r"(/|#|https?://)", link), (path, link)


def test_the_corpus_is_shown_as_it_stands(hostile: TestClient, request: pytest.FixtureRequest) -> None:
    word: str = request.node.callspec.params["hostile"]
    key = hostile.get("/klaim.json").json()["claims"][0]["claim_key"]
    shown = html.fromstring(hostile.get(f"/klaim/{key}").text).text_content()
    seen = re.sub("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e]", "", word)
    assert seen in shown


def test_feed_and_exports_of_hostile_articles_are_well_formed(hostile: TestClient) -> None:
    from lxml import etree

    feed = etree.fromstring(hostile.get("/temuan.atom").content)
    assert {etree.QName(e).namespace for e in feed.iter()} == {"http://www.w3.org/2005/Atom"}
    assert len(feed.findall("{*}entry")) == 1
    assert hostile.get("/klaim.csv").status_code == 200
    assert len(hostile.get("/klaim.jsonl").text.strip().split("\n")) == 2
    sheet = openpyxl.load_workbook(io.BytesIO(hostile.get("/klaim.xlsx").content), read_only=True)["claims"]
    assert sum(1 for _ in sheet.iter_rows()) == 5
    with zipfile.ZipFile(io.BytesIO(hostile.get("/klaim.zip").content)) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("claims.csv").decode())))
        assert {len(row) for row in rows} == {len(columns("claims"))}
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@") and len(cell) > 1]
        assert loads(archive.read("datapackage.json"))["name"] == "capaian"
    assert len(pyarrow.parquet.read_table(io.BytesIO(hostile.get("/klaim.parquet").content))) == 4


def test_bidirectional_and_control_characters_do_not_reach_a_reader(hostile: TestClient) -> None:
    for path in ("/", "/klaim", "/temuan", "/daerah/62.02"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", hostile.get(path).text)


def test_no_template_turns_escaping_off() -> None:
    for file in [*HERE.rglob("*.html"), *HERE.rglob("*.svg"), *HERE.rglob("*.xml"), *HERE.rglob("*.py")]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|autoescape=False|Markup\(", text), file
        if file.name == "base.html":  # the one script, and only on the pages that are named for it
            assert text.count(SCRIPT) == 1
            text = text.replace(SCRIPT, "")
        assert file.suffix != ".html" or not re.search(
            r"<script|\s(?:hx-)?on[a-z:-]+=|style=|javascript:|hx-vals", text
        ), file


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/klaim",
        "/temuan",
        "/janji",
        "/daerah/62.02",
        "/artikel/1",
        f"/temuan/{OPEN}",
        "/tidak-ada",
        "/klaim?x=1",
        "/static/style.css",
        "/klaim.csv",
        "/klaim.zip",
        "/api/v1/claims",
        "/api/v1/exports/x",
    ],
)
def test_headers_on_every_answer(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    own = "; script-src 'self'; connect-src 'self'" if path in ("/klaim", "/temuan", "/janji") else ""
    assert headers["content-security-policy"] == policy + own
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "127.0.0.1/x", "a b"]
)
def test_a_foreign_host_header_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "x-frame-options" in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:9", "[::1]:8000"])
def test_a_loopback_host_header_is_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


def test_a_named_host_is_served(store_file: Path) -> None:
    named = client_of(store_file, hosts=("127.0.0.1", "dasbor.example.id"))
    assert named.get("/", headers={"host": "dasbor.example.id"}).status_code == 200
    assert named.get("/", headers={"host": "localhost"}).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/klaim", f"/temuan/{OPEN}", "/api/v1/findings"])
def test_only_reading(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path, content=b"x=1")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_parameters_get_a_page(client: TestClient, value: str) -> None:
    asked = [("/klaim", name) for name in PARAMETERS] + [("/temuan", name) for name in PARAMETERS]
    asked += [(path, name) for path in PATHS for name in ("place", "after", "q")]
    for path, name in asked:
        answer = client.get(f"{path}?{name}={quote(value, safe='%')}")
        assert answer.status_code in (200, 400, 422), (path, answer.status_code)
        assert "Traceback" not in answer.text
        assert "sqlalchemy" not in answer.text.lower()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%5capp.py", "/static//etc/passwd", "/static/%00",
        "/klaim/../../etc/passwd", "/templates/base.html", "/static/", "/daerah/%00", "/temuan/%ff",
    ],
)  # fmt: skip
def test_path_tricks(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code in (400, 404), path
    assert "import" not in answer.text


def test_a_slash_too_many_leads_nowhere_else(client: TestClient) -> None:
    answer = client.get("/klaim/", follow_redirects=False)
    assert answer.headers.get("location", "http://127.0.0.1:8000/").startswith("http://127.0.0.1:8000/")


def test_long_addresses_are_refused(client: TestClient) -> None:
    assert client.get(f"/klaim?q={'a' * 5000}").status_code == 414
    assert client.get("/" + "a" * 5000).status_code == 414


def test_pages_are_bounded(client: TestClient) -> None:
    assert client.get("/klaim?limit=200").status_code == 200
    assert client.get("/klaim?limit=201").status_code == 422
    assert client.get("/klaim?limit=0").status_code == 422


def test_what_a_visitor_sends_is_not_said_again(client: TestClient) -> None:
    answer = client.get("/klaim", params={"place": "penanda-unik-1"})
    assert answer.status_code == 422
    assert "penanda-unik-1" not in html.fromstring(answer.text).find(".//main").text_content()


def test_the_dashboard_has_nothing_that_could_fetch() -> None:
    fetchers = (
        r"^\s*(import|from) (httpx|requests|urllib\.request|urllib3|aiohttp|http|socket|scrapy|crawler|subprocess)\b"
    )
    for file in HERE.rglob("*.py"):
        assert not re.search(fetchers, file.read_text(encoding="utf-8"), re.MULTILINE), file


def test_excerpts_stay_short(tmp_path: Path) -> None:
    text = " ".join(
        f"Kalimat {n} menyebut {n},5 persen dari sasaran yang ditetapkan pemerintah." for n in range(10, 60)
    )
    spots = [(m.start(), m.end()) for m in re.finditer(r"\d+,5 persen", text)]
    claim = replace(
        pad("10.5", "1", "Sari"),
        evidence=tuple(Evidence(a, b, text[a:b], ("percentage",)) for a, b in spots),
    )
    long_one = replace(claim, evidence=(Evidence(0, 900, text[:900], ("percentage",)),), as_of=Period("2025-05"))
    one = Article("http://pena.localhost/a", "pena", None, "Judul", text)
    path = tmp_path / "a.sqlite"
    engine = open_store(str(path), create=True)
    save(engine, [(one, [claim, long_one])])
    with write_session(engine) as session:
        save_findings(session, [finding("x", [side(one, claim), side(one, long_one)])], run_id=None, when=WHEN)
    engine.dispose()
    served = client_of(path)
    for row in served.get("/klaim.json").json()["claims"]:
        quotes = [e["quote"] for e in row["claim"]["evidence"] if e["quote"]]
        assert sum(map(len, quotes)) <= 300
        page = html.fromstring(served.get(f"/klaim/{row['claim_key']}").text)
        told = [p.text_content().strip("… ") for p in page.xpath("//blockquote/p")]
        assert told
        assert sum(map(len, told)) <= 300
        assert text not in page.text_content()
    for quoted in html.fromstring(served.get(f"/temuan/{finding('x', []).id}").text).xpath("//blockquote"):
        assert len(quoted.text_content().strip()) <= 320
    for answer in (served.get("/klaim.jsonl"), served.get("/klaim.csv"), served.get("/temuan.json")):
        assert text[:400] not in answer.text
    with zipfile.ZipFile(io.BytesIO(served.get("/klaim.zip").content)) as archive:
        for name in archive.namelist():
            assert text[:310] not in archive.read(name).decode(), name


def test_nothing_is_written(store_file: Path, client: TestClient) -> None:
    def state() -> dict[str, str]:
        return {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()
            for file in store_file.parent.iterdir()
            if not file.name.endswith("-shm")  # readers keep their locks there
        }

    before = state()
    chance = random.Random(20251110)
    key = client.get("/klaim.json").json()["claims"][0]["claim_key"]
    known = [
        *PAGES,
        f"/klaim/{key}",
        "/klaim.csv",
        "/klaim-excel.csv",
        "/klaim.jsonl",
        "/klaim.xlsx",
        "/klaim.parquet",
        "/klaim.zip",
        "/temuan.atom",
        "/api/v1/counts",
        "/api/v1/sources",
        "/api/v1/places/62.02",
        "/api/v1/exports/excel",
    ]
    codes = set()
    for _ in range(1000):
        path = chance.choice(known)
        if chance.random() < 0.2:
            path += "".join(chance.choices(string.printable.strip().replace("#", ""), k=chance.randrange(1, 9)))
        if chance.random() < 0.6:
            value = quote(chance.choice([*HOSTILE, "62.02", "2025-06-30", "5", "pad_revenue"]), safe="%")
            path += f"{'&' if '?' in path else '?'}{chance.choice(PARAMETERS)}={value}"
        method = chance.choices(("GET", "HEAD", "POST", "DELETE"), weights=(20, 2, 1, 1))[0]
        codes.add(client.request(method, path).status_code)
    assert {200, 404, 405, 422} <= codes
    assert not {code for code in codes if code >= 500}
    assert state() == before
