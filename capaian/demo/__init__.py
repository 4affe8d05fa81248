"""The demo newsroom: invented outlets, officials and figures, served on loopback in the page structures of real sites.

What it is for, and how to add a story: docs/demo.md.
"""

from capaian.demo.expected import LookAlike, Planted, labels, lookalikes, planted
from capaian.demo.newsroom import articles, publishers
from capaian.demo.site import Site, serve

__all__ = ["LookAlike", "Planted", "Site", "articles", "labels", "lookalikes", "planted", "publishers", "serve"]
