"""Rule tests of the reader of people in office."""

from __future__ import annotations

from extract.officials import find_officials
from extract.places import find_places
from tests.extract import marks

CASES = marks.cases("officials.txt", labels={"official": {"name", "role", "second", "rule"}}, header={"province"})


@CASES
def test_officials(line: marks.Line) -> None:
    places = find_places(line.text, publisher_province=line.header.get("province"))
    found = find_officials(line.text, places=places)
    marks.check(
        line,
        [
            marks.Found(
                "official",
                official.start,
                official.end,
                {
                    "name": official.name,
                    "role": official.role,
                    "second": official.second,
                    "rule": official.rule,
                },
            )
            for official in found
        ],
    )
