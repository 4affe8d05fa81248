"""Full-text search over claims: what is found, what is not, and that the index follows the claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import Engine, text

from models.values import Claim, Evidence, Report
from store.claims import claim_rows
from store.engine import read_session, write_session
from store.imports import save_reports
from store.migrate import alembic_config
from tests.store.examples import NOW

QUOTE = "Sudah 99,2 persen warga Jl. Ki’ai Modjo merekam e-KTP"
CLAIM = Claim(
    indicator="ektp_recording",
    indicator_text="perekaman e-KTP",
    place="62.02",
    segment="pemilih pemula",
    official="Siti Rahmawaty",
    official_role="Kepala Disdukcapil Kotim",
    evidence=(Evidence(0, len(QUOTE), QUOTE, ("percentage",)),),
)
REPORT = Report(url="https://kabar.localhost/1", publisher="kabar", title="Perekaman Hampir Tuntas", claims=(CLAIM,))


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with write_session(engine) as session:
        save_reports(session, [REPORT], now=NOW)
    return engine


def found(engine: Engine, q: str) -> int:
    with read_session(engine) as session:
        return len(claim_rows(session, q=q))


@pytest.mark.parametrize(
    ("q", "number"),
    [
        ("rahmawaty", 1),
        ("SITI Rahma", 1),  # a word is found by its beginning
        ("ahmawaty", 0),  # and not by its end
        ("siti budi", 0),  # all words
        ("disdukcapil", 1),
        ("tuntas", 1),  # the headline
        ("pemula", 1),
        ("99,2 persen", 1),
        ("99,3 persen", 0),
        ("e-KTP", 1),
        ("percentage", 0),  # a field's name in the JSON of the evidence is no word of the article
        ("quote", 0),
        ("modjo", 1),
        ("", 0),
        ("\" * ( ) % _ - \\ ' NEAR(", 0),
        ('siti" OR "budi', 0),
        ("siti AND budi", 0),
        ("siti NOT rahmawaty", 0),
        ("words:siti", 0),
        ("%", 0),
    ],
)
def test_what_is_found(filled: Engine, q: str, number: int) -> None:
    assert found(filled, q) == number


def test_the_index_follows_the_claims(filled: Engine) -> None:
    again = replace(CLAIM, official="Budi Hartaman")
    with write_session(filled) as session:
        save_reports(session, [replace(REPORT, claims=(again,))], now=NOW)
    assert (found(filled, "budi"), found(filled, "rahmawaty")) == (1, 0)
    with filled.begin() as connection:
        connection.execute(text("DELETE FROM claim"))
    assert found(filled, "disdukcapil") == 0


def test_an_older_store_is_searched_too(filled: Engine) -> None:
    with filled.begin() as connection:
        command.downgrade(alembic_config(connection), "0002")
    with filled.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    assert found(filled, "rahmawaty") == 1
