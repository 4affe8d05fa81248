"""Scrapy's JSON feeds with the project's own encoder: decimals as numbers, digit by digit as they were read."""

from __future__ import annotations

from typing import Any

from scrapy.exporters import JsonItemExporter, JsonLinesItemExporter

from models.wire import dumps


class _Exact:
    def encode(self, value: object) -> str:
        """One line of JSON."""
        return dumps(value)


class ExactJsonLines(JsonLinesItemExporter):
    """`-O out.jsonl`: one article on each line."""

    def __init__(self, file: Any, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)
        self.encoder: Any = _Exact()


class ExactJson(JsonItemExporter):
    """`-O out.json`: one list of articles."""

    def __init__(self, file: Any, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)
        self.encoder: Any = _Exact()
