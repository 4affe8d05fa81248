"""Take the screenshots of docs/screenshots over a running demo dashboard: python docs/screenshots/take.py http://127.0.0.1:8000

Needs Chromium. Each page is taken at the width of a desk and of a telephone. With pngquant they become small.
"""

from __future__ import annotations

import json
import shutil
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


def article_of(address: str) -> str:
    """The address of the article that a claim's page links to."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        page = answer.read().decode()
    start = page.index("/artikel/")
    return str(page[start : page.index('"', start)])


def take(address: str, name: str, width: int, height: int, *more: str) -> None:
    """One picture, by a browser that remembers nothing."""
    target = HERE / f"{name}.png"
    with tempfile.TemporaryDirectory() as profile:
        size = f"--window-size={width},{height}"
        command = ["chromium", *FLAGS, *more, f"--user-data-dir={profile}", size, f"--screenshot={target}", address]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--ext", ".png", "48", target], check=True, timeout=60)


def main(base: str) -> None:
    """All pictures."""
    finding = read(f"{base}/temuan.json?rule=outlets_disagree")["findings"][0]["id"]
    claim = read(f"{base}/klaim.json?place=62.02&indicator=pad_revenue")["claims"][0]["claim_key"]
    pages = {
        "hari-ini": ("/", 1250),
        "temuan": (f"/temuan/{finding}", 1500),
        "klaim": ("/klaim", 1000),
        "satu-klaim": (f"/klaim/{claim}", 1500),
        "artikel": (article_of(f"{base}/klaim/{claim}"), 1250),
        "daftar-temuan": ("/temuan", 1250),
        "cari": ("/cari?q=Kotim", 1100),
        "janji": ("/janji", 1000),
        "pejabat": ("/pejabat", 1000),
        "daerah": ("/daerah/62.02", 1450),
        "indikator": ("/indikator/ektp_recording", 1450),
        "matriks": ("/matriks/62", 1000),
        "sumber": ("/sumber", 1000),
        "metode": ("/metode", 1250),
    }
    for name, (path, height) in pages.items():
        take(base + path, f"{name}-1280", 1280, height)
        take(base + path, f"{name}-375", 375, height)
    dark = "--blink-settings=preferredColorScheme=0"
    take(f"{base}/temuan/{finding}?lang=en", "temuan-dark-en-1280", 1280, 1500, dark)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
