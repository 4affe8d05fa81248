"""ETag and Last-Modified: what a client has is not sent again, and what changed is never called the same."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
import time_machine
from starlette.testclient import TestClient

from dashboard.freshness import KEEP, Changes
from models.values import Report
from store.engine import open_store, read_session, write_session
from store.errors import StoreSlow
from store.imports import save_reports
from store.limits import limited
from store.snapshots import state_mark
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import ektp

ADDRESSES = [
    "/",
    "/klaim",
    "/klaim.json",
    "/api/v1/claims",
    "/klaim.csv",
    "/klaim.zip",
    "/temuan.atom",
    "/daerah/62.02",
]


@pytest.fixture
def own_store(store_file: Path, tmp_path: Path) -> Path:
    """A copy of the newsroom's store that a test may write to; last written to an hour ago."""
    path = tmp_path / "store.sqlite"
    shutil.copy(store_file, path)
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))
    return path


@pytest.fixture
def quiet(own_store: Path) -> Iterator[TestClient]:
    """A dashboard that began five seconds ago."""
    made = client_of(own_store)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        yield made


def write(path: Path, number: int) -> None:
    """One more claim."""
    engine = open_store(str(path))
    report = Report(url=f"http://pena.localhost/neu-{number}", publisher="pena", claims=(ektp("97.7", "2025-10-01"),))
    with write_session(engine) as session:
        save_reports(session, [report])
    engine.dispose()
    for file in path.parent.glob(f"{path.name}*"):  # the file system does not travel in time
        os.utime(file, (time.time(), time.time()))


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_is_known_is_not_sent_again(quiet: TestClient, path: str) -> None:
    first = quiet.get(path)
    modified = first.headers["last-modified"]
    assert parsedate_to_datetime(modified) <= datetime.now(UTC)
    for known in ({"if-none-match": first.headers["etag"]}, {"if-modified-since": modified}):
        again = quiet.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == first.headers["etag"]
    earlier = format_datetime(parsedate_to_datetime(modified) - timedelta(seconds=1), usegmt=True)
    assert quiet.get(path, headers={"if-modified-since": earlier}).status_code == 200


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_tag_counts_before_a_day(quiet: TestClient, path: str) -> None:
    first = quiet.get(path)
    known = {"if-none-match": '"another"', "if-modified-since": first.headers["last-modified"]}
    assert quiet.get(path, headers=known).status_code == 200


@pytest.mark.parametrize(
    "day", ["yesterday", "", "Mon, 32 Jan 2025 00:00:00 GMT", "9" * 300, "Sat, 01 Jan 0000 00:00:00"]
)
def test_a_day_that_is_none_is_passed_over(quiet: TestClient, day: str) -> None:
    assert quiet.get("/klaim", headers={"if-modified-since": day}).status_code == 200


@pytest.mark.parametrize("path", ["/klaim", "/klaim.json", "/api/v1/claims", "/klaim.csv", "/klaim.xlsx", "/klaim.zip"])
def test_a_write_makes_everything_new(quiet: TestClient, own_store: Path, path: str) -> None:
    first = quiet.get(path)
    write(own_store, 1)
    for known in (
        {"if-none-match": first.headers["etag"]},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        assert quiet.get(path, headers=known).status_code == 200, known


def test_within_the_second_of_a_change_no_day_is_given(own_store: Path) -> None:
    client = client_of(own_store)
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=20)
    os.utime(own_store, (now.timestamp() + 0.2,) * 2)
    with time_machine.travel(now + timedelta(seconds=0.5), tick=False):
        assert "last-modified" not in client.get("/klaim").headers
    with time_machine.travel(now + timedelta(seconds=1), tick=False):
        assert parsedate_to_datetime(client.get("/klaim").headers["last-modified"]) == now + timedelta(seconds=1)


