"""The documentation runs: doctests of every module, code blocks of every page, generated pages that are not stale."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
import typer.main

from capaian.cli import app
from models.publishers import publishers
from models.reference import indicators

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("capaian", "crawler", "crosscheck", "dashboard", "extract", "models", "store")
NOT_IMPORTED = re.compile(r"__main__$|^store\.migrations\.(env|versions)")
"""Modules that act when they are imported, or that only Alembic can import."""
LEAST_DOCTESTS = 90
LEAST_BLOCKS = 20
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def modules() -> Iterator[str]:
    """Every module of the project's packages."""
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not NOT_IMPORTED.search(found.name):
                yield found.name


def doctests() -> list[doctest.DocTest]:
    """Every docstring with an example, once."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in modules() for test in finder.find(importlib.import_module(name), name)]
    return [test for test in found if test.examples]


EXAMPLES = doctests()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_doctest(example: doctest.DocTest) -> None:
    said: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append, clear_globs=False)
    assert outcome.failed == 0, "".join(said)
    assert outcome.attempted == len(example.examples)


def test_there_are_doctests() -> None:
    assert len(EXAMPLES) >= LEAST_DOCTESTS


def blocks(language: str) -> list[tuple[str, str]]:
    """(page and line, text) of every fenced block of a language in the README and docs/."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            found.append((f"{page.name}:{text[: match.start()].count(chr(10)) + 1}", match[1]))
    return found


@pytest.mark.parametrize(("where", "code"), blocks("python"), ids=[where for where, _ in blocks("python")])
def test_python_block_runs(where: str, code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```pycon" in page.read_text(encoding="utf-8")], ids=lambda p: p.name
)
def test_session_in_a_page_runs(page: Path) -> None:
    session = "\n".join(text for where, text in blocks("pycon") if where.startswith(f"{page.name}:"))
    example = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    said: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append)
    assert outcome.attempted > 0
    assert outcome.failed == 0, "".join(said)


def test_toml_blocks_are_toml() -> None:
    import tomllib

    for where, text in blocks("toml"):
        assert tomllib.loads(text), where


def commands() -> list[tuple[str, ...]]:
    """Every command with the names before it: ("sources", "enable")."""
    group = typer.main.get_command(app)
    made: list[tuple[str, ...]] = []

    def walk(command: object, names: tuple[str, ...]) -> None:
        for name, child in getattr(command, "commands", {}).items():
            if not getattr(child, "commands", {}):
                made.append((*names, name))
            walk(child, (*names, name))

    walk(group, ())
    return made


def shell_lines() -> list[tuple[str, str]]:
    """(page and line, command) of every `capaian` and `make` line in shell blocks, continued lines joined."""
    found = []
    for where, text in blocks("(?:sh|console|bash)"):
        for line in text.replace("\\\n", " ").splitlines():
            command = line.removeprefix("$ ").strip()
            if command.startswith(("capaian ", ".venv/bin/capaian ", "make ")):
                found.append((where, command.removeprefix(".venv/bin/")))
    return found


@pytest.mark.parametrize(("where", "command"), shell_lines(), ids=[f"{w} {c}" for w, c in shell_lines()])
def test_command_in_the_docs_exists(where: str, command: str) -> None:
    words = shlex.split(command.split("|")[0].split(">")[0], comments=True)
    if words[0] == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert [word for word in words[1:] if "=" not in word and word not in targets] == []
        return
    command_object: object = typer.main.get_command(app)
    for word in words[1:]:
        children = getattr(command_object, "commands", {})
        if word not in children:
            break
        command_object = children[word]
    options = {name for param in command_object.params for name in param.opts}  # type: ignore[attr-defined]
    group_options = {"--debug", "--version", "--help"}
    unknown = [
        word for word in words if word.startswith("--") and word.partition("=")[0] not in options | group_options
    ]
    assert unknown == []
    assert not getattr(command_object, "commands", {}) or "[OPTIONS]" in words or len(words) <= 3


def test_there_are_blocks() -> None:
    assert len(shell_lines()) >= LEAST_BLOCKS


@pytest.mark.parametrize("names", commands(), ids=" ".join)
def test_every_command_has_help_and_stands_in_the_docs(names: tuple[str, ...]) -> None:
    command: object = typer.main.get_command(app)
    for name in names:
        command = command.commands[name]  # type: ignore[attr-defined]
    assert command.help  # type: ignore[attr-defined]
    for param in command.params:  # type: ignore[attr-defined]
        assert param.help or param.name == "help", f"{' '.join(names)}: {param.name} has no help"
    assert f"`capaian {' '.join(names)}`" in DOCS


@pytest.mark.parametrize("slug", indicators())
def test_every_indicator_stands_in_the_docs(slug: str) -> None:
    assert f"`{slug}`" in DOCS


@pytest.mark.parametrize("slug", publishers())
def test_every_source_stands_in_the_docs(slug: str) -> None:
    assert f"`{slug}`" in DOCS


def generator() -> ModuleType:
    """docs/generate.py, which is no part of the package."""
    spec = spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", generator().PAGES)
def test_generated_page_is_fresh(name: str) -> None:
    page = ROOT / "docs" / name
    assert page.read_text(encoding="utf-8") == generator().PAGES[name](), f"docs/{name} is stale: run `make docs`"


def links() -> list[tuple[str, str]]:
    """(page, target) of every link to a file of the project."""
    found = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                found.append((page.name, target))
    return found


@pytest.mark.parametrize(("page", "target"), links())
def test_link_leads_somewhere(page: str, target: str) -> None:
    base = ROOT if page == "README.md" else ROOT / "docs"
    assert (base / target).exists()
