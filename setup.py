"""For `scrapyd-deploy`, whose egg build reads no pyproject.toml; everybody else installs from that."""

from setuptools import find_packages, setup

NAMES = ("capaian", "crawler", "crosscheck", "dashboard", "extract", "models", "store")
DATA = ("toml", "csv", "txt", "html", "css", "js", "svg", "xml", "mako", "ini", "json", "jsonl")

setup(
    name="capaian",
    packages=find_packages(include=[pattern for name in NAMES for pattern in (name, f"{name}.*")]),
    package_data={"": [pattern for suffix in DATA for pattern in (f"*.{suffix}", f"**/*.{suffix}")]},
    entry_points={"scrapy": ["settings = crawler.settings"]},
)
