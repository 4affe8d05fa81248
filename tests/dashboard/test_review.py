"""Reviewing in the browser: only with the token, only from our own pages, and every word in the audit trail."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboard.review import LONGEST_BODY, TRIES, WITHIN
from dashboard.sittings import COOKIE, HOURS, Desk, desk_of
from store.engine import open_store, read_session
from store.reviews import Action, claim_trail, finding_trail, standing
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import CLOSED, OPEN
from tests.dashboard.test_pages import text_of

TOKEN = "kunci-yang-panjang-sekali"
OURS = {"origin": "http://127.0.0.1:8000"}


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Room:
    """A dashboard for reviewing, its desk and its clock."""

    client: TestClient
    desk: Desk
    clock: Clock

    def sign_in(self, token: str = TOKEN, name: str = "Rina") -> int:
        answer = self.client.post("/tinjau", data={"token": token, "name": name}, headers=OURS, follow_redirects=False)
        return answer.status_code

    def key(self) -> str:
        return str(html.fromstring(self.client.get("/tinjau").text).find(".//input[@name='key']").get("value"))

    def send(self, path: str = f"/temuan/{OPEN}/tinjau", headers: dict[str, str] | None = None, **fields: str) -> int:
        sent = {"key": self.key()} | fields if COOKIE in self.client.cookies and "key" not in fields else fields
        given = OURS if headers is None else headers
        return self.client.post(path, data=sent, headers=given, follow_redirects=False).status_code

    def trail(self, finding: str = OPEN) -> list[tuple[Action, str, str | None]]:
        with read_session(self.desk.engine) as session:
            return [(one.what, one.by, one.said) for one in finding_trail(session, finding)]


@pytest.fixture
def room(store_file: Path, tmp_path: Path) -> Iterator[Room]:
    path = tmp_path / "store.sqlite"
    shutil.copy(store_file, path)
    clock = Clock()
    desk = desk_of(open_store(str(path)), TOKEN)
    desk.clock = clock
    with client_of(path, desk=desk) as client:
        yield Room(client, desk, clock)
    desk.engine.dispose()


def test_a_decision_is_written_and_shown(room: Room) -> None:
    assert "belum ditinjau" in text_of(room.client.get(f"/temuan/{OPEN}").text)
    assert room.sign_in() == 303
    assert room.send(action="accept", said="sudah dicek") == 303
    assert room.trail() == [(Action.ACCEPTED, "Rina", "sudah dicek")]
    assert room.send(action="dismiss", said="sasarannya berbeda") == 303
    assert room.send(action="note", said="tunggu kabar dinas") == 303
    assert room.send(action="correction", said="yang benar 46,1", source="surat dinas") == 303
    public = text_of(client_without_cookie(room, f"/temuan/{OPEN}"))
    for part in ("Ditolak setelah ditinjau: sasarannya berbeda", "diterima: sudah dicek", "tunggu kabar dinas",
                 "yang benar 46,1 menurut surat dinas"):  # fmt: skip
        assert part in public
    assert "Rina" not in public  # reviewers are no office-holders
    assert "Rina" in text_of(room.client.get(f"/temuan/{OPEN}").text)
    assert [row["id"] for row in room.client.get("/temuan.json").json()["findings"]] == []
    assert [row["id"] for row in room.client.get("/temuan.json?state=dismissed").json()["findings"]] == [OPEN]
    assert room.client.get("/klaim.json?outcome=inconsistent").json()["claims"] == []
    assert room.send(action="take_back", said="keliru menolak") == 303
    assert len(room.client.get("/klaim.json?outcome=inconsistent").json()["claims"]) == 2
    assert [row["id"] for row in room.client.get("/temuan.json").json()["findings"]] == [OPEN]
    with read_session(room.desk.engine) as session:
        assert standing(session) == {}


def client_without_cookie(room: Room, path: str) -> str:
    """A page as the public gets it."""
    kept = dict(room.client.cookies)
    room.client.cookies.clear()
    body = room.client.get(path).text
    room.client.cookies.update(kept)
    return body


def test_a_note_beside_a_claim(room: Room) -> None:
    room.sign_in()
    key = room.client.get("/klaim.json?indicator=pad_revenue").json()["claims"][0]["claim_key"]
    assert room.send(f"/klaim/{key}/tinjau", action="note", said="lihat lampirannya") == 303
    assert room.send(f"/klaim/{key}/tinjau", action="accept") == 422
    with read_session(room.desk.engine) as session:
        assert [one.said for one in claim_trail(session, key)] == ["lihat lampirannya"]
    assert "lihat lampirannya" in text_of(client_without_cookie(room, f"/klaim/{key}"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OURS, 303),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "https://127.0.0.1:8000"}, 403),
        ({"origin": "http://127.0.0.1:8000.evil.example"}, 403),
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, 403),
    ],
)
def test_only_our_own_pages_may_send(room: Room, headers: dict[str, str], status: int) -> None:
    room.sign_in()
    assert room.send(headers=headers, action="accept") == status
    assert len(room.trail()) == (status == 303)


@pytest.mark.parametrize("key", ["", "x", "ké", "A" * 43])
def test_a_form_needs_the_sittings_own_key(room: Room, key: str) -> None:
    room.sign_in()
    assert room.send(key=key, action="accept") == 403
    assert room.trail() == []


def test_the_key_of_another_sitting_does_not_fit(room: Room) -> None:
    room.sign_in()
    first = room.key()
    room.client.cookies.clear()
    room.sign_in(name="Budi")
    assert room.key() != first
    assert room.send(key=first, action="accept") == 403


def test_nobody_reviews_without_signing_in(room: Room) -> None:
    assert room.send(key="x", action="accept") == 403
    room.client.cookies.set(COOKIE, "made-up")
    assert room.send(key="x", action="accept") == 403
    assert room.trail() == []


@pytest.mark.parametrize("token", ["", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), "ké", "\x00"])
def test_a_wrong_token_opens_nothing(room: Room, token: str) -> None:
    assert room.sign_in(token) == 403
    assert COOKIE not in room.client.cookies
    assert room.desk.sittings == {}


def test_guessing_is_slowed_down(room: Room) -> None:
    assert {room.sign_in("x") for _ in range(TRIES)} == {403}
    assert room.sign_in() == 429
    room.clock.now += WITHIN + 1
    assert room.sign_in() == 303


def test_a_sitting_ends(room: Room) -> None:
    room.sign_in()
    key = room.key()
    room.clock.now += HOURS * 3600 + 1
    assert room.send(key=key, action="accept") == 403
    room.clock.now += 1
    room.client.cookies.clear()
    room.sign_in()
    assert room.send("/tinjau/keluar") == 303
    assert room.desk.sittings.keys() == set() or COOKIE not in room.client.cookies
    assert room.send(key="x", action="accept") == 403


def test_the_cookie_and_the_pages_of_a_sitting_are_guarded(room: Room) -> None:
    answer = room.client.post("/tinjau", data={"token": TOKEN, "name": "Rina"}, headers=OURS, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in str(answer.headers)
    for path in ("/tinjau", f"/temuan/{OPEN}"):
        page = room.client.get(path)
        assert page.headers["cache-control"] == "no-store"
        assert "etag" not in page.headers
        # with "no-referrer" a browser sends "Origin: null" with forms
        assert page.headers["referrer-policy"] == "same-origin"
        assert "form-action 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"action": "dismiss"}, 422),
        ({"action": "dismiss", "said": "  "}, 422),
        ({"action": "note"}, 422),
        ({"action": "correction", "said": "x"}, 422),
        ({"action": "delete"}, 422),
        ({}, 422),
        ({"action": "note", "said": "<script>alert(1)</script>"}, 303),
        ({"action": "note", "said": "x" * LONGEST_BODY}, 413),
    ],
)
def test_what_a_review_needs(room: Room, fields: dict[str, str], status: int) -> None:
    room.sign_in()
    assert room.send(**fields) == status
    assert len(room.trail()) == (status == 303)
    assert not re.search("<script", client_without_cookie(room, f"/temuan/{OPEN}"))


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"\xff=\xff", "application/x-www-form-urlencoded", 400),
        (b"a&b", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=1" % n for n in range(50)), "application/x-www-form-urlencoded", 400),
        (b"", "multipart/form-data; boundary=x", 400),
    ],
)
def test_bodies_that_are_no_form(room: Room, body: bytes, kind: str, status: int) -> None:
    headers = OURS | {"content-type": kind}
    assert room.client.post("/tinjau", content=body, headers=headers).status_code == status


@pytest.mark.parametrize("path", [f"/temuan/{'0' * 64}/tinjau", f"/klaim/{'0' * 64}/tinjau"])
def test_what_is_not_there_is_not_reviewed(room: Room, path: str) -> None:
    room.sign_in()
    assert room.send(path, action="note", said="x") == 404


def test_a_closed_finding_may_be_reviewed_too(room: Room) -> None:
    room.sign_in()
    assert room.send(f"/temuan/{CLOSED}/tinjau", action="note", said="diperbaiki medianya") == 303
    assert room.trail(CLOSED) == [(Action.NOTE, "Rina", "diperbaiki medianya")]


def test_a_server_that_only_reads_has_no_door(client: TestClient) -> None:
    assert client.get("/tinjau").status_code == 404
    assert client.post("/tinjau", headers=OURS).status_code == 404
    assert client.post(f"/temuan/{OPEN}/tinjau", headers=OURS).status_code in (404, 405)
    assert "/tinjau" not in client.get(f"/temuan/{OPEN}").text


@pytest.mark.parametrize("token", ["", "pendek", "x" * 15])
def test_a_token_that_is_guessed_easily_is_refused(store_file: Path, token: str) -> None:
    with pytest.raises(ValueError, match="at least 16"):
        desk_of(open_store(str(store_file), readonly=True), token)


PRIVATE_PAGES = [
    "/",
    "/temuan",
    f"/temuan/{OPEN}",
    "/klaim",
    "/janji",
    "/daerah/62.02",
    "/tinjau",
    "/pejabat",
    "/artikel/1",
]


@pytest.mark.parametrize("path", PRIVATE_PAGES)
def test_a_reviewers_page_comes_from_no_cache_and_goes_into_none(room: Room, path: str) -> None:
    public = room.client.get(path)
    known = [
        {"if-none-match": tag}
        for tag in (public.headers.get("etag"), f"W/{public.headers.get('etag')}", "*")
        if tag is not None
    ]
    known.append({"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    room.sign_in()
    for headers in known:
        page = room.client.get(path, headers=headers)
        assert page.status_code == 200, headers
        assert page.headers["cache-control"] == "no-store"
        assert not {"etag", "last-modified"} & set(page.headers)
        assert "script-src" not in page.headers["content-security-policy"]
        assert "<script" not in page.text
        assert "Meninjau sebagai Rina" in text_of(page.text)
    # who has not signed in gets the public page, and may keep it under its own tag
    body = client_without_cookie(room, path)
    assert "Rina" not in body
    assert room.key() not in body


@pytest.mark.parametrize(
    "path", [f"/temuan/{OPEN}", "/temuan", "/", f"/temuan/{OPEN}.json", "/temuan.json", "/temuan.atom", "/klaim.zip"]
)
def test_what_was_cached_before_a_review_is_not_called_the_same_after_it(room: Room, path: str) -> None:
    first = room.client.get(path)
    known = {"if-none-match": first.headers["etag"]}
    assert room.client.get(path, headers=known).status_code == 304
    room.sign_in()
    assert room.send(action="dismiss", said="sasarannya berbeda") == 303
    room.client.cookies.clear()
    after = room.client.get(path, headers=known)
    if path.removesuffix(".json") == f"/temuan/{OPEN}" and path.endswith(".json"):
        assert after.status_code == 304  # a finding's data say nothing of its review
    elif path == "/temuan.atom":
        assert after.status_code == 304  # nobody had accepted it: it was not in the feed, and is not
    else:
        assert after.status_code == 200
        assert after.content != first.content


def test_the_data_that_a_reviewer_is_given_hold_nothing_of_the_sitting(room: Room) -> None:
    paths = [f"/temuan/{OPEN}.json", "/temuan.json", "/klaim.csv", "/api/v1/findings", "/temuan.atom"]
    public = {path: room.client.get(path).content for path in paths}
    room.sign_in()
    for path, body in public.items():
        answer = room.client.get(path)
        assert answer.content == body
        assert "Cookie" in answer.headers["vary"]
        assert answer.headers["cache-control"] == "no-cache"
