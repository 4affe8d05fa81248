"""Events are one line of JSON each, with names that stay, and say nothing of people."""

from __future__ import annotations

import json
import subprocess
import sys

CODE = """
import logging
from crawler.logs import event, log_json, on
event("too_early")
log_json()
log_json()
assert on()
event("pages_read", run=7, counts={"claims": 2})
logging.getLogger("scrapy").error("Hubungi %s\\nsegera", "0812-5555-0101")
logging.getLogger("scrapy").info("not asked for")
try:
    raise ValueError("siti@contoh.id")
except ValueError:
    logging.getLogger("x").exception("broken")
from capaian import output
output.note("beside \\x1b[31mthe result")
output.say("the result")
"""


def test_every_line_is_an_event() -> None:
    told = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in told.stderr.splitlines()]
    assert [row["event"] for row in rows] == ["pages_read", "log", "log", "note"]
    assert {tuple(row)[:3] for row in rows} == {("at", "level", "event")}
    assert (rows[0]["run"], rows[0]["counts"]) == (7, {"claims": 2})
    assert (rows[1]["logger"], rows[1]["level"], rows[1]["message"]) == (
        "scrapy",
        "error",
        f"Hubungi {'•' * 14}\nsegera",
    )
    assert rows[2]["exception"] == f"ValueError: {'•' * 14}"
    assert rows[3]["message"] == "beside the result"
    assert told.stdout == "the result\n"
