"""Progress lines over the store: which claims are not the last word, by their keys."""

from __future__ import annotations

from sqlalchemy import Engine

from crosscheck.lines import Mark
from store.claims import claim_rows
from store.engine import write_session
from store.imports import save_reports
from store.lines import Standing, marks
from tests.crosscheck.rows import reports_of

ROWS = (
    "publisher kabar; published 2023-11-20; as_of 2023-11-20; percentage 92,9 persen // "
    "publisher kabar; published 2023-11-21; as_of 2023-11-20; percentage 99,2 persen // "
    "publisher suara; published 2023-12-21; as_of 2023-12-20; percentage 99,3 persen // "
    "indicator pad_revenue; published 2025-01-10; as_of 2024; achieved Rp401 miliar; quote angka sementara // "
    "indicator pad_revenue; published 2025-04-10; as_of 2024; achieved Rp398 miliar"
)


def test_what_is_not_the_last_word_is_named_by_its_key(engine: Engine) -> None:
    with write_session(engine) as session:
        save_reports(session, reports_of(ROWS))
        keys = {row.url[-1]: row.key for row in claim_rows(session)}
        assert marks(session, keys.values()) == {
            keys["1"]: Standing(Mark.CORRECTED, keys["2"]),
            keys["4"]: Standing(Mark.SUPERSEDED, keys["5"]),
        }
        assert marks(session, [keys["1"], keys["3"]]) == {}
        assert marks(session, []) == {}
