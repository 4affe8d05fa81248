"""The help of every command reads as a manual page in 80 columns, and its examples are commands that there are."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from capaian.cli import app
from capaian.manual import MANUAL
from tests.capaian.run import Program

ROOT: Any = typer.main.get_command(app)


def commands(group: Any = ROOT, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_every_command_has_an_entry_and_every_entry_a_command() -> None:
    assert {name for name, _ in commands()} == set(MANUAL)


@pytest.mark.parametrize("name", sorted(MANUAL))
def test_the_help_is_a_manual_page(run: Program, name: str) -> None:
    told = run(*name.split(), "--help")
    assert told.code == 0
    lines = told.out.splitlines()
    assert max(map(len, lines)) <= 80
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads[0].startswith(f"Usage: capaian {name}")
    assert [head for head in heads[1:] if head != "Arguments:"] == ["Options:"]  # click indents what stands below
    below = told.out[told.out.index("Options:") :]
    for example in MANUAL[name].examples:
        assert f"    {example}\n" in below
    for code in MANUAL[name].codes:
        assert f"{code.value:>2}  " in below


@pytest.mark.parametrize("example", [line for entry in MANUAL.values() for line in entry.examples])
def test_an_example_is_a_command_line_that_is_taken(example: str) -> None:
    words = shlex.split(example.partition(" > ")[0])[1:]
    command, name = ROOT, "capaian"
    while hasattr(command, "commands"):
        name, *words = words
        command = command.commands[name]
    assert command.make_context(name, words, ignore_unknown_options=False).params


def test_the_list_of_commands_is_not_cut(run: Program) -> None:
    for arguments in ([], ["review"], ["sources"], ["db"], ["archive"]):
        assert "..." not in run(*arguments, "--help").out.partition("Commands:")[2]


@pytest.mark.parametrize(("shell", "word"), [("bash", "revisions"), ("zsh", '"revisions"'), ("fish", "revisions\t")])
def test_shells_complete_commands(shell: str, word: str) -> None:
    asked = {
        "_CAPAIAN_COMPLETE": f"complete_{shell}", "COMP_WORDS": "capaian re", "COMP_CWORD": "1",
        "_TYPER_COMPLETE_ARGS": "capaian re", "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-m", "capaian"], capture_output=True, text=True, check=True, env=os.environ | asked
    )
    assert word in told.stdout
    assert "crawl" not in told.stdout
    assert told.stderr == ""


def test_what_completion_needs_can_be_shown() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "capaian", "--show-completion", "bash"], capture_output=True, text=True, check=True
    )
    assert "_CAPAIAN_COMPLETE=complete_bash" in told.stdout
