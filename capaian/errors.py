"""How a command ends: exit codes, and one clear sentence for every kind of failure that can be foreseen.

Nothing heavy is imported here: a family of exceptions is looked up by name among the modules that are loaded already,
since only a loaded module can have raised one.
"""

from __future__ import annotations

import re
import sys
from enum import IntEnum

REPORT_TO = "https://github.com/capaian/capaian/issues"

_UNPRINTABLE = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # terminal sequences
    "|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?"  # window titles, links
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


class ExitCode(IntEnum):
    """What the number means that a command leaves behind."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    BAD_INPUT = 3
    STORE = 4
    NETWORK = 5
    INTERRUPTED = 6
    INTERNAL = 7
    SETUP = 8
    SOURCE = 9
    LIMIT = 10
    BUSY = 11

    @property
    def meaning(self) -> str:
        """One line for the help text and the docs."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.OK: "done, also where nothing was found",
    ExitCode.FINDINGS: "inconsistent findings, asked for with --fail-on",
    ExitCode.USAGE: "the command line is wrong, or asks for what is switched off",
    ExitCode.BAD_INPUT: "a file cannot be read, understood or written",
    ExitCode.STORE: "the store is missing, locked, damaged, or of another schema",
    ExitCode.NETWORK: "no network, or no source answered",
    ExitCode.INTERRUPTED: "interrupted (Ctrl-C); what was stored stays, a second run goes on from there",
    ExitCode.INTERNAL: "a fault of the program: please report it",
    ExitCode.LIMIT: "a pass ended at a limit or at a day's budget: more waits",
    ExitCode.BUSY: "another pass is at work, and this one was left out",
    ExitCode.SETUP: "the installation or a data file is wrong",
    ExitCode.SOURCE: "a source looks broken, or the archive is damaged: what is wrong is told",
}


class CommandError(Exception):
    """A command cannot go on, for a reason that its user can read and act on."""

    code = ExitCode.INTERNAL


class UsageError(CommandError):
    """What was asked for makes no sense as things stand."""

    code = ExitCode.USAGE


class InputError(CommandError):
    """A file that was named cannot be read, understood or written."""

    code = ExitCode.BAD_INPUT


class NetworkError(CommandError):
    """No source can be reached."""

    code = ExitCode.NETWORK


class SetupError(CommandError):
    """The installation is not what the program needs."""

    code = ExitCode.SETUP


FAMILIES: tuple[tuple[str, str, ExitCode], ...] = (
    ("capaian.errors", "CommandError", ExitCode.INTERNAL),
    ("models.wire", "WireError", ExitCode.BAD_INPUT),
    ("models.config", "ConfigError", ExitCode.SETUP),
    ("store.errors", "PassAtWork", ExitCode.BUSY),
    ("store.errors", "StoreError", ExitCode.STORE),
    ("crawler.archive", "SourceBusyError", ExitCode.BUSY),
    ("crawler.archive", "ArchiveError", ExitCode.STORE),
    ("crawler.readers", "ClusterError", ExitCode.SETUP),
    ("sqlalchemy.exc", "SQLAlchemyError", ExitCode.STORE),
)
"""(module, exception, exit code) of what may reach `main`, first match counts."""


def clean(text: str) -> str:
    """Foreign text fit for a terminal: control characters and terminal sequences gone, line ends and tabs blanks.

    >>> clean("Kotim\\x1b[31m 99,2\\u202e persen\\n")
    'Kotim 99,2 persen '
    """
    return re.sub(r"[\n\t]", " ", _UNPRINTABLE.sub("", text))


def judge(error: BaseException) -> tuple[ExitCode, str] | None:
    """Exit code and sentence for a failure that was foreseen; None for any other.

    >>> judge(InputError("a.jsonl is empty"))
    (<ExitCode.BAD_INPUT: 3>, 'a.jsonl is empty')
    >>> judge(KeyError("place")) is None
    True
    """
    if isinstance(error, CommandError):
        return error.code, clean(str(error))
    for module, name, code in FAMILIES:
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and isinstance(error, kind):
            told = getattr(error, "orig", None) or error  # SQLAlchemy wraps the driver's own words in its statement
            return code, clean(str(told)) or type(error).__name__
    if isinstance(error, OSError) and error.filename is not None:
        return ExitCode.BAD_INPUT, clean(f"{error.filename}: {error.strerror}")
    return None
