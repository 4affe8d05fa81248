"""What stands at the end of a command's help: examples, and the exit codes that it can end with."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from capaian.errors import ExitCode

_COMMON = (ExitCode.OK, ExitCode.USAGE)
_STORE = (*_COMMON, ExitCode.STORE)
_INPUT = (*_COMMON, ExitCode.BAD_INPUT)
_BOTH = (*_STORE, ExitCode.BAD_INPUT)
_CRAWL = (*_BOTH, ExitCode.NETWORK, ExitCode.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A command in the list of commands, what to type for instance, and how it can end."""

    short: str
    examples: tuple[str, ...]
    codes: tuple[ExitCode, ...]

    @property
    def epilog(self) -> str:
        r"""The paragraphs below the options; `\b` keeps lines as they are."""
        examples = "\n".join(f"  {line}" for line in self.examples)
        codes = "\n".join(
            textwrap.fill(f"{code.value:>2}  {code.meaning}", 76, initial_indent="  ", subsequent_indent="      ")
            for code in sorted(set(self.codes))
        )
        return f"\b\nExamples:\n{examples}\n\n\b\nExit codes:\n{codes}"


_BY = "--by Sari --because 'izin tertulis'"

MANUAL: Mapping[str, Entry] = {
    "demo": Entry("Crawl an invented newsroom on this machine.", ("capaian demo", "capaian demo --folder try"), _BOTH),
    "crawl": Entry(
        "Read news: fetch, keep, extract, check.",
        ("capaian crawl merdeka --limit 20", "capaian crawl prokalteng --since 2024-01-01", "capaian crawl --dry-run"),
        (*_CRAWL, ExitCode.SOURCE),
    ),
    "add": Entry(
        "Take single pages into the store.",
        ("capaian add page.html", "capaian add CC-NEWS.warc.gz", "capaian add articles.jsonl"),
        _CRAWL,
    ),
    "extract": Entry(
        "Read articles, print their claims.",
        ("capaian extract articles.jsonl > claims.jsonl", "capaian extract page.html --explain"),
        _INPUT,
    ),
    "reextract": Entry(
        "Read stored pages anew with the present rules.",
        ("capaian reextract --changed --dry-run", "capaian reextract --changed", "capaian reextract --switch VERSION"),
        (*_STORE, ExitCode.INTERRUPTED, ExitCode.SETUP),
    ),
    "check": Entry(
        "Show which figures do not agree.",
        ("capaian check", "capaian check claims.jsonl --json", "capaian check --fail-on inconsistent"),
        (*_BOTH, ExitCode.FINDINGS),
    ),
    "claims": Entry(
        "Show the claims of the store.",
        ("capaian claims --place Kotim", "capaian claims --since 2025-01-01 --json"),
        _BOTH,
    ),
    "lines": Entry("Show the progress lines of a place.", ("capaian lines Kotim", "capaian lines 62.02 --json"), _BOTH),
    "export": Entry(
        "Write claims to a file.",
        ("capaian export --out claims.csv", "capaian export --format datapackage --out claims.zip"),
        (*_BOTH, ExitCode.SETUP),
    ),
    "serve": Entry(
        "Show the store in a browser.", ("capaian serve", "capaian serve --store var/demo.sqlite --port 8080"), _STORE
    ),
    "run": Entry(
        "Make one unattended pass, for cron and timers.",
        ("capaian run --keep-texts 90", "capaian run --all --limit 20 --json", "capaian run --dry-run"),
        (*_CRAWL, ExitCode.SOURCE, ExitCode.LIMIT, ExitCode.BUSY),
    ),
    "schedule": Entry(
        "Make one pass after the other, in one process.",
        ("capaian schedule --log-json",),
        (*_STORE, ExitCode.INTERRUPTED),
    ),
    "runs": Entry("List the newest runs.", ("capaian runs", "capaian runs --source merdeka --json"), _STORE),
    "revisions": Entry(
        "List articles that were edited.", ("capaian revisions", "capaian revisions --source merdeka"), _STORE
    ),
    "doctor": Entry(
        "Check the installation; say what to look at.",
        ("capaian doctor", "capaian doctor --network --json"),
        (*_STORE, ExitCode.NETWORK, ExitCode.SETUP, ExitCode.SOURCE),
    ),
    "forget": Entry(
        "Make a person's name unreadable in the store.",
        (
            "capaian forget 'Nama Lengkap' --dry-run",
            "capaian forget 'Nama Lengkap' --because 'surat'",
            "capaian forget --log",
        ),
        _BOTH,
    ),
    "review list": Entry("List findings to review.", ("capaian review list", "capaian review list --json"), _STORE),
    "review show": Entry("Show one finding or claim.", ("capaian review show 3750ecf41de5",), _BOTH),
    "review accept": Entry("Say that a finding is right.", ("capaian review accept 3750ecf41de5 --by Sari",), _BOTH),
    "review dismiss": Entry(
        "Say that a finding is none.", ("capaian review dismiss 3750ecf41de5 --by Sari --because 'salah baca'",), _BOTH
    ),
    "review take-back": Entry(
        "Undo what was decided.", ("capaian review take-back 3750ecf41de5 --by Sari --because keliru",), _BOTH
    ),
    "review note": Entry(
        "Write a note.", ("capaian review note 3750ecf41de5 --by Sari --text 'sudah ditanya'",), _BOTH
    ),
    "review correct": Entry(
        "Write down a correction from outside.",
        ("capaian review correct 3750ecf41de5 --by Sari --source surat --text '98,4'",),
        _BOTH,
    ),
    "sources list": Entry("List the outlets.", ("capaian sources list --json",), _STORE),
    "sources enable": Entry("Let crawls take an outlet.", (f"capaian sources enable antarakalteng {_BY}",), _BOTH),
    "sources disable": Entry(
        "Keep crawls away from an outlet.", ("capaian sources disable merdeka --by Sari --because 'diminta'",), _BOTH
    ),
    "sources probe": Entry(
        "Check an outlet against its live site.", ("capaian sources probe merdeka",), (*_BOTH, ExitCode.NETWORK)
    ),
    "sources health": Entry("Check what every source gave.", ("capaian sources health",), (*_STORE, ExitCode.SOURCE)),
    "sources calendar": Entry(
        "Show what was read of each month.", ("capaian sources calendar merdeka --since 2024-01-01",), _BOTH
    ),
    "sources add": Entry(
        "Print a block for an outlet that is not known.",
        ("capaian sources add https://www.kabarbaru.example/",),
        (*_INPUT, ExitCode.NETWORK),
    ),
    "archive verify": Entry("Read the whole archive back.", ("capaian archive verify",), (*_STORE, ExitCode.SOURCE)),
    "db status": Entry("Say which schema the store has.", ("capaian db status",), _STORE),
    "db upgrade": Entry("Bring the store to the newest schema.", ("capaian db upgrade --dry-run",), _STORE),
    "db backup": Entry("Write a copy of the store.", ("capaian db backup --folder backups",), _STORE),
    "db copy": Entry("Copy the store elsewhere.", ("capaian db copy postgresql://capaian@127.0.0.1/capaian",), _STORE),
    "db trim": Entry(
        "Drop old whole texts, and what earlier extractors said.",
        ("capaian db trim --days 90 --dry-run", "capaian db trim --old-versions"),
        _STORE,
    ),
    "db verify": Entry("Look whether the store is sound.", ("capaian db verify --archive",), _STORE),
}
"""By the words that are typed for it."""

GROUPS: Mapping[str, str] = {
    "review": "Accept or dismiss findings, take notes.",
    "sources": "List the known outlets, switch and check them.",
    "db": "Look at the store, copy it, upgrade it.",
}
"""Groups of commands whose help is too long for the list of commands."""