def test_an_error_has_no_day(quiet: TestClient) -> None:
    since = {"if-modified-since": format_datetime(datetime.now(UTC), usegmt=True)}
    answer = quiet.get(f"/klaim/{'0' * 64}", headers=since)
    assert answer.status_code == 404
    assert "last-modified" not in answer.headers


def test_other_filters_other_tags(quiet: TestClient) -> None:
    asked = ["/klaim.csv", "/klaim.csv?place=62.02", "/klaim.csv?place=62", "/klaim-excel.csv", "/klaim.jsonl"]
    assert len({quiet.get(path).headers["etag"] for path in asked}) == len(asked)


def test_the_mark_of_a_store_changes_with_every_commit_and_with_nothing_else(own_store: Path) -> None:
    engine = open_store(str(own_store), readonly=True)
    marks = [state_mark(engine)[0]]
    with read_session(engine) as session:
        session.connection()
    assert state_mark(engine)[0] == marks[0]
    for number in range(3):
        write(own_store, number)
        marks.append(state_mark(engine)[0])
    assert len(set(marks)) == 4
    engine.dispose()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_question_without_end_is_given_up(own_store: Path) -> None:
    engine = open_store(str(own_store), readonly=True)
    with pytest.raises(StoreSlow, match=r"longer than 0\.05 seconds"), read_session(limited(engine, 0.05)) as session:
        session.connection().exec_driver_sql(ENDLESS)
    with read_session(engine) as session:  # the same connection, from the pool, in other hands
        bounded = ENDLESS.replace("FROM n)", "FROM n WHERE i < 2000000)")
        assert session.connection().exec_driver_sql(bounded).scalar() == 2_000_000
    engine.dispose()


def test_a_page_that_takes_too_long_is_an_answer_all_the_same(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.app.SLOWEST", 0.05)
    client = client_of(own_store)

    def endless(session: object, **_filters: object) -> object:
        return session.connection().exec_driver_sql(ENDLESS)  # type: ignore[attr-defined]

    monkeypatch.setattr("dashboard.pages.claim_rows", endless)
    assert client.get("/klaim").status_code == 503
    assert client.get("/api/v1/claims").json()["status"] == 503
    assert client.get("/temuan").status_code == 200


def test_only_the_first_reader_waits_for_what_is_kept(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr("dashboard.freshness.time.monotonic", lambda: clock[0])
    behind: list[Callable[[], None]] = []
    changes = Changes(open_store(str(own_store), readonly=True), begin=behind.append)
    answers = iter(["old", StoreSlow("slow"), "new"])
    marks = ["as it was"]
    monkeypatch.setattr("dashboard.freshness.state_mark", lambda _engine: (marks[0], None))

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    answer = changes.kept(make)
    assert [answer(), answer()] == ["old", "old"]
    assert behind == []
    clock[0] += KEEP + 1
    assert answer() == "old"
    behind.pop()()  # the store is as it was: nothing is made anew
    clock[0] += KEEP + 1
    marks[0] = "written to"
    for _ in range(2):  # the first attempt fails: the old answer stands, and the next reader asks again
        before = changes.at
        assert [answer(), answer()] == ["old", "old"]  # both at once, while it is made anew
        assert len(behind) == 1
        behind.pop()()
    assert answer() == "new"
    assert changes.at > before
    changes.engine.dispose()


def test_what_is_kept_is_prepared_before_anybody_asks(own_store: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = open_store(str(own_store), readonly=True)
    changes = Changes(engine, begin=lambda work: work())
    made: list[str] = []

    def make(name: str, fails: bool) -> Callable[[], str]:
        def work() -> str:
            made.append(name)
            if fails:
                raise StoreSlow("too slow")
            return name

        return work

    first = changes.kept(make("first", False))
    changes.kept(make("second", True))
    changes.prepare()
    assert made == ["first", "second"]
    assert "could not be prepared: too slow" in caplog.text
    assert first() == "first"
    assert made == ["first", "second"], "the first reader does not wait"
    engine.dispose()
