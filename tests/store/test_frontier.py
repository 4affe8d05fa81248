"""The frontier: every URL once, every task in one state, no task with two lessees, nothing lost by a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.tables import TASK_STATES
from store.counts import status_counts
from store.engine import open_store, read_session, write_session
from store.errors import NoSuchRow, NotStorable
from store.frontier import (
    Discovered,
    Task,
    add_discovered,
    due,
    finish,
    lease,
    quarantine,
    release,
    reopen,
    retry_later,
)
from store.runs import start_run
from store.sql import TASK
from tests.store.examples import NOW, capture, dump

HOST = "https://kabar.localhost"


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


@pytest.fixture
def run_id(engine: Engine) -> int:
    with write_session(engine) as session:
        return start_run(session, kind="crawl", sources=["kabar"], now=NOW).id


def add(engine: Engine, *items: Discovered | str, source: str = "kabar") -> int:
    found = [item if isinstance(item, Discovered) else Discovered(f"{HOST}/{item}", "article") for item in items]
    with write_session(engine) as session:
        return add_discovered(session, source, found, found_on=f"{HOST}/", now=NOW)


def names(tasks: list[Task]) -> list[str]:
    return [task.url.removeprefix(f"{HOST}/") for task in tasks]


def state(engine: Engine, task: Task) -> tuple[str, str | None, str | None]:
    with read_session(engine) as session:
        row = session.execute(select(TASK).where(TASK.c.id == task.id)).one()
        return row.state, row.status, row.reason


def test_a_url_is_queued_once_for_each_source(engine: Engine) -> None:
    assert add(engine, "a", "b", "a") == 2
    assert add(engine, "a", "c") == 1
    assert add(engine, "a", source="other") == 1
    before = dump(engine)
    assert add(engine, "a", "b", "c") == 0
    assert dump(engine) == before


def test_more_urls_than_one_statement_takes(engine: Engine, run_id: int) -> None:
    assert add(engine, *(str(number) for number in range(1201))) == 1201
    assert names(lease(engine, "kabar", limit=2000, run_id=run_id, now=NOW))[1200] == "1200"


def test_what_was_found_is_kept(engine: Engine) -> None:
    moment = datetime.fromisoformat("2025-06-01T08:00:00+07:00")
    add(engine, Discovered(f"{HOST}/a", "article", moment, depth=2), Discovered(f"{HOST}/b", "list", date(2025, 6, 1)))
    with read_session(engine) as session:
        rows = session.execute(select(TASK).order_by(TASK.c.id)).all()
    assert [(row.kind, row.published_hint, row.depth) for row in rows] == [
        ("article", "2025-06-01T08:00:00+07:00", 2),
        ("list", "2025-06-01", 0),
    ]
    assert {(row.found_on, row.added_at, row.state) for row in rows} == {(f"{HOST}/", NOW, "queued")}


def test_a_url_that_no_database_keeps_is_refused(engine: Engine) -> None:
    with pytest.raises(NotStorable, match=r"'url' holds the character U\+D800"):
        add(engine, "a", "\ud800")
    assert add(engine, "a") == 1


def test_the_best_priority_comes_first_then_what_was_found_first(engine: Engine, run_id: int) -> None:
    add(engine, "c", "a", Discovered(f"{HOST}/feed", "feed", priority=5), "b")
    assert names(lease(engine, "kabar", limit=3, run_id=run_id, now=NOW)) == ["feed", "c", "a"]
    assert names(lease(engine, "kabar", limit=3, run_id=run_id, now=NOW)) == ["b"]
    assert lease(engine, "kabar", limit=3, run_id=run_id, now=NOW) == []


def test_only_the_source_that_was_asked_for(engine: Engine, run_id: int) -> None:
    add(engine, "a")
    assert lease(engine, "other", limit=3, run_id=run_id, now=NOW) == []
    assert names(lease(engine, "kabar", limit=3, run_id=run_id, now=NOW)) == ["a"]


def test_a_lease_ends_when_it_ends_and_not_before(engine: Engine, run_id: int) -> None:
    add(engine, "a")
    (task,) = lease(engine, "kabar", limit=1, run_id=run_id, now=NOW, seconds=60)
    assert lease(engine, "kabar", limit=1, run_id=run_id, now=NOW + timedelta(seconds=59.9), seconds=60) == []
    (again,) = lease(engine, "kabar", limit=1, run_id=run_id, now=NOW + timedelta(seconds=60), seconds=60)
    assert (task.id, task.attempts, again.id, again.attempts) == (again.id, 1, task.id, 2)


def test_a_retry_waits(engine: Engine, run_id: int) -> None:
    add(engine, "a")
    (task,) = lease(engine, "kabar", limit=1, run_id=run_id, now=NOW)
    with write_session(engine) as session:
        retry_later(session, task.id, not_before=minutes(30), reason="503, Retry-After 1800", now=NOW)
    assert state(engine, task) == ("retry", None, "503, Retry-After 1800")
    assert lease(engine, "kabar", limit=1, run_id=run_id, now=minutes(29)) == []
    assert [task.attempts for task in lease(engine, "kabar", limit=1, run_id=run_id, now=minutes(30))] == [2]


def test_what_is_quarantined_stays_away(engine: Engine, run_id: int) -> None:
    add(engine, "a")
    (task,) = lease(engine, "kabar", limit=1, run_id=run_id, now=NOW)
    with write_session(engine) as session:
        quarantine(session, task.id, reason="20 MB of HTML")
    assert state(engine, task) == ("quarantined", None, "20 MB of HTML")
    with write_session(engine) as session:
        assert reopen(session, "kabar", kinds=("article",), depth=None, now=minutes(10_000)) == 0
    assert lease(engine, "kabar", limit=1, run_id=run_id, now=minutes(10_000)) == []


def test_what_is_done_is_visited_again_only_when_it_is_due(engine: Engine, run_id: int) -> None:
    add(engine, "once", "again")
    once, again = lease(engine, "kabar", limit=2, run_id=run_id, now=NOW)
    with write_session(engine) as session:
        finish(session, once.id, status="fetched")
        finish(session, again.id, status="fetched", next_visit_at=minutes(60), etag='"v1"', last_modified="yesterday")
    assert state(engine, once) == ("done", "fetched", None)
    assert lease(engine, "kabar", limit=2, run_id=run_id, now=minutes(59)) == []
    (visit,) = lease(engine, "kabar", limit=2, run_id=run_id, now=minutes(60))
    assert (visit.id, visit.attempts, visit.etag, visit.last_modified) == (again.id, 1, '"v1"', "yesterday")
    with write_session(engine) as session:
        finish(session, visit.id, status="not_modified", next_visit_at=minutes(120))
    (visit,) = lease(engine, "kabar", limit=2, run_id=run_id, now=minutes(120))
    assert visit.etag == '"v1"'


def test_a_capture_brings_its_validators_to_the_next_visit(engine: Engine, run_id: int) -> None:
    add(engine, "a")
    (task,) = lease(engine, "kabar", limit=1, run_id=run_id, now=NOW)
    with write_session(engine) as session:
        capture(session, url=task.url, etag='"v7"', last_modified="Mon, 02 Jun 2025 03:00:00 GMT")
        finish(session, task.id, status="fetched", next_visit_at=NOW)
    (visit,) = lease(engine, "kabar", limit=1, run_id=run_id, now=NOW)
    assert (visit.etag, visit.last_modified) == ('"v7"', "Mon, 02 Jun 2025 03:00:00 GMT")


def test_due_counts_what_a_lease_would_give(engine: Engine, run_id: int) -> None:
    add(engine, *"abcdef")
    tasks = lease(engine, "kabar", limit=5, run_id=run_id, now=NOW, seconds=600)
    with write_session(engine) as session:
        finish(session, tasks[0].id, status="fetched")
        finish(session, tasks[1].id, status="fetched", next_visit_at=minutes(5))
        retry_later(session, tasks[2].id, not_before=minutes(7), reason="timeout")
        quarantine(session, tasks[3].id, reason="too complex")
        found = [due(session, "kabar", minutes(at)) for at in (0, 5, 7, 10)]
    assert found == [1, 2, 3, 4]
    assert len(lease(engine, "kabar", limit=9, run_id=run_id, now=minutes(10))) == 4


def test_start_pages_are_visited_anew(engine: Engine, run_id: int) -> None:
    kinds = ("feed", "sitemap", "list", "article")
    add(engine, *(Discovered(f"{HOST}/{kind}", kind) for kind in kinds), Discovered(f"{HOST}/page/2", "list", depth=1))
    with write_session(engine) as session:
        for task in lease(engine, "kabar", limit=9, run_id=run_id, now=NOW):
            finish(session, task.id, status="fetched")
        assert reopen(session, "other", now=NOW) == 0
        assert reopen(session, "kabar", now=NOW) == 3
        assert reopen(session, "kabar", now=NOW) == 0
    assert names(lease(engine, "kabar", limit=9, run_id=run_id, now=NOW)) == ["feed", "sitemap", "list"]
    with write_session(engine) as session:
        assert reopen(session, "kabar", now=NOW) == 0, "what is leased is left alone"
        assert reopen(session, "kabar", urls=[f"{HOST}/page/2", f"{HOST}/none"], depth=None, now=NOW) == 1
    assert names(lease(engine, "kabar", limit=9, run_id=run_id, now=NOW)) == ["page/2"]


def test_a_run_that_stops_hands_back_what_it_will_not_visit(engine: Engine, run_id: int) -> None:
    add(engine, *"abc")
    first, *_rest = lease(engine, "kabar", limit=3, run_id=run_id, now=NOW)
    with write_session(engine) as session:
        finish(session, first.id, status="fetched")
        assert release(session, run_id=run_id + 1) == 0
        assert release(session, run_id=run_id) == 2
        assert release(session, run_id=run_id) == 0
    assert [task.attempts for task in lease(engine, "kabar", limit=3, run_id=run_id, now=NOW)] == [1, 1]


@pytest.mark.parametrize("leave", [
    lambda session: finish(session, 99, status="fetched"),
    lambda session: retry_later(session, 99, not_before=NOW, reason="timeout"),
    lambda session: quarantine(session, 99, reason="too complex"),
])  # fmt: skip
def test_a_task_that_does_not_exist(engine: Engine, leave: object) -> None:
    assert callable(leave)
    with pytest.raises(NoSuchRow, match="no task 99"), write_session(engine) as session:
        leave(session)


LESSEE = """
import sys
from datetime import datetime
from store.engine import open_store
from store.frontier import lease
engine = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
while tasks := lease(engine, "kabar", limit=7, run_id=int(sys.argv[2]), now=datetime.fromisoformat(sys.argv[3])):
    for task in tasks:
        print(task.id, flush=True)
    if sys.argv[4] == "pause":
        sys.stdin.readline()
        sys.argv[4] = "go on"
