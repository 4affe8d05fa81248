"""scrapyd puts a deployed project on the path as one zip file, but data files and migrations are read as files."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile


def unpack(archive: str) -> Path:
    """Unpacks an egg into a folder that lives as long as this process, and imports from there from now on."""
    folder = Path(tempfile.mkdtemp(prefix="capaian-egg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    place = folder / "capaian.egg"  # by this suffix importlib finds the metadata inside
    with ZipFile(archive) as packed:
        packed.extractall(place)
    # child processes (crawler.workers) are given this path, too
    sys.path.insert(0, str(place))
    return place
