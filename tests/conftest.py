"""What every test relies on: no network beyond loopback, and labelled articles beside the project if there are any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.databases import engine, path, postgres, postgres_store, postgres_template, server, template, url

__all__ = ["engine", "path", "postgres", "postgres_store", "postgres_template", "server", "template", "url"]

GUARD = Path(__file__).parent / "loopback_only"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def _load_guard() -> ModuleType:
    """The module that child processes load as their sitecustomize, whatever this process has under that name."""
    spec = spec_from_file_location("loopback_guard", GUARD / "sitecustomize.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pytest_configure(config: pytest.Config) -> None:
    """Refuse sockets beyond loopback for the whole run, in child processes too."""
    config.addinivalue_line("markers", "offline: the test tries to leave this machine, and expects to be refused")
    log = Path(config.rootpath, ".pytest_cache", f"network-{os.getpid()}.log")
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    os.environ["CAPAIAN_TEST_NETWORK_LOG"] = str(log)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(GUARD), os.environ.get("PYTHONPATH"))))
    _load_guard().install()


def pytest_unconfigure() -> None:
    """Leave no log behind."""
    Path(os.environ["CAPAIAN_TEST_NETWORK_LOG"]).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that tried to leave this machine, even if the code under test swallowed the refusal."""
    log = Path(os.environ["CAPAIAN_TEST_NETWORK_LOG"])
    log.write_text("")
    yield
    tried = log.read_text()
    if tried and request.node.get_closest_marker("offline") is None:
        pytest.fail(f"the test tried to reach: {', '.join(sorted(set(tried.split())))}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with labelled articles beside the project; the test is skipped, visibly, where there is none."""
    if not (SHARED / "articles").is_dir():
        pytest.skip("no ../shared beside the project")
    return SHARED