"""


def lessees(url: str, run_id: int, number: int = 2, pause: str = "") -> Iterator[subprocess.Popen[str]]:
    for _ in range(number):
        yield subprocess.Popen(
            [sys.executable, "-c", LESSEE, url, str(run_id), NOW.isoformat(), pause],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def wait_for(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_two_processes_never_get_the_same_task(url: str, engine: Engine, run_id: int) -> None:
    add(engine, *(str(number) for number in range(150)))
    processes = list(lessees(url, run_id, pause="pause"))
    for process in processes:
        wait_for(process)
    for process in processes:
        start(process)
    shares = [[int(process.stdout.readline()) for _ in range(7)] for process in processes if process.stdout]
    for process in processes:  # each has some now, however unfair the machine is
        start(process)
    for process, share in zip(processes, shares, strict=True):
        out, err = process.communicate()
        assert (process.returncode, err) == (0, "")
        share += [int(line) for line in out.split()]
    assert sorted(shares[0] + shares[1]) == list(range(1, 151))


def test_a_killed_process_loses_nothing(url: str, engine: Engine, run_id: int) -> None:
    add(engine, *(str(number) for number in range(100)))
    (process,) = lessees(url, run_id, 1)
    wait_for(process)
    start(process)
    assert process.stdout is not None
    for _ in range(20):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with read_session(engine) as session:
        counts = status_counts(session)["fetch"]
        waiting = due(session, "kabar", NOW)
    assert sum(counts.values()) == 100
    assert counts["leased"] == 100 - waiting >= 20
    later = NOW + timedelta(seconds=300)
    assert len(lease(engine, "kabar", limit=1000, run_id=run_id, now=later)) == 100


class Frontier(RuleBasedStateMachine):
    """Any order of what a crawl does, with a clock that only goes forward."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.held: dict[int, datetime] = {}
        """Until when each task belongs to somebody."""
        self.seen: dict[int, Task] = {}

    @initialize()
    def begin(self) -> None:
        self.path = self.template.with_name(f"machine-{id(self)}.sqlite")
        self.path.write_bytes(self.template.read_bytes())
        self.engine = open_store(str(self.path))
        with write_session(self.engine) as session:
            self.run_id = start_run(session, kind="crawl").id
        self.urls: set[str] = set()

    @rule(numbers=st.lists(st.integers(0, 12), max_size=5))
    def discover(self, numbers: list[int]) -> None:
        urls = [f"{HOST}/{number}" for number in numbers]
        with write_session(self.engine) as session:
            new = add_discovered(session, "kabar", [Discovered(url, "article") for url in urls])
        assert new == len(set(urls) - self.urls)
        self.urls |= set(urls)

    @rule(seconds=st.integers(1, 400))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(limit=st.integers(1, 4), seconds=st.sampled_from([30, 300]))
    def take(self, limit: int, seconds: int) -> None:
        tasks = lease(self.engine, "kabar", limit=limit, run_id=self.run_id, now=self.now, seconds=seconds)
        assert len({task.id for task in tasks}) == len(tasks) <= limit
        for task in tasks:
            assert self.held.get(task.id, self.now) <= self.now, "somebody still has it"
            self.held[task.id] = self.now + timedelta(seconds=seconds)
            self.seen[task.id] = task

    @precondition(lambda self: self.held)
    @rule(data=st.data(), how=st.sampled_from(["finish", "revisit", "retry", "quarantine"]))
    def leave(self, data: st.DataObject, how: str) -> None:
        task_id = data.draw(st.sampled_from(sorted(self.held)))
        del self.held[task_id]
        with write_session(self.engine) as session:
            self._leave(session, task_id, how)

    def _leave(self, session: Session, task_id: int, how: str) -> None:
        later = self.now + timedelta(seconds=100)
        if how == "finish":
            finish(session, task_id, status="fetched")
        elif how == "revisit":
            finish(session, task_id, status="not_modified", next_visit_at=later)
            self.held[task_id] = later  # nobody may have it before then either
        elif how == "retry":
            retry_later(session, task_id, not_before=later, reason="timeout")
            self.held[task_id] = later
        else:
            quarantine(session, task_id, reason="too complex")

    @invariant()
    def every_task_is_in_one_state_and_the_sums_add_up(self) -> None:
        if not hasattr(self, "engine"):
            return
        with read_session(self.engine) as session:
            states = list(session.scalars(select(TASK.c.state)))
            counts = status_counts(session)["fetch"]
            waiting = due(session, "kabar", self.now)
        assert set(states) <= set(TASK_STATES)
        assert len(states) == len(self.urls) == sum(counts.values())
        assert waiting <= len(states) - sum(until > self.now for until in self.held.values())

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()
            for file in self.path.parent.glob(f"{self.path.name}*"):
                file.unlink()


def test_any_order_of_steps_keeps_the_frontier_sound(template: Path) -> None:
    Frontier.template = template
    test = Frontier.TestCase()
    test.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
    test.runTest()
