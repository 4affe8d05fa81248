"""Runs, decisions about sources, and counts whose sums add up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from store.counts import status_counts
from store.engine import read_session, write_session
from store.errors import NoSuchRow
from store.findings import save_findings
from store.frontier import Discovered, add_discovered, finish, lease, quarantine, retry_later
from store.pages import mark_gone, save_extraction
from store.runs import Run, end_run, runs, start_run
from store.sources import decision_history, decisions, disable, enable, is_enabled, last_run
from store.sql import CAPTURE, CLAIM, FINDING, PAGE, REVISION, TASK
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, dump, extract, finding

LATER = NOW + timedelta(hours=1)
STAGES = {
    "fetch": TASK,
    "pages": PAGE,
    "captures": CAPTURE,
    "revisions": REVISION,
    "claims": CLAIM,
    "findings": FINDING,
}


def test_a_run_and_its_end(engine: Engine) -> None:
    args = {"since": "2025-01-01", "limit": 10, "text": "é"}
    with write_session(engine) as session:
        run = start_run(session, kind="crawl", sources=["suara", "kabar", "suara"], args=args, now=NOW)
        assert run == Run(run.id, "crawl", ("kabar", "suara"), args, "running", {}, NOW, None)
        assert runs(session) == [run]
        end_run(session, run.id, status="done", counts={"fetched": 3}, now=LATER)
        end_run(session, run.id, status="failed", counts={}, now=LATER + timedelta(hours=1))  # the first end counts
        (ended,) = runs(session)
    assert ended == Run(run.id, "crawl", ("kabar", "suara"), args, "done", {"fetched": 3}, NOW, LATER)


def test_a_run_that_does_not_exist(engine: Engine) -> None:
    with pytest.raises(NoSuchRow, match="no run 7"), write_session(engine) as session:
        end_run(session, 7, status="done")


def test_runs_newest_first(engine: Engine) -> None:
    with write_session(engine) as session:
        crawls = [start_run(session, kind="crawl", sources=[slug]) for slug in ("kabar", "suara", "kabar")]
        check = start_run(session, kind="check")
        assert runs(session, 2) == [check, crawls[2]]
        assert runs(session) == [check, *reversed(crawls)]
        assert runs(session, source="suara") == [crawls[1]]
        assert last_run(session, "kabar") == crawls[2]
        assert last_run(session, "kabar", kind="check") is None
        assert last_run(session, "none") is None


def test_decisions_about_a_source_are_recorded(engine: Engine) -> None:
    with write_session(engine) as session:
        assert is_enabled(session, "kabar", default=True)
        assert not is_enabled(session, "kabar", default=False)
        assert disable(session, "kabar", by="Sari", because="its terms forbid it", now=NOW)
        assert not is_enabled(session, "kabar", default=True)
        assert enable(session, "kabar", by="Tono", because="written permission of 2 June", now=LATER)
        assert is_enabled(session, "kabar", default=False)
        standing = decisions(session)["kabar"]
        assert (standing.enabled, standing.by, standing.because) == (True, "Tono", "written permission of 2 June")
        assert [(made.enabled, made.by, made.at) for made in decision_history(session, "kabar")] == [
            (False, "Sari", NOW),
            (True, "Tono", LATER),
        ]


def test_the_same_decision_twice_is_one(engine: Engine) -> None:
    with write_session(engine) as session:
        assert enable(session, "kabar", by="Sari", because="agreed", now=NOW)
    before = dump(engine)
    with write_session(engine) as session:
        assert not enable(session, "kabar", by="Sari", because="agreed", now=LATER)
    assert dump(engine) == before
    with write_session(engine) as session:
        assert enable(session, "kabar", by="Sari", because="agreed again", now=LATER)


@pytest.mark.parametrize(("by", "because"), [("", "agreed"), ("Sari", " ")])
def test_a_decision_needs_a_name_and_a_reason(engine: Engine, by: str, because: str) -> None:
    with pytest.raises(ValueError, match="a name and a reason"), write_session(engine) as session:
        enable(session, "kabar", by=by, because=because)


def test_counts_of_an_empty_store(engine: Engine) -> None:
    with read_session(engine) as session:
        assert status_counts(session) == {stage: {} for stage in STAGES}


def test_counts(engine: Engine) -> None:
    with write_session(engine) as session:
        run = start_run(session, kind="crawl")
        add_discovered(session, "kabar", [Discovered(f"{URL}/{n}", "article") for n in range(7)])
    tasks = lease(engine, "kabar", limit=6, run_id=run.id, now=NOW)
    with write_session(engine) as session:
        for task, word in zip(tasks, ("fetched", "fetched", "gone"), strict=False):
            finish(session, task.id, status=word)
        retry_later(session, tasks[3].id, not_before=LATER, reason="timeout")
        quarantine(session, tasks[4].id, reason="too complex")
        extract(session, capture(session, url=f"{URL}/0")[0], article(url=f"{URL}/0"), EXAMPLE, EXAMPLE)
        extract(
            session, capture(session, "two", url=f"{URL}/0", when=LATER)[0], article("new", url=f"{URL}/0"), EXAMPLE
        )
        capture(session, url=f"{URL}/1")
        gone, _new = capture(session, url=f"{URL}/2")
        nothing = {"article": None, "published_source": None, "timezone": None, "report": None}
        save_extraction(session, gone, **nothing, status="no_text")
        mark_gone(session, f"{URL}/2", when=LATER)
        save_findings(session, [finding("f1"), finding("f2")], run_id=None, when=NOW)
        save_findings(session, [finding("f1")], run_id=None, when=LATER)
    with read_session(engine) as session:
        assert status_counts(session) == {
            "fetch": {"fetched": 2, "gone": 1, "leased": 1, "quarantined": 1, "queued": 1, "retry": 1},
            "pages": {"claims": 1, "pending": 1, "withdrawn": 1},
            "captures": {"claims": 2, "no_text": 1, "pending": 1},
            "revisions": {"current": 1, "older": 1},
            "claims": {"current": 1, "not_current": 2},
            "findings": {"closed": 1, "inconsistent": 1},
        }


STEPS = st.tuples(
    st.sampled_from(["capture", "extract", "no article", "gone", "find"]),
    st.integers(0, 2),
    st.sampled_from(["body a", "body b"]),
)


def test_the_sums_of_statuses_equal_the_rows_of_their_stage(engine: Engine) -> None:
    nothing = {"article": None, "published_source": None, "timezone": None, "report": None}

    @settings(deadline=None, max_examples=12)
    @given(st.lists(STEPS, max_size=8))
    def check(steps: list[tuple[str, int, str]]) -> None:
        with write_session(engine) as session:
            for hours, (step, number, body) in enumerate(steps):
                url, when = f"{URL}/{number}", NOW + timedelta(hours=hours)
                if step == "gone":
                    mark_gone(session, url, when=when)
                elif step == "find":
                    save_findings(session, [finding(body, url=url)], run_id=None, when=when)
                else:
                    capture_id, _new = capture(session, body, url=url, when=when)
                    if step == "extract":
                        extract(session, capture_id, article(body, url=url), EXAMPLE)
                    elif step == "no article":
                        save_extraction(session, capture_id, **nothing, status="not_article")
            counts = status_counts(session)
            for stage, table in STAGES.items():
                rows = session.execute(select(func.count()).select_from(table)).scalar_one()
                assert sum(counts[stage].values()) == rows
                assert None not in counts[stage]
            per_page = select(func.count()).select_from(REVISION).where(REVISION.c.current).group_by(REVISION.c.page_id)
            assert set(session.scalars(per_page)) <= {1}
            session.rollback()

    check()
