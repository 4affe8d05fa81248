"""Where the program starts: `capaian` and `python -m capaian`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path

from capaian.errors import REPORT_TO, ExitCode, SetupError, clean, judge

PACKAGES = ("models", "extract", "crosscheck", "store", "crawler")
_HOME = Path(__file__).resolve().parent.parent


def refuse_strangers(home: Path = _HOME) -> None:
    """SetupError if one of the project's packages would be taken from somewhere else: their names are common words."""
    for name in PACKAGES:
        spec = find_spec(name)
        found = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
        if found != home:
            where = f"is taken from {found}" if found else "is not there"
            raise SetupError(
                f"the package '{name}' {where}, and not from {home}, where capaian is; "
                "use an environment of capaian's own, and start it from another folder"
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; a failure is one sentence on stderr, never a traceback without --debug."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a lone surrogate comes out as its JSON escape
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        refuse_strangers()
        return _run(given)
    except KeyboardInterrupt:
        _say(ExitCode.INTERRUPTED, "interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001  the one place where every failure becomes a sentence and an exit code
        if "--debug" in given:
            import traceback

            traceback.print_exc()
        judged = judge(error)
        if judged is None:
            told = clean(f"{type(error).__name__}: {error}")
            print(f"capaian: a fault of the program: {told}", file=sys.stderr)
            print(f"Please report it, with what `capaian --debug …` prints: {REPORT_TO}", file=sys.stderr)
            return ExitCode.INTERNAL
        code, sentence = judged
        _say(code, sentence)
        return code


def _say(code: ExitCode, sentence: str) -> None:
    """The last word on stderr; an event where those are logged."""
    logs = sys.modules.get("crawler.logs")
    if logs is not None and logs.on():
        logs.event("failed", level=40, code=int(code), message=sentence)
    else:
        print(f"capaian: {sentence}", file=sys.stderr)


def _run(arguments: list[str]) -> int:
    import typer

    from capaian.cli import app

    try:
        code = app(arguments or ["--help"], prog_name="capaian", standalone_mode=False)
    except typer.TyperException as error:  # a wrong command line
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "capaian"
        told = error.format_message().replace(": Value error, ", ": ").replace(": Input should", ": it should")
        print(f"capaian: {told}\nTry '{command} --help'.", file=sys.stderr)
        return ExitCode.USAGE
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == 130:  # what Typer makes of Ctrl-C
        raise KeyboardInterrupt
    return ExitCode(code or 0)


if __name__ == "__main__":
    sys.exit(main())
