"""A real browser, Debian's Chromium, over the demo newsroom: a journalist's morning, a researcher's table, barriers.

Skipped where there is no Chromium, unless CAPAIAN_NEEDS_CHROMIUM is set.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
import threading
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from capaian.demo import publishers
from dashboard.app import create_app
from dashboard.sittings import desk_of
from store.engine import open_store
from tests.dashboard.demo_store import build_demo

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window, that reaches nothing but this machine."""
    if CHROMIUM is None:
        if os.environ.get("CAPAIAN_NEEDS_CHROMIUM"):
            pytest.fail("Chromium is required here, and is not there: apt install chromium")
        pytest.skip("no Chromium on this machine (apt install chromium): no page was opened in a real browser")
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
        yield made
        made.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard over the demo newsroom, served on this machine; its address."""
    path = tmp_path_factory.mktemp("browser") / "demo.sqlite"
    build_demo(path)
    engine = open_store(str(path), readonly=True)
    desk = desk_of(open_store(str(path)), TOKEN)
    app = create_app(engine, publishers=publishers(), clock=lambda: date(2025, 12, 1), desk=desk)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=30)
    listener.close()
    engine.dispose()
    desk.engine.dispose()


def opened(browser: Browser, site: str, complaints: list[str], **options: Any) -> Iterator[Page]:
    """A page of a browser of its own; what it complains about, and whoever it calls, is noted."""
    context = browser.new_context(base_url=site, **options)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((site, "data:")) else complaints.append(asked.url))
    yield page
    context.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A desk, without JavaScript: everything has to work so."""
    complaints: list[str] = []
    yield from opened(browser, site, complaints, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    assert complaints == []


def follow(page: Page, link: Locator) -> None:
    """Click, and read on when the page it leads to is whole: a click alone returns while that one is still coming."""
    with page.expect_navigation(wait_until="load"):
        link.click()


def test_a_journalist_finds_what_does_not_add_up_and_why(page: Page, site: str) -> None:
    page.goto("/")
    assert page.locator("h1").inner_text() == "Hari ini"
    follow(page, page.locator("main a[href^='/temuan/']").first)
    assert "/temuan/" in page.url
    assert page.locator("blockquote").count() >= 1
    assert page.locator("blockquote mark").count() >= 1
    told = page.locator("main").inner_text()
    assert "kami tidak tahu mana yang keliru" in told
    outward = page.locator("main a[rel~='noopener'][href^='http']")
    assert outward.count() >= 1
    assert outward.first.get_attribute("rel") == "noopener noreferrer nofollow external"
    follow(page, page.locator("main a[href^='/klaim/']").first)
    assert "/klaim/" in page.url
    assert f"{site}/klaim/" in page.locator("main").inner_text(), "the citation names the permanent address"
    address = page.url
    follow(page, page.locator("a.switch"))
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.startswith(address)


def test_a_journalist_asks_for_one_regency_and_keeps_to_it(page: Page) -> None:
    page.goto("/temuan")
    everywhere = page.locator("main a[href^='/temuan/']").count()
    page.locator("select[name='place']").select_option("62.02")
    follow(page, page.locator("form.filters button"))
    assert "place=62.02" in page.url
    assert page.locator("select[name='place']").input_value() == "62.02"
    assert 0 < page.locator("main a[href^='/temuan/']").count() < everywhere
    page.goto("/daerah?q=Kotim")
    follow(page, page.locator("main a[href='/daerah/62.02']").first)
    assert page.locator("h1").inner_text() == "Kabupaten Kotawaringin Timur"
    assert page.locator("figure.chart svg").count() >= 1
    assert page.locator("table").count() >= 1


def test_a_researcher_takes_a_table_away_in_every_form(page: Page) -> None:
    page.goto("/klaim")
    page.locator("select[name='indicator']").select_option("ektp_recording")
    follow(page, page.locator("form.filters button"))
    shown = page.locator("table tbody tr").count()
    assert shown > 3
    rows: dict[str, bytes] = {}
    for name in (".csv", "-excel.csv", ".xlsx", ".jsonl", ".parquet", ".zip"):
        with page.expect_download() as coming:
            page.locator(f"p.take a[href^='/klaim{name}?']").click()
        rows[name] = Path(coming.value.path()).read_bytes()
        assert coming.value.suggested_filename.startswith("capaian")
    keys = [row["claim_key"] for row in csv.DictReader(io.StringIO(rows[".csv"].decode()))]
    assert len(keys) == shown
    with zipfile.ZipFile(io.BytesIO(rows[".zip"])) as archive:
        assert archive.read("claims.csv") == rows[".csv"]
    linked = [a.get_attribute("href") or "" for a in page.locator("table tbody a[href^='/klaim/']").all()]
    assert {link.partition("/klaim/")[2].partition("?")[0] for link in linked} == set(keys)


def test_a_researcher_reads_on_to_the_last_page(page: Page) -> None:
    seen: list[str] = []
    page.goto("/klaim?limit=20")
    for _ in range(20):
        seen += [a.get_attribute("href") or "" for a in page.locator("table tbody a[href^='/klaim/']").all()]
        onward = page.locator("a[rel='next']")
        if not onward.count():
            break
        follow(page, onward)
    assert len(seen) == len(set(seen)) > 40


# Chromium marks the parts of a day inside the field, not the field
SEEN = """(one => one.type === 'date' || getComputedStyle(one).outlineStyle !== 'none'
  || getComputedStyle(one).boxShadow !== 'none')(document.activeElement)"""


def test_a_keyboard_is_enough(browser: Browser, site: str) -> None:
    complaints: list[str] = []
    for page in opened(browser, site, complaints, viewport={"width": 1280, "height": 900}):
        page.goto("/klaim")
        reached = []
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name"))
            outlined = page.evaluate(SEEN)
            assert outlined, f"{reached[-1]} has the focus, and nobody sees it"
        assert {"/temuan", "place", "indicator"} <= set(reached)
        page.goto("/temuan")
        page.locator("main a[href^='/temuan/']").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/temuan/*")
    assert complaints == []


PAGES = [
    "/", "/hari-ini?place=62.02", "/temuan", "/temuan?state=closed", "finding", "/klaim", "/klaim?q=perekaman&place=62",
    "/klaim?q=zzz", "claim", "/daerah", "/daerah?q=kota", "/daerah/62.02", "/indikator", "/indikator/ektp_recording",
    "/matriks/62", "/matriks/62?part=2", "/janji", "/janji?state=missed", "article", "/pejabat", "official",
    "/cari?q=Kotim", "/cari?q=kepala", "/cari", "/sumber", "/metode", "/metode?lang=en", "/tidak-ada",
    "/klaim?limit=9999", "/tinjau",
]  # fmt: skip
LED_TO = {
    "finding": ("/temuan", "/temuan/"), "claim": ("/klaim?place=62.02", "/klaim/"),
    "official": ("/pejabat", "/pejabat/"), "article": ("claim", "/artikel/"),
}  # fmt: skip
"""Pages whose address is that of the first link of its kind on another page."""
TOKEN = "kunci-yang-panjang-sekali"


def go(page: Page, path: str) -> None:
    """To a page by its address, or to one that a list leads to."""
    if path not in LED_TO:
        page.goto(path)
        return
    start, kind = LED_TO[path]
    go(page, start)
    page.goto(page.locator(f"main a[href^='{kind}']").first.get_attribute("href") or "")


def barriers(page: Page, path: str, width: int) -> list[str]:
    """What axe calls serious on the page that is open, and whether it is wider than the window."""
    page.evaluate(AXE)
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert result["testEngine"]["version"] == "4.14.1"
    found = [
        f"{path}: {one['id']}: {node['html'][:120]}"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    return [*found, f"{path}: wider than the window"] if wide else found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_no_page_has_a_serious_barrier(browser: Browser, site: str, width: int, scheme: Any) -> None:
    complaints: list[str] = []
    found: list[str] = []
    for page in opened(browser, site, complaints, viewport={"width": width, "height": 900}, color_scheme=scheme):
        for path in PAGES:
            go(page, path)
            found += barriers(page, path, width)
        page.goto("/tinjau")
        page.locator("input[name='name']").fill("Rina")
        page.locator("input[name='token']").fill(TOKEN)
        follow(page, page.locator("main button"))
        for path in ("/tinjau", "finding", "claim"):
            go(page, path)
            for folded in page.locator("details").all():
                folded.evaluate("one => { one.open = true }")
            found += barriers(page, f"{path}, reviewing", width)
    assert found == []
    assert [said for said in complaints if "404" not in said and "422" not in said] == []


def test_filters_work_without_loading_the_page_anew(browser: Browser, site: str) -> None:
    complaints: list[str] = []
    for page in opened(browser, site, complaints, viewport={"width": 1280, "height": 900}):
        page.goto("/klaim")
        page.evaluate("window.same = true")
        rows = page.locator("table.claims tbody tr")
        everywhere = rows.count()
        place = page.locator("select[name='place']")
        place.focus()
        place.select_option("62.02")
        page.wait_for_url("**/klaim?place=62.02")  # and nothing of the filters that are empty
        assert page.evaluate("window.same"), "the page was loaded anew"
        assert 0 < rows.count() < everywhere
        assert {a.get_attribute("href") for a in page.locator("td a[href^='/daerah/']").all()} == {"/daerah/62.02"}
        assert place.input_value() == "62.02"
        assert page.evaluate("document.activeElement.name") == "place"
        offered = page.locator("select[name='indicator'] option").count()
        page.locator("select[name='indicator']").select_option("pad_revenue")
        page.wait_for_url("**/klaim?place=62.02&indicator=pad_revenue")
        expect(rows).to_have_count(3)
        assert "3 klaim" in page.locator("[role='status']").inner_text()
        assert page.locator("p.take a").first.get_attribute("href") == "/klaim.csv?place=62.02&indicator=pad_revenue"
        assert offered < 20, "only what there is of this place"
        page.go_back()
        page.wait_for_function("document.querySelectorAll('table.claims tbody tr').length > 3")
        assert page.locator("select[name='indicator']").input_value() == ""
        kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        assert "htmx-history-cache" not in kept, "no page is kept in the browser"
        page.locator("form.filters input[name='q']").fill("perekaman")
        page.keyboard.press("Enter")
        page.wait_for_url("**/klaim?q=perekaman&place=62.02")
        page.goto("/temuan")
        page.evaluate("window.same = true")
        page.locator("select[name='place']").select_option("62.02")
        page.wait_for_url("**/temuan?*place=62.02")
        assert page.evaluate("window.same")
    assert complaints == []


def test_axe_would_find_a_barrier(browser: Browser, site: str) -> None:
    for page in opened(browser, site, [], viewport={"width": 1280, "height": 900}):
        page.goto("/klaim")
        page.evaluate("document.querySelectorAll('label').forEach(one => one.replaceWith(...one.children))")
        page.evaluate(AXE)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert "select-name" in {one["id"] for one in found}
