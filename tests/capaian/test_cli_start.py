"""How the program starts and ends: help, wrong command lines, exit codes, failures nobody foresaw."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from itertools import takewhile
from pathlib import Path

import pytest

from capaian.__main__ import main, refuse_strangers
from capaian.errors import FAMILIES, ExitCode, SetupError, clean, judge
from tests.capaian.run import Program, fails


def test_without_a_command_help_is_shown(run: Program) -> None:
    told = run()
    assert told.code == 0
    assert told.out.startswith("Usage: capaian [OPTIONS] COMMAND")
    assert told.err == ""


def test_every_exit_code_is_explained_in_the_help(run: Program) -> None:
    told = " ".join(run("--help").out.split())
    for code in ExitCode:
        assert f"{code.value} {code.meaning}" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["chek"], "No such command 'chek'. Did you mean 'check'?"),
        (["check", "--jsn"], "No such option: --jsn (Possible options: --json)"),
        (["extract"], "Missing argument 'FILE'."),
        (["check", "--lang", "su"], "Invalid value for '--lang': 'su' is not one of 'en', 'id'."),
        (["claims", "--since", "31.1.2025"], "Invalid value for '--since': '31.1.2025' is no day; one is 2025-01-31"),
        (["serve", "--port", "70000"], "Invalid value for '--port': it should be less than or equal to 65535"),
        (["db", "backup", "--x"], "No such option: --x"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_one_sentence_and_the_way_to_help(
    run: Program, arguments: list[str], sentence: str
) -> None:
    told = run(*arguments)
    command = takewhile(lambda word: word.isalpha() and word != "chek", arguments)
    assert (told.code, told.out) == (ExitCode.USAGE, "")
    assert told.err == f"capaian: {sentence}\nTry '{' '.join(['capaian', *command])} --help'.\n"


def boom(error: BaseException) -> object:
    def instead(*_: object, **__: object) -> None:
        raise error

    return instead


def test_an_unforeseen_failure_is_a_sentence_and_where_to_report(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capaian.inputs.check_files", boom(KeyError("pla\x1b[31mce")))
    told = run("extract", "a.jsonl")
    assert (told.code, told.out) == (ExitCode.INTERNAL, "")
    first, second = told.err.splitlines()
    assert first == "capaian: a fault of the program: KeyError: 'pla\\x1b[31mce'"
    assert second.startswith("Please report it")


def test_debug_shows_the_traceback(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capaian.inputs.check_files", boom(KeyError("place")))
    assert "Traceback" in run("--debug", "extract", "a.jsonl").err


def test_ctrl_c_has_its_own_code(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capaian.inputs.check_files", boom(KeyboardInterrupt()))
    fails(run("extract", "a.jsonl"), ExitCode.INTERRUPTED, "interrupted")


@pytest.mark.parametrize(("module", "name", "code"), FAMILIES)
def test_the_families_of_exceptions_exist(module: str, name: str, code: ExitCode) -> None:
    kind = getattr(import_module(module), name)
    judged = judge(kind("what happened"))
    assert judged == (code, "what happened")


def test_a_failure_that_names_a_file_is_told_with_it() -> None:
    try:
        Path("/nowhere/at/all").read_bytes()
    except OSError as error:
        judged = judge(error)
    assert judged == (ExitCode.BAD_INPUT, "/nowhere/at/all: No such file or directory")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("99,2 persen", "99,2 persen"),
        ("\x1b[2J\x1b[31mmerah\x1b[0m", "merah"),
        ("\x1b]0;judul\x07isi", "isi"),
        ("a\u202eb\u200bc\x00d\x9be", "abcde"),
        ("baris\nbaris\tkolom", "baris baris kolom"),
        ("“é” – 1½", "“é” – 1½"),
    ],
)  # fmt: skip
def test_foreign_text_loses_what_steers_a_terminal(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_packages_of_somebody_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="the package 'models' is taken from"):
        refuse_strangers(tmp_path)


def test_a_strange_models_package_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("raise SystemExit('imported')")
    start = "from capaian.__main__ import main\nsys.exit(main(['--help']))"
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{start}"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert told.returncode == ExitCode.SETUP
    assert told.stderr.startswith(f"capaian: the package 'models' is taken from {tmp_path}")
    assert told.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom capaian import output\n"
        "for number in range(100_000): output.line('x' * 100)\nsys.exit(9)"
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


def test_main_gives_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: capaian extract")
