"""Take the screenshots of docs/screenshots over a running dashboard: python docs/screenshots/take.py http://127.0.0.1:8000

Needs Chromium. Each page is taken at the width of a desk and of a telephone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=3000",
)


def read(address: str) -> dict[str, list[dict[str, str]]]:
    """A page's data."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return dict(json.load(answer))


def take(address: str, name: str, width: int, height: int, *more: str) -> None:
    """One picture, by a browser that remembers nothing."""
    with tempfile.TemporaryDirectory() as profile:
        target = f"--screenshot={HERE / name}.png"
        size = f"--window-size={width},{height}"
        command = ["chromium", *FLAGS, *more, f"--user-data-dir={profile}", size, target, address]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main(base: str) -> None:
    """All pictures."""
    finding = read(f"{base}/temuan.json?rule=outlets_disagree")["findings"][0]["id"]
    claim = read(f"{base}/klaim.json?place=62.02&indicator=pad_revenue")["claims"][0]["claim_key"]
    pages = {
        "hari-ini": ("/", 1400),
        "temuan": (f"/temuan/{finding}", 1500),
        "klaim": ("/klaim", 1000),
        "satu-klaim": (f"/klaim/{claim}", 1500),
        "daerah": ("/daerah/62.02", 1450),
        "matriks": ("/matriks/62", 1150),
        "sumber": ("/sumber", 1150),
        "metode": ("/metode", 1500),
    }
    for name, (path, height) in pages.items():
        take(base + path, f"{name}-1280", 1280, height)
        take(base + path, f"{name}-375", 375, height)
    take(
        f"{base}/temuan/{finding}?lang=en", "temuan-dark-en-1280", 1280, 1500, "--blink-settings=preferredColorScheme=0"
    )


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
