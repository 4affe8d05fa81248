"""Tables to take away: the claims of a filter in every form, for pages, API and command line alike.

One implementation, no web framework: `pieces` gives the bytes of a file, whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy.orm import Session

from dashboard.datapackage import datapackage
from dashboard.excerpts import public_report
from dashboard.forms import Row, csv_bytes, has_parquet, parquet, xlsx
from models.publishers import Publisher
from models.wire import dumps, report_json
from store.claims import export_rows, reports
from store.retention import whole_text
from store.snapshots import state_mark


class NotInstalled(Exception):  # noqa: N818  it names what is wrong
    """A form needs an extra that is not installed."""


@dataclass(slots=True)
class Order:
    """What is asked for: which claims, and what is known of outlets. `written` counts the claims that went out.

    `fulltext` adds whole texts to JSON Lines, and is for people at the command line alone.
    """

    filters: Mapping[str, Any]
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    fulltext: bool = False
    written: int = 0

    def count(self) -> None:
        """One more claim."""
        self.written += 1


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: its name on the command line and in the API, the name of its file, what it is."""

    name: str
    file: str
    media_type: str
    make: Callable[[Session, Order], Iterator[bytes]]
    binary: bool = False

    @property
    def available(self) -> bool:
        """Whether what it needs is installed."""
        return self.name != "parquet" or has_parquet()


def pieces(session: Session, form: Form, order: Order) -> Iterator[bytes]:
    """An export piece by piece; NotInstalled where the form needs what is not there."""
    if not form.available:
        raise NotInstalled("Parquet needs pyarrow: pip install 'capaian[parquet]'")
    return form.make(session, order)


def _rows(session: Session, order: Order) -> Iterator[Row]:
    for row in export_rows(session, **order.filters):
        order.count()
        yield row


def _csv(session: Session, order: Order) -> Iterator[bytes]:
    return csv_bytes(_rows(session, order), "claims")


def _excel(session: Session, order: Order) -> Iterator[bytes]:
    return csv_bytes(_rows(session, order), "claims", excel=True)


def _xlsx(session: Session, order: Order) -> Iterator[bytes]:
    return xlsx(_rows(session, order), "claims", when=_when(session))


def _jsonl(session: Session, order: Order) -> Iterator[bytes]:
    for report in reports(session, **order.filters):
        order.written += len(report.claims)
        row = public_report(report_json(report), report.claims)
        if order.fulltext:
            row["text"] = whole_text(session, report.url, report.text_sha256)
        yield (dumps(row) + "\n").encode("utf-8", "replace")


def _parquet(session: Session, order: Order) -> Iterator[bytes]:
    return parquet(_rows(session, order), "claims")


def _datapackage(session: Session, order: Order) -> Iterator[bytes]:
    return datapackage(
        session,
        order.filters,
        publishers=order.publishers,
        version=version("capaian"),
        when=_when(session),
        count=order.count,
    )


def _when(session: Session) -> datetime | None:
    return state_mark(session.get_bind().engine)[1]


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("csv", "capaian.csv", "text/csv; charset=utf-8", _csv),
        Form("excel", "capaian-excel.csv", "text/csv; charset=utf-8", _excel),
        Form(
            "xlsx",
            "capaian.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _xlsx,
            binary=True,
        ),
        Form("jsonl", "capaian.jsonl", "application/jsonl; charset=utf-8", _jsonl),
        Form("parquet", "capaian.parquet", "application/vnd.apache.parquet", _parquet, binary=True),
        Form("datapackage", "capaian-datapackage.zip", "application/zip", _datapackage, binary=True),
    )
}
"""All forms by name."""
