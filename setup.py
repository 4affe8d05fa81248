"""For `scrapyd-deploy`, which runs this file to build its egg; all that there is to say stands in pyproject.toml."""

from setuptools import setup

setup()
